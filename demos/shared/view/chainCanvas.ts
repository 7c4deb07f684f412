/** Draws the spins of a wire on a plain canvas, where there is no WebGPU: the scene of chain.wgsl with flat arrows, from the furthest to the nearest. */
import { magnetizationColour } from 'spinmotive';
import type { Point } from './camera.js';
import { context2d } from './canvasPainter.js';
import { ARROW, joints, LENGTH, liftOf, lightOf, LINE, rowOf, SHADE, spinsOf, type ChainPainter } from './chainPainter.js';
import type { OrbitCamera, Place } from './orbit.js';
import { sharpen } from './painter.js';

interface Piece {
  /** From 0 to 1. */
  readonly depth: number;
  draw(): void;
}

const plus = (a: Place, b: Place, share: number): Place => [a[0] + share * b[0], a[1] + share * b[1], a[2] + share * b[2]];
const dot = (a: Place, b: Place) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** @param bright from 0 to 1 @param gloss of white that is added */
const rgb = (colour: readonly number[], bright: number, gloss: number): string => `rgb(${colour.map((value) => Math.round(255 * gloss + (1 - gloss) * bright * value)).join(' ')})`;

/** Black is grey where it would not be seen. */
function lifted(colour: readonly number[], lift: number): number[] {
  const grey = lift * (1 - Math.max(...colour) / 255) ** 2;
  return colour.map((value, k) => (1 - grey) * value + grey * 255 * LINE.colour[k]);
}

const LINE_INK = rgb(LINE.colour.map((value) => 255 * value), 1, 0);
/** CSS px of the edges of arrows, which have the colour of the line. */
const EDGE = 0.6;

export class ChainCanvas implements ChainPainter {
  readonly canvas = document.createElement('canvas');
  readonly lost = false;
  private m: Float64Array;

  constructor(private readonly cells: Point) {
    this.m = new Float64Array(3 * cells[0] * cells[1]);
  }

  update(m: Float64Array): void {
    this.m = m;
  }

  draw(camera: OrbitCamera, dark: boolean): void {
    const ratio = sharpen(this.canvas);
    const context = context2d(this.canvas);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    const spins = spinsOf(camera, this.cells[0]);
    const light = lightOf(camera);
    const pieces: Piece[] = [];
    const places = joints(spins, this.cells[0]);
    for (let k = 1; k < places.length; k++) {
      const [from, to] = [camera.project([places[k - 1], 0, 0]), camera.project([places[k], 0, 0])];
      if (!from || !to) continue;
      pieces.push({
        // Under the arrows that begin on it.
        depth: Math.max(from[2], to[2]),
        draw() {
          context.strokeStyle = LINE_INK;
          context.lineWidth = 2 * LINE.half;
          context.beginPath();
          context.moveTo(from[0], from[1]);
          context.lineTo(to[0], to[1]);
          context.stroke();
        },
      });
    }
    for (let k = 0; k < spins.count; k++) {
      const at = spins.first + k * spins.stride;
      const [x, y, z] = this.m.subarray(3 * (rowOf(this.cells) * this.cells[0] + at));
      const size = Math.hypot(x, y, z);
      if (!(size > 0.5)) continue;
      const piece = arrow(context, camera, light, [at + 0.5, 0, 0], [x / size, y / size, z / size], LENGTH * spins.stride, lifted(magnetizationColour(x, y, z), liftOf(dark)));
      if (piece) pieces.push(piece);
    }
    for (const piece of pieces.sort((a, b) => b.depth - a.depth)) piece.draw();
  }

  destroy(): void {}
}

function arrow(context: CanvasRenderingContext2D, camera: OrbitCamera, light: Place, tail: Place, along: Place, length: number, colour: readonly number[]): Piece | null {
  const back = camera.axes[2];
  const [from, neck, tip] = [0, ARROW.neck, 1].map((share) => camera.project(plus(tail, along, share * length)));
  // px of the head's radius, which is the same in all directions across the line of sight.
  const edge = neck && camera.project(plus(plus(tail, along, ARROW.neck * length), camera.axes[0], ARROW.head * length));
  if (!from || !neck || !tip || !edge) return null;
  const head = Math.hypot(edge[0] - neck[0], edge[1] - neck[1]);
  const shaft = (head * ARROW.shaft) / ARROW.head;
  const run = [tip[0] - neck[0], tip[1] - neck[1]];
  const far = Math.hypot(...run);
  const direction = Math.atan2(run[1], run[0]);
  /** Of a surface that faces the eye as far as it can. */
  const shades = (normal: Place) => {
    const lit = Math.max(0, dot(normal, light));
    return rgb(colour, SHADE.dark + SHADE.light * lit, SHADE.gloss * lit ** 2);
  };
  const facing = dot(along, back);
  const aside = plus(back, along, -facing);
  const across = Math.hypot(...aside) || 1;
  const side = shades([aside[0] / across, aside[1] / across, aside[2] / across]);
  const base = shades(plus([0, 0, 0], along, -1));
  const edged = () => {
    context.fill();
    context.lineWidth = EDGE;
    context.strokeStyle = LINE_INK;
    context.stroke();
  };
  /** A disk across the arrow. */
  const disk = (at: Place, radius: number, fill: string) => {
    context.fillStyle = fill;
    context.beginPath();
    context.ellipse(at[0], at[1], radius * Math.abs(facing), radius, direction, 0, 2 * Math.PI);
    edged();
  };
  const cone = () => {
    disk(neck, head, side);
    // From the tip to where a line from it touches the base.
    const flat = head * Math.abs(facing);
    if (far <= flat) return;
    const angle = Math.acos(flat / far);
    context.beginPath();
    context.moveTo(tip[0], tip[1]);
    for (const sign of [-1, 1]) {
      const [u, v] = [flat * Math.cos(angle), sign * head * Math.sin(angle)];
      context.lineTo(neck[0] + u * Math.cos(direction) - v * Math.sin(direction), neck[1] + u * Math.sin(direction) + v * Math.cos(direction));
    }
    context.closePath();
    edged();
  };
  const rod = () => {
    for (const [colour, width] of [[LINE_INK, shaft + EDGE / 2], [side, shaft - EDGE / 2]] as const) {
      context.strokeStyle = colour;
      context.lineWidth = 2 * Math.max(width, 0.3);
      context.beginPath();
      context.moveTo(from[0], from[1]);
      context.lineTo(neck[0], neck[1]);
      context.stroke();
    }
  };
  return {
    depth: neck[2],
    draw() {
      if (facing > 0) {
        rod();
        cone();
      } else {
        cone();
        disk(neck, head, base);
        rod();
        disk(from, shaft, base);
      }
    },
  };
}
