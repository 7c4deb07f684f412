/** The wire from above, with arrows along m, in the coordinates of the laboratory; and the wall's angle on a dial. */
import { numberText } from '../shared/numbers.js';
import { FONT, prepare, type Theme } from '../shared/theme.js';

export interface Wire {
  /** [cells * 3] */
  readonly m: Float64Array;
  /** m */
  readonly cell: number;
  /** Position of the wall in the laboratory, m; the window that m shows lies around it. */
  readonly wall: number;
  /** rad */
  readonly phi: number;
}

/** Length of wire that is seen, m: a nanometre a pixel, but for very wide and very narrow pages. */
const viewOf = (pixels: number) => Math.min(Math.max(pixels * 1e-9, 2.5e-7), 6e-7);
/** px from arrow to arrow, and at least from label to label. */
const ARROWS = 24;
const LABELS = 70;
const BAR = { top: 20, height: 64 };

/**
 * @param from the left end of what was seen last, m; null at the start
 * @returns the left end of what is seen now: it moves only when the wall comes near an end
 */
export function drawWire(canvas: HTMLCanvasElement, wire: Wire, from: number | null, colours: Theme): number {
  const { context, width, height } = prepare(canvas);
  const dial = height / 2;
  const right = width - 2 * dial - 24;
  const view = viewOf(right);
  const near = 0.18 * view;
  const left = from === null ? wire.wall - view / 2 : Math.min(Math.max(from, wire.wall + near - view), wire.wall - near);
  const px = (x: number) => ((x - left) / view) * right;
  const origin = wire.wall - crossing(wire.m) * wire.cell;
  /** m at a place of the laboratory; beyond the window the domains go on. */
  const at = (x: number): [number, number, number] => {
    const i = Math.min(Math.max((x - origin) / wire.cell, 0), wire.m.length / 3 - 1);
    const low = Math.min(Math.floor(i), wire.m.length / 3 - 2);
    const mix = (k: number) => wire.m[3 * low + k] + (i - low) * (wire.m[3 * low + 3 + k] - wire.m[3 * low + k]);
    return [mix(0), mix(1), mix(2)];
  };

  context.save();
  context.beginPath();
  context.roundRect(0, BAR.top, right, BAR.height, 8);
  context.clip();
  for (let x = 0; x < right; x += 2) {
    const share = (1 + at(left + ((x + 1) / right) * view)[0]) / 2;
    context.fillStyle = `color-mix(in oklab, ${colours.plus} ${100 * share}%, ${colours.minus})`;
    context.fillRect(x, BAR.top, 2.5, BAR.height);
  }
  const spacing = (view * ARROWS) / right;
  context.strokeStyle = context.fillStyle = '#fff';
  for (let k = Math.floor(left / spacing); k * spacing < left + view; k++) {
    const [mx, my] = at(k * spacing);
    arrow(context, px(k * spacing), BAR.top + BAR.height / 2, mx, -my, 0.38 * ARROWS);
  }
  context.restore();

  context.font = `12px ${FONT}`;
  context.fillStyle = context.strokeStyle = colours.muted;
  context.textAlign = 'center';
  context.textBaseline = 'top';
  const step = [5e-8, 1e-7, 2e-7].find((s) => px(left + s) >= LABELS) ?? view;
  for (let k = Math.ceil(left / step); k * step < left + view; k++) {
    const x = Math.round(px(k * step)) + 0.5;
    if (x < 18 || x > right - 18) continue;
    context.fillRect(x, BAR.top + BAR.height + 4, 1, 5);
    context.fillText(`${Math.round((k * step) / 1e-9)} nm`.replace('-', '\u2212'), x, BAR.top + BAR.height + 12);
  }
  drawDial(context, width - dial - 4, BAR.top + BAR.height / 2, BAR.height / 2, wire.phi, colours);
  return left;
}

/** The direction of m in the middle of the wall, seen along the wire: y to the right, z (out of the film) up. */
function drawDial(context: CanvasRenderingContext2D, x: number, y: number, radius: number, phi: number, colours: Theme): void {
  context.strokeStyle = colours.line;
  context.lineWidth = 1.5;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.stroke();
  context.fillStyle = colours.muted;
  context.font = `11px ${FONT}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText('y', x + radius + 8, y);
  context.fillText('z', x, y - radius - 8);
  context.strokeStyle = context.fillStyle = colours.accent;
  const half = 0.42 * radius;
  arrow(context, x + half * Math.cos(phi), y - half * Math.sin(phi), Math.cos(phi), -Math.sin(phi), half, 2.5);
  context.fillStyle = colours.muted;
  context.font = `12px ${FONT}`;
  context.textBaseline = 'top';
  context.fillText(`\u03c6 = ${numberText(Math.round((180 * phi) / Math.PI))}\u00b0`, x, BAR.top + BAR.height + 12);
}

/** Centred on a point; (dx, dy) is at most 1 long and `half` half the length of an arrow of 1. */
function arrow(context: CanvasRenderingContext2D, x: number, y: number, dx: number, dy: number, half: number, thickness = 1.6): void {
  const [ex, ey] = [dx * half, dy * half];
  const head = 0.42 * half * Math.hypot(dx, dy);
  const angle = Math.atan2(dy, dx);
  context.lineWidth = thickness;
  context.beginPath();
  context.moveTo(x - ex, y - ey);
  context.lineTo(x + ex * 0.7, y + ey * 0.7);
  context.stroke();
  context.beginPath();
  context.moveTo(x + ex, y + ey);
  for (const turn of [-2.6, 2.6]) context.lineTo(x + ex + head * Math.cos(angle + turn), y + ey + head * Math.sin(angle + turn));
  context.fill();
}

/** Where m_x changes its sign, in cells. */
function crossing(m: Float64Array): number {
  for (let i = 0; i + 1 < m.length / 3; i++) {
    const [a, b] = [m[3 * i], m[3 * i + 3]];
    if (a > 0 !== b > 0) return i + a / (a - b);
  }
  return 0;
}
