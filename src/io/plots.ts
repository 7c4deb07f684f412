/**
 * wall.svg: where the wall went, how it turned, the emf it made and where the energy went, as four panels over one time
 * axis. Text in, text out.
 */
import type { TopLevelSpec } from 'vega-lite';
import type { ParsedTable } from './csv.js';
import { DWARFS, lineOf, picture, size, stacked, svgOf, voltages, type Line, type Panel } from './panels.js';

/** Columns of the table that the plot uses, where they are there. */
export const PLOT_COLUMNS = ['t', 'wall_x', 'wall_phi', 'emf', 'V', 'P_in', 'P_gilbert', 'P_joule', 'P_cross'] as const;

/** The SVG text, or undefined when the table has nothing to draw. */
export async function drawWall(table: ParsedTable, title?: string): Promise<string | undefined> {
  return svgOf(wallSpec(table, title));
}

/** The plot as a Vega-Lite specification with its data inside. */
export function wallSpec(table: ParsedTable, title?: string): TopLevelSpec | undefined {
  const time = lineOf(table, 't', '')[0]?.values;
  const panels = panelsOf(table).filter((panel) => panel.lines.length > 0);
  if (!time || table.rows < 2 || panels.length === 0) return undefined;
  return picture(stacked(panels, time), title);
}

/** The panels, top to bottom, each with the lines there are. */
function panelsOf(table: ParsedTable): Panel[] {
  return [
    { title: 'Wall position', unit: 'm', lines: lineOf(table, 'wall_x', 'x') },
    { title: 'Wall angle φ', unit: 'π rad', lines: lineOf(table, 'wall_phi', 'φ') },
    voltages(table),
    { title: 'Power', unit: 'W', lines: powers(table) },
  ];
}

/** Where the energy comes from and goes; of a large current only what it does not turn into Joule heat at once. */
function powers(table: ParsedTable): Line[] {
  const input = lineOf(table, 'P_in', 'input');
  const joule = lineOf(table, 'P_joule', 'Joule');
  const rest = [...lineOf(table, 'P_gilbert', 'Gilbert'), ...lineOf(table, 'P_cross', 'cross')];
  if (input.length === 0 || joule.length === 0 || size(rest) === 0 || size(joule) <= DWARFS * size(rest)) return [...input, ...rest, ...joule];
  const difference = input[0].values.map((value, i) => value - joule[0].values[i]);
  return [{ label: 'input − Joule', values: difference }, ...rest];
}
