/**
 * Discrete Fourier transforms in float64, of any length whose prime factors are 2, 3, 5 and 7:
 *   X_k = sum_j x_j exp(-2 pi i j k / n), inverse with +, neither divided by n.
 * Stockham's order: no bit reversal, one pass a factor between two buffers.
 *
 * Source: C. Van Loan, Computational Frameworks for the Fast Fourier Transform (SIAM, 1992), sections 1.7 and 2.2.
 */

import { assemblePasses } from './fftAssembly.js';
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
    // From the nearest quarter turn, of two that are as near the one nearer to 1: symmetric roots are so to the last bit.
    const quarter = 2 * k < n ? Math.ceil((4 * k) / n - 0.5) : Math.round((4 * k) / n);
    const angle = (Math.PI * (4 * k - quarter * n)) / (2 * n);
    const c = Math.cos(angle), s = Math.sin(angle);
    const odd = quarter % 2 === 1, sign = quarter === 1 || quarter === 2 ? -1 : 1;
    roots[2 * k] = (odd ? s : c) * sign;
    roots[2 * k + 1] = (odd ? c : s) * (quarter === 2 || quarter === 3 ? 1 : -1);
  }
  return roots;
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

/** A transform of one length with room for some rows; make once, use often. In WebAssembly where there is any. */
export class Fft {
  readonly n: number;
  private readonly steps: readonly Step[];
  private readonly room: number;
  private readonly assembly: Assembly | null;
  /** The numbers are in the first of the two, the other is for the next pass. */
  private buffers: readonly [Float64Array, Float64Array];

  /** Room for `rows` rows. Throws RangeError where n has other prime factors than 2, 3, 5, 7. */
  static ofLength(n: number, rows = 1): Fft {
    const plan = Number.isInteger(n) && n >= 1 ? factors(n) : null;
    if (!plan) throw new RangeError(`a transform of length ${n} is not among those of factors 2, 3, 5, 7`);
    return new Fft(plan, twiddleTable(plan), rows);
  }

  /**
   * @param radices their product is the length  @param table starts with `twiddleTable(radices)`  @param rows most rows at a time
   * @param plain keeps to JavaScript, for comparison
   */
  constructor(radices: readonly number[], table: Float64Array, rows: number, plain = false) {
    let span = 1;
    this.steps = radices.map((radix) => {
      const step = { radix, span, twiddles: table.subarray(2 * (span - 1), 2 * (span * radix - 1)) };
      span *= radix;
      return step;
    });
    this.n = span;
    this.room = rows;
    const length = 2 * span * rows;
    this.assembly = plain ? null : assemble(radices, length, table.subarray(0, 2 * (span - 1)));
    this.buffers = this.assembly?.buffers ?? [new Float64Array(length), new Float64Array(length)];
  }

  /** Whether the passes run in WebAssembly. */
  get assembled(): boolean {
    return this.assembly !== null;
  }

  /** Where the numbers go and, after `run`, the results are: element k of row b of `count` is the complex number at 2 (k count + b). */
  get data(): Float64Array {
    return this.buffers[0];
  }

  /**
   * Transforms what is in `data`; the results are in `data`, which may then be another array.
   * @param count rows, at most as many as there is room for
   * @param filled elements from this on are taken for zero, whatever is there
   * @param wanted results from this on may be left undone
   */
  run(count: number, inverse = false, filled = this.n, wanted = this.n): void {
    const { n, steps, assembly } = this;
    if (count > this.room) throw new RangeError(`${count} rows, there is room for ${this.room}`);
    const upperIsZero = 2 * filled <= n && steps.length > 0 && steps[0].radix in firstOfHalf;
    const read = upperIsZero ? n / 2 : n;
    if (filled < read) this.data.fill(0, 2 * filled * count, 2 * read * count);
    steps.forEach((step, i) => {
      const [from, to] = this.buffers;
      const half = i === 0 && upperIsZero, lower = i === steps.length - 1 && 2 * wanted <= n;
      if (assembly) {
        assembly.passes[`${half ? 'half' : 'pass'}${step.radix}`](n, count, step.span, from.byteOffset, to.byteOffset, assembly.twiddles + 16 * (step.span - 1), inverse ? 1 : 0, lower ? 1 : 0);
      } else {
        (half ? firstOfHalf[step.radix] : (passes[step.radix] ?? passOfAny))(step, n, count, from, to, inverse ? 1 : 0, lower);
      }
      this.buffers = [to, from];
    });
  }
}

interface Assembly {
  readonly passes: Readonly<Record<string, (...args: number[]) => void>>;
  readonly buffers: readonly [Float64Array, Float64Array];
  /** Address of the twiddles. */
  readonly twiddles: number;
}

const pageBytes = 65536;

/** Null where the host has no WebAssembly, none for pairs of numbers or no memory of that kind left, and for radices that are not written out. */
function assemble(radices: readonly number[], length: number, table: Float64Array): Assembly | null {
  try {
    const pages = Math.ceil((8 * (2 * length + table.length)) / pageBytes);
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    const instance = new WebAssembly.Instance(new WebAssembly.Module(assemblePasses(radices)), { host: { memory } });
    new Float64Array(memory.buffer, 16 * length).set(table);
    return {
      passes: instance.exports as unknown as Assembly['passes'],
      buffers: [new Float64Array(memory.buffer, 0, length), new Float64Array(memory.buffer, 8 * length, length)],
      twiddles: 16 * length,
    };
  } catch {
    return null;
  }
}
