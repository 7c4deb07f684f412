/**
 * The magnetostatic field: float64 against charges on faces, every way and engine against float64, pass by pass, and an
 * energy that it is the gradient of.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CpuEngine } from '../../src/cpu/engine.js';
import { GpuEngine } from '../../src/gpu/engine.js';
import type { GpuHandle } from '../../src/gpu/platform.js';
import { kernels } from '../../src/kernels.js';
import { cpuTiling, demagContents, gpuTiling, planDemag, type DemagPlan, type DemagTiling } from '../../src/lower/demag.js';
import { FilmTensor, type FilmShape } from '../../src/math/filmTensor.js';
import { randomDirection } from '../../src/math/random.js';
import { prelude } from '../../src/plan/layout.js';
import { checkDemag } from '../../src/run/checkDemag.js';
import { blockFactor, BruteFilm } from '../support/demag.js';
import { gpuHandle } from '../support/gpu.js';
import { distance, largest, small } from '../support/measured.js';

let handle: GpuHandle;
beforeAll(async () => {
  handle = await gpuHandle();
});
afterAll(() => handle.release());

/** As on hardware, for lines of up to 256 numbers; and as on a software adapter. */
const lines = gpuTiling(false, { invocations: 64, workgroupBytes: 16384 });
const passes = gpuTiling(true, { invocations: 64, workgroupBytes: 16384 });

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
  const known = new Map<string, Float64Array>();
  const at = (i: number, j: number) => {
    const key = `${i} ${j}`;
    let six = known.get(key);
    if (!six) known.set(key, (six = tensor.at(i, j)));
    return six;
  };
  const out = new Float64Array(m.length);
  for (let n = 0; n < m.length / 4; n++) {
    const base = n - (n % (nx * ny));
    for (let from = 0; from < nx * ny; from++) {
      const six = at((n % nx) - (from % nx), Math.floor((n - base) / nx) - Math.floor(from / nx));
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
  const films: readonly (readonly [name: string, cells: readonly [number, number], mask: Mask])[] = [
    ['a film', [3, 4], full], ['a wire along x', [5, 1], full], ['a wire along y', [1, 7], full], ['one cell', [1, 1], full], ['a square with holes and a weak region', [8, 8], ring],
  ];
  it.each(films)('%s', async (name, cells, mask) => {
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
    // zz from the trace: 1 less what xx and yy carry of the round-off of Newell's formulas, 6e-13 at most.
    for (const tiling of [cpuTiling, lines, passes]) small(`${name}, float64, ${tiling.way} ${tiling.threads}`, distance(await onCpu(shape, m, batch, tiling), expected), 2e-12);
    // Single precision of m, tensor, twiddles and a few additions a pass: 2e-8 to 1.6e-7.
    for (const tiling of [lines, passes]) small(`${name}, gpu, ${tiling.way}`, rms(await onGpu(shape, m, batch, tiling), expected), 4e-7);
  });
});

describe('shader and twin', () => {
  /** Runs a plan on both engines a pass at a time, the float64 engine's buffers handed to the GPU before each. */
  it.each([
    ['lines', { cells: [19, 13], cellSize }, 3, lines],
    ['passes', { cells: [19, 13], cellSize }, 3, passes],
    ['lines of wires', { cells: [17, 1], cellSize }, 3, lines],
    ['passes of wires', { cells: [17, 1], cellSize }, 3, passes],
    ['passes of every radix', { cells: [105, 4], cellSize, periodic: [true, true] }, 1, { ...passes, radices: [7, 5, 4, 3, 2] }],
    ['passes of 16', { cells: [64, 100], cellSize, periodic: [true, false] }, 1, passes],
  ] as const)('agree pass by pass: %s', async (_, shape, batch, tiling) => {
    const plan = planDemag(shape, batch, tiling);
    const onCpu = cpu(plan), onGpu = await gpu(plan);
    try {
      onCpu.write('stage_m', start(plan.tensor.shape.cells, batch, ring));
      const names = Object.keys(plan.buffers);
      for (const pass of plan.passes) {
        const before = await onCpu.read(names.map((buffer) => ({ buffer })));
        names.forEach((name, n) => onGpu.write(name, before[n]));
        onCpu.run([pass]);
        onGpu.run([pass]);
        const [twin, shader] = [await onCpu.read(names.map((buffer) => ({ buffer }))), await onGpu.read(names.map((buffer) => ({ buffer })))];
        names.forEach((name, n) => {
          const size = largest(twin[n]);
          small(`${pass.kernel} ${pass.constants.RADIX ?? ''} ${name}`, size === 0 ? largest(shader[n]) : distance(shader[n], twin[n]) / size, kernels.get(pass.kernel)!.tolerance);
        });
      }
    } finally {
      onGpu.destroy();
    }
  });
});

