/** Pixels of a PNG as a browser writes it: 8 bits a channel, RGB or RGBA, not interlaced (W3C PNG, third edition). */
import { inflateSync } from 'node:zlib';

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** 0xRRGGBB, row by row. */
  readonly pixels: Uint32Array;
}

export function readPng(bytes: Buffer): Picture {
  const parts: Buffer[] = [];
  let width = 0;
  let height = 0;
  let channels = 0;
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    const type = bytes.toString('latin1', at + 4, at + 8);
    const data = bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at));
    if (type === 'IDAT') parts.push(data);
    if (type !== 'IHDR') continue;
    [width, height] = [data.readUInt32BE(0), data.readUInt32BE(4)];
    channels = { 2: 3, 6: 4 }[data[9]] ?? 0;
    if (data[8] !== 8 || channels === 0 || data[12] !== 0) throw new Error('this reads only 8-bit RGB and RGBA, not interlaced');
  }
  const raw = inflateSync(Buffer.concat(parts));
  const stride = width * channels;
  const lines = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)];
    for (let i = 0; i < stride; i++) {
      const here = y * stride + i;
      const left = i >= channels ? lines[here - channels] : 0;
      const up = y > 0 ? lines[here - stride] : 0;
      const corner = i >= channels && y > 0 ? lines[here - stride - channels] : 0;
      lines[here] = raw[y * (stride + 1) + 1 + i] + [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
    }
  }
  const pixels = new Uint32Array(width * height);
  for (let p = 0; p < pixels.length; p++) pixels[p] = (lines[p * channels] << 16) | (lines[p * channels + 1] << 8) | lines[p * channels + 2];
  return { width, height, pixels };
}

/** Of three neighbours the one nearest to left + up - corner. */
function paeth(left: number, up: number, corner: number): number {
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}
