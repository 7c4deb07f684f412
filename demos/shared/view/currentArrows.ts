/** Where the current goes, over a film: an arrow every few cells, whose length goes with the cube root of the density, as the current about a core is a hundred times that around it. */
import { numberText } from '../numbers.js';
import { FONT, type Theme } from '../theme.js';
import type { Camera } from './camera.js';
import { arrowsOf, traceArrow } from './painter.js';

/** Of the outline, in half lengths: a shaft and a head, pointing along x. */
const OUTLINE = [[-1, -0.07], [0.3, -0.07], [0.3, -0.34], [1, 0], [0.3, 0.34], [0.3, 0.07], [-1, 0.07]] as const;
/** Shorter ones are dots that say nothing, px. */
const LEAST = 1.5;

/** @param j [cells * 2] */
function largest(j: ArrayLike<number>): number {
  let most = 0;
  for (let k = 0; k < j.length; k += 2) most = Math.max(most, Math.hypot(j[k], j[k + 1]));
  return most;
}

/** @param j [cells * 2] in A/m^2, x fastest, of the cells that the camera sees */
export function drawCurrents(context: CanvasRenderingContext2D, camera: Camera, j: ArrayLike<number>, colours: Theme): void {
  const { first, stride, count, half } = arrowsOf(camera), most = largest(j);
  if (!(most > 0)) return;
  context.lineJoin = 'round';
  context.lineWidth = 2.5;
  // Light with a dark edge is seen on every colour.
  context.strokeStyle = 'rgb(10 14 20 / 85%)';
  context.fillStyle = '#fff';
  for (let row = 0; row < count[1]; row++) {
    for (let column = 0; column < count[0]; column++) {
      const [x, y] = [first[0] + column * stride[0], first[1] + row * stride[1]];
      const at = 2 * (y * camera.shape.cells[0] + x), size = Math.hypot(j[at], j[at + 1]);
      const length = half * Math.cbrt(size / most);
      if (!(length > LEAST)) continue;
      traceArrow(context, OUTLINE, camera.toScreen([x + 0.5, y + 0.5]), [(length * j[at]) / size, (length * j[at + 1]) / size]);
      context.stroke();
      context.fill();
    }
  }
  context.font = `12px ${FONT}`;
  context.textAlign = 'right';
  context.textBaseline = 'bottom';
  context.fillStyle = colours.ink;
  const [unit, prefix] = most < 1e12 ? [1e9, 'G'] : [1e12, 'T'];
  context.fillText(`current up to ${numberText(most / unit)} ${prefix}A/m\u00b2`, context.canvas.clientWidth - 14, context.canvas.clientHeight - 14);
}
