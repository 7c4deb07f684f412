/**
 * Reads PNG pictures of any colour type and depth that are not interlaced, as 8 bits of red, green, blue and opacity a
 * pixel; colour profiles and gamma are not applied. Source: W3C, Portable Network Graphics, third edition.
 */
import type { Image } from './png.js';
import { crc32, PNG_SIGNATURE } from './pngParts.js';

/** Bytes that are not a PNG file this module reads; the message says what was expected and what was found. */
export class PngError extends Error {
  override readonly name = 'PngError';
}

/** Most pixels: as many as a grid has cells, four times over. */
const MAX_PIXELS = 2 ** 26;

interface Header {
  readonly width: number;
  readonly height: number;
  /** Bits a sample. */
  readonly depth: number;
  readonly colour: Colour;
}

type Colour = 0 | 2 | 3 | 4 | 6;
/** Samples a pixel and the depths allowed, by colour type: grey, colour, palette, grey with opacity, colour with opacity. */
const COLOURS: Readonly<Record<Colour, { samples: number; depths: readonly number[] }>> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  3: { samples: 1, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
};

/** The picture in a PNG file. @throws PngError for anything that is not such a file, whole and sound */
export async function decodePng(bytes: Uint8Array): Promise<Image> {
  const chunks = readChunks(bytes);
  const header = readHeader(chunks[0]);
  const stride = Math.ceil((header.width * header.depth * COLOURS[header.colour].samples) / 8);
  const packed = chunks.filter(({ name }) => name === 'IDAT').map(({ body }) => body);
  if (packed.length === 0) throw new PngError('expected pixels (a chunk IDAT), got none');
  const raw = await inflated(packed, header.height * (stride + 1));
  return { width: header.width, height: header.height, data: pixels(unfiltered(raw, header, stride), header, stride, chunks) };
}

interface Chunk {
  readonly name: string;
  readonly body: Uint8Array;
}

