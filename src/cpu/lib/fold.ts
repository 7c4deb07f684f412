/** Twin of shaders/lib/fold.wgsl: the tensor, where it meets the transforms of mx, my and mz. */

/**
 * `columns` wave vectors of one ky, from kx on, all kx <= lx/2: -N times what is there. Complex numbers of `line` from `at`
 * on: those of mx, then those of my, then those of mz. `tensor`: see src/math/filmSpectrum.ts.
 */
export function fold(tensor: Float64Array, lx: number, ly: number, kx: number, columns: number, ky: number, line: Float64Array, at: number): void {
  const width = (lx >> 1) + 1, plane = width * ((ly >> 1) + 1);
  const upper = 2 * ky > ly;
  const sign = upper ? 1 : -1, scale = 1 / (lx * ly);
  const apart = 2 * columns, start = (upper ? ly - ky : ky) * width + kx;
  for (let n = start, i = at; n < start + columns; n++, i += 2) {
    const xx = tensor[n], yy = tensor[plane + n], xy = sign * tensor[2 * plane + n];
    const zz = xx + yy - scale;
    const x = line[i], y = line[i + apart], u = line[i + 1], v = line[i + apart + 1];
    line[i] = xy * y - xx * x;
    line[i + 1] = xy * v - xx * u;
    line[i + apart] = xy * x - yy * y;
    line[i + apart + 1] = xy * u - yy * v;
    line[i + 2 * apart] *= zz;
    line[i + 2 * apart + 1] *= zz;
  }
}
