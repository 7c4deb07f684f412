import type { Point } from './camera.js';
import type { OrbitCamera, Place } from './orbit.js';
import type { Layer } from './view.js';

/** Draws the spins of a wire. */
export interface ChainPainter extends Layer {
  /** @param dark on a dark page */
  draw(camera: OrbitCamera, dark: boolean): void;
}

/** CSS px from arrow to arrow, at least, where the camera looks. */
const APART = 13;
/** Arrows at most: those that are furthest from where the camera looks are left out. */
const MOST = 512;

/** An arrow along its axis from 0 to 1: the radius of its shaft and of its head, and where the head begins. */
export const ARROW = { shaft: 0.04, head: 0.13, neck: 0.62 } as const;
/** Of the distance from arrow to arrow. Along the wire shafts run into each other, but heads do not: what stands off the wire is seen the better. */
export const LENGTH = 1.8;

/** Of the line along the wire: red, green, blue from 0 to 1, seen on light and dark; and half its width in CSS px. */
export const LINE = { colour: [0.47, 0.52, 0.58], half: 0.75 } as const;

/** How bright a surface is: in the dark, and what the light adds; white that it adds; and how much of the line's grey there is where a surface bends away from the eye. */
export const SHADE = { dark: 0.66, light: 0.34, gloss: 0.2, rim: 0.8 } as const;
/** Of the line's grey in black, which would not be seen on a dark page. */
export const liftOf = (dark: boolean): number => (dark ? 0.8 : 0);

/** The arrows that are drawn: tails in the middles of the cells `first + k * stride`, k < `count`. */
export interface Spins {
  readonly first: number;
  readonly stride: number;
  readonly count: number;
}

/** Every so many cells, a power of two, so that arrows stay where they are while others come and go with the zoom. */
export function spinsOf(camera: OrbitCamera, cells: number): Spins {
  const stride = 2 ** Math.max(0, Math.ceil(Math.log2(APART / camera.scale)));
  const middle = Math.floor(Math.min(stride, cells) / 2);
  const last = Math.ceil((cells - middle) / stride) - 1;
  const centre = Math.round((camera.centre - middle) / stride);
  const from = Math.min(Math.max(centre - MOST / 2, 0), last);
  const to = Math.min(centre + MOST / 2, last);
  return { first: middle + from * stride, stride, count: Math.max(to - from + 1, 1) };
}

/** Places along the wire between which the line is drawn, a piece from arrow to arrow. */
export const joints = ({ first, stride, count }: Spins, cells: number): number[] => Array.from({ length: count + 2 }, (_, k) => Math.min(Math.max(first + 0.5 + (k - 1) * stride, 0), cells));

/** The row of a film that is drawn. */
export const rowOf = (cells: Point): number => Math.floor(cells[1] / 2);

/** Where the light comes from: over the left shoulder. */
export function lightOf(camera: OrbitCamera): Place {
  const [right, up, back] = camera.axes;
  const sum = [0, 1, 2].map((k) => -0.45 * right[k] + 0.65 * up[k] + 0.62 * back[k]);
  const length = Math.hypot(...sum);
  return [sum[0] / length, sum[1] / length, sum[2] / length];
}
