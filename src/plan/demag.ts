/** What the kernels of the magnetostatic field and the code that lays out their plan agree on. */

const bitsOfRadix = 5;
const mostRadices = 6;

/** Radices of a transform in one override constant, the first in the lowest bits. Throws RangeError where they do not fit. */
export function packRadices(radices: readonly number[]): number {
  if (radices.length > mostRadices || radices.some((radix) => radix < 2 || radix >= 1 << bitsOfRadix)) throw new RangeError(`radices ${radices.join(' ')} do not fit`);
  return radices.reduceRight((packed, radix) => packed * (1 << bitsOfRadix) + radix, 0);
}

export function unpackRadices(packed: number): number[] {
  const radices: number[] = [];
  for (let rest = packed; rest > 0; rest = Math.floor(rest / (1 << bitsOfRadix))) radices.push(rest % (1 << bitsOfRadix));
  return radices;
}
