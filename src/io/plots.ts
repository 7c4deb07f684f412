/**
 * wall.svg: where the wall went, how it turned, the emf it made and where the energy went, as four panels over one time
 * axis. Text in, text out; the renderer is loaded only when something is drawn.
 */
import type { TopLevelSpec } from 'vega-lite';
import type { ParsedTable } from './csv.js';
import { siPrefix } from './si.js';

interface Series {
  readonly column: string;
  readonly label: string;
}

interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly series: readonly Series[];
}

const PANELS: readonly Panel[] = [
  { title: 'Wall position', unit: 'm', series: [{ column: 'wall_x', label: 'x' }] },
  { title: 'Wall angle φ', unit: 'π rad', series: [{ column: 'wall_phi', label: 'φ' }] },
  { title: 'Voltage', unit: 'V', series: [{ column: 'emf', label: 'emf' }, { column: 'V', label: 'V' }] },
  {
    title: 'Power',
    unit: 'W',
    series: [
      { column: 'P_in', label: 'input' },
      { column: 'P_gilbert', label: 'Gilbert' },
      { column: 'P_joule', label: 'Joule' },
      { column: 'P_cross', label: 'cross' },
    ],
  },
];

/** Columns of the table that the plot uses, where they are there. */
export const PLOT_COLUMNS: readonly string[] = ['t', ...PANELS.flatMap((panel) => panel.series.map((series) => series.column))];

/** Okabe and Ito's colours: told apart with any common colour blindness, and in grey. */
const PALETTE = ['#0072B2', '#D55E00', '#009E73', '#CC79A7'];
const INK = '#222222';
const WIDTH = 620;
const HEIGHT = 165;
/** Points kept of each line; about two for every pixel. */
const MOST_POINTS = 1300;

/** The SVG text, or undefined when the table has nothing to draw. */
export async function drawWall(table: ParsedTable, title?: string): Promise<string | undefined> {
  const spec = wallSpec(table, title);
  if (!spec) return undefined;
  const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')]);
  // Ids count up over the life of the process; the same table is to give the same text.
  vega.resetSVGDefIds();
  const view = new vega.View(vega.parse(vegaLite.compile(spec).spec), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  return svg;
}

/** The plot as a Vega-Lite specification with its data inside. */
export function wallSpec(table: ParsedTable, title?: string): TopLevelSpec | undefined {
  const names = new Set(table.columns.map((column) => column.name));
  if (!names.has('t') || table.rows < 2) return undefined;
  const panels = PANELS.map((panel) => ({ ...panel, series: drawable(panel, table, names) })).filter((panel) => panel.series.length > 0);
  if (panels.length === 0) return undefined;

  const time = table.column('t');
  const end = time[table.rows - 1];
  const scale = siPrefix(end);
  const axis = { factor: scale.factor, domain: [time[0] * scale.factor, end * scale.factor] as [number, number], title: `Time (${scale.symbol}s)` };
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    ...(title ? { title: { text: title, anchor: 'start', offset: 14 } } : {}),
    background: 'white',
    padding: 16,
    spacing: 18,
    bounds: 'flush',
    resolve: { scale: { color: 'independent' }, legend: { color: 'independent' } },
    vconcat: panels.map((panel, i) => panelSpec(panel, table, time, axis, i === panels.length - 1)),
    config: {
      font: 'Helvetica, Arial, sans-serif',
      title: { fontSize: 17, fontWeight: 600, color: INK },
      view: { stroke: '#888888' },
      axis: { labelFontSize: 13, titleFontSize: 14, titleFontWeight: 'normal', labelColor: INK, titleColor: INK, gridColor: { condition: { test: 'datum.value === 0', value: '#999999' }, value: '#e6e6e6' }, tickColor: '#888888', domain: false },
      legend: { labelFontSize: 13, labelColor: INK, symbolStrokeWidth: 3, symbolType: 'stroke', symbolSize: 250 },
    },
  } as TopLevelSpec;
}

/** Columns that are there and hold numbers. A voltage that dwarfs the emf is left out, for the emf is what the panel is for. */
function drawable(panel: Panel, table: ParsedTable, names: ReadonlySet<string>): Series[] {
  const present = panel.series.filter(({ column }) => names.has(column) && table.column(column).some(Number.isFinite));
  const size = ({ column }: Series): number => largest(table.column(column));
  if (panel.unit !== 'V' || present.length < 2) return present;
  const [emf, voltage] = present;
  return size(voltage) > 8 * size(emf) && size(emf) > 0 ? [emf] : present;
}

function panelSpec(panel: Panel, table: ParsedTable, time: Float64Array, axis: { factor: number; domain: [number, number]; title: string }, bottom: boolean): object {
  const columns = panel.series.map(({ column }) => table.column(column));
  const prefix = panel.unit === 'π rad' ? { symbol: '', factor: 1 / Math.PI } : siPrefix(Math.max(...columns.map(largest)));
  const values = panel.series.flatMap(({ label }, k) =>
    thin(time, columns[k], MOST_POINTS).map((i) => ({ t: time[i] * axis.factor, y: finite(columns[k][i] * prefix.factor), s: label })),
  );
  const labels = panel.series.map((series) => series.label);
  const single = labels.length === 1;
  const subject = single && panel.unit === 'V' ? labels[0] : panel.title;
  return {
    width: WIDTH,
    height: HEIGHT,
    data: { values },
    mark: { type: 'line', strokeWidth: 1.6, clip: true, strokeJoin: 'round' },
    encoding: {
      x: {
        field: 't',
        type: 'quantitative',
        scale: { domain: axis.domain, nice: false },
        axis: { title: bottom ? axis.title : null, labels: bottom, ticks: bottom, tickCount: 8 },
      },
      y: {
        field: 'y',
        type: 'quantitative',
        scale: { zero: false, padding: 5 },
        axis: { title: `${subject} (${prefix.symbol}${panel.unit})`, tickCount: 5, minExtent: 48 },
      },
      order: { field: 't', type: 'quantitative' },
      color: { field: 's', type: 'nominal', sort: labels, scale: { domain: labels, range: PALETTE.slice(0, labels.length) }, legend: single ? null : { title: null, orient: 'right' } },
    },
  };
}

/**
 * Indices of at most about `most` points that look like all of them: the first and last, and the least and greatest of
 * each stretch. Gaps (NaN) are kept as gaps.
 */
export function thin(x: ArrayLike<number>, y: ArrayLike<number>, most: number): number[] {
  const count = Math.min(x.length, y.length);
  if (count <= most) return Array.from({ length: count }, (_, i) => i);
  const buckets = Math.max(1, Math.floor(most / 2));
  const kept: number[] = [];
  for (let b = 0; b < buckets; b++) {
    const from = Math.floor((b * count) / buckets);
    const to = Math.floor(((b + 1) * count) / buckets);
    let low = from;
    let high = from;
    for (let i = from; i < to; i++) {
      if (y[i] < y[low] || Number.isNaN(y[low])) low = i;
      if (y[i] > y[high] || Number.isNaN(y[high])) high = i;
    }
    for (const i of [b === 0 ? 0 : -1, Math.min(low, high), Math.max(low, high), b === buckets - 1 ? count - 1 : -1]) {
      if (i >= 0 && i !== kept[kept.length - 1] && (kept.length === 0 || i > kept[kept.length - 1])) kept.push(i);
    }
  }
  return kept;
}

function largest(values: Float64Array): number {
  let size = 0;
  for (const value of values) if (Number.isFinite(value)) size = Math.max(size, Math.abs(value));
  return size;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
