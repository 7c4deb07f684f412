/** Chunks cut by the clock: what is computed does not know of it, to the last bit. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Simulation, type Relaxing, type SceneInput } from '../../src/node/index.js';
import { CpuEngine } from '../../src/cpu/engine.js';
import { kernels } from '../../src/kernels.js';
import { cpuConduction } from '../../src/lower/conduction.js';
import { cpuTiling } from '../../src/lower/demag.js';
import { lower } from '../../src/lower/lower.js';
import { Batch } from '../../src/run/batch.js';
import { initialMagnetization } from '../../src/scene/initial.js';
import { parseScene } from '../../src/scene/parse.js';
import { backends, type Backend } from '../support/library.js';
import { distance } from '../support/measured.js';

const wire: SceneInput = {
  grid: { cells: [60, 1], cellSize: [5e-9, 1e-7, 1e-8] },
  material: { Ms: 8e5, A: 1.3e-11, alpha: 0.3, anisotropy: [{ axis: [1, 0, 0], Ku1: 5e4 }, { axis: [0, 0, 1], Ku1: -2e4 }] },
  initial: { kind: 'wall', left: [1, 0, 0], centre: [0, 1, 0.1], right: [-1, 0, 0], at: 1.5e-7 },
  field: { B: [0.02, 0, 0], waveform: { kind: 'pulse', start: 3e-11, width: 4e-11, period: 9e-11 } },
  transport: { polarization: 0.6, beta: 0.2, conductivity: 4e6, closure: 'circuit', voltage: 1e-3 },
  run: { duration: 2e-10, tolerance: 1e-5 },
  output: { sampleEvery: 1e-11, snapshotEvery: 5e-11 },
  changes: [{ at: 6.5e-11, set: { 'material.alpha': 0.1 }, kicks: [{ impulse: [1e-12, 0, 0], at: [1.5e-7, 5e-8], radius: 3e-8 }] }],
};
const film: SceneInput = {
  grid: { cells: [16, 12], cellSize: [5e-9, 5e-9, 1e-8] },
  material: { Ms: 8e5, A: 1.3e-11, alpha: 0.1 },
  demag: 'full',
  initial: { kind: 'vortex', circulation: 1, polarity: 1 },
  transport: { polarization: 0.6, beta: 0.1, conductivity: 4e6, closure: 'circuit', voltage: 1e-2 },
  run: { duration: 2e-11 },
  output: { sampleEvery: 1e-11 },
};
const scenes: Record<string, SceneInput> = {
  'a wire': wire,
  'a window that follows': { ...wire, field: { B: [0.04, 0, 0] }, transport: undefined, run: { duration: 8e-10, tolerance: 1e-5, followTexture: true }, output: { sampleEvery: 2e-11 } },
  'a film with its potential': film,
  'a start that relaxes': { ...wire, run: { duration: 2e-11, relaxFirst: 'without-drive' }, changes: undefined },
};

async function run(scene: SceneInput, backend: Backend, chunkMs?: number) {
  const simulation = await Simulation.create(scene, { backend, chunkMs });
  try {
    const rows: number[][] = [], snapshots: { time: number; m: Float64Array }[] = [], steps: number[] = [0];
    for await (const chunk of simulation.advance()) {
      rows.push(...chunk.rows);
      snapshots.push(...chunk.snapshots);
      steps.push(chunk.steps);
    }
    return { result: { rows, snapshots, m: await simulation.magnetization(), summary: simulation.summary() }, longest: Math.max(...steps.slice(1).map((n, k) => n - steps[k])), chunks: steps.length - 1 };
  } finally {
    simulation.destroy();
  }
}

describe.each(backends)('%s', (backend) => {
  it.each(Object.entries(scenes))('%s: whatever the clock allows, the same bits', async (_what, scene) => {
    const plain = await run(scene, backend);
    const [one, all] = [await run(scene, backend, 0), await run(scene, backend, 1e6)];
    expect(one.result).toEqual(plain.result);
    expect(all.result).toEqual(plain.result);
    expect(one.longest).toBe(1);
    expect(one.chunks).toBeGreaterThan(plain.chunks);
    expect(all.longest).toBeGreaterThan(2);
  });
});

describe('by a clock that only work and waiting move', () => {
  let now = 0;
  beforeEach(() => void vi.spyOn(performance, 'now').mockImplementation(() => now));
  afterEach(() => void vi.restoreAllMocks());

  /** Attempted steps and ms of work of each chunk of a run. @param pass ms that a pass takes  @param late ms after which the engine answers */
  async function paced(chunkMs: number, { pass, late }: { pass: number; late: number }): Promise<{ steps: number; ms: number }[]> {
    const scene = parseScene({ ...wire, changes: undefined, run: { duration: 1e-9, tolerance: 1e-5 }, output: { sampleEvery: 1e-9 } });
    const plan = lower([scene], [initialMagnetization(scene)], { threads: 1, cellsPerThread: 60 }, cpuTiling, 32, cpuConduction);
    const engine = new CpuEngine(plan.buffers, kernels), run = engine.run.bind(engine), read = engine.read.bind(engine);
    let ms = 0;
    engine.run = (passes, times = 1) => {
      run(passes, times);
      ms += pass * passes.length * times;
      now += pass * passes.length * times;
    };
    engine.read = (ranges) => {
      now += late;
      return read(ranges);
    };
    const batch = new Batch([scene], plan, engine, 32, chunkMs), chunks: { steps: number; ms: number }[] = [];
    for (let steps = 0; chunks.length < 40 && !batch.done;) {
      ms = 0;
      const [chunk] = await batch.chunk();
      chunks.push({ steps: chunk.steps - steps, ms });
      steps = chunk.steps;
    }
    engine.destroy();
    return chunks;
  }
  const most = (chunks: readonly { steps: number }[]): number => Math.max(...chunks.map(({ steps }) => steps));

  it('where a step takes longer than a chunk may, each chunk has one', async () => {
    expect(most(await paced(1, { pass: 2, late: 0 }))).toBe(1);
    expect(most(await paced(0, { pass: 1e-3, late: 0 }))).toBe(1);
  });

  it('chunks grow until they take as long as they may, and no longer', async () => {
    const chunks = await paced(200, { pass: 1, late: 0 }), late = await paced(200, { pass: 1, late: 300 });
    expect(chunks[0].steps).toBe(1);
    expect(most(chunks)).toBeGreaterThan(2);
    for (const { ms } of [...chunks, ...late]) expect(ms).toBeLessThanOrEqual(200);
    // All but the first few, the last, and those that ask how late an answer is.
    expect(chunks.slice(5, -1).every(({ ms }) => ms >= 100)).toBe(true);
  });

  it('an engine that answers late is given no less to do for it', async () => {
    const soon = await paced(12.5, { pass: 1e-3, late: 0 }), late = await paced(12.5, { pass: 1e-3, late: 25 });
    expect(most(soon)).toBeGreaterThanOrEqual(8);
    expect(most(late)).toBe(most(soon));
  });
});

