/** The float64 transform against the definition, by property of the length. */
import { describe, expect, it } from 'vitest';
import { factors, Fft, goodSize, isSmooth, twiddleTable, unitRoots } from '../../src/math/fft.js';
import { pcg4d, unitInterval } from '../../src/math/random.js';
import { small } from '../support/measured.js';

/** The definition, with angles reduced by whole turns before they meet a cosine. */
function definition(x: Float64Array, sign: 1 | -1): Float64Array {
  const n = x.length / 2;
  const out = new Float64Array(2 * n);
  for (let k = 0; k < n; k++) {
    for (let j = 0; j < n; j++) {
      const angle = (sign * 2 * Math.PI * ((j * k) % n)) / n;
      out[2 * k] += x[2 * j] * Math.cos(angle) - x[2 * j + 1] * Math.sin(angle);
      out[2 * k + 1] += x[2 * j] * Math.sin(angle) + x[2 * j + 1] * Math.cos(angle);
    }
  }
  return out;
}

function noise(length: number, seed: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => 2 * unitInterval(pcg4d(i, seed, 0, 0)[0]) - 1);
}

/** Root mean square of a - b over that of b. */
function apart(a: Float64Array, b: Float64Array): number {
  let difference = 0, size = 0;
  b.forEach((value, i) => {
    difference += (a[i] - value) ** 2;
    size += value ** 2;
  });
  return Math.sqrt(difference / size);
}

/** The transform of some rows, by default in WebAssembly. */
function transformed(fft: Fft, x: Float64Array, count = 1, inverse = false, filled = fft.n, wanted = fft.n): Float64Array {
  fft.data.set(x);
  fft.run(count, inverse, filled, wanted);
  return fft.data.slice(0, x.length);
}

const lengths: readonly (readonly [property: string, n: number])[] = [
  ['one', 1], ['prime length 2', 2], ['prime length 3', 3], ['prime length 5', 5], ['prime length 7', 7],
  ['one pass of 4', 4], ['one pass of 8', 8], ['an odd length of three factors', 105], ['a power of two', 128], ['a power of three', 81],
  ['a power of five', 125], ['a power of seven', 49], ['every factor once', 840], ['passes of every radix', 6720 / 4],
];

