/** Draws what a sweep has found into its folder. */
import type { StoredPoint } from '../../io/sweepTable.js';
import type { Column } from '../../observe/columns.js';
import type { Sweep } from '../../scene/sweep.js';
import type { RunFolder } from '../files.js';

/** Names of what was drawn with a word on each, and why something was not. */
export async function drawSweep(_sweep: Sweep, _columns: readonly Column[], _points: readonly StoredPoint[], _folder: RunFolder): Promise<{ drawn: string[][]; notes: string[] }> {
  return { drawn: [], notes: [] };
}
