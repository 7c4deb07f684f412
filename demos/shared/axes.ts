/** What pictures of curves have in common, on a plain canvas: a title, two axes with round numbers, and strokes. */
import { numberText } from './numbers.js';
import { FONT, prepare, type Theme } from './theme.js';

export interface Axis {
  readonly low: number;
  readonly high: number;
  /** After the last number of x, after the title for y; empty without. */
  readonly unit: string;
  /** Distances of numbers that suit the unit, ascending; without, 1, 2 and 5 times powers of ten. */
  readonly steps?: readonly number[];
}

type Scale = (value: number) => number;

/** Where the axes lie, in CSS px. */
export interface Frame {
  readonly context: CanvasRenderingContext2D;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly px: Scale;
  readonly py: Scale;
  /** Where the title ends. */
  readonly titled: number;
}

export const MARGIN = { left: 54, right: 20, top: 38, bottom: 28 } as const;
/** CSS px from the canvas' edges to the words above the axes. */
export const EDGE = { side: 12, top: 10 } as const;
/** CSS px from number to number, at least. */
const APART = { x: 48, y: 28 } as const;
/** CSS px by which a stroke may leave the axes. */
const OVER = 3;

/** Clears the canvas and draws all but the curves. */
export function drawAxes(canvas: HTMLCanvasElement, title: string, x: Axis, y: Axis, colours: Theme): Frame {
  const { context, width, height } = prepare(canvas);
  const [right, top, bottom] = [width - MARGIN.right, MARGIN.top, height - MARGIN.bottom];
  context.font = `12px ${FONT}`;
  const heights = ticks(y.low, y.high, (bottom - top) / APART.y, y.steps);
  const left = Math.max(MARGIN.left, ...heights.map((value) => Math.ceil(context.measureText(tickText(value, heights)).width) + 12));
  const px = (value: number) => left + ((right - left) * (value - x.low)) / (x.high - x.low);
  const py = (value: number) => bottom - ((bottom - top) * (value - y.low)) / (y.high - y.low);

  context.lineWidth = 1;
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  for (const value of heights) {
    const at = Math.round(py(value)) + 0.5;
    line(context, colours.line, [left, at], [right, at]);
    context.fillStyle = colours.muted;
    context.fillText(tickText(value, heights), left - 8, at);
  }
  context.textBaseline = 'top';
  context.textAlign = 'center';
  const places = ticks(x.low, x.high, (right - left) / APART.x, x.steps);
  for (const value of places) {
    const at = Math.round(px(value)) + 0.5;
    line(context, colours.muted, [at, bottom], [at, bottom + 4]);
    context.fillStyle = colours.muted;
    const text = `${tickText(value, places)}${value === places.at(-1) && x.unit ? ` ${x.unit}` : ''}`;
    context.fillText(text, Math.min(at, width - 2 - context.measureText(text).width / 2), bottom + 8);
  }
  line(context, colours.muted, [left, bottom + 0.5], [right, bottom + 0.5]);

  context.textAlign = 'left';
  context.fillStyle = colours.ink;
  context.font = `600 13px ${FONT}`;
  context.fillText(title, EDGE.side, EDGE.top);
  const after = EDGE.side + context.measureText(title).width;
  const unit = y.unit ? ` (${y.unit})` : '';
  context.font = `13px ${FONT}`;
  context.fillStyle = colours.muted;
  context.fillText(unit, after, EDGE.top);
  return { context, left, right, top, bottom, px, py, titled: after + context.measureText(unit).width };
}

/** Draws what is to stay between the axes. */
export function between({ context, left, right, top, bottom }: Frame, draw: () => void): void {
  context.save();
  context.beginPath();
  context.rect(left - OVER, top - OVER, right - left + 2 * OVER, bottom - top + 2 * OVER);
  context.clip();
  draw();
  context.restore();
}

/** A straight line, one pixel wide. */
export function line(context: CanvasRenderingContext2D, colour: string, from: readonly [number, number], to: readonly [number, number]): void {
  context.strokeStyle = colour;
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(...to);
  context.stroke();
}

export function dashed(context: CanvasRenderingContext2D, colour: string, from: readonly [number, number], to: readonly [number, number]): void {
  context.setLineDash([5, 4]);
  line(context, colour, from, to);
  context.setLineDash([]);
}

/**
 * Strokes a curve. Where points that follow each other fall on one column of pixels, the first and the last, the lowest and the highest stand for all: a
 * long run is drawn in no more time than a short one. NaN is left out.
 */
export function strokeCurve(context: CanvasRenderingContext2D, colour: string, x: readonly number[], y: readonly number[], px: Scale, py: Scale, width = 2): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.lineJoin = 'round';
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

/** With as many decimals as tell a number from the next. */
function tickText(value: number, among: readonly number[]): string {
  const step = among.length > 1 ? among[1] - among[0] : 0;
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return step > 0 && decimals <= 6 && Math.abs(value) < 1e6 ? value.toFixed(decimals).replace('-', '\u2212') : numberText(Number(value.toPrecision(10)));
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