describe('the field', () => {
  const shape: FilmShape = { cells: [12, 9], cellSize };

  it('is minus the gradient of the energy -1/2 sum m.B, holes and weak regions included', async () => {
    // The energy by charges on faces, the field by transforms.
    const cells = [5, 4] as const;
    const brute = new BruteFilm(cells, cellSize);
    const m = start(cells, 1, ring);
    const B = await onCpu({ cells, cellSize }, m);
    const step = 1e-3;
    for (const n of [0, 7, 11, 19]) {
      for (let k = 0; k < 3; k++) {
        const shifted = (by: number) => brute.energy(m.map((value, i) => (i === 4 * n + k ? value + by : value)));
        // The energy is quadratic: central differences are exact but for round-off, 1e-16/1e-3.
        small(`cell ${n} component ${k}`, (shifted(step) - shifted(-step)) / (2 * step) + m[4 * n + 3] * B[4 * n + k], 1e-11);
      }
    }
  });

  it('is that of a symmetric operator: what one magnetization feels of another is what the other feels of it', async () => {
    const a = start(shape.cells, 1, ring, 1), b = start(shape.cells, 1, ring, 2);
    const [ofA, ofB] = [await onCpu(shape, a), await onCpu(shape, b)];
    const product = (m: Float64Array, B: Float64Array) => m.reduce((sum, value, i) => (i % 4 < 3 ? sum + m[i - (i % 4) + 3] * value * B[i] : sum), 0);
    small('reciprocity', product(a, ofB) - product(b, ofA), 1e-13);
    expect(Math.abs(product(a, ofB))).toBeGreaterThan(0.1);
  });

  it('turns with the film by 90 degrees, and is mirrored with it', async () => {
    const n = 11, square: FilmShape = { cells: [n, n], cellSize: [3, 3, 2] };
    const m = start(square.cells, 1, ring);
    const B = await onCpu(square, m);
    /** Carries vectors over: cell (x, y) to (x', y'), components by sign and place; `axial` for the magnetization's mirror. */
    const carried = (from: Float64Array, cell: (x: number, y: number) => [number, number], vector: (x: number, y: number, z: number) => [number, number, number]) => {
      const to = new Float64Array(from.length);
      for (let i = 0; i < n * n; i++) {
        const [x, y] = cell(i % n, Math.floor(i / n));
        to.set([...vector(from[4 * i], from[4 * i + 1], from[4 * i + 2]), from[4 * i + 3]], 4 * (y * n + x));
      }
      return to;
    };
    const turn = (v: Float64Array) => carried(v, (x, y) => [n - 1 - y, x], (x, y, z) => [-y, x, z]);
    const mirror = (v: Float64Array) => carried(v, (x, y) => [n - 1 - x, y], (x, y, z) => [x, -y, -z]);
    small('turned', distance(await onCpu(square, turn(m)), turn(B)), 1e-13);
    small('mirrored', distance(await onCpu(square, mirror(m)), mirror(B)), 1e-13);
  });

  it.each([
    ['wires', [33, 1], undefined], ['single cells', [1, 1], undefined], ['three rows', [9, 3], undefined], ['five rows', [12, 5], undefined], ['seven rows', [8, 7], undefined], ['33 rows', [20, 33], undefined],
    ['an even number of rows', [10, 6], undefined], ['five rows, periodic along x', [12, 5], [true, false]], ['seven rows, periodic in the plane', [9, 7], [true, true]], ['wires, periodic', [15, 1], [true, false]],
  ] as const)('of one simulation knows nothing of the others in its batch, in float64 to the bit: %s', async (_, cells, periodic) => {
    const film: FilmShape = { cells, cellSize, periodic }, one = 4 * cells[0] * cells[1];
    // By simulation: Ms of its regions over that of its rest.
    const saturation = Array.from({ length: 7 }, (_, sim) => [1, 0.3 + 0.2 * sim, 2 - 0.1 * sim]);
    const masked = start(cells, 7, ring), numbered = start(cells, 7, (x, y) => (3 * x + y + 1) % 4);
    for (const tiling of [cpuTiling, passes]) {
      for (const [m, regions] of [[masked, saturation.map(() => [1])], [numbered, saturation]] as const) {
        const of = (first: number, end: number) => {
          const plan = planDemag(film, end - first, tiling, regions.slice(first, end));
          return field(cpu(plan), plan, m.slice(first * one, end * one));
        };
        const alone = await Promise.all(regions.map((_, sim) => of(sim, sim + 1)));
        expect(new Set(alone.map((B) => B.join())).size).toBe(7);
        for (const batch of [2, 3, 7]) {
          const all = await of(0, batch);
          for (let sim = 0; sim < batch; sim++) expect(all.subarray(sim * one, (sim + 1) * one), `${tiling.way}, simulation ${sim} of ${batch}`).toEqual(alone[sim]);
        }
      }
    }
  });

  it('of a uniform film is the factor of the block, on average', async () => {
    const cells = [64, 48] as const, m = new Float64Array(4 * 64 * 48);
    for (let n = 0; n < 64 * 48; n++) m.set([0, 0, 1, 1], 4 * n);
    const B = await onCpu({ cells, cellSize }, m);
    const mean = B.reduce((sum, value, i) => (i % 4 === 2 ? sum + value : sum), 0) / (64 * 48);
    small('zz', mean + blockFactor(64 * 4, 48 * 3, 2), 1e-11);
  });
});