function readChunks(bytes: Uint8Array): Chunk[] {
  if (bytes.length < 8 || PNG_SIGNATURE.some((byte, i) => bytes[i] !== byte)) throw new PngError('expected a PNG file, got something else');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const chunks: Chunk[] = [];
  let at = 8;
  while (chunks[chunks.length - 1]?.name !== 'IEND') {
    const left = bytes.length - at;
    const length = left >= 12 ? view.getUint32(at) : 0;
    if (left < 12 || left < length + 12) throw new PngError('expected the end of the picture (a chunk IEND): the file is cut short');
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (!/^[A-Za-z]{4}$/.test(name)) throw new PngError(`expected the name of a chunk at byte ${at + 4}, got ${JSON.stringify(name.replace(/[^\x20-\x7e]/g, '?'))}`);
    if (crc32(bytes.subarray(at + 4, at + 8 + length)) !== view.getUint32(at + 8 + length)) throw new PngError(`chunk ${name}: its check value is wrong: the file is damaged`);
    chunks.push({ name, body: bytes.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  return chunks;
}

function readHeader(chunk: Chunk): Header {
  if (chunk.name !== 'IHDR' || chunk.body.length !== 13) throw new PngError(`expected the chunk IHDR of 13 bytes first, got ${chunk.name} of ${chunk.body.length}`);
  const view = new DataView(chunk.body.buffer, chunk.body.byteOffset, 13);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [depth, colour, compression, filter, interlace] = chunk.body.subarray(8);
  if (width < 1 || height < 1 || width * height > MAX_PIXELS) throw new PngError(`expected 1 to ${MAX_PIXELS} pixels, got ${width} x ${height}`);
  if (!(colour in COLOURS) || !COLOURS[colour as Colour].depths.includes(depth)) throw new PngError(`expected a colour type and depth of the standard, got type ${colour} with ${depth} bits`);
  if (compression !== 0 || filter !== 0) throw new PngError(`expected compression 0 and filter 0, got ${compression} and ${filter}`);
  if (interlace !== 0) throw new PngError('expected a picture that is not interlaced, got an interlaced one');
  return { width, height, depth, colour: colour as Colour };
}

/** Exactly `length` bytes; reading stops where there are more, however far they would go on. */
async function inflated(parts: readonly Uint8Array[], length: number): Promise<Uint8Array> {
  const reader = new Blob(parts as Uint8Array<ArrayBuffer>[]).stream().pipeThrough(new DecompressionStream('deflate')).getReader();
  const out = new Uint8Array(length);
  let filled = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (filled + value.length > length) throw new PngError(`expected ${length} bytes of pixels, got more`);
      out.set(value, filled);
      filled += value.length;
    }
  } catch (error) {
    if (error instanceof PngError) {
      await reader.cancel().catch(() => undefined);
      throw error;
    }
    throw new PngError(`the pixels cannot be unpacked: ${filled} of ${length} bytes are sound`);
  }
  if (filled < length) throw new PngError(`expected ${length} bytes of pixels, got ${filled}`);
  return out;
}

/** Undoes the filter of each row in place; the first byte of a row is its number. */
function unfiltered(raw: Uint8Array, { height, depth, colour }: Header, stride: number): Uint8Array {
  const step = Math.max(1, (COLOURS[colour].samples * depth) / 8);
  for (let y = 0; y < height; y++) {
    const start = y * (stride + 1) + 1;
    const filter = raw[start - 1];
    if (filter > 4) throw new PngError(`row ${y}: expected a filter from 0 to 4, got ${filter}`);
    for (let k = 0; filter > 0 && k < stride; k++) {
      const left = k >= step ? raw[start + k - step] : 0;
      const above = y > 0 ? raw[start + k - stride - 1] : 0;
      const corner = y > 0 && k >= step ? raw[start + k - step - stride - 1] : 0;
      raw[start + k] += filter === 1 ? left : filter === 2 ? above : filter === 3 ? (left + above) >> 1 : paeth(left, above, corner);
    }
  }
  return raw;
}

/** The neighbour nearest to left + above - corner. */
function paeth(left: number, above: number, corner: number): number {
  const [a, b, c] = [Math.abs(above - corner), Math.abs(left - corner), Math.abs(left + above - 2 * corner)];
  return a <= b && a <= c ? left : b <= c ? above : corner;
}

function pixels(raw: Uint8Array, { width, height, depth, colour }: Header, stride: number, chunks: readonly Chunk[]): Uint8ClampedArray<ArrayBuffer> {
  const palette = chunks.find(({ name }) => name === 'PLTE')?.body;
  const clear = chunks.find(({ name }) => name === 'tRNS')?.body;
  if (colour === 3 && !palette) throw new PngError('expected a palette (a chunk PLTE), got none');
  const out = new Uint8ClampedArray(width * height * 4);
  const { samples } = COLOURS[colour];
  const most = 2 ** depth - 1;
  const sample = (y: number, index: number): number => {
    const start = y * (stride + 1) + 1;
    if (depth === 8) return raw[start + index];
    if (depth === 16) return 256 * raw[start + 2 * index] + raw[start + 2 * index + 1];
    const bit = index * depth;
    return (raw[start + (bit >> 3)] >> (8 - depth - (bit & 7))) & most;
  };
  /** One colour of a picture without opacities may stand for none. */
  const key = clear && colour !== 3 && clear.length >= 2 * samples ? Array.from({ length: samples }, (_, k) => 256 * clear[2 * k] + clear[2 * k + 1]) : undefined;
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to += 4) {
      const first = sample(y, x * samples);
      if (colour === 3) {
        if (3 * first + 2 >= palette!.length) throw new PngError(`pixel [${x}, ${y}]: expected one of ${Math.floor(palette!.length / 3)} colours, got number ${first}`);
        for (let k = 0; k < 3; k++) out[to + k] = palette![3 * first + k];
        out[to + 3] = clear && first < clear.length ? clear[first] : 255;
        continue;
      }
      const grey = samples < 3;
      const values = Array.from({ length: samples }, (_, k) => sample(y, x * samples + k));
      for (let k = 0; k < 3; k++) out[to + k] = (255 * values[grey ? 0 : k]) / most;
      out[to + 3] = samples % 2 === 0 ? (255 * values[samples - 1]) / most : key?.every((v, k) => v === values[k]) ? 0 : 255;
    }
  }
  return out;
}
