/** Twin of shaders/potential/decide.wgsl: after a residual is known: whether it is small enough, and what the leads do next. */
import { DIRECTIONS, LEAD, LEADS_MAX, LST, LST_STRIDE, LSU, LSU_STRIDE } from '../../plan/layout.js';
import type { Twin } from '../../plan/types.js';
import { directionOf, earlier, krylovStep, stepOf, SUMS_LEADS, SUMS_RZ, sumsRows, totalOf } from '../lib/krylov.js';
import { solved } from '../lib/solved.js';

export const decide: Twin = (buffers, constants, _groups, [iteration]) => {
  const { BATCH, LEADS, GROUPS, TOLERANCE } = constants;
  if (solved(buffers, BATCH)) return;
  const sums = buffers.solve_sums as Float64Array, setup = buffers.lead_setup as Float64Array, state = buffers.lead_state as Float64Array;
  const rows = sumsRows(LEADS);
  const total = new Float64Array(4 * rows), step = krylovStep();
  for (let sim = 0; sim < BATCH; sim++) {
    const s = sim * LST_STRIDE, u = sim * LSU_STRIDE, at = sim * GROUPS * 4 * (rows + 1);
    if (state[s + LST.DONE] > 0) continue;
    totalOf(sums, at, GROUPS, rows, total);
    let size = 0, before = 0;
    if (iteration === 0) {
      let scale = total[1];
      size = total[0];
      const stage = state[s + LST.STAGE], share = startOfStep(state, s);
      for (let l = 0; l < LEADS; l++) {
        const own = s + LST.U + l;
        const base = Number.isFinite(state[own]) ? state[own] : 0;
        state[s + LST.U_BASE + l] = base;
        state[own] = base + share * state[s + LST.STAGE_U + (stage - 1) * LEADS_MAX + l];
        if (setup[u + 4 * l + LEAD.FREE] === 0) state[own] = state[s + LST.GIVEN + l];
      }
      for (let l = 0; l < LEADS; l++) {
        state[s + LST.I + l] = -total[SUMS_LEADS + l];
        let rho = 0;
        if (setup[u + 4 * l + LEAD.FREE] > 0) {
          let outside = 0;
          for (let k = 0; k < LEADS; k++) outside += setup[u + LSU.NETWORK + l * LEADS_MAX + k] * state[s + LST.U + k];
          const fed = state[s + LST.FED + l];
          scale += setup[u + LSU.INVERSE + l * LEADS_MAX + l] * (fed * fed + outside * outside);
          rho = fed - outside + total[SUMS_LEADS + l];
        }
        state[s + LST.RHO + l] = rho;
      }
      state[s + LST.SCALE2] = scale;
    } else {
      const last = iteration - 1, own = directionOf(last);
      before = total[SUMS_RZ];
      for (let l = 0; l < LEADS; l++) before += state[s + LST.STEP_U + own * LEADS_MAX + l] * state[s + LST.RHO + l];
      stepOf(total, setup, u, state, s, last, LEADS, step);
      state[s + LST.QQ + own] = step.qq;
      for (let l = 0; l < LEADS; l++) {
        let potential = state[s + LST.STEP_U + own * LEADS_MAX + l], current = total[SUMS_LEADS + l], q = step.q[l];
        for (let j = 0; j < earlier(last); j++) {
          const kept = directionOf(last, j + 1) * LEADS_MAX + l;
          potential -= step.beta[j] * state[s + LST.STEP_U + kept];
          current -= step.beta[j] * state[s + LST.STEP_I + kept];
          q -= step.beta[j] * state[s + LST.STEP_Q + kept];
        }
        state[s + LST.STEP_U + own * LEADS_MAX + l] = potential;
        state[s + LST.STEP_I + own * LEADS_MAX + l] = current;
        state[s + LST.STEP_Q + own * LEADS_MAX + l] = q;
        state[s + LST.U + l] += step.alpha * potential;
        state[s + LST.I + l] += step.alpha * current;
        state[s + LST.RHO + l] -= step.alpha * q;
      }
      for (let g = 0; g < GROUPS; g++) size += sums[at + 4 * (GROUPS * rows + g)];
    }
    for (let l = 0; l < LEADS; l++) size += state[s + LST.RHO + l] ** 2;
    // r.z is the square of the error in the currents, that of the residual before; this one is taken to have shrunk alike.
    const ratio = iteration === 0 ? state[s + LST.RATIO] : Math.max(before, 0) / state[s + LST.RESIDUAL2];
    if (iteration === 1) state[s + LST.RATIO] = ratio;
    const scale = state[s + LST.SCALE2], error = ratio * size;
    const enough = size === 0 || (ratio > 0 && error <= TOLERANCE * TOLERANCE * scale);
    state[s + LST.ITERATIONS] = iteration;
    state[s + LST.RESIDUAL2] = size;
    state[s + LST.RESIDUAL] = size === 0 ? 0 : ratio > 0 && scale > 0 ? Math.sqrt(error / scale) : 1;
    state[s + LST.CONVERGED] = enough ? 1 : 0;
    state[s + LST.DONE] = enough ? 1 : 0;
    const next = (iteration % DIRECTIONS) * LEADS_MAX;
    for (let l = 0; l < LEADS; l++) {
      let potential = 0;
      for (let k = 0; k < LEADS; k++) potential += setup[u + LSU.INVERSE + l * LEADS_MAX + k] * state[s + LST.RHO + k];
      state[s + LST.STEP_U + next + l] = potential;
    }
  }
};

/** Notes which stage is solved for and how long its step is; by how much of what it moved in the step before `begin` has moved the potential. */
function startOfStep(state: Float64Array, s: number): number {
  const stage = state[s + LST.STAGE], h = state[s + LST.H];
  const before = state[s + (stage === 2 ? LST.H_NOW : LST.H_BEFORE)];
  state[s + LST.LAST] = stage;
  if (stage === 2) {
    state[s + LST.H_BEFORE] = state[s + LST.H_NOW];
    state[s + LST.H_NOW] = h;
  }
  return stage > 1 && before > 0 ? Math.min(h / before, 2) : 0;
}
