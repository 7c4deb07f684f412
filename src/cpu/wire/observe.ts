/** Twin of shaders/wire/observe.wgsl: sums, maxima and the wall, read off a wire at a sample. */
import { CLK, CLK_STRIDE, CLOSURE, FLG, FLG_STRIDE, GAZE, NO_CROSSING, OBS, OBS_STRIDE, PAR, STATE } from '../../plan/layout.js';
import type { Twin } from '../../plan/types.js';
import { localCurrent, wireHeat } from '../lib/closure.js';
import { distanceKey } from '../lib/crossing.js';
import { anisotropyEnergy, effectiveField, exchangeEnergy, paramsRow } from '../lib/field.js';
import { gradientWeights, standIn } from '../lib/grid.js';

export const observe: Twin = (buffers, constants, _groups, [gaze]) => {
  const { CELLS, BATCH, GROUPS, KIND, WG, PER } = constants;
  const clock = buffers.clock as Float64Array, flags = buffers.flags as Uint32Array;
  const m = buffers.m as Float64Array, observed = buffers.observed as Float64Array;
  const periodic = constants.PERIODIC === 1;
  const [near, far] = gradientWeights(constants.GRADIENT);
  const B = new Float64Array(3), rate = new Float64Array(3), d = new Float64Array(3), polarized = new Float64Array(3), torque = new Float64Array(3), across = new Float64Array(3), drift = new Float64Array(3), lever = new Float64Array(3);

  for (let sim = 0; sim < BATCH; sim++) {
    const f = sim * FLG_STRIDE;
    if (gaze === GAZE.SAMPLE && flags[f + FLG.STATE] !== STATE.HOLD) continue;
    const parity = flags[f + FLG.PARITY];
    const row = paramsRow(buffers.params, sim, constants.UNIAXIAL, constants.CUBIC);
    const par = (key: number) => row.params[row.at + key];
    const alpha = par(PAR.ALPHA), beta = par(PAR.BETA), P = par(PAR.POLARIZATION), chi = par(PAR.CHI), conductance = par(PAR.CONDUCTANCE), exchange = par(PAR.EXCHANGE);
    const c = sim * CLK_STRIDE;
    const factor = clock[c + CLK.NOW_FIELD];
    const plane = 4 * (parity * BATCH + sim) * CELLS;
    const given = KIND === CLOSURE.CIRCUIT ? clock[c + CLK.NOW_Q] : clock[c + CLK.NOW_CURRENT] * par(PAR.DRIFT);
    const cell = (i: number) => plane + 4 * standIn(i, CELLS, periodic);
    const scale = 1 / (1 + alpha * alpha);
    const force = (m0: number, v: Float64Array) => {
      const x = m[m0], y = m[m0 + 1], z = m[m0 + 2];
      const berry = x * (v[1] * d[2] - v[2] * d[1]) + y * (v[2] * d[0] - v[0] * d[2]) + z * (v[0] * d[1] - v[1] * d[0]);
      return [berry, v[0] * d[0] + v[1] * d[1] + v[2] * d[2]];
    };
    /** Gradient, field, rate and current of cell i: into d, B and rate; the current is handed back. */
    const evaluate = (i: number): number => {
      const at = cell(i), l = cell(i - 1), r = cell(i + 1), l2 = cell(i - 2), r2 = cell(i + 2);
      let stray = 0;
      for (let k = 0; k < 3; k++) {
        d[k] = near * (m[r + k] - m[l + k]) + far * (m[r2 + k] - m[l2 + k]);
        stray += d[k] * m[at + k];
      }
      for (let k = 0; k < 3; k++) d[k] -= stray * m[at + k];
      effectiveField(row, factor, m, l, at, r, B);
      for (let k = 0; k < 3; k++) {
        const next = (k + 1) % 3, last = (k + 2) % 3;
        torque[k] = m[at + last] * B[next] - m[at + next] * B[last]; // -m x B
        across[k] = m[at + next] * d[last] - m[at + last] * d[next]; // m x d
      }
      for (let k = 0; k < 3; k++) {
        const next = (k + 1) % 3, last = (k + 2) % 3;
        drift[k] = (torque[k] + alpha * (m[at + next] * torque[last] - m[at + last] * torque[next])) * scale;
        lever[k] = (P * (1 + alpha * beta) * d[k] - P * (beta - alpha) * across[k]) * scale;
      }
      let q = given;
      if (KIND === CLOSURE.LOCAL) {
        const [berry0, slide0] = force(at, drift), [berry1, slide1] = force(at, lever);
        q = localCurrent(chi, berry0 + beta * slide0, berry1 + beta * slide1);
      }
      for (let k = 0; k < 3; k++) rate[k] = drift[k] + q * lever[k];
      return q;
    };
    const alongEasy = (at: number) => m[at] * par(PAR.EASY_X) + m[at + 1] * par(PAR.EASY_Y) + m[at + 2] * par(PAR.EASY_Z);

    for (let g = 0; g < GROUPS; g++) {
      const out = observed.subarray((sim * GROUPS + g) * OBS_STRIDE, (sim * GROUPS + g + 1) * OBS_STRIDE);
      out.fill(0);
      out[OBS.CROSSING] = -1;
      let key = NO_CROSSING, found = 0;
      const end = Math.min((g + 1) * WG * PER, CELLS);
      for (let i = g * WG * PER; i < end; i++) {
        const at = cell(i), l = cell(i - 1), r = cell(i + 1);
        const x = m[at], y = m[at + 1], z = m[at + 2];
        const q = evaluate(i);
        const [berry, slide] = force(at, rate);
        const motive = berry + beta * slide;
        const rate2 = rate[0] * rate[0] + rate[1] * rate[1] + rate[2] * rate[2];
        const mB = par(PAR.FIELD_X) * x + par(PAR.FIELD_Y) * y + par(PAR.FIELD_Z) * z;
        out[OBS.M_X] += x;
        out[OBS.M_Y] += y;
        out[OBS.M_Z] += z;
        out[OBS.E_EXCHANGE] += exchangeEnergy(exchange, m, l, at, r);
        out[OBS.E_ANISOTROPY] += anisotropyEnergy(row, x, y, z);
        out[OBS.E_ZEEMAN] -= factor * mB;
        out[OBS.E_DEMAG] += 0.5 * (par(PAR.DEMAG_X) * x * x + par(PAR.DEMAG_Y) * y * y + par(PAR.DEMAG_Z) * z * z);
        out[OBS.GILBERT] += alpha * rate2;
        out[OBS.EMF] += P * motive;
        out[OBS.M_B] += mB;
        out[OBS.Q] += q;
        out[OBS.JOULE] += q * q;
        out[OBS.CROSS] += beta * P * q * slide;
        out[OBS.EMF_WORK] += P * q * motive;
        for (let k = 0; k < 3; k++) polarized[k] = P * d[k];
        const [lambda, xi] = wireHeat(conductance, alpha, beta, m.subarray(at, at + 3), polarized, B, conductance > 0 ? q / conductance : 0, rate);
        out[OBS.LAMBDA] += lambda;
        out[OBS.XI] += xi;
        out[OBS.MAX_TORQUE] = Math.max(out[OBS.MAX_TORQUE], Math.sqrt(torque[0] ** 2 + torque[1] ** 2 + torque[2] ** 2));
        out[OBS.MAX_RATE] = Math.max(out[OBS.MAX_RATE], Math.sqrt(rate2));
        if (alongEasy(at) > 0 !== alongEasy(r) > 0) {
          const k = distanceKey(i, flags[f + FLG.CROSSING], CELLS, periodic);
          if (k < key) {
            key = k;
            found = i;
          }
        }
      }
      if (key !== NO_CROSSING) {
        const right = standIn(found + 1, CELLS, periodic);
        out[OBS.CROSSING] = found;
        out.set(m.subarray(cell(found), cell(found) + 3), OBS.NEAR);
        evaluate(found);
        out.set(rate, OBS.NEAR + 3);
        out.set(m.subarray(cell(right), cell(right) + 3), OBS.NEAR + 6);
        evaluate(right);
        out.set(rate, OBS.NEAR + 9);
      }
    }
  }
};
