/** Twin of shaders/demag/fold.wgsl: the last pass along columns, the tensor, and the first pass back. */
import type { Twin } from '../../plan/types.js';
import { complexAt, dft, swapped, twiddled } from '../lib/butterfly.js';
import { fold as times } from '../lib/fold.js';

export const fold: Twin = (buffers, constants) => {
  const { LX, LY, RADIX, ROOTS, ITEMS } = constants;
  const roots = buffers.demag_roots as Float64Array, tensor = buffers.demag_tensor as Float64Array;
  const from = buffers.lines_in as Float64Array, out = buffers.lines_out as Float64Array;
  const half = (LX >> 1) + 1, apart = LY / RADIX;
  const radices = Array.from({ length: RADIX }, (_, r) => r);
  const wave = new Float64Array(6);
  for (let item = 0; item < ITEMS; item++) {
    const kx = item % half, j = Math.floor(item / half) % apart;
    const base = Math.floor(item / half / apart) * LY * 3 * half + kx;
    const at = (component: number, y: number) => base + (y * 3 + component) * half;
    const spectra = [0, 1, 2].map((component) => dft(radices.map((r) => twiddled(complexAt(from, at(component, j + r * apart)), r, roots, ROOTS + apart - 1, j, RADIX))));
    for (const r of radices) {
      spectra.forEach((spectrum, component) => wave.set(spectrum[r], 2 * component));
      times(tensor, LX, LY, kx, 1, j + r * apart, wave, 0);
      spectra.forEach((spectrum, component) => (spectrum[r] = swapped(complexAt(wave, component))));
    }
    spectra.forEach((spectrum, component) => dft(spectrum).forEach((value, r) => out.set(swapped(value), 2 * at(component, j * RADIX + r))));
  }
};
