/** PNG both ways: against zlib and files put together here, in every colour type and filter, and broken in every way. */
import { deflateSync, inflateSync, crc32 as zlibCrc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encodePng } from '../../src/io/png.js';
import { crc32 } from '../../src/io/pngParts.js';
import { decodePng, PngError } from '../../src/io/pngReader.js';
import { pcg4d } from '../../src/math/random.js';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function chunk(name: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name), body]);
  const bytes = Buffer.alloc(named.length + 8);
  bytes.writeUInt32BE(body.length, 0);
  named.copy(bytes, 4);
  bytes.writeUInt32BE(crc32(named), named.length + 4);
  return bytes;
}

/** A file of raw rows, each behind the number of its filter. */
function png(width: number, height: number, depth: number, colour: number, rows: readonly number[], extra: Buffer[] = [], interlace = 0): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colour, 0, 0, interlace], 8);
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), ...extra, chunk('IDAT', deflateSync(Buffer.from(rows))), chunk('IEND', Buffer.alloc(0))]);
}

const noise = (length: number, seed: number): Uint8ClampedArray<ArrayBuffer> => Uint8ClampedArray.from({ length }, (_, i) => pcg4d(i, seed, 0, 0)[0] & 255);

it('the check value is that of zlib', () => {
  // "123456789" is the standard's own example.
  expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926);
  if (typeof zlibCrc32 === 'function') expect(crc32(noise(1000, 1) as unknown as Uint8Array)).toBe(zlibCrc32(Buffer.from(noise(1000, 1))));
});

describe('writer', () => {
  it.each([[1, 1], [3, 2], [64, 33], [300, 1]])('pictures of %i x %i pixels come back', async (width, height) => {
    const smooth = Uint8ClampedArray.from({ length: width * height * 4 }, (_, i) => (i % 4 === 3 ? 255 : (i / 4 / width) * 3 + (i % width)));
    for (const data of [noise(width * height * 4, 2), smooth]) {
      const file = await encodePng({ width, height, data });
      expect(await decodePng(file)).toEqual({ width, height, data });
    }
  });

  it('writes chunks that zlib and the standard agree with', async () => {
    const data = noise(5 * 4 * 4, 3);
    const file = Buffer.from(await encodePng({ width: 5, height: 4, data }));
    expect(file.subarray(0, 8)).toEqual(SIGNATURE);
    expect(file.subarray(8, 33).toString('hex')).toBe(`0000000d49484452${'00000005'}${'00000004'}0806000000${crc32(file.subarray(12, 29)).toString(16).padStart(8, '0')}`);
    const length = file.readUInt32BE(33);
    expect(file.toString('latin1', 37, 41)).toBe('IDAT');
    expect(inflateSync(file.subarray(41, 41 + length)).length).toBe(4 * 21);
    expect(file.toString('latin1', file.length - 8, file.length - 4)).toBe('IEND');
  });

  it('refuses pixels that do not fit', async () => {
    await expect(encodePng({ width: 2, height: 2, data: new Uint8ClampedArray(15) })).rejects.toThrow('a picture of 2 x 2 pixels needs 16 bytes, got 15');
  });
});