describe('regions', () => {
  const shape: FilmShape = { cells: [9, 7], cellSize };
  /** By simulation: Ms of its regions over that of its rest. */
  const saturation = [[1, 0.25, 1.5], [1, 3, 0.5]];
  const weighted = start(shape.cells, 2, full, 4), numbered = weighted.slice();
  for (let n = 0; n < weighted.length / 4; n++) {
    const w = [1, 2, 0, 3, 1, 1, 3][(n * n + 3 * n) % 7];
    numbered[4 * n + 3] = w;
    weighted[4 * n + 3] = w > 0 ? saturation[n < 63 ? 0 : 1][w - 1] : 0;
  }

  it.each([['float64 lines', cpuTiling, 1e-12], ['float64 passes', passes, 1e-12], ['lines', lines, 1e-6], ['passes', passes, 1e-6]] as const)('are weighed by their Ms, of each simulation its own: %s', async (name, tiling, most) => {
    const plan = planDemag(shape, 2, tiling, saturation);
    const engine = name.startsWith('float64') ? cpu(plan) : await gpu(plan);
    const found = await field(engine, plan, numbered);
    const brute = new BruteFilm(shape.cells, cellSize), half = weighted.length / 2;
    const expected = [...brute.field(weighted.subarray(0, half)), ...brute.field(weighted.subarray(half))];
    small(name, distance(found, expected), most); // 3.5e-13, which is that of the brute force, and 9.9e-8
    engine.destroy();
  });

  it.each([['float64', cpuTiling, 1e-12], ['lines', lines, 1e-6], ['passes', passes, 1e-6]] as const)('pass the self-check, which notices a table that is wrong: %s', async (name, tiling, most) => {
    const plan = planDemag(shape, 2, tiling, saturation);
    const engine = name === 'float64' ? cpu(plan) : await gpu(plan);
    small(name, await checkDemag(engine, plan), most);
    engine.write('demag_saturation', [1.001], 4);
    await expect(checkDemag(engine, plan)).rejects.toThrow('in cell');
    engine.destroy();
  });
});

describe('the self-check', () => {
  const shape: FilmShape = { cells: [20, 12], cellSize };

  it.each([['float64', cpuTiling, 1e-12], ['lines', lines, 1e-6], ['passes', passes, 1e-6]] as const)('passes, and leaves nothing behind: %s', async (name, tiling, most) => {
    const plan = planDemag(shape, 2, tiling);
    const engine = name === 'float64' ? cpu(plan) : await gpu(plan);
    small(name, await checkDemag(engine, plan), most);
    expect(largest((await engine.read([{ buffer: 'stage_m' }]))[0])).toBe(0);
    engine.destroy();
  });

  it.each([[4096, 5], [3, 4096], [1000, 125]] as const)('passes at full length: %i x %i', async (nx, ny) => {
    // Lines are too long for workgroup memory here, so a GPU of any kind takes passes.
    const plan = planDemag({ cells: [nx, ny], cellSize }, 1, cpuTiling), onPasses = planDemag({ cells: [nx, ny], cellSize }, 1, passes);
    small('float64', await checkDemag(cpu(plan), plan), 1e-12);
    const engine = await gpu(onPasses);
    small('gpu', await checkDemag(engine, onPasses), 1e-6);
    const m = start([nx, ny], 1);
    small('rms', rms(await field(engine, onPasses, m), await onCpu({ cells: [nx, ny], cellSize }, m)), 4e-7);
    engine.destroy();
  });

  it.each([['one cell', [1, 1]], ['a short wire', [3, 1]], ['periodic', [6, 5]]] as const)('has cells enough in %s', async (name, cells) => {
    const plan = planDemag({ cells, cellSize, periodic: [name === 'periodic', false] }, 1, cpuTiling);
    small(name, await checkDemag(cpu(plan), plan), 1e-12);
  });

  it.each([
    ['a wrong entry of the tensor', 'demag_tensor', 37, 1e-3],
    ['a wrong twiddle', 'demag_roots', 76, 1],
    ['not a number', 'demag_tensor', 0, Number.NaN],
  ] as const)('notices %s', async (_, buffer, at, value) => {
    const plan = planDemag(shape, 1, cpuTiling);
    const engine = cpu(plan);
    engine.write(buffer, [value], at);
    await expect(checkDemag(engine, plan)).rejects.toThrow(/^the magnetostatic field fails its check: in cell \d+, \d+ of simulation 0 it is \(.*\) mu0 Ms where direct summation gives \(.*\)$/);
  });
});

