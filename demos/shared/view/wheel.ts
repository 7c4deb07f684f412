/** The legend of the colours: all directions of m on one disk, up in the middle, in the plane halfway out, down at the rim. */
import { magnetizationColour } from 'spinmotive';
import { sharpen } from './painter.js';

export function drawWheel(canvas: HTMLCanvasElement): void {
  sharpen(canvas);
  const { width, height } = canvas;
  const context = canvas.getContext('2d');
  if (!context) return;
  const picture = context.createImageData(width, height);
  const radius = Math.min(width, height) / 2 - 1;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [x, y] = [(column + 0.5 - width / 2) / radius, (height / 2 - row - 0.5) / radius];
      const r = Math.hypot(x, y);
      const edge = Math.min(1, Math.max(0, (1 - r) * radius + 0.5));
      if (edge === 0) continue;
      const tilt = Math.PI * Math.min(1, r);
      const flat = r > 0 ? Math.sin(tilt) / r : 0;
      picture.data.set([...magnetizationColour(flat * x, flat * y, Math.cos(tilt)), 255 * edge], 4 * (row * width + column));
    }
  }
  context.putImageData(picture, 0, 0);
}
