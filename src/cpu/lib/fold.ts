/** Twin of shaders/lib/fold.wgsl: the tensor, where it meets the transforms of mx, my and mz. */

/**
 * One wave vector (kx, ky) with kx <= lx/2: three complex numbers of `line` from `at` on, `apart` real numbers from one to
 * the next, become -N times themselves. `tensor`: see src/math/filmSpectrum.ts.
 */
export function fold(tensor: Float64Array, lx: number, ly: number, kx: number, ky: number, line: Float64Array, at: number, apart: number): void {
  const width = (lx >> 1) + 1, plane = width * ((ly >> 1) + 1);
  const upper = 2 * ky > ly;
  const n = (upper ? ly - ky : ky) * width + kx;
  const xx = tensor[n], yy = tensor[plane + n], xy = upper ? -tensor[2 * plane + n] : tensor[2 * plane + n];
  const zz = 1 / (lx * ly) - xx - yy;
  for (let part = 0; part < 2; part++) {
    const i = at + part, x = line[i], y = line[i + apart];
    line[i] = -(xx * x + xy * y);
    line[i + apart] = -(xy * x + yy * y);
    line[i + 2 * apart] *= -zz;
  }
}
