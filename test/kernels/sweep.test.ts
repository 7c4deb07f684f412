/** Sweeps: every point equals the same scene run alone, on every size of batch, and nothing of a scene is lost in it. */
import { describe, expect, it } from 'vitest';
import { sweep as inBrowsers } from '../../src/index.js';
import { nodePlatform } from '../../src/node/dawn.js';
import { Simulation, sweep, type SweepOptions, type SweepPoint } from '../../src/node/index.js';
import { planSweep } from '../../src/run/sweep.js';
import type { SceneInput } from '../../src/scene/schema.js';
import { openSweep, pointInput } from '../../src/scene/sweep.js';
import { small } from '../support/measured.js';

/** A wall above and below breakdown, short enough to be run a hundred times. */
const wire: SceneInput = {
  grid: { cells: [40, 1], cellSize: [5e-9, 1e-7, 1e-8] },
  material: { Ms: 8e5, A: 1.3e-11, alpha: 0.1, anisotropy: [{ axis: [1, 0, 0], Ku1: 5e4 }, { axis: [0, 0, 1], Ku1: -2e4 }] },
  initial: { kind: 'wall', left: [1, 0, 0], centre: [0, 1, 0.1], right: [-1, 0, 0], at: 1e-7 },
  field: { B: [5e-3, 0, 0], waveform: { kind: 'sine', frequency: 2e9, offset: 1 } },
  transport: { polarization: 0.6, beta: 0.2, conductivity: 4e6, closure: 'prescribed', j: [2e11, 0] },
  run: { duration: 3e-10 },
  output: { sampleEvery: 1e-11 },
};

const film: SceneInput = {
  grid: { cells: [11, 6], cellSize: [5e-9, 5e-9, 5e-9] },
  material: { Ms: 8e5, A: 1.3e-11, alpha: 0.1 },
  demag: 'full',
  initial: { kind: 'random', seed: 3 },
  field: { B: [0.05, 0.01, 0] },
  transport: { polarization: 0.6, beta: 0.2, conductivity: 4e6, j: [1e12, 0] },
  run: { duration: 4e-11 },
  output: { sampleEvery: 1e-11 },
};

async function points(scene: SceneInput, options: SweepOptions): Promise<SweepPoint[]> {
  const found: SweepPoint[] = [];
  for await (const point of sweep(scene, options)) found.push(point);
  return found.sort((a, b) => a.index - b.index);
}

async function alone(scene: SceneInput, index: number, backend: 'cpu' | 'gpu') {
  const simulation = await Simulation.create(pointInput(openSweep(scene), index), { backend });
  try {
    await simulation.run();
    return simulation.summary();
  } finally {
    simulation.destroy();
  }
}

const numbers = (point: SweepPoint) => ({ values: point.values, failure: point.failure, mean: point.summary?.mean, final: point.summary?.final, energy: point.summary?.energy, steps: point.summary?.steps, regime: point.regime });

const random = (count: number, low: number, high: number, seed: number) => Array.from({ length: count }, (_, k) => low + (high - low) * ((Math.sin(seed + 12.9898 * k) * 43758.5453) % 1 + 1) / 2);

/** Long enough for its wall not to be drawn to an end. */
const longer: SceneInput = { ...wire, grid: { cells: [64, 1], cellSize: [5e-9, 1e-7, 1e-8] }, initial: { kind: 'wall', left: [1, 0, 0], centre: [0, 1, 0.1], right: [-1, 0, 0], at: 1.6e-7 }, field: {}, transport: { ...wire.transport!, j: [0, 0] } };

/** Points that differ in all that a batch can hold, and in closure and method, which it cannot. */
const everything: SceneInput = {
  ...wire,
  sweep: {
    'material.alpha': random(3, 0.02, 0.4, 1),
    'field.B': [[5e-3, 0, 0], [-0.03, 0.01, 0]],
    'transport.closure': ['prescribed', 'circuit', 'local', 'open'],
    'run.method': ['dopri54', 'bs32'],
  },
};

