/**
 * Twin of shaders/lib/field.wgsl: the terms of the effective field B = -dE/dm and their energy densities, in units of
 * B0 = mu0 Ms and of Ms B0 per cell. docs/physics.md, section 1.
 */
import { ANISO_STRIDE, PAR, PAR_BASE } from '../../plan/layout.js';

type Vec = ArrayLike<number>;

// Local names: looked up through an import, they cost as much as the field itself.
const { EXCHANGE, DEMAG_X, DEMAG_Y, DEMAG_Z, FIELD_X, FIELD_Y, FIELD_Z } = PAR;
const BASE = PAR_BASE;
const STRIDE = ANISO_STRIDE;

/** One simulation's row of `params`, with the number of axes that follow it. */
export interface Row {
  readonly params: Vec;
  readonly at: number;
  readonly uniaxial: number;
  readonly cubic: number;
}

export function paramsRow(params: Vec, sim: number, uniaxial: number, cubic: number): Row {
  return { params, at: sim * (BASE + STRIDE * (uniaxial + cubic)), uniaxial, cubic };
}

/** Adds the anisotropy field at m to out[0..2]. */
export function addAnisotropyField(row: Row, x: number, y: number, z: number, out: Float64Array): void {
  const p = row.params;
  for (let i = 0; i < row.uniaxial; i++) {
    const at = row.at + BASE + STRIDE * i;
    const ax = p[at], ay = p[at + 1], az = p[at + 2];
    const c = ax * x + ay * y + az * z;
    const h = 2 * p[at + 3] * c + 4 * p[at + 4] * c * c * c;
    out[0] += h * ax;
    out[1] += h * ay;
    out[2] += h * az;
  }
  for (let i = 0; i < row.cubic; i++) {
    const at = row.at + BASE + STRIDE * (row.uniaxial + i);
    const ux = p[at], uy = p[at + 1], uz = p[at + 2], k1 = p[at + 3];
    const vx = p[at + 4], vy = p[at + 5], vz = p[at + 6], k2 = p[at + 7];
    const wx = uy * vz - uz * vy, wy = uz * vx - ux * vz, wz = ux * vy - uy * vx;
    const a = ux * x + uy * y + uz * z, b = vx * x + vy * y + vz * z, c = wx * x + wy * y + wz * z;
    const aa = a * a, bb = b * b, cc = c * c;
    const ha = -2 * a * (k1 * (bb + cc) + k2 * bb * cc);
    const hb = -2 * b * (k1 * (cc + aa) + k2 * cc * aa);
    const hc = -2 * c * (k1 * (aa + bb) + k2 * aa * bb);
    out[0] += ha * ux + hb * vx + hc * wx;
    out[1] += ha * uy + hb * vy + hc * wy;
    out[2] += ha * uz + hb * vz + hc * wz;
  }
}

/** Heights above m = a for easy axes, as in the shader; the host adds `groundEnergy`. */
export function anisotropyEnergy(row: Row, x: number, y: number, z: number): number {
  const p = row.params;
  let energy = 0;
  for (let i = 0; i < row.uniaxial; i++) {
    const at = row.at + BASE + STRIDE * i;
    const ax = p[at], ay = p[at + 1], az = p[at + 2], k1 = p[at + 3], k2 = p[at + 4];
    const c2 = (ax * x + ay * y + az * z) ** 2;
    if (k1 <= 0) energy -= (k1 + k2 * c2) * c2;
    else energy += (k1 + k2 * (1 + c2)) * ((ay * z - az * y) ** 2 + (az * x - ax * z) ** 2 + (ax * y - ay * x) ** 2);
  }
  for (let i = 0; i < row.cubic; i++) {
    const at = row.at + BASE + STRIDE * (row.uniaxial + i);
    const ux = p[at], uy = p[at + 1], uz = p[at + 2], vx = p[at + 4], vy = p[at + 5], vz = p[at + 6];
    const a = (ux * x + uy * y + uz * z) ** 2, b = (vx * x + vy * y + vz * z) ** 2;
    const c = ((uy * vz - uz * vy) * x + (uz * vx - ux * vz) * y + (ux * vy - uy * vx) * z) ** 2;
    energy += p[at + 3] * (a * b + b * c + c * a) + p[at + 7] * a * b * c;
  }
  return energy;
}

/** Half of each of the cell's two exchange bonds. m holds vec4 cells; l, c, r are offsets into it. */
export function exchangeEnergy(coefficient: number, m: Vec, l: number, c: number, r: number): number {
  let sum = 0;
  for (let k = 0; k < 3; k++) sum += (m[l + k] - m[c + k]) ** 2 + (m[r + k] - m[c + k]) ** 2;
  return 0.25 * coefficient * sum;
}

/** Everything local, into out[0..2]; `factor` multiplies the applied field. Offsets as in exchangeEnergy. */
export function effectiveField(row: Row, factor: number, m: Vec, l: number, c: number, r: number, out: Float64Array): void {
  const p = row.params, at = row.at;
  const exchange = p[at + EXCHANGE];
  const x = m[c], y = m[c + 1], z = m[c + 2];
  out[0] = exchange * (m[l] - x + (m[r] - x)) - p[at + DEMAG_X] * x + factor * p[at + FIELD_X];
  out[1] = exchange * (m[l + 1] - y + (m[r + 1] - y)) - p[at + DEMAG_Y] * y + factor * p[at + FIELD_Y];
  out[2] = exchange * (m[l + 2] - z + (m[r + 2] - z)) - p[at + DEMAG_Z] * z + factor * p[at + FIELD_Z];
  addAnisotropyField(row, x, y, z, out);
}
