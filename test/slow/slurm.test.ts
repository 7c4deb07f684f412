/** The job array on a real Slurm, which is started here and stopped again: everything that a cluster does to a task. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missingOfSlurm, Slurm } from '../support/slurm.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const script = path.join(root, 'slurm/sweep.sh');
const program = path.join(root, 'src/node/dev.mjs');
const SPINMOTIVE = `${process.execPath} ${program}`;

const fields = { 'field.B.0': { from: 1e-3, to: 9e-3, count: 3 } };
/** Four points for each of three parts: one that is soon done, then three of some seconds, in which a part is in its middle. */
const halting = { 'run.duration': [1e-9, 1.5e-7, 1.6e-7, 1.7e-7], ...fields };
const scene = (sweep: Record<string, unknown>, duration = 3e-9) => ({
  grid: { cells: [96, 1], cellSize: [5e-9, 1e-7, 1e-8] },
  material: { Ms: 8e5, A: 1.3e-11, alpha: 0.3, anisotropy: [{ axis: [1, 0, 0], Ku1: 3.25e4 }, { axis: [0, 0, 1], Ku1: -1.625e4 }] },
  initial: { kind: 'wall', left: [1, 0, 0], centre: [0, 1, 0.01], right: [-1, 0, 0], at: 2.4e-7 },
  transport: { polarization: 0.6, beta: 0.3, conductivity: 4e6, j: [1e11, 0] },
  run: { duration, followTexture: true },
  sweep,
});

