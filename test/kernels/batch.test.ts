/** Batches: the same scene gives the same numbers, a batch those of its scenes alone, and one that fails takes nobody with it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CpuEngine } from '../../src/cpu/engine.js';
import type { GpuHandle } from '../../src/gpu/platform.js';
import { kernels } from '../../src/kernels.js';
import type { StepPlan } from '../../src/lower/steps.js';
import { lowerWire } from '../../src/lower/wire.js';
import { RunError, Simulation } from '../../src/node/index.js';
import { FLG, FLG_STRIDE, STATE } from '../../src/plan/layout.js';
import type { Engine } from '../../src/plan/types.js';
import { Batch, type LaneChunk } from '../../src/run/batch.js';
import { initialMagnetization } from '../../src/scene/initial.js';
import { parseScene } from '../../src/scene/parse.js';
import type { Scene, SceneInput } from '../../src/scene/schema.js';
import { runBatch } from '../support/batches.js';
import { gpuHandle } from '../support/gpu.js';
import { distance, small } from '../support/measured.js';
import { planeAt } from '../support/plans.js';

let handle: GpuHandle;
beforeAll(async () => {
  handle = await gpuHandle();
});
afterAll(() => handle.release());
const on = (kind: 'cpu' | 'gpu') => ({ gpu: kind === 'gpu' ? handle : null });

interface Change { alpha?: number; B?: [number, number, number]; j?: number; Ku1?: number; closure?: 'prescribed' | 'local' | 'circuit'; more?: Partial<SceneInput> }

/** A wall above breakdown in an oscillating field. */
function scene({ alpha = 0.1, B = [0.02, 0, 0], j = 0, Ku1 = 5e4, closure = 'circuit', more = {} }: Change = {}): Scene {
  return parseScene({
    grid: { cells: [70, 1], cellSize: [5e-9, 1e-7, 1e-8] },
    material: { Ms: 8e5, A: 1.3e-11, alpha, anisotropy: [{ axis: [1, 0, 0], Ku1 }, { axis: [0, 0, 1], Ku1: -2e4 }] },
    initial: { kind: 'wall', left: [1, 0, 0], centre: [0, 1, 0.1], right: [-1, 0, 0], at: 1.6e-7 },
    field: { B, waveform: { kind: 'sine', frequency: 1e9, offset: 1 } },
    transport: { polarization: 0.6, beta: 0.2, conductivity: 4e6, closure, j: [j, 0], voltage: 1e-3 },
    run: { duration: 4e-10, tolerance: 1e-5 },
    output: { sampleEvery: 1e-11, snapshotEvery: 1e-10 },
    ...more,
  } satisfies SceneInput);
}

const three = [scene(), scene({ alpha: 0.3, B: [0.01, 0.02, 0], Ku1: 8e4 }), scene({ alpha: 0.02, B: [-0.03, 0, 0.01] })];

describe.each(['cpu', 'gpu'] as const)('%s', (kind) => {
  it('the same scene gives the same numbers', async () => {
    const [a, b] = [await runBatch(three.slice(0, 1), on(kind)), await runBatch(three.slice(0, 1), on(kind))];
    expect(a[0].readings.length).toBe(41);
    expect(a[0].snapshots.map(({ time }) => time)).toEqual([1e-10, 2e-10, 3e-10, 4e-10].map((t) => expect.closeTo(t, 20)));
    expect(b).toEqual(a);
  });

  it.each(['prescribed', 'local', 'circuit'] as const)('a batch of three is the three alone: %s', async (closure) => {
    const scenes = three.map((s, k) => parseScene({ ...s, transport: { ...s.transport!, closure, j: [1e12 * (k - 1), 0] } }));
    const together = await runBatch(scenes, on(kind));
    for (const [k, one] of scenes.entries()) {
      const [alone] = await runBatch([one], on(kind));
      expect(alone.readings.at(-1)!.steps).toBeGreaterThan(50);
      // The shader of a batch is another one, and may be compiled otherwise; on SwiftShader it is the same to the bit.
      if (kind === 'gpu') small(`batch of three, ${k}`, distance(together[k].m, alone.m), 1e-5);
      else expect(together[k]).toEqual(alone);
    }
  });

  it('one that starts out not finite takes nobody with it', async () => {
    const start = three.map((one) => initialMagnetization(one));
    start[1][3 * 20] = NaN;
    const [first, broken, last] = await runBatch(three, { ...on(kind), start });
    expect(broken.failure).toMatch(/^the magnetization is no longer finite at t = 0 s, step 0 /);
    expect(broken.readings.length).toBe(1);
    for (const [k, lane] of [[0, first], [2, last]] as const) {
      expect(lane.failure).toBeNull();
      const [alone] = await runBatch([three[k]], on(kind));
      small(`beside a failure, ${k}`, distance(lane.m, alone.m), kind === 'cpu' ? 0 : 1e-5);
      expect(lane.readings.length).toBe(alone.readings.length);
      expect(lane.snapshots.length).toBe(alone.snapshots.length);
    }
  });

  it('one that fails on the way keeps what it had, and says so from then on', async () => {
    let chunks = 0;
    const failures: (string | null)[] = [];
    const spoil = (lanes: readonly LaneChunk[], engine: Engine, plan: StepPlan) => {
      failures.push(lanes[1].failure?.message ?? null);
      // Both planes: whichever is the current one.
      if (++chunks === 2) for (const plane of [0, 1]) engine.write('m', [NaN], planeAt(plan, plane, 1) + 8);
    };
    const [first, broken, last] = await runBatch(three, { ...on(kind), between: spoil });
    expect([first.failure, last.failure]).toEqual([null, null]);
    expect([first.readings.length, last.readings.length]).toEqual([41, 41]);
    expect(broken.failure).toMatch(/no longer finite at t = [1-9]/);
    expect(broken.readings.length).toBeGreaterThan(1);
    expect(broken.readings.length).toBeLessThan(41);
    expect(failures.slice(0, 2)).toEqual([null, null]);
    expect(failures.slice(2).every((text) => text === broken.failure)).toBe(true);
  });
});

