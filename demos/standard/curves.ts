/** What is kept of a run: the columns of its table that are compared, SI units, oldest first. */
export const COLUMNS = ['t', 'mx', 'my', 'mz', 'core_x', 'core_y'] as const;
export const COMPONENTS = ['mx', 'my', 'mz'] as const;

export type ColumnName = (typeof COLUMNS)[number];
export type Component = (typeof COMPONENTS)[number];
export type Curves = Record<ColumnName, number[]>;

export const noCurves = (): Curves => ({ t: [], mx: [], my: [], mz: [], core_x: [], core_y: [] });

/** @param rows in the order of COLUMNS */
export function append(curves: Curves, rows: readonly (readonly number[])[]): void {
  for (const row of rows) COLUMNS.forEach((name, k) => curves[name].push(row[k]));
}
