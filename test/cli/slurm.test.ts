/** The job array: what each task runs, without Slurm. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { read, sceneFile, scratch, wallScene } from './support.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const script = path.join(root, 'slurm/sweep.sh');
const task = (part: number, of: number) => ({ ...process.env, SLURM_ARRAY_TASK_ID: String(part), SLURM_ARRAY_TASK_COUNT: String(of), SLURM_ARRAY_TASK_MIN: '1', SLURM_ARRAY_TASK_MAX: String(of), SLURM_CPUS_PER_TASK: '3' });

it('runs its part, and goes on with one that was begun', () => {
  const dir = scratch();
  const env = { ...task(2, 5), SPINMOTIVE: 'echo' };
  const say = () => execFileSync(script, ['scene.json', dir, '--backend', 'cpu'], { env }).toString().trim();
  expect(say()).toBe(`run scene.json --out ${dir}/part-2 --shard 2/5 --jobs 3 --backend cpu`);
  mkdirSync(path.join(dir, 'part-2'));
  writeFileSync(path.join(dir, 'part-2/points.jsonl'), '');
  expect(say()).toBe(`run scene.json --out ${dir}/part-2 --shard 2/5 --jobs 3 --resume --backend cpu`);
});

it('says what it needs, and refuses an array that would leave parts out', () => {
  expect(spawnSync(script, [], { env: task(1, 2) }).stderr.toString()).toContain('usage: sbatch --array=1-N');
  const gap = spawnSync(script, ['scene.json', 'out'], { env: { ...task(2, 2), SLURM_ARRAY_TASK_MIN: '2', SLURM_ARRAY_TASK_MAX: '3' } });
  expect({ status: gap.status, text: gap.stderr.toString() }).toEqual({ status: 2, text: 'expected --array=1-N, all of them\n' });
});

it('its parts merge to the whole', { timeout: 60_000 }, () => {
  const dir = scratch();
  const scene = sceneFile(dir, { ...wallScene(), run: { duration: 5e-11 }, sweep: { 'transport.beta': [0, 0.02, 0.04] } });
  const env = (part: number) => ({ ...task(part, 2), SPINMOTIVE: `${process.execPath} ${path.join(root, 'src/node/dev.mjs')}` });
  for (const part of [1, 2]) execFileSync(script, [scene, path.join(dir, 'out'), '--backend', 'cpu'], { env: env(part), stdio: 'pipe' });
  execFileSync(process.execPath, [path.join(root, 'src/node/dev.mjs'), 'merge', path.join(dir, 'out'), path.join(dir, 'out/part-1'), path.join(dir, 'out/part-2')], { stdio: 'pipe' });
  expect(read(dir, 'out/sweep.csv').trimEnd().split('\n').map((line) => line.split(',')[0])).toEqual(['transport.beta', '0', '0.02', '0.04']);
});
