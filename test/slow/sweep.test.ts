/** Two hundred random points of a batch against the same scenes alone, for every size of batch from 1 to 4096 that makes another cut; on the GPU after 5 ns. */
import { expect, it } from 'vitest';
import { Simulation, sweep } from '../../src/node/index.js';
import type { SweepPoint } from '../../src/run/sweep.js';
import { MAX_BATCH } from '../../src/run/sweep.js';
import type { SceneInput } from '../../src/scene/schema.js';
import { openSweep, pointInput } from '../../src/scene/sweep.js';
import { pcg4d } from '../../src/math/random.js';
import { small } from '../support/measured.js';

const uniform = (seed: number, k: number) => pcg4d(k, seed, 0, 0)[0] / 2 ** 32;
const values = (count: number, seed: number, of: (r: number) => number) => Array.from({ length: count }, (_, k) => of(uniform(seed, k)));

const base: SceneInput = {
  grid: { cells: [40, 1], cellSize: [5e-9, 1e-7, 1e-8] },
  material: { Ms: 8e5, A: 1.3e-11, alpha: 0.1, anisotropy: [{ axis: [1, 0, 0], Ku1: 5e4 }, { axis: [0, 0, 1], Ku1: -2e4 }] },
  initial: { kind: 'wall', left: [1, 0, 0], centre: [0, 1, 0.1], right: [-1, 0, 0], at: 1e-7 },
  field: { B: [0, 0, 0], waveform: { kind: 'sine', frequency: 1.7e9 } },
  transport: { polarization: 0.6, beta: 0, conductivity: 4e6, closure: 'circuit', voltage: 1e-3 },
  run: { duration: 2e-10 },
  output: { sampleEvery: 2e-11 },
};

async function run(scene: SceneInput, backend: 'cpu' | 'gpu', batch: number, points?: number[]): Promise<SweepPoint[]> {
  const found: SweepPoint[] = [];
  for await (const point of sweep(scene, { backend, batch, points })) found.push(point);
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

it('float64: to the bit', async () => {
  // 200 random places of a sweep of 16 x 16 x 20.
  const scene: SceneInput = { ...base, sweep: { 'material.alpha': values(16, 1, (r) => 0.02 + 0.4 * r), 'transport.beta': values(16, 2, (r) => 0.5 * r), 'field.B.0': values(20, 3, (r) => 0.06 * r - 0.03) } };
  const chosen = [...new Set(Array.from({ length: 260 }, (_, k) => Math.floor(5120 * uniform(4, k))))].slice(0, 200).sort((a, b) => a - b);
  expect(chosen).toHaveLength(200);
  const whole = await run(scene, 'cpu', MAX_BATCH, chosen);
  expect(whole.map(({ index }) => index)).toEqual(chosen);
  for (const { index, summary } of whole) expect(summary).toEqual(await alone(scene, index, 'cpu'));
  for (const batch of [1, 2, 3, 7, 16, 64, 199]) expect(await run(scene, 'cpu', batch, chosen), `batch ${batch}`).toEqual(whole);
});

it('float64: a whole batch of 4096', async () => {
  const scene: SceneInput = { ...base, grid: { cells: [16, 1], cellSize: [5e-9, 1e-7, 1e-8] }, initial: { kind: 'random', seed: 5 }, run: { duration: 1e-12 }, output: { sampleEvery: 5e-13 }, sweep: { 'material.alpha': { from: 0.01, to: 0.5, count: 64 }, 'transport.beta': { from: 0, to: 1, count: 64 } } };
  const whole = await run(scene, 'cpu', 4096);
  expect(whole).toHaveLength(4096);
  for (let k = 0; k < 200; k++) {
    const index = Math.floor(4096 * uniform(6, k));
    expect(whole[index].summary).toEqual(await alone(scene, index, 'cpu'));
  }
});

it('GPU: the wall within 1e-5 of a cell after 5 ns', async () => {
  const scene: SceneInput = { ...base, field: { B: [0, 0, 0] }, transport: { ...base.transport!, closure: 'prescribed' }, run: { duration: 5e-9 }, output: { sampleEvery: 1e-9 }, sweep: { 'material.alpha': values(20, 7, (r) => 0.05 + 0.3 * r), 'field.B.0': values(20, 8, (r) => 2e-3 * r) } };
  const chosen = [...new Set(Array.from({ length: 400 }, (_, k) => Math.floor(400 * uniform(9, k))))].slice(0, 200).sort((a, b) => a - b);
  const together = await run(scene, 'gpu', MAX_BATCH, chosen);
  expect(together.map(({ index }) => index)).toEqual(chosen);
  const apart = (found: readonly Pick<SweepPoint, 'summary'>[]) => found.map(({ summary }, k) => (together[k].summary!.final.wall_x! - summary!.final.wall_x!) / 5e-9);
  for (const batch of [64]) for (const x of apart(await run(scene, 'gpu', batch, chosen))) small(`batches of ${batch}, position in cells`, x, 1e-5);
  // Each alone makes a device and compiles anew, which on a software adapter takes longer than its run: every tenth.
  for (const [k, index] of chosen.entries()) {
    if (k % 10 > 0) continue;
    const one = await alone(scene, index, 'gpu');
    small(`point ${index}, position in cells`, (together[k].summary!.final.wall_x! - one.final.wall_x!) / 5e-9, 1e-5);
  }
});
