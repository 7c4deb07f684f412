/** Which part of a film is seen. Places in cells from the film's lower left corner, y upwards; on the screen in CSS pixels, y downwards. */
export type Point = readonly [number, number];

/** A film, or a wire of one row: how many cells along x and y, and the sides of a cell, in m. */
export interface Shape {
  readonly cells: Point;
  readonly cellSize: Point;
}

export const sameShape = (a: Shape, b: Shape): boolean => [0, 1].every((k) => a.cells[k] === b.cells[k] && a.cellSize[k] === b.cellSize[k]);

/** Cells along the shorter side of the canvas, by the shorter side of a cell, when nothing is seen from nearer. */
const FEWEST = 3;
/** Share of the canvas that the whole film takes. */
const FITS = 0.94;

export class Camera {
  private canvas: Point = [1, 1];
  private zoom = 1;
  private middle: Point = [0, 0];
  private readonly watchers = new Set<() => void>();

  constructor(private film: Shape) {
    this.fit();
  }

  get shape(): Shape {
    return this.film;
  }

  /** Another film, all of it. */
  reset(shape: Shape): void {
    this.film = shape;
    this.fit();
  }

  /** @param moved called whenever what is seen has changed, but for the size of the canvas */
  watch(moved: () => void): void {
    this.watchers.add(moved);
  }

  /** CSS pixels of a metre. */
  get scale(): number {
    return this.zoom * this.fitting;
  }

  /** CSS pixels of a cell's sides. */
  get cell(): Point {
    return [this.film.cellSize[0] * this.scale, this.film.cellSize[1] * this.scale];
  }

  /** The place in the middle of the canvas. */
  get centre(): Point {
    return this.middle;
  }

  /** Less than the whole film fills the canvas. */
  get zoomed(): boolean {
    return this.zoom > 1;
  }

  /** Of the canvas. */
  resize(width: number, height: number): void {
    this.canvas = [Math.max(1, width), Math.max(1, height)];
    this.zoom = Math.min(this.zoom, this.closest);
    this.look(this.middle);
  }

  toScreen([x, y]: Point): Point {
    const [px, py] = this.cell;
    return [this.canvas[0] / 2 + (x - this.middle[0]) * px, this.canvas[1] / 2 - (y - this.middle[1]) * py];
  }

  toCells([x, y]: Point): Point {
    const [px, py] = this.cell;
    return [this.middle[0] + (x - this.canvas[0] / 2) / px, this.middle[1] - (y - this.canvas[1] / 2) / py];
  }

  /** The lower left and the upper right corner of the canvas, in cells. */
  get corners(): readonly [Point, Point] {
    return [this.toCells([0, this.canvas[1]]), this.toCells([this.canvas[0], 0])];
  }

  /** Larger by a factor, about a place on the screen that stays where it is if the film goes on there; the middle if left out. */
  zoomBy(factor: number, about: Point = [this.canvas[0] / 2, this.canvas[1] / 2]): void {
    const before = this.toCells(about);
    this.zoom = Math.min(Math.max(this.zoom * factor, 1), this.closest);
    const after = this.toCells(about);
    this.look([this.middle[0] + before[0] - after[0], this.middle[1] + before[1] - after[1]]);
    this.moved();
  }

  /** Moves the picture by pixels of the screen. */
  pan(dx: number, dy: number): void {
    const [px, py] = this.cell;
    this.look([this.middle[0] - dx / px, this.middle[1] + dy / py]);
    this.moved();
  }

  /** All of the film. */
  fit(): void {
    this.zoom = 1;
    this.middle = [this.film.cells[0] / 2, this.film.cells[1] / 2];
    this.moved();
  }

  private moved(): void {
    for (const moved of this.watchers) moved();
  }

  /** CSS pixels of a metre for each direction to take all of the canvas. */
  private get covering(): Point {
    const { cells, cellSize } = this.film;
    return [this.canvas[0] / (cells[0] * cellSize[0]), this.canvas[1] / (cells[1] * cellSize[1])];
  }

  private get fitting(): number {
    return FITS * Math.min(...this.covering);
  }

  /** A few cells to the canvas; and however few there are, a wire may be as high as it is. */
  private get closest(): number {
    const few = Math.min(...this.canvas) / (FEWEST * Math.min(...this.film.cellSize));
    return Math.max(few, ...this.covering) / this.fitting;
  }

  /** What is seen never leaves the film behind: a direction in which all of it fits stays in the middle. */
  private look(at: Point): void {
    const inside = (k: 0 | 1) => {
      const cells = this.film.cells[k];
      const half = Math.min((FITS * this.canvas[k]) / this.cell[k], cells) / 2;
      return Math.min(Math.max(at[k], half), cells - half);
    };
    this.middle = [inside(0), inside(1)];
  }
}
