/** Colours of the map, and the scale that says what they mean. */
import type { Regime } from 'spinmotive';

/** As in the maps that the command line draws. */
export const REGIME_COLOURS: Readonly<Record<Regime, string>> = { pinned: '#999999', viscous: '#56b4e9', precessing: '#d55e00', undecided: '#efe3b4' };

const VIRIDIS = ['#440154', '#482475', '#414487', '#355f8d', '#2a788e', '#21908d', '#22a884', '#42be71', '#7ad151', '#bddf26', '#fde725'];
const PURPLE_ORANGE = ['#2d004b', '#542788', '#8073ac', '#b2abd2', '#d8daeb', '#f7f7f7', '#fee0b6', '#fdb863', '#e08214', '#b35806', '#7f3b08'];

export interface Scale {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
  /** `#rrggbb` of a value. */
  readonly colour: (value: number) => string;
}

/** Two colours about zero where values have both signs, else one scale from zero, dark, to the largest, bright; its ends are round numbers. */
export function scaleOf(values: readonly number[]): Scale {
  const finite = values.filter(Number.isFinite);
  const [least, most] = [Math.min(0, ...finite), Math.max(0, ...finite)];
  const size = Math.max(-least, most) || 1;
  const both = least < -0.02 * size && most > 0.02 * size;
  const fine = roundStep(size / 10), coarse = roundStep(size / (both ? 2 : 4));
  const end = Math.ceil(size / fine - 1e-9) * fine;
  const [low, high] = both ? [-end, end] : most >= -least ? [0, end] : [-end, 0];
  const stops = both ? PURPLE_ORANGE : high > 0 ? VIRIDIS : [...VIRIDIS].reverse();
  const first = Math.ceil(low / coarse - 1e-9), last = Math.floor(high / coarse + 1e-9);
  return {
    low,
    high,
    ticks: Array.from({ length: last - first + 1 }, (_, k) => (first + k) * coarse),
    colour: (value) => mix(stops, (value - low) / (high - low)),
  };
}

/** The next of 1, 2 and 5 times a power of ten. */
function roundStep(wanted: number): number {
  const power = 10 ** Math.floor(Math.log10(wanted));
  return [1, 2, 5, 10].map((s) => s * power).find((s) => s >= wanted * (1 - 1e-9)) ?? wanted;
}

function mix(stops: readonly string[], share: number): string {
  const at = Math.min(Math.max(share, 0), 1) * (stops.length - 1);
  const k = Math.min(Math.floor(at), stops.length - 2);
  const channel = (stop: string, n: number) => Number.parseInt(stop.slice(1 + 2 * n, 3 + 2 * n), 16);
  return `#${[0, 1, 2].map((n) => Math.round(channel(stops[k], n) + (at - k) * (channel(stops[k + 1], n) - channel(stops[k], n))).toString(16).padStart(2, '0')).join('')}`;
}
