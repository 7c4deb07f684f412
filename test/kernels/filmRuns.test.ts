/** Runs of films: repeatable, a batch is its scenes alone, and a run that is stopped and resumed is the one that was not. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GpuHandle } from '../../src/gpu/platform.js';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/io/checkpoint.js';
import { Simulation, type SceneInput } from '../../src/node/index.js';
import { parseScene } from '../../src/scene/parse.js';
import { runBatch } from '../support/batches.js';
import { gpuHandle } from '../support/gpu.js';
import { distance, small } from '../support/measured.js';

let handle: GpuHandle;
beforeAll(async () => {
  handle = await gpuHandle();
});
afterAll(() => handle.release());
const on = (kind: 'cpu' | 'gpu') => ({ gpu: kind === 'gpu' ? handle : null });

/** A vortex in a disk of 12 cells across, set going by a field and a current. */
function disk(k = 0, more: Partial<SceneInput> = {}): SceneInput {
  return {
    grid: { cells: [12, 12], cellSize: [5e-9, 5e-9, 1e-8] },
    geometry: { shape: 'disk', diameter: 6e-8 },
    material: { Ms: 8e5, A: 1.3e-11, alpha: [0.1, 0.3, 0.02][k], dmi: { interfacial: 5e-4 } },
    demag: 'full',
    initial: { kind: 'vortex', circulation: k === 1 ? -1 : 1, polarity: k === 2 ? -1 : 1 },
    field: { B: [[0.02, 0, 0], [0.01, 0.03, 0], [-0.02, 0, 0.05]][k] as [number, number, number], waveform: { kind: 'pulse', start: 2e-11, width: 5e-11 } },
    transport: { polarization: 0.6, beta: 0.1, conductivity: 4e6, closure: 'prescribed', j: [2e12, (k - 1) * 1e12] },
    run: { duration: 1.2e-10 },
    output: { sampleEvery: 1e-11, snapshotEvery: 3.5e-11 },
    ...more,
  };
}

/** Two regions in it, of other materials in every scene. */
const regions = (k: number): SceneInput['regions'] => [
  { geometry: { shape: 'rectangle', size: [3e-8, 6e-8], at: [1.5e-8, 3e-8] }, material: { Ms: [6e5, 1e6, 4e5][k], A: [9e-12, 2e-11, 1e-11][k], alpha: 0.2 }, transport: { polarization: [0.3, -0.2, 0.5][k], conductivity: 2e6 } },
  { geometry: { shape: 'disk', diameter: 2e-8 }, material: { anisotropy: [{ axis: [0, 0, 1], Ku1: [1e5, -2e5, 3e4][k] }] }, transport: { beta: 0.05 * k } },
];

describe.each(['cpu', 'gpu'] as const)('%s', (kind) => {
  it.each([['one material', () => ({})], ['three', (k: number) => ({ regions: regions(k) })]] as const)('the same scene gives the same numbers, and a batch of three is the three alone: %s', async (_name, more) => {
    const scenes = [0, 1, 2].map((k) => parseScene(disk(k, more(k))));
    const together = await runBatch(scenes, on(kind));
    if (scenes[0].regions.length === 0 || kind === 'cpu') expect(await runBatch(scenes, on(kind))).toEqual(together);
    for (const [k, one] of scenes.entries()) {
      const [alone] = await runBatch([one], on(kind));
      expect(alone.readings.length).toBe(13);
      expect(alone.readings.at(-1)!.steps).toBeGreaterThan(30);
      expect(Number.isFinite(alone.readings.at(-1)!.core_x)).toBe(true);
      expect(alone.snapshots.map(({ time }) => time)).toEqual([3.5e-11, 7e-11, 1.05e-10].map((t) => expect.closeTo(t, 20)));
      // The shader of a batch is another one, and may be compiled otherwise; on SwiftShader it is the same to the bit.
      if (kind === 'gpu') small(`batch of three films, ${k}`, distance(together[k].m, alone.m), 1e-5);
      else expect(together[k]).toEqual(alone);
    }
  });
});

/** A wall in a strip that a field drives out of its window. */
const strip: SceneInput = {
  grid: { cells: [48, 4], cellSize: [5e-9, 5e-9, 5e-9] },
  material: { Ms: 8e5, A: 1.3e-11, alpha: 0.4, anisotropy: [{ axis: [1, 0, 0], Ku1: 5e4 }] },
  demag: 'full',
  initial: { kind: 'wall', left: [1, 0, 0], centre: [0, 1, 0.1], right: [-1, 0, 0], at: 1.2e-7 },
  field: { B: [0.08, 0, 0] },
  run: { duration: 2.5e-10, followTexture: true },
  output: { sampleEvery: 1e-11, snapshotEvery: 6e-11 },
};

async function outcome(scene: SceneInput, backend: 'cpu' | 'gpu', stopAfter: number | null) {
  const rows: number[][] = [], snapshots: { index: number; time: number; m: Float64Array }[] = [];
  let simulation = await Simulation.create(scene, { backend });
  let chunks = 0;
  const go = async () => {
    for await (const chunk of simulation.advance()) {
      rows.push(...chunk.rows);
      snapshots.push(...chunk.snapshots);
      if (++chunks === stopAfter) return true;
    }
    return false;
  };
  if (await go()) {
    const checkpoint = decodeCheckpoint(encodeCheckpoint(await simulation.checkpoint()));
    simulation.destroy();
    simulation = await Simulation.resume(checkpoint);
    expect(simulation.backend.kind).toBe(backend);
    await go();
  }
  try {
    return { rows, snapshots, summary: simulation.summary(), m: await simulation.magnetization(), chunks };
  } finally {
    simulation.destroy();
  }
}

describe('a checkpoint', () => {
  const cases = [['a vortex in a disk', disk()], ['local closure', disk(2, { transport: { polarization: 0.6, beta: 0.1, conductivity: 4e6, closure: 'local' } })], ['a window that follows', strip], ['regions', disk(1, { regions: regions(1) })]] as const;
  it.each(cases)('cpu, stopped after several chunks: %s', async (_name, scene) => {
    const whole = await outcome(scene, 'cpu', null);
    expect(whole.chunks).toBeGreaterThan(12);
    expect(whole.snapshots.length).toBeGreaterThan(3);
    for (let stop = 1; stop <= whole.chunks; stop += 3) expect(await outcome(scene, 'cpu', stop), `after chunk ${stop}`).toEqual(whole);
  });

  it.each([cases[0], cases[2], cases[3]])('gpu, stopped in the middle: %s', async (_name, scene) => {
    const whole = await outcome(scene, 'gpu', null);
    expect(await outcome(scene, 'gpu', whole.chunks >> 1)).toEqual(whole);
  });
});
