/** What a finished run says in the terminal: a few lines a person wants to see before opening any file. */
import { formatClock, formatSi, shortNumber } from '../../io/si.js';
import type { Summary } from '../../run/simulation.js';
import { needsPotential } from '../../scene/film.js';
import { drivenLeads, leadNames } from '../../scene/leads.js';
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
  add('pumped current', pumpedCurrent(scene, summary), 'A', 'of that, from the emf');
  if (needsPotential(scene)) rows.push(...leadRows(scene, summary));
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

/** What the emf alone sends round a closed circuit of two leads, over all that resists it, A; null for others. */
function pumpedCurrent({ transport }: Scene, { mean: { emf }, resistance }: Summary): number | null {
  if (emf === null || !transport || resistance === undefined || transport.loads.length > 0) return null;
  const drives = drivenLeads(transport).map(({ drive }) => drive);
  if (drives.length !== 2 || drives.some(({ kind }) => kind !== 'voltage')) return null;
  return emf / drives.reduce((sum, drive) => sum + (drive.kind === 'voltage' ? drive.resistance : 0), resistance);
}

/** How the magnet conducts, and what stands and flows at its leads and probes in the end. */
function leadRows({ transport }: Scene, { final, resistance, energy }: Summary): string[][] {
  const names = leadNames({ transport });
  const rows: string[][] = [];
  if (resistance !== undefined) rows.push(['resistance', formatSi(resistance, 'ohm'), `from ${names[0]} to ${names[1]}, of the magnet at rest`]);
  for (const name of names) {
    const { [`U_${name}`]: U, [`I_${name}`]: I } = final;
    if (typeof U === 'number' && typeof I === 'number') rows.push([`lead ${name}`, formatSi(U, 'V'), `${formatSi(I, 'A')} into the magnet, at the end`]);
  }
  for (const { name } of transport?.probes ?? []) {
    const V = final[`V_${name}`];
    if (typeof V === 'number') rows.push([`probe ${name}`, formatSi(V, 'V'), 'at the end']);
  }
  if (names.length > 0) rows.push(['through the leads', formatSi(energy.leadWork, 'J'), 'energy that came in']);
  return rows;
}
