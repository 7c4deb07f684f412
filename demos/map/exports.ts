/** Files of a map. */
import { numberText } from '../shared/numbers.js';
import type { Theme } from '../shared/theme.js';
import { drawMap, type MapPicture } from './chart.js';
import type { Done } from './messages.js';
import { unitOf, type Study } from './scene.js';
import { placeOf, type Side } from './lattice.js';

/** Columns that sweep.csv has too are named as there; the first two are the map's axes. */
export function csvOf(study: Study, points: readonly Done[]): string {
  const [path, unit, axis] = study.drive === 'field' ? ['field.B.0', 'T', 'B/B_W'] : ['transport.j.0', 'A/m^2', 'u/u_c'];
  const one = unitOf(study);
  const header = ['beta/alpha', axis, 'transport.beta', `${path} (${unit})`, 'mean.wall_v (m/s)', 'mean.phi_rate (rad/s)', 'mean.emf (V)', 'regime', 'status'];
  const number = (value: number | null) => (value === null ? 'nan' : String(value));
  const row = (point: Done) => [
    Number((point.beta / study.alpha).toPrecision(12)), Number((point.drive / one).toPrecision(12)), point.beta, point.drive,
    number(point.velocity), number(point.turning), number(point.emf), point.regime ?? '', point.failure === null ? 'done' : 'failed',
  ];
  const place = ({ side, index }: Done) => placeOf(side, index);
  const sorted = [...points].sort((a, b) => place(a).row - place(b).row || place(a).column - place(b).column);
  return [header, ...sorted.map(row)].map((cells) => `${cells.join(',')}\n`).join('');
}

/** px; twice as many in the file. */
const PICTURE = { width: 720, height: 780, ratio: 2 };

/** Draws a map for a file, with the ground of the page's cards. @param ratio pixels of the file to one of the picture */
export function drawPicture(canvas: HTMLCanvasElement, picture: MapPicture, colours: Theme, ratio = PICTURE.ratio): void {
  const { width, height } = PICTURE;
  const [w, h] = [width * ratio, height * ratio];
  if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this browser gives no 2D canvas');
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = colours.card;
  context.fillRect(0, 0, width, height);
  drawMap(context, width, height, picture, colours);
}

export const nameOf = ({ drive, alpha }: Study, side: Side): string => `map-${drive}-alpha${alpha}-${side}x${side}`;

/** Of one wall. */
export const wallName = (study: Study, { beta, drive }: Done): string => `wall-alpha${study.alpha}-beta${numberText(beta)}-${study.drive}${numberText(drive / unitOf(study))}`;
