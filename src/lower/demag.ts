/**
 * The magnetostatic field of a film as a plan: a convolution of the magnetization with the demagnetizing tensor, by
 * transforms on a grid padded with zeros (which are never stored). It reads `stage_m`, vec4f [batch][ny][nx] with m in
 * xyz and 0 in w outside the magnet, and writes `demag`, vec4f of the same shape: the field in units of mu0 Ms, and 0. In the
 * magnet w is the number of a cell's region, from 1, and `demag_saturation` [batch][regions] has its Ms over that of the
 * unit; where there is one region, w itself is this ratio.
 *
 * In a film mz does not mix with mx and my. mx + i my of a row are one complex row, mz of two rows of a simulation another.
 *
 * There are two ways, with the same tables:
 *  - lines: three dispatches, each with whole rows or columns in workgroup memory. For hardware, as far as a line fits,
 *    and for the float64 engine, where it is a cache that they fit.
 *  - passes: one dispatch a radix, any length, no barriers. For longer lines, and for software adapters.
 */
import { factors, twiddleTable } from '../math/fft.js';
import { filmSpectrum, planes } from '../math/filmSpectrum.js';
import { FilmTensor, type FilmShape } from '../math/filmTensor.js';
import { packRadices } from '../plan/demag.js';
import type { BufferSpec, Pass } from '../plan/types.js';

/** What suits an engine. */
export interface DemagTiling {
  readonly way: 'lines' | 'passes';
  /** Most threads of a workgroup. */
  readonly threads: number;
  /** Bytes of workgroup memory there are; only `lines` uses any. Infinity on the float64 engine. */
  readonly workgroupBytes: number;
  /** Radices that are worth having, in falling order, out of 16, 8, 7, 5, 4, 3, 2. */
  readonly radices: readonly number[];
}

export interface DemagPlan {
  readonly tensor: FilmTensor;
  readonly batch: number;
  /** Which way it took: `passes` too where a line is too long for `lines`. */
  readonly way: DemagTiling['way'];
  /** Lengths of the transforms. */
  readonly size: readonly [lx: number, ly: number];
  /** Ms of each region over that of the unit, [batch][regions]. */
  readonly saturation: readonly (readonly number[])[];
  /** `stage_m` and `demag` among them. */
  readonly buffers: Readonly<Record<string, BufferSpec>>;
  /** One evaluation of the field. */
  readonly passes: readonly Pass[];
  /** Twiddles of x, of y, and of y back, one after the other. */
  readonly radices: readonly [x: readonly number[], y: readonly number[], back: readonly number[]];
}

/** The float64 engine holds as much of a line as it likes. */
export const cpuTiling: DemagTiling = { way: 'lines', threads: Infinity, workgroupBytes: Infinity, radices: [8, 7, 5, 4, 3, 2] };

const shaderRadices = [16, 8, 7, 5, 4, 3, 2];

/**
 * For a GPU: whole lines where they fit, which on hardware moves a third of the data; passes on a software adapter, which
 * pays for every barrier (thirty times slower by lines on SwiftShader). Threads: without barriers more is better, up to 64.
 * @param limits most invocations and bytes of workgroup memory the adapter allows
 */
export function gpuTiling(software: boolean, limits: { readonly invocations: number; readonly workgroupBytes: number }): DemagTiling {
  if (software) return { way: 'passes', threads: 64, workgroupBytes: 0, radices: shaderRadices };
  return { way: 'lines', threads: Math.min(mostThreads, limits.invocations), workgroupBytes: limits.workgroupBytes, radices: shaderRadices };
}

/**
 * Most threads of a line. A kernel that keeps this much in registers may be allowed fewer than the adapter says, and then does not run at all: Metal decides
 * for each pipeline (gpuweb issue 5315). As many as every adapter allows are taken to be safe.
 */
const mostThreads = 256;

/** Threads of a workgroup where lines turn out too long for its memory. */
const passThreads = 64;

/** Most workgroups in one dimension of a dispatch. */
const mostGroups = 65535;
const bytesOfNumber = 8;

/**
 * @param saturation Ms of each region over that of the unit, [batch][regions]; one region of 1 by default
 * @throws RangeError where cells or batch are no numbers of at least one
 */
export function planDemag(shape: FilmShape, batch: number, tiling: DemagTiling, saturation: readonly (readonly number[])[] = Array.from({ length: batch }, () => [1])): DemagPlan {
  const [nx, ny] = shape.cells;
  for (const count of [nx, ny, batch]) if (!Number.isInteger(count) || count < 1) throw new RangeError(`a film of ${nx} x ${ny} cells, ${batch} times`);
  const [px, py] = shape.periodic ?? [false, false];
  const tensor = new FilmTensor(shape);
  const byLines = tiling.way === 'lines' ? { x: bestLength(nx, px, tiling, true), y: bestLength(ny, py, tiling, true) } : null;
  if (byLines?.x && byLines.y) return byLine(tensor, saturation, tiling, byLines.x, byLines.y);
  const x = bestLength(nx, px, tiling, false), y = bestLength(ny, py, tiling, false);
  if (!x || !y) throw new RangeError(`no transform is long enough for ${nx} x ${ny} cells`);
  return byPasses(tensor, saturation, tiling, x, y);
}

