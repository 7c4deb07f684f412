/** Means over the latest part of a run that is worth averaging over. */
import type { Curves } from './curves.js';
import type { Means } from './theory.js';

export interface Measured {
  readonly means: Means;
  /** How often the wall turned over in what was averaged over; 0 where it does not, and the last quarter of the time was taken. */
  readonly turnings: number;
  /** Whether the run goes on without the wall, and the means are those of the time before. */
  readonly gone: boolean;
}

/** A start that is left out where the wall turns: it begins with the profile of a wall at rest. */
const SETTLING = 0.1;

/**
 * A turning wall goes to and fro, so only whole turnings have a mean; a wall that has not turned once settles, so
 * only the last quarter of the time counts. Null as long as there is too little.
 * @param turning by how much a wall turns until it stands as before, rad
 */
export function measure(curves: Curves, turning: number = Math.PI): Measured | null {
  const end = curves.x.findIndex(Number.isNaN);
  const gone = end >= 0;
  const { t, x, phi, emf, pumped } = gone ? (Object.fromEntries(Object.entries(curves).map(([key, values]: [string, number[]]) => [key, values.slice(0, end)])) as unknown as Curves) : curves;
  const last = t.length - 1;
  if (last < 4) return null;
  const settled = t.findIndex((time) => time >= t[0] + SETTLING * (t[last] - t[0]));
  // A strip's wall has no angle.
  const turned = phi.length > 0 ? phi[last] - phi[settled] : 0;
  const turnings = Math.floor(Math.abs(turned) / turning);
  const start = turnings > 0 ? timeAt(t, phi, phi[last] - Math.sign(turned) * turnings * turning, settled) : t[0] + 0.75 * (t[last] - t[0]);
  const span = t[last] - start;
  const mean = (y: number[]) => integral(t, y, start) / span;
  return {
    means: { velocity: (x[last] - valueAt(t, x, start)) / span, turning: phi.length > 0 ? (phi[last] - valueAt(t, phi, start)) / span : NaN, emf: mean(emf), pumped: mean(pumped) },
    turnings,
    gone,
  };
}

/** The last time at which y was at `level`, from row `from` on. */
function timeAt(t: number[], y: number[], level: number, from: number): number {
  for (let i = t.length - 1; i > from; i--) {
    const before = y[i - 1] - level;
    const after = y[i] - level;
    if (before * after <= 0 && before !== after) return t[i - 1] + ((t[i] - t[i - 1]) * before) / (before - after);
  }
  return t[from];
}

function valueAt(t: number[], y: number[], time: number): number {
  const i = Math.max(1, t.findIndex((here) => here >= time));
  return y[i - 1] + ((y[i] - y[i - 1]) * (time - t[i - 1])) / (t[i] - t[i - 1]);
}

/** Of y from `start` to the end, by trapezia. */
function integral(t: number[], y: number[], start: number): number {
  let sum = 0;
  for (let i = t.length - 1; i > 0 && t[i] > start; i--) {
    const from = Math.max(start, t[i - 1]);
    const first = t[i - 1] >= start ? y[i - 1] : valueAt(t, y, start);
    sum += ((first + y[i]) / 2) * (t[i] - from);
  }
  return sum;
}
