/** Twin of shaders/potential/update.wgsl: the direction made orthogonal to those before, a step along it, and the size of what is left. */
import { guardOf } from '../../math/stencil.js';
import { DIRECTIONS, LST, LST_STRIDE, LSU_STRIDE } from '../../plan/layout.js';
import type { Twin } from '../../plan/types.js';
import { directionOf, earlier, krylovStep, stepOf, sumsRows, totalOf } from '../lib/krylov.js';
import { solved } from '../lib/solved.js';

export const update: Twin = (buffers, constants, _groups, [iteration]) => {
  const { NX, NY, BATCH, BANDS, LEADS, WG, PER, GROUPS, WORK } = constants;
  if (solved(buffers, BATCH)) return;
  const shapes = buffers.lead_shape as Float64Array, setup = buffers.lead_setup as Float64Array, state = buffers.lead_state as Float64Array;
  const potential = buffers.potential as Float64Array, work = buffers.solve_work as Float64Array, sums = buffers.solve_sums as Float64Array;
  const nodes = (NX + 1) * (NY + 1), guard = guardOf([NX + 1, NY + 1]), vector = nodes + 2 * guard;
  const rows = sumsRows(LEADS), before = earlier(iteration);
  const total = new Float64Array(4 * rows), step = krylovStep();
  for (let sim = 0; sim < BATCH; sim++) {
    if (state[sim * LST_STRIDE + LST.DONE] > 0) continue;
    const first = sim * GROUPS * 4 * (rows + 1);
    totalOf(sums, first, GROUPS, rows, total);
    stepOf(total, setup, sim * LSU_STRIDE, state, sim * LST_STRIDE, iteration, LEADS, step);
    const { alpha, beta: [b1, b2, b3] } = step;
    const correction = (BATCH + sim) * BANDS * nodes, tilts = (sim * (LEADS + 1) + LEADS) * nodes;
    for (let g = 0; g < GROUPS; g++) {
      const start = g * WG * PER, count = Math.min(WG * PER, nodes - start);
      let size = 0;
      for (let band = 0; band < BANDS; band++) {
        const at = (index: number) => sim * WORK + (index * BANDS + band) * vector + guard + start;
        const z = (back: number) => at(1 + directionOf(iteration, back)), q = (back: number) => at(1 + DIRECTIONS + directionOf(iteration, back));
        orthogonal(work, z(0), count, before, b1, z(1), b2, z(2), b3, z(3));
        orthogonal(work, q(0), count, before, b1, q(1), b2, q(2), b3, q(3));
        size += reduce(work, at(0), q(0), alpha, count);
        if (BANDS === 1) {
          for (let n = 0, from = z(0), to = correction + start; n < count; n++, from++, to++) potential[to] += alpha * work[from];
        } else {
          // Both bands move with the mean potential, and apart with that of spin.
          for (let to = 0; to < 2; to++) {
            for (let n = 0, from = z(0); n < count; n++, from++) {
              const t = shapes[tilts + start + n], weight = band === 0 ? 1 : t < 0 ? 0 : to === 0 ? t : -1 / t;
              potential[correction + to * nodes + start + n] += alpha * weight * work[from];
            }
          }
        }
      }
      const row = first + 4 * (GROUPS * rows + g);
      sums[row] = size;
      sums.fill(0, row + 1, row + 4);
    }
  }
};

/** Takes from the numbers at `own` their parts along the earlier directions. */
function orthogonal(work: Float64Array, own: number, count: number, before: number, b1: number, first: number, b2: number, second: number, b3: number, third: number): void {
  if (before === 1) for (let n = 0; n < count; n++) work[own + n] -= b1 * work[first + n];
  else if (before === 2) for (let n = 0; n < count; n++) work[own + n] -= b1 * work[first + n] + b2 * work[second + n];
  else if (before === 3) for (let n = 0; n < count; n++) work[own + n] -= b1 * work[first + n] + b2 * work[second + n] + b3 * work[third + n];
}

/** r -= alpha q; its square. */
function reduce(work: Float64Array, r: number, q: number, alpha: number, count: number): number {
  let size = 0;
  for (let n = 0; n < count; n++) {
    const value = work[r + n] - alpha * work[q + n];
    work[r + n] = value;
    size += value * value;
  }
  return size;
}
