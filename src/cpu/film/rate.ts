/**
 * Twin of shaders/film/rate.wgsl, dm/dt of a film at `stage_m` and the sums over cells that the ledger needs, and of film/respond.wgsl,
 * dm/dt without a current and how each cell answers an electric field: they share everything up to the gradients.
 */
import { localCurrents } from '../lib/closure.js';
import { answerBand, answerBands } from '../lib/response.js';
import { addAnisotropyField } from '../lib/field.js';
import { gradientWeights } from '../lib/grid.js';
import { addDmiFields, look, slopeAlong, type Lattice } from '../lib/lattice.js';
import { bondExchange, materialRows } from '../lib/material.js';
import { drive, storeTotal, sumsRow } from '../lib/planes.js';
import { stageRuns } from '../lib/turn.js';
import { CLOSURE, FLG, FLG_STRIDE, PAR, slot } from '../../plan/layout.js';
import type { Twin, TwinBuffers } from '../../plan/types.js';

export const rate: Twin = (buffers, constants, _groups, [s]) => sweep(buffers, constants, s, false);

/** All cells of a stage. @param asks what film/respond writes, in place of what film/rate does */
export function sweep(buffers: TwinBuffers, constants: Readonly<Record<string, number>>, s: number, asks: boolean): void {
  const { CELLS, NX, NY, BATCH, REGIONS, STAGES, WG, GROUPS, KIND, GRADIENT, MAGNETOSTATIC } = constants;
  const clock = buffers.clock as Float64Array, flags = buffers.flags as Uint32Array;
  const m = buffers.stage_m as Float64Array, demag = buffers.demag as Float64Array;
  const drift = buffers.drift as Float64Array, sums = buffers.sums as Float64Array;
  const tensor = buffers.tensor as Float64Array, source = buffers.source as Float64Array;
  const bands = KIND === CLOSURE.BANDS, inFields = KIND === CLOSURE.FIELDS;
  const lattice: Lattice = { nx: NX, ny: NY, periodicX: constants.PERIODIC_X === 1, periodicY: constants.PERIODIC_Y === 1 };
  const [px, py] = [lattice.periodicX, lattice.periodicY];
  const axes = constants.UNIAXIAL + constants.CUBIC > 0;
  const rowEnd = 4 * (NX - 1), columnEnd = 4 * NX * (NY - 1), magnetostatic = MAGNETOSTATIC === 1, oneRow = NY === 1;
  const [near, far] = gradientWeights(GRADIENT);
  const B = new Float64Array(3), dx = new Float64Array(3), dy = new Float64Array(3), pumped = new Float64Array(4);
  // Local names: looked up through an import, they cost as much as what they do.
  const { addAnisotropy, addDmi, slope, at: lookAt, bond } = { addAnisotropy: addAnisotropyField, addDmi: addDmiFields, slope: slopeAlong, at: look, bond: bondExchange };
  const { ALPHA, BETA, POLARIZATION, CHI, SATURATION, RESISTIVITY, EXCHANGE, EXCHANGE_Y, DEMAG_X, DEMAG_Y, DEMAG_Z, AMR } = PAR;
  const mixed = REGIONS > 1, exchanges = new Float64Array(2 * REGIONS);

  for (let sim = 0; sim < BATCH; sim++) {
    const f = sim * FLG_STRIDE;
    if (!stageRuns(flags, sim, s)) continue;
    const parity = flags[f + FLG.PARITY];
    const rows = materialRows(buffers.params, sim, constants), [rest] = rows;
    const par = (key: number) => rest.params[rest.at + key];
    rows.forEach(({ params, at }, k) => exchanges.set([params[at + EXCHANGE], params[at + EXCHANGE_Y]], 2 * k));
    const conductance = par(PAR.CONDUCTANCE);
    if (s > 2 && !asks) storeTotal(sums, sim, slot(s - 1, STAGES, parity), STAGES, GROUPS);
    const aspect = par(PAR.ASPECT), driftX = par(PAR.DRIFT), driftY = par(PAR.DRIFT_Y), driven = driftX !== 0 || driftY !== 0;
    const fx = par(PAR.FIELD_X), fy = par(PAR.FIELD_Y), fz = par(PAR.FIELD_Z);
    const dmi = par(PAR.DMI_INTERFACIAL) !== 0 || par(PAR.DMI_BULK) !== 0;
    const factor = drive(clock, sim, s, 0), given = drive(clock, sim, s, 1);
    const bx = factor * fx, by = factor * fy, bz = factor * fz;
    const local = KIND === CLOSURE.LOCAL;
    const own = slot(s, STAGES, parity);
    const plane = 4 * sim * CELLS, to = 4 * (own * BATCH + sim) * CELLS;

    for (let g = 0; g < GROUPS; g++) {
      let s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
      const end = Math.min((g + 1) * WG, CELLS);
      let ix = (g * WG) % NX, iy = (g * WG - ix) / NX;
      // Run by run of cells of one material, so that what follows from it is the same for all of an inner loop.
      for (let cell = g * WG; cell < end;) {
        const made = mixed ? Math.max(1, m[plane + 4 * cell + 3]) : 1;
        const row = rows[made - 1], p = row.params as Float64Array, k = row.at;
        const w = p[k + SATURATION], perMs = 1 / w, resistivity = p[k + RESISTIVITY];
        const nx = p[k + DEMAG_X] * w, ny = p[k + DEMAG_Y] * w, nz = p[k + DEMAG_Z] * w;
        const alpha = p[k + ALPHA], beta = p[k + BETA], P = bands ? 1 : p[k + POLARIZATION], chi = p[k + CHI], exchangeX = p[k + EXCHANGE], exchangeY = p[k + EXCHANGE_Y];
        const scale = inFields ? 1 : 1 / (1 + alpha * alpha), along = P * perMs * (1 + alpha * beta) * scale, across = P * perMs * (beta - alpha) * scale;
        let rate2 = 0, q2 = 0, qSlide = 0, emf = 0, emfWork = 0, mB = 0; // of the run, without the material's weights
        for (; cell < end; cell++, ix++) {
          if (ix === NX) {
            ix = 0;
            iy++;
          }
          const c = plane + 4 * cell, out = to + 4 * cell;
          if (!(m[c + 3] > 0)) {
            drift[out] = drift[out + 1] = drift[out + 2] = drift[out + 3] = 0;
            if (asks) tensor[c] = tensor[c + 1] = tensor[c + 2] = tensor[c + 3] = source[c >> 1] = source[(c >> 1) + 1] = 0;
            continue;
          }
          if (mixed && m[c + 3] !== made) break;
          let l = ix > 0 ? c - 4 : px ? c + rowEnd : -1, r = ix < NX - 1 ? c + 4 : px ? c - rowEnd : -1;
          let d = iy > 0 ? c - 4 * NX : py ? c + columnEnd : -1, u = iy < NY - 1 ? c + 4 * NX : py ? c - columnEnd : -1;
          if (l >= 0 && m[l + 3] === 0) l = -1;
          if (r >= 0 && m[r + 3] === 0) r = -1;
          if (d >= 0 && m[d + 3] === 0) d = -1;
          if (u >= 0 && m[u + 3] === 0) u = -1;
          // A bond with itself is as good as none.
          const el = l < 0 ? c : l, er = r < 0 ? c : r, ed = d < 0 ? c : d, eu = u < 0 ? c : u;
          const x = m[c], y = m[c + 1], z = m[c + 2];
          let hx: number, hy: number, hz: number;
          if (mixed) {
            const cl = perMs * bond(exchangeX, exchanges[2 * m[el + 3] - 2]), cr = perMs * bond(exchangeX, exchanges[2 * m[er + 3] - 2]);
            const cd = perMs * bond(exchangeY, exchanges[2 * m[ed + 3] - 1]), cu = perMs * bond(exchangeY, exchanges[2 * m[eu + 3] - 1]);
            hx = bx - nx * x + cl * (m[el] - x) + cr * (m[er] - x) + (cd * (m[ed] - x) + cu * (m[eu] - x));
            hy = by - ny * y + cl * (m[el + 1] - y) + cr * (m[er + 1] - y) + (cd * (m[ed + 1] - y) + cu * (m[eu + 1] - y));
            hz = bz - nz * z + cl * (m[el + 2] - z) + cr * (m[er + 2] - z) + (cd * (m[ed + 2] - z) + cu * (m[eu + 2] - z));
          } else {
            hx = bx - nx * x + exchangeX * (m[el] - x + (m[er] - x)) + exchangeY * (m[ed] - x + (m[eu] - x));
            hy = by - ny * y + exchangeX * (m[el + 1] - y + (m[er + 1] - y)) + exchangeY * (m[ed + 1] - y + (m[eu + 1] - y));
            hz = bz - nz * z + exchangeX * (m[el + 2] - z + (m[er + 2] - z)) + exchangeY * (m[ed + 2] - z + (m[eu + 2] - z));
          }
          if (magnetostatic) {
            hx += demag[c];
            hy += demag[c + 1];
            hz += demag[c + 2];
          }
          if (axes || dmi) {
            B[0] = B[1] = B[2] = 0;
            if (dmi) addDmi(row, m, l, r, d, u, B);
            if (axes) addAnisotropy(row, x, y, z, B);
            hx += perMs * B[0];
            hy += perMs * B[1];
            hz += perMs * B[2];
          }
          const tx = z * hy - y * hz, ty = x * hz - z * hx, tz = y * hx - x * hy;
          let kx = (tx + alpha * (y * tz - z * ty)) * scale, ky = (ty + alpha * (z * tx - x * tz)) * scale, kz = (tz + alpha * (x * ty - y * tx)) * scale;
          mB += x * fx + y * fy + z * fz;

          if (P !== 0 || oneRow || asks) {
            slope(near, far, m, c, lookAt(lattice, m, plane, ix - 2, iy), l, r, lookAt(lattice, m, plane, ix + 2, iy), dx);
            slope(near, far, m, c, lookAt(lattice, m, plane, ix, iy - 2), d, u, lookAt(lattice, m, plane, ix, iy + 2), dy);
            dy[0] *= aspect;
            dy[1] *= aspect;
            dy[2] *= aspect;
            const ax = y * dx[2] - z * dx[1], ay = z * dx[0] - x * dx[2], az = x * dx[1] - y * dx[0]; // m x dx
            const cx = y * dy[2] - z * dy[1], cy = z * dy[0] - x * dy[2], cz = x * dy[1] - y * dy[0];
            const xx = along * dx[0] - across * ax, xy = along * dx[1] - across * ay, xz = along * dx[2] - across * az;
            const yx = along * dy[0] - across * cx, yy = along * dy[1] - across * cy, yz = along * dy[2] - across * cz;
            // berry + beta slide of a rate v, along x and y: v . (beta d - m x d)
            const ex = beta * dx[0] - ax, ey = beta * dx[1] - ay, ez = beta * dx[2] - az;
            const gx = beta * dy[0] - cx, gy = beta * dy[1] - cy, gz = beta * dy[2] - cz;
            if (asks) {
              if (inFields) {
                const plain = P / resistivity, xi = plain - w * p[k + PAR.SPIN_FLUX], turned = plain * beta;
                tensor[c] = tensor[c + 3] = 1 / resistivity;
                tensor[c + 1] = tensor[c + 2] = 0;
                source[c >> 1] = (xi * dx[0] + turned * ax) * hx + (xi * dx[1] + turned * ay) * hy + (xi * dx[2] + turned * az) * hz;
                source[(c >> 1) + 1] = (xi * dy[0] + turned * cx) * hx + (xi * dy[1] + turned * cy) * hy + (xi * dy[2] + turned * cz) * hz;
              } else {
                const back = conductance * P;
                pumped[0] = back * (xx * ex + xy * ey + xz * ez);
                pumped[1] = back * (yx * ex + yy * ey + yz * ez);
                pumped[2] = back * (xx * gx + xy * gy + xz * gz);
                pumped[3] = back * (yx * gx + yy * gy + yz * gz);
                const forceX = P * (kx * ex + ky * ey + kz * ez), forceY = P * (kx * gx + ky * gy + kz * gz);
                if (bands) answerBands(resistivity, forceX, forceY, pumped, tensor, source, c);
                else answerBand(resistivity, p[k + AMR], x, y, forceX, forceY, pumped, tensor, source, c);
              }
              drift[out] = kx;
              drift[out + 1] = ky;
              drift[out + 2] = kz;
              drift[out + 3] = 0;
              continue;
            }
            let qx = given * driftX, qy = given * driftY;
            if (local) {
              [qx, qy] = localCurrents(chi, kx * ex + ky * ey + kz * ez, kx * gx + ky * gy + kz * gz, xx * ex + xy * ey + xz * ez, yx * ex + yy * ey + yz * ez, xx * gx + xy * gy + xz * gz, yx * gx + yy * gy + yz * gz);
            }
            kx += qx * xx + qy * yx;
            ky += qx * xy + qy * yy;
            kz += qx * xz + qy * yz;
            const berryX = -(kx * ax + ky * ay + kz * az), slideX = kx * dx[0] + ky * dx[1] + kz * dx[2];
            const berryY = -(kx * cx + ky * cy + kz * cz), slideY = kx * dy[0] + ky * dy[1] + kz * dy[2];
            const emfX = berryX + beta * slideX;
            q2 += qx * qx + qy * qy;
            qSlide += qx * slideX + qy * slideY;
            s3 += berryX;
            s4 += qx;
            emf += emfX;
            emfWork += qx * emfX + qy * (berryY + beta * slideY);
          } else if (driven) {
            // No torque and no emf; of the Berry phase nobody asks but the wall of a single row.
            q2 += given * given * (driftX * driftX + driftY * driftY);
            s4 += given * driftX;
          }
          rate2 += kx * kx + ky * ky + kz * kz;
          drift[out] = kx;
          drift[out + 1] = ky;
          drift[out + 2] = kz;
          drift[out + 3] = 0;
        }
        s0 += alpha * w * rate2;
        s1 += resistivity * q2;
        s2 += beta * P * qSlide;
        s5 += P * emf;
        s6 += P * emfWork;
        s7 += w * mB;
      }
      if (!asks) sums.set([s0, s1, s2, s3, s4, s5, s6, s7], sumsRow(sim, own, g + 1, STAGES, GROUPS));
    }
  }
}
