/** Twin of shaders/film/transfer.wgsl: adds to dm/dt what the current does that the conduction solve has found. */
import { Flow } from '../lib/response.js';
import { gradientWeights } from '../lib/grid.js';
import { look, slopeAlong, type Lattice } from '../lib/lattice.js';
import { leadSums } from '../lib/leads.js';
import { materialRows } from '../lib/material.js';
import { storeTotal, sumsRow } from '../lib/planes.js';
import { CLOSURE, CUR, FLG, FLG_STRIDE, PAR, slot, STATE } from '../../plan/layout.js';
import type { Twin } from '../../plan/types.js';

export const transfer: Twin = (buffers, constants, _groups, [s]) => {
  const { CELLS, NX, NY, BATCH, STAGES, WG, GROUPS, KIND, GRADIENT } = constants;
  const flags = buffers.flags as Uint32Array;
  const stageM = buffers.stage_m as Float64Array, current = buffers.current as Float64Array;
  const drift = buffers.drift as Float64Array, sums = buffers.sums as Float64Array;
  const lattice: Lattice = { nx: NX, ny: NY, periodicX: constants.PERIODIC_X === 1, periodicY: constants.PERIODIC_Y === 1 };
  const [near, far] = gradientWeights(GRADIENT);
  // Local names: looked up through an import, they cost as much as what they do.
  const { slope, at } = { slope: slopeAlong, at: look };
  const inFields = KIND === CLOSURE.FIELDS;
  const m = new Float64Array(3), dx = new Float64Array(3), dy = new Float64Array(3), rate = new Float64Array(3), across = new Float64Array(3);

  for (let sim = 0; sim < BATCH; sim++) {
    const f = sim * FLG_STRIDE;
    const fresh = flags[f + FLG.FRESH] === 1;
    if (s === 1 ? !fresh : fresh || flags[f + FLG.STATE] !== STATE.RUN) continue;
    const parity = flags[f + FLG.PARITY];
    if (s > 2) storeTotal(sums, sim, slot(s - 1, STAGES, parity), STAGES, GROUPS);
    const rows = materialRows(buffers.params, sim, constants), [rest] = rows;
    const par = (key: number) => rest.params[rest.at + key];
    const aspect = par(PAR.ASPECT), C = par(PAR.CONDUCTANCE);
    const fx = par(PAR.FIELD_X), fy = par(PAR.FIELD_Y), fz = par(PAR.FIELD_Z);
    const flow = new Flow(KIND, C);
    const own = slot(s, STAGES, parity);
    const plane = 4 * sim * CELLS, rates = 4 * (own * BATCH + sim) * CELLS;
    for (let g = 0; g < GROUPS; g++) {
      let s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
      const end = Math.min((g + 1) * WG, CELLS);
      let ix = (g * WG) % NX, iy = (g * WG - ix) / NX;
      for (let cell = g * WG; cell < end; cell++, ix++) {
        if (ix === NX) {
          ix = 0;
          iy++;
        }
        const c = plane + 4 * cell, out = rates + 4 * cell;
        if (!(stageM[c + 3] > 0)) continue;
        const row = rows[stageM[c + 3] - 1];
        slope(near, far, stageM, c, at(lattice, stageM, plane, ix - 2, iy), at(lattice, stageM, plane, ix - 1, iy), at(lattice, stageM, plane, ix + 1, iy), at(lattice, stageM, plane, ix + 2, iy), dx);
        slope(near, far, stageM, c, at(lattice, stageM, plane, ix, iy - 2), at(lattice, stageM, plane, ix, iy - 1), at(lattice, stageM, plane, ix, iy + 1), at(lattice, stageM, plane, ix, iy + 2), dy);
        for (let k = 0; k < 3; k++) {
          dy[k] *= aspect;
          m[k] = stageM[c + k];
          rate[k] = drift[out + k];
        }
        if (inFields) fieldAcross(m, rate, row.params[row.at + PAR.ALPHA], across);
        flow.take(current, 2 * c);
        flow.addRate(row, m, dx, dy, rate, across);
        flow.work(row, m, dx, dy, rate, across);
        s0 += flow.gilbert;
        s1 += flow.joule;
        s2 += flow.cross;
        s3 += m[0] * (rate[1] * dx[2] - rate[2] * dx[1]) + m[1] * (rate[2] * dx[0] - rate[0] * dx[2]) + m[2] * (rate[0] * dx[1] - rate[1] * dx[0]);
        s4 += C * flow.cell[CUR.X];
        s5 += flow.emf;
        s6 += flow.emfWork;
        s7 += row.params[row.at + PAR.SATURATION] * (m[0] * fx + m[1] * fy + m[2] * fz);
        drift[out] = rate[0];
        drift[out + 1] = rate[1];
        drift[out + 2] = rate[2];
        drift[out + 3] = 0;
      }
      sums.set([s0, s1, s2, s3, s4, s5, s6, s7, 0, 0, 0, 0], sumsRow(sim, own, g + 1, STAGES, GROUPS));
    }
    sums.set(leadSums(buffers, sim, C * C * aspect), sumsRow(sim, own, 1, STAGES, GROUPS) + 8);
  }
};

/** The part of the field at right angles to m, back from the drift that it causes in the form of Landau and Lifshitz. */
function fieldAcross(m: Float64Array, drift: Float64Array, alpha: number, out: Float64Array): void {
  const scale = 1 / (1 + alpha * alpha);
  out[0] = (alpha * drift[0] + (m[1] * drift[2] - m[2] * drift[1])) * scale;
  out[1] = (alpha * drift[1] + (m[2] * drift[0] - m[0] * drift[2])) * scale;
  out[2] = (alpha * drift[2] + (m[0] * drift[1] - m[1] * drift[0])) * scale;
}
