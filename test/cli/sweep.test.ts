/** `run` of scenes with a sweep, and `merge`: files, failures, parts, what is refused. With the real engine in this process; threads and kills are in sweepProcess.test.ts. */
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodePng } from '../../src/io/png.js';
import { Simulation } from '../../src/node/index.js';
import type { SceneInput } from '../../src/scene/schema.js';
import { openSweep, pointInput } from '../../src/scene/sweep.js';
import { readPng } from '../support/png.js';
import { cli, read, sceneFile, scratch, wallScene } from './support.js';

const swept = (more: Record<string, unknown> = {}) => ({
  ...wallScene(), grid: { cells: [48, 1], cellSize: [5e-9, 1e-7, 5e-9] }, run: { duration: 1e-10 },
  sweep: { 'transport.beta': [0, 0.02, 0.04], 'material.alpha': { from: 0.01, to: 0.1, count: 2, spacing: 'log' } }, ...more,
});
const run = (dir: string, scene: unknown, ...more: string[]) => cli(['run', sceneFile(dir, scene), '--backend', 'cpu', '--jobs', '1', '--out', path.join(dir, 'out'), ...more]);
const rows = (...parts: string[]): Record<string, string>[] => {
  const [head, ...lines] = read(...parts).trimEnd().split('\n').map((line) => line.split(','));
  return lines.map((line) => Object.fromEntries(line.map((value, k) => [head[k], value])));
};

