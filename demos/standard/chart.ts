/** Curves and points on a plain canvas, with axes whose ranges are given, so that two runs can be told apart by eye. */
import { between, dashed, drawAxes, MARGIN, strokeCurve, type Axis, type Frame } from '../shared/axes.js';
import type { Theme } from '../shared/theme.js';

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
  const frame = drawAxes(canvas, title, x, y, colours);
  const { context, left, right, px, py } = frame;
  between(frame, () => {
    for (const value of guides) dashed(context, colours.muted, [left, py(value)], [right, py(value)]);
    for (const one of series) {
      if (one.as === 'line') strokeCurve(context, one.colour, one.x, one.y, px, py);
      else strokePoints(frame, one);
    }
  });
}

function strokePoints({ context, px, py }: Frame, { colour, x, y }: Series): void {
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
