/** Where a skyrmion is, in a film that is perpendicular everywhere else, across a periodic edge too. */
import { expect, test } from 'vitest';
import { skyrmionCore } from '../../src/observe/texture.js';
import { initialMagnetization } from '../../src/scene/initial.js';
import { parseScene } from '../../src/scene/parse.js';

const film = (at: [number, number], polarity: 1 | -1) =>
  initialMagnetization(
    parseScene({
      grid: { cells: [64, 48], cellSize: [1e-9, 1e-9, 1e-9] },
      material: { Ms: 8e5, A: 1.3e-11, alpha: 0.1 },
      initial: { kind: 'skyrmion', polarity, radius: 1e-8, width: 2e-9, at },
      run: { duration: 1e-9 },
    }),
  );

test.each<[[number, number], 1 | -1]>([[[3.2e-8, 2.4e-8], 1], [[2.63e-8, 2.81e-8], -1]])('at %j of polarity %i', (at, polarity) => {
  const m = film(at, polarity);
  for (const periodic of [false, true]) {
    const core = skyrmionCore(m, 64, 48, polarity, periodic, periodic)!;
    // Cells are in or out by their middle: measured 0.02 of a cell.
    expect(Math.hypot(core.x + 0.5 - at[0] * 1e9, core.y + 0.5 - at[1] * 1e9)).toBeLessThan(0.05);
    expect(core.polarity).toBe(polarity);
  }
});

test('across a periodic edge', () => {
  const m = film([3.2e-8, 2.4e-8], 1);
  const turned = m.map((_, k) => m[3 * (Math.floor(k / 192) * 64 + ((Math.floor(k / 3) + 30) % 64)) + (k % 3)]);
  expect(skyrmionCore(turned, 64, 48, 1, true)!.x).toBeCloseTo(1.5, 6);
});

test('null where nothing points along', () => {
  expect(skyrmionCore([0, 0, -1, 1, 0, 0], 2, 1, 1)).toBeNull();
});
