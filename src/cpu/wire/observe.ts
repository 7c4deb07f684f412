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
  const B = new Float64Array(3), rate = new Float64Array(3), d = new Float64Array(3), drift = new Float64Array(3), lever = new Float64Array(3), torque = new Float64Array(3), heat = new Float64Array(2);

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
    const scale = 1 / (1 + alpha * alpha), along = P * (1 + alpha * beta) * scale, turned = P * (beta - alpha) * scale;
    let ofDrift = 0, ofLever = 0, q = 0;
    /** What goes on in cell i: d, B, torque, drift, lever, rate, the motive forces of drift and lever over P, and q. */
    const flowAt = (i: number): void => {
      const at = cell(i), l = cell(i - 1), r = cell(i + 1), l2 = cell(i - 2), r2 = cell(i + 2);
      const x = m[at], y = m[at + 1], z = m[at + 2];
      let dx = near * (m[r] - m[l]) + far * (m[r2] - m[l2]), dy = near * (m[r + 1] - m[l + 1]) + far * (m[r2 + 1] - m[l2 + 1]), dz = near * (m[r + 2] - m[l + 2]) + far * (m[r2 + 2] - m[l2 + 2]);
      const stray = dx * x + dy * y + dz * z;
      d[0] = dx -= stray * x;
      d[1] = dy -= stray * y;
      d[2] = dz -= stray * z;
      effectiveField(row, factor, m, l, at, r, B);
      const tx = z * B[1] - y * B[2], ty = x * B[2] - z * B[0], tz = y * B[0] - x * B[1]; // -m x B
      const nx = y * dz - z * dy, ny = z * dx - x * dz, nz = x * dy - y * dx; // m x d
      torque[0] = tx;
      torque[1] = ty;
      torque[2] = tz;
      drift[0] = (tx + alpha * (y * tz - z * ty)) * scale;
      drift[1] = (ty + alpha * (z * tx - x * tz)) * scale;
      drift[2] = (tz + alpha * (x * ty - y * tx)) * scale;
      lever[0] = along * dx - turned * nx;
      lever[1] = along * dy - turned * ny;
      lever[2] = along * dz - turned * nz;
      const fx = beta * dx - nx, fy = beta * dy - ny, fz = beta * dz - nz; // m . (v x d) + beta v . d = v . f
      ofDrift = drift[0] * fx + drift[1] * fy + drift[2] * fz;
      ofLever = lever[0] * fx + lever[1] * fy + lever[2] * fz;
      q = KIND === CLOSURE.LOCAL ? localCurrent(chi, ofDrift, ofLever) : given;
      for (let k = 0; k < 3; k++) rate[k] = drift[k] + q * lever[k];
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
        flowAt(i);
        const slide = rate[0] * d[0] + rate[1] * d[1] + rate[2] * d[2];
        const motive = ofDrift + q * ofLever;
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
        wireHeat(conductance, B, drift, lever, P * ofDrift, P * ofLever, conductance > 0 ? q / conductance : 0, rate, heat);
        out[OBS.LAMBDA] += heat[0];
        out[OBS.XI] += heat[1];
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
        flowAt(found);
        out.set(rate, OBS.NEAR + 3);
        out.set(m.subarray(cell(right), cell(right) + 3), OBS.NEAR + 6);
        flowAt(right);
        out.set(rate, OBS.NEAR + 9);
      }
    }
  }
};