describe('float64: a point is the same scene alone, to the bit', () => {
  it('whatever the batch', async () => {
    const whole = await points(everything, { backend: 'cpu', batch: 4096 });
    expect(whole.map(({ index }) => index)).toEqual(Array.from({ length: 48 }, (_, k) => k));
    for (const batch of [1, 2]) expect((await points(everything, { backend: 'cpu', batch })).map(numbers), `batch ${batch}`).toEqual(whole.map(numbers));
    expect(whole.every(({ failure }) => failure === null)).toBe(true);
    for (const index of [0, 13, 22, 31, 47]) {
      const summary = await alone(everything, index, 'cpu');
      expect(summary.steps).toBeGreaterThan(20);
      expect(whole[index].summary).toEqual(summary);
    }
  });

  it.each<[string, SceneInput, SceneInput['sweep']]>([
    ['numbers of anisotropy terms', wire, { 'material.anisotropy': [[{ axis: [1, 0, 0], Ku1: 5e4 }], wire.material.anisotropy!, [...wire.material.anisotropy!, { kind: 'cubic', Kc1: 1e3 }]] }],
    ['durations, samples and waveforms', wire, { 'run.duration': [1e-10, 3e-10], 'field.waveform': [{ kind: 'constant' }, { kind: 'pulse', start: 5e-11, width: 5e-11 }, wire.field!.waveform!] }],
    ['changes on the way', { ...wire, changes: [{ at: 1e-10, set: { 'material.alpha': 0.3 } }] }, { 'changes.0.at': [5e-11, 1.03e-10, 2e-10], 'transport.beta': [0, 0.3] }],
    ['grids', wire, { 'grid.cells.0': [40, 37, 64], 'grid.cellSize.0': [5e-9, 4e-9] }],
    ['periodic ends and gradients', { ...wire, initial: { kind: 'random', seed: 1 } }, { 'grid.periodic.0': [false, true], 'run.gradientOrder': [2, 4] }],
    ['fixed steps', { ...wire, run: { duration: 1e-10 } }, { 'run.fixedStep': [null, 2e-13, 1e-13] }],
    ['starts', wire, { initial: [wire.initial, { kind: 'random', seed: 7 }, { kind: 'uniform', m: [1, 0.1, 0] }] }],
    ['wires and films', { ...wire, run: { duration: 5e-11 } }, { 'material.dmi.bulk': [0, 1e-3], demag: ['none', { factors: [0, 0.1, 0.9] }, 'full'] }],
    ['a window that moves', { ...wire, field: { B: [8e-3, 0, 0] }, transport: undefined, material: { ...wire.material, alpha: 0.05 }, run: { duration: 1e-9, followTexture: true } }, { 'field.B.0': [3e-3, 8e-3] }],
    ['starts at rest, which some share', { ...longer, field: { B: [0, 5e-3, 0] }, run: { duration: 1e-10, relaxFirst: 'without-drive' } }, { 'field.B.2': [0, 2e-3], 'run.relaxFirst': ['with-drive', 'without-drive', false], 'material.A': [1.3e-11, 1e-11] }],
    ['films: cells, fields, regions', film, { 'grid.cellSize.2': [5e-9, 8e-9], 'field.B.0': [0.05, -0.02], regions: [[], [{ geometry: { shape: 'disk', diameter: 2e-8 }, material: { Ms: 6e5 } }]] }],
    ['films of an odd number of rows', { ...film, grid: { cells: [11, 5], cellSize: [5e-9, 5e-9, 5e-9] } }, { 'field.B.0': [0.05, -0.02], regions: [[], [{ geometry: { shape: 'disk', diameter: 2e-8 }, material: { Ms: 6e5 } }]] }],
    ['films of an odd number of rows, periodic and cut out', { ...film, grid: { cells: [11, 7], cellSize: [5e-9, 5e-9, 5e-9], periodic: [true, false] } }, { geometry: [{ shape: 'disk', diameter: 2.6e-8 }, { shape: 'rectangle' }], 'field.B.0': [0.05, -0.02] }],
    ['wires with full magnetostatics', { ...film, grid: { cells: [21, 1], cellSize: [5e-9, 5e-9, 5e-9] } }, { 'field.B.0': [0.05, -0.02, 0.01] }],
    ['films: shapes', film, { geometry: [{ shape: 'disk', diameter: 2.6e-8 }, { shape: 'rectangle' }] }],
  ])('in a sweep of %s', async (_what, base, swept) => {
    const scene = { ...base, sweep: swept };
    const together = await points(scene, { backend: 'cpu', batch: 64 });
    expect(together.length).toBeGreaterThan(1);
    const finals = new Set<string>();
    for (const { index, summary, failure } of together) {
      expect(failure).toBeNull();
      expect(summary, `point ${index}`).toEqual(await alone(scene, index, 'cpu'));
      finals.add(JSON.stringify(summary!.final));
    }
    // Each point has had its own parameters: none is another one over again.
    expect(finals.size).toBe(together.length);
  });

  it.each([1, 3, 5, 33])('films of %i rows, as many at a time as asked for', async (rows) => {
    const scene: SceneInput = { ...film, grid: { cells: [7, rows], cellSize: [5e-9, 5e-9, 5e-9] }, run: { duration: 1e-11 }, output: { sampleEvery: 5e-12 }, sweep: { 'field.B.0': random(7, -0.05, 0.05, 2) } };
    const [first, ...rest] = await Promise.all([1, 2, 3, 7].map(async (batch) => {
      const { chunks } = await planSweep(nodePlatform, openSweep(scene), { backend: 'cpu', batch });
      expect(Math.max(...chunks.map((chunk) => chunk.length))).toBe(batch);
      return points(scene, { backend: 'cpu', batch });
    }));
    for (const found of rest) expect(found).toEqual(first);
  });

  describe('in windows that move, whatever the batch', () => {
    /** Walls that cross their windows at different speeds, or do not. */
    const window: SceneInput = {
      ...longer, field: { B: [8e-3, 0, 0] }, material: { ...wire.material, alpha: 0.3, anisotropy: [{ axis: [1, 0, 0], Ku1: 5e4 }, { axis: [0, 0, 1], Ku1: -5e4 }] },
      transport: { polarization: 0.6, beta: 0.3, conductivity: 4e6, closure: 'prescribed', j: [0, 0] },
      run: { duration: 1e-9, followTexture: true }, output: { sampleEvery: 2e-11 },
    };
    const strip: SceneInput = {
      ...window, grid: { cells: [48, 2], cellSize: [5e-9, 5e-9, 4e-9] }, initial: { kind: 'wall', left: [1, 0, 0], centre: [0, 1, 0.1], right: [-1, 0, 0], at: 1.2e-7, width: 1.6e-8 },
      field: { B: [0.02, 0, 0] }, run: { duration: 5e-10, followTexture: true },
    };

    it.each<[string, SceneInput, SceneInput['sweep'], number]>([
      ['wires under fields and currents, of several durations', window, { 'field.B.0': [0, 8e-3, -0.014], 'transport.j.0': [0, -2.5e12], 'run.duration': [4e-10, 1e-9] }, 4],
      ['wires with few samples', { ...window, output: { sampleEvery: 5e-10 } }, { 'field.B.0': [8e-3, 0.014], 'run.duration': [6e-10, 1e-9] }, 3],
      ['wires under pulses', window, { 'field.waveform': [{ kind: 'constant' }, { kind: 'pulse', start: 1e-10, width: 2.1e-10, period: 3e-10 }], 'transport.jWaveform': [{ kind: 'constant' }, { kind: 'pulse', start: 0, width: 1e-10, period: 2.3e-10 }], 'transport.j.0': [-1e12, -2.5e12] }, 4],
      // 1e-12 s to a step, 24 steps between two looks at the window: each falls on a jump.
      ['wires with fixed steps, a jump whenever the window is due', { ...window, run: { ...window.run, method: 'rk4', fixedStep: 1e-12 } }, { 'field.waveform': [{ kind: 'pulse', start: 1.2e-11, width: 1.2e-11, period: 2.4e-11 }], 'field.B.0': [0.02, 0.024, 0.028] }, 3],
      ['wires on the way to breakdown', { ...window, transport: { ...window.transport!, closure: 'circuit', voltage: 0 } }, { 'field.B.0': [0.01, 0.03, 0.05], 'material.alpha': [0.1, 0.3] }, 4],
      ['strips', strip, { 'field.B.0': [0.03, -0.03, 0], 'run.duration': [3e-10, 5e-10] }, 4],
      ['strips with full magnetostatics', { ...strip, demag: 'full', run: { duration: 2e-10, followTexture: true } }, { 'field.B.0': [0.05, -0.05], 'material.alpha': [0.3, 0.5] }, 2],
    ])('%s', async (_what, base, swept, moving) => {
      const scene = { ...base, sweep: swept };
      const together = await points(scene, { backend: 'cpu', batch: 64 });
      const { cells: [columns], cellSize: [dx] } = base.grid;
      // A window moves by the cells that its wall has gone, in steps of four and more.
      const travelled = together.map(({ summary }) => Math.abs(summary!.final.wall_x! / dx - columns / 2));
      expect(travelled.filter((n) => n > 6).length).toBeGreaterThanOrEqual(moving);
      for (const { index, summary } of together) expect(summary, `point ${index}`).toEqual(await alone(scene, index, 'cpu'));
      for (const batch of [1, 2, 3, 7]) expect((await points(scene, { backend: 'cpu', batch })).map(numbers), `batch ${batch}`).toEqual(together.map(numbers));
    });
  });

  it('and so it is in any order and part', async () => {
    const whole = await points(everything, { backend: 'cpu', batch: 64 });
    const chosen = [45, 3, 17, 30, 2];
    const part = await points(everything, { backend: 'cpu', batch: 3, points: chosen });
    expect(part.map(({ index }) => index)).toEqual([2, 3, 17, 30, 45]);
    for (const point of part) expect(numbers(point)).toEqual(numbers(whole[point.index]));
  });
});

