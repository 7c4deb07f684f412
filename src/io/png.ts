/**
 * Writes PNG pictures (8 bits of red, green, blue and opacity a pixel). Compression is the platform's own
 * CompressionStream, which Node and browsers both have. Source: W3C, Portable Network Graphics, third edition.
 */
import { crc32, PNG_SIGNATURE } from './pngParts.js';

export interface Image {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** [width * height * 4]: red, green, blue, opacity, rows from the top. An ImageData takes it as it is. */
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/** Each byte as it is, or less the one to its left or above: what compresses best is guessed by the least sum, as the standard advises. */
const FILTERS = [0, 1, 2] as const;
const PIXEL = 4;

/** The file of a picture. @throws RangeError where `data` does not fit the size */
export async function encodePng({ width, height, data }: Image): Promise<Uint8Array<ArrayBuffer>> {
  if (!(width >= 1 && height >= 1) || data.length !== width * height * PIXEL) {
    throw new RangeError(`a picture of ${width} x ${height} pixels needs ${width * height * PIXEL} bytes, got ${data.length}`);
  }
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, 6, 0, 0, 0], 8);
  const packed = await compressed(filtered(data, width, height));
  return joined([PNG_SIGNATURE, chunk('IHDR', header), chunk('IDAT', packed), chunk('IEND', new Uint8Array(0))]);
}

/** Every row behind the number of its filter. */
function filtered(data: Uint8ClampedArray, width: number, height: number): Uint8Array<ArrayBuffer> {
  const stride = width * PIXEL;
  const out = new Uint8Array(height * (stride + 1));
  const trial = new Uint8Array(stride);
  for (let y = 0; y < height; y++) {
    const row = data.subarray(y * stride, (y + 1) * stride);
    const above = y > 0 ? data.subarray((y - 1) * stride, y * stride) : undefined;
    let least = Infinity;
    for (const filter of FILTERS) {
      let sum = 0;
      for (let k = 0; k < stride; k++) {
        const before = filter === 0 ? 0 : filter === 1 ? (k < PIXEL ? 0 : row[k - PIXEL]) : (above?.[k] ?? 0);
        trial[k] = row[k] - before;
        sum += trial[k] < 128 ? trial[k] : 256 - trial[k];
      }
      if (sum >= least) continue;
      least = sum;
      out[y * (stride + 1)] = filter;
      out.set(trial, y * (stride + 1) + 1);
    }
  }
  return out;
}

async function compressed(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function chunk(name: string, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(body.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, body.length);
  bytes.set(new TextEncoder().encode(name), 4);
  bytes.set(body, 8);
  view.setUint32(body.length + 8, crc32(bytes.subarray(4, body.length + 8)));
  return bytes;
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
