/** Over the picture: a ruler in the laboratory, where the wall is, and, of a wire, its angle on a dial. */
import type { Scene } from 'spinmotive';
import { numberText } from '../shared/numbers.js';
import { ticks } from '../shared/axes.js';
import { FONT, type Theme } from '../shared/theme.js';
import type { Camera } from '../shared/view/camera.js';

export interface Standing {
  readonly scene: Scene;
  /** Where the left edge of the window lies, m. */
  readonly origin: number;
  /** Position of the wall in the laboratory, m; undefined without one. */
  readonly wall: number | undefined;
  /** rad; undefined of a strip's wall. */
  readonly phi: number | undefined;
}

/** px from label to label, and of the dial. */
const LABELS = 70;
const RADIUS = 26;
const NAMES = ['x', 'y', 'z'] as const;

export function drawOverlay(context: CanvasRenderingContext2D, camera: Camera, { scene, origin, wall, phi }: Standing, easy: 0 | 1 | 2, colours: Theme): void {
  const { clientWidth: width, clientHeight: height } = context.canvas;
  const dx = scene.grid.cellSize[0];
  const px = (x: number) => camera.toScreen([(x - origin) / dx, 0])[0];
  const bottom = Math.min(camera.toScreen([0, 0])[1], height - 22);
  const [left, right] = camera.corners.map(([x]) => origin + x * dx);

  // What is up is white, and so may the page be.
  const [near, far] = [camera.toScreen([0, 0]), camera.toScreen(scene.grid.cells)];
  context.strokeStyle = colours.line;
  context.lineWidth = 1;
  context.strokeRect(near[0], far[1], far[0] - near[0], near[1] - far[1]);
  context.font = `12px ${FONT}`;
  context.textAlign = 'center';
  context.textBaseline = 'top';
  context.fillStyle = colours.muted;
  for (const x of ticks(left, right, width / LABELS)) {
    const at = px(x);
    if (at < 18 || at > width - 18) continue;
    context.fillRect(Math.round(at), bottom + 3, 1, 5);
    context.fillText(`${Math.round(x / 1e-9)} nm`.replace('-', '\u2212'), at, bottom + 9);
  }
  if (wall !== undefined && Number.isFinite(wall)) {
    context.fillStyle = colours.accent;
    context.beginPath();
    const at = px(wall);
    for (const [x, y] of [[at, bottom + 2], [at - 5, bottom + 10], [at + 5, bottom + 10]]) context.lineTo(x, y);
    context.fill();
  }
  if (phi !== undefined && Number.isFinite(phi)) drawDial(context, 16 + RADIUS, 20 + RADIUS, phi, easy, colours);
}

/** The direction of m in the middle of the wall, seen against the easy axis: the next axis to the right, the one after up. */
function drawDial(context: CanvasRenderingContext2D, x: number, y: number, phi: number, easy: 0 | 1 | 2, colours: Theme): void {
  context.globalAlpha = 0.88;
  context.fillStyle = colours.card;
  context.beginPath();
  context.roundRect(x - RADIUS - 10, y - RADIUS - 18, 2 * RADIUS + 28, 2 * RADIUS + 42, 8);
  context.fill();
  context.globalAlpha = 1;
  context.strokeStyle = colours.line;
  context.lineWidth = 1.5;
  context.beginPath();
  context.arc(x, y, RADIUS, 0, 2 * Math.PI);
  context.stroke();
  context.fillStyle = colours.muted;
  context.font = `11px ${FONT}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(NAMES[(easy + 1) % 3], x + RADIUS + 8, y);
  context.fillText(NAMES[(easy + 2) % 3], x, y - RADIUS - 8);
  context.strokeStyle = context.fillStyle = colours.accent;
  context.lineWidth = 2.5;
  const [c, s] = [Math.cos(phi), Math.sin(phi)];
  const to = (along: number, aside: number) => context.lineTo(x + along * c - aside * s, y - along * s - aside * c);
  context.beginPath();
  to(0, 0);
  to(0.72 * RADIUS, 0);
  context.stroke();
  context.beginPath();
  for (const [along, aside] of [[0.92, 0], [0.55, 0.2], [0.55, -0.2]]) to(along * RADIUS, aside * RADIUS);
  context.fill();
  context.fillStyle = colours.muted;
  context.font = `12px ${FONT}`;
  context.textAlign = 'left';
  context.textBaseline = 'top';
  context.fillText(`\u03c6 = ${numberText(Math.round((180 * phi) / Math.PI))}\u00b0`, x - RADIUS, y + RADIUS + 5);
}