describe('a sweep', () => {
  it('leaves a table with a row for each combination, the last path fastest, and the means that each has alone', async () => {
    const dir = scratch();
    const { code, out, err } = await run(dir, swept());
    expect({ code, err }).toEqual({ code: 0, err: expect.stringMatching(/^running 6 points\n(.*\n)*done after .*, 6 of 6 points\nnote: the regime of 6 points is undecided: .*\n$/) });
    expect(out).toMatch(/^backend: float64 on the CPU: asked for\nsweep: transport\.beta \(3\) x material\.alpha \(2\), 6 points\n/);
    expect(read(dir, 'out/sweep.csv')).toMatch(/^transport\.beta,material\.alpha,mean\.wall_v,mean\.phi_rate,mean\.emf,mean\.I,regime,/);
    const table = rows(dir, 'out/sweep.csv');
    expect(table.map((row) => [row['transport.beta'], row['material.alpha']])).toEqual([['0', '0.01'], ['0', '0.1'], ['0.02', '0.01'], ['0.02', '0.1'], ['0.04', '0.01'], ['0.04', '0.1']]);
    const simulation = await Simulation.create(pointInput(openSweep(swept()), 3), { backend: 'cpu' });
    await simulation.run();
    const { mean, final } = simulation.summary();
    simulation.destroy();
    expect(Number(table[3]['mean.wall_v'])).toBe(mean.wall_v);
    expect(Number(table[3]['mean.I'])).toBe(mean.I);
    expect(Number(table[3]['final.E_total'])).toBe(final.E_total);
    const summary = JSON.parse(read(dir, 'out/summary.json'));
    expect(summary).toMatchObject({ points: 6, of: 6, failed: 0, failures: [], shard: null, adapter: 'float64', version: expect.stringMatching(/^\d/), scene: { sweep: swept().sweep } });
    expect(summary.columns['mean.wall_v'].unit).toBe('m/s');
  });

  it('quotes values with commas, and puts nan where there is no number', async () => {
    const dir = scratch();
    await run(dir, swept({ sweep: { 'field.B': [[1e-3, 0, 0]], initial: [{ kind: 'uniform', m: [1, 0, 0] }] } }));
    expect(read(dir, 'out/sweep.csv').split('\n')[1]).toMatch(/^"\[0\.001,0,0\]","\{""kind"":""uniform"",""m"":\[1,0,0\]\}",nan,nan,/);
  });

  it('marks a point that fails, goes on, and ends with exit code 3', async () => {
    const dir = scratch();
    const { code, err, out } = await run(dir, swept({ sweep: { 'field.B.0': [1e-3, 1e10, 2e-3] } }));
    expect(code).toBe(3);
    expect(rows(dir, 'out/sweep.csv').map(({ status }) => status)).toEqual(['done', 'failed', 'done']);
    expect(err).toMatch(/\nat field\.B\.0=1e10 T: the time step collapsed /);
    expect(out).toMatch(/points +3 +1 failed/);
    expect(JSON.parse(read(dir, 'out/summary.json')).failures).toEqual([{ point: 'field.B.0=1e10 T', failure: expect.stringContaining('collapsed') }]);
  });

  it('reads the files that its points name, each once, from where the scene is', async () => {
    const dir = scratch();
    for (const [name, dark] of [['all.png', 6], ['half.png', 3]] as const) {
      const data = new Uint8ClampedArray(6 * 4 * 4).fill(255);
      for (let pixel = 0; pixel < 24; pixel++) if (pixel % 6 < dark) data.fill(0, 4 * pixel, 4 * pixel + 3);
      writeFileSync(path.join(dir, name), await encodePng({ width: 6, height: 4, data }));
    }
    const film = swept({ grid: { cells: [6, 4], cellSize: [5e-9, 5e-9, 5e-9] }, geometry: { shape: 'image', file: 'all.png' }, initial: { kind: 'uniform', m: [1, 0.2, 0] }, transport: undefined, run: { duration: 1e-12 }, sweep: { 'geometry.file': ['all.png', 'half.png'] } });
    expect(await run(dir, film)).toMatchObject({ code: 0 });
    const [all, half] = rows(dir, 'out/sweep.csv');
    expect([all['geometry.file'], half['geometry.file']]).toEqual(['all.png', 'half.png']);
    // Half the cells, half the energy of the field.
    expect(Number(all['final.E_zeeman']) / Number(half['final.E_zeeman'])).toBeCloseTo(2, 3);
    const missing = await run(dir, { ...film, sweep: { 'geometry.file': ['all.png', 'none.png'] } });
    expect(missing).toMatchObject({ code: 2, err: expect.stringMatching(/none\.png: cannot read: no such file or directory/) });
  });

  it('is checked without being run', async () => {
    const dir = scratch();
    const { code, out } = await cli(['check', sceneFile(dir, swept())]);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^ok: sweep of transport\.beta \(3\) x material\.alpha \(2\), 6 points; the first: A wall to test with: wire of 48 cells, /) });
    const bad = await cli(['check', sceneFile(dir, swept({ sweep: { 'material.alpha': [0.1, -0.1] } }))]);
    expect(bad).toMatchObject({ code: 2, err: 'sweep: at material.alpha=-0.1: material.alpha: expected 0 <= alpha, got -0.1\n' });
  });

  it.each<[string, string[], string]>([
    ['--shard=0/2', [], '--shard'],
    ['--shard=3/2', [], '--shard'],
    ['--jobs=0', [], '--jobs'],
    ['--batch=1.5', [], '--batch'],
    ['--shard=7/8', [], '--shard: part 7 of 8 has no points, the sweep has 6'],
    ['--resume', [], 'nothing to resume: there is no points.jsonl'],
  ])('refuses %s in one line and writes nothing', async (option, more, line) => {
    const dir = scratch();
    const { code, err } = await run(dir, swept(), option, ...more);
    expect(code).toBe(2);
    expect(err).toContain(line);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect(existsSync(path.join(dir, 'out'))).toBe(false);
  });

  it('a scene without one refuses its options', async () => {
    const dir = scratch();
    const { code, err } = await cli(['run', sceneFile(dir), '--out', path.join(dir, 'out'), '--shard', '1/2']);
    expect(code).toBe(2);
    expect(err).toMatch(/^--shard: only for a scene with a sweep; .*scene\.json has none\n$/);
  });

  it('a folder holds a sweep or a run, not what is left of the other', async () => {
    const dir = scratch();
    await cli(['run', sceneFile(dir), '--out', path.join(dir, 'out')]);
    await run(dir, swept());
    expect(readdirSync(path.join(dir, 'out'))).not.toContain('table.csv');
    await cli(['run', sceneFile(dir), '--out', path.join(dir, 'out')]);
    expect(readdirSync(path.join(dir, 'out')).sort()).toEqual(['checkpoint', 'summary.json', 'table.csv', 'wall.png', 'wall.svg']);
  });
});

