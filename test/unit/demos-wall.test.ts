/** What the wall lab averages over: whole turnings of a wall, and only while there is one. */
import { expect, test } from 'vitest';
import { emptyCurves, type Curves } from '../../demos/wall/curves.js';
import { measure } from '../../demos/wall/means.js';

/** A wall whose speed swings once a turning, for 2.8 of them; after `gone` it is there no more. */
function turning(period: number, gone = Infinity): Curves {
  const curves = emptyCurves();
  for (let k = 0; k <= 2800; k++) {
    const turns = k / 1000;
    const there = turns <= gone;
    curves.t.push(turns * 1e-9);
    curves.x.push(there ? (3 * turns + Math.sin(2 * Math.PI * turns)) * 1e-9 : NaN);
    curves.phi.push(there ? turns * period : NaN);
    curves.emf.push(there ? 5e-6 + 1e-6 * Math.cos(2 * Math.PI * turns) : 0);
    curves.pumped.push(0);
  }
  return curves;
}

test('a wall is averaged over turnings after which it stands as before: by half a turn, by a full one where it is chiral', () => {
  for (const period of [Math.PI, 2 * Math.PI]) {
    const { means, turnings } = measure(turning(period), period)!;
    expect(turnings).toBe(2);
    expect(means.velocity).toBeCloseTo(3, 6);
    expect(means.turning / (period / 1e-9)).toBeCloseTo(1, 9);
    expect(means.emf).toBeCloseTo(5e-6, 12);
  }
  // Half of a chiral wall's turning has another mean.
  expect(Math.abs(measure(turning(2 * Math.PI), Math.PI)!.means.velocity - 3)).toBeGreaterThan(0.1);
});

test('of a wall that leaves the wire, what was before', () => {
  const before = measure(turning(Math.PI, 2.3), Math.PI)!;
  expect(before.gone).toBe(true);
  expect(before.turnings).toBe(2);
  expect(before.means.velocity).toBeCloseTo(3, 6);
  expect(before.means.emf).toBeCloseTo(5e-6, 12);
  expect(measure(turning(Math.PI))!.gone).toBe(false);
  expect(measure(turning(Math.PI, -1))).toBeNull();
});
