/** Twin of shaders/film/rate.wgsl: dm/dt of a film at `stage_m`, and the sums over cells that the ledger needs. */
import { localCurrents } from '../lib/closure.js';
import { addAnisotropyField, paramsRow } from '../lib/field.js';
import { addBondFields, look, slopeAlong, type Lattice } from '../lib/lattice.js';
import { drive, storeTotal, sumsRow } from '../lib/planes.js';
import { CLOSURE, FLG, FLG_STRIDE, PAR, slot, STATE } from '../../plan/layout.js';
import type { Twin } from '../../plan/types.js';

export const rate: Twin = (buffers, constants, _groups, [s]) => {
  const { CELLS, NX, NY, BATCH, STAGES, WG, GROUPS, KIND, GRADIENT, MAGNETOSTATIC } = constants;
  const clock = buffers.clock as Float64Array, flags = buffers.flags as Uint32Array;
  const m = buffers.stage_m as Float64Array, demag = buffers.demag as Float64Array;
  const drift = buffers.drift as Float64Array, sums = buffers.sums as Float64Array;
  const lattice: Lattice = { nx: NX, ny: NY, periodicX: constants.PERIODIC_X === 1, periodicY: constants.PERIODIC_Y === 1 };
  const B = new Float64Array(3), dx = new Float64Array(3), dy = new Float64Array(3);
  const { addAnisotropy, addBonds, slope, at: lookAt } = { addAnisotropy: addAnisotropyField, addBonds: addBondFields, slope: slopeAlong, at: look };

  for (let sim = 0; sim < BATCH; sim++) {
    const f = sim * FLG_STRIDE;
    const fresh = flags[f + FLG.FRESH] === 1;
    if (s === 1 ? !fresh : fresh || flags[f + FLG.STATE] !== STATE.RUN) continue;
    const parity = flags[f + FLG.PARITY];
    const row = paramsRow(buffers.params, sim, constants.UNIAXIAL, constants.CUBIC);
    const par = (key: number) => row.params[row.at + key];
    if (s > 2) storeTotal(sums, sim, slot(s - 1, STAGES, parity), STAGES, GROUPS);
    const alpha = par(PAR.ALPHA), beta = par(PAR.BETA), P = par(PAR.POLARIZATION), chi = par(PAR.CHI), aspect = par(PAR.ASPECT);
    const nx = par(PAR.DEMAG_X), ny = par(PAR.DEMAG_Y), nz = par(PAR.DEMAG_Z);
    const fx = par(PAR.FIELD_X), fy = par(PAR.FIELD_Y), fz = par(PAR.FIELD_Z);
    const factor = drive(clock, sim, s, 0), given = drive(clock, sim, s, 1);
    const scale = 1 / (1 + alpha * alpha), along = (P * (1 + alpha * beta)) * scale, across = P * (beta - alpha) * scale;
    const local = KIND === CLOSURE.LOCAL;
    const own = slot(s, STAGES, parity);
    const plane = 4 * sim * CELLS, to = 4 * (own * BATCH + sim) * CELLS;

    for (let g = 0; g < GROUPS; g++) {
      let s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
      const end = Math.min((g + 1) * WG, CELLS);
      for (let cell = g * WG; cell < end; cell++) {
        const c = plane + 4 * cell, out = to + 4 * cell;
        if (!(m[c + 3] > 0)) {
          drift.fill(0, out, out + 4);
          continue;
        }
        const ix = cell % NX, iy = (cell - ix) / NX;
        const l = lookAt(lattice, m, plane, ix - 1, iy), r = lookAt(lattice, m, plane, ix + 1, iy);
        const d = lookAt(lattice, m, plane, ix, iy - 1), u = lookAt(lattice, m, plane, ix, iy + 1);
        const x = m[c], y = m[c + 1], z = m[c + 2];
        B[0] = factor * fx - nx * x;
        B[1] = factor * fy - ny * y;
        B[2] = factor * fz - nz * z;
        if (MAGNETOSTATIC === 1) for (let k = 0; k < 3; k++) B[k] += demag[c + k];
        addBonds(row, m, c, l, r, d, u, B);
        addAnisotropy(row, x, y, z, B);
        const tx = z * B[1] - y * B[2], ty = x * B[2] - z * B[0], tz = y * B[0] - x * B[1];
        let kx = (tx + alpha * (y * tz - z * ty)) * scale, ky = (ty + alpha * (z * tx - x * tz)) * scale, kz = (tz + alpha * (x * ty - y * tx)) * scale;
        s7 += x * fx + y * fy + z * fz;

        if (P !== 0) {
          slope(GRADIENT, m, c, lookAt(lattice, m, plane, ix - 2, iy), l, r, lookAt(lattice, m, plane, ix + 2, iy), dx);
          slope(GRADIENT, m, c, lookAt(lattice, m, plane, ix, iy - 2), d, u, lookAt(lattice, m, plane, ix, iy + 2), dy);
          for (let k = 0; k < 3; k++) dy[k] *= aspect;
          const ax = y * dx[2] - z * dx[1], ay = z * dx[0] - x * dx[2], az = x * dx[1] - y * dx[0]; // m x dx
          const bx = y * dy[2] - z * dy[1], by = z * dy[0] - x * dy[2], bz = x * dy[1] - y * dy[0];
          const xx = along * dx[0] - across * ax, xy = along * dx[1] - across * ay, xz = along * dx[2] - across * az;
          const yx = along * dy[0] - across * bx, yy = along * dy[1] - across * by, yz = along * dy[2] - across * bz;
          let qx = given * par(PAR.DRIFT), qy = given * par(PAR.DRIFT_Y);
          if (local) {
            // berry + beta slide of a rate v: v . (beta d - m x d)
            const ex = beta * dx[0] - ax, ey = beta * dx[1] - ay, ez = beta * dx[2] - az;
            const gx = beta * dy[0] - bx, gy = beta * dy[1] - by, gz = beta * dy[2] - bz;
            [qx, qy] = localCurrents(chi, kx * ex + ky * ey + kz * ez, kx * gx + ky * gy + kz * gz, xx * ex + xy * ey + xz * ez, yx * ex + yy * ey + yz * ez, xx * gx + xy * gy + xz * gz, yx * gx + yy * gy + yz * gz);
          }
          kx += qx * xx + qy * yx;
          ky += qx * xy + qy * yy;
          kz += qx * xz + qy * yz;
          const berryX = -(kx * ax + ky * ay + kz * az), slideX = kx * dx[0] + ky * dx[1] + kz * dx[2];
          const berryY = -(kx * bx + ky * by + kz * bz), slideY = kx * dy[0] + ky * dy[1] + kz * dy[2];
          s1 += qx * qx + qy * qy;
          s2 += qx * slideX + qy * slideY;
          s3 += berryX;
          s4 += qx;
          s5 += slideX;
          s6 += qx * (berryX + beta * slideX) + qy * (berryY + beta * slideY);
        }
        s0 += kx * kx + ky * ky + kz * kz;
        drift[out] = kx;
        drift[out + 1] = ky;
        drift[out + 2] = kz;
        drift[out + 3] = 0;
      }
      sums.set([s0, s1, s2, s3, s4, s5, s6, s7], sumsRow(sim, own, g + 1, STAGES, GROUPS));
    }
  }
};
