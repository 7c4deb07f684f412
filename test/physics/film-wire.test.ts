/** A wire solved by a film's kernels, ny = 1, has the numbers of the wire's own: every column and m, to round-off. */
import { describe, expect, it } from 'vitest';
import type { SceneInput } from '../../src/scene/schema.js';
import { largest, distance, small } from '../support/measured.js';
import { evolveFilm, runFilm } from '../support/oracle/filmRun.js';

const wire = (more: Partial<SceneInput>, run: Partial<SceneInput['run']> = {}): SceneInput => ({
  grid: { cells: [64, 1], cellSize: [4e-9, 6e-8, 5e-9] },
  material: { Ms: 8e5, A: 1.3e-11, alpha: 0.05, anisotropy: [{ axis: [1, 0, 0], Ku1: 3e4 }, { kind: 'cubic', Kc1: 5e3 }] },
  demag: { factors: [0.02, 0.12, 0.86] },
  initial: { kind: 'wall', left: [1, 0, 0], centre: [0, 1, 0.3], right: [-1, 0, 0], at: 1.1e-7, width: 2e-8 },
  field: { B: [5e-3, 2e-3, 0], waveform: { kind: 'sine', frequency: 2e9, offset: 1 } },
  transport: { polarization: 0.6, beta: 0.1, conductivity: 4e6, closure: 'prescribed', j: [3e12, 0] },
  ...more,
  run: { duration: 1e-10, tolerance: 1e-7, ...run },
  output: { sampleEvery: 2e-11 },
});

const cases: [string, SceneInput][] = [
  ['current given', wire({})],
  ['second order', wire({}, { gradientOrder: 2 })],
  ['no magnetostatics, open', wire({ demag: 'none', transport: { polarization: 0.6, beta: 0.1, closure: 'open' } })],
  ['local', wire({ transport: { polarization: 0.6, beta: 0.1, conductivity: 3e7, closure: 'local' } })],
  ['a ring', wire({ grid: { cells: [64, 1], cellSize: [4e-9, 6e-8, 5e-9], periodic: [true, false] }, initial: { kind: 'random', seed: 4 } })],
  ['Runge-Kutta 4', wire({}, { method: 'rk4', fixedStep: 1e-13 })],
];

const names = ['mx', 'my', 'mz', 'E_exchange', 'E_anisotropy', 'E_zeeman', 'E_total', 'max_torque', 'jx', 'I', 'emf', 'P_gilbert', 'P_joule', 'P_cross', 'P_in', 'dt'];

describe('cpu: a wire as a film', () => {
  it.each(cases)('%s', async (_name, scene) => {
    const a = await runFilm(scene, 'cpu'), b = await evolveFilm(scene, a.initial);
    expect(distance(a.initial, a.final)).toBeGreaterThan(0.1);
    small('m', distance(a.final, b.final), 1e-10); // 1.5e-12; the columns: 4e-13, dt, which the error's last bits set, 1e-10
    for (const name of names) {
      const scale = largest(a.column(name));
      if (scale > 0) small(name, distance(a.column(name), b.column(name)) / scale, 1e-9);
      else small(name, largest(b.column(name)), 0);
    }
  });
});
