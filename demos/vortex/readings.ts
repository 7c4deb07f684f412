/** What the lab says of the core in words, and its two charts. */
import type { Scene } from 'spinmotive';
import { drawChart } from '../shared/chart.js';
import { numberText } from '../shared/numbers.js';
import { element } from '../shared/page.js';
import { theme } from '../shared/theme.js';
import { SIZE } from './scene.js';
import { gyration, SPAN, spectrum, type Gyration, type Spectrum } from './spectrum.js';
import { gyrationFrequency } from './thiele.js';
import type { Trace } from './trace.js';

const NS = 1e-9;
const NM = 1e-9;
/** s of the voltages that are seen. */
const SEEN = 6e-9;

export interface Analysis {
  readonly lines: Spectrum | null;
  readonly gyration: Gyration | null;
  /** Hz, of a vortex in a disk; null for another shape. */
  readonly thiele: number | null;
}

export function analyse({ geometry, material, grid }: Scene, trace: Trace): Analysis {
  const lines = spectrum(trace);
  const thiele = geometry?.shape === 'disk' ? Math.sign(trace.polarity.at(-1) ?? 1) * gyrationFrequency(material.Ms, SIZE / 2, grid.cellSize[2], material.gamma) : null;
  return { lines, gyration: lines && gyration(lines), thiele };
}

export function showReadings({ lines, gyration: found, thiele }: Analysis, { x, y, polarity }: Trace): void {
  element('gyration').textContent = found ? `${gyrationText(found.frequency)}, radius ${numberText(found.radius / NM)} nm` : lines ? 'stands still' : '\u2026';
  element('thiele').textContent = thiele === null ? 'no closed form for a square' : gyrationText(thiele);
  element('core-text').textContent = coreText(x.at(-1) ?? NaN, y.at(-1) ?? NaN, polarity.at(-1) ?? 1);
}

const gyrationText = (frequency: number) => `${Math.round(Math.abs(frequency) / 1e6)} MHz ${frequency > 0 ? 'counter-clockwise' : 'clockwise'}`;

function coreText(x: number, y: number, polarity: number): string {
  if (!Number.isFinite(x)) return 'none to be seen';
  const off = (value: number) => ((value - SIZE / 2) / NM).toFixed(1).replace('-', '\u2212');
  return `${polarity > 0 ? 'up' : 'down'}, at (${off(x)}, ${off(y)}) nm from the middle`;
}

export function drawCharts({ lines, thiele }: Analysis, { t, emf, across }: Trace): void {
  const colours = theme();
  const last = t.at(-1) ?? 0;
  const from = Math.max(0, last - SEEN);
  const first = Math.max(0, t.findIndex((time) => time >= from) - 1);
  const x = t.slice(first).map((time) => time / NS);
  const volts = (values: readonly number[]) => values.slice(first).map((value) => value / 1e-6);
  drawChart(element<HTMLCanvasElement>('voltage'), {
    title: 'Voltages of the core',
    unit: '\u00b5V',
    x: { from: from / NS, to: (from + SEEN) / NS, unit: 'ns' },
    lines: [
      { name: 'probes', colour: colours.accent, x, y: volts(across) },
      { name: 'emf', colour: getComputedStyle(document.documentElement).getPropertyValue('--second'), x, y: volts(emf) },
    ],
    least: 0.2,
    positive: false,
    marks: [],
  }, colours);
  drawChart(element<HTMLCanvasElement>('spectrum'), {
    title: 'Spectrum of the orbit',
    unit: 'nm',
    x: { from: -SPAN / 1e9, to: SPAN / 1e9, unit: 'GHz' },
    lines: lines ? [{ name: '', colour: colours.accent, x: lines.frequency.map((f) => f / 1e9), y: lines.radius.map((r) => r / NM) }] : [],
    halves: ['clockwise', 'counter-clockwise'],
    least: 1,
    positive: true,
    marks: thiele === null ? [] : [{ x: thiele / 1e9, text: 'Thiele' }],
  }, colours);
}