it('GPU: a point is the same scene alone, to 1e-5 of a cell', async () => {
  const scene: SceneInput = { ...wire, run: { duration: 2e-10 }, output: { sampleEvery: 2e-11 }, sweep: { 'material.alpha': [0.05, 0.3], 'transport.closure': ['prescribed', 'circuit'], 'transport.beta': [0, 0.4] } };
  const together = await points(scene, { backend: 'gpu' });
  expect(together).toHaveLength(8);
  for (const { index, summary } of together) {
    const one = await alone(scene, index, 'gpu');
    small(`point ${index}`, (summary!.final.wall_x! - one.final.wall_x!) / 5e-9, 1e-5);
    expect(summary!.steps).toBe(one.steps);
  }
});

it('GPU: so it is in windows that move', async () => {
  const scene: SceneInput = { ...longer, field: { B: [0.014, 0, 0] }, material: { ...wire.material, alpha: 0.3 }, transport: undefined, run: { duration: 6e-10, followTexture: true }, output: { sampleEvery: 5e-11 }, sweep: { 'field.B.0': [0.014, -0.01, 0.006] } };
  const together = await points(scene, { backend: 'gpu' });
  expect(Math.abs(together[0].summary!.final.wall_x! - 1.6e-7) / 5e-9).toBeGreaterThan(6);
  for (const { index, summary } of together) {
    const one = await alone(scene, index, 'gpu');
    small(`window, point ${index}`, (summary!.final.wall_x! - one.final.wall_x!) / 5e-9, 1e-5);
    expect(summary!.steps).toBe(one.steps);
  }
});

