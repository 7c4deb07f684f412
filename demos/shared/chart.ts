/** Lines over a range of x, with a legend above and marks of what is expected. */
import { between, dashed, drawAxes, EDGE, strokeCurve } from './axes.js';
import { FONT, type Theme } from './theme.js';

export interface Line {
  readonly name: string;
  readonly colour: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** px; 2 without. A wide one is seen under another that runs along it. */
  readonly width?: number;
}

export interface Chart {
  readonly title: string;
  readonly unit: string;
  readonly x: { readonly from: number; readonly to: number; readonly unit: string };
  readonly lines: readonly Line[];
  /** The least that the axis of y spans. */
  readonly least: number;
  /** Whether y = 0 is the lower end. */
  readonly positive: boolean;
  /** Dashed, across the whole height, with a word. */
  readonly marks: readonly { readonly x: number; readonly text: string }[];
  /** What the left and the right half are, above them. */
  readonly halves?: readonly [string, string];
}

export function drawChart(canvas: HTMLCanvasElement, chart: Chart, colours: Theme): void {
  const [low, high] = range(chart);
  const { from, to, unit } = chart.x;
  const frame = drawAxes(canvas, chart.title, { low: from, high: to, unit }, { low, high, unit: chart.unit }, colours);
  const { context, left, right, top, bottom, px, py } = frame;
  context.textBaseline = 'top';
  between(frame, () => {
    context.font = `12px ${FONT}`;
    context.fillStyle = colours.muted;
    for (const { x, text } of chart.marks) {
      dashed(context, colours.muted, [px(x), top], [px(x), bottom]);
      // Away from the middle, where most of the curve is, if there is room.
      const beyond = px(x) > (left + right) / 2;
      const room = (beyond ? right - px(x) : px(x) - left) - context.measureText(text).width;
      context.textAlign = beyond === room > 8 ? 'left' : 'right';
      context.fillText(text, px(x) + (context.textAlign === 'right' ? -6 : 6), top + (chart.halves ? 20 : 2));
    }
    chart.halves?.forEach((text, k) => {
      context.textAlign = k === 0 ? 'left' : 'right';
      context.fillText(text, k === 0 ? left + 4 : right, top - 2);
    });
    for (const { colour, x, y, width } of chart.lines) strokeCurve(context, colour, x, y, px, py, width);
  });
  context.textAlign = 'right';
  context.font = `600 13px ${FONT}`;
  const edge = canvas.clientWidth - EDGE.side;
  const names = chart.lines.reduce((sum, { name }) => sum + context.measureText(name).width + 14, 0);
  // Below the title where there is no room beside it.
  const row = frame.titled + names > edge ? EDGE.top + 15 : EDGE.top;
  let at = edge;
  for (const { name, colour } of [...chart.lines].reverse()) {
    context.fillStyle = colour;
    context.fillText(name, at, row);
    at -= context.measureText(name).width + 14;
  }
}

function range({ lines, least, positive }: Chart): [number, number] {
  let [low, high] = positive ? [0, 0] : [Infinity, -Infinity];
  for (const { y } of lines) {
    for (const value of y) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  if (!(low <= high)) [low, high] = [0, 0];
  if (positive) return [0, 1.1 * Math.max(high, least)];
  const missing = Math.max(0, least - (high - low)) / 2;
  const room = 0.08 * Math.max(high - low, least);
  return [low - missing - room, high + missing + room];
}
