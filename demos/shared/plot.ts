/** A curve against time on a plain canvas: axes, units, the latest value, and a dashed straight line of what theory expects. */
import { between, dashed, drawAxes, EDGE, strokeCurve } from './axes.js';
import { numberText } from './numbers.js';
import { FONT, type Theme } from './theme.js';

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

export function drawPlot(canvas: HTMLCanvasElement, plot: Plot, colours: Theme): void {
  const { x, y, expected, since = 0, end } = plot;
  const [low, high] = range(plot);
  const frame = drawAxes(canvas, plot.title, { low: 0, high: end, unit: 'ns' }, { low, high, unit: plot.unit, steps: plot.steps }, colours);
  const { context, px, py } = frame;
  between(frame, () => {
    if (expected) dashed(context, colours.muted, [px(since), py(expected(since))], [px(end), py(expected(end))]);
    strokeCurve(context, colours.accent, x, y, px, py);
  });
  const last = x.length - 1;
  if (!Number.isFinite(y[last])) return;
  context.textAlign = 'right';
  context.fillStyle = colours.accent;
  context.font = `600 13px ${FONT}`;
  context.fillText(numberText(y[last]), canvas.clientWidth - EDGE.side, EDGE.top);
  context.beginPath();
  context.arc(px(x[last]), py(y[last]), 3.5, 0, 2 * Math.PI);
  context.fill();
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
