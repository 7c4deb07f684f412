/** A run beside the table of its problem: how far it is off, how far it may be, and what follows. */
import { COMPONENTS, type Curves } from './curves.js';
import type { Allowed, Problem } from './problems.js';

export interface Finding {
  readonly what: string;
  readonly unit: string;
  /** SI units in one unit of the page. */
  readonly scale: number;
  /** Of this run and of the table, SI: where they are furthest apart, or the one value that counts. Null: this run has none. */
  readonly value: number | null;
  readonly reference: number;
  /** s, where the two are furthest apart; null where only one value counts. */
  readonly at: number | null;
  /** Infinity where the run should have a value and has none. */
  readonly off: number;
  readonly allowed: number;
  readonly pass: boolean;
}

export type Verdict = 'pass' | 'fail' | 'open';

/** All that can be said so far. @param done whether the run is over: then the core is where it stays */
export function findings(problem: Problem, curves: Curves, allowed: Allowed, done: boolean): Finding[] {
  if (curves.t.length === 0) return [];
  const components = COMPONENTS.map((name) => {
    const { at, value, reference } = furthest(problem, curves, name);
    return finding({ what: `mean ${name}`, unit: '', scale: 1, value, reference, at, allowed: allowed.m });
  });
  return [...components, ...(problem.core ? settledCore(problem, curves, allowed, done) : crossing(problem, curves, allowed))];
}

export function verdictOf(list: readonly Finding[], done: boolean): Verdict {
  if (list.some(({ pass }) => !pass)) return 'fail';
  return done && list.length > 0 ? 'pass' : 'open';
}

/** Rows of the run that the table has too, with the row of the table. A run may end between two rows. */
export function shared(problem: Problem, { t }: Curves): { row: number; entry: number }[] {
  const times = problem.table.column('t');
  return t.flatMap((time, row) => {
    const entry = Math.round(time / problem.rowEvery);
    return entry < times.length && Math.abs(times[entry] - time) < 1e-3 * problem.rowEvery ? [{ row, entry }] : [];
  });
}

/** The time at which y first falls through zero, linear between samples; null if it never does. */
export function firstFall(t: readonly number[], y: readonly number[]): number | null {
  for (let i = 1; i < t.length; i++) if (y[i - 1] > 0 && y[i] <= 0) return t[i - 1] + ((t[i] - t[i - 1]) * y[i - 1]) / (y[i - 1] - y[i]);
  return null;
}

function furthest(problem: Problem, curves: Curves, name: (typeof COMPONENTS)[number]): { at: number; value: number; reference: number } {
  const table = problem.table.column(name);
  const rows = shared(problem, curves).map(({ row, entry }) => ({ at: curves.t[row], value: curves[name][row], reference: table[entry] }));
  return rows.reduce((worst, row) => (distance(row) > distance(worst) ? row : worst));
}

/** What is no number is as far off as can be. */
function distance({ value, reference }: { value: number | null; reference: number }): number {
  return value === null || !Number.isFinite(value) ? Infinity : Math.abs(value - reference);
}

function finding(known: Omit<Finding, 'off' | 'pass'>): Finding {
  const off = distance(known);
  return { ...known, off, pass: off <= known.allowed };
}

/** Nothing until the run is past the time at which it should have happened. */
function crossing({ table }: Problem, { t, mx }: Curves, allowed: Allowed): Finding[] {
  const reference = firstFall(table.column('t'), table.column('mx'));
  const value = firstFall(t, mx);
  const last = t[t.length - 1];
  if (reference === null || (value === null && last <= reference + allowed.crossing)) return [];
  return [finding({ what: 'first zero of mean mx', unit: 'ns', scale: 1e-9, value, reference, at: null, allowed: allowed.crossing })];
}

/** Only of a run that has had the problem's whole time. */
function settledCore({ core, duration, scene, grids }: Problem, curves: Curves, allowed: Allowed, done: boolean): Finding[] {
  const last = curves.t.length - 1;
  if (!core || !done || curves.t[last] < duration * (1 - 1e-9)) return [];
  const { cells, cellSize } = scene(grids[0]).grid;
  return (['core_x', 'core_y'] as const).map((name, axis) => {
    const value = curves[name][last] - (cells[axis] * cellSize[axis]) / 2;
    const reference = core.column(name).at(-1) ?? NaN;
    return finding({ what: `settled core, ${'xy'[axis]}`, unit: 'nm', scale: 1e-9, value, reference, at: null, allowed: allowed.core[axis] });
  });
}
