/**
 * OVF 2.0, the vector field files of OOMMF and mumax3: rectangular meshes with three components per node, or another number of them, as text,
 * binary 4 or binary 8 (little-endian, each opening with its check value). Works on bytes; opening files is the caller's.
 */

/** What a file says of its mesh; lengths in metres. */
export interface OvfMesh {
  /** Nodes along x, y, z. */
  readonly nodes: readonly [number, number, number];
  /** Cell size along x, y, z. */
  readonly step: readonly [number, number, number];
  /** Lower corner of the mesh; the first node's centre is half a cell inside it. The origin when left out. */
  readonly corner?: readonly [number, number, number];
}

export interface OvfField extends OvfMesh {
  readonly title: string;
  /** [nodes * components]: x fastest, then y, then z; the components of a node next to each other. */
  readonly values: Float64Array;
}

export interface OvfWriteOptions {
  readonly encoding: 'binary 4' | 'binary 8' | 'text';
  /** One line; `m` when left out. */
  readonly title?: string;
  /** Simulated time in seconds, written as mumax3 does. */
  readonly time?: number;
  /** What the components are called, as many as there are, and their unit; `m_x m_y m_z` without one when left out. */
  readonly components?: { readonly labels: readonly string[]; readonly unit: string };
}

/** Bytes that are not an OVF 2.0 file this module reads; the message says what was expected and what was found. */
export class OvfError extends Error {
  override readonly name = 'OvfError';
}

const CHECK_4 = 1234567;
const CHECK_8 = 123456789012345;
const MAGNETIZATION = { labels: ['m_x', 'm_y', 'm_z'], unit: '1' };
const AXES = ['x', 'y', 'z'] as const;
/** No file this program can use is larger: 2^30 numbers are 8 GiB as float64. */
const MAX_NUMBERS = 2 ** 30;
const LINES_AT_ONCE = 1 << 16;
/** Metres in a unit of length that a header may name. */
const UNITS: ReadonlyMap<string, number> = new Map([['m', 1], ['mm', 1e-3], ['um', 1e-6], ['nm', 1e-9]]);

/** The file of a field. Throws RangeError when `values` does not fit the mesh. */
export function writeOvf(mesh: OvfMesh, values: ArrayLike<number>, options: OvfWriteOptions): Uint8Array {
  const components = (options.components ?? MAGNETIZATION).labels.length;
  const count = mesh.nodes[0] * mesh.nodes[1] * mesh.nodes[2] * components;
  if (values.length !== count) throw new RangeError(`an OVF of ${mesh.nodes.join(' x ')} nodes needs ${count} values, got ${values.length}`);
  const encoding = options.encoding === 'text' ? 'Text' : `Binary ${options.encoding === 'binary 4' ? 4 : 8}`;
  const head = new TextEncoder().encode(header(mesh, options, encoding));
  const tail = new TextEncoder().encode(`# End: Data ${encoding}\n# End: Segment\n`);
  const body = options.encoding === 'text' ? textBody(values, components) : binaryBody(values, options.encoding === 'binary 4' ? 4 : 8);

  const bytes = new Uint8Array(head.length + body.length + tail.length);
  bytes.set(head, 0);
  bytes.set(body, head.length);
  bytes.set(tail, head.length + body.length);
  return bytes;
}

/**
 * The field in an OVF 2.0 file. `expected` refuses another number of nodes, or of components, of which there are to be 3 unless it says so. Throws OvfError for anything that is not
 * such a file, whole, finite and rectangular; only `values` is converted, never resampled or normalised.
 */
