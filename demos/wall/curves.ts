/** The columns of the table that the lab draws and compares, as they grow. */
import type { Column } from 'spinmotive';

/** SI units, oldest first. What a scene has no column for is empty. */
export interface Curves {
  readonly t: number[];
  readonly x: number[];
  readonly v: number[];
  readonly phi: number[];
  readonly emf: number[];
  readonly current: number[];
  /** Of the current the part that the wall pumps: what is left of it without the battery. */
  readonly pumped: number[];
  readonly P_gilbert: number[];
  readonly P_joule: number[];
  readonly P_cross: number[];
  readonly P_in: number[];
}

const COLUMNS = { t: 't', x: 'wall_x', v: 'wall_v', phi: 'wall_phi', emf: 'emf', current: 'I', P_gilbert: 'P_gilbert', P_joule: 'P_joule', P_cross: 'P_cross', P_in: 'P_in' } as const;

export const emptyCurves = (): Curves => ({ t: [], x: [], v: [], phi: [], emf: [], current: [], pumped: [], P_gilbert: [], P_joule: [], P_cross: [], P_in: [] });

/**
 * Adds what the table has got since.
 * @param ohm of the whole circuit at a time, s: of the current the battery's part can be 100,000 times larger than the wall's, and their difference round-off
 */
export function extend(curves: Curves, columns: readonly Column[], rows: readonly (readonly number[])[], ohm: (time: number) => number): void {
  const at = (name: string) => columns.findIndex((column) => column.name === name);
  const places = Object.entries(COLUMNS).map(([key, name]) => [curves[key as keyof Curves], at(name)] as const).filter(([, place]) => place >= 0);
  const withoutVelocity = at(COLUMNS.v) < 0;
  for (let k = curves.t.length; k < rows.length; k++) {
    for (const [curve, place] of places) curve.push(rows[k][place]);
    curves.pumped.push((curves.emf[k] ?? 0) / ohm(curves.t[k]));
    // A strip's table has no velocity: it is that since the sample before.
    if (withoutVelocity) curves.v.push(k === 0 ? NaN : (curves.x[k] - curves.x[k - 1]) / (curves.t[k] - curves.t[k - 1]));
  }
}

/** The rows from a time (s) on. */
export function curvesSince(curves: Curves, time: number): Curves {
  if (time === 0) return curves;
  const first = curves.t.findIndex((t) => t >= time);
  return Object.fromEntries(Object.entries(curves).map(([key, values]: [string, number[]]) => [key, first < 0 ? [] : values.slice(first)])) as unknown as Curves;
}
