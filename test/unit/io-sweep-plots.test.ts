/** The pictures of sweeps: what is drawn where, in which units, with which lines; and the table that they are drawn from. */
import { describe, expect, it } from 'vitest';
import { mapSpec } from '../../src/io/mapPlot.js';
import { svgOf } from '../../src/io/panels.js';
import { sweepSpec } from '../../src/io/sweepPlot.js';
import { isNumeric } from '../../src/io/sweepQuantities.js';
import { sweepColumns, sweepCsv, type StoredPoint } from '../../src/io/sweepTable.js';
import { tableColumns } from '../../src/observe/columns.js';
import { parseScene } from '../../src/scene/parse.js';
import { openSweep, pointInput, pointValues, type Sweep } from '../../src/scene/sweep.js';
import { wallScene } from '../cli/support.js';

const sweepOf = (sweep: unknown) => openSweep({ ...wallScene(), sweep });
const columnsOf = (sweep: Sweep) => sweepColumns(tableColumns(parseScene(pointInput(sweep, 0))));

/** Points with a velocity of a thousand times the sum of their values, emf the negative of it in nV. */
function pointsOf(sweep: Sweep, failed: readonly number[] = []): StoredPoint[] {
  return Array.from({ length: sweep.count }, (_, index) => {
    const sum = (pointValues(sweep, index) as number[]).reduce((a, b) => a + b, 0);
    const mean = { wall_v: 1e3 * sum, phi_rate: 0, emf: -1e-9 * sum, I: 0 };
    const summary = { mean, final: { mx: sum }, energy: { gilbert: 0, joule: 0, cross: 0, emfWork: 0, fieldWork: 0, leadWork: 0 }, steps: 7, rejected: 1, simulated: 1e-9, notes: [] };
    return { index, failure: failed.includes(index) ? 'it failed' : null, regime: failed.includes(index) ? null : index % 2 === 0 ? 'viscous' : 'precessing', summary };
  });
}

describe('sweep.csv', () => {
  const sweep = sweepOf({ 'transport.beta': [0.1, 0.2] });

  it('has a row for each point there is, in order', () => {
    const [head, ...rows] = sweepCsv(sweep, columnsOf(sweep), pointsOf(sweep, [1]).reverse()).trimEnd().split('\n').map((line) => line.split(','));
    expect(head.slice(0, 6)).toEqual(['transport.beta', 'mean.wall_v', 'mean.phi_rate', 'mean.emf', 'mean.I', 'regime']);
    expect(rows.map((row) => [row[0], row[1], row[5], row.at(-1)])).toEqual([['0.1', '100', 'viscous', 'done'], ['0.2', '200', '', 'failed']]);
    expect(rows[0][head.indexOf('final.mx')]).toBe('0.1');
    expect(rows[0][head.indexOf('final.my')]).toBe('nan');
    expect(new Set(rows.map(({ length }) => length))).toEqual(new Set([head.length]));
  });

  it('has a point without a summary too', () => {
    const text = sweepCsv(sweep, columnsOf(sweep), [{ index: 0, failure: 'no rest', regime: null, summary: null }]);
    expect(text.split('\n')[1]).toMatch(/^0\.1,nan,nan,nan,nan,,nan,.*,0,0,failed$/);
  });
});

interface View { width: number; title?: { text: string }; layer?: View[]; data?: { values: Record<string, unknown>[] }; mark?: unknown; encoding?: Record<string, { title?: string; scale?: Record<string, unknown>; axis?: { title: string | null } }>; vconcat?: View[]; concat?: View[] }

describe('curves', () => {
  const sweep = sweepOf({ 'field.B.0': { from: 1e-3, to: 0.1, count: 5, spacing: 'log' } });
  const spec = sweepSpec(sweep, columnsOf(sweep), pointsOf(sweep, [2]).reverse(), [{ label: 'Walker field', at: [5e-3], pieces: [] }], 'Test') as unknown as View;

  it('stand over the path in its unit, with gaps where points failed', () => {
    const [velocity, emf, regimes] = spec.vconcat!;
    const [line, rule, label] = velocity.layer!;
    expect(line.data!.values.map(({ x }) => Number((x as number).toPrecision(6)))).toEqual([1, 3.16228, 10, 31.6228, 100]);
    expect(line.data!.values.map(({ y }) => (y === null ? null : Number((y as number).toPrecision(6))))).toEqual([1, 3.16228, null, 31.6228, 100]);
    expect(line.encoding!.x.scale!.type).toBe('log');
    expect(velocity.layer![0].encoding!.y.axis!.title).toBe('Wall velocity (m/s)');
    expect(emf.layer![0].encoding!.y.axis!.title).toBe('emf (pV)');
    expect(regimes.encoding!.x.axis!.title).toBe('field.B.0 (mT)');
    expect([rule.data!.values, label.data!.values]).toEqual([[{ x: 5, label: 'Walker field' }], [{ x: 5, label: 'Walker field' }]]);
  });

  it('leave out what is the same everywhere, and are an SVG', async () => {
    expect(JSON.stringify(spec)).not.toContain('Current');
    const svg = await svgOf(spec as never);
    expect(svg).toMatch(/^<svg .*Wall velocity \(m\/s\).*<\/svg>$/s);
    expect(svg).toContain('Walker field');
  });
});

