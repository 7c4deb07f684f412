/**
 * NumPy's .npy files of float32 or float64 arrays in C order, both ways; little-endian, as NumPy writes them on every
 * machine in use. Source: numpy.lib.format, versions 1.0 to 3.0 of the header. Works on bytes.
 */

export interface NpyArray {
  /** Lengths along each axis, the last running fastest. Empty for a single number. */
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array;
}

/** Bytes that are not a .npy file this module reads; the message says what was expected and what was found. */
export class NpyError extends Error {
  override readonly name = 'NpyError';
}

const MAGIC = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59);
/** What comes before the data is padded to a multiple of this many bytes. */
const ALIGNMENT = 64;
const ARRAYS = { '<f4': Float32Array, '<f8': Float64Array } as const;

/** The file of an array; a magnetization of nx x ny cells has the shape [ny, nx, 3]. @throws RangeError where shape and data do not fit */
export function writeNpy({ shape, data }: NpyArray): Uint8Array<ArrayBuffer> {
  if (count(shape) !== data.length) throw new RangeError(`an array of shape ${shapeText(shape)} needs ${count(shape)} numbers, got ${data.length}`);
  const descr = data instanceof Float32Array ? '<f4' : '<f8';
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shapeText(shape)}, }`;
  const start = MAGIC.length + 4;
  const padding = (ALIGNMENT - ((start + dictionary.length + 1) % ALIGNMENT)) % ALIGNMENT;
  const head = new TextEncoder().encode(`${dictionary}${' '.repeat(padding)}\n`);
  const bytes = new Uint8Array(start + head.length + data.length * data.BYTES_PER_ELEMENT);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  bytes.set([1, 0], MAGIC.length);
  view.setUint16(MAGIC.length + 2, head.length, true);
  bytes.set(head, start);
  const at = start + head.length;
  for (let i = 0; i < data.length; i++) {
    if (data instanceof Float32Array) view.setFloat32(at + 4 * i, data[i], true);
    else view.setFloat64(at + 8 * i, data[i], true);
  }
  return bytes;
}

/** The array in a .npy file. @throws NpyError for anything that is not such a file, whole */
export function readNpy(bytes: Uint8Array): NpyArray {
  if (MAGIC.some((byte, i) => bytes[i] !== byte)) throw new NpyError('expected a .npy file, got something else');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const version = bytes[6];
  if (bytes.length < 12) throw new NpyError('the file is cut short in its header');
  if (version < 1 || version > 3) throw new NpyError(`version: expected 1, 2 or 3, got ${version}`);
  const start = version === 1 ? 10 : 12;
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (start + length > bytes.length) throw new NpyError('the file is cut short in its header');
  const head = new TextDecoder().decode(bytes.subarray(start, start + length));
  const descr = entry(head, 'descr', /'([^']*)'/);
  const order = entry(head, 'fortran_order', /(True|False)/);
  const shape = shapeOf(entry(head, 'shape', /\(([^)]*)\)/));
  if (!(descr in ARRAYS)) throw new NpyError(`descr: expected '<f4' or '<f8', got ${JSON.stringify(descr.slice(0, 20))}`);
  if (order === 'True' && shape.length > 1) throw new NpyError('fortran_order: expected False, the last axis running fastest, got True');
  const size = ARRAYS[descr as keyof typeof ARRAYS].BYTES_PER_ELEMENT;
  const numbers = count(shape);
  const left = bytes.length - start - length;
  if (numbers * size !== left) throw new NpyError(`expected ${numbers * size} bytes of data for the shape ${shapeText(shape)}, got ${left}`);
  const data = new ARRAYS[descr as keyof typeof ARRAYS](numbers);
  for (let i = 0; i < numbers; i++) data[i] = size === 4 ? view.getFloat32(start + length + 4 * i, true) : view.getFloat64(start + length + 8 * i, true);
  return { shape, data };
}

/** The value of a key of the header, a Python dictionary of three known entries. */
function entry(head: string, key: string, value: RegExp): string {
  const found = new RegExp(`['"]${key}['"]\\s*:\\s*${value.source}`).exec(head);
  if (!found) throw new NpyError(`header has no ${key} that can be read`);
  return found[1];
}

function shapeOf(text: string): number[] {
  const words = text.split(',').map((word) => word.trim()).filter((word) => word !== '');
  return words.map((word) => {
    if (!/^\d{1,15}$/.test(word)) throw new NpyError(`shape: expected whole numbers, got ${JSON.stringify(text.slice(0, 40))}`);
    return Number(word);
  });
}

const count = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);
/** As Python writes a tuple: (3,) has a comma. */
const shapeText = (shape: readonly number[]): string => `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
