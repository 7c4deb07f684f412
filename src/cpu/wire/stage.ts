/** Twin of shaders/wire/stage.wgsl: one Runge-Kutta stage of a wire, its rate and the sums over cells that it needs. */
import { CLK, CLK_STRIDE, CLOSURE, FLG, FLG_STRIDE, MAX_STAGES, PAR, slot, TAB } from '../../plan/layout.js';
import type { Twin } from '../../plan/types.js';
import { localCurrent } from '../lib/closure.js';
import { effectiveField, paramsRow } from '../lib/field.js';
import { gradientWeights, standIn } from '../lib/grid.js';
import { drive, stageCurrent, storeTotal, sumsRow } from '../lib/planes.js';
import { stageRuns } from '../lib/turn.js';

export const stage: Twin = (buffers, constants, _groups, [s], keep = (make) => make()) => {
  const { CELLS, BATCH, STAGES, GROUPS, KIND, WG, PER } = constants;
  const tableau = buffers.tableau as Float64Array, clock = buffers.clock as Float64Array, flags = buffers.flags as Uint32Array;
  const m = buffers.m as Float64Array, drift = buffers.drift as Float64Array, lever = buffers.lever as Float64Array, sums = buffers.sums as Float64Array;
  const periodic = constants.PERIODIC === 1;
  const circuit = KIND === CLOSURE.CIRCUIT;
  const [near, far] = gradientWeights(constants.GRADIENT);
  const { field, moved } = keep(() => ({ field: new Float64Array(3), moved: new Float64Array(4 * (CELLS + 4)) })); // two ghosts on either side

  for (let sim = 0; sim < BATCH; sim++) {
    const f = sim * FLG_STRIDE;
    if (!stageRuns(flags, sim, s)) continue;
    const parity = flags[f + FLG.PARITY];
    const h = clock[sim * CLK_STRIDE + CLK.H_TRY];
    const row = paramsRow(buffers.params, sim, constants.UNIAXIAL, constants.CUBIC);
    const alpha = row.params[row.at + PAR.ALPHA], beta = row.params[row.at + PAR.BETA], chi = row.params[row.at + PAR.CHI];
    const planeOf = (index: number) => 4 * (index * BATCH + sim) * CELLS;

    if (s > 2) storeTotal(sums, sim, slot(s - 1, STAGES, parity), STAGES, GROUPS);
    const weights: number[] = [], currents: number[] = [], planes: number[] = [];
    for (let k = 1; k < s; k++) {
      const a = h * tableau[TAB.A + (s - 1) * MAX_STAGES + k - 1];
      if (a === 0) continue;
      const own = slot(k, STAGES, parity);
      weights.push(a);
      planes.push(planeOf(own));
      currents.push(circuit ? stageCurrent(row, clock, sums, sim, k, own, STAGES, GROUPS) : 0);
    }

    const from = planeOf(parity);
    for (let i = 0; i < CELLS; i++) {
      let x = m[from + 4 * i], y = m[from + 4 * i + 1], z = m[from + 4 * i + 2];
      for (let k = 0; k < weights.length; k++) {
        const at = planes[k] + 4 * i, a = weights[k];
        x += a * drift[at];
        y += a * drift[at + 1];
        z += a * drift[at + 2];
        if (circuit) {
          const aq = a * currents[k];
          x += aq * lever[at];
          y += aq * lever[at + 1];
          z += aq * lever[at + 2];
        }
      }
      const size = s > 1 ? Math.sqrt(x * x + y * y + z * z) : 1;
      const to = 4 * (i + 2);
      moved[to] = x / size;
      moved[to + 1] = y / size;
      moved[to + 2] = z / size;
    }
    for (const i of [-2, -1, CELLS, CELLS + 1]) {
      const source = 4 * (standIn(i, CELLS, periodic) + 2);
      moved.copyWithin(4 * (i + 2), source, source + 3);
    }

    const factor = drive(clock, sim, s, 0);
    const given = drive(clock, sim, s, 1) * row.params[row.at + PAR.DRIFT];
    const bx = row.params[row.at + PAR.FIELD_X], by = row.params[row.at + PAR.FIELD_Y], bz = row.params[row.at + PAR.FIELD_Z];
    const own = slot(s, STAGES, parity);
    const to = planeOf(own);
    const scale = 1 / (1 + alpha * alpha), P = row.params[row.at + PAR.POLARIZATION];
    const along = P * (1 + alpha * beta) * scale, across = P * (beta - alpha) * scale;
    if (s === STAGES) m.set(moved.subarray(8, 8 + 4 * CELLS), planeOf(1 - parity));

    for (let g = 0; g < GROUPS; g++) {
      let s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
      const end = Math.min((g + 1) * WG * PER, CELLS);
      for (let i = g * WG * PER; i < end; i++) {
        const c = 4 * (i + 2), l = c - 4, r = c + 4;
        const x = moved[c], y = moved[c + 1], z = moved[c + 2];
        let dx = near * (moved[r] - moved[l]) + far * (moved[r + 4] - moved[l - 4]);
        let dy = near * (moved[r + 1] - moved[l + 1]) + far * (moved[r + 5] - moved[l - 3]);
        let dz = near * (moved[r + 2] - moved[l + 2]) + far * (moved[r + 6] - moved[l - 2]);
        const stray = x * dx + y * dy + z * dz;
        dx -= stray * x;
        dy -= stray * y;
        dz -= stray * z;

        effectiveField(row, factor, moved, l, c, r, field);
        // torque = -m x B
        const tx = z * field[1] - y * field[2], ty = x * field[2] - z * field[0], tz = y * field[0] - x * field[1];
        const r0x = (tx + alpha * (y * tz - z * ty)) * scale;
        const r0y = (ty + alpha * (z * tx - x * tz)) * scale;
        const r0z = (tz + alpha * (x * ty - y * tx)) * scale;
        const nx = y * dz - z * dy, ny = z * dx - x * dz, nz = x * dy - y * dx; // m x d
        const r1x = along * dx - across * nx, r1y = along * dy - across * ny, r1z = along * dz - across * nz;

        // m . (rate x d) = -rate . (m x d)
        const berry0 = -(r0x * nx + r0y * ny + r0z * nz), slide0 = r0x * dx + r0y * dy + r0z * dz;
        const berry1 = -(r1x * nx + r1y * ny + r1z * nz), slide1 = r1x * dx + r1y * dy + r1z * dz;
        const at = to + 4 * i;
        s7 += x * bx + y * by + z * bz;
        if (circuit) {
          drift[at] = r0x;
          drift[at + 1] = r0y;
          drift[at + 2] = r0z;
          lever[at] = r1x;
          lever[at + 1] = r1y;
          lever[at + 2] = r1z;
          s0 += r0x * r0x + r0y * r0y + r0z * r0z;
          s1 += r0x * r1x + r0y * r1y + r0z * r1z;
          s2 += r1x * r1x + r1y * r1y + r1z * r1z;
          s3 += berry0;
          s4 += berry1;
          s5 += slide0;
          s6 += slide1;
        } else {
          const q = KIND === CLOSURE.LOCAL ? localCurrent(chi, berry0 + beta * slide0, berry1 + beta * slide1) : given;
          const kx = r0x + q * r1x, ky = r0y + q * r1y, kz = r0z + q * r1z;
          const berry = berry0 + q * berry1, slide = slide0 + q * slide1;
          drift[at] = kx;
          drift[at + 1] = ky;
          drift[at + 2] = kz;
          const emf = P * (berry + beta * slide);
          s0 += alpha * (kx * kx + ky * ky + kz * kz);
          s1 += q * q;
          s2 += beta * P * q * slide;
          s3 += berry;
          s4 += q;
          s5 += emf;
          s6 += q * emf;
        }
      }
      const at = sumsRow(sim, own, g + 1, STAGES, GROUPS);
      sums.set([s0, s1, s2, s3, s4, s5, s6, s7], at);
    }
  }
};
