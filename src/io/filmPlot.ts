/**
 * film.svg: mean magnetization, energy, wall, emf, currents through leads and potentials at probes of a film over one time axis, and beside them where the core went.
 * Text in, text out.
 */
import type { TopLevelSpec } from 'vega-lite';
import type { ParsedTable } from './csv.js';
import { finite, HEIGHT, lineOf, MOST_POINTS, PALETTE, picture, stacked, svgOf, timeAxis, voltages, type Line, type Panel } from './panels.js';
import { siPrefix } from './si.js';

/** Columns of the table that the plot uses, where they are there. */
export const FILM_COLUMNS = ['t', 'mx', 'my', 'mz', 'E_total', 'wall_x', 'core_x', 'core_y', 'emf', 'V', 'I'] as const;

/** Those of a table with these columns: FILM_COLUMNS, and what belongs to leads and probes. */
export function filmColumns(names: readonly string[]): string[] {
  return [...FILM_COLUMNS, ...names.filter((name) => /^[IV]_/.test(name))];
}

/** The core's path is drawn square, as high as two panels. */
const SIDE = 2 * HEIGHT + 18;
/** Share of the path's size left free around it. */
const MARGIN = 0.08;

/** The SVG text, or undefined when the table has nothing to draw. */
export async function drawFilm(table: ParsedTable, title?: string): Promise<string | undefined> {
  return svgOf(filmSpec(table, title));
}

/** The plot as a Vega-Lite specification with its data inside. */
export function filmSpec(table: ParsedTable, title?: string): TopLevelSpec | undefined {
  const time = lineOf(table, 't', '')[0]?.values;
  const panels = panelsOf(table).filter((panel) => panel.lines.length > 0);
  if (!time || table.rows < 2 || panels.length === 0) return undefined;
  const path = orbit(table, time);
  return picture(path ? { spacing: 40, hconcat: [stacked(panels, time), path] } : stacked(panels, time), title);
}

function panelsOf(table: ParsedTable): Panel[] {
  return [
    { title: 'Mean magnetization', unit: '', lines: [...lineOf(table, 'mx', 'mx'), ...lineOf(table, 'my', 'my'), ...lineOf(table, 'mz', 'mz')] },
    { title: 'Energy', unit: 'J', lines: lineOf(table, 'E_total', 'E') },
    { title: 'Wall position', unit: 'm', lines: lineOf(table, 'wall_x', 'x') },
    voltages(table),
    { title: 'Current', unit: 'A', lines: currents(table) },
    { title: 'Potential', unit: 'V', lines: named(table, 'V_') },
  ];
}

/** Where there are leads: I between two of them, else one line for each of the first. */
function currents(table: ParsedTable): Line[] {
  const leads = table.columns.filter(({ name }) => name.startsWith('I_'));
  if (leads.length === 0) return [];
  return leads.length === 2 ? lineOf(table, 'I', 'I') : named(table, 'I_');
}

/** Columns whose names begin alike, by what follows; as many as there are colours. */
function named(table: ParsedTable, start: string): Line[] {
  const names = table.columns.map(({ name }) => name).filter((name) => name.startsWith(start));
  return names.slice(0, PALETTE.length).flatMap((name) => lineOf(table, name, name.slice(start.length)));
}

/** The path of the core, the same scale along both axes, its colour the time; undefined where there is no core. */
function orbit(table: ParsedTable, time: Float64Array): object | undefined {
  const [x] = lineOf(table, 'core_x', 'x'), [y] = lineOf(table, 'core_y', 'y');
  if (!x || !y) return undefined;
  const every = Math.ceil(time.length / MOST_POINTS);
  const kept = Array.from({ length: Math.ceil(time.length / every) }, (_, k) => k * every).filter((i) => Number.isFinite(x.values[i] + y.values[i]));
  const ends = (values: Float64Array): [number, number] => kept.reduce(([low, high], i) => [Math.min(low, values[i]), Math.max(high, values[i])], [Infinity, -Infinity]);
  const [x0, x1] = ends(x.values), [y0, y1] = ends(y.values);
  const prefix = siPrefix(Math.max(Math.abs(x0), Math.abs(x1), Math.abs(y0), Math.abs(y1)));
  const half = (0.5 + MARGIN) * Math.max(x1 - x0, y1 - y0) || 0.5 / prefix.factor;
  const domain = (low: number, high: number) => [(low + high) / 2 - half, (low + high) / 2 + half].map((end) => end * prefix.factor);
  const clock = timeAxis(time);
  const values = kept.map((i) => ({ t: time[i] * clock.factor, x: finite(x.values[i] * prefix.factor), y: finite(y.values[i] * prefix.factor) }));
  const axis = (field: 'x' | 'y', name: string, [low, high]: number[]) => ({
    field,
    type: 'quantitative',
    scale: { domain: [low, high], nice: false, zero: false },
    axis: { title: `${name} (${prefix.symbol}m)`, tickCount: 5 },
  });
  const place = { x: axis('x', 'Core x', domain(x0, x1)), y: axis('y', 'Core y', domain(y0, y1)) };
  const colour = { field: 't', type: 'quantitative', scale: { scheme: 'viridis', domain: clock.domain }, legend: { title: clock.title, titleFontSize: 13, titleFontWeight: 'normal', orient: 'bottom', gradientLength: SIDE } };
  // A line has one colour; it is drawn as short pieces, each with its own.
  const pieces = values.slice(1).map((end, k) => ({ ...values[k], x2: end.x, y2: end.y }));
  return {
    width: SIDE,
    height: SIDE,
    layer: [
      { data: { values: pieces }, mark: { type: 'rule', strokeWidth: 1.8, strokeCap: 'round', clip: true }, encoding: { ...place, x2: { field: 'x2' }, y2: { field: 'y2' }, color: colour } },
      { data: { values: values.slice(0, 1) }, mark: { type: 'point', filled: true, size: 60, color: 'black' }, encoding: place },
    ],
  };
}
