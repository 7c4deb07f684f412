/**
 * What the plots of a run share: panels of lines over one time axis, as Vega-Lite, and the renderer, which is loaded only
 * when something is drawn.
 */
import type { TopLevelSpec } from 'vega-lite';
import type { ParsedTable } from './csv.js';
import { siPrefix } from './si.js';

export interface Line {
  readonly label: string;
  readonly values: Float64Array;
}

export interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly lines: readonly Line[];
}

/** What is this many times larger than the rest would leave nothing of it to see. */
export const DWARFS = 8;

/** Okabe and Ito's colours: told apart with any common colour blindness, and in grey. */
export const PALETTE = ['#0072B2', '#D55E00', '#009E73', '#CC79A7'];
const INK = '#222222';
export const WIDTH = 620;
export const HEIGHT = 165;
/** Points kept of each line; about two for every pixel. */
export const MOST_POINTS = 1300;

export interface TimeAxis {
  /** Multiplies seconds. */
  readonly factor: number;
  readonly domain: [number, number];
  readonly title: string;
}

/** The axis of a table's times. */
export function timeAxis(time: Float64Array): TimeAxis {
  const end = time[time.length - 1];
  const scale = siPrefix(end);
  return { factor: scale.factor, domain: [time[0] * scale.factor, end * scale.factor], title: `Time (${scale.symbol}s)` };
}

/** Each panel its own colours and legend. */
const APART = { scale: { color: 'independent' }, legend: { color: 'independent' } };

/** Panels under one another; the axis is labelled below the last. */
export function stacked(panels: readonly Panel[], time: Float64Array): object {
  const axis = timeAxis(time);
  return { spacing: 18, bounds: 'flush', resolve: APART, vconcat: panels.map((panel, i) => panelSpec(panel, time, axis, i === panels.length - 1)) };
}

/** A whole picture: title, ground and type around what is in it. */
export function picture(content: object, title: string | undefined): TopLevelSpec {
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    ...(title ? { title: { text: title, anchor: 'start', offset: 8 } } : {}),
    background: 'white',
    padding: 16,
    resolve: APART,
    ...content,
    config: {
      font: 'Helvetica, Arial, sans-serif',
      title: { fontSize: 17, fontWeight: 600, color: INK },
      view: { stroke: '#888888' },
      axis: { labelFontSize: 13, titleFontSize: 14, titleFontWeight: 'normal', labelColor: INK, titleColor: INK, gridColor: { condition: { test: 'datum.value === 0', value: '#999999' }, value: '#e6e6e6' }, tickColor: '#888888', domain: false },
      legend: { labelFontSize: 13, labelColor: INK, symbolStrokeWidth: 3, symbolType: 'stroke', symbolSize: 250 },
    },
  } as TopLevelSpec;
}

/** The SVG text of a picture; undefined for none. The same picture gives the same text. */
export async function svgOf(spec: TopLevelSpec | undefined): Promise<string | undefined> {
  if (!spec) return undefined;
  const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')]);
  // Ids count up over the life of the process.
  vega.resetSVGDefIds();
  const view = new vega.View(vega.parse(vegaLite.compile(spec).spec), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  return svg;
}

/** emf and V; the emf alone where V would flatten it. */
export function voltages(table: ParsedTable): Panel {
  const emf = lineOf(table, 'emf', 'emf');
  const voltage = lineOf(table, 'V', 'V');
  const flattened = emf.length > 0 && size(voltage) > DWARFS * size(emf) && size(emf) > 0;
  const lines = flattened ? emf : [...emf, ...voltage];
  return { title: lines.length === 1 ? lines[0].label : 'Voltage', unit: 'V', lines };
}

/** A column as a line; none when it is not there or holds no number. */
export function lineOf(table: ParsedTable, name: string, label: string): Line[] {
  if (!table.columns.some((column) => column.name === name)) return [];
  const values = table.column(name);
  return values.some(Number.isFinite) ? [{ label, values }] : [];
}

export function size(lines: readonly Line[]): number {
  return Math.max(0, ...lines.map((line) => largest(line.values)));
}

function panelSpec(panel: Panel, time: Float64Array, axis: TimeAxis, bottom: boolean): object {
  const prefix = panel.unit === 'π rad' ? { symbol: '', factor: 1 / Math.PI } : panel.unit === '' ? { symbol: '', factor: 1 } : siPrefix(size(panel.lines));
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
        axis: { title: panel.unit === '' ? panel.title : `${panel.title} (${prefix.symbol}${panel.unit})`, tickCount: 5, minExtent: 48 },
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

export function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
