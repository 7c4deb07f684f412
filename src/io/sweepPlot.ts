/** sweep.svg: what a sweep of one path found, as curves over it, with the thresholds of theory. */
import type { TopLevelSpec } from 'vega-lite';
import type { Sweep } from '../scene/sweep.js';
import { finite, HEIGHT, PALETTE, picture, WIDTH } from './panels.js';
import { along, drawnAxis, quantities, REGIME_COLOURS, type AxisWords, type DrawnAxis } from './sweepQuantities.js';
import type { StoredPoint, SweepColumn } from './sweepTable.js';
import type { TheoryLine } from './sweepTheory.js';

/** The plot as a Vega-Lite specification; undefined where there is nothing to draw. For sweeps of one numeric path. */
export function sweepSpec(sweep: Sweep, columns: readonly SweepColumn[], stored: readonly StoredPoint[], lines: readonly TheoryLine[], title?: string, words?: readonly AxisWords[]): TopLevelSpec | undefined {
  const axis = drawnAxis(sweep, 0, words?.[0]);
  const points = [...stored].sort((a, b) => a.index - b.index);
  const x = along(sweep, points, 0, axis);
  const shown = quantities(columns, points);
  if (points.length < 2 || shown.length === 0) return undefined;
  const regimes = points.map(({ regime }) => regime);
  const marks = lines.flatMap(({ label, at }) => at.map((value) => ({ x: value * axis.factor, label })));
  const hasRegimes = regimes.some((regime) => regime !== null);
  const panels = shown.map(({ title: name, values }, k) => curve(axis, x, values, name, marks, k === 0, k === shown.length - 1 && !hasRegimes));
  if (hasRegimes) panels.push(strip(axis, x, regimes));
  return picture({ spacing: 18, bounds: 'flush', vconcat: panels }, title);
}

const xOf = (axis: DrawnAxis, bottom: boolean) => ({
  field: 'x', type: 'quantitative', scale: { type: axis.log ? 'log' : 'linear', nice: false, ...(axis.log ? {} : { zero: false }), padding: 6 },
  axis: { title: bottom ? axis.title : null, labels: bottom, ticks: bottom, tickCount: 8 },
});

function curve(axis: DrawnAxis, x: readonly number[], values: readonly number[], name: string, marks: readonly { x: number; label: string }[], top: boolean, bottom: boolean): object {
  const data = x.map((at, k) => ({ x: at, y: finite(values[k]) })).sort((a, b) => a.x - b.x);
  const encoding = { x: xOf(axis, bottom), y: { field: 'y', type: 'quantitative', scale: { zero: false, padding: 6 }, axis: { title: name, tickCount: 5, minExtent: 48 } } };
  const rule = { data: { values: marks }, mark: { type: 'rule', strokeDash: [5, 4], color: '#222222' }, encoding: { x: xOf(axis, bottom) } };
  const text = { data: { values: marks }, mark: { type: 'text', align: 'left', dx: 4, fontSize: 12, color: '#222222', y: 10 }, encoding: { x: xOf(axis, bottom), text: { field: 'label' } } };
  return {
    width: WIDTH, height: HEIGHT,
    layer: [
      { data: { values: data }, mark: { type: 'line', strokeWidth: 1.6, color: PALETTE[0], point: { size: 22, color: PALETTE[0] } }, encoding },
      ...(marks.length > 0 ? [rule, ...(top ? [text] : [])] : []),
    ],
  };
}

/** The regimes as coloured marks in a row. */
function strip(axis: DrawnAxis, x: readonly number[], regimes: readonly (string | null)[]): object {
  const names = Object.keys(REGIME_COLOURS).filter((name) => regimes.includes(name));
  return {
    width: WIDTH, height: 26,
    data: { values: x.map((at, k) => ({ x: at, regime: regimes[k] })).filter(({ regime }) => regime !== null) },
    mark: { type: 'square', size: 90, opacity: 1 },
    encoding: { x: xOf(axis, true), color: { field: 'regime', type: 'nominal', scale: { domain: names, range: names.map((name) => REGIME_COLOURS[name]) }, legend: { title: null, orient: 'right', symbolType: 'square', symbolStrokeWidth: 0 } } },
  };
}
