/**
 * Twin of shaders/lib/outflow.wgsl: what flows out of the nodes of a conductor, f_i = Int grad N_i . j over the cells around node i, with the mean
 * current of a cell from its tensor and source, and the part of the field that the mean does not show (`h`) driving an ohmic one.
 * docs/physics.md, section 9.
 */

/** Where the cells and nodes of one simulation lie. */
export interface Grid {
  readonly nx: number;
  readonly ny: number;
  /** dx/dy */
  readonly aspect: number;
}

/**
 * One band. Cells: `at` of the first in units of cells; nodes: rows of nx + 1, `vAt` and `outAt` their first.
 * @param source null for none  @param flux of each cell (|source|^2 + |T E|^2)/c times its area, where it is wanted
 */
export function outflow({ nx, ny, aspect }: Grid, conductor: Float64Array, tensor: Float64Array, source: Float64Array | null, at: number, v: Float64Array, vAt: number, out: Float64Array, outAt: number, flux: Float64Array | null): void {
  const row = nx + 1, hourglass = (aspect + 1 / aspect) / 12, perX = 1 / (2 * aspect), halfA = aspect / 2;
  out.fill(0, outAt, outAt + row * (ny + 1));
  for (let k = 0; k < ny; k++) {
    let cell = at + k * nx, n = vAt + k * row, o = outAt + k * row;
    let v00 = v[n], v01 = v[n + row], low = 0, high = 0;
    for (let i = 0; i < nx; i++, cell++, n++, o++) {
      const v10 = v[n + 1], v11 = v[n + row + 1], q = 4 * cell;
      const c = conductor[q];
      if (c > 0) {
        const bottom = v10 - v00, top = v11 - v01, ex = -0.5 * (bottom + top), ey = -halfA * (v01 - v00 + (v11 - v10));
        let jx = tensor[q] * ex + tensor[q + 1] * ey, jy = tensor[q + 2] * ex + tensor[q + 3] * ey;
        if (source !== null) {
          const sx = source[2 * cell], sy = source[2 * cell + 1];
          if (flux !== null) flux[cell - at] = (jx * jx + jy * jy + sx * sx + sy * sy) / (c * aspect);
          jx += sx;
          jy += sy;
        }
        const fx = perX * jx, fy = 0.5 * jy, fh = c * (top - bottom) * hourglass;
        out[o] += low - fx - fy - fh;
        out[o + row] = high - fx + fy + fh;
        low = fx - fy + fh;
        high = fx + fy - fh;
      } else {
        out[o] += low;
        out[o + row] = high;
        low = high = 0;
        if (flux !== null) flux[cell - at] = 0;
      }
      v00 = v10;
      v01 = v11;
    }
    out[o] += low;
    out[o + row] = high;
  }
}

/** Two bands: potentials of the up electrons, and `down` numbers further on of the down electrons; `out` likewise. `tensor` and `source` make the force F + M w. */
export function outflowOfBands({ nx, ny, aspect }: Grid, conductor: Float64Array, tensor: Float64Array, source: Float64Array | null, at: number, v: Float64Array, vAt: number, down: number, out: Float64Array, outAt: number, outDown: number, flux: Float64Array | null): void {
  const row = nx + 1, hourglass = (aspect + 1 / aspect) / 12, perX = 1 / (2 * aspect), halfA = aspect / 2;
  out.fill(0, outAt, outAt + row * (ny + 1));
  out.fill(0, outAt + outDown, outAt + outDown + row * (ny + 1));
  for (let k = 0; k < ny; k++) {
    for (let i = 0; i < nx; i++) {
      const local = k * nx + i, cell = at + local, q = 4 * cell, cu = conductor[q], cd = conductor[q + 1];
      if (flux !== null) flux[local] = 0;
      if (!(cu > 0)) continue;
      const n = vAt + k * row + i, m = n + down;
      const u00 = v[n], u10 = v[n + 1], u01 = v[n + row], u11 = v[n + row + 1], d00 = v[m], d10 = v[m + 1], d01 = v[m + row], d11 = v[m + row + 1];
      const ux = -0.5 * (u10 - u00 + (u11 - u01)), uy = -halfA * (u01 - u00 + (u11 - u10));
      const dx = -0.5 * (d10 - d00 + (d11 - d01)), dy = -halfA * (d01 - d00 + (d11 - d10));
      const wx = cu * ux - cd * dx, wy = cu * uy - cd * dy;
      let fx = tensor[q] * wx + tensor[q + 1] * wy, fy = tensor[q + 2] * wx + tensor[q + 3] * wy;
      if (source !== null) {
        const sx = source[2 * cell], sy = source[2 * cell + 1];
        if (flux !== null) flux[local] = (cu * ((ux + fx) ** 2 + (uy + fy) ** 2 + sx * sx + sy * sy) + cd * ((dx - fx) ** 2 + (dy - fy) ** 2 + sx * sx + sy * sy)) / aspect;
        fx += sx;
        fy += sy;
      }
      const leak = conductor[q + 2] / (4 * aspect);
      const jux = perX * cu * (ux + fx), juy = 0.5 * cu * (uy + fy), hu = hourglass * cu * (u00 - u10 - (u01 - u11));
      const jdx = perX * cd * (dx - fx), jdy = 0.5 * cd * (dy - fy), hd = hourglass * cd * (d00 - d10 - (d01 - d11));
      const o = outAt + k * row + i, p = o + outDown;
      out[o] += -jux - juy - hu - leak * (u00 - d00);
      out[o + 1] += jux - juy + hu - leak * (u10 - d10);
      out[o + row] += -jux + juy + hu - leak * (u01 - d01);
      out[o + row + 1] += jux + juy - hu - leak * (u11 - d11);
      out[p] += -jdx - jdy - hd + leak * (u00 - d00);
      out[p + 1] += jdx - jdy + hd + leak * (u10 - d10);
      out[p + row] += -jdx + jdy + hd + leak * (u01 - d01);
      out[p + row + 1] += jdx + jdy - hd + leak * (u11 - d11);
    }
  }
}
