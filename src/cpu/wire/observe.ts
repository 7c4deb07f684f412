/** Twin of shaders/wire/observe.wgsl: sums, maxima and the wall, read off a wire at a sample. */
import { CLK, CLK_STRIDE, CLOSURE, FLG, FLG_STRIDE, GAZE, NO_CROSSING, OBS, OBS_STRIDE, PAR, slot, STATE } from '../../plan/layout.js';
import type { Twin } from '../../plan/types.js';
import { circuitCurrent, wireHeat } from '../lib/closure.js';
import { distanceKey } from '../lib/crossing.js';
import { anisotropyEnergy, effectiveField, exchangeEnergy, paramsRow } from '../lib/field.js';
import { gradientWeights, standIn } from '../lib/grid.js';
import { sumsRow } from '../lib/planes.js';

export const observe: Twin = (buffers, constants, _groups, [gaze]) => {
  const { CELLS, BATCH, STAGES, GROUPS, KIND, WG, PER } = constants;
  const clock = buffers.clock as Float64Array, flags = buffers.flags as Uint32Array, sums = buffers.sums as Float64Array;
  const m = buffers.m as Float64Array, drift = buffers.drift as Float64Array, lever = buffers.lever as Float64Array, observed = buffers.observed as Float64Array;
  const periodic = constants.PERIODIC === 1;
  const circuit = KIND === CLOSURE.CIRCUIT;
  const [near, far] = gradientWeights(constants.GRADIENT);
  const B = new Float64Array(3), rate = new Float64Array(3), d = new Float64Array(3), polarized = new Float64Array(3);

  for (let sim = 0; sim < BATCH; sim++) {
    const f = sim * FLG_STRIDE;
    if (gaze === GAZE.SAMPLE && flags[f + FLG.STATE] !== STATE.HOLD) continue;
    const parity = flags[f + FLG.PARITY];
    const row = paramsRow(buffers.params, sim, constants.UNIAXIAL, constants.CUBIC);
    const par = (key: number) => row.params[row.at + key];
    const alpha = par(PAR.ALPHA), beta = par(PAR.BETA), P = par(PAR.POLARIZATION), chi = par(PAR.CHI), conductance = par(PAR.CONDUCTANCE), exchange = par(PAR.EXCHANGE);
    const c = sim * CLK_STRIDE;
    const factor = clock[c + CLK.NOW_FIELD];
    const own = slot(1, STAGES, parity);
    const rates = 4 * (own * BATCH + sim) * CELLS;
    const plane = 4 * (parity * BATCH + sim) * CELLS;
    const uniform = circuit
      ? circuitCurrent(clock[c + CLK.NOW_VOLTAGE] * par(PAR.BIAS), chi, beta, sums, sumsRow(sim, own, 0, STAGES, GROUPS))
      : clock[c + CLK.NOW_CURRENT] * par(PAR.DRIFT);
    const cell = (i: number) => plane + 4 * standIn(i, CELLS, periodic);
    const rateInto = (at: number, out: Float64Array) => {
      for (let k = 0; k < 3; k++) out[k] = drift[at + k] + (circuit ? uniform * lever[at + k] : 0);
    };
    const alongEasy = (at: number) => m[at] * par(PAR.EASY_X) + m[at + 1] * par(PAR.EASY_Y) + m[at + 2] * par(PAR.EASY_Z);

    for (let g = 0; g < GROUPS; g++) {
      const out = observed.subarray((sim * GROUPS + g) * OBS_STRIDE, (sim * GROUPS + g + 1) * OBS_STRIDE);
      out.fill(0);
      out[OBS.CROSSING] = -1;
      let key = NO_CROSSING, found = 0;
      const end = Math.min((g + 1) * WG * PER, CELLS);
      for (let i = g * WG * PER; i < end; i++) {
        const at = cell(i), l = cell(i - 1), r = cell(i + 1), l2 = cell(i - 2), r2 = cell(i + 2);
        const x = m[at], y = m[at + 1], z = m[at + 2];
        let stray = 0;
        for (let k = 0; k < 3; k++) {
          d[k] = near * (m[r + k] - m[l + k]) + far * (m[r2 + k] - m[l2 + k]);
          stray += d[k] * m[at + k];
        }
        for (let k = 0; k < 3; k++) d[k] -= stray * m[at + k];
        rateInto(rates + 4 * i, rate);
        const berry = x * (rate[1] * d[2] - rate[2] * d[1]) + y * (rate[2] * d[0] - rate[0] * d[2]) + z * (rate[0] * d[1] - rate[1] * d[0]);
        const slide = rate[0] * d[0] + rate[1] * d[1] + rate[2] * d[2];
        const force = berry + beta * slide;
        const q = KIND === CLOSURE.LOCAL ? chi * force : uniform;
        const rate2 = rate[0] * rate[0] + rate[1] * rate[1] + rate[2] * rate[2];
        const mB = par(PAR.FIELD_X) * x + par(PAR.FIELD_Y) * y + par(PAR.FIELD_Z) * z;
        effectiveField(row, factor, m, l, at, r, B);
        const tx = y * B[2] - z * B[1], ty = z * B[0] - x * B[2], tz = x * B[1] - y * B[0];
        out[OBS.M_X] += x;
        out[OBS.M_Y] += y;
        out[OBS.M_Z] += z;
        out[OBS.E_EXCHANGE] += exchangeEnergy(exchange, m, l, at, r);
        out[OBS.E_ANISOTROPY] += anisotropyEnergy(row, x, y, z);
        out[OBS.E_ZEEMAN] -= factor * mB;
        out[OBS.E_DEMAG] += 0.5 * (par(PAR.DEMAG_X) * x * x + par(PAR.DEMAG_Y) * y * y + par(PAR.DEMAG_Z) * z * z);
        out[OBS.GILBERT] += alpha * rate2;
        out[OBS.EMF] += P * force;
        out[OBS.M_B] += mB;
        out[OBS.Q] += q;
        out[OBS.JOULE] += q * q;
        out[OBS.CROSS] += beta * P * q * slide;
        out[OBS.EMF_WORK] += P * q * force;
        for (let k = 0; k < 3; k++) polarized[k] = P * d[k];
        const [lambda, xi] = wireHeat(conductance, alpha, beta, m.subarray(at, at + 3), polarized, B, conductance > 0 ? q / conductance : 0, rate);
        out[OBS.LAMBDA] += lambda;
        out[OBS.XI] += xi;
        out[OBS.MAX_TORQUE] = Math.max(out[OBS.MAX_TORQUE], Math.sqrt(tx * tx + ty * ty + tz * tz));
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
        rateInto(rates + 4 * found, rate);
        out.set(rate, OBS.NEAR + 3);
        out.set(m.subarray(cell(right), cell(right) + 3), OBS.NEAR + 6);
        rateInto(rates + 4 * right, rate);
        out.set(rate, OBS.NEAR + 9);
      }
    }
  }
};
