/** A small picture of how a scene begins. */
import { initialMagnetization, magnetizationColour, type Scene } from 'spinmotive';

/** Pixels; laid out at half of it. */
const WIDTH = 96;
const HEIGHT = 48;
/** Of a wire as much is shown as lies this far on each side of its wall, cells. */
const AROUND = 24;

export function thumbnail(scene: Scene): HTMLCanvasElement {
  const canvas = Object.assign(document.createElement('canvas'), { width: WIDTH, height: HEIGHT, className: 'thumbnail', ariaHidden: 'true' });
  const context = canvas.getContext('2d');
  if (!context) return canvas;
  const { cells: [nx, ny], cellSize: [dx, dy] } = scene.grid;
  const m = initialMagnetization(scene);
  const wall = scene.initial.kind === 'wall' ? scene.initial.at / dx : nx / 2;
  const [from, columns] = ny === 1 ? [wall - AROUND, 2 * AROUND] : [0, nx];
  // Cells as they are, as large as they fit; a wire fills all of it.
  const scale = Math.min(WIDTH / (columns * dx), HEIGHT / (ny * dy));
  const [width, height] = ny === 1 ? [WIDTH, HEIGHT / 2] : [scale * columns * dx, scale * ny * dy];
  const picture = context.createImageData(WIDTH, HEIGHT);
  for (let row = 0; row < HEIGHT; row++) {
    const y = Math.floor((ny * ((HEIGHT + height) / 2 - row - 0.5)) / height);
    if (y < 0 || y >= ny) continue;
    for (let column = 0; column < WIDTH; column++) {
      const share = (column + 0.5 - (WIDTH - width) / 2) / width;
      const x = Math.floor(from + share * columns);
      if (share < 0 || share >= 1) continue;
      const at = 3 * (y * nx + Math.min(Math.max(x, 0), nx - 1));
      const [mx, my, mz] = m.subarray(at, at + 3);
      if (mx !== 0 || my !== 0 || mz !== 0) picture.data.set([...magnetizationColour(mx, my, mz), 255], 4 * (row * WIDTH + column));
    }
  }
  context.putImageData(picture, 0, 0);
  return canvas;
}
