/**
 * The checkpoint file: everything a run needs to go on as if it had not stopped, as bytes.
 *
 *     8 bytes  magic "SPINCKPT"          4 bytes  format version (u32)
 *     4 bytes  CRC-32 of everything after this field   4 bytes  length of the JSON (u32)
 *     JSON { header, arrays: [{ name, type, length }] }, then the arrays one after the other
 *
 * All little-endian. Every float64 in `header` comes back exactly; what JSON cannot write (NaN, infinities, -0) stands as
 * { "$number": "NaN" }.
 */

import type { Checkpoint } from '../run/state.js';

const MAGIC = 'SPINCKPT';
const FORMAT = 1;
const CHECKED = 16;
const PREAMBLE = 20;
/** Node reads no file of 2 GiB or more in one piece. */
const MOST_BYTES = 2 ** 31 - 1;

type CheckpointArray = Checkpoint['arrays'][string];

/** Bytes that are not a whole, undamaged checkpoint, or a state too large for one; the message says in what way. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
}

const TYPES = { f64: Float64Array, f32: Float32Array, u32: Uint32Array } as const;
type TypeName = keyof typeof TYPES;

interface Entry {
  readonly name: string;
  readonly type: TypeName;
  readonly length: number;
}

/** The bytes of a checkpoint. The arrays are copied. Throws CheckpointError when that makes 2 GiB or more. */
export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array {
  const arrays = Object.entries(checkpoint.arrays);
  const entries: Entry[] = arrays.map(([name, array]) => ({ name, type: typeName(array), length: array.length }));
  const raw = new TextEncoder().encode(JSON.stringify({ header: checkpoint.header, arrays: entries }, writeNumber));
  const total = PREAMBLE + raw.length + arrays.reduce((sum, [, array]) => sum + array.byteLength, 0);
  if (total > MOST_BYTES) throw new CheckpointError(`a checkpoint of ${(total / 2 ** 30).toFixed(1)} GiB is too large for a file`);

  const bytes = new Uint8Array(total);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < 8; i++) bytes[i] = MAGIC.charCodeAt(i);
  view.setUint32(8, FORMAT, true);
  view.setUint32(16, raw.length, true);
  bytes.set(raw, PREAMBLE);

  let offset = PREAMBLE + raw.length;
  for (const [, array] of arrays) {
    writeArray(view, offset, array);
    offset += array.byteLength;
  }
  view.setUint32(12, crc32(bytes.subarray(CHECKED)), true);
  return bytes;
}

/** The checkpoint held by `bytes`. Throws CheckpointError when they are anything but a whole one of this format. */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  if (bytes.length < PREAMBLE || String.fromCharCode(...bytes.subarray(0, 8)) !== MAGIC) throw new CheckpointError('not a spinmotive checkpoint');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const format = view.getUint32(8, true);
  if (format !== FORMAT) throw new CheckpointError(`checkpoint format ${format}, this program reads format ${FORMAT}`);
  if (view.getUint32(12, true) !== crc32(bytes.subarray(CHECKED))) throw new CheckpointError('damaged or cut short (its checksum does not match)');

  const jsonLength = view.getUint32(16, true);
  const { header, arrays: entries } = JSON.parse(new TextDecoder().decode(bytes.subarray(PREAMBLE, PREAMBLE + jsonLength)), readNumber) as { header: unknown; arrays: Entry[] };
  const arrays: Record<string, CheckpointArray> = {};
  let offset = PREAMBLE + jsonLength;
  for (const { name, type, length } of entries) {
    const array = readArray(view, offset, type, length);
    arrays[name] = array;
    offset += array.byteLength;
  }
  return { header, arrays };
}

function writeNumber(_: string, value: unknown): unknown {
  if (typeof value !== 'number' || (Number.isFinite(value) && !Object.is(value, -0))) return value;
  return { $number: Object.is(value, -0) ? '-0' : String(value) };
}

function readNumber(_: string, value: unknown): unknown {
  return typeof value === 'object' && value !== null && '$number' in value ? Number(value.$number) : value;
}

function typeName(array: CheckpointArray): TypeName {
  if (array instanceof Float64Array) return 'f64';
  return array instanceof Float32Array ? 'f32' : 'u32';
}

function writeArray(view: DataView, offset: number, array: CheckpointArray): void {
  if (array instanceof Float64Array) for (let i = 0; i < array.length; i++) view.setFloat64(offset + 8 * i, array[i], true);
  else if (array instanceof Float32Array) for (let i = 0; i < array.length; i++) view.setFloat32(offset + 4 * i, array[i], true);
  else for (let i = 0; i < array.length; i++) view.setUint32(offset + 4 * i, array[i], true);
}

function readArray(view: DataView, offset: number, type: TypeName, length: number): CheckpointArray {
  const array = new TYPES[type](length);
  if (array instanceof Float64Array) for (let i = 0; i < length; i++) array[i] = view.getFloat64(offset + 8 * i, true);
  else if (array instanceof Float32Array) for (let i = 0; i < length; i++) array[i] = view.getFloat32(offset + 4 * i, true);
  else for (let i = 0; i < length; i++) array[i] = view.getUint32(offset + 4 * i, true);
  return array;
}

/** CRC-32 (IEEE 802.3, as in zip and PNG) of some bytes. */
export function crc32(bytes: Uint8Array): number {
  const table = new Uint32Array(256);
  for (let n = 0; n < 256; n++) {
    let c = n;
    for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    table[n] = c;
  }
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) crc = table[(crc ^ bytes[i]) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
