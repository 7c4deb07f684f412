/**
 * The passes of src/math/fftPasses.ts in WebAssembly, a complex number to a register: the same sums in the same order, so
 * the same results to the last bit.
 */
import { add, constant, either, load, loadTwice, moduleBytes, mul, pair, plus, Procedure, product, quotient, store, sub, swapped, xor, type Code } from './assembler.js';

const bytesOfNumber = 16;

/**
 * The module for these radices: `pass4` and so on, and `half4` or `half8` for a first pass whose upper half is zero, where
 * the first radix is 4 or 8. Throws RangeError for radices other than 2, 3, 4, 5, 7, 8. Parameters of a pass: length,
 * count, span; addresses of the numbers, of the results and of the twiddles of the pass; 1 for an inverse transform; 1
 * where only the lower half of the results is wanted. See src/math/fftPasses.ts.
 */
export function assemblePasses(radices: readonly number[]): Uint8Array<ArrayBuffer> {
  const whole = [...new Set(radices)].map((radix) => pass(radix, false));
  return moduleBytes(radices[0] === 4 || radices[0] === 8 ? [...whole, pass(radices[0], true)] : whole);
}

function pass(radix: number, firstOfHalf: boolean): Procedure {
  if (![2, 3, 4, 5, 7, 8].includes(radix)) throw new RangeError(`there is no pass of radix ${radix}`);
  const f = new Procedure(`${firstOfHalf ? 'half' : 'pass'}${radix}`, 8);
  const [n, count, span, from, to, twiddles, inverse, lower] = Array.from({ length: 8 }, (_, i) => f.parameter(i));
  const size = constant(radix), one = constant(1), number = constant(bytesOfNumber);
  const width = f.number(product(count.get, number));
  const apart = f.number(quotient(product(width.get, n.get), size));
  const step = f.number(product(width.get, span.get));
  const groups = f.number(quotient(n.get, product(size, span.get)));
  // -i x is x swapped, with the sign of its imaginary part turned; of its real part where the transform is inverse.
  const sign = f.pair(either(inverse.get, pair(-0, 0), pair(0, -0)));
  const across = f.pair(xor(sign, pair(-0, -0)));
  const turned = (x: Code) => f.pair(xor(swapped(x), sign));
  const [k, q, input, end, output, at, factors] = Array.from({ length: 7 }, () => f.number(constant(0)));

  f.set(factors, twiddles.get);
  f.loop(k, constant(0), one, firstOfHalf ? one : span.get, () => {
    // A twiddle (c, s) as (c, c) and (-s, s): x times it is x (c, c) + x swapped (-s, s).
    const cosines: Code[] = [], sines: Code[] = [];
    for (let r = 1; r < radix && !firstOfHalf; r++) {
      cosines[r] = f.pair(loadTwice(factors.get, bytesOfNumber * (r - 1)));
      sines[r] = f.pair(xor(loadTwice(factors.get, bytesOfNumber * (r - 1) + 8), across));
    }
    f.set(factors, plus(factors.get, constant(bytesOfNumber * (radix - 1))));
    f.loop(q, constant(0), one, groups.get, () => {
      const group = product(q.get, span.get);
      const start = f.number(plus(from.get, product(width.get, plus(group, k.get))));
      f.set(end, plus(start.get, width.get));
      f.set(output, plus(to.get, product(width.get, plus(product(group, size), k.get))));
      f.loop(input, start.get, number, end.get, () => {
        const x: Code[] = [];
        f.set(at, input.get);
        for (let r = 0; r < (firstOfHalf ? radix / 2 : radix); r++) {
          if (r > 0) f.set(at, plus(at.get, apart.get));
          const value = f.pair(load(at.get));
          x.push(r === 0 || firstOfHalf ? value : f.pair(add(mul(value, cosines[r]), mul(swapped(value), sines[r]))));
        }
        const y = firstOfHalf ? halfTransform(f, x, turned) : transform(f, x, turned);
        const put = (results: readonly Code[], first: number) => results.forEach((value, r) => {
          if (first + r > 0) f.set(at, plus(at.get, step.get));
          f.emit(store(at.get, value));
        });
        f.set(at, output.get);
        if (radix === 4 || radix === 8) {
          put(y.slice(0, radix / 2), 0);
          f.unless(lower.get, () => put(y.slice(radix / 2), radix / 2));
        } else put(y, 0);
        f.set(output, plus(output.get, number));
      });
    });
  });
  return f;
}

