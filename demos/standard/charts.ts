/** The charts of a card: <m>(t) over the table, the difference of the two, and the path of a core. */
import type { Axis } from '../shared/axes.js';
import type { Theme } from '../shared/theme.js';
import { drawChart, sameScale, type Series } from './chart.js';
import { COMPONENTS, type Component, type Curves } from './curves.js';
import type { Allowed, Problem } from './problems.js';
import { shared } from './verdict.js';

const NS = 1e-9;
const NM = 1e-9;
/** What the difference shows beyond what is allowed, as a factor. */
const BEYOND = 1.4;

/** @param end of the time axis, s */
export function drawCurves(canvas: HTMLCanvasElement, problem: Problem, curves: Curves, end: number, colours: Theme): void {
  const { table } = problem;
  const times = scaled(table.column('t'), NS);
  const points = COMPONENTS.map((name): Series => ({ colour: colours.muted, x: times, y: table.column(name), as: 'points' }));
  const lines = COMPONENTS.map((name): Series => ({ colour: colourOf(name), x: scaled(curves.t, NS), y: curves[name], as: 'line' }));
  drawChart(canvas, { title: 'Mean magnetization', x: timeAxis(end), y: spanning([...points, ...lines].flatMap(({ y }) => y), ''), series: [...lines, ...points] }, colours);
}

export function drawDifference(canvas: HTMLCanvasElement, problem: Problem, curves: Curves, end: number, allowed: Allowed, colours: Theme): void {
  const rows = shared(problem, curves);
  const x = rows.map(({ row }) => curves.t[row] / NS);
  const series = COMPONENTS.map((name): Series => {
    const table = problem.table.column(name);
    return { colour: colourOf(name), x, y: rows.map(({ row, entry }) => curves[name][row] - table[entry]), as: 'line' };
  });
  const most = Math.max(BEYOND * allowed.m, 1.05 * Math.max(0, ...series.flatMap(({ y }) => y.map(Math.abs)).filter(Number.isFinite)));
  drawChart(canvas, { title: 'This run less the table', x: timeAxis(end), y: { low: -most, high: most, unit: 'dashed: allowed' }, series, guides: [-allowed.m, allowed.m] }, colours);
}

export function drawPath(canvas: HTMLCanvasElement, problem: Problem, curves: Curves, colours: Theme): void {
  if (!problem.core) return;
  const { cells, cellSize } = problem.scene(problem.grids[0]).grid;
  const middle = (cells[0] * cellSize[0]) / 2;
  const fromMiddle = (values: readonly number[]) => values.map((value) => (value - middle) / NM);
  const path: Series = { colour: colours.accent, x: fromMiddle(curves.core_x), y: fromMiddle(curves.core_y), as: 'line' };
  const table: Series = { colour: colours.muted, x: scaled(problem.core.column('core_x'), NM), y: scaled(problem.core.column('core_y'), NM), as: 'points' };
  drawChart(
    canvas,
    {
      title: 'Path of the core from the middle',
      ...sameScale(canvas, spanning([table, path].flatMap(({ x }) => x), 'nm'), spanning([table, path].flatMap(({ y }) => y), 'nm')),
      series: [path, table],
    },
    colours,
  );
}

const colourOf = (name: Component) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const scaled = (values: readonly number[], unit: number) => values.map((value) => value / unit);
const timeAxis = (end: number): Axis => ({ low: 0, high: end / NS, unit: 'ns' });

function spanning(values: readonly number[], unit: string): Axis {
  const finite = values.filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const room = 0.06 * (high - low);
  return { low: low - room, high: high + room, unit };
}
