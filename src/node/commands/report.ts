/** What a finished run says in the terminal: a few lines a person wants to see before opening any file. */
import type { ParsedTable } from '../../io/csv.js';
import { formatClock, formatSi, shortNumber } from '../../io/si.js';
import { alignRows } from '../terminal.js';
import type { RunSummary } from './context.js';

/** Columns of the table that the report reads, where they are there. */
export const REPORT_COLUMNS = ['t', 'wall_x', 'P_gilbert', 'P_joule', 'P_cross', 'ledger'] as const;

/** Lines of the report. `wallClock` in seconds. */
export function report(table: ParsedTable, summary: RunSummary, wallClock: number): string[] {
  const has = (name: string): boolean => table.columns.some((column) => column.name === name);
  const last = (name: string): number => table.column(name)[table.rows - 1];
  const rows: string[][] = [];
  const mean = (label: string, key: string, unit: string): void => {
    const value = summary.mean?.[key];
    if (value !== undefined && Number.isFinite(value)) rows.push([label, formatSi(value, unit), 'mean over the second half']);
  };

  if (has('wall_x') && table.rows > 0) {
    const start = table.column('wall_x').find(Number.isFinite) ?? NaN;
    rows.push(['wall moved', formatSi(last('wall_x') - start, 'm'), `from ${formatSi(start, 'm')} to ${formatSi(last('wall_x'), 'm')}`]);
  }
  mean('wall velocity', 'wall_v', 'm/s');
  mean('angle rate', 'phi_rate', 'rad/s');
  mean('emf', 'emf', 'V');
  mean('current', 'I', 'A');
  if (has('t') && has('P_gilbert') && has('P_joule') && has('P_cross') && table.rows > 1) rows.push(heat(table));
  if (has('ledger') && table.rows > 0) rows.push(['ledger residual', shortNumber(last('ledger'), 2), 'relative, energy balance from start to end']);
  if (summary.steps !== undefined) rows.push(['steps', String(summary.steps), summary.rejected === undefined ? '' : `and ${summary.rejected} rejected`]);
  rows.push(['wall clock', formatClock(wallClock), '']);
  return alignRows(rows, 1);
}

/** Dissipated energy by its parts, by the trapezoid rule over the samples. */
function heat(table: ParsedTable): string[] {
  const t = table.column('t');
  const parts = [
    ['Gilbert', 'P_gilbert'],
    ['Joule', 'P_joule'],
    ['cross', 'P_cross'],
  ].map(([label, name]) => {
    const power = table.column(name);
    let energy = 0;
    for (let i = 1; i < table.rows; i++) energy += ((power[i] + power[i - 1]) / 2) * (t[i] - t[i - 1]);
    return { label, energy };
  });
  const total = parts.reduce((sum, part) => sum + part.energy, 0);
  return ['dissipated', formatSi(total, 'J'), parts.map((part) => `${part.label} ${formatSi(part.energy, 'J', 3)}`).join(', ')];
}
