/**
 * Saslow's form has negative heat where kappa |d|^2 > alpha, and says so: a wall of an isolated wire that a field pushes. There E =
 * -xi Ms d.B/sigma, so that the wire's damping is alpha - kappa d d^T, and B at right angles to m lies along d: with m = tanh and sech of
 * s = x/D the heat is gamma Ms B^2 (2 alpha D - (4/3) kappa/D) a cross-section. docs/physics.md, section 11.
 */
import { describe, expect, it } from 'vitest';
import type { SceneInput } from '../../src/scene/schema.js';
import { Simulation } from '../../src/node/index.js';
import { largest, near, small } from '../support/measured.js';
import { E, GAMMA, HBAR } from '../support/oracle/constants.js';

const Ms = 8e5, A = 1.3e-11, K = 1e5, alpha = 0.05, P = 0.6, D = Math.sqrt(A / K), dx = 1e-9, dy = 1e-7, dz = 5e-9, field = 5e-2;
/** The conductivity at which kappa/D^2 is this many alpha. */
const conductivity = (ratio: number) => (ratio * alpha * D ** 2 * 4 * E ** 2 * Ms) / (GAMMA * HBAR ** 2 * P ** 2);

const wire = (ratio: number, run: SceneInput['run'], more: Partial<SceneInput> = {}): SceneInput => ({
  grid: { cells: [160, 1], cellSize: [dx, dy, dz] },
  material: { Ms, A, alpha, anisotropy: [{ axis: [1, 0, 0], Ku1: K }] },
  initial: { kind: 'wall', left: [1, 0, 0], centre: [0, 1, 0], right: [-1, 0, 0], at: 80.5 * dx },
  field: { B: [field, 0, 0] },
  transport: { polarization: P, conductivity: conductivity(ratio), closure: 'landau-lifshitz', leads: [] },
  run: { tolerance: 1e-8, ...run },
  ...more,
});

async function run(scene: SceneInput) {
  const simulation = await Simulation.create(scene, { backend: 'cpu' });
  const before = simulation.notes, table = await simulation.run(), after = simulation.notes;
  simulation.destroy();
  return { before, after, column: (name: string) => table.column(name) };
}

describe('a wall that a field pushes', () => {
  const line = /^transport\.closure: kappa \|grad m\|\^2 = (\S+) exceeds alpha = 0\.05 at x = (\S+) m at t = (\S+) s: the heat of docs\/physics\.md section 11 can become negative there$/;

  it.each([0.9, 1.2, 2])('kappa/D^2 of %f alpha', async (ratio) => {
    const { before, after, column } = await run(wire(ratio, { duration: 1e-11 }, { output: { sampleEvery: 1e-12 } }));
    const heat = ['P_gilbert', 'P_joule', 'P_cross'].map((name) => column(name)[0]).reduce((a, b) => a + b);
    near('heat at t = 0', heat, GAMMA * Ms * field ** 2 * dy * dz * (2 * alpha * D - (4 / 3) * ratio * alpha * D), 0.02); // 1e-3 to 5e-3, cells of D/11
    near('bound', column('bound')[0], ratio, 1e-3); // 1.6e-4
    small('ledger', largest(column('ledger')), 1e-7);
    expect(before.length).toBe(ratio > 1 ? 1 : 0);
    expect(after).toEqual(before);
    if (ratio < 1) return;
    const [, value, x, t] = line.exec(before[0])!.map(Number);
    near('value', value, ratio * alpha, 1e-3);
    expect([x, t]).toEqual([8.05e-8, 0]);
  });

  it('is noticed when it becomes narrow enough on its way', async () => {
    // A hard axis along z makes it narrower as it turns out of the plane.
    const hard = { material: { Ms, A, alpha, anisotropy: [{ axis: [1, 0, 0] as [number, number, number], Ku1: K }, { axis: [0, 0, 1] as [number, number, number], Ku1: -8e4 }] } };
    const { before, after, column } = await run(wire(0.8, { duration: 5e-11 }, { ...hard, field: { B: [0.2, 0, 0] }, output: { sampleEvery: 1e-11 } }));
    const bound = column('bound'), first = bound.findIndex((x) => x > 1);
    expect([before, after.length]).toEqual([[], 1]);
    expect(first).toBeGreaterThan(0);
    const [, value, x, t] = line.exec(after[0])!.map(Number);
    near('value', value, bound[first] * alpha, 1e-3);
    near('t', t, column('t')[first], 1e-3);
    small('from the wall to the place, in D', Math.abs(x - column('wall_x')[first]) / D, 0.5);
  });
});
