/** Numbers and engines of this lab in words. */
import type { Backend } from 'spinmotive';
import { numberText } from '../shared/numbers.js';
import type { Finding } from './verdict.js';

export function engineText({ kind, adapter, software }: Backend): string {
  return kind === 'cpu' ? 'float64 on the CPU' : `WebGPU on ${adapter}${software ? ' (software)' : ''}`;
}

/** Seconds as a person says them. */
export function waitText(seconds: number): string {
  if (seconds < 1) return 'less than a second';
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${numberText(seconds / 3600)} h`;
}

/** As many digits as the tables have, to see the agreement; in the finding's own unit. */
export function valueText(value: number | null, { unit, scale }: Finding): string {
  if (value === null || !Number.isFinite(value)) return 'none';
  return `${(value / scale).toFixed(unit ? 5 : 6)}${unit && ` ${unit}`}`.replace('-', '−');
}

export function offText(off: number, { unit, scale }: Finding): string {
  return Number.isFinite(off) ? `${numberText(Number((off / scale).toPrecision(2)))}${unit && ` ${unit}`}` : '∞';
}
