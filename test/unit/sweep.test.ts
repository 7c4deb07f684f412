/** What is swept, in which order, and every way to get it wrong. */
import { describe, expect, test } from 'vitest';
import { SceneError } from '../../src/scene/errors.js';
import { parseScene } from '../../src/scene/parse.js';
import { axisMeaning, checkPoints, openSweep, pointInput, pointText, pointValues } from '../../src/scene/sweep.js';
import { parseShard, shardPoints } from '../../src/node/shard.js';

const base = {
  grid: { cells: [64, 1], cellSize: [4e-9, 1e-7, 5e-9] },
  material: { Ms: 8e5, A: 1.3e-11, alpha: 0.02, anisotropy: [{ axis: [1, 0, 0], Ku1: 1e5 }] },
  initial: { kind: 'wall', left: [1, 0, 0], centre: [0, 1, 0], right: [-1, 0, 0], at: 1e-7 },
  transport: { polarization: 0.6, beta: 0.04, conductivity: 4e6 },
  run: { duration: 1e-9 },
};
const of = (sweep: unknown, more: object = {}) => openSweep({ ...base, ...more, sweep });

function problems(action: () => unknown): readonly string[] {
  try {
    action();
  } catch (error) {
    if (error instanceof SceneError) return error.problems;
    throw error;
  }
  return [];
}

describe('points', () => {
  test('the last path runs fastest', () => {
    const sweep = of({ 'transport.beta': [0, 0.1, 0.2], 'material.alpha': [0.01, 0.02] });
    expect(sweep.count).toBe(6);
    expect(Array.from({ length: 6 }, (_, k) => pointValues(sweep, k))).toEqual([[0, 0.01], [0, 0.02], [0.1, 0.01], [0.1, 0.02], [0.2, 0.01], [0.2, 0.02]]);
    expect(pointText(sweep, 3)).toBe('transport.beta=0.1, material.alpha=0.02');
  });

  test('each is the scene with its values in place, and without a sweep', () => {
    const sweep = of({ 'transport.j.0': [1e12, 2e12], 'initial.at': [1e-7, 1.2e-7], 'material.anisotropy.0.Ku1': [1e5], 'field.waveform': [{ kind: 'sine', frequency: 1e9 }], 'run.fixedStep': [null] });
    const scene = parseScene(pointInput(sweep, 3));
    expect(scene.sweep).toBeUndefined();
    expect(scene.transport!.j).toEqual([2e12, 0]);
    expect(scene.initial).toMatchObject({ at: 1.2e-7 });
    expect(scene.field.waveform.kind).toBe('sine');
    expect(scene.run.fixedStep).toBeNull();
    expect(base.initial.at).toBe(1e-7);
  });

  test('ranges are even, or even in the logarithm, and end where they say', () => {
    const [linear] = of({ 'material.alpha': { from: 0.1, to: 0.7, count: 7 } }).axes;
    expect(linear.values).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]);
    const [log] = of({ 'material.alpha': { from: 1e-3, to: 1, count: 4, spacing: 'log' } }).axes;
    expect(log.values).toEqual([1e-3, 1e-2, 1e-1, 1]);
    const [down] = of({ 'field.B.0': { from: 3e-3, to: -3e-3, count: 3 } }).axes;
    expect(down.values).toEqual([3e-3, 0, -3e-3]);
    expect(of({ 'material.alpha': { from: 0.1, to: 0.1, count: 1 } }).axes[0].values).toEqual([0.1]);
    const awkward = of({ 'material.alpha': { from: 0.0123456789, to: 0.987654321, count: 1000, spacing: 'log' } }).axes[0].values as number[];
    expect([awkward[0], awkward[999]]).toEqual([0.0123456789, 0.987654321]);
    expect(awkward.every((value, k) => k === 0 || value > awkward[k - 1])).toBe(true);
  });

  test('65,536 of them are allowed, one more is not', () => {
    expect(of({ 'material.alpha': { from: 0.1, to: 1, count: 256 }, 'transport.beta': { from: 0, to: 1, count: 256 } }).count).toBe(65536);
    expect(problems(() => of({ 'material.alpha': { from: 0.1, to: 1, count: 65536 }, 'transport.beta': [0, 1] }))).toEqual(['sweep: expected at most 65536 combinations, got 65536 x 2 = 131072']);
  });

  test('units come from the schema', () => {
    const sweep = of({ 'transport.j.0': [1], 'material.alpha': [0.1], 'initial.at': [1e-7] });
    expect(['transport.j.0', 'material.alpha', 'initial.at'].map((path) => axisMeaning(sweep, path).unit)).toEqual(['A/m^2', '', 'm']);
  });
});

