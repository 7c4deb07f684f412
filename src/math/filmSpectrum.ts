/**
 * The transform of a film's demagnetizing tensor on a padded grid. N is even, and its xy component odd in x and in y
 * alone, so the transform is real and a quarter of it holds everything.
 */
import { Fft } from './fft.js';
import type { FilmTensor } from './filmTensor.js';
import { XX, XY, YY } from './newell.js';

/** Planes of the spectrum. zz follows from the trace, which is 1 at offset 0 and 0 elsewhere: 1/(lx ly) - xx - yy. */
export const planes = 3;

/** Columns that are transformed together. */
const together = 4;

/**
 * xx, yy and xy of the transform, divided by lx ly so that transforming there and back needs no other factor: three planes
 * [ly/2 + 1][lx/2 + 1], kx fastest. For ky beyond ly/2 take ly - ky and turn the sign of xy.
 * @param size transform lengths, each at least 2 n - 1, or n itself along a periodic axis
 */
export function filmSpectrum(tensor: FilmTensor, size: readonly [lx: number, ly: number]): Float64Array {
  const [lx, ly] = size;
  const [nx, ny] = tensor.shape.cells;
  const width = (lx >> 1) + 1, height = (ly >> 1) + 1;
  const plane = width * height;
  const out = new Float64Array(planes * plane);
  // Offsets on either side that are there; in a periodic film of its own length those up to half the period.
  const columns = Math.min(nx - 1, lx >> 1), rows = Math.min(ny - 1, ly >> 1);
  const six = new Float64Array(6);

  // xx and yy are even and share a transform, xy is odd and gets the second one.
  const alongX = Fft.ofLength(lx, 2);
  for (let j = 0; j <= rows; j++) {
    const line = alongX.data.fill(0);
    for (let i = 0; i <= columns; i++) {
      tensor.at(i, j, six);
      const right = 4 * i, left = 4 * ((lx - i) % lx);
      line[left] = line[right] = six[XX];
      line[left + 1] = line[right + 1] = six[YY];
      line[left + 2] = -six[XY];
      line[right + 2] = left === right ? 0 : six[XY];
    }
    alongX.run(2);
    for (let k = 0, to = j * width; k < width; k++, to++) {
      out[to] = alongX.data[4 * k];
      out[plane + to] = alongX.data[4 * k + 1];
      out[2 * plane + to] = alongX.data[4 * k + 3];
    }
  }

  const alongY = Fft.ofLength(ly, 2 * together);
  const scale = 1 / (lx * ly);
  for (let first = 0; first < width; first += together) {
    const count = 2 * Math.min(together, width - first);
    const lines = alongY.data.fill(0);
    for (let j = 0; j <= rows; j++) {
      for (let b = 0; b < count; b += 2) {
        const from = j * width + first + b / 2;
        const up = 2 * (j * count + b), down = 2 * (((ly - j) % ly) * count + b);
        lines[down] = lines[up] = out[from];
        lines[down + 1] = lines[up + 1] = out[plane + from];
        lines[down + 3] = -out[2 * plane + from];
        lines[up + 3] = down === up ? 0 : out[2 * plane + from];
      }
    }
    alongY.run(count);
    const spectrum = alongY.data;
    for (let k = 0; k < height; k++) {
      for (let b = 0; b < count; b += 2) {
        const from = 2 * (k * count + b), to = k * width + first + b / 2;
        out[to] = scale * spectrum[from];
        out[plane + to] = scale * spectrum[from + 1];
        out[2 * plane + to] = scale * spectrum[from + 2];
      }
    }
  }
  return out;
}
