/**
 * The text of sweep.csv: a line of names, then a line for each point: the swept values by their paths, the means over the second half of its run, what it came
 * to, and whether it is done. Numbers as in table.csv; text that holds a comma is quoted as in RFC 4180.
 */
import type { Column } from '../observe/columns.js';
import type { SweepPoint } from '../run/sweep.js';
import { pointValues, type Sweep } from '../scene/sweep.js';
import { formatNumber } from './csv.js';

/** What is kept of a point that is over: plain JSON. */
export type StoredPoint = Pick<SweepPoint, 'index' | 'failure' | 'summary' | 'regime'>;

/** A column of sweep.csv behind those of the swept paths. */
export interface SweepColumn extends Column {
  readonly of: (point: StoredPoint) => number | string | null;
}

/** Of the last row of a point's table what the drive and the clock say is left out. */
const NOT_FINAL = new Set(['t', 'steps', 'dt']);

/** @param columns of the points' tables, as of planSweep */
export function sweepColumns(columns: readonly Column[]): SweepColumn[] {
  const has = (name: string) => columns.some((column) => column.name === name);
  const mean = (name: 'wall_v' | 'phi_rate' | 'emf' | 'I', unit: string, what: string): SweepColumn => ({ name: `mean.${name}`, unit, doc: `mean ${what} over the second half`, of: ({ summary }) => summary?.mean[name] ?? null });
  const gyration: SweepColumn[] = [
    { name: 'gyration.frequency', unit: 'Hz', doc: 'frequency of the core over the second half', of: ({ summary }) => summary?.gyration?.frequency ?? null },
    { name: 'gyration.radius', unit: 'm', doc: 'radius of the core\'s path over the second half', of: ({ summary }) => summary?.gyration?.radius ?? null },
  ];
  return [
    mean('wall_v', 'm/s', 'wall velocity'), mean('phi_rate', 'rad/s', 'rate of the wall\'s angle'), mean('emf', 'V', 'emf'), mean('I', 'A', 'current'),
    ...(has('core_x') ? gyration : []),
    ...(has('wall_phi') ? [{ name: 'regime', unit: '', doc: 'pinned, viscous, precessing, or undecided where the run was too short to tell', of: ({ regime }: StoredPoint) => regime ?? '' }] : []),
    ...columns.filter(({ name }) => !NOT_FINAL.has(name)).map(({ name, unit, doc }) => ({ name: `final.${name}`, unit, doc: `${doc}, at the end`, of: ({ summary }: StoredPoint) => summary?.final[name] ?? null })),
    { name: 'steps', unit: '', doc: 'accepted steps', of: ({ summary }) => summary?.steps ?? 0 },
    { name: 'rejected', unit: '', doc: 'rejected steps', of: ({ summary }) => summary?.rejected ?? 0 },
    { name: 'status', unit: '', doc: 'done or failed', of: ({ failure }) => (failure === null ? 'done' : 'failed') },
  ];
}

/** @param points in any order; each gets a row, sorted by its index */
export function sweepCsv(sweep: Sweep, columns: readonly SweepColumn[], points: Iterable<StoredPoint>): string {
  const head = [...sweep.axes.map(({ path }) => path), ...columns.map(({ name }) => name)];
  const rows = [...points].sort((a, b) => a.index - b.index).map((point) => [...pointValues(sweep, point.index), ...columns.map(({ of }) => of(point) ?? NaN)]);
  return `${[head, ...rows].map((row) => row.map(cell).join(',')).join('\n')}\n`;
}

function cell(value: unknown): string {
  const text = typeof value === 'number' ? formatNumber(value) : typeof value === 'string' ? value : JSON.stringify(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
