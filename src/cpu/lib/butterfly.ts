/** Twin of shaders/lib/butterfly.wgsl and dft.wgsl: a pass fetches its numbers, transforms them and puts them down. */

/** A complex number, as [real, imaginary]. */
export type Complex = readonly [number, number];

/** One butterfly of `radix` numbers: the sum that defines it, straight on. */
export function butterfly(radix: number, number: (r: number) => Complex, put: (r: number, value: Complex) => void): void {
  dft(Array.from({ length: radix }, (_, r) => number(r))).forEach((value, r) => put(r, value));
}

export function dft(x: readonly Complex[]): Complex[] {
  const n = x.length;
  return x.map((_, k) => {
    let re = 0, im = 0;
    x.forEach(([a, b], j) => {
      const angle = (2 * Math.PI * ((j * k) % n)) / n;
      const c = Math.cos(angle), s = Math.sin(angle);
      re += a * c + b * s;
      im += b * c - a * s;
    });
    return [re, im];
  });
}

export function times([a, b]: Complex, [c, d]: Complex): Complex {
  return [a * c - b * d, a * d + b * c];
}

/** Real and imaginary part exchanged: a transform of such numbers, exchanged once more, is the inverse. */
export function swapped([a, b]: Complex): Complex {
  return [b, a];
}

/** Complex number `at` of an array. */
export function complexAt(values: Float64Array, at: number): Complex {
  return [values[2 * at], values[2 * at + 1]];
}

/** Number r times its twiddle: that of place k, of the pass whose twiddles begin at `first`. */
export function twiddled(x: Complex, r: number, roots: Float64Array, first: number, k: number, radix: number): Complex {
  return r === 0 ? x : times(x, complexAt(roots, first + k * (radix - 1) + r - 1));
}
