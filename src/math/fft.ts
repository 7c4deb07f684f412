/**
 * Discrete Fourier transforms in float64, of any length whose prime factors are 2, 3, 5 and 7:
 *   X_k = sum_j x_j exp(-2 pi i j k / n), inverse with +, neither divided by n.
 * Stockham's order: no bit reversal, one pass a factor between two buffers.
 *
 * Source: C. Van Loan, Computational Frameworks for the Fast Fourier Transform (SIAM, 1992), sections 1.7 and 2.2.
 */

import { firstOfHalf, passes, passOfAny, type Step } from './fftPasses.js';

/** Factors that passes are made of, the largest that pay first. */
export const radices = [8, 7, 5, 4, 3, 2] as const;

/** Whether n has no prime factor but 2, 3, 5, 7. */
export function isSmooth(n: number): boolean {
  let rest = n;
  for (const prime of [2, 3, 5, 7]) while (rest % prime === 0) rest /= prime;
  return rest === 1;
}

/** The smallest length from n on that has no prime factor but 2, 3, 5, 7. @param n an integer >= 1 */
export function goodSize(n: number): number {
  let size = n;
  while (!isSmooth(size)) size++;
  return size;
}

/**
 * n as a product of as few `allowed` factors as it takes, and of those with the smallest sum, in rising order; null where
 * there is none. 1 is the empty product. @param allowed in falling order
 */
export function factors(n: number, allowed: readonly number[] = radices): number[] | null {
  if (n === 1) return [];
  let best: number[] | null = null;
  allowed.forEach((factor, i) => {
    const rest = n % factor === 0 ? factors(n / factor, allowed.slice(i)) : null;
    if (rest && (!best || rest.length + 1 < best.length || (rest.length + 1 === best.length && sum(rest) + factor < sum(best)))) best = [...rest, factor];
  });
  return best;
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

/** cos and -sin of 2 pi k / n for k = 0 ... n - 1, interleaved: exp(-2 pi i k / n). Correct to the last digit or so. */
export function unitRoots(n: number): Float64Array {
  const roots = new Float64Array(2 * n);
  for (let k = 0; k < n; k++) {
    // Angles of an eighth of a turn or less, so that symmetric roots are symmetric to the last bit.
    const eighth = Math.round((8 * k) / n);
    const angle = (2 * Math.PI * (8 * k - eighth * n)) / (8 * n);
    const c = Math.cos(angle), s = Math.sin(angle);
    const [x, y] = turned(c, s, eighth % 8);
    roots[2 * k] = x;
    roots[2 * k + 1] = -y;
  }
  return roots;
}

/** (c, s) turned on by `eighth` eighths of a turn. */
function turned(c: number, s: number, eighth: number): [number, number] {
  const [x, y] = eighth % 2 === 0 ? [c, s] : [Math.SQRT1_2 * (c - s), Math.SQRT1_2 * (c + s)];
  switch (eighth >> 1) {
    case 0: return [x, y];
    case 1: return [-y, x];
    case 2: return [-x, -y];
    default: return [y, -x];
  }
}

/**
 * Twiddles of all passes, one after the other, n - 1 in all: those of a pass start at its span - 1, and that of input r
 * (from 1) at place k is exp(-2 pi i k r / (radix span)), at k (radix - 1) + r - 1. Span: the product of the radices before.
 */
export function twiddleTable(radices: readonly number[]): Float64Array {
  const n = radices.reduce((a, b) => a * b, 1);
  const roots = unitRoots(n);
  const table = new Float64Array(2 * (n - 1));
  let span = 1, to = 0;
  for (const radix of radices) {
    const stride = n / (radix * span);
    for (let k = 0; k < span; k++) {
      for (let r = 1; r < radix; r++) {
        table[to++] = roots[2 * k * r * stride];
        table[to++] = roots[2 * k * r * stride + 1];
      }
    }
    span *= radix;
  }
  return table;
}

/** A transform of one length, with its tables and buffers; make once, use often. */
export class Fft {
  private readonly steps: readonly Step[];
  private scratch: Float64Array = new Float64Array(0);

  /** Throws RangeError where n has other prime factors than 2, 3, 5, 7. */
  static ofLength(n: number): Fft {
    const plan = Number.isInteger(n) && n >= 1 ? factors(n) : null;
    if (!plan) throw new RangeError(`a transform of length ${n} is not among those of factors 2, 3, 5, 7`);
    return new Fft(plan, twiddleTable(plan));
  }

  readonly n: number;

  /** @param radices their product is the length  @param table starts with `twiddleTable(radices)` */
  constructor(radices: readonly number[], table: Float64Array) {
    let span = 1;
    this.steps = radices.map((radix) => {
      const step = { radix, span, twiddles: table.subarray(2 * (span - 1), 2 * (span * radix - 1)) };
      span *= radix;
      return step;
    });
    this.n = span;
  }

  /**
   * Transforms `count` interleaved rows in place: element k of row b is the complex number at 2 (k count + b).
   */
  transform(data: Float64Array, count = 1, inverse = false): void {
    if (this.scratch.length < 2 * this.n * count) this.scratch = new Float64Array(2 * this.n * count);
    const out = this.between(data, this.scratch, count, inverse);
    if (out !== data) data.set(out.subarray(0, 2 * this.n * count));
  }

  /**
   * The same from `data` by way of `other`, both at least as long; returns the one of the two that the results are in.
   * @param filled elements from this on are taken for zero, whatever is there
   * @param wanted results from this on may be left undone
   */
  between(data: Float64Array, other: Float64Array, count: number, inverse: boolean, filled = this.n, wanted = this.n): Float64Array {
    const { n, steps } = this;
    const upperIsZero = 2 * filled <= n && steps.length > 0 && steps[0].radix in firstOfHalf;
    const read = upperIsZero ? n / 2 : n;
    if (filled < read) data.fill(0, 2 * filled * count, 2 * read * count);
    let from = data, to = other;
    steps.forEach((step, i) => {
      const pass = i === 0 && upperIsZero ? firstOfHalf[step.radix] : (passes[step.radix] ?? passOfAny);
      pass(step, n, count, from, to, inverse ? 1 : 0, i === steps.length - 1 && 2 * wanted <= n);
      [from, to] = [to, from];
    });
    return from;
  }
}
