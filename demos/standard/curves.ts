/** What of a run's table is compared: SI units, oldest first. */
import type { Column } from 'spinmotive';

export const COLUMNS = ['t', 'mx', 'my', 'mz', 'core_x', 'core_y'] as const;
export const COMPONENTS = ['mx', 'my', 'mz'] as const;

export type ColumnName = (typeof COLUMNS)[number];
export type Component = (typeof COMPONENTS)[number];
export type Curves = Record<ColumnName, number[]>;

export const noCurves = (): Curves => ({ t: [], mx: [], my: [], mz: [], core_x: [], core_y: [] });

/** @param rows in the order of `columns` */
export function append(curves: Curves, rows: readonly (readonly number[])[], columns: readonly Column[]): void {
  for (const name of COLUMNS) {
    const k = columns.findIndex((column) => column.name === name);
    for (const row of rows) curves[name].push(row[k]);
  }
}

/** Keeps the first rows. */
export function cut(curves: Curves, rows: number): void {
  for (const name of COLUMNS) curves[name].length = rows;
}
