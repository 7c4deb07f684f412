/** Twin of shaders/film/observe.wgsl: sums and maxima of a film at a sample. */
import { anisotropyEnergy, addAnisotropyField } from '../lib/field.js';
import { Flow, heatOfFields } from '../lib/response.js';
import { gradientWeights } from '../lib/grid.js';
import { addBondFields, bondEnergies, look, slopeAlong, type Lattice } from '../lib/lattice.js';
import { materialRows } from '../lib/material.js';
import { CLK, CLK_STRIDE, CLOSURE, CUR, FLG, FLG_STRIDE, GAZE, OBS, OBS_STRIDE, PAR, slot, STATE } from '../../plan/layout.js';
import type { Twin } from '../../plan/types.js';

export const observe: Twin = (buffers, constants, _groups, [gaze]) => {
  const { CELLS, NX, NY, BATCH, STAGES, WG, GROUPS, KIND, GRADIENT, MAGNETOSTATIC } = constants;
  const clock = buffers.clock as Float64Array, flags = buffers.flags as Uint32Array;
  const m = buffers.stage_m as Float64Array, demag = buffers.demag as Float64Array;
  const current = buffers.current as Float64Array;
  const drift = buffers.drift as Float64Array, observed = buffers.observed as Float64Array;
  const lattice: Lattice = { nx: NX, ny: NY, periodicX: constants.PERIODIC_X === 1, periodicY: constants.PERIODIC_Y === 1 };
  const [near, far] = gradientWeights(GRADIENT);
  const B = new Float64Array(3), own = new Float64Array(3), dx = new Float64Array(3), dy = new Float64Array(3);

  for (let sim = 0; sim < BATCH; sim++) {
    const f = sim * FLG_STRIDE, c0 = sim * CLK_STRIDE;
    if (gaze === GAZE.SAMPLE && flags[f + FLG.STATE] !== STATE.HOLD) continue;
    const rows = materialRows(buffers.params, sim, constants);
    const factor = clock[c0 + CLK.NOW_FIELD];
    const C = rows[0].params[rows[0].at + PAR.CONDUCTANCE], flow = new Flow(KIND, C);
    const plane = 4 * sim * CELLS;
    const rates = 4 * (slot(1, STAGES, flags[f + FLG.PARITY]) * BATCH + sim) * CELLS;
    for (let g = 0; g < GROUPS; g++) {
      const out = observed.subarray((sim * GROUPS + g) * OBS_STRIDE, (sim * GROUPS + g + 1) * OBS_STRIDE);
      out.fill(0);
      out[OBS.CROSSING] = -1;
      const end = Math.min((g + 1) * WG, CELLS);
      for (let cell = g * WG; cell < end; cell++) {
        const c = plane + 4 * cell;
        if (!(m[c + 3] > 0)) continue;
        const row = rows[m[c + 3] - 1];
        const par = (key: number) => row.params[row.at + key];
        const alpha = par(PAR.ALPHA), beta = par(PAR.BETA), P = par(PAR.POLARIZATION), aspect = par(PAR.ASPECT), w = par(PAR.SATURATION);
        const ix = cell % NX, iy = (cell - ix) / NX;
        const l = look(lattice, m, plane, ix - 1, iy), r = look(lattice, m, plane, ix + 1, iy);
        const d = look(lattice, m, plane, ix, iy - 1), u = look(lattice, m, plane, ix, iy + 1);
        const x = m[c], y = m[c + 1], z = m[c + 2];
        own[0] = -par(PAR.DEMAG_X) * w * x;
        own[1] = -par(PAR.DEMAG_Y) * w * y;
        own[2] = -par(PAR.DEMAG_Z) * w * z;
        if (MAGNETOSTATIC === 1) for (let k = 0; k < 3; k++) own[k] += demag[c + k];
        B.fill(0);
        addBondFields(rows, m, c, l, r, d, u, B);
        addAnisotropyField(row, x, y, z, B);
        for (let k = 0; k < 3; k++) B[k] = B[k] / w + own[k] + factor * par(PAR.FIELD_X + k);
        slopeAlong(near, far, m, c, look(lattice, m, plane, ix - 2, iy), l, r, look(lattice, m, plane, ix + 2, iy), dx);
        slopeAlong(near, far, m, c, look(lattice, m, plane, ix, iy - 2), d, u, look(lattice, m, plane, ix, iy + 2), dy);
        for (let k = 0; k < 3; k++) dy[k] *= aspect;
        const vx = drift[rates + 4 * cell], vy = drift[rates + 4 * cell + 1], vz = drift[rates + 4 * cell + 2];
        const berry = (t: Float64Array) => x * (vy * t[2] - vz * t[1]) + y * (vz * t[0] - vx * t[2]) + z * (vx * t[1] - vy * t[0]);
        const slide = (t: Float64Array) => vx * t[0] + vy * t[1] + vz * t[2];
        const sx = slide(dx), sy = slide(dy), ex = berry(dx) + beta * sx, ey = berry(dy) + beta * sy;
        let qx = clock[c0 + CLK.NOW_CURRENT] * par(PAR.DRIFT), qy = clock[c0 + CLK.NOW_CURRENT] * par(PAR.DRIFT_Y);
        if (KIND === CLOSURE.LOCAL) {
          qx = par(PAR.CHI) * ex;
          qy = par(PAR.CHI) * ey;
        }
        const unit = [x, y, z], rate = [vx, vy, vz];
        if (KIND >= CLOSURE.POTENTIAL) {
          flow.take(current, 2 * c);
          const along = B[0] * x + B[1] * y + B[2] * z;
          flow.work(row, unit, dx, dy, rate, [B[0] - along * x, B[1] - along * y, B[2] - along * z]);
          qx = C * flow.cell[CUR.X];
          qy = C * flow.cell[CUR.Y];
        } else {
          flow.cell[CUR.X] = C > 0 ? qx / C : 0;
          flow.cell[CUR.Y] = C > 0 ? qy / C : 0;
          flow.gilbert = alpha * w * (vx * vx + vy * vy + vz * vz);
          flow.joule = par(PAR.RESISTIVITY) * (qx * qx + qy * qy);
          flow.cross = beta * P * (qx * sx + qy * sy);
          flow.emf = P * ex;
          flow.emfWork = P * (qx * ex + qy * ey);
        }
        const [lambda, xi] = heatOfFields(KIND, C, row, unit, dx, dy, B, flow, rate);
        const [exchange, dmi] = bondEnergies(rows, m, c, l, r, d, u);
        const rate2 = vx * vx + vy * vy + vz * vz;
        const mB = w * (par(PAR.FIELD_X) * x + par(PAR.FIELD_Y) * y + par(PAR.FIELD_Z) * z);
        const tx = y * B[2] - z * B[1], ty = z * B[0] - x * B[2], tz = x * B[1] - y * B[0];
        out[OBS.M_X] += x;
        out[OBS.M_Y] += y;
        out[OBS.M_Z] += z;
        out[OBS.E_EXCHANGE] += exchange;
        out[OBS.E_ANISOTROPY] += anisotropyEnergy(row, x, y, z);
        out[OBS.E_ZEEMAN] -= factor * mB;
        out[OBS.E_DEMAG] -= 0.5 * w * (own[0] * x + own[1] * y + own[2] * z);
        out[OBS.GILBERT] += flow.gilbert;
        out[OBS.EMF] += flow.emf;
        out[OBS.M_B] += mB;
        out[OBS.Q] += qx;
        out[OBS.JOULE] += flow.joule;
        out[OBS.CROSS] += flow.cross;
        out[OBS.EMF_WORK] += flow.emfWork;
        out[OBS.LAMBDA] += lambda;
        out[OBS.XI] += xi;
        out[OBS.E_DMI] += dmi;
        out[OBS.Q_Y] += qy;
        out[OBS.MAX_TORQUE] = Math.max(out[OBS.MAX_TORQUE], Math.sqrt(tx * tx + ty * ty + tz * tz));
        out[OBS.MAX_RATE] = Math.max(out[OBS.MAX_RATE], Math.sqrt(rate2));
      }
    }
  }
};
