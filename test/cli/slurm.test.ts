/** The job array: what each task runs, without Slurm; with it in test/slow/slurm.test.ts. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { read, sceneFile, scratch, wallScene } from './support.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const script = path.join(root, 'slurm/sweep.sh');
const task = (part: number, of: number) => ({ ...process.env, SLURM_ARRAY_TASK_ID: String(part), SLURM_ARRAY_TASK_COUNT: String(of), SLURM_ARRAY_TASK_MIN: '1', SLURM_ARRAY_TASK_MAX: String(of), SLURM_CPUS_PER_TASK: '3' });

function executable(file: string, text: string): void {
  writeFileSync(file, `#!/bin/bash\n${text}\n`);
  chmodSync(file, 0o755);
}

it('runs its part, and goes on with one that was begun', () => {
  const dir = scratch();
  const env = { ...task(2, 5), SPINMOTIVE: 'echo' };
  const say = () => execFileSync(script, ['scene.json', dir, '--backend', 'cpu'], { env }).toString().trim();
  expect(say()).toBe(`run scene.json --out ${dir}/part-2 --shard 2/5 --jobs 3 --backend cpu`);
  writeFileSync(path.join(dir, 'part-2/points.jsonl'), '');
  expect(say()).toBe(`run scene.json --out ${dir}/part-2 --shard 2/5 --jobs 3 --resume --backend cpu`);
});

it('says what it needs, and refuses an array that would leave parts out', () => {
  expect(spawnSync(script, [], { env: task(1, 2) }).stderr.toString()).toContain('usage: sbatch --array=1-N');
  const gap = spawnSync(script, ['scene.json', 'out'], { env: { ...task(2, 2), SLURM_ARRAY_TASK_MIN: '2', SLURM_ARRAY_TASK_MAX: '3' } });
  expect({ status: gap.status, text: gap.stderr.toString() }).toEqual({ status: 2, text: 'expected --array=1-N, all of them: parts that are done take no time\n' });
  const dir = scratch();
  const nowhere = spawnSync(script, ['scene.json', 'out'], { cwd: dir, env: { ...task(1, 1), SPINMOTIVE: '', PATH: '/usr/bin:/bin' } });
  expect({ status: nowhere.status, text: nowhere.stderr.toString() }).toEqual({ status: 2, text: expect.stringContaining(`${dir}: no spinmotive here: submit from where it was installed`) });
});

it('starts what is installed where it was submitted, without npx', () => {
  const dir = scratch();
  mkdirSync(path.join(dir, 'node_modules/.bin'), { recursive: true });
  executable(path.join(dir, 'node_modules/.bin/spinmotive'), 'echo "installed $*"');
  expect(execFileSync(script, ['scene.json', 'out'], { cwd: dir, env: { ...task(1, 1), SPINMOTIVE: '' } }).toString()).toBe('installed run scene.json --out out/part-1 --shard 1/1 --jobs 3\n');
});

it.each([
  { signal: 'SIGUSR1', finished: 1, requeued: 'requeue 77_1\n', says: 'out/part-1: the time limit was near; requeued, and goes on where it was\n' },
  { signal: 'SIGUSR1', finished: 0, requeued: '', says: 'out/part-1: no point was finished within the time limit: submit again with a longer --time\n' },
  { signal: 'SIGTERM', finished: 1, requeued: '', says: '' },
] as const)('$signal after $finished points ends the program in its own way', async ({ signal, finished, requeued, says }) => {
  const dir = scratch();
  executable(path.join(dir, 'program'), `trap 'echo stopped; exit 143' TERM\nfor line in head ${'point '.repeat(finished)}; do echo $line >>"$4/points.jsonl"; done\necho ready\nwhile :; do sleep 0.05; done`);
  executable(path.join(dir, 'scontrol'), 'echo "$*"');
  const child = spawn(script, ['scene.json', 'out'], { cwd: dir, env: { ...task(1, 1), SLURM_ARRAY_JOB_ID: '77', SPINMOTIVE: './program', PATH: `${dir}:${process.env.PATH}` } });
  let out = '', err = '';
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  child.stdout.on('data', (data: Buffer) => {
    out += data.toString();
    if (data.includes('ready')) child.kill(signal);
  });
  const [code] = (await once(child, 'close')) as [number];
  expect({ code, out, err }).toEqual({ code: 143, out: `ready\nstopped\n${requeued}`, err: says });
});

it.runIf(spawnSync('flock', ['--version']).status === 0)('refuses a part that another task is at work on', () => {
  const dir = scratch();
  mkdirSync(path.join(dir, 'part-1'));
  const held = spawnSync('flock', [path.join(dir, 'part-1/.lock'), script, 'scene.json', dir], { env: { ...task(1, 1), SPINMOTIVE: 'echo' } });
  expect({ status: held.status, text: held.stderr.toString() }).toEqual({ status: 2, text: `${dir}/part-1: another task is at work on this part; wait for it, or scancel it, and submit again\n` });
});

it('its parts merge to the whole', () => {
  const dir = scratch();
  const scene = sceneFile(dir, { ...wallScene(), run: { duration: 5e-11 }, sweep: { 'transport.beta': [0, 0.02, 0.04] } });
  const env = (part: number) => ({ ...task(part, 2), SPINMOTIVE: `${process.execPath} ${path.join(root, 'src/node/dev.mjs')}` });
  for (const part of [1, 2]) execFileSync(script, [scene, path.join(dir, 'out'), '--backend', 'cpu'], { env: env(part), stdio: 'pipe' });
  execFileSync(process.execPath, [path.join(root, 'src/node/dev.mjs'), 'merge', path.join(dir, 'out'), path.join(dir, 'out/part-1'), path.join(dir, 'out/part-2')], { stdio: 'pipe' });
  expect(read(dir, 'out/sweep.csv').trimEnd().split('\n').map((line) => line.split(',')[0])).toEqual(['transport.beta', '0', '0.02', '0.04']);
});
