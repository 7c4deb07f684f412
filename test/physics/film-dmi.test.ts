/** What the Dzyaloshinskii-Moriya interaction must do: the period of a spiral, the canting at an edge, a skyrmion that stays. */
import { describe, expect, it } from 'vitest';
import type { SceneInput } from '../../src/scene/schema.js';
import { largest, near, small } from '../support/measured.js';
import { runFilm } from '../support/oracle/filmRun.js';

const Ms = 1e6, A = 1.5e-11;
/** s: relaxation itself is what is looked at. */
const relaxed = { duration: 1e-13, relaxFirst: 'without-drive' } as const;

/** Mean angle per cell of the rotation of m in a plane along x, between two cells. */
function pitch(m: Float64Array, from: number, to: number, a: number, b: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) {
    const o = 3 * i;
    sum += Math.atan2(m[o + a] * m[o + 3 + b] - m[o + b] * m[o + 3 + a], m[o + a] * m[o + 3 + a] + m[o + b] * m[o + 3 + b]);
  }
  return sum / (to - from);
}

describe('cpu: spiral', () => {
  // A strip open at both ends finds its own period; m starts in the plane in which it will turn, with a wall to start from.
  it.each([['interfacial', 0], ['bulk', 1]] as const)('%s DMI: period 4 pi A/|D|, and its sense', async (kind, b) => {
    const D = 3e-3, dx = 1e-9, cells = 128;
    const scene: SceneInput = {
      grid: { cells: [cells, 1], cellSize: [dx, 5e-9, 1e-9] },
      material: { Ms, A, alpha: 0.5, dmi: { [kind]: D } },
      initial: { kind: 'wall', left: [0, 0, 1], centre: kind === 'interfacial' ? [-1, 0, 0] : [0, 1, 0], right: [0, 0, -1], at: 6.4e-8, width: 2e-8 },
      run: relaxed,
    };
    const r = await runFilm(scene, 'cpu');
    const angle = pitch(r.final, 32, 96, 2, b);
    near('period', (2 * Math.PI * dx) / Math.abs(angle), (4 * Math.PI * A) / D, 0.01); // 3.3e-3 = (D dx/2A)^2/3, the grid's
    expect(angle).toBeLessThan(0); // both energies are D theta' for m that turns from z to x or to y
  });
});

describe('cpu: edges', () => {
  it('interfacial DMI cants m at a free edge as Rohart and Thiaville say', async () => {
    // S. Rohart, A. Thiaville, PRB 88, 184422 (2013): dm/dn = (D/2A) (z x n) x m at an edge; from the first integral of the
    // profile in x, A theta'^2 = K sin^2 theta, the angle of m at the edge has sin theta = D/(2 sqrt(A K)), the domain far away along z.
    const K = 8e5, D = 2e-3, width = Math.sqrt(A / K), dx = width / 12;
    const r = await runFilm({
      grid: { cells: [240, 2], cellSize: [dx, dx, 1e-9], periodic: [false, true] },
      material: { Ms, A, alpha: 0.5, anisotropy: [{ axis: [0, 0, 1], Ku1: K }], dmi: { interfacial: D } },
      initial: { kind: 'uniform', m: [0, 0, 1] },
      run: relaxed,
    }, 'cpu');
    const mx = (i: number) => r.final[3 * i];
    // to the edge itself, half a cell out of the last centre
    const angle = (i: number) => Math.asin(mx(i));
    const edge = (i: number, j: number, k: number) => (15 * angle(i) - 10 * angle(j) + 3 * angle(k)) / 8;
    const expected = Math.asin(D / (2 * Math.sqrt(A * K)));
    near('left', Math.abs(edge(0, 1, 2)), expected, 0.02); // 1.2e-4
    near('right', Math.abs(edge(239, 238, 237)), expected, 0.02);
    expect(Math.sign(mx(0))).toBe(-Math.sign(mx(239)));
    // F = D (mz dmx/dx - mx dmz/dx) = D theta', m = (sin theta, 0, cos theta): D > 0 wants theta to fall with x, most at the free ends.
    expect(mx(0)).toBeGreaterThan(0);
    small('middle', mx(120), 1e-4); // the canting dies within a few widths
  });
});

describe('cpu: skyrmion', () => {
  it.each([[1, 3.2e-3], [-1, 3.2e-3]] as const)('of polarity %i relaxes and keeps its charge', async (polarity, D) => {
    const r = await runFilm({
      grid: { cells: [48, 48], cellSize: [1.5e-9, 1.5e-9, 1e-9], periodic: [true, true] },
      material: { Ms: 5.8e5, A, alpha: 0.5, anisotropy: [{ axis: [0, 0, 1], Ku1: 6e5 }], dmi: { interfacial: D } },
      initial: { kind: 'skyrmion', polarity, radius: 8e-9 },
      run: { duration: 2e-10 },
    }, 'cpu');
    const charge = r.column('charge');
    small('charge', largest(charge.map((q) => q - polarity)), 1e-9); // 4e-15
    small('at rest, T', r.column('max_torque').at(-1)!, 2e-3);
    // still a skyrmion of some size: a few per cent of the film points the core's way
    const inside = Array.from({ length: 48 * 48 }, (_, i) => polarity * r.final[3 * i + 2]).filter((z) => z > 0).length;
    expect(inside).toBeGreaterThan(20);
    expect(inside).toBeLessThan(600);
  });
});