describe('what is refused', () => {
  test.each<[string, unknown, string]>([
    ['nothing', {}, 'sweep: expected an object with one path or more, got {}'],
    ['an empty list', { 'material.alpha': [] }, 'sweep."material.alpha": expected'],
    ['a number', { 'material.alpha': 0.1 }, 'sweep."material.alpha": expected'],
    ['a range without an end', { 'material.alpha': { from: 0.1, count: 3 } }, 'sweep."material.alpha".to: missing'],
    ['a misspelt key', { 'material.alhpa': [0.1] }, 'sweep."material.alhpa": unknown path; did you mean "material.alpha"?'],
    ['a key from elsewhere', { alpha: [0.1] }, 'sweep.alpha: unknown path; did you mean "material.alpha"?'],
    ['a misspelt holder', { 'materal.alpha': [0.1] }, 'sweep."materal.alpha": unknown path; did you mean "material.alpha"?'],
    ['a key of another kind', { 'initial.seed': [1, 2] }, 'sweep."initial.seed": unknown path; did you mean'],
    ['an element that is not there', { 'grid.cells.2': [1] }, 'sweep."grid.cells.2": unknown path; expected'],
    ['an odd index', { 'transport.j.00': [1] }, 'sweep."transport.j.00": unknown path; expected'],
    ['an empty path', { '': [1] }, 'sweep."": unknown path; expected the path of a key of the scene'],
    ['a prototype', { '__proto__.x': [1] }, 'sweep."__proto__.x": unknown path'],
    ['the output', { 'output.sampleEvery': [1e-11] }, 'sweep."output.sampleEvery": expected a path that can be swept, got "output.sampleEvery"; all points are written in the same way'],
    ['a sweep', { 'sweep.x': [1] }, 'sweep."sweep.x": expected a path that can be swept, got "sweep.x"; a sweep holds no sweep'],
    ['a path in another', { material: [base.material], 'material.alpha': [0.1] }, 'sweep."material.alpha": expected a path outside "material", which is swept as well'],
    ['a logarithm of zero', { 'material.alpha': { from: 0, to: 1, count: 3, spacing: 'log' } }, 'sweep."material.alpha": expected from and to > 0 for spacing "log", got 0 and 1'],
    ['one value for two ends', { 'material.alpha': { from: 0.1, to: 1, count: 1 } }, 'sweep."material.alpha".count: expected 2 or more from 0.1 to 1, got 1'],
  ])('%s', (_what, sweep, line) => {
    const lines = problems(() => of(sweep));
    expect(lines).toHaveLength(1);
    expect(lines[0].slice(0, line.length)).toBe(line);
  });

  test('snapshots, which a sweep does not keep', () => {
    expect(problems(() => of({ 'material.alpha': [0.1] }, { output: { snapshotEvery: 1e-10 } }))).toEqual([
      'output.snapshotEvery: expected null in a sweep, got 1e-10 s; a sweep keeps the means of its points, not their magnetization',
    ]);
  });

  test('a wrong point, with its values; what is wrong with all, once', () => {
    const check = (sweep: unknown, more: object = {}) => problems(() => checkPoints(of(sweep, more), undefined));
    expect(check({ 'transport.beta': [0, 0.1], 'material.alpha': [0.1, -0.1] })).toEqual(['sweep: at transport.beta=0, material.alpha=-0.1: material.alpha: expected 0 <= alpha, got -0.1']);
    expect(check({ 'initial.at': [1e-7, 3e-6] })).toEqual(['sweep: at initial.at=3e-6 m: initial.at: expected 0 <= at <= 2.56e-7, inside the wire, got 3e-6 m']);
    expect(check({ 'run.method': ['dopri54', 'rk4'] })).toEqual(['sweep: at run.method="rk4": run.fixedStep: expected a number > 0 in s, as rk4 does not adapt its step, got null']);
    expect(check({ 'transport.beta': [0, 0.1] }, { flavour: 1 })).toEqual([expect.stringMatching(/^flavour: unknown key/)]);
    expect(check({ 'material.temperature': [0, 300] })).toEqual([expect.stringMatching(/^sweep: at material.temperature=300 K: material.temperature: expected 0 K/)]);
    expect(check({ 'material.alpha': { from: -1, to: -0.1, count: 1000 } }).length).toBeLessThanOrEqual(51);
    expect(check({ 'material.alpha': [0.1, 0.2] })).toEqual([]);
  });
});

test('shards share out the points', () => {
  expect(parseShard('2/8')).toEqual({ part: 2, of: 8 });
  for (const text of ['0/2', '3/2', '1', '1/0', 'a/b', '-1/2', '1.5/2', '1/2/3', '']) expect(parseShard(text), text).toBeUndefined();
  expect([...shardPoints(7, { part: 2, of: 3 })]).toEqual([1, 4]);
  const all = [1, 2, 3].flatMap((part) => [...shardPoints(7, { part, of: 3 })]);
  expect(all.sort()).toEqual([...shardPoints(7, null)]);
});
