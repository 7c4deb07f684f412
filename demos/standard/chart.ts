/** Curves and points on a plain canvas, with axes whose ranges are given, so that two runs can be told apart by eye. */
import { numberText } from '../shared/numbers.js';
import { line, ticks } from '../shared/plot.js';
import { FONT, prepare, type Theme } from '../shared/theme.js';

export interface Axis {
  readonly low: number;
  readonly high: number;
  readonly unit: string;
}

export interface Series {
  readonly colour: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly as: 'line' | 'points';
}

export interface Chart {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  /** Later ones lie on top. */
  readonly series: readonly Series[];
  /** Dashed lines at these heights. */
  readonly guides?: readonly number[];
}

const MARGIN = { left: 56, right: 18, top: 38, bottom: 28 };
/** px from the canvas' edge to the words above the curves. */
const EDGE = 12;
/** px from point to point at least: closer ones hide the line. */
const APART = 9;

/** Widens one of two axes so that a length is as long along either. */
export function sameScale(canvas: HTMLCanvasElement, x: Axis, y: Axis): { x: Axis; y: Axis } {
  const shape = (canvas.clientWidth - MARGIN.left - MARGIN.right) / (canvas.clientHeight - MARGIN.top - MARGIN.bottom);
  const height = Math.max(y.high - y.low, (x.high - x.low) / shape);
  const around = ({ low, high, unit }: Axis, span: number): Axis => ({ low: (low + high - span) / 2, high: (low + high + span) / 2, unit });
  return { x: around(x, height * shape), y: around(y, height) };
}

export function drawChart(canvas: HTMLCanvasElement, { title, x, y, series, guides = [] }: Chart, colours: Theme): void {
  const { context, width, height } = prepare(canvas);
  const right = width - MARGIN.right;
  const bottom = height - MARGIN.bottom;
  const px = (value: number) => MARGIN.left + ((right - MARGIN.left) * (value - x.low)) / (x.high - x.low);
  const py = (value: number) => bottom - ((bottom - MARGIN.top) * (value - y.low)) / (y.high - y.low);

  context.font = `12px ${FONT}`;
  context.lineWidth = 1;
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  for (const value of ticks(y.low, y.high, (bottom - MARGIN.top) / 30)) {
    const at = Math.round(py(value)) + 0.5;
    line(context, colours.line, [MARGIN.left, at], [right, at]);
    context.fillStyle = colours.muted;
    context.fillText(numberText(value), MARGIN.left - 8, at);
  }
  context.textBaseline = 'top';
  context.textAlign = 'center';
  const marks = ticks(x.low, x.high, (right - MARGIN.left) / 52);
  for (const value of marks) {
    const at = Math.round(px(value)) + 0.5;
    line(context, colours.muted, [at, bottom], [at, bottom + 4]);
    context.fillStyle = colours.muted;
    const text = `${numberText(value)}${value === marks.at(-1) ? ` ${x.unit}` : ''}`;
    context.fillText(text, Math.min(at, width - 2 - context.measureText(text).width / 2), bottom + 8);
  }
  line(context, colours.muted, [MARGIN.left, bottom + 0.5], [right, bottom + 0.5]);

  context.save();
  context.beginPath();
  context.rect(MARGIN.left - 3, MARGIN.top - 3, right - MARGIN.left + 6, bottom - MARGIN.top + 6);
  context.clip();
  context.setLineDash([5, 4]);
  for (const value of guides) line(context, colours.muted, [px(x.low), py(value)], [px(x.high), py(value)]);
  context.setLineDash([]);
  for (const one of series) (one.as === 'line' ? strokeLine : strokePoints)(context, one, px, py);
  context.restore();

  context.textAlign = 'left';
  context.textBaseline = 'top';
  context.fillStyle = colours.ink;
  context.font = `600 13px ${FONT}`;
  context.fillText(title, EDGE, 10);
  if (!y.unit) return;
  const after = EDGE + context.measureText(title).width;
  context.font = `13px ${FONT}`;
  context.fillStyle = colours.muted;
  context.fillText(` (${y.unit})`, after, 10);
}

type Scale = (value: number) => number;

function strokeLine(context: CanvasRenderingContext2D, { colour, x, y }: Series, px: Scale, py: Scale): void {
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.lineJoin = 'round';
  context.beginPath();
  x.forEach((value, i) => context.lineTo(px(value), py(y[i])));
  context.stroke();
}

function strokePoints(context: CanvasRenderingContext2D, { colour, x, y }: Series, px: Scale, py: Scale): void {
  context.strokeStyle = colour;
  context.lineWidth = 1;
  let before: [number, number] | null = null;
  x.forEach((value, i) => {
    const here: [number, number] = [px(value), py(y[i])];
    if (before && Math.hypot(here[0] - before[0], here[1] - before[1]) < APART) return;
    before = here;
    context.beginPath();
    context.arc(...here, 2.5, 0, 2 * Math.PI);
    context.stroke();
  });
}
