/** The directions of the world in a corner of the picture, with their names. */
import { FONT, theme } from '../theme.js';
import type { OrbitCamera } from './orbit.js';

/** CSS px from the lower right corner, of an axis, and from there to its name. */
const CORNER = 46;
const AXIS = 26;
const NAME = 9;

export function drawTriad(context: CanvasRenderingContext2D, camera: OrbitCamera, width: number, height: number): void {
  const { ink, muted } = theme();
  const [right, up, back] = camera.axes;
  const [x0, y0] = [width - CORNER, height - CORNER];
  context.font = `600 12px ${FONT}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.lineWidth = 1.5;
  context.lineCap = 'round';
  const axes = ['x', 'y', 'z'].map((name, k) => ({ name, x: right[k], y: -up[k], near: back[k] }));
  for (const { name, x, y, near } of axes.sort((a, b) => a.near - b.near)) {
    const length = Math.hypot(x, y);
    context.strokeStyle = context.fillStyle = near < -0.2 ? muted : ink;
    context.beginPath();
    context.moveTo(x0, y0);
    context.lineTo(x0 + AXIS * x, y0 + AXIS * y);
    context.stroke();
    // The name of an axis that points at the reader stands beside it.
    const [sx, sy] = length > 0.05 ? [x / length, y / length] : [0.7, 0.7];
    context.fillText(name, x0 + AXIS * x + NAME * sx, y0 + AXIS * y + NAME * sy);
  }
}
