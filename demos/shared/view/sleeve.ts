/** The stretch of a wire that a hand touches, drawn round it: as wide in space as it is felt. */
import type { OrbitCamera } from './orbit.js';

/** CSS px of the dark line and of the white one on it, seen on light and dark. */
const INKS = [['rgb(10 14 20)', 4], ['#fff', 2]] as const;
/** CSS px of the rings across the wire, where the camera looks. */
const RADIUS = 9;
/** Corners of a ring. */
const CORNERS = 24;

/** @param place of its middle @param reach to each side; both in cells */
export function drawSleeve(context: CanvasRenderingContext2D, camera: OrbitCamera, place: number, reach: number): void {
  const { cells } = camera.sight;
  const [from, to] = [Math.max(place - reach, 0), Math.min(place + reach, cells)];
  const radius = RADIUS / camera.scale;
  const ring = (x: number) => Array.from({ length: CORNERS + 1 }, (_, k) => camera.project([x, radius * Math.cos((2 * Math.PI * k) / CORNERS), radius * Math.sin((2 * Math.PI * k) / CORNERS)]));
  const lines = [ring(from), ring(place), ring(to), [camera.project([from, 0, 0]), camera.project([to, 0, 0])]];
  context.lineJoin = 'round';
  for (const [colour, width] of INKS) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.beginPath();
    for (const line of lines) line.forEach((at, k) => at && (k > 0 && line[k - 1] ? context.lineTo(at[0], at[1]) : context.moveTo(at[0], at[1])));
    context.stroke();
  }
}
