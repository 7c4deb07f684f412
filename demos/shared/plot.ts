/** A curve against time on a plain canvas: axes, units, the latest value, and a dashed straight line of what theory expects. */
import { numberText } from './numbers.js';
import { FONT, prepare, type Theme } from './theme.js';

export interface Plot {
  readonly title: string;
  readonly unit: string;
  /** In the plot's units. */
  readonly x: readonly number[];
  /** NaN where there is none. */
  readonly y: readonly number[];
  /** The time axis runs from 0 to this. */
  readonly end: number;
  /** Distances of ticks that suit the unit, ascending; without, 1, 2 and 5 times powers of ten. */
  readonly steps?: readonly number[];
  /** The least that the axis spans, so that round-off does not fill it. */
  readonly least: number;
  /** What theory expects, where it does. */
  readonly expected: ((x: number) => number) | null;
  /** From where on it does; 0 without. */
  readonly since?: number;
}

const MARGIN = { left: 52, right: 22, top: 38, bottom: 28 };
/** px from the canvas' edge to the words above the curve. */
const EDGE = 12;

export function drawPlot(canvas: HTMLCanvasElement, plot: Plot, colours: Theme): void {
  const { context, width, height } = prepare(canvas);
  const right = width - MARGIN.right;
  const bottom = height - MARGIN.bottom;
  const [low, high] = range(plot);
  const px = (x: number) => MARGIN.left + ((right - MARGIN.left) * x) / plot.end;
  const py = (y: number) => bottom - ((bottom - MARGIN.top) * (y - low)) / (high - low);

  context.font = `12px ${FONT}`;
  context.lineWidth = 1;
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  const levels = ticks(low, high, (bottom - MARGIN.top) / 26, plot.steps);
  for (const y of levels) {
    const at = Math.round(py(y)) + 0.5;
    line(context, colours.line, [MARGIN.left, at], [right, at]);
    context.fillStyle = colours.muted;
    context.fillText(tickText(y, levels), MARGIN.left - 8, at);
  }
  context.textBaseline = 'top';
  context.textAlign = 'center';
  const times = ticks(0, plot.end, (right - MARGIN.left) / 44);
  for (const x of times) {
    const at = Math.round(px(x)) + 0.5;
    line(context, colours.muted, [at, bottom], [at, bottom + 4]);
    context.fillStyle = colours.muted;
    context.fillText(`${numberText(x)}${x === times.at(-1) ? ' ns' : ''}`, at, bottom + 8);
  }
  line(context, colours.muted, [MARGIN.left, bottom + 0.5], [right, bottom + 0.5]);

  context.save();
  context.beginPath();
  context.rect(MARGIN.left, MARGIN.top - 2, right - MARGIN.left, bottom - MARGIN.top + 4);
  context.clip();
  if (plot.expected) {
    context.setLineDash([5, 4]);
    const { since = 0 } = plot;
    line(context, colours.muted, [px(since), py(plot.expected(since))], [px(plot.end), py(plot.expected(plot.end))]);
    context.setLineDash([]);
  }
  context.strokeStyle = colours.accent;
  context.lineWidth = 2;
  context.lineJoin = 'round';
  strokeCurve(context, plot.x, plot.y, px, py);
  context.restore();

  context.textBaseline = 'top';
  context.textAlign = 'left';
  context.fillStyle = colours.ink;
  context.font = `600 13px ${FONT}`;
  context.fillText(plot.title, EDGE, 10);
  const after = EDGE + context.measureText(plot.title).width;
  context.font = `13px ${FONT}`;
  context.fillStyle = colours.muted;
  context.fillText(` (${plot.unit})`, after, 10);
  const last = plot.x.length - 1;
  if (!Number.isFinite(plot.y[last])) return;
  context.textAlign = 'right';
  context.fillStyle = colours.accent;
  context.font = `600 13px ${FONT}`;
  context.fillText(numberText(plot.y[last]), width - EDGE, 10);
  context.beginPath();
  context.arc(px(plot.x[last]), py(plot.y[last]), 3.5, 0, 2 * Math.PI);
  context.fill();
}

/**
 * Strokes a curve over ascending x. Where many points fall on one column of pixels, those at its ends, the lowest and the highest stand for all: a
 * long run is drawn in no more time than a short one. NaN is left out.
 */
export function strokeCurve(context: CanvasRenderingContext2D, x: readonly number[], y: readonly number[], px: (x: number) => number, py: (y: number) => number): void {
  context.beginPath();
  for (let first = 0; first < x.length; ) {
    const column = Math.floor(px(x[first]));
    let [last, low, high] = [first, first, first];
    for (let k = first + 1; k < x.length && Math.floor(px(x[k])) === column; k++) {
      last = k;
      if (y[k] < y[low]) low = k;
      if (y[k] > y[high]) high = k;
    }
    for (const k of new Set([first, Math.min(low, high), Math.max(low, high), last])) if (Number.isFinite(y[k])) context.lineTo(px(x[k]), py(y[k]));
    first = last + 1;
  }
  context.stroke();
}

export function line(context: CanvasRenderingContext2D, colour: string, from: [number, number], to: [number, number]): void {
  context.strokeStyle = colour;
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(...to);
  context.stroke();
}

/** What the axis spans: the curve and the theory up to now, with a little room. */
function range({ x, y, least, expected }: Plot): [number, number] {
  const theory = expected ? [expected(0), expected(x.at(-1) ?? 0)] : [];
  let low = Infinity;
  let high = -Infinity;
  for (const value of [...y, ...theory]) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) [low, high] = [0, 0];
  const missing = Math.max(0, least - (high - low)) / 2;
  const room = 0.06 * Math.max(high - low, least);
  return [low - missing - room, high + missing + room];
}

/** With as many decimals as tell a tick from the next. */
function tickText(y: number, among: readonly number[]): string {
  const step = among.length > 1 ? among[1] - among[0] : 0;
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return step > 0 && decimals <= 4 && Math.abs(y) < 1e6 ? y.toFixed(decimals).replace('-', '\u2212') : numberText(y);
}

/** Round numbers in a range, at most about `most` of them. */
export function ticks(low: number, high: number, most: number, steps?: readonly number[]): number[] {
  const wanted = (high - low) / Math.max(2, most);
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = steps?.find((s) => s >= wanted) ?? [1, 2, 5, 10].map((s) => s * power).find((s) => s >= wanted * (1 - 1e-9)) ?? wanted;
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => (first + i) * step);
}
