/** How a broken rule is put down. */
import { direction } from './direction.js';
import { valueText } from './errors.js';
import type { Vector } from './schema.js';

/** Adds one line: path, what was expected, what was got. */
export type Report = (path: string, expected: string, got: string) => void;

/** Reports a vector that has no direction; whether it has one. */
export function nonZero(v: Vector, path: string, report: Report): boolean {
  if (direction(v)) return true;
  report(path, 'a vector that is not zero', valueText(v));
  return false;
}
