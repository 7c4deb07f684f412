/** Draws what a sweep has found into its folder. */
import { mapSpec } from '../../io/mapPlot.js';
import { svgOf } from '../../io/panels.js';
import { sweepSpec } from '../../io/sweepPlot.js';
import { isNumeric, type AxisWords } from '../../io/sweepQuantities.js';
import { sweepColumns, type StoredPoint } from '../../io/sweepTable.js';
import { theoryLines } from '../../io/sweepTheory.js';
import type { Column } from '../../observe/columns.js';
import type { Sweep } from '../../scene/sweep.js';
import type { RunFolder } from '../files.js';
import type { Listed } from './fileList.js';
import { writePicture } from './pictures.js';

/** What was drawn, and why something was not. Throws FileError. */
export async function drawSweep(sweep: Sweep, columns: readonly Column[], points: readonly StoredPoint[], folder: RunFolder, words?: readonly AxisWords[]): Promise<{ drawn: Listed[]; notes: string[] }> {
  const wanted = sweep.axes.filter(({ values }) => values.length > 1).length;
  if (sweep.axes.length > 2) return { drawn: [], notes: ['no picture: curves and maps are drawn of sweeps of one and two paths'] };
  if (!isNumeric(sweep)) return { drawn: [], notes: ['no picture: curves and maps are drawn of paths whose values are numbers'] };
  if (wanted < sweep.axes.length) return { drawn: [], notes: [] };
  const [stem, what, spec] = sweep.axes.length === 1 ? (['sweep', 'curves over what is swept', sweepSpec] as const) : (['map', 'maps over what is swept', mapSpec] as const);
  let svg: string | undefined;
  try {
    const title = (sweep.base as { title?: string }).title;
    svg = await svgOf(spec(sweep, sweepColumns(columns), points, theoryLines(sweep), title, words));
  } catch (error) {
    return { drawn: [], notes: [`${stem}.svg was not drawn: ${error instanceof Error ? error.message : String(error)}`] };
  }
  if (svg === undefined) return { drawn: [], notes: [] };
  const { names, notes } = await writePicture(folder, stem, svg);
  return { drawn: [{ names, what }], notes };
}