export function readOvf(bytes: Uint8Array, expected?: { readonly nodes: readonly [number, number, number]; readonly components?: number }): OvfField {
  const components = expected?.components ?? MAGNETIZATION.labels.length;
  const { keys, encoding, start } = readHeader(bytes);
  const text = (key: string): string => {
    const value = keys.get(key);
    if (value === undefined) throw new OvfError(`header has no ${key}`);
    return value;
  };
  const real = (key: string): number => {
    const value = Number(text(key));
    if (text(key) === '' || !Number.isFinite(value)) throw new OvfError(`${key}: expected a number, got ${quote(text(key))}`);
    return value;
  };

  if (keys.has('segment count') && real('segment count') !== 1) throw new OvfError(`segment count: expected 1, got ${quote(text('segment count'))}`);
  if (text('meshtype').toLowerCase() !== 'rectangular') throw new OvfError(`meshtype: expected rectangular, got ${quote(text('meshtype'))}`);
  const metres = UNITS.get(keys.get('meshunit') ?? 'm');
  if (metres === undefined) throw new OvfError(`meshunit: expected m, mm, um or nm, got ${quote(text('meshunit'))}`);
  if (real('valuedim') !== components) throw new OvfError(`valuedim: expected ${components}, got ${quote(text('valuedim'))}`);
  const nodes = AXES.map((axis) => {
    const n = real(`${axis}nodes`);
    if (!Number.isInteger(n) || n < 1) throw new OvfError(`${axis}nodes: expected a whole number >= 1, got ${n}`);
    return n;
  }) as [number, number, number];
  const step = AXES.map((axis) => {
    const length = real(`${axis}stepsize`) * metres;
    if (length <= 0) throw new OvfError(`${axis}stepsize: expected > 0, got ${length}`);
    return length;
  }) as [number, number, number];
  const corner = AXES.map((axis, i) => (keys.has(`${axis}min`) ? real(`${axis}min`) * metres : real(`${axis}base`) * metres - step[i] / 2)) as [number, number, number];

  const count = nodes[0] * nodes[1] * nodes[2] * components;
  if (count > MAX_NUMBERS) throw new OvfError(`expected at most ${MAX_NUMBERS} numbers, got ${nodes.join(' x ')} nodes`);
  if (expected && expected.nodes.some((n, i) => n !== nodes[i])) throw new OvfError(`expected ${expected.nodes.join(' x ')} nodes, got ${nodes.join(' x ')}`);

  const values = encoding === 'text' ? readText(bytes, start, count) : readBinary(bytes, start, count, encoding);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new OvfError(`value ${bad} of ${count} is not finite`);
  return { title: keys.get('title') ?? '', nodes, step, corner, values };
}

function header(mesh: OvfMesh, options: OvfWriteOptions, encoding: string): string {
  const corner = mesh.corner ?? [0, 0, 0], { labels, unit } = options.components ?? MAGNETIZATION;
  const lines = [
    'OOMMF OVF 2.0',
    'Segment count: 1',
    'Begin: Segment',
    'Begin: Header',
    `Title: ${(options.title ?? 'm').replace(/[\r\n]+/g, ' ')}`,
    ...(options.time === undefined ? [] : [`Desc: Total simulation time:  ${options.time}  s`]),
    'meshtype: rectangular',
    'meshunit: m',
    ...AXES.map((axis, i) => `${axis}min: ${corner[i]}`),
    ...AXES.map((axis, i) => `${axis}max: ${corner[i] + mesh.nodes[i] * mesh.step[i]}`),
    `valuedim: ${labels.length}`,
    `valuelabels: ${labels.join(' ')}`,
    `valueunits: ${labels.map(() => unit).join(' ')}`,
    ...AXES.map((axis, i) => `${axis}base: ${corner[i] + mesh.step[i] / 2}`),
    ...AXES.map((axis, i) => `${axis}nodes: ${mesh.nodes[i]}`),
    ...AXES.map((axis, i) => `${axis}stepsize: ${mesh.step[i]}`),
    'End: Header',
    `Begin: Data ${encoding}`,
  ];
  return lines.map((line) => `# ${line}\n`).join('');
}

function textBody(values: ArrayLike<number>, components: number): Uint8Array {
  // In pieces: one string of all lines may be longer than a string can be.
  const encoder = new TextEncoder();
  const pieces: Uint8Array[] = [];
  for (let from = 0; from < values.length; from += components * LINES_AT_ONCE) {
    const lines: string[] = [];
    for (let i = from; i < Math.min(values.length, from + components * LINES_AT_ONCE); i += components) lines.push(`${Array.from({ length: components }, (_, k) => values[i + k]).join(' ')}\n`);
    pieces.push(encoder.encode(lines.join('')));
  }
  const body = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    body.set(piece, at);
    at += piece.length;
  }
  return body;
}

function binaryBody(values: ArrayLike<number>, size: 4 | 8): Uint8Array {
  const body = new Uint8Array((values.length + 1) * size + 1);
  const view = new DataView(body.buffer);
  const put = size === 4 ? (i: number, v: number) => view.setFloat32(4 * i, v, true) : (i: number, v: number) => view.setFloat64(8 * i, v, true);
  put(0, size === 4 ? CHECK_4 : CHECK_8);
  for (let i = 0; i < values.length; i++) put(i + 1, values[i]);
  body[body.length - 1] = 0x0a;
  return body;
}

type Encoding = 'text' | 4 | 8;

