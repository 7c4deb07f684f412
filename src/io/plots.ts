/**
 * wall.svg: where the wall went, how it turned, the emf it made and where the energy went, as four panels over one time
 * axis. Text in, text out; the renderer is loaded only when something is drawn.
 */
import type { TopLevelSpec } from 'vega-lite';
import type { ParsedTable } from './csv.js';
import { siPrefix } from './si.js';

interface Line {
  readonly label: string;
  readonly values: Float64Array;
}

interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly lines: readonly Line[];
}

/** Columns of the table that the plot uses, where they are there. */
export const PLOT_COLUMNS = ['t', 'wall_x', 'wall_phi', 'emf', 'V', 'P_in', 'P_gilbert', 'P_joule', 'P_cross'] as const;

/** What is this many times larger than the rest would leave nothing of it to see. */
const DWARFS = 8;

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
  const time = lineOf(table, 't', '')[0]?.values;
  const panels = panelsOf(table).filter((panel) => panel.lines.length > 0);
  if (!time || table.rows < 2 || panels.length === 0) return undefined;

  const end = time[table.rows - 1];
  const scale = siPrefix(end);
  const axis = { factor: scale.factor, domain: [time[0] * scale.factor, end * scale.factor] as [number, number], title: `Time (${scale.symbol}s)` };
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    ...(title ? { title: { text: title, anchor: 'start', offset: 8 } } : {}),
    background: 'white',
    padding: 16,
    spacing: 18,
    bounds: 'flush',
    resolve: { scale: { color: 'independent' }, legend: { color: 'independent' } },
    vconcat: panels.map((panel, i) => panelSpec(panel, time, axis, i === panels.length - 1)),
    config: {
      font: 'Helvetica, Arial, sans-serif',
      title: { fontSize: 17, fontWeight: 600, color: INK },
      view: { stroke: '#888888' },
      axis: { labelFontSize: 13, titleFontSize: 14, titleFontWeight: 'normal', labelColor: INK, titleColor: INK, gridColor: { condition: { test: 'datum.value === 0', value: '#999999' }, value: '#e6e6e6' }, tickColor: '#888888', domain: false },
      legend: { labelFontSize: 13, labelColor: INK, symbolStrokeWidth: 3, symbolType: 'stroke', symbolSize: 250 },
    },
  } as TopLevelSpec;
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

/** emf and V; the emf alone where V would flatten it. */
function voltages(table: ParsedTable): Panel {
  const emf = lineOf(table, 'emf', 'emf');
  const voltage = lineOf(table, 'V', 'V');
  const flattened = emf.length > 0 && size(voltage) > DWARFS * size(emf) && size(emf) > 0;
  const lines = flattened ? emf : [...emf, ...voltage];
  return { title: lines.length === 1 ? lines[0].label : 'Voltage', unit: 'V', lines };
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

/** A column as a line; none when it is not there or holds no number. */
function lineOf(table: ParsedTable, name: string, label: string): Line[] {
  if (!table.columns.some((column) => column.name === name)) return [];
  const values = table.column(name);
  return values.some(Number.isFinite) ? [{ label, values }] : [];
}

function size(lines: readonly Line[]): number {
  return Math.max(0, ...lines.map((line) => largest(line.values)));
}

function panelSpec(panel: Panel, time: Float64Array, axis: { factor: number; domain: [number, number]; title: string }, bottom: boolean): object {
  const prefix = panel.unit === 'π rad' ? { symbol: '', factor: 1 / Math.PI } : siPrefix(size(panel.lines));
  const values = panel.lines.flatMap((line) =>
    thin(time, line.values, MOST_POINTS).map((i) => ({ t: time[i] * axis.factor, y: finite(line.values[i] * prefix.factor), s: line.label })),
  );
  const labels = panel.lines.map((line) => line.label);
  const legend = labels.length > 1 ? { title: null, orient: 'right' } : null;
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
        axis: { title: `${panel.title} (${prefix.symbol}${panel.unit})`, tickCount: 5, minExtent: 48 },
      },
      order: { field: 't', type: 'quantitative' },
      color: { field: 's', type: 'nominal', sort: labels, scale: { domain: labels, range: PALETTE.slice(0, labels.length) }, legend },
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
