/** Twin of shaders/film/transfer.wgsl: adds to dm/dt what the current does that the conduction solve has found. */
import { Flow } from '../lib/response.js';
import { gradientWeights } from '../lib/grid.js';
import { slopesAt, type Lattice } from '../lib/lattice.js';
import { leadSums } from '../lib/leads.js';
import { materialRows } from '../lib/material.js';
import { storeTotal, sumsRow } from '../lib/planes.js';
import { stageRuns } from '../lib/turn.js';
import { CLOSURE, CUR, FLG, FLG_STRIDE, PAR, slot } from '../../plan/layout.js';
import type { Twin } from '../../plan/types.js';

export const transfer: Twin = (buffers, constants, _groups, [s]) => {
  const { CELLS, NX, NY, BATCH, STAGES, WG, GROUPS, KIND, GRADIENT } = constants;
  const flags = buffers.flags as Uint32Array;
  const stageM = buffers.stage_m as Float64Array, current = buffers.current as Float64Array;
  const drift = buffers.drift as Float64Array, sums = buffers.sums as Float64Array;
  const lattice: Lattice = { nx: NX, ny: NY, periodicX: constants.PERIODIC_X === 1, periodicY: constants.PERIODIC_Y === 1 };
  const [near, far] = gradientWeights(GRADIENT);
  // Local names: looked up through an import, they cost as much as what they do.
  const { slopes } = { slopes: slopesAt };
  const inFields = KIND === CLOSURE.FIELDS, bands = KIND === CLOSURE.BANDS, own = bands ? CUR.GX : CUR.X;
  const m = new Float64Array(3), dx = new Float64Array(3), dy = new Float64Array(3), rate = new Float64Array(3), across = new Float64Array(3);

  for (let sim = 0; sim < BATCH; sim++) {
    const f = sim * FLG_STRIDE;
    if (!stageRuns(flags, sim, s)) continue;
    const parity = flags[f + FLG.PARITY];
    if (s > 2) storeTotal(sums, sim, slot(s - 1, STAGES, parity), STAGES, GROUPS);
    const rows = materialRows(buffers.params, sim, constants), [rest] = rows;
    const par = (key: number) => rest.params[rest.at + key];
    const aspect = par(PAR.ASPECT), C = par(PAR.CONDUCTANCE);
    const fx = par(PAR.FIELD_X), fy = par(PAR.FIELD_Y), fz = par(PAR.FIELD_Z);
    const flow = new Flow(KIND, C);
    // What follows from the material of a cell, kept from one cell to the next.
    let row = rest, made = 0, alpha = 0, beta = 0, w = 1, P = 0, along = 0, turning = 0, resistivity = 0, amr = 0;
    const owned = slot(s, STAGES, parity);
    const plane = 4 * sim * CELLS, rates = 4 * (owned * BATCH + sim) * CELLS;
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
        if (stageM[c + 3] !== made) {
          made = stageM[c + 3];
          row = rows[made - 1];
          const p = row.params, k = row.at, scale = 1 / (1 + p[k + PAR.ALPHA] ** 2);
          alpha = p[k + PAR.ALPHA];
          beta = p[k + PAR.BETA];
          w = p[k + PAR.SATURATION];
          P = bands ? 1 : p[k + PAR.POLARIZATION];
          along = ((C * P) / w) * (1 + alpha * beta) * scale;
          turning = ((C * P) / w) * (beta - alpha) * scale;
          resistivity = bands ? 0 : p[k + PAR.RESISTIVITY];
          amr = p[k + PAR.AMR];
        }
        slopes(lattice, near, far, stageM, plane, c, ix, iy, aspect, dx, dy);
        const x = stageM[c], y = stageM[c + 1], z = stageM[c + 2];
        s7 += w * (x * fx + y * fy + z * fz);
        const from = 2 * c;
        if (inFields) {
          m[0] = x;
          m[1] = y;
          m[2] = z;
          rate[0] = drift[out];
          rate[1] = drift[out + 1];
          rate[2] = drift[out + 2];
          fieldAcross(m, rate, alpha, across);
          flow.take(current, from);
          flow.addRate(row, m, dx, dy, rate, across);
          flow.work(row, m, dx, dy, rate, across);
          s0 += flow.gilbert;
          s1 += flow.joule;
          s2 += flow.cross;
          s3 += x * (rate[1] * dx[2] - rate[2] * dx[1]) + y * (rate[2] * dx[0] - rate[0] * dx[2]) + z * (rate[0] * dx[1] - rate[1] * dx[0]);
          s4 += C * current[from];
          s5 += flow.emf;
          s6 += flow.emfWork;
          drift[out] = rate[0];
          drift[out + 1] = rate[1];
          drift[out + 2] = rate[2];
          drift[out + 3] = 0;
          continue;
        }
        // As Flow does it, written out: these are the cells of every stage.
        const jx = current[from + own], jy = current[from + own + 1];
        const ax = y * dx[2] - z * dx[1], ay = z * dx[0] - x * dx[2], az = x * dx[1] - y * dx[0]; // m x dx
        const bx = y * dy[2] - z * dy[1], by = z * dy[0] - x * dy[2], bz = x * dy[1] - y * dy[0];
        const u = drift[out] + along * (jx * dx[0] + jy * dy[0]) - turning * (jx * ax + jy * bx);
        const v = drift[out + 1] + along * (jx * dx[1] + jy * dy[1]) - turning * (jx * ay + jy * by);
        const q = drift[out + 2] + along * (jx * dx[2] + jy * dy[2]) - turning * (jx * az + jy * bz);
        const berryX = -(u * ax + v * ay + q * az), slideX = u * dx[0] + v * dx[1] + q * dx[2], forceX = berryX + beta * slideX;
        const slideY = u * dy[0] + v * dy[1] + q * dy[2], forceY = beta * slideY - (u * bx + v * by + q * bz);
        const flowing = x * jx + y * jy;
        s0 += alpha * w * (u * u + v * v + q * q);
        s1 += C * C * (current[from + CUR.HEAT] + resistivity * (jx * jx + jy * jy + amr * flowing * flowing));
        s2 += beta * P * C * (jx * slideX + jy * slideY);
        s3 += berryX;
        s4 += C * current[from];
        s5 += current[from + CUR.WEIGHT_X] * forceX + current[from + CUR.WEIGHT_Y] * forceY;
        s6 += P * C * (jx * forceX + jy * forceY);
        drift[out] = u;
        drift[out + 1] = v;
        drift[out + 2] = q;
        drift[out + 3] = 0;
      }
      sums.set([s0, s1, s2, s3, s4, s5, s6, s7, 0, 0, 0, 0], sumsRow(sim, owned, g + 1, STAGES, GROUPS));
    }
    sums.set(leadSums(buffers, sim, C * C * aspect), sumsRow(sim, owned, 1, STAGES, GROUPS) + 8);
  }
};

/** The part of the field at right angles to m, back from the drift that it causes in the form of Landau and Lifshitz. */
function fieldAcross(m: Float64Array, drift: Float64Array, alpha: number, out: Float64Array): void {
  const scale = 1 / (1 + alpha * alpha);
  out[0] = (alpha * drift[0] + (m[1] * drift[2] - m[2] * drift[1])) * scale;
  out[1] = (alpha * drift[1] + (m[2] * drift[0] - m[0] * drift[2])) * scale;
  out[2] = (alpha * drift[2] + (m[0] * drift[1] - m[1] * drift[0])) * scale;
}
