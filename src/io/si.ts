/**
 * Numbers for people: a value with an SI prefix and a fixed number of significant digits. Pure; nothing here is read back.
 */

const PREFIXES = ['z', 'a', 'f', 'p', 'n', 'µ', 'm', '', 'k', 'M', 'G', 'T', 'P'];
const UNITY = 7;

export interface Prefix {
  /** `''`, `'k'`, `'µ'`, ... */
  readonly symbol: string;
  /** Multiply a plain SI value by this to get the number that stands before the prefix. */
  readonly factor: number;
}

/** The prefix that brings `magnitude` (its sign is ignored) between 1 and 1000, as far as prefixes reach. Zero and NaN get none. */
export function siPrefix(magnitude: number): Prefix {
  const size = Math.abs(magnitude);
  if (!(size > 0) || !Number.isFinite(size)) return { symbol: '', factor: 1 };
  // 999.9996 would round up to 1000 at the digits shown, hence the small push.
  const power = Math.floor(Math.log10(size * 1.00001) / 3);
  const index = Math.min(PREFIXES.length - 1, Math.max(0, power + UNITY));
  return { symbol: PREFIXES[index], factor: 10 ** (-3 * (index - UNITY)) };
}

/** `1.234e-6, 'm'` becomes `1.234 µm`. A unit of `1` or `''` takes no prefix; a value that is not a number is `n/a`. */
export function formatSi(value: number, unit: string, digits = 4): string {
  if (!Number.isFinite(value)) return 'n/a';
  if (unit === '1' || unit === '') return shortNumber(value, digits);
  const { symbol, factor } = siPrefix(value);
  return `${shortNumber(value * factor, digits)} ${symbol}${unit}`;
}

/** At most `digits` significant digits, no trailing zeros, exponents only far from one. */
export function shortNumber(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return 'n/a';
  const rounded = Number(value.toPrecision(digits));
  return rounded !== 0 && Math.abs(rounded) < 1e-3 ? rounded.toExponential() : String(rounded);
}

/** Seconds on a clock: `0.4 s`, `12 s`, `3 min 05 s`, `2 h 04 min`. */
export function formatClock(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return '?';
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