const missing = missingOfSlurm();
if (missing.length > 0) {
  console.warn(`skipped: there is no Slurm here (${missing.join(', ')}); on Debian: apt-get install slurm-wlm munge`);
  it.skip('the job array on a real Slurm');
} else describe('the job array on a real Slurm', () => {
  let slurm: Slurm;
  let dir: string;

  beforeAll(async () => {
    // The first start builds, which no task is to wait for.
    execFileSync(process.execPath, [program, '--version']);
    slurm = await Slurm.start();
    dir = slurm.jobs;
  }, 180_000);

  afterAll(() => slurm?.stop());

  const file = (name: string): string => path.join(dir, name);
  const text = (name: string): string => readFileSync(file(name), 'utf8');
  const put = (name: string, content: unknown): void => writeFileSync(file(name), JSON.stringify(content));
  const submit = (array: string, options: string[], ...argv: string[]): string => slurm.submit(dir, [`--array=${array}`, ...options, script, ...argv, '--backend', 'cpu'], { SPINMOTIVE });
  const spinmotive = (...argv: string[]) => spawnSync(process.execPath, [program, ...argv], { cwd: dir });
  /** Points of a part that are written down. */
  const points = (part: string): number => (existsSync(file(`${part}/points.jsonl`)) ? text(`${part}/points.jsonl`).split('\n').length - 2 : 0);
  const ONE = ['--cpus-per-task=1'];

  it('a task that is cancelled and one that is requeued lose no finished point, and the whole equals the sweep in one piece to the byte', async () => {
    put('scene.json', scene(halting));
    expect(spinmotive('run', 'scene.json', '--out', 'whole', '--backend', 'cpu', '--jobs', '2').status).toBe(0);

    const first = submit('1-3', ONE, 'scene.json', 'out');
    const [cancelled, requeued, left] = [1, 2, 3].map((part) => `${first}_${part}`);
    await slurm.until('part 1 is in its middle', () => points('out/part-1') >= 1);
    slurm.run('scancel', cancelled);
    await slurm.until('part 2 is in its middle', () => points('out/part-2') >= 1);
    slurm.run('scontrol', 'requeue', requeued);
    await slurm.allOver();
    // It stopped when it was told to, and not when it was killed.
    expect(slurm.job(cancelled)).toMatchObject({ state: 'CANCELLED', exitCode: '143:0' });
    expect(text(`slurm-${cancelled}.out`)).toContain('stopped; the same command with --resume goes on from here');
    expect(slurm.job(requeued)).toEqual({ state: 'COMPLETED', exitCode: '0:0', restarts: 1 });
    expect(text(`slurm-${requeued}.out`)).toMatch(/going on after [1-3] of 4 points/);
    expect(slurm.job(left)).toEqual({ state: 'COMPLETED', exitCode: '0:0', restarts: 0 });
    const kept = points('out/part-1');
    expect(kept).toBeLessThan(4);

    const early = spinmotive('merge', 'out', 'out/part-1', 'out/part-2', 'out/part-3');
    expect(early).toMatchObject({ status: 2 });
    expect(early.stderr.toString()).toContain(`out/part-1: ${4 - kept} of its 4 points are not done`);

    const second = submit('1-3', ONE, 'scene.json', 'out');
    await slurm.allOver();
    for (const part of [1, 2, 3]) expect(slurm.job(`${second}_${part}`)).toMatchObject({ state: 'COMPLETED', exitCode: '0:0' });
    expect(text(`slurm-${second}_1.out`)).toContain(`going on after ${kept} of 4 points`);
    expect(spinmotive('merge', 'out', 'out/part-1', 'out/part-2', 'out/part-3')).toMatchObject({ status: 0 });
    expect(text('out/sweep.csv')).toBe(text('whole/sweep.csv'));
  });

  it('tasks whose time is nearly up stop, put themselves in the queue again, each for itself, and go on', async () => {
    // More points than are done in all of the time: a part that ends before it is told to stop does not go on again.
    put('long.json', scene({ 'transport.beta': { from: 0, to: 1, count: 8000 }, ...fields }));
    // Time limits are whole minutes, and Slurm may give the signal up to a minute early: after 25 to 85 s, by when a point is done.
    const id = submit('1-2', [...ONE, '--time=2', '--signal=B:USR1@35'], 'long.json', 'long');
    const again = (part: number): boolean => {
      const { state, restarts } = slurm.job(`${id}_${part}`);
      if (['CANCELLED', 'COMPLETED', 'FAILED', 'TIMEOUT'].includes(state)) throw new Error(`part ${part} is ${state}\n${slurm.account()}`);
      return restarts >= 1 && state === 'RUNNING';
    };
    await slurm.until('both run again', () => again(1) && again(2));
    slurm.run('scancel', id);
    await slurm.allOver();
    for (const part of [1, 2]) {
      expect(text(`slurm-${id}_${part}.out`)).toContain(`long/part-${part}: the time limit was near; requeued, and goes on where it was`);
      expect(points(`long/part-${part}`)).toBeGreaterThan(0);
    }
  });

  it('two tasks on one part: the second one ends and says why', async () => {
    put('slow.json', scene({ 'run.duration': [1e-9, 1e-6] }));
    const id = submit('1-1', ONE, 'slow.json', 'twice');
    await slurm.until('it is at work', () => points('twice/part-1') >= 1);
    const other = submit('1-1', ONE, 'slow.json', 'twice');
    await slurm.allOver();
    expect(slurm.job(`${other}_1`)).toMatchObject({ state: 'FAILED', exitCode: '2:0' });
    expect(text(`slurm-${other}_1.out`)).toBe('twice/part-1: another task is at work on this part; wait for it, or scancel it, and submit again\n');
    expect(slurm.job(`${id}_1`)).toMatchObject({ state: 'COMPLETED', exitCode: '0:0' });
  });

  it('one at a time, arrays that would leave parts out, another number of parts, a point that fails', async () => {
    put('short.json', scene({ 'transport.beta': [0, 0.1, 0.2], ...fields }, 1e-9));
    put('fails.json', scene({ 'field.B.0': [1e-3, 1e10] }, 1e-9));
    const throttled = submit('1-3%1', ONE, 'short.json', 'throttled');
    const gaps = ['2-5', '1-8:2'].map((array) => submit(array, ONE, 'short.json', 'gaps'));
    const fails = submit('1-2', [], 'fails.json', 'fails');
    await slurm.allOver();
    for (const part of [1, 2, 3]) expect(slurm.job(`${throttled}_${part}`)).toMatchObject({ state: 'COMPLETED' });
    expect(spinmotive('merge', 'throttled', 'throttled/part-1', 'throttled/part-2', 'throttled/part-3')).toMatchObject({ status: 0 });
    for (const [id, part] of [[gaps[0], 5], [gaps[1], 7]]) {
      expect(slurm.job(`${id}_${part}`)).toMatchObject({ state: 'FAILED', exitCode: '2:0' });
      expect(text(`slurm-${id}_${part}.out`)).toContain('expected --array=1-N, all of them');
    }
    expect(existsSync(file('gaps'))).toBe(false);
    expect(slurm.job(`${fails}_1`)).toMatchObject({ state: 'COMPLETED', exitCode: '0:0' });
    expect(slurm.job(`${fails}_2`)).toMatchObject({ state: 'FAILED', exitCode: '3:0' });
    expect(text(`slurm-${fails}_2.out`)).toContain('at field.B.0=1e10 T: ');

    const other = submit('1-2', ONE, 'short.json', 'throttled');
    await slurm.allOver();
    expect(slurm.job(`${other}_1`)).toMatchObject({ state: 'FAILED', exitCode: '2:0' });
    expect(text(`slurm-${other}_1.out`)).toContain('cannot resume: shard');
  });
});
