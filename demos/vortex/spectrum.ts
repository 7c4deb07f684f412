/**
 * How the core goes round, from the Fourier transform of x + i y: counter-clockwise is a positive frequency, clockwise a negative one. The
 * window is a Gaussian, whose own transform is one: the logarithm of a peak is a parabola, and three points of it give its top.
 */
import type { Trace } from './trace.js';

export interface Spectrum {
  /** Hz, from -SPAN to SPAN. */
  readonly frequency: readonly number[];
  /** Radius of an orbit of that frequency, m. */
  readonly radius: readonly number[];
}

export interface Gyration {
  /** Hz, positive counter-clockwise. */
  readonly frequency: number;
  /** m */
  readonly radius: number;
}

/** Hz */
export const SPAN = 2.5e9;
const STEP = 2.5e7;
/** s that are looked back over, and that must be there for a peak to mean something. */
const LOOK_BACK = 8e-9;
const LEAST = 7e-10;
/** Half the window over the Gaussian's standard deviation. */
const NARROW = 2.5;
/** m: below this the core is at rest. */
const STILL = 2e-10;

/** Of the latest stretch with the same polarity; null as long as that is too short. */
export function spectrum({ t, x, y, polarity }: Trace): Spectrum | null {
  const last = t.length - 1;
  let first = last;
  while (first > 0 && polarity[first - 1] === polarity[last] && Number.isFinite(x[first - 1]) && t[last] - t[first - 1] <= LOOK_BACK) first--;
  if (last < 0 || t[last] - t[first] < LEAST) return null;
  const middle = (t[first] + t[last]) / 2;
  const deviation = (t[last] - t[first]) / 2 / NARROW;
  const weight = Array.from({ length: last - first + 1 }, (_, k) => Math.exp(-(((t[first + k] - middle) / deviation) ** 2) / 2));
  const total = weight.reduce((a, b) => a + b, 0);
  const mean = (values: readonly number[]) => weight.reduce((sum, w, k) => sum + w * values[first + k], 0) / total;
  const [x0, y0] = [mean(x), mean(y)];

  const frequency: number[] = [];
  const radius: number[] = [];
  for (let f = -SPAN; f <= SPAN * (1 + 1e-9); f += STEP) {
    let re = 0;
    let im = 0;
    for (let k = 0; k < weight.length; k++) {
      const angle = 2 * Math.PI * f * (t[first + k] - middle);
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      const [dx, dy] = [weight[k] * (x[first + k] - x0), weight[k] * (y[first + k] - y0)];
      re += dx * c + dy * s;
      im += dy * c - dx * s;
    }
    frequency.push(f);
    radius.push(Math.hypot(re, im) / total);
  }
  return { frequency, radius };
}

/** The largest peak; null where the core stands still. */
export function gyration({ frequency, radius }: Spectrum): Gyration | null {
  const top = radius.indexOf(Math.max(...radius));
  if (top < 1 || top > radius.length - 2 || radius[top] < STILL) return null;
  const [a, b, c] = [radius[top - 1], radius[top], radius[top + 1]].map(Math.log);
  const off = (a - c) / (2 * (a - 2 * b + c));
  return { frequency: frequency[top] + off * STEP, radius: Math.exp(b - ((a - c) * off) / 4) };
}