describe('resume', () => {
  it('does what is missing, whatever the last line of the journal looks like', async () => {
    const dir = scratch();
    await run(dir, swept());
    const whole = read(dir, 'out/sweep.csv');
    const lines = read(dir, 'out/points.jsonl').split('\n');
    for (const kept of [0, 1, 3, 6]) {
      writeFileSync(path.join(dir, 'out/points.jsonl'), `${lines.slice(0, kept).map((line) => `${line}\n`).join('')}${lines[kept].slice(0, 40)}`);
      const { code, err } = await run(dir, swept(), '--resume');
      expect(code).toBe(0);
      expect(err).toContain(kept > 1 ? `going on after ${kept - 1} of 6 points` : 'running 6 points');
      expect(read(dir, 'out/sweep.csv')).toBe(whole);
    }
  });

  it('refuses another sweep, another part and a damaged journal', async () => {
    const dir = scratch();
    await run(dir, swept());
    const other = await run(dir, swept({ sweep: { 'transport.beta': [0, 0.03] } }), '--resume');
    expect(other).toMatchObject({ code: 2, err: expect.stringMatching(/points\.jsonl: cannot resume: sweep\.transport\.beta\.1 is 0\.03, the run was started with 0\.02\n/) });
    const part = await run(dir, swept(), '--resume', '--shard', '1/2');
    expect(part).toMatchObject({ code: 2, err: expect.stringMatching(/points\.jsonl: cannot resume: shard is /) });
    const engine = await cli(['run', sceneFile(dir, swept()), '--backend', 'gpu', '--out', path.join(dir, 'out'), '--resume']);
    expect(engine).toMatchObject({ code: 2, err: expect.stringMatching(/--backend is gpu, the sweep was started on cpu/) });
    appendFileSync(path.join(dir, 'out/points.jsonl'), 'no json\n');
    expect(await run(dir, swept(), '--resume')).toMatchObject({ code: 2, err: expect.stringMatching(/points\.jsonl: line 8: expected JSON/) });
  });
});

describe('pictures', () => {
  it('are curves of one path and maps of two', async () => {
    const dir = scratch();
    const { out } = await run(dir, swept({ sweep: { 'field.B.0': { from: 1e-3, to: 3e-3, count: 3 } } }));
    expect(out).toContain(`\n  ${path.join(dir, 'out/sweep.svg')}, sweep.png  curves over what is swept\n`);
    expect(readdirSync(path.join(dir, 'out')).sort()).toEqual(['points.jsonl', 'summary.json', 'sweep.csv', 'sweep.png', 'sweep.svg']);
    expect(read(dir, 'out/sweep.svg')).toContain('field.B.0 (mT)');
    await run(dir, swept());
    expect(readdirSync(path.join(dir, 'out')).sort()).toEqual(['map.png', 'map.svg', 'points.jsonl', 'summary.json', 'sweep.csv']);
    expect(read(dir, 'out/map.svg')).toContain('Wall velocity (m/s)');
    const { width, height } = readPng(readFileSync(path.join(dir, 'out/map.png')));
    expect(read(dir, 'out/map.svg')).toContain(` width="${width / 2}" height="${height / 2}"`);
  });

  it('of more paths, or of words, are not drawn, which is said', async () => {
    const dir = scratch();
    const three = await run(dir, swept({ sweep: { 'field.B.0': [1e-3], 'transport.beta': [0], 'material.alpha': [0.1, 0.2] } }));
    expect(three).toMatchObject({ code: 0, err: expect.stringContaining('note: no picture: curves and maps are drawn of sweeps of one and two paths') });
    const words = await run(dir, swept({ sweep: { 'run.method': ['dopri54', 'bs32'] } }));
    expect(words).toMatchObject({ code: 0, err: expect.stringContaining('note: no picture: curves and maps are drawn of paths whose values are numbers') });
  });
});