const twice = (x: number): Code => pair(x, x);

function four(f: Procedure, [a, b, c, d]: readonly Code[], turned: (x: Code) => Code): Code[] {
  const e = f.pair(add(a, c)), g = f.pair(add(b, d)), h = f.pair(sub(a, c)), t = turned(f.pair(sub(b, d)));
  return [add(e, g), add(h, t), sub(e, g), sub(h, t)].map((value) => f.pair(value));
}

function transform(f: Procedure, x: readonly Code[], turned: (x: Code) => Code): Code[] {
  switch (x.length) {
    case 2: return [f.pair(add(x[0], x[1])), f.pair(sub(x[0], x[1]))];
    case 4: return four(f, x, turned);
    case 8: return eight(f, [0, 1, 2, 3].map((r) => f.pair(add(x[r], x[r + 4]))), [0, 1, 2, 3].map((r) => f.pair(sub(x[r], x[r + 4]))), turned);
    default: return odd(f, x, turned);
  }
}

/** The transform of numbers whose upper half is zero: sums and differences across the halves are the numbers themselves. */
function halfTransform(f: Procedure, x: readonly Code[], turned: (x: Code) => Code): Code[] {
  if (x.length === 4) return eight(f, x, x, turned);
  const t = turned(x[1]);
  return [add(x[0], x[1]), add(x[0], t), sub(x[0], x[1]), sub(x[0], t)].map((value) => f.pair(value));
}

function eight(f: Procedure, sums: readonly Code[], differences: readonly Code[], turned: (x: Code) => Code): Code[] {
  const half = twice(Math.SQRT1_2);
  const even = four(f, sums, turned);
  const [d0, d1, d2, d3] = differences;
  const eighth = f.pair(mul(half, add(d1, turned(d1)))), threeEighths = f.pair(mul(half, sub(turned(d3), d3)));
  const uneven = four(f, [d0, eighth, turned(d2), threeEighths], turned);
  return [0, 1, 2, 3].flatMap((r) => [even[r], uneven[r]]);
}

/** Primes 3, 5, 7: what lies at r and at -r goes together. */
function odd(f: Procedure, x: readonly Code[], turned: (x: Code) => Code): Code[] {
  const radix = x.length, pairs = (radix - 1) / 2;
  const rs = Array.from({ length: pairs }, (_, i) => i + 1);
  const sums = rs.map((r) => f.pair(add(x[r], x[radix - r]))), differences = rs.map((r) => f.pair(sub(x[r], x[radix - r])));
  const y: Code[] = [f.pair(sums.reduce(add, x[0]))];
  for (const m of rs) {
    const real = rs.reduce((total, r) => add(total, mul(twice(cosine(m * r, radix)), sums[r - 1])), x[0]);
    const terms = rs.map((r) => {
      const place = (m * r) % radix;
      return { plus: 2 * place < radix, value: mul(twice(Math.sin((2 * Math.PI * Math.min(place, radix - place)) / radix)), differences[r - 1]) };
    });
    const imaginary = terms.slice(1).reduce((total, term) => (term.plus ? add : sub)(total, term.value), terms[0].value);
    const h = f.pair(real), v = turned(f.pair(imaginary));
    y[m] = f.pair(add(h, v));
    y[radix - m] = f.pair(sub(h, v));
  }
  return y;
}

function cosine(place: number, radix: number): number {
  const nearest = Math.min(place % radix, radix - (place % radix));
  return radix === 3 ? -0.5 : Math.cos((2 * Math.PI * nearest) / radix);
}
