/**
 * muMAG standard problem 2 for small particles, 5 d x d x 0.1 d with the field along [1, 1, 1], where the magnetization turns
 * as one: the coercive field by full magnetostatics, by demagnetizing factors and by the energy of one moment.
 * The closed form of the limit is H_c = 0.05707 Ms: M. J. Donahue, D. G. Porter et al., muMAG (NIST), problem 2.
 */
import { describe, it } from 'vitest';
import type { SceneInput } from '../../src/scene/schema.js';
import { blockFactor } from '../support/demag.js';
import { near } from '../support/measured.js';
import { MU0 } from '../support/oracle/constants.js';
import { firstFall } from '../support/oracle/filmProblems.js';
import { runFilm } from '../support/oracle/filmRun.js';

const Ms = 8e5, edge = 1e-8;
const factors: [number, number, number] = [blockFactor(edge, edge / 10, 5 * edge), blockFactor(5 * edge, edge / 10, edge), blockFactor(5 * edge, edge, edge / 10)];

/** H/Ms at which m . [1, 1, 1] falls through zero, of one moment that follows its minimum of energy as the field falls. */
function coercivity(): number {
  let m = [1, 1, 1].map((v) => v / Math.sqrt(3));
  const settle = (h: number) => {
    for (let k = 0; k < 4000; k++) {
      const B = m.map((v, c) => h / Math.sqrt(3) - factors[c] * v);
      const along = m.reduce((s, v, c) => s + v * B[c], 0);
      m = m.map((v, c) => v + 0.5 * (B[c] - along * v));
      const size = Math.hypot(...m);
      m = m.map((v) => v / size);
    }
    return (m[0] + m[1] + m[2]) / Math.sqrt(3);
  };
  for (let h = 0.08; h > -0.05; h -= 0.005) settle(h);
  let last = 0, at = -0.05;
  for (; at > -0.07; at -= 5e-5) {
    const now = settle(at);
    if (now < 0) return -at - (5e-5 * now) / (now - last);
    last = now;
  }
  return NaN;
}

const sceneOf = (cells: [number, number], cellSize: [number, number, number], demag: SceneInput['demag']): SceneInput => ({
  grid: { cells, cellSize },
  material: { Ms, A: 1.3e-11, alpha: 1 },
  demag,
  initial: { kind: 'uniform', m: [1, 1, 1] },
  field: { B: [1, 1, 1].map((v) => (v * MU0 * Ms) / Math.sqrt(3)) as [number, number, number], waveform: { kind: 'table', t: [0, 3e-9, 2.3e-8], w: [0.08, -0.0565, -0.058] } },
  run: { duration: 2.3e-8 },
  output: { sampleEvery: 5e-11 },
});

const particles: [string, SceneInput, number][] = [
  ['one cell, demagnetizing factors', sceneOf([1, 1], [5 * edge, edge, edge / 10], { factors }), 4e-3], // 1.6e-3: the field falls on while m turns
  ['one cell, full magnetostatics', sceneOf([1, 1], [5 * edge, edge, edge / 10], 'full'), 4e-3],
  ['five cells, full magnetostatics', sceneOf([5, 1], [edge, edge, edge / 10], 'full'), 2e-2],
];

describe('cpu: hysteresis of a small particle', () => {
  const expected = coercivity();
  it('one moment has the known coercivity', () => near('H_c/Ms', expected, 0.05707, 1e-3));

  it.each(particles)('%s', async (_name, scene, tolerance) => {
    const r = await runFilm(scene, 'cpu');
    const along = r.column('mx').map((v, i) => v + r.column('my')[i] + r.column('mz')[i]);
    const t = firstFall(r.column('t'), along);
    const h = t < 3e-9 ? 0.08 - (0.1365 * t) / 3e-9 : -0.0565 - (0.0015 * (t - 3e-9)) / 2e-8;
    near('H_c/Ms', -h, expected, tolerance);
  });
});
