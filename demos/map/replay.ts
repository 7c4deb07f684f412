/** A video of a map filling in, its points in the order in which they came. */
import { theme } from '../shared/theme.js';
import { Recording } from '../shared/video.js';
import type { MapPicture } from './chart.js';
import { drawPicture } from './exports.js';

/** s of the video in which points come, whatever time they took, and in which the last picture stands. */
const FILLING = 4;
const STILL = 1;

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));

/** @param picture with all of its points, as they came: its colours are those of the whole map from the start */
export async function replay(picture: MapPicture): Promise<Blob> {
  const canvas = document.createElement('canvas');
  const colours = theme();
  const draw = (share: number) => drawPicture(canvas, { ...picture, pixels: picture.pixels.slice(0, Math.ceil(share * picture.pixels.length)) }, colours, 1);
  draw(0);
  const recording = new Recording(canvas);
  const start = performance.now();
  for (let seconds = 0; seconds < FILLING + STILL; seconds = (performance.now() - start) / 1000) {
    draw(Math.min(seconds / FILLING, 1));
    await nextFrame();
  }
  return recording.end();
}