/** Header keys in lower case, the kind of data, and the byte its first line ends before. */
function readHeader(bytes: Uint8Array): { keys: Map<string, string>; encoding: Encoding; start: number } {
  const keys = new Map<string, string>();
  let at = 0;
  for (let number = 1; at < bytes.length; number++) {
    const end = bytes.indexOf(0x0a, at);
    // A binary file that is no OVF may have no newline for gigabytes.
    if (end < 0 || end - at > 10_000) break;
    const line = new TextDecoder().decode(bytes.subarray(at, end)).trim();
    at = end + 1;
    if (number === 1 && !/^#\s*OOMMF\s+OVF\s+2\.0$/i.test(line)) {
      throw new OvfError(`first line: expected "# OOMMF OVF 2.0", got ${quote(line)}`);
    }
    const data = /^#\s*Begin:\s*Data\s+(.*)$/i.exec(line);
    if (data) {
      const encoding = ENCODINGS[data[1].trim().toLowerCase()];
      if (encoding === undefined) throw new OvfError(`data: expected text, binary 4 or binary 8, got ${quote(data[1])}`);
      return { keys, encoding, start: at };
    }
    // `##` opens a comment anywhere on a header line.
    const pair = /^#\s*([^:#]+):\s*(.*?)\s*(##.*)?$/.exec(line);
    if (pair) keys.set(pair[1].trim().toLowerCase(), pair[2]);
  }
  throw new OvfError(keys.size === 0 ? 'not an OVF 2.0 file' : 'the file ends before its data');
}

const ENCODINGS: Readonly<Record<string, Encoding>> = { text: 'text', 'binary 4': 4, 'binary 8': 8 };

function readBinary(bytes: Uint8Array, start: number, count: number, size: 4 | 8): Float64Array {
  const needed = (count + 1) * size;
  if (bytes.length - start < needed) throw new OvfError(`expected ${needed} bytes of data, the file has ${bytes.length - start} left: it is cut short`);
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, needed);
  const get = size === 4 ? (i: number) => view.getFloat32(4 * i, true) : (i: number) => view.getFloat64(8 * i, true);
  const check = size === 4 ? CHECK_4 : CHECK_8;
  if (get(0) !== check) throw new OvfError(`check value: expected ${check}, got ${get(0)}`);
  expectEnd(bytes, start + needed);
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) values[i] = get(i + 1);
  return values;
}

/** Longest text of a number that is read: OOMMF and mumax3 write 25 characters at most. */
const MAX_DIGITS = 64;
const SPACE = 0x20;
const HASH = 0x23;

function readText(bytes: Uint8Array, start: number, count: number): Float64Array {
  // Two characters are the least a number and its separator take.
  if (bytes.length - start < 2 * count) throw new OvfError(`expected ${count} numbers, the file is cut short`);
  const values = new Float64Array(count);
  let at = start;
  // Word by word, not line by line: a file that is not what it says may be one line of a gigabyte.
  const skipSpace = (): void => {
    while (at < bytes.length && bytes[at] <= SPACE) at++;
  };
  for (let filled = 0; filled < count; filled++) {
    skipSpace();
    if (at >= bytes.length || bytes[at] === HASH) throw new OvfError(`expected ${count} numbers, got ${filled}: it is cut short`);
    const first = at;
    while (at < bytes.length && bytes[at] > SPACE && at - first <= MAX_DIGITS) at++;
    values[filled] = number(String.fromCharCode(...bytes.subarray(first, at)));
  }
  skipSpace();
  if (/[-+.\d]/.test(String.fromCharCode(bytes[at] ?? HASH))) throw new OvfError(`expected ${count} numbers, got more`);
  expectEnd(bytes, at);
  return values;
}

/** A decimal number; Number alone would take 0x10 and nothing at all. */
function number(word: string): number {
  const value = word.length <= MAX_DIGITS && /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(word) ? Number(word) : NaN;
  if (!Number.isFinite(value)) throw new OvfError(`expected a finite number, got ${quote(word)}`);
  return value;
}

/** The data must be followed by its closing line: a file with more nodes than its header says would otherwise pass. */
function expectEnd(bytes: Uint8Array, at: number): void {
  const tail = new TextDecoder().decode(bytes.subarray(at, at + 64));
  if (!/^\s*#\s*End:\s*Data/i.test(tail)) throw new OvfError(`expected "# End: Data" after the last value, got ${quote(tail.split('\n')[0])}`);
}

function quote(text: string): string {
  const printable = text.replace(/[^\x20-\x7e]/g, '?');
  return JSON.stringify(printable.length > 40 ? `${printable.slice(0, 40)}...` : printable);
}
