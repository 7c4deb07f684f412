/** A run of a film begins by checking its engine's magnetostatic field. */
import { afterEach, expect, it, vi } from 'vitest';
import { RunError, Simulation, type SceneInput } from '../../src/node/index.js';

const spoiled = { factor: 1 };
vi.mock('../../src/math/filmSpectrum.js', async (original) => {
  const real = await original<typeof import('../../src/math/filmSpectrum.js')>();
  return { ...real, filmSpectrum: (...args: Parameters<typeof real.filmSpectrum>) => real.filmSpectrum(...args).map((x) => spoiled.factor * x) };
});
afterEach(() => {
  spoiled.factor = 1;
});

const scene: SceneInput = {
  grid: { cells: [10, 6], cellSize: [5e-9, 5e-9, 5e-9] }, material: { Ms: 8e5, A: 1.3e-11, alpha: 0.5 }, demag: 'full',
  initial: { kind: 'uniform', m: [1, 0.2, 0] }, run: { duration: 2e-11 },
};

async function last(demagCheck?: boolean): Promise<readonly number[]> {
  const simulation = await Simulation.create(scene, { backend: 'cpu', demagCheck });
  const { rows } = await simulation.run();
  simulation.destroy();
  return rows.at(-1)!;
}

it('changes nothing where all is well', async () => {
  expect(await last()).toEqual(await last(false));
});

it('refuses to run on a wrong tensor, with numbers, unless told not to look', async () => {
  spoiled.factor = 1 + 1e-6;
  await expect(last()).rejects.toThrow(RunError);
  await expect(last()).rejects.toThrow(/^the magnetostatic field fails its check: in cell \d+, \d+ .* mu0 Ms where direct summation gives/);
  expect((await last(false)).length).toBeGreaterThan(10);
});
