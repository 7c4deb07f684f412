/** Which part of a film is seen. Places in cells from the film's lower left corner, y upwards; on the screen in CSS pixels, y downwards. */
export type Point = readonly [number, number];

const CLOSEST = 24;
/** Share of the canvas that the whole film takes. */
const FITS = 0.94;

export class Camera {
  private width = 1;
  private height = 1;
  private zoom = 1;
  private middle: Point;

  constructor(readonly cells: Point) {
    this.middle = [cells[0] / 2, cells[1] / 2];
  }

  /** CSS pixels of a cell's side. */
  get scale(): number {
    return this.zoom * FITS * Math.min(this.width / this.cells[0], this.height / this.cells[1]);
  }

  get centre(): Point {
    return this.middle;
  }

  resize(width: number, height: number): void {
    [this.width, this.height] = [Math.max(1, width), Math.max(1, height)];
  }

  toScreen([x, y]: Point): Point {
    return [this.width / 2 + (x - this.middle[0]) * this.scale, this.height / 2 - (y - this.middle[1]) * this.scale];
  }

  toCells([x, y]: Point): Point {
    return [this.middle[0] + (x - this.width / 2) / this.scale, this.middle[1] - (y - this.height / 2) / this.scale];
  }

  /** Larger by a factor, about a place on the screen that stays where it is; the middle if left out. */
  zoomBy(factor: number, about: Point = [this.width / 2, this.height / 2]): void {
    const before = this.toCells(about);
    this.zoom = Math.min(Math.max(this.zoom * factor, 1), CLOSEST);
    const after = this.toCells(about);
    this.look([this.middle[0] + before[0] - after[0], this.middle[1] + before[1] - after[1]]);
  }

  /** Moves the picture by pixels of the screen. */
  pan(dx: number, dy: number): void {
    this.look([this.middle[0] - dx / this.scale, this.middle[1] + dy / this.scale]);
  }

  /** All of the film. */
  fit(): void {
    this.zoom = 1;
    this.middle = [this.cells[0] / 2, this.cells[1] / 2];
  }

  /** What is seen never leaves the film behind. */
  private look(at: Point): void {
    const inside = (k: 0 | 1) => {
      const half = this.cells[k] / (2 * this.zoom);
      return Math.min(Math.max(at[k], half), this.cells[k] - half);
    };
    this.middle = [inside(0), inside(1)];
  }
}