describe('reader', () => {
  const pixels = async (file: Uint8Array): Promise<number[]> => [...(await decodePng(file)).data];

  it('reads grey of every depth', async () => {
    expect(await pixels(png(3, 1, 1, 0, [0, 0b10100000]))).toEqual([255, 0, 255].flatMap((v) => [v, v, v, 255]));
    expect(await pixels(png(3, 1, 2, 0, [0, 0b00011100]))).toEqual([0, 85, 255].flatMap((v) => [v, v, v, 255]));
    expect(await pixels(png(3, 1, 4, 0, [0, 0x0f, 0x80]))).toEqual([0, 255, 136].flatMap((v) => [v, v, v, 255]));
    expect(await pixels(png(2, 1, 8, 0, [0, 7, 200]))).toEqual([7, 200].flatMap((v) => [v, v, v, 255]));
    expect(await pixels(png(2, 1, 16, 0, [0, 0, 0, 0xff, 0xff]))).toEqual([0, 255].flatMap((v) => [v, v, v, 255]));
  });

  it('reads colours, opacity, palettes and the colour that stands for none', async () => {
    expect(await pixels(png(2, 1, 8, 2, [0, 1, 2, 3, 4, 5, 6]))).toEqual([1, 2, 3, 255, 4, 5, 6, 255]);
    expect(await pixels(png(2, 1, 8, 2, [0, 1, 2, 3, 4, 5, 6], [chunk('tRNS', Buffer.from([0, 4, 0, 5, 0, 6]))]))).toEqual([1, 2, 3, 255, 4, 5, 6, 0]);
    expect(await pixels(png(1, 2, 8, 4, [0, 9, 100, 0, 8, 50]))).toEqual([9, 9, 9, 100, 8, 8, 8, 50]);
    expect(await pixels(png(1, 1, 16, 6, [0, 255, 255, 0, 0, 128, 128, 255, 255]))).toEqual([255, 0, 128, 255]);
    const palette = [chunk('PLTE', Buffer.from([10, 20, 30, 40, 50, 60])), chunk('tRNS', Buffer.from([77]))];
    expect(await pixels(png(2, 1, 4, 3, [0, 0x01], palette))).toEqual([10, 20, 30, 77, 40, 50, 60, 255]);
  });

  it('undoes every filter', async () => {
    // A straight loop over the standard's definitions, forwards.
    const [width, height, bytes] = [7, 10, 28];
    const data = noise(bytes * height, 4);
    const rows: number[] = [];
    for (let y = 0; y < height; y++) {
      const filter = y % 5;
      rows.push(filter);
      for (let k = 0; k < bytes; k++) {
        const at = (dx: number, dy: number): number => (y - dy < 0 || k - 4 * dx < 0 ? 0 : data[(y - dy) * bytes + k - 4 * dx]);
        const [a, b, c] = [at(1, 0), at(0, 1), at(1, 1)];
        const p = a + b - c;
        const nearest = [a, b, c].reduce((best, v) => (Math.abs(p - v) < Math.abs(p - best) ? v : best), a);
        rows.push((data[y * bytes + k] - [0, a, b, Math.floor((a + b) / 2), nearest][filter] + 512) & 255);
      }
    }
    expect(await pixels(png(width, height, 8, 6, rows))).toEqual([...data]);
  });

  const good = png(2, 2, 8, 0, [0, 1, 2, 0, 3, 4]);
  it.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(0), 'expected a PNG file, got something else'],
    ['a JPEG', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0, 0, 0, 0]), 'expected a PNG file, got something else'],
    ['a signature alone', good.subarray(0, 8), 'the file is cut short'],
    ['a picture cut short', good.subarray(0, 50), 'the file is cut short'],
    ['a picture without its end', good.subarray(0, -12), 'the file is cut short'],
    ['a wrong check value', Buffer.from(good).fill(1, 45, 46), 'chunk IDAT: its check value is wrong: the file is damaged'],
    ['an interlaced picture', png(2, 2, 8, 0, [0, 1, 2, 0, 3, 4], [], 1), 'expected a picture that is not interlaced, got an interlaced one'],
    ['no pixels', Buffer.concat([good.subarray(0, 33), good.subarray(-12)]), 'expected pixels (a chunk IDAT), got none'],
    ['too few pixels', png(2, 3, 8, 0, [0, 1, 2, 0, 3, 4]), 'expected 9 bytes of pixels, got 6'],
    ['too many pixels', png(2, 1, 8, 0, [0, 1, 2, 0, 3, 4]), 'expected 3 bytes of pixels, got more'],
    ['a bomb', png(1, 1, 8, 0, new Array<number>(1e6).fill(0)), 'expected 2 bytes of pixels, got more'],
    ['an absurd size', png(1e9, 1e9, 8, 0, [0]), 'expected 1 to 67108864 pixels, got 1000000000 x 1000000000'],
    ['no width', png(0, 1, 8, 0, [0]), 'pixels, got 0 x 1'],
    ['a depth of 3', png(1, 1, 3, 0, [0, 0]), 'expected a colour type and depth of the standard, got type 0 with 3 bits'],
    ['a colour type of 5', png(1, 1, 8, 5, [0, 0]), 'expected a colour type and depth of the standard, got type 5 with 8 bits'],
    ['a filter of 9', png(1, 1, 8, 0, [9, 0]), 'row 0: expected a filter from 0 to 4, got 9'],
    ['a palette left out', png(1, 1, 8, 3, [0, 0]), 'expected a palette (a chunk PLTE), got none'],
    ['a colour beyond the palette', png(1, 1, 8, 3, [0, 5], [chunk('PLTE', Buffer.from([1, 2, 3]))]), 'pixel [0, 0]: expected one of 1 colours, got number 5'],
    ['pixels that are not packed', Buffer.concat([good.subarray(0, 33), chunk('IDAT', Buffer.from('not zlib at all')), good.subarray(-12)]), 'the pixels cannot be unpacked: 0 of 6 bytes are sound'],
  ])('refuses %s', async (_, bytes, message) => {
    await expect(decodePng(bytes)).rejects.toThrow(PngError);
    await expect(decodePng(bytes)).rejects.toThrow(message);
  });

  it('reads or refuses whatever has happened to a file: 400 slips', async () => {
    for (let seed = 0; seed < 400; seed++) {
      const [a, b, c] = pcg4d(seed, 1, 2, 3);
      const slip = Buffer.from(good);
      slip[a % slip.length] = b & 255;
      try {
        await decodePng(c % 3 === 0 ? slip.subarray(0, c % slip.length) : slip);
      } catch (error) {
        if (!(error instanceof PngError)) throw new Error(`seed ${seed}: ${String(error)}`, { cause: error });
        expect(error.message).toMatch(/^[\x20-\x7e]{10,200}$/);
      }
    }
  });
});
