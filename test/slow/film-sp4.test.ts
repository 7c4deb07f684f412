/** muMAG standard problem 4: both fields on both engines to 0.6 ns, and field 1 at half the cells. */
import { beforeAll, describe, it } from 'vitest';
import { between, distance, small } from '../support/measured.js';
import { firstFall, problem4, rowsOf } from '../support/oracle/filmProblems.js';
import { relaxedFilm, runFrom } from '../support/oracle/filmRun.js';

let start: Float64Array;
beforeAll(async () => {
  start = await relaxedFilm(problem4(1, 1e-9, 5e-12));
}, 600_000);

describe('standard problem 4', () => {
  it.each([1, 2] as const)('field %i: both engines agree to 0.6 ns', async (field) => {
    const scene = problem4(field, 6e-10, 1e-11);
    const cpu = await runFrom(scene, start, 'cpu');
    const gpu = await runFrom(scene, start, 'gpu');
    for (const name of ['mx', 'my', 'mz']) small(name, distance(gpu.column(name), cpu.column(name)), 2e-3);
    if (field === 1) {
      const rows = rowsOf('sp4-field1-128x32').filter((_, i) => i % 2 === 0).slice(0, 61);
      (['mx', 'my', 'mz'] as const).forEach((name, c) => small(name, distance(gpu.column(name), rows.map((row) => row[c + 1])), 2e-3));
    }
  });

  it('field 1, 256 x 64 cells: the first crossing', async () => {
    const finer = new Float64Array(4 * start.length);
    for (let y = 0; y < 64; y++) for (let x = 0; x < 256; x++) finer.set(start.subarray(3 * ((y >> 1) * 128 + (x >> 1)), 3 * ((y >> 1) * 128 + (x >> 1)) + 3), 3 * (y * 256 + x));
    const r = await runFrom(problem4(1, 2e-10, 5e-12, 2), finer, 'cpu');
    between('crossing, ns', 1e9 * firstFall(r.column('t'), r.column('mx')), 0.136, 0.139);
    const rows = rowsOf('sp4-field1-128x32').slice(0, 41);
    (['mx', 'my', 'mz'] as const).forEach((name, c) => small(name, distance(r.column(name), rows.map((row) => row[c + 1])), 2e-2));
  });
});