it.each(backends)('step by step no chunk has more than a sample, and the bits are the same, %s', async (backend) => {
  const scene = { ...wire, run: { ...wire.run, duration: 1e-10 }, output: { sampleEvery: 2e-12 } };
  const plain = await run(scene, backend);
  const simulation = await Simulation.create(scene, { backend });
  const rows: number[][] = [], brought: number[] = [];
  let most = 0, k = 0;
  for await (const chunk of simulation.advance()) {
    most = Math.max(most, chunk.rows.length);
    if (k > 0 && k < 40) brought.push(chunk.rows.length);
    rows.push(...chunk.rows);
    // Some at the start as they come, then one by one, then as they come.
    simulation.singly = ++k < 40;
  }
  simulation.destroy();
  expect(Math.max(...brought)).toBe(1);
  expect(most).toBeGreaterThan(1);
  expect(rows).toEqual(plain.result.rows);
});

describe('a start that relaxes', () => {
  const scene = scenes['a start that relaxes'];

  it('waits for what onRelax promises, and is the same then', async () => {
    const begun = performance.now();
    let calls = 0, under = 0, waited = 0;
    const onRelax = async () => {
      expect(++under).toBe(1);
      const since = performance.now();
      await new Promise((resolve) => setTimeout(resolve, 5));
      waited += performance.now() - since;
      under--;
      calls++;
    };
    const simulation = await Simulation.create(scene, { backend: 'cpu', onRelax });
    const m = await simulation.magnetization();
    simulation.destroy();
    expect(calls).toBeGreaterThan(2);
    expect(under).toBe(0);
    expect(performance.now() - begun).toBeGreaterThanOrEqual(waited);
    const plain = await Simulation.create(scene, { backend: 'cpu' });
    expect(m).toEqual(await plain.magnetization());
    plain.destroy();
  });

  it.each(backends)('can be looked at on its way to rest, %s', async (backend) => {
    const seen: { rate: number; m: Float64Array }[] = [];
    const onRelax = async ({ rate, backend: { kind }, magnetization }: Relaxing) => {
      expect(kind).toBe(backend);
      seen.push({ rate, m: await magnetization() });
    };
    const simulation = await Simulation.create(scene, { backend, onRelax });
    const rest = await simulation.magnetization();
    simulation.destroy();
    const off = seen.map(({ m }) => distance(m, rest));
    // The calmer, the nearer to rest; at the first look it still has to move.
    expect(off[0]).toBeGreaterThan(1e-3);
    expect(off.at(-1)).toBeLessThan(off[0] / 10);
    expect(seen.at(-1)!.rate).toBeLessThan(seen[0].rate / 10);
    const lengths = seen.flatMap(({ m }) => [0, 1, 2].map((i) => Math.hypot(...m.subarray(3 * i, 3 * i + 3))));
    // float32: measured 1.2e-7.
    for (const length of lengths) expect(Math.abs(length - 1)).toBeLessThan(1e-6);
  });

  it('ends with what onRelax throws, or what it promised fails with', async () => {
    let calls = 0;
    const create = (onRelax: () => void | Promise<void>) => Simulation.create(scene, { backend: 'cpu', onRelax });
    await expect(create(() => { calls++; throw new Error('enough'); })).rejects.toThrow('enough');
    await expect(create(async () => { calls++; throw new Error('enough'); })).rejects.toThrow('enough');
    expect(calls).toBe(2);
  });
});