describe('regimes', () => {
  const study = (out: string, ...more: string[]) => cli(['regimes', '--out', out, '--backend', 'cpu', '--jobs', '1', '--points', '3', ...more]);

  it('are two sweeps with maps over reduced axes', async () => {
    const dir = scratch();
    // Far too short for a wall that is driven at all; those that are not stay where they are.
    const told = expect.stringMatching(/^note: the regime of \d points is undecided: the wall neither came to rest nor turned over; run longer \(run\.duration\)$/m);
    expect(await study(dir, '--set', 'run.duration=2e-10', 'material.alpha=0.2')).toMatchObject({ code: 0, err: told });
    for (const [name, path2, title] of [['current', 'transport.j.0', 'u / u_W at β = 0'], ['field', 'field.B.0', 'B / B_W']]) {
      const table = rows(dir, name, 'sweep.csv');
      expect(table).toHaveLength(9);
      expect(table.map((row) => Number(row['transport.beta']))).toEqual([0, 0, 0, 0.3, 0.3, 0.3, 0.6, 0.6, 0.6]);
      expect(Number(table[8][path2])).not.toBe(0);
      expect(read(dir, name, 'map.svg')).toContain(title);
      expect(read(dir, name, 'map.svg')).toContain('α = β');
      expect(readPng(readFileSync(path.join(dir, name, 'map.png'))).width).toBeGreaterThan(1600);
      expect(new Set(table.map(({ regime }) => regime))).toContain('undecided');
    }
    // Finished sweeps are not run again.
    const again = await study(dir, '--set', 'run.duration=2e-10', 'material.alpha=0.2', '--resume');
    expect(again).toMatchObject({ code: 0, err: expect.stringMatching(/^going on after 9 of 9 points\ndone after .*\nnote: .*\ngoing on after 9 of 9 points\ndone/) });
  });

  it('need a wall with thresholds', async () => {
    const dir = scratch();
    expect(await study(path.join(dir, 'out'), '--set', 'material.dmi.bulk=1e-3')).toMatchObject({ code: 2, err: expect.stringMatching(/^regimes: expected a wall in a wire with an easy axis along it, a hard one across/) });
    expect(await study(path.join(dir, 'out'), '--points', '1')).toMatchObject({ code: 2, err: '--points: expected 2 or more, got 1\n' });
    expect(existsSync(path.join(dir, 'out'))).toBe(false);
  });
});

describe('merge', () => {
  it('of the parts gives the files of the whole', async () => {
    const dir = scratch();
    await run(dir, swept());
    for (const part of [1, 2, 3, 4]) expect((await cli(['run', sceneFile(dir, swept()), '--backend', 'cpu', '--jobs', '1', '--shard', `${part}/4`, '--out', path.join(dir, `p${part}`)])).code).toBe(0);
    expect(rows(dir, 'p2/sweep.csv').map((row) => [row['transport.beta'], row['material.alpha']])).toEqual([['0', '0.1'], ['0.04', '0.1']]);
    const parts = [1, 2, 3, 4].map((part) => path.join(dir, `p${part}`));
    const { code, out } = await cli(['merge', path.join(dir, 'all'), ...parts]);
    expect(code).toBe(0);
    expect(out).toMatch(/points +6 +all done/);
    expect(read(dir, 'all/sweep.csv')).toBe(read(dir, 'out/sweep.csv'));
    expect(readdirSync(path.join(dir, 'all'))).toEqual(readdirSync(path.join(dir, 'out')));
  });

  it('refuses parts that do not make a whole, or that do not belong together', async () => {
    const dir = scratch();
    const one = (scene: SceneInput | object, name: string, shard: string) => cli(['run', sceneFile(dir, scene), '--backend', 'cpu', '--jobs', '1', '--shard', shard, '--out', path.join(dir, name)]);
    await one(swept(), 'p1', '1/3');
    await one(swept(), 'p2', '2/3');
    await one(swept({ title: 'Another' }), 'q3', '3/3');
    const to = (name: string) => path.join(dir, name);
    expect(await cli(['merge', to('all'), to('p1'), to('p2')])).toMatchObject({ code: 2, err: expect.stringMatching(/^part 3 of 3: not among the folders given\n.*all: nothing written: 2 of 6 points are missing\n$/) });
    expect(await cli(['merge', to('all'), to('p1'), to('p2'), to('q3')])).toMatchObject({ code: 2, err: expect.stringMatching(/q3: cannot merge: not of the sweep in .*p1: title is "Another" here, there "A wall to test with"\n$/) });
    expect(await cli(['merge', to('all'), to('nowhere')])).toMatchObject({ code: 2, err: expect.stringMatching(/nowhere: expected a part of a sweep, got a folder without points\.jsonl/) });
    expect(await cli(['merge', to('p1'), to('p1'), to('p2')])).toMatchObject({ code: 2, err: expect.stringMatching(/expected a folder that is none of the parts/) });
    expect(existsSync(to('all'))).toBe(false);
    const lines = read(dir, 'p2/points.jsonl').split('\n');
    writeFileSync(to('p2/points.jsonl'), `${lines.slice(0, 2).join('\n')}\n`);
    expect(await cli(['merge', to('all'), to('p1'), to('p2')])).toMatchObject({ code: 2, err: expect.stringMatching(/p2: 1 of its 2 points are not done; its run with --resume does them\n/) });
  });
});
