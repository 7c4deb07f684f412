/** Over the picture: contacts, probes, a scale, where the core has been of late, where it is, and where it is about to be put. */
import type { Camera, Point } from '../shared/view/camera.js';
import { FONT, type Theme } from '../shared/theme.js';
import { CELL, SIZE } from './scene.js';
import type { Trace } from './trace.js';

/** s after which the tail has faded. */
const TAIL = 3e-9;
/** Samples of the tail that fade together. */
const PIECE = 10;
/** px, of the ring around the core. */
const CORE = 11;
/** Lengths that a scale may have, m. */
const SCALES = [5e-9, 1e-8, 2e-8, 5e-8] as const;

/** @param target where a core is being put, in cells */
export function drawOrbit(context: CanvasRenderingContext2D, camera: Camera, trace: Trace, target: Point | null, colours: Theme): void {
  const place = (x: number, y: number) => camera.toScreen([x / CELL, y / CELL]);
  context.lineCap = 'round';
  drawContacts(context, place, colours);
  const last = trace.t.length - 1;
  const now = last < 0 ? null : place(trace.x[last], trace.y[last]);
  drawTail(context, trace, last, place, now);
  if (now?.every(Number.isFinite)) ring(context, now, CORE, false);
  if (target) ring(context, camera.toScreen(target), CORE, true);
  drawScale(context, camera, colours);
}

/** Ends at the ring, so that the core's own colour is seen. A dark edge under a light line is seen on every colour. */
function drawTail(context: CanvasRenderingContext2D, { t, x, y }: Trace, last: number, place: (x: number, y: number) => Point, now: Point | null): void {
  context.lineCap = 'butt';
  context.lineJoin = 'round';
  for (const [colour, width] of [['10 14 20', 4.5], ['255 255 255', 2.2]] as const) {
    context.lineWidth = width;
    for (let k = last; k > 0 && t[last] - t[k] < TAIL; k -= PIECE) {
      context.strokeStyle = `rgb(${colour} / ${(100 * (1 - (t[last] - t[k]) / TAIL)).toFixed(0)}%)`;
      context.beginPath();
      for (let i = k; i >= Math.max(0, k - PIECE); i--) {
        const to = place(x[i], y[i]);
        if (!now || Math.hypot(to[0] - now[0], to[1] - now[1]) > CORE) context.lineTo(...to);
      }
      context.stroke();
    }
  }
}

function ring(context: CanvasRenderingContext2D, [x, y]: Point, radius: number, dashed: boolean): void {
  context.setLineDash(dashed ? [5, 5] : []);
  for (const [colour, width] of [['rgb(10 14 20)', 4.5], ['#fff', 2.2]] as const) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.stroke();
  }
  context.setLineDash([]);
}

function drawContacts(context: CanvasRenderingContext2D, place: (x: number, y: number) => Point, colours: Theme): void {
  context.font = `600 12px ${FONT}`;
  context.textBaseline = 'middle';
  context.fillStyle = context.strokeStyle = colours.muted;
  context.lineWidth = 4;
  for (const side of [-1, 1]) {
    const x = SIZE / 2 + 0.507 * side * SIZE;
    context.beginPath();
    context.moveTo(...place(x, 0.36 * SIZE));
    context.lineTo(...place(x, 0.64 * SIZE));
    context.stroke();
  }
  for (const side of [-1, 1]) {
    const [px, py] = place(SIZE / 2, SIZE / 2 + 0.507 * side * SIZE);
    context.beginPath();
    context.arc(px, py, 4.5, 0, 2 * Math.PI);
    context.fill();
  }
}

function drawScale(context: CanvasRenderingContext2D, camera: Camera, colours: Theme): void {
  const px = (length: number) => length * camera.scale;
  const length = [...SCALES].reverse().find((one) => px(one) <= 130) ?? SCALES[0];
  const [left, bottom] = [14, context.canvas.clientHeight - 16];
  context.strokeStyle = context.fillStyle = colours.ink;
  context.lineWidth = 2;
  context.beginPath();
  context.moveTo(left, bottom);
  context.lineTo(left + px(length), bottom);
  context.stroke();
  context.font = `12px ${FONT}`;
  context.textAlign = 'left';
  context.textBaseline = 'bottom';
  context.fillText(`${Math.round(length / 1e-9)} nm`, left, bottom - 4);
}
