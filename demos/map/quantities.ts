/** What the map can show of its points. */
import { REGIME_COLOURS, scaleOf } from './colours.js';
import type { Legend, Pixel } from './chart.js';
import { placeOf } from './lattice.js';
import type { Done } from './messages.js';

export const QUANTITIES = ['velocity', 'emf', 'regime'] as const;
export type Quantity = (typeof QUANTITIES)[number];

const NUMBERS = {
  velocity: { title: 'Wall velocity', unit: 'm/s', scale: 1 },
  emf: { title: 'Emf of the wall', unit: '\u00b5V', scale: 1e-6 },
} as const;

export interface Shown {
  readonly title: string;
  readonly unit: string;
  readonly pixels: readonly Pixel[];
  readonly legend: Legend;
}

export function shown(quantity: Quantity, points: readonly Done[]): Shown {
  const place = ({ side, index }: Done) => placeOf(side, index);
  if (quantity === 'regime') {
    const pixels = points.map((point) => ({ place: place(point), colour: point.regime && REGIME_COLOURS[point.regime] }));
    return { title: 'Regime of the wall', unit: '', pixels, legend: { kind: 'words', words: Object.entries(REGIME_COLOURS) } };
  }
  const { title, unit, scale: one } = NUMBERS[quantity];
  const value = (point: Done) => (point.failure === null && point[quantity] !== null ? point[quantity] / one : NaN);
  const scale = scaleOf(points.map(value));
  const pixels = points.map((point) => ({ place: place(point), colour: Number.isFinite(value(point)) ? scale.colour(value(point)) : null }));
  return { title, unit, pixels, legend: { kind: 'scale', scale } };
}
