/** What the pictures of a sweep show of its points, and along which axes. */
import { axisMeaning, pointValues, type Sweep } from '../scene/sweep.js';
import { siPrefix } from './si.js';
import type { StoredPoint, SweepColumn } from './sweepTable.js';

/** An axis with its numbers as they are drawn. */
export interface DrawnAxis {
  /** `Non-adiabaticity`-like titles are nowhere to be had; the path says it best. */
  readonly title: string;
  readonly log: boolean;
  /** Multiplies values of the path. */
  readonly factor: number;
}

export interface Quantity {
  readonly title: string;
  /** One for each point, as drawn; NaN where there is none. */
  readonly values: readonly number[];
}

/** How an axis of a study is put in place of its path: `beta/alpha` for transport.beta. */
export interface AxisWords {
  readonly title: string;
  readonly factor: number;
}

export const REGIME_COLOURS: Readonly<Record<string, string>> = { pinned: '#999999', viscous: '#56B4E9', precessing: '#D55E00', undecided: '#EFE3B4' };

/** Whether every value of every axis is a number, and of a logarithmic one positive. */
export const isNumeric = ({ axes }: Sweep): boolean => axes.every(({ values }) => values.every((value) => typeof value === 'number'));

export function drawnAxis(sweep: Sweep, k: number, words: AxisWords | undefined): DrawnAxis {
  const { path, values, spacing } = sweep.axes[k];
  const log = spacing === 'log';
  if (words) return { title: words.title, log, factor: words.factor };
  const { unit } = axisMeaning(sweep, path);
  const { symbol, factor } = unit === '' ? { symbol: '', factor: 1 } : siPrefix(Math.max(...(values as number[]).map(Math.abs)));
  return { title: unit === '' ? path : `${path} (${symbol}${unit})`, log, factor };
}

/** Titles of what is drawn, by column of sweep.csv. */
const TITLES: Readonly<Record<string, string>> = { 'mean.wall_v': 'Wall velocity', 'mean.emf': 'emf', 'mean.I': 'Current', 'gyration.frequency': 'Gyration frequency' };
const WITHOUT_WALLS: Readonly<Record<string, string>> = { 'final.mx': 'Mean mx at the end', 'final.my': 'Mean my at the end', 'final.mz': 'Mean mz at the end' };

/** The quantities that differ from point to point. */
export function quantities(columns: readonly SweepColumn[], points: readonly StoredPoint[]): Quantity[] {
  const shown = (titles: Readonly<Record<string, string>>) => columns.filter(({ name }) => Object.hasOwn(titles, name)).flatMap(({ name, unit, of }) => {
    const values = points.map((point) => (point.failure === null ? Number(of(point) ?? NaN) : NaN));
    const finite = values.filter(Number.isFinite);
    const size = Math.max(...finite.map(Math.abs));
    if (finite.length === 0 || Math.max(...finite) - Math.min(...finite) <= 1e-9 * size) return [];
    const { symbol, factor } = unit === '' ? { symbol: '', factor: 1 } : siPrefix(size);
    return [{ title: unit === '' ? titles[name] : `${titles[name]} (${symbol}${unit})`, values: values.map((value) => value * factor) }];
  });
  const moving = shown(TITLES);
  return moving.length > 0 ? moving : shown(WITHOUT_WALLS);
}

/** Coordinates of points along axis k, as drawn. */
export const along = (sweep: Sweep, points: readonly StoredPoint[], k: number, axis: DrawnAxis): number[] => points.map(({ index }) => (pointValues(sweep, index)[k] as number) * axis.factor);
