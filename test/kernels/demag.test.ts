/**
 * The magnetostatic field: float64 against charges on faces, every way and engine against float64, pass by pass, and an
 * energy that it is the gradient of.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CpuEngine } from '../../src/cpu/engine.js';
import { GpuEngine } from '../../src/gpu/engine.js';
import type { GpuHandle } from '../../src/gpu/platform.js';
import { kernels } from '../../src/kernels.js';
import { cpuTiling, demagContents, planDemag, type DemagPlan, type DemagTiling } from '../../src/lower/demag.js';
import { FilmTensor, type FilmShape } from '../../src/math/filmTensor.js';
import { randomDirection } from '../../src/math/random.js';
import { prelude } from '../../src/plan/layout.js';
import { BruteFilm } from '../support/demag.js';
import { gpuHandle } from '../support/gpu.js';
import { distance, largest, small } from '../support/measured.js';

let handle: GpuHandle;
beforeAll(async () => {
  handle = await gpuHandle();
});
afterAll(() => handle.release());

const lines: DemagTiling = { way: 'lines', threads: 64, workgroupBytes: 16384, radices: [16, 8, 7, 5, 4, 3, 2] };
const passes: DemagTiling = { way: 'passes', threads: 8, workgroupBytes: 0, radices: [8, 7, 5, 4, 3, 2] };

type Mask = (x: number, y: number) => number;
const full: Mask = () => 1;
const ring: Mask = (x, y) => (x % 5 === 2 && y % 4 === 1 ? 0 : (x + y) % 7 === 3 ? 0.25 : 1);

/** Random directions, every simulation its own; w from the mask. */
function start([nx, ny]: readonly [number, number], batch: number, mask: Mask = full, seed = 1): Float64Array {
  const m = new Float64Array(4 * nx * ny * batch);
  for (let n = 0; n < nx * ny * batch; n++) m.set([...randomDirection(seed, n), mask(n % nx, Math.floor(n / nx) % ny)], 4 * n);
  return m;
}

function cpu(plan: DemagPlan): CpuEngine {
  const engine = new CpuEngine(plan.buffers, kernels);
  for (const [name, data] of Object.entries(demagContents(plan))) engine.write(name, data);
  return engine;
}

async function gpu(plan: DemagPlan): Promise<GpuEngine> {
  const engine = await GpuEngine.create(handle, plan.buffers, kernels, prelude());
  await engine.prepare(plan.passes);
  for (const [name, data] of Object.entries(demagContents(plan))) engine.write(name, data);
  return engine;
}

/** The field of m; outputs start from a sentinel. */
async function field(engine: CpuEngine | GpuEngine, plan: DemagPlan, m: Float64Array): Promise<Float64Array> {
  engine.write('stage_m', m);
  engine.write('demag', new Float64Array(plan.buffers.demag.length).fill(77));
  engine.run(plan.passes);
  const [out] = await engine.read([{ buffer: 'demag' }]);
  return Float64Array.from(out);
}

async function onCpu(shape: FilmShape, m: Float64Array, batch = 1, tiling = cpuTiling): Promise<Float64Array> {
  const plan = planDemag(shape, batch, tiling);
  return field(cpu(plan), plan, m);
}

async function onGpu(shape: FilmShape, m: Float64Array, batch: number, tiling: DemagTiling): Promise<Float64Array> {
  const plan = planDemag(shape, batch, tiling);
  const engine = await gpu(plan);
  try {
    return await field(engine, plan, m);
  } finally {
    engine.destroy();
  }
}

/** The sum over cells with the tensor of src: exact for any film, periodic ones included. */
function direct(shape: FilmShape, m: Float64Array): Float64Array {
  const tensor = new FilmTensor(shape);
  const [nx, ny] = shape.cells;
  const out = new Float64Array(m.length), six = new Float64Array(6);
  for (let n = 0; n < m.length / 4; n++) {
    const base = n - (n % (nx * ny));
    for (let from = 0; from < nx * ny; from++) {
      tensor.at((n % nx) - (from % nx), Math.floor((n - base) / nx) - Math.floor(from / nx), six);
      const [x, y, z] = [0, 1, 2].map((k) => m[4 * (base + from) + 3] * m[4 * (base + from) + k]);
      out[4 * n] -= six[0] * x + six[3] * y;
      out[4 * n + 1] -= six[3] * x + six[1] * y;
      out[4 * n + 2] -= six[2] * z;
    }
  }
  return out;
}

function rms(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let difference = 0, size = 0;
  for (let i = 0; i < b.length; i++) {
    difference += (a[i] - b[i]) ** 2;
    size += b[i] ** 2;
  }
  return Math.sqrt(difference / size);
}

const cellSize = [4e-9, 3e-9, 2e-9] as const;

describe('float64 against charges on faces', () => {
  const films: readonly (readonly [cells: readonly [number, number], mask: Mask, name: string])[] = [
    [[3, 4], full, 'a film'], [[5, 1], full, 'a wire along x'], [[1, 7], full, 'a wire along y'], [[1, 1], full, 'one cell'], [[8, 8], ring, 'a square with holes and a weak region'],
  ];
  it.each(films)('%j, %s%s', async (cells, mask, name) => {
    const m = start(cells, 1, mask);
    const expected = new BruteFilm(cells, cellSize).field(m);
    // Round-off of a transform, 1e-15, on numbers of order 1.
    for (const tiling of [cpuTiling, passes]) small(`${name}, ${tiling.way}`, distance(await onCpu({ cells, cellSize }, m, 1, tiling), expected), 1e-12);
  });
});

const shapes: readonly (readonly [name: string, shape: FilmShape, batch: number])[] = [
  ['a square', { cells: [16, 16], cellSize }, 1],
  ['odd rows, odd columns', { cells: [13, 11], cellSize }, 1],
  ['odd rows in a batch of three', { cells: [9, 5], cellSize }, 3],
  ['many wires', { cells: [33, 1], cellSize }, 5],
  ['a wire along y', { cells: [1, 21], cellSize }, 2],
  ['one cell', { cells: [1, 1], cellSize }, 3],
  ['two cells', { cells: [2, 1], cellSize }, 1],
  ['periodic along x, of its own length', { cells: [12, 6], cellSize, periodic: [true, false] }, 2],
  ['periodic along x, of prime length', { cells: [11, 4], cellSize, periodic: [true, false] }, 1],
  ['periodic in the plane, odd and even', { cells: [15, 8], cellSize, periodic: [true, true] }, 1],
  ['periodic along y', { cells: [7, 10], cellSize, periodic: [false, true] }, 1],
  ['one period of one cell', { cells: [1, 1], cellSize, periodic: [true, true] }, 2],
];

describe('every film, way and engine against the direct sum', () => {
  it.each(shapes)('%s', async (name, shape, batch) => {
    const m = start(shape.cells, batch, ring);
    const expected = direct(shape, m);
    expect(largest(expected)).toBeGreaterThan(0.01);
    // Images are summed to 1e-11; in the plane a period that is padded sees another rest than one that is not.
    for (const tiling of [cpuTiling, lines, passes]) small(`${name}, float64, ${tiling.way} ${tiling.threads}`, distance(await onCpu(shape, m, batch, tiling), expected), 1e-12);
    // Single precision of m, tensor, twiddles and a few additions a pass: 1e-7 to 1.6e-7.
    for (const tiling of [lines, passes]) small(`${name}, gpu, ${tiling.way}`, rms(await onGpu(shape, m, batch, tiling), expected), 4e-7);
  });
});
