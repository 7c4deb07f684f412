/** What a finished run says in the terminal: a few lines a person wants to see before opening any file. */
import { formatClock, formatSi, shortNumber } from '../../io/si.js';
import type { Summary } from '../../run/simulation.js';
import type { Scene } from '../../scene/schema.js';
import { alignRows } from '../terminal.js';

/** `wallStart` is the wall's first position in m, NaN without a wall; `wallClock` in seconds. */
export function report(scene: Scene, summary: Summary, wallStart: number, wallClock: number): string[] {
  const { mean, final, energy } = summary;
  const rows: string[][] = [];
  const add = (label: string, value: number | null | undefined, unit: string, remark: string): void => {
    if (value !== null && value !== undefined && Number.isFinite(value)) rows.push([label, formatSi(value, unit), remark]);
  };
  const half = 'mean over the second half';

  const end = final.wall_x ?? NaN;
  add('wall moved', end - wallStart, 'm', `from ${formatSi(wallStart, 'm')} to ${formatSi(end, 'm')}`);
  add('wall velocity', mean.wall_v, 'm/s', half);
  add('angle rate', mean.phi_rate, 'rad/s', half);
  if (scene.grid.cells[1] > 1) rows.push(...filmRows(summary));
  if (scene.transport) add('emf', mean.emf, 'V', half);
  if (scene.transport) add('current', mean.I, 'A', half);
  add('pumped current', pumpedCurrent(scene, mean.emf), 'A', 'of that, from the emf');
  const parts = [`Gilbert ${formatSi(energy.gilbert, 'J', 3)}`];
  if (scene.transport) parts.push(`Joule ${formatSi(energy.joule, 'J', 3)}`, `cross ${formatSi(energy.cross, 'J', 3)}`);
  add('dissipated', energy.gilbert + energy.joule + energy.cross, 'J', parts.join(', '));
  if (typeof final.ledger === 'number') rows.push(['ledger residual', shortNumber(final.ledger, 2), 'energy unaccounted for, relative']);
  rows.push(['steps', String(summary.steps), `and ${summary.rejected} rejected`]);
  rows.push(['wall clock', formatClock(wallClock), '']);
  return alignRows(rows, 1);
}

/** The texture of a film at the end, and how its core went round. */
function filmRows({ final, gyration }: Summary): string[][] {
  const rows: string[][] = [];
  const has = (value: number | null | undefined): value is number => typeof value === 'number';
  const { core_x, core_y, core_p, charge, mx, my, mz } = final;
  if (has(mx) && has(my) && has(mz)) rows.push(['mean m', [mx, my, mz].map((x) => x.toFixed(4)).join(', '), 'along x, y, z at the end']);
  if (has(core_x) && has(core_y)) rows.push(['core', `${formatSi(core_x, 'm')}, ${formatSi(core_y, 'm')}`, has(core_p) ? `pointing ${core_p > 0 ? 'up' : 'down'}, from the grid's lower left corner` : '']);
  if (has(charge)) rows.push(['topological charge', shortNumber(Number(charge.toFixed(4))), 'at the end']);
  if (has(gyration?.frequency) && has(gyration.radius)) {
    rows.push(['gyration', formatSi(gyration.frequency, 'Hz'), `${gyration.sense === 1 ? 'counter-clockwise' : 'clockwise'}, radius ${formatSi(gyration.radius, 'm', 3)}, over the second half`]);
  }
  return rows;
}

/** What the emf alone sends round a closed circuit, emf/(R_wire + R_load), A; null for other closures. */
function pumpedCurrent({ transport, grid }: Scene, emf: number | null): number | null {
  if (emf === null || transport?.closure !== 'circuit' || !transport.conductivity) return null;
  const { cells, cellSize } = grid;
  const resistance = (cells[0] * cellSize[0]) / (transport.conductivity * cells[1] * cellSize[1] * cellSize[2]);
  return emf / (resistance + transport.load);
}