describe('the transform', () => {
  // Round-off grows as the root of the logarithm of n; the definition itself leaves 5e-15 at 1680.
  it.each(lengths)('of %s is the sum that defines it, both ways', (property, n) => {
    const x = noise(2 * n, n);
    const fft = Fft.ofLength(n);
    small(`${property}, forward`, apart(transformed(fft, x), definition(x, -1)), 1e-14);
    small(`${property}, inverse`, apart(transformed(fft, x, 1, true), definition(x, 1)), 1e-14);
  });

  it.each(lengths)('of %s is the same in WebAssembly and in JavaScript, to the last bit', (_, n) => {
    const radices = factors(n)!, table = twiddleTable(radices), count = 3;
    const x = noise(2 * n * count, n);
    // Falling back unnoticed, the comparison would be of one with itself.
    expect([false, true].map((plain) => new Fft(radices, table, count, plain).assembled)).toEqual([true, false]);
    for (const inverse of [false, true]) {
      for (const filled of [n, Math.floor(n / 2), Math.ceil(n / 3)]) {
        const [assembled, plain] = [false, true].map((kind) => transformed(new Fft(radices, table, count, kind), x, count, inverse, filled));
        expect([...assembled]).toEqual([...plain]);
      }
    }
  });

  it('takes to WebAssembly at all', () => {
    expect(Fft.ofLength(8).data.buffer).not.toBeInstanceOf(SharedArrayBuffer);
    expect(Fft.ofLength(8).data.buffer.byteLength).toBe(65536);
    expect(new Fft([8], twiddleTable([8]), 1, true).data.buffer.byteLength).toBe(128);
  });

  it('of interleaved rows is that of each', () => {
    const n = 60, count = 5;
    const rows = Array.from({ length: count }, (_, b) => noise(2 * n, b));
    const mixed = new Float64Array(2 * n * count);
    rows.forEach((row, b) => row.forEach((value, i) => (mixed[2 * ((i >> 1) * count + b) + (i & 1)] = value)));
    const all = transformed(Fft.ofLength(n, count), mixed, count);
    const fft = Fft.ofLength(n);
    rows.forEach((row, b) => {
      expect(Array.from({ length: 2 * n }, (_, i) => all[2 * ((i >> 1) * count + b) + (i & 1)])).toEqual([...transformed(fft, row)]);
    });
    expect(() => fft.run(2)).toThrow('2 rows, there is room for 1');
  });

  it('of passes of 16 and 10, which are not written out, is the same', () => {
    const x = noise(2 * 320, 5);
    const radices = [2, 16, 10];
    small('radices 2, 16, 10', apart(transformed(new Fft(radices, twiddleTable(radices), 1), x), transformed(Fft.ofLength(320), x)), 2e-15);
  });

  it.each([[40, 17], [64, 32], [64, 20], [128, 100], [27, 13]])('of length %i takes elements from %i on for zero, and may leave results from there on undone', (n, filled) => {
    const count = 2, x = noise(2 * n * count, n), fft = Fft.ofLength(n, count);
    const whole = transformed(fft, x.slice().fill(0, 2 * filled * count), count, true);
    const lower = transformed(fft, x, count, true, filled, filled).subarray(0, 2 * filled * count);
    small('lower part', apart(lower, whole.subarray(0, 2 * filled * count)), 1e-15);
  });

  it('there and back is n times what it was, at full length', () => {
    const n = 8192, x = noise(2 * n, 3), fft = Fft.ofLength(n);
    const back = transformed(fft, transformed(fft, x), 1, true);
    small('there and back', apart(back.map((value) => value / n), x), 1e-15);
  });

  it('refuses other lengths', () => {
    for (const n of [0, -4, 11, 2.5, 22]) expect(() => Fft.ofLength(n)).toThrow(RangeError);
  });
});

describe('lengths', () => {
  it('good ones are the next without other prime factors', () => {
    expect([1, 2, 11, 13, 127, 249, 999, 1023, 8191].map(goodSize)).toEqual([1, 2, 12, 14, 128, 250, 1000, 1024, 8192]);
    for (let n = 1; n < 2000; n++) {
      const size = goodSize(n);
      expect(isSmooth(size) && size >= n && factors(size)?.reduce((a, b) => a * b, 1) === size).toBe(true);
      for (let smaller = n; smaller < size; smaller++) expect(factors(smaller)).toBeNull();
    }
  });

  it('are cut into as few factors as it takes', () => {
    expect(factors(1024)).toEqual([4, 4, 8, 8]);
    expect(factors(1000)).toEqual([5, 5, 5, 8]);
    expect(factors(1)).toEqual([]);
    expect(factors(1024, [16, 8, 4, 2])).toEqual([8, 8, 16]);
    expect(factors(4096, [16, 8, 4, 2])).toEqual([16, 16, 16]);
    expect(factors(22)).toBeNull();
  });

  it('roots of one lie on the circle and mirror each other to the last bit', () => {
    for (const n of [8, 60, 1000]) {
      const roots = unitRoots(n);
      for (let k = 1; k < n; k++) {
        expect(Math.abs(roots[2 * k] - Math.cos((2 * Math.PI * k) / n))).toBeLessThan(5e-16 * Math.PI);
        expect(Math.abs(roots[2 * k + 1] + Math.sin((2 * Math.PI * k) / n))).toBeLessThan(5e-16 * Math.PI);
        expect(roots[2 * k] === roots[2 * (n - k)] && roots[2 * k + 1] === -roots[2 * (n - k) + 1]).toBe(true);
      }
    }
    expect([...unitRoots(4)].map((x) => x + 0)).toEqual([1, 0, 0, -1, -1, 0, 0, 1]);
  });
});
