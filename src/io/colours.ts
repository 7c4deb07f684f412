/**
 * Pictures of a magnetization with the usual colour wheel (that of mumax3 and OOMMF): hue is the angle of m in the plane,
 * red +x, green at 120 degrees, blue at 240, and lightness is (1 + mz)/2, so that up is white, down is black and colours are
 * pure where m lies in the plane. Where there is no magnet, nothing is drawn.
 */
import type { Image } from './png.js';

/** [red, green, blue] from 0 to 255 for a vector of length at most 1; shorter ones are greyer. NaN is drawn as mid grey. */
export function magnetizationColour(x: number, y: number, z: number): [number, number, number] {
  if (!Number.isFinite(x + y + z)) return [128, 128, 128];
  const lightness = Math.min(1, Math.max(0, (1 + z) / 2));
  const chroma = (1 - Math.abs(2 * lightness - 1)) * Math.min(1, Math.hypot(x, y, z));
  const hue = (Math.atan2(y, x) * 3) / Math.PI;
  return [0, 2, 4].map((offset) => {
    // Distance from the hue at which this component is full, in sixths of the wheel.
    const away = Math.abs(((((hue - offset + 3) % 6) + 6) % 6) - 3);
    return Math.round(255 * (lightness + chroma * (Math.min(1, Math.max(0, 2 - away)) - 0.5)));
  }) as [number, number, number];
}

/**
 * The picture of m [nx * ny * 3], x fastest, y upwards. `mask` [nx * ny], 0 where there is no magnet, null if it is
 * everywhere; `scale` pixels (a whole number) to a cell's side. @throws RangeError where the sizes do not fit
 */
export function magnetizationImage(m: ArrayLike<number>, nx: number, ny: number, mask: ArrayLike<number> | null = null, scale = 1): Image {
  if (m.length !== nx * ny * 3 || (mask && mask.length !== nx * ny)) throw new RangeError(`a picture of ${nx} x ${ny} cells needs ${nx * ny * 3} numbers, got ${m.length}`);
  if (!(Number.isInteger(scale) && scale >= 1)) throw new RangeError(`expected a whole number of pixels to a cell, got ${scale}`);
  const [width, height] = [nx * scale, ny * scale];
  const data = new Uint8ClampedArray(width * height * 4);
  for (let j = 0; j < ny; j++) {
    const top = (ny - 1 - j) * scale;
    for (let i = 0; i < nx; i++) {
      const cell = j * nx + i;
      if (mask && !mask[cell]) continue;
      const colour = magnetizationColour(m[3 * cell], m[3 * cell + 1], m[3 * cell + 2]);
      for (let k = 0, to = 4 * (top * width + i * scale); k < scale; k++, to += 4) data.set([...colour, 255], to);
    }
    const row = data.subarray(4 * top * width, 4 * (top + 1) * width);
    for (let k = 1; k < scale; k++) data.set(row, 4 * (top + k) * width);
  }
  return { width, height, data };
}
