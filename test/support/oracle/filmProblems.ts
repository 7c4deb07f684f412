/** muMAG standard problems 4 and 5 as scenes, and the tables of other codes in test/standard/data. */
import { readFileSync } from 'node:fs';
import type { SceneInput } from '../../../src/scene/schema.js';
import { E, HBAR } from './constants.js';

/** rad/(s T), 2.211e5 m/(A s) over mu0: what the tables were made with. */
export const GAMMA_TABLES = 1.75946e11;
const permalloy = { Ms: 8e5, A: 1.3e-11, gamma: GAMMA_TABLES };

/** Problem 4, 500 x 125 x 3 nm: R. D. McMichael, M. J. Donahue et al., muMAG (NIST). `finer` 2 halves the cells. */
export function problem4(field: 1 | 2, duration: number, sampleEvery: number, finer = 1): SceneInput {
  return {
    grid: { cells: [128 * finer, 32 * finer], cellSize: [3.90625e-9 / finer, 3.90625e-9 / finer, 3e-9] },
    material: { ...permalloy, alpha: 0.02 },
    demag: 'full',
    initial: { kind: 'uniform', m: [1, 0.1, 0] },
    field: { B: field === 1 ? [-24.6e-3, 4.3e-3, 0] : [-35.5e-3, -6.3e-3, 0] },
    run: { duration },
    output: { sampleEvery },
  };
}

/** Problem 5, 100 x 100 x 10 nm, n x n cells: M. Najafi et al., J. Appl. Phys. 105, 113914 (2009); b j = u > 0, u = 72.35 m/s/(1 + beta^2). */
export function problem5(beta: number, n: number, duration: number, sampleEvery: number): SceneInput {
  const u = 72.35 / (1 + beta ** 2);
  return {
    grid: { cells: [n, n], cellSize: [100e-9 / n, 100e-9 / n, 10e-9] },
    material: { ...permalloy, alpha: 0.1 },
    demag: 'full',
    initial: { kind: 'vortex', circulation: 1, polarity: 1 },
    transport: { polarization: 1, beta, conductivity: 1e7, j: [(2 * E * permalloy.Ms * u) / (GAMMA_TABLES * HBAR), 0] },
    run: { duration, gradientOrder: 2 },
    output: { sampleEvery },
  };
}

/** The rows of a table in test/standard/data, numbers only. */
export function rowsOf(name: string): number[][] {
  return readFileSync(new URL(`../../standard/data/${name}.csv`, import.meta.url), 'utf8').trim().split('\n').slice(1).map((line) => line.split(',').map(Number));
}

/** The time at which y first falls through zero, linear between samples; NaN if it never does. */
export function firstFall(t: ArrayLike<number>, y: ArrayLike<number>): number {
  for (let i = 1; i < t.length; i++) if (y[i - 1] > 0 && y[i] <= 0) return t[i - 1] + ((t[i] - t[i - 1]) * y[i - 1]) / (y[i - 1] - y[i]);
  return NaN;
}