it('a batch is over when all have failed', async () => {
  const start = three.map((s) => initialMagnetization(s).fill(NaN));
  const runs = await runBatch(three, { gpu: null, start });
  expect(runs.map(({ failure }) => failure !== null)).toEqual([true, true, true]);
});

it('says what a collapsed step is', async () => {
  const collapse = (lanes: readonly LaneChunk[], engine: Engine) => {
    if (!lanes[0].failure) engine.write('flags', [STATE.COLLAPSED], 0 * FLG_STRIDE + FLG.STATE);
  };
  const [{ failure }] = await runBatch(three.slice(0, 1), { gpu: null, between: collapse });
  expect(failure).toMatch(/^the time step collapsed to .* s at t = .* s, step \d+ \(\d+ steps rejected, run.tolerance 1e-5\): try a larger run.tolerance$/);
});

describe('Simulation', () => {
  // 1e10 T turn a moment by a radian in 4e-22 s, less than any countable share of a sample interval.
  const hopeless: SceneInput = { ...scene(), field: { B: [1e10, 1e10, 0] } };

  it.each(['cpu', 'gpu'] as const)('%s: hands out what it has, then throws, and so does whoever resumes it', async (backend) => {
    const simulation = await Simulation.create(hopeless, { backend });
    const rows: number[][] = [];
    await expect((async () => {
      for await (const chunk of simulation.advance()) rows.push(...chunk.rows);
    })()).rejects.toThrow(RunError);
    expect(rows.length).toBe(1);
    await expect(simulation.run()).rejects.toThrow(/^the time step collapsed at t = 0 s, step 0: steps below 9\.\d+e-21 s cannot be counted between samples this far apart/);
    const resumed = await Simulation.resume(await simulation.checkpoint());
    await expect(resumed.run()).rejects.toThrow('collapsed');
    simulation.destroy();
    resumed.destroy();
  });
});

describe('many segments between two samples', () => {
  // One fixed step to each of the 48 pieces that a period of a sine is cut into: every attempt ends a segment.
  const shaken = (pieces: number) => parseScene({
    ...scene(),
    field: { B: [0.05, 0.05, 0], waveform: { kind: 'sine', frequency: 1e10 } },
    run: { duration: 1e-9, method: 'rk4', fixedStep: 2.5e-12 },
    output: { sampleEvery: (1e-10 * pieces) / 48 },
  });

  it.each(['cpu', 'gpu'] as const)('%s: a chunk never runs past the segments that it was given', async (kind) => {
    const [often] = await runBatch([shaken(6)], on(kind));
    for (const pieces of [24, 48, 240]) {
      const [seldom] = await runBatch([shaken(pieces)], on(kind));
      expect(seldom.readings.at(-1)!.steps).toBe(480);
      small(`${kind}, every ${pieces} pieces`, distance(seldom.m, often.m), kind === 'cpu' ? 1e-11 : 1e-5);
    }
  });
});

it('an engine that does nothing of what it is given is found out, and one that stops on the way', async () => {
  const plan = lowerWire([three[0]], [initialMagnetization(three[0])], { threads: 1, cellsPerThread: 70 }, 32);
  const engine = new CpuEngine(plan.buffers, kernels), run = engine.run.bind(engine);
  const idle = /^the GPU has done nothing of what it was given/;
  const batch = new Batch([three[0]], plan, engine, 32);
  engine.run = () => undefined;
  await expect(batch.chunk()).rejects.toThrow(idle);
  engine.run = run;
  expect((await batch.chunk())[0].steps).toBeGreaterThan(0);
  engine.run = () => undefined;
  await expect(batch.chunk()).rejects.toThrow(idle);
  engine.destroy();
});
