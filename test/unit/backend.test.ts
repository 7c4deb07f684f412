/** Which engine a scene would take, told without keeping it; the same that a simulation then has. */
import { expect, it } from 'vitest';
import type { GpuHandle, Platform } from '../../src/gpu/platform.js';
import { chooseBackend, Simulation, type SceneInput } from '../../src/node/index.js';
import { backendFor } from '../../src/run/backend.js';

const scene: SceneInput = {
  grid: { cells: [8, 1], cellSize: [5e-9, 1e-7, 1e-8] },
  material: { Ms: 8e5, A: 1.3e-11, alpha: 0.1 },
  initial: { kind: 'uniform', m: [1, 0, 0] },
  run: { duration: 1e-12 },
};

/** A platform with one adapter or none, that counts what is held. */
function platform(found: 'hardware' | 'software' | null): Platform & { held: number } {
  const made = {
    held: 0,
    async requestGpu(want: 'any' | 'hardware'): Promise<GpuHandle | string> {
      if (found === null || (want === 'hardware' && found === 'software')) return 'no adapter to speak of';
      made.held++;
      return { adapter: 'An Adapter', software: found === 'software', release: () => void made.held-- } as GpuHandle;
    },
  };
  return made;
}

it.each([
  ['hardware', 'auto', scene, { kind: 'gpu', adapter: 'An Adapter', software: false, reason: 'a hardware adapter was found' }],
  ['hardware', 'cpu', scene, { kind: 'cpu', adapter: 'float64', software: true, reason: 'asked for' }],
  ['software', 'auto', scene, { kind: 'cpu', adapter: 'float64', software: true, reason: 'no adapter to speak of' }],
  ['software', 'gpu', scene, { kind: 'gpu', adapter: 'An Adapter', software: true, reason: 'asked for' }],
  ['hardware', 'auto', { ...scene, run: { ...scene.run, tolerance: 1e-9 } }, { kind: 'cpu', adapter: 'float64', software: true, reason: 'run.tolerance 1e-9 is finer than float32 resolves (1e-6)' }],
  ['hardware', 'auto', { ...scene, sweep: { 'run.tolerance': [1e-5, 1e-8] } }, { kind: 'cpu', adapter: 'float64', software: true, reason: 'run.tolerance 1e-8 is finer than float32 resolves (1e-6)' }],
] as const)('%s, %s: %#', async (found, choice, input, backend) => {
  const there = platform(found);
  expect(await backendFor(there, input, choice)).toEqual(backend);
  expect(there.held).toBe(0);
});

it('without one that was asked for, and for a wrong scene, it throws as a run does', async () => {
  await expect(backendFor(platform(null), scene, 'gpu')).rejects.toThrow('no GPU: no adapter to speak of');
  await expect(backendFor(platform('hardware'), { ...scene, material: { ...scene.material, alpha: -1 } }, 'auto')).rejects.toThrow('material.alpha: expected 0 <= alpha, got -1');
});

it('is what Simulation.create takes', async () => {
  for (const backend of ['auto', 'cpu'] as const) {
    const simulation = await Simulation.create(scene, { backend });
    expect(await chooseBackend(scene, backend)).toEqual(simulation.backend);
    simulation.destroy();
  }
});
