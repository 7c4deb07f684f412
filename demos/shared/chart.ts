/** Lines over a range of x, with a legend above and marks of what is expected. */
import { numberText } from './numbers.js';
import { line, strokeCurve, ticks } from './plot.js';
import { FONT, prepare, type Theme } from './theme.js';

export interface Line {
  readonly name: string;
  readonly colour: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
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

const MARGIN = { left: 50, right: 16, top: 40, bottom: 30 };
const EDGE = 12;

export function drawChart(canvas: HTMLCanvasElement, chart: Chart, colours: Theme): void {
  const { context, width, height } = prepare(canvas);
  const right = width - MARGIN.right;
  const bottom = height - MARGIN.bottom;
  const { from, to, unit } = chart.x;
  const [low, high] = range(chart);
  const px = (x: number) => MARGIN.left + ((right - MARGIN.left) * (x - from)) / (to - from);
  const py = (y: number) => bottom - ((bottom - MARGIN.top) * (y - low)) / (high - low);

  context.font = `12px ${FONT}`;
  context.lineWidth = 1;
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  for (const y of ticks(low, high, (bottom - MARGIN.top) / 30)) {
    const at = Math.round(py(y)) + 0.5;
    line(context, colours.line, [MARGIN.left, at], [right, at]);
    context.fillStyle = colours.muted;
    context.fillText(numberText(Number(y.toPrecision(10))), MARGIN.left - 8, at);
  }
  context.textBaseline = 'top';
  context.textAlign = 'center';
  const places = ticks(from, to, (right - MARGIN.left) / 52);
  for (const x of places) {
    const at = Math.round(px(x)) + 0.5;
    line(context, colours.muted, [at, bottom], [at, bottom + 4]);
    context.fillStyle = colours.muted;
    const text = `${numberText(Number(x.toPrecision(10)))}${x === places.at(-1) ? ` ${unit}` : ''}`;
    context.fillText(text, Math.min(at, width - 2 - context.measureText(text).width / 2), bottom + 8);
  }
  line(context, colours.muted, [MARGIN.left, bottom + 0.5], [right, bottom + 0.5]);

  context.save();
  context.beginPath();
  context.rect(MARGIN.left, MARGIN.top - 2, right - MARGIN.left, bottom - MARGIN.top + 4);
  context.clip();
  for (const { x, text } of chart.marks) {
    context.setLineDash([5, 4]);
    line(context, colours.muted, [px(x), MARGIN.top], [px(x), bottom]);
    context.setLineDash([]);
    context.fillStyle = colours.muted;
    context.textAlign = px(x) > (MARGIN.left + right) / 2 ? 'right' : 'left';
    context.fillText(text, px(x) + (context.textAlign === 'right' ? -6 : 6), MARGIN.top + (chart.halves ? 18 : 0));
  }
  for (const { colour, x, y } of chart.lines) {
    context.strokeStyle = colour;
    context.lineWidth = 2;
    context.lineJoin = 'round';
    strokeCurve(context, x, y, px, py);
  }
  context.restore();

  context.textBaseline = 'top';
  context.font = `12px ${FONT}`;
  context.fillStyle = colours.muted;
  chart.halves?.forEach((text, k) => {
    context.textAlign = k === 0 ? 'left' : 'right';
    context.fillText(text, k === 0 ? MARGIN.left + 4 : right, MARGIN.top - 4);
  });

  context.textAlign = 'left';
  context.font = `600 13px ${FONT}`;
  context.fillStyle = colours.ink;
  context.fillText(chart.title, EDGE, 10);
  let at = EDGE + context.measureText(chart.title).width;
  context.font = `13px ${FONT}`;
  context.fillStyle = colours.muted;
  context.fillText(` (${chart.unit})`, at, 10);
  at = width - EDGE;
  context.textAlign = 'right';
  for (const { name, colour } of [...chart.lines].reverse()) {
    context.fillStyle = colour;
    context.font = `600 13px ${FONT}`;
    context.fillText(name, at, 10);
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
