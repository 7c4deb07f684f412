/** muMAG standard problem 5: beta 0.05 and 0.5 with another code's cells along its table, and all beta settled. */
import { describe, expect, it } from 'vitest';
import { largest, near, small } from '../support/measured.js';
import { problem5, rowsOf } from '../support/oracle/filmProblems.js';
import { relaxedFilm, runFrom } from '../support/oracle/filmRun.js';

describe('cpu: standard problem 5', () => {
  it.each([0.05, 0.5])('beta %f: <m>(t) and the core to 1.2 ns at 2 nm cells', async (beta) => {
    const scene = problem5(beta, 50, 1.2e-9, 1e-11);
    const r = await runFrom(scene, await relaxedFilm(scene), 'cpu');
    const t = r.column('t'), at = (time: number) => t.findIndex((v) => Math.abs(v - time) < 1e-13);
    const within = (rows: number[][]) => rows.filter(([time]) => at(time) >= 0);
    const rows = within(rowsOf(`sp5-beta${beta}-50x50x1`)), core = within(rowsOf(`sp5-beta${beta}-core`));
    expect([rows.length, core.length]).toEqual([13, 13]);
    const against = (table: number[][], c: number, name: string) => table.map((row) => r.column(name)[at(row[0])] - row[c]);
    // beta 0.05: 3e-6 to 14 ns, where this was measured once: the last digit of the table
    (['mx', 'my', 'mz'] as const).forEach((name, c) => small(name, largest(against(rows, c + 1, name)), 1e-4));
    // their core is found by another rule than ours, which is 0.04 nm off where the core is between four cells
    (['core_x', 'core_y'] as const).forEach((name, c) => small(`${name}, nm`, largest(against(core, c + 1, name).map((v) => 1e9 * v - 50)), 0.3));
  });

  it('all beta settled, at 4 nm cells', async () => {
    const start = await relaxedFilm(problem5(0, 25, 1e-9, 1e-9));
    const settled = new Map<number, { x: number; y: number; mx: number; my: number }>();
    for (const beta of [0, 0.05, 0.1, 0.5]) {
      const r = await runFrom(problem5(beta, 25, 12e-9, 1e-9), start, 'cpu');
      settled.set(beta, { x: r.column('core_x').at(-1)! - 5e-8, y: r.column('core_y').at(-1)! - 5e-8, mx: r.column('mx').at(-1)!, my: r.column('my').at(-1)! });
    }
    for (const beta of [0.05, 0.5]) {
      const last = rowsOf(`sp5-beta${beta}-50x50x1`).at(-1)!;
      small(`beta ${beta}: mx`, settled.get(beta)!.mx - last[1], 1e-2); // 7e-3 and 6e-3: the grid
      small(`beta ${beta}: my`, settled.get(beta)!.my - last[2], 1e-2); // 1e-4 and 2e-3
    }
    // Thiele: the shift across the current is that of u, the shift along it that of beta u.
    small('beta 0: along the current, nm', 1e9 * settled.get(0)!.x, 0.05); // 6e-3, the last of the swing
    near('beta 0: across', settled.get(0)!.y, settled.get(0.05)!.y, 0.02); // 9e-3
    near('beta 0.1: <my>, the shift along', settled.get(0.1)!.my / settled.get(0.05)!.my, 2 * ((1 + 0.05 ** 2) / (1 + 0.1 ** 2)), 0.05); // -1.8 %
    near('beta 0.1: across', settled.get(0.1)!.y, settled.get(0.05)!.y, 0.03); // -1.8 %
  });
});