it('a point that fails is marked and the rest goes on', async () => {
  // 1e10 T turn a moment by a radian in 4e-22 s.
  const scene: SceneInput = { ...wire, sweep: { 'field.B': [[5e-3, 0, 0], [1e10, 1e10, 0], [-5e-3, 0, 0]] } };
  for (const batch of [1, 3]) {
    const [first, broken, last] = await points(scene, { backend: 'cpu', batch });
    expect(broken.failure).toMatch(/^the time step collapsed at t = 0 s/);
    expect(broken.regime).toBeNull();
    expect([first.failure, last.failure]).toEqual([null, null]);
    expect(first.summary).toEqual(await alone(scene, 0, 'cpu'));
    expect(last.summary).toEqual(await alone(scene, 2, 'cpu'));
  }
});

it('points that come to rest alike do so once, whatever the batch', async () => {
  const scene: SceneInput = { ...longer, run: { duration: 1e-12, relaxFirst: 'without-drive' }, output: { sampleEvery: 5e-13 }, sweep: { 'transport.beta': { from: 0, to: 1, count: 40 } } };
  const began = performance.now();
  const [first] = await points({ ...scene, sweep: { 'transport.beta': [0] } }, { backend: 'cpu' });
  const one = performance.now() - began;
  const found = await points(scene, { backend: 'cpu', batch: 1 });
  expect(found[0].summary).toEqual(first.summary);
  // Forty relaxations would take forty times as long as one.
  expect(performance.now() - began - one).toBeLessThan(20 * one);
});

it('a start that finds no rest fails alone', async () => {
  const scene: SceneInput = { ...longer, run: { duration: 1e-11, relaxFirst: 'with-drive' }, sweep: { 'run.relaxTolerance': [null, 1e-30] } };
  const [rests, never] = await points(scene, { backend: 'cpu', batch: 2 });
  expect(rests.failure).toBeNull();
  expect(never).toMatchObject({ summary: null, regime: null });
  expect(never.failure).toMatch(/^relaxFirst: not at rest after/);
});

it('the entry for browsers runs it too', async () => {
  const scene: SceneInput = { ...wire, run: { duration: 2e-11 }, sweep: { 'transport.beta': [0, 0.1] } };
  const found: SweepPoint[] = [];
  for await (const point of inBrowsers(scene, { backend: 'cpu' })) found.push(point);
  expect(found).toEqual(await points(scene, { backend: 'cpu' }));
});

it('stops when it is told to, and keeps what was finished', async () => {
  const stop = new AbortController();
  const found: number[] = [];
  for await (const { index } of sweep(everything, { backend: 'cpu', signal: stop.signal })) {
    found.push(index);
    if (found.length === 3) stop.abort();
  }
  expect(found).toHaveLength(3);
});

it('a simulation refuses a sweep rather than running one of its points', async () => {
  await expect(Simulation.create(everything, { backend: 'cpu' })).rejects.toThrow(/^sweep: expected no sweep where one scene is run, got an object with "?material.alpha"?, .*; sweep\(scene, options\) runs them all$/);
});