/** What the buffers start with: the tables. Float64, some seconds for a film of 4096 x 4096. */
export function demagContents(plan: DemagPlan): Record<string, Float64Array> {
  const tables = plan.radices.map(twiddleTable);
  const roots = new Float64Array(plan.buffers.demag_roots.length);
  let at = 0;
  for (const table of tables) {
    roots.set(table, at);
    at += table.length;
  }
  return { demag_roots: roots, demag_tensor: filmSpectrum(plan.tensor, plan.size), demag_saturation: Float64Array.from(plan.saturation.flat()) };
}

interface Length {
  readonly length: number;
  readonly radices: readonly number[];
}

/** What a radix costs a number, relative: in a line, where it is arithmetic, and in a pass, where it is mostly memory. Measured on the float64 engine and on SwiftShader. */
const lineCost: Readonly<Record<number, number>> = { 2: 1.1, 3: 1.4, 4: 1.5, 5: 2, 7: 2.9, 8: 2.4, 16: 3.6 };
const passCost = (radix: number) => 1 + radix / 20;

/** The cheapest length of at least 2 n - 1, or n itself where the film repeats; null where none fits. */
function bestLength(n: number, periodic: boolean, tiling: DemagTiling, line: boolean): Length | null {
  const fits = (length: number): Length | null => {
    if (line && length * bytesOfNumber > tiling.workgroupBytes) return null;
    const least = line ? length / tiling.threads : 0;
    const radices = factors(length, tiling.radices.filter((radix) => radix >= least));
    return radices && radices.length <= 6 ? { length, radices } : null;
  };
  const own = periodic ? fits(n) : null;
  if (own) return own;
  let best: Length | null = null;
  let lowest = Infinity;
  for (let length = 2 * n - 1; length <= 4 * n; length++) {
    const candidate = fits(length);
    if (!candidate) continue;
    const cost = length * candidate.radices.reduce((sum, radix) => sum + (line ? lineCost[radix] : passCost(radix)), 1);
    if (cost < lowest) [best, lowest] = [candidate, cost];
  }
  return best;
}

function common(tensor: FilmTensor, saturation: DemagPlan['saturation'], x: Length, y: Length): Record<string, BufferSpec> {
  const [nx, ny] = tensor.shape.cells;
  const batch = saturation.length;
  const f32 = (length: number): BufferSpec => ({ kind: 'f32', length: Math.max(4, length) });
  return {
    stage_m: f32(4 * batch * ny * nx),
    demag: f32(4 * batch * ny * nx),
    demag_roots: f32(2 * (x.length - 1 + 2 * (y.length - 1))),
    demag_tensor: f32(planes * half(x.length) * half(y.length)),
    demag_saturation: f32(saturation.flat().length),
  };
}

const half = (length: number) => (length >> 1) + 1;

/** Lines of the transforms along rows: lib/pairs. */
const linesOf = (batch: number, ny: number) => batch * (ny + Math.ceil(ny / 2));

/** Workgroups in x and y for `count` of them in a row. */
function spread(count: number): [number, number, number] {
  const rows = Math.ceil(count / mostGroups);
  return [Math.ceil(count / rows), rows, 1];
}

function byLine(tensor: FilmTensor, saturation: DemagPlan['saturation'], tiling: DemagTiling, x: Length, y: Length): DemagPlan {
  const { cells: [NX, NY] } = tensor.shape;
  const batch = saturation.length, REGIONS = saturation[0].length;
  const LX = x.length, LY = y.length, ROWS = batch * NY, HALF = half(LX);
  const back = y.radices.toReversed();
  const along = (line: Length, count: number) => {
    const threads = Number.isFinite(tiling.threads) ? Math.max(1, ...line.radices.map((radix) => line.length / radix)) : 1;
    const room = Math.min(tiling.threads / threads, tiling.workgroupBytes / (bytesOfNumber * line.length), targetThreads / threads, count);
    const KINDS = [...new Set(line.radices)].reduce((sum, radix) => sum + 2 ** radix, 0);
    return { KINDS, THREADS: threads, LINES: Number.isFinite(tiling.threads) ? Math.max(1, Math.floor(room)) : 1 };
  };
  const lines = linesOf(batch, NY);
  const inRows = along(x, lines), inColumns = along(y, HALF);
  const rowGroups = spread(Math.ceil(lines / inRows.LINES));
  const row = { NX, NY, ROWS, LX, RADICES: packRadices(x.radices), ...inRows, GX: rowGroups[0] };
  return {
    tensor, batch, saturation, way: 'lines', size: [LX, LY], radices: [x.radices, y.radices, back],
    buffers: { ...common(tensor, saturation, x, y), demag_lines: { kind: 'f32', length: 2 * ROWS * 3 * HALF } },
    passes: [
      { kernel: 'demag/line_rows', constants: { ...row, REGIONS }, groups: rowGroups },
      {
        kernel: 'demag/line_columns',
        constants: {
          NY, LX, LY, FORWARD: packRadices(y.radices.slice(0, -1)), LAST: y.radices.at(-1) ?? 1, BACKWARD: packRadices(back.slice(1)),
          ROOTS: LX - 1, ROOTS_BACK: LX - 1 + LY - 1, ...inColumns,
        },
        groups: [Math.ceil(HALF / inColumns.LINES), batch, 1],
      },
      { kernel: 'demag/line_cells', constants: row, groups: rowGroups },
    ],
  };
}

