/** Where the map lies on its canvas: pixels of points, and points of pixels. CSS pixels; the drive runs to the right, beta/alpha upwards. */
import { levelOf, shareOf, type Place } from './lattice.js';

export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Room for the title, the axes, and the colour scale below. */
const MARGIN = { left: 50, top: 46, right: 18, bottom: 106 };

export const frameOf = (width: number, height: number): Frame => ({
  left: MARGIN.left,
  top: MARGIN.top,
  width: Math.max(1, Math.round(width) - MARGIN.left - MARGIN.right),
  height: Math.max(1, Math.round(height) - MARGIN.top - MARGIN.bottom),
});

/** @param x, y shares of the sides, 0 to 1 */
export const pixelOf = ({ left, top, width, height }: Frame, x: number, y: number): readonly [number, number] => [left + x * width, top + (1 - y) * height];

/** The other way; null outside. */
export function shareAt({ left, top, width, height }: Frame, px: number, py: number): readonly [number, number] | null {
  const [x, y] = [(px - left) / width, 1 - (py - top) / height];
  return x >= 0 && x <= 1 && y >= 0 && y <= 1 ? [x, y] : null;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What a point covers as long as there are none of a finer level about it; on whole pixels, so that neighbours touch. */
export function boxOf(frame: Frame, place: Place, side: number = levelOf(place)): Box {
  const half = 1 / (side - 1) / 2;
  const ends = (step: number) => [shareOf(step) - half, shareOf(step) + half].map((share) => Math.min(Math.max(share, 0), 1));
  const [[x0, x1], [y0, y1]] = [ends(place.column), ends(place.row)];
  const [[left, bottom], [right, top]] = [pixelOf(frame, x0, y0), pixelOf(frame, x1, y1)].map((corner) => corner.map(Math.round));
  return { x: left, y: top, width: right - left, height: bottom - top };
}
