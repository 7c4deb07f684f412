/** The tool that puts the core elsewhere: a new vortex begins there. */
import type { SceneInput } from 'spinmotive';
import type { Tool } from '../shared/lab/hand.js';
import type { Shell } from '../shared/lab/shell.js';
import { settled } from '../shared/steer.js';
import type { Point } from '../shared/view/camera.js';
import { CELL, CELLS, SIZE } from './scene.js';

/** The core is put no nearer to the edge than this share of the radius. */
const NEAREST = 0.85;

/** A place within the dot, in cells. */
function within([x, y]: Point, { geometry }: SceneInput): Point {
  const half = CELLS / 2;
  const off = [x - half, y - half];
  const far = (geometry?.shape === 'disk' ? Math.hypot(...off) : Math.max(...off.map(Math.abs))) / (NEAREST * half);
  return far > 1 ? [half + off[0] / far, half + off[1] / far] : [x, y];
}

const nanometre = (cells: number) => Number((cells * CELL).toPrecision(4));

export class Place implements Tool {
  readonly id = 'place';
  readonly label = 'Place core';
  /** Where the core is being put, in cells. */
  target: Point | null = null;

  /** @param core where it is, m */
  constructor(private readonly shell: Shell, private readonly core: () => Point) {}

  drag(at: Point | null, done: boolean): void {
    this.target = at && within(at, this.shell.scene);
    if (this.target && done) this.put(this.target);
    this.shell.stage.redraw();
  }

  step(dx: number, dy: number): void {
    const [x, y] = this.target ?? this.core().map((m) => m / CELL);
    const from: Point = Number.isFinite(x) && Number.isFinite(y) ? [x, y] : [SIZE / 2 / CELL, SIZE / 2 / CELL];
    this.put(within([Math.round(from[0] + dx), Math.round(from[1] + dy)], this.shell.scene));
  }

  private put(target: Point): void {
    this.target = target;
    const scene = settled(this.shell.scene);
    if (scene.initial?.kind !== 'vortex') return;
    this.shell.choose({ scene: { ...scene, initial: { ...scene.initial, at: [nanometre(target[0]), nanometre(target[1])] } } });
  }
}
