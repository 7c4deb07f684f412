/** Over the film: where the core has been, and how long things are. */
import { FONT } from '../shared/theme.js';
import type { Camera } from '../shared/view/camera.js';
import type { Run } from './record.js';

/** Lengths that a scale may have, m. */
const SCALES = [1e-9, 2e-9, 5e-9, 1e-8, 2e-8, 5e-8, 1e-7, 2e-7];
/** px that it takes at most. */
const LONGEST = 110;
const EDGE = 10;
/** A dark edge under a light line is seen on every colour. */
const STROKES = [['rgb(10 14 20 / 75%)', 4.5], ['#fff', 2]] as const;

export function drawOverlay(context: CanvasRenderingContext2D, camera: Camera, { problem, grid, curves }: Run): void {
  const toScreen = (x: number, y: number) => camera.toScreen([x / grid.cell, y / grid.cell]);
  context.lineCap = 'round';
  context.lineJoin = 'round';
  if (problem.core) {
    const path = new Path2D();
    curves.core_x.forEach((x, i) => path.lineTo(...toScreen(x, curves.core_y[i])));
    stroke(context, path);
  }

  const nanometre = toScreen(1e-9, 0)[0] - toScreen(0, 0)[0];
  const length = [...SCALES].reverse().find((scale) => (scale / 1e-9) * nanometre <= LONGEST) ?? SCALES[0];
  // In the corner of the film, or of what is seen of it.
  const [corner, floor] = toScreen(0, 0);
  const left = Math.max(0, corner) + EDGE;
  const bottom = Math.min(context.canvas.clientHeight, floor) - EDGE;
  const bar = new Path2D();
  bar.moveTo(left, bottom);
  bar.lineTo(left + (length / 1e-9) * nanometre, bottom);
  stroke(context, bar);
  context.font = `600 12px ${FONT}`;
  context.textBaseline = 'bottom';
  context.lineWidth = 3;
  context.strokeStyle = STROKES[0][0];
  context.fillStyle = STROKES[1][0];
  const words = `${Math.round(length / 1e-9)} nm`;
  context.strokeText(words, left, bottom - 4);
  context.fillText(words, left, bottom - 4);
}

function stroke(context: CanvasRenderingContext2D, path: Path2D): void {
  for (const [colour, width] of STROKES) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.stroke(path);
  }
}