/** Short lines share workgroups of about this many threads. */
const targetThreads = 128;

function byPasses(tensor: FilmTensor, saturation: DemagPlan['saturation'], tiling: DemagTiling, x: Length, y: Length): DemagPlan {
  const { cells: [NX, NY] } = tensor.shape;
  const batch = saturation.length, REGIONS = saturation[0].length;
  const LX = x.length, LY = y.length, ROWS = batch * NY, HALF = half(LX);
  const WG = Math.min(tiling.threads, passThreads);
  const lines = linesOf(batch, NY), width = 3 * HALF;
  // A transform begins and ends in kernels of their own, so it has two passes at least, if need be of one number.
  const forwardX = x.radices.length > 0 ? x.radices : [1];
  const backX = x.radices.length > 1 ? x.radices : [1, ...forwardX];
  const forwardY = y.radices.length > 1 ? y.radices : [1, ...(y.radices.length > 0 ? y.radices : [1])];
  const backY = forwardY.toReversed();

  const passes: Pass[] = [];
  const add = (kernel: string, constants: Record<string, number>, items: number, bind: Record<string, string>) => {
    const groups = spread(Math.ceil(items / WG));
    passes.push({ kernel, constants: { ...constants, WG, GX: groups[0], ITEMS: items }, groups, bind });
  };
  // The two work buffers take turns.
  let at = 0;
  const turn = () => ({ lines_in: `demag_${'ab'[at]}`, lines_out: `demag_${'ab'[(at = 1 - at)]}` });
  const middle = (length: number, INNER: number, outer: number, radices: readonly number[], from: number, to: number, more: Record<string, number>, kept = length) => {
    let SPAN = radices.slice(0, from).reduce((a, b) => a * b, 1);
    for (const RADIX of radices.slice(from, to)) {
      const KEPT = SPAN * RADIX === length ? kept : length;
      add('demag/middle', { LENGTH: length, INNER, RADIX, SPAN, KEPT, ...more }, (outer * INNER * length) / RADIX, turn());
      SPAN *= RADIX;
    }
  };
  const end = forwardY.length - 1;
  add('demag/from_cells', { NX, NY, ROWS, REGIONS, LX, RADIX: forwardX[0] }, (lines * LX) / forwardX[0], { lines_out: 'demag_a' });
  middle(LX, 1, lines, forwardX, 1, forwardX.length, { ROOTS: 0, INVERSE: 0 });
  add('demag/to_columns', { NY, ROWS, LX, LY, RADIX: forwardY[0] }, (batch * width * LY) / forwardY[0], turn());
  middle(LY, width, batch, forwardY, 1, end, { ROOTS: LX - 1, INVERSE: 0 });
  add('demag/fold', { LX, LY, RADIX: forwardY[end], ROOTS: LX - 1 }, (batch * HALF * LY) / forwardY[end], turn());
  // Trailing passes of one number do nothing.
  middle(LY, width, batch, backY.filter((radix, i) => i === 0 || radix > 1), 1, backY.length, { ROOTS: LX - 1 + LY - 1, INVERSE: 1 }, NY);
  add('demag/to_rows', { NY, ROWS, LX, LY, RADIX: backX[0] }, (lines * LX) / backX[0], turn());
  middle(LX, 1, lines, backX, 1, backX.length - 1, { ROOTS: 0, INVERSE: 1 });
  const last = backX[backX.length - 1];
  add('demag/to_cells', { NX, NY, ROWS, LX, RADIX: last }, (lines * LX) / last, { lines_in: turn().lines_in });

  const work: BufferSpec = { kind: 'f32', length: 2 * Math.max(lines * LX, batch * LY * width) };
  return {
    tensor, batch, saturation, way: 'passes', size: [LX, LY], radices: [x.radices, y.radices, y.radices.toReversed()],
    buffers: { ...common(tensor, saturation, x, y), demag_a: work, demag_b: work }, passes,
  };
}
