import type { Camera } from './camera.js';

/** Draws a film on a canvas of its own. */
export interface Painter {
  readonly canvas: HTMLCanvasElement;
  /** [cells * 3], for films that do not lie on the painter's device. */
  update(m: Float64Array): void;
  draw(camera: Camera, arrows: boolean): void;
  destroy(): void;
}

/** CSS px from arrow to arrow, at least. */
const ARROWS = 17;

/** Cells from arrow to arrow: a power of two, so that arrows stay where they are while others come and go with the zoom. */
export const strideOf = (camera: Camera): number => 2 ** Math.max(0, Math.ceil(Math.log2(ARROWS / camera.scale)));

/** Device pixels of a canvas as it is laid out. @returns device pixels of a CSS pixel */
export function sharpen(canvas: HTMLCanvasElement): number {
  const ratio = window.devicePixelRatio || 1;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight].map((side) => Math.max(1, Math.round(side * ratio)));
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  return ratio;
}
