/**
 * A camera that goes round a wire. Places in cells: x along the wire from its end, y and z from its middle line, z upwards. On the screen in CSS
 * pixels, y downwards.
 */
import { mat4, vec3, vec4 } from 'gl-matrix';
import type { Point } from './camera.js';
import type { Sight } from './picking.js';

export type Place = readonly [number, number, number];

/** rad of the longer side of the canvas. */
const OPENING = 0.6;
/** rad. From the side and from above, obliquely along the wire. */
const START = { turn: -0.7, tilt: 0.4 };
/** rad, short of straight above. */
const STEEPEST = 1.5;
/** Cells along the width of the canvas at first; and along its shorter side, at least. */
const SEEN = 36;
const FEWEST = 6;
/** Share of the canvas that the whole wire takes, seen from the side. */
const FITS = 0.94;
/** Of the distance to what is looked at: nothing nearer is drawn. */
const NEAR = 0.05;
/** Where the wire runs away from the eye, a pixel is no more than so many times a pixel's length of wire. */
const FORESHORTENED = 3;

export class OrbitCamera {
  private canvas: Point = [1, 1];
  private turn = START.turn;
  private tilt = START.tilt;
  /** Cells along the width of the canvas, at the place that is looked at. */
  private width = SEEN;
  /** The place along the wire that is looked at. */
  private middle = 0;
  private readonly watchers = new Set<() => void>();

  /** @param cells length of the wire */
  constructor(private cells: number) {
    this.home();
  }

  /** Another wire, from where it is seen at first. */
  reset(cells: number): void {
    this.cells = cells;
    this.home();
  }

  /** @param moved called whenever what is seen has changed, but for the size of the canvas */
  watch(moved: () => void): void {
    this.watchers.add(moved);
  }

  /** Of the canvas. */
  resize(width: number, height: number): void {
    this.canvas = [Math.max(1, width), Math.max(1, height)];
    this.limit();
  }

  /** CSS pixels of a cell at the place that is looked at. */
  get scale(): number {
    return this.canvas[0] / this.width;
  }

  /** Place along the wire. */
  get centre(): number {
    return this.middle;
  }

  get eye(): Place {
    const [x, y, z] = this.axes[2];
    return [this.middle + this.distance * x, this.distance * y, this.distance * z];
  }

  /** From the world to what WebGPU clips: depth from 0 to 1. */
  get matrix(): mat4 {
    const [near, far] = [NEAR * this.distance, this.distance + this.cells + SEEN];
    const height = 2 * Math.atan(this.canvas[1] / 2 / this.focus);
    const matrix = mat4.perspectiveZO(mat4.create(), height, this.canvas[0] / this.canvas[1], near, far);
    return mat4.multiply(matrix, matrix, this.looking);
  }

  /** Of the wire. */
  get sight(): Sight {
    return { matrix: this.matrix, canvas: this.canvas, cells: this.cells };
  }

  /** Directions of the world that are to the right, upwards and towards the eye on the screen. */
  get axes(): readonly [Place, Place, Place] {
    const m = this.looking;
    return [[m[0], m[4], m[8]], [m[1], m[5], m[9]], [m[2], m[6], m[10]]];
  }

  /** Where a place is on the screen, and its depth from 0 to 1; null where it is too near or behind. */
  project([x, y, z]: Place): Place | null {
    const clip = vec4.transformMat4(vec4.create(), [x, y, z, 1], this.matrix);
    if (clip[2] < 0) return null;
    return [((1 + clip[0] / clip[3]) * this.canvas[0]) / 2, ((1 - clip[1] / clip[3]) * this.canvas[1]) / 2, clip[2] / clip[3]];
  }

  /** The place at a depth below a place on the screen. */
  unproject([x, y, depth]: Place): Place {
    const back = mat4.invert(mat4.create(), this.matrix);
    if (!back) throw new Error('the camera sees nothing');
    const [px, py, pz] = vec3.transformMat4(vec3.create(), [(2 * x) / this.canvas[0] - 1, 1 - (2 * y) / this.canvas[1], depth], back);
    return [px, py, pz];
  }

  /** Goes round the wire and over it. @param turn rad, to the right @param tilt rad, upwards */
  rotate(turn: number, tilt: number): void {
    this.turn = ((((this.turn + turn + Math.PI) % (2 * Math.PI)) + 2 * Math.PI) % (2 * Math.PI)) - Math.PI;
    this.tilt = Math.min(Math.max(this.tilt + tilt, -STEEPEST), STEEPEST);
    this.moved();
  }

  /** Moves the wire along itself, by pixels of the screen. */
  pan(dx: number, dy: number): void {
    const [right, up] = this.axes;
    const [x, y] = [this.scale * right[0], -this.scale * up[0]];
    this.middle -= (dx * x + dy * y) / Math.max(x ** 2 + y ** 2, (this.scale / FORESHORTENED) ** 2);
    this.limit();
    this.moved();
  }

  /** Nearer by a factor; what is about a place on the screen stays there as far as the wire goes through it. */
  zoomBy(factor: number, about: Point = [this.canvas[0] / 2, this.canvas[1] / 2]): void {
    const before = this.width;
    this.width /= factor;
    this.limit();
    const more = before / this.width - 1;
    this.pan(more * (this.canvas[0] / 2 - about[0]), more * (this.canvas[1] / 2 - about[1]));
  }

  /** As the wire is seen at first: its middle. */
  home(): void {
    Object.assign(this, START, { middle: this.cells / 2, width: SEEN });
    this.limit();
    this.moved();
  }

  private moved(): void {
    for (const moved of this.watchers) moved();
  }

  private limit(): void {
    const [width, height] = this.canvas;
    const fewest = (FEWEST * width) / Math.min(width, height);
    this.width = Math.min(Math.max(this.width, fewest), Math.max(this.cells / FITS, fewest));
    this.middle = Math.min(Math.max(this.middle, 0), this.cells);
  }

  /** CSS pixels from the eye to the screen. */
  private get focus(): number {
    return Math.max(...this.canvas) / 2 / Math.tan(OPENING / 2);
  }

  private get distance(): number {
    return this.focus / this.scale;
  }

  /** From the world to the eye. */
  private get looking(): mat4 {
    const target = vec3.fromValues(this.middle, 0, 0);
    const back = vec3.fromValues(Math.sin(this.turn) * Math.cos(this.tilt), -Math.cos(this.turn) * Math.cos(this.tilt), Math.sin(this.tilt));
    return mat4.lookAt(mat4.create(), vec3.scaleAndAdd(vec3.create(), target, back, this.distance), target, [0, 0, 1]);
  }
}
