/** Draws a film on a plain canvas, where there is no WebGPU: the picture of film.wgsl, worked out in the page. */
import { magnetizationColour } from 'spinmotive';
import type { Camera, Point } from './camera.js';
import { arrowsOf, sharpen, traceArrow, type Painter } from './painter.js';

/** Points worked out along a cell's side, and in all; between them the canvas blends. */
const FINE = 4;
const POINTS = 2 ** 20;
/** Of an arrow: a shaft and a head, as of film.wgsl. */
const OUTLINE = [[-1, -0.1], [0.2, -0.1], [0.2, -0.42], [1, 0], [0.2, 0.42], [0.2, 0.1], [-1, 0.1]] as const;

export class CanvasPainter implements Painter {
  readonly canvas = document.createElement('canvas');
  readonly lost = false;
  private readonly image: HTMLCanvasElement;
  /** Points along the sides of a cell: where there is one row, m is the same all along it. */
  private readonly fine: Point;
  private m: Float64Array;
  /** What is in `image` is of an earlier m. */
  private stale = true;

  constructor(private readonly cells: Point) {
    const [nx, ny] = cells;
    this.m = new Float64Array(3 * nx * ny);
    const fine = Math.min(Math.max(Math.floor(Math.sqrt(POINTS / (nx * ny))), 1), FINE);
    this.fine = [nx === 1 ? 1 : fine, ny === 1 ? 1 : fine];
    this.image = Object.assign(document.createElement('canvas'), { width: this.fine[0] * nx, height: this.fine[1] * ny });
  }

  update(m: Float64Array): void {
    this.m = m;
    this.stale = true;
  }

  draw(camera: Camera, arrows: boolean): void {
    const ratio = sharpen(this.canvas);
    const context = context2d(this.canvas);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    const [nx, ny] = this.cells;
    const [left, top] = camera.toScreen([0, ny]);
    if (this.stale) this.colour();
    context.drawImage(this.image, left, top, nx * camera.cell[0], ny * camera.cell[1]);
    if (arrows) this.drawArrows(context, camera);
  }

  destroy(): void {}

  private colour(): void {
    this.stale = false;
    const [nx, ny] = this.cells;
    const [fx, fy] = this.fine;
    const picture = new ImageData(fx * nx, fy * ny);
    for (let row = 0; row < fy * ny; row++) {
      const y = ny - (row + 0.5) / fy;
      for (let column = 0; column < fx * nx; column++) {
        const x = (column + 0.5) / fx;
        if (this.empty(Math.floor(x), Math.floor(y))) continue;
        picture.data.set([...magnetizationColour(...this.between(x, y)), 255], 4 * (row * fx * nx + column));
      }
    }
    context2d(this.image).putImageData(picture, 0, 0);
  }

  private drawArrows(context: CanvasRenderingContext2D, camera: Camera): void {
    const { first, stride, count, half } = arrowsOf(camera);
    for (let row = 0; row < count[1]; row++) {
      for (let column = 0; column < count[0]; column++) {
        const [x, y] = [first[0] + column * stride[0], first[1] + row * stride[1]];
        if (this.empty(x, y)) continue;
        const [mx, my, mz] = this.m.subarray(3 * (y * this.cells[0] + x));
        context.fillStyle = mz < -0.4 ? 'rgb(255 255 255 / 62%)' : 'rgb(0 0 0 / 62%)';
        traceArrow(context, OUTLINE, camera.toScreen([x + 0.5, y + 0.5]), [half * mx, half * my]);
        context.fill();
      }
    }
  }

  private empty(x: number, y: number): boolean {
    const [nx, ny] = this.cells;
    if (x < 0 || y < 0 || x >= nx || y >= ny) return true;
    const at = 3 * (y * nx + x);
    return this.m[at] ** 2 + this.m[at + 1] ** 2 + this.m[at + 2] ** 2 <= 0.25;
  }

  /** m between the centres of cells, of those that are magnet. */
  private between(x: number, y: number): [number, number, number] {
    const [cx, cy] = [Math.floor(x - 0.5), Math.floor(y - 0.5)];
    const [sx, sy] = [x - 0.5 - cx, y - 0.5 - cy];
    const sum: [number, number, number] = [0, 0, 0];
    let weight = 0;
    for (const [dx, dy] of [[0, 0], [1, 0], [0, 1], [1, 1]]) {
      if (this.empty(cx + dx, cy + dy)) continue;
      const share = (dx ? sx : 1 - sx) * (dy ? sy : 1 - sy);
      weight += share;
      for (const k of [0, 1, 2]) sum[k] += share * this.m[3 * ((cy + dy) * this.cells[0] + cx + dx) + k];
    }
    return [sum[0] / weight, sum[1] / weight, sum[2] / weight];
  }
}

export function context2d(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this browser gives no 2D canvas');
  return context;
}
