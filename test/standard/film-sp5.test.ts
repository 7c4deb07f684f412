/**
 * muMAG standard problem 5: a vortex that a current shifts, settled, at 4 nm cells. The table's own 2 nm cells, where the two
 * codes agree to 1e-5 all along, and the other beta are in test/slow.
 */
import { describe, it } from 'vitest';
import { small } from '../support/measured.js';
import { problem5, rowsOf } from '../support/oracle/filmProblems.js';
import { relaxedFilm, runFrom } from '../support/oracle/filmRun.js';

describe('cpu: standard problem 5', () => {
  it('beta 0.05: settles where the published solutions do, within 1 % of Ms', async () => {
    const scene = problem5(0.05, 25, 8e-9, 1e-9);
    const r = await runFrom(scene, await relaxedFilm(scene), 'cpu');
    const last = rowsOf('sp5-beta0.05-50x50x1').at(-1)!, core = rowsOf('sp5-beta0.05-core').at(-1)!;
    // 8.3e-3, of which 7e-3 is the grid's (4 nm for 2) and the rest the last of the swing
    small('mx', r.column('mx').at(-1)! - last[1], 1e-2);
    small('my', r.column('my').at(-1)! - last[2], 1e-2); // 6e-4
    small('mz', r.column('mz').at(-1)! - last[3], 1e-2); // 1.5e-3
    small('core x, nm', 1e9 * (r.column('core_x').at(-1)! - 5e-8 - core[1]), 0.3); // 0.06
    small('core y, nm', 1e9 * (r.column('core_y').at(-1)! - 5e-8 - core[2]), 1); // 0.56
  });
});
