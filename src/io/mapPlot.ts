/** map.svg: what a sweep of two paths found, as maps with the thresholds of theory drawn over them. The first path runs upwards, the second to the right. */
import type { TopLevelSpec } from 'vega-lite';
import type { Sweep } from '../scene/sweep.js';
import { picture } from './panels.js';
import { along, drawnAxis, quantities, REGIME_COLOURS, type AxisWords, type DrawnAxis } from './sweepQuantities.js';
import type { StoredPoint, SweepColumn } from './sweepTable.js';
import type { TheoryLine } from './sweepTheory.js';

const SIDE = 330;
/** Values of an axis that are drawn; a picture of more is larger than anyone looks at. */
const MOST_VALUES = 128;
const FAILED = '#dddddd';
/** Colours of the lines of theory; a white hem makes them seen on every ground. */
const LINES = ['#000000', '#C2005F'];

interface Cell {
  readonly x: number;
  readonly x2: number;
  readonly y: number;
  readonly y2: number;
}

/** The plot as a Vega-Lite specification; undefined where there is nothing to draw. For sweeps of two numeric paths. */
export function mapSpec(sweep: Sweep, columns: readonly SweepColumn[], stored: readonly StoredPoint[], lines: readonly TheoryLine[], title?: string, words?: readonly AxisWords[]): TopLevelSpec | undefined {
  const yAxis = drawnAxis(sweep, 0, words?.[0]), xAxis = drawnAxis(sweep, 1, words?.[1]);
  const [rows, lanes] = sweep.axes.map(({ values }) => Math.ceil(values.length / MOST_VALUES));
  const points = stored.filter(({ index }) => Math.floor(index / sweep.axes[1].values.length) % rows === 0 && (index % sweep.axes[1].values.length) % lanes === 0);
  const shown = quantities(columns, points);
  const regimes = points.map(({ regime }) => regime);
  const hasRegimes = regimes.some((regime) => regime !== null);
  if (points.length < 4 || (shown.length === 0 && !hasRegimes)) return undefined;

  const xs = along(sweep, points, 1, xAxis), ys = along(sweep, points, 0, yAxis);
  const ex = edges(xs, xAxis.log), ey = edges(ys, yAxis.log);
  if (!ex || !ey) return undefined;
  const cells = points.map((_, k): Cell => ({ x: ex.get(xs[k])![0], x2: ex.get(xs[k])![1], y: ey.get(ys[k])![0], y2: ey.get(ys[k])![1] }));
  const frame = { xAxis, yAxis, xDomain: ends(ex), yDomain: ends(ey) };
  const theory = lines.flatMap(({ label, pieces }) => pieces.map(([x1, y1, x2, y2]) => ({ x: x1 * xAxis.factor, y: y1 * yAxis.factor, x2: x2 * xAxis.factor, y2: y2 * yAxis.factor, label })));
  const maps = shown.map(({ title: name, values }) => map(frame, cells.map((cell, k) => ({ ...cell, z: Number.isFinite(values[k]) ? values[k] : null })), theory, gradient(name, values)));
  if (hasRegimes) maps.push(map(frame, cells.map((cell, k) => ({ ...cell, z: regimes[k] })), theory, kinds(regimes)));
  return picture({ columns: maps.length === 1 ? 1 : 2, spacing: 36, resolve: { scale: { fill: 'independent', stroke: 'shared' } }, concat: maps }, title);
}

interface Frame {
  readonly xAxis: DrawnAxis;
  readonly yAxis: DrawnAxis;
  readonly xDomain: readonly number[];
  readonly yDomain: readonly number[];
}

function map({ xAxis, yAxis, xDomain, yDomain }: Frame, cells: readonly (Cell & { z: number | string | null })[], theory: readonly object[], colour: { name: string; encoding: object }): object {
  const place = {
    x: { field: 'x', type: 'quantitative', scale: { type: xAxis.log ? 'log' : 'linear', domain: xDomain, nice: false }, axis: { title: xAxis.title, grid: false, tickCount: 6 } },
    y: { field: 'y', type: 'quantitative', scale: { type: yAxis.log ? 'log' : 'linear', domain: yDomain, nice: false }, axis: { title: yAxis.title, grid: false, tickCount: 6 } },
    x2: { field: 'x2' }, y2: { field: 'y2' },
  };
  const labels = [...new Set(theory.map((piece) => (piece as { label: string }).label))];
  const ink = { field: 'label', type: 'nominal', scale: { domain: labels, range: LINES.slice(0, labels.length) }, legend: { title: 'Theory', titleFontSize: 13, titleFontWeight: 'normal', orient: 'bottom' } };
  const under = cells.filter(({ z }) => z === null), over = cells.filter(({ z }) => z !== null);
  return {
    width: SIDE, height: SIDE, title: { text: colour.name, anchor: 'start', fontSize: 14, fontWeight: 'normal' },
    layer: [
      ...(under.length > 0 ? [{ data: { values: under }, mark: { type: 'rect', color: FAILED, aria: false }, encoding: place }] : []),
      { data: { values: over }, mark: { type: 'rect', aria: false }, encoding: { ...place, fill: colour.encoding } },
      ...(theory.length > 0 ? [
        { data: { values: theory }, mark: { type: 'rule', color: 'white', strokeWidth: 3.4, strokeCap: 'round', clip: true, aria: false }, encoding: place },
        { data: { values: theory }, mark: { type: 'rule', strokeWidth: 1.8, strokeCap: 'round', clip: true, aria: false }, encoding: { ...place, stroke: ink } },
      ] : []),
    ],
  };
}

/** Two colours about zero where values have both signs, one scale otherwise. */
function gradient(name: string, values: readonly number[]): { name: string; encoding: object } {
  const finite = values.filter(Number.isFinite);
  const low = Math.min(...finite), high = Math.max(...finite), size = Math.max(-low, high);
  const both = low < -0.02 * size && high > 0.02 * size;
  const scale = both ? { scheme: 'purpleorange', domain: [-size, size], nice: false } : { scheme: 'viridis', domain: [low, high], nice: false };
  return { name, encoding: { field: 'z', type: 'quantitative', scale, legend: { title: null, gradientLength: SIDE - 30, gradientThickness: 14, tickCount: 6 } } };
}

function kinds(regimes: readonly (string | null)[]): { name: string; encoding: object } {
  const names = Object.keys(REGIME_COLOURS).filter((name) => regimes.includes(name));
  return { name: 'Regime', encoding: { field: 'z', type: 'nominal', scale: { domain: names, range: names.map((name) => REGIME_COLOURS[name]) }, legend: { title: null, symbolType: 'square', symbolStrokeWidth: 0 } } };
}

/** The two edges of the cell of each value: half-way to its neighbours. undefined where there are fewer than two. */
function edges(values: readonly number[], log: boolean): Map<number, [number, number]> | undefined {
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  if (sorted.length < 2) return undefined;
  const to = log ? Math.log : (x: number) => x, from = log ? Math.exp : (x: number) => x;
  const at = sorted.map(to);
  return new Map(sorted.map((value, k) => {
    const left = k > 0 ? (at[k - 1] + at[k]) / 2 : at[0] - (at[1] - at[0]) / 2;
    const right = k + 1 < at.length ? (at[k] + at[k + 1]) / 2 : at[k] + (at[k] - at[k - 1]) / 2;
    return [value, [from(left), from(right)]];
  }));
}

function ends(cells: ReadonlyMap<number, readonly [number, number]>): number[] {
  const all = [...cells.values()].flat();
  return [Math.min(...all), Math.max(...all)];
}