describe('the plan', () => {
  const film = (nx: number, ny: number, periodic?: [boolean, boolean]): FilmShape => ({ cells: [nx, ny], cellSize, periodic });
  const hardware = gpuTiling(false, { invocations: 256, workgroupBytes: 32768 });

  it('pads to lengths of small factors, and not at all where the film repeats', () => {
    // 1000 and 250 take longer: passes of 5 cost more than there are numbers less.
    expect(planDemag(film(500, 125), 1, cpuTiling).size).toEqual([1024, 256]);
    expect(planDemag(film(360, 45), 1, cpuTiling).size).toEqual([720, 96]);
    expect(planDemag(film(512, 1), 1, cpuTiling).size).toEqual([1024, 1]);
    expect(planDemag(film(96, 70, [true, true]), 1, cpuTiling).size).toEqual([96, 70]);
    const [lx] = planDemag(film(11, 4, [true, false]), 1, cpuTiling).size;
    expect(lx).toBeGreaterThanOrEqual(21);
  });

  it('covers any film up to 4096 x 4096 in a handful of dispatches, within the limits of WebGPU', () => {
    const shapes = (n: number): [number, number][] => [[n, n], [n, 1], [1, n]];
    for (const n of [1, 2, 3, 5, 7, 31, 64, 100, 127, 128, 255, 500, 1000, 1023, 2047, 2048, 3001, 4096]) {
      for (const tiling of [cpuTiling, hardware, passes]) {
        for (const cells of shapes(n)) {
          const plan = planDemag(film(...cells), 1, tiling);
          plan.size.forEach((length, axis) => expect(length).toBeGreaterThanOrEqual(2 * cells[axis] - 1));
          plan.radices.forEach((radices, k) => expect(radices.reduce((a, b) => a * b, 1)).toBe(plan.size[Math.min(k, 1)]));
          expect(plan.passes.length).toBeLessThanOrEqual(plan.way === 'lines' ? 3 : 15);
          for (const pass of plan.passes) {
            pass.groups.forEach((groups) => expect(groups >= 1 && groups <= 65535).toBe(true));
            expect(kernels.get(pass.kernel)?.constants.toSorted()).toEqual(Object.keys(pass.constants).toSorted());
            const threads = pass.constants.WG ?? pass.constants.THREADS * pass.constants.LINES;
            expect(threads).toBeLessThanOrEqual(256);
            if (pass.constants.LINES && tiling === hardware) {
              const length = pass.kernel === 'demag/line_columns' ? plan.size[1] : plan.size[0];
              expect(pass.constants.LINES * length * 8).toBeLessThanOrEqual(32768);
            }
          }
        }
      }
    }
  });

  it('takes lines where they fit, passes where they do not', () => {
    expect(planDemag(film(2048, 2048), 1, hardware).way).toBe('lines');
    expect(planDemag(film(4096, 16), 1, hardware).way).toBe('passes');
    expect(gpuTiling(false, { invocations: 1024, workgroupBytes: 32768 })).toEqual(hardware);
    expect(planDemag(film(1024, 1024), 1, gpuTiling(false, { invocations: 256, workgroupBytes: 16384 })).way).toBe('lines');
    expect(planDemag(film(2048, 2048), 1, gpuTiling(false, { invocations: 256, workgroupBytes: 16384 })).way).toBe('passes');
    expect(planDemag(film(16, 16), 1, passes).way).toBe('passes');
  });

  it('of many small films does not run out of workgroups', () => {
    const plan = planDemag(film(64, 64), 3000, passes);
    for (const pass of plan.passes) {
      expect(Math.max(...pass.groups)).toBeLessThanOrEqual(65535);
      expect(pass.groups[0] * pass.groups[1] * pass.constants.WG).toBeGreaterThanOrEqual(pass.constants.ITEMS);
    }
  });

  it('refuses what is no film', () => {
    const none = [[0, 1, 1], [2, 2.5, 1], [3, 3, 0], [Number.NaN, 1, 1]] as const;
    for (const [nx, ny, batch] of none) expect(() => planDemag(film(nx, ny), batch, cpuTiling)).toThrow(RangeError);
  });
});
