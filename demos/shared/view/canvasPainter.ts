/** Draws a film on a plain canvas, where there is no WebGPU: the picture of film.wgsl, worked out in the page. */
import { magnetizationColour } from 'spinmotive';
import type { Camera, Point } from './camera.js';
import { sharpen, strideOf, type Painter } from './painter.js';

/** Points worked out along a cell's side; between them the canvas blends. */
const FINE = 4;

export class CanvasPainter implements Painter {
  readonly canvas = document.createElement('canvas');
  private readonly image: HTMLCanvasElement;
  private m: Float64Array;

  constructor(private readonly cells: Point) {
    this.m = new Float64Array(3 * cells[0] * cells[1]);
    this.image = Object.assign(document.createElement('canvas'), { width: FINE * cells[0], height: FINE * cells[1] });
  }

  update(m: Float64Array): void {
    this.m = m;
    const [nx, ny] = this.cells;
    const picture = new ImageData(FINE * nx, FINE * ny);
    for (let row = 0; row < FINE * ny; row++) {
      const y = ny - (row + 0.5) / FINE;
      for (let column = 0; column < FINE * nx; column++) {
        const x = (column + 0.5) / FINE;
        if (this.empty(Math.floor(x), Math.floor(y))) continue;
        picture.data.set([...magnetizationColour(...this.between(x, y)), 255], 4 * (row * FINE * nx + column));
      }
    }
    context2d(this.image).putImageData(picture, 0, 0);
  }

  draw(camera: Camera, arrows: boolean): void {
    const ratio = sharpen(this.canvas);
    const context = context2d(this.canvas);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    const [nx, ny] = this.cells;
    const [left, top] = camera.toScreen([0, ny]);
    context.drawImage(this.image, left, top, nx * camera.scale, ny * camera.scale);
    if (arrows) this.drawArrows(context, camera);
  }

  destroy(): void {}

  private drawArrows(context: CanvasRenderingContext2D, camera: Camera): void {
    const [nx, ny] = this.cells;
    const stride = strideOf(camera);
    const half = 0.4 * stride * camera.scale;
    for (let y = Math.floor(stride / 2); y < ny; y += stride) {
      for (let x = Math.floor(stride / 2); x < nx; x += stride) {
        if (this.empty(x, y)) continue;
        const [mx, my, mz] = this.m.subarray(3 * (y * nx + x));
        const [px, py] = camera.toScreen([x + 0.5, y + 0.5]);
        const point = (along: number, aside: number) => context.lineTo(px + half * (along * mx - aside * my), py - half * (along * my + aside * mx));
        context.fillStyle = mz < -0.4 ? 'rgb(255 255 255 / 62%)' : 'rgb(0 0 0 / 62%)';
        context.beginPath();
        for (const [along, aside] of [[-1, -0.1], [0.2, -0.1], [0.2, -0.42], [1, 0], [0.2, 0.42], [0.2, 0.1], [-1, 0.1]]) point(along, aside);
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

function context2d(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this browser gives no 2D canvas');
  return context;
}