describe('maps', () => {
  const sweep = sweepOf({ 'transport.beta': [0, 0.1, 0.2], 'transport.j.0': { from: 0, to: 3e12, count: 4 } });
  const points = pointsOf(sweep, [5]);
  points.forEach(({ summary }, k) => Object.assign(summary!.mean, { wall_v: k - 4 }));
  const spec = mapSpec(sweep, columnsOf(sweep), points, [{ label: 'u_W', at: [], pieces: [[1e12, 0.1, 2e12, 0.2]] }], 'Test') as unknown as View;
  const [velocity] = spec.concat!;

  it('fill the plane without gaps; the first path runs upwards', () => {
    expect(spec.concat!.map(({ title }) => title!.text)).toEqual(['Wall velocity (m/s)', 'emf (kV)', 'Regime']);
    const [failed, cells, , lines] = velocity.layer!;
    expect(failed.data!.values).toHaveLength(1);
    expect(cells.data!.values).toHaveLength(11);
    const all = [...failed.data!.values, ...cells.data!.values] as unknown as { x: number; x2: number; y: number; y2: number }[];
    expect(all.reduce((area, { x, x2, y, y2 }) => area + (x2 - x) * (y2 - y), 0)).toBeCloseTo(4 * 0.3, 9);
    expect(cells.encoding!.x.axis!.title).toBe('transport.j.0 (TA/m^2)');
    expect(cells.encoding!.y.axis!.title).toBe('transport.beta');
    expect(lines.data!.values).toEqual([{ x: 1, y: 0.1, x2: 2, y2: 0.2, label: 'u_W' }]);
  });

  it('have two colours where values have both signs', () => {
    const [, cells] = velocity.layer!;
    expect(cells.encoding!.fill.scale).toMatchObject({ scheme: 'purpleorange', domain: [-7, 7] });
  });

  it('show in the legend which regimes there are, undecided ones by a colour of their own', () => {
    const shown = (of: readonly StoredPoint[]) => (mapSpec(sweep, columnsOf(sweep), of, []) as unknown as View).concat!.at(-1)!.layer!.at(-1)!.encoding!.fill.scale!;
    expect(shown(points).domain).toEqual(['viscous', 'precessing']);
    const { domain, range } = shown(points.map((point) => (point.index === 3 ? { ...point, regime: 'undecided' } : point)));
    expect(domain).toEqual(['viscous', 'precessing', 'undecided']);
    expect(new Set(range as string[]).size).toBe(3);
  });

  it('are called as a study calls them', () => {
    const named = mapSpec(sweep, columnsOf(sweep), points, [], undefined, [{ title: 'β/α', factor: 10 }, { title: 'u / u_c', factor: 1e-12 }]) as unknown as View;
    const [failed] = named.concat![0].layer!;
    expect([failed.encoding!.x.axis!.title, failed.encoding!.y.axis!.title]).toEqual(['u / u_c', 'β/α']);
    expect(failed.data!.values[0]).toMatchObject({ x: 0.5, x2: 1.5, y: 0.5, y2: 1.5 });
  });

  it('are an SVG, the same every time', async () => {
    const [a, b] = [await svgOf(spec as never), await svgOf(spec as never)];
    expect(a).toMatch(/^<svg .*<\/svg>$/s);
    expect(b).toBe(a);
  });
});

it('paths of words are not drawn', () => {
  expect(isNumeric(sweepOf({ 'run.method': ['dopri54', 'bs32'] }))).toBe(false);
  expect(isNumeric(sweepOf({ 'transport.beta': [0, 1] }))).toBe(true);
});
