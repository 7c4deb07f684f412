/** Twin of shaders/lib/krylov.wgsl: a step of the solve for the potential, from the sums over nodes, and the parts of it that belong to the leads. */
import { DIRECTIONS, LEAD, LEADS_MAX, LST, LSU } from '../../plan/layout.js';

const { QQ, RHO, STEP_U, STEP_Q } = LST;
const { NETWORK } = LSU;
const KEPT = DIRECTIONS, MOST = LEADS_MAX, FREE = LEAD.FREE;

/** Sums over nodes, in rows of a workgroup: |q|^2, q.r, q with the three directions before, r.z, phi_l . K z of each lead; of `open`, |r|^2 and the scale in the first two. */
export const SUMS_RZ = 5;
export const SUMS_LEADS = 6;
/** vec4f of a row. */
export const sumsRows = (leads: number): number => (SUMS_LEADS + leads + 3) >> 2;

/** Where a direction lies, and the one `back` before it. */
export const directionOf = (iteration: number, back = 0): number => (iteration + KEPT - back) % KEPT;
/** Directions before this one that it is made orthogonal to. */
export const earlier = (iteration: number): number => Math.min(iteration, KEPT - 1);

export interface KrylovStep {
  /** What is taken of the directions before. */
  readonly beta: Float64Array;
  /** Parts of q at the leads, before that. */
  readonly q: Float64Array;
  alpha: number;
  qq: number;
}

export const krylovStep = (): KrylovStep => ({ beta: new Float64Array(DIRECTIONS - 1), q: new Float64Array(LEADS_MAX), alpha: 0, qq: 0 });

/** Eisenstat, Elman & Schultz 1983, SIAM J. Numer. Anal. 20, 345: generalized conjugate residuals, truncated to the last directions. */
export function stepOf(sums: Float64Array, setup: Float64Array, u: number, state: Float64Array, s: number, iteration: number, leads: number, out: KrylovStep): void {
  const own = s + STEP_U + directionOf(iteration) * MOST;
  let qq = sums[0], qr = sums[1];
  for (let l = 0; l < leads; l++) {
    let q = 0;
    if (setup[u + 4 * l + FREE] > 0) {
      q = sums[SUMS_LEADS + l];
      for (let k = 0; k < leads; k++) q += setup[u + NETWORK + l * MOST + k] * state[own + k];
    }
    out.q[l] = q;
    qq += q * q;
    qr += q * state[s + RHO + l];
  }
  for (let j = 0; j < KEPT - 1; j++) {
    out.beta[j] = 0;
    if (j >= earlier(iteration)) continue;
    const before = directionOf(iteration, j + 1), length = state[s + QQ + before];
    let product = sums[2 + j];
    for (let l = 0; l < leads; l++) product += out.q[l] * state[s + STEP_Q + before * MOST + l];
    if (!(length > 0)) continue;
    out.beta[j] = product / length;
    qq -= out.beta[j] * product;
  }
  out.qq = qq;
  out.alpha = qq > 0 ? qr / qq : 0;
}

/** Adds up the rows of the workgroups: `rows` vec4f each, from `at` on. */
export function totalOf(sums: Float64Array, at: number, groups: number, rows: number, out: Float64Array): void {
  out.fill(0);
  for (let g = 0; g < groups; g++) for (let k = 0; k < 4 * rows; k++) out[k] += sums[at + 4 * g * rows + k];
}
