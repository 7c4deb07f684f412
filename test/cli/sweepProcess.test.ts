/** Sweeps as people start them, in threads: killed at any moment, stopped by a signal, with a number of threads of one's own choosing. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { read, sceneFile, scratch, wallScene } from './support.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

function start(...argv: string[]) {
  const child = spawn(process.execPath, [path.join(root, 'src/node/dev.mjs'), ...argv], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1' } });
  let out = '', err = '';
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  return { child, result: once(child, 'close').then(([code, signal]) => ({ code: code as number, signal: signal as string | null, out, err })) };
}

/** 24 points of some tens of milliseconds. */
const scene = () => ({
  ...wallScene(), run: { duration: 2e-10 },
  sweep: { 'transport.beta': { from: 0, to: 0.1, count: 4 }, 'material.alpha': { from: 0.01, to: 0.3, count: 6, spacing: 'log' } },
});

/** Points written down, the journal's first line not counted. */
const written = (dir: string): number => (existsSync(path.join(dir, 'points.jsonl')) ? readFileSync(path.join(dir, 'points.jsonl'), 'utf8').split('\n').length - 2 : -1);

async function until(dir: string, points: number, { child }: ReturnType<typeof start>): Promise<void> {
  while (child.exitCode === null && written(dir) < points) await sleep(2);
}

// The first start builds.
beforeAll(async () => expect((await start('--version').result).code).toBe(0));

it('killed with signal 9 at random moments and resumed, ends with the same table, with any number of threads', async () => {
  const dir = scratch();
  const file = sceneFile(dir, scene());
  const whole = path.join(dir, 'whole'), parts = path.join(dir, 'parts');
  expect(await start('run', file, '--backend', 'cpu', '--jobs', '1', '--out', whole).result).toMatchObject({ code: 0 });
  let kills = 0;
  for (const [k, points] of [0, 5, 12].entries()) {
    const run = start('run', file, '--backend', 'cpu', '--jobs', '2', '--out', parts, ...(k > 0 ? ['--resume'] : []));
    await until(parts, points, run);
    await sleep(20 * Math.random());
    run.child.kill('SIGKILL');
    if ((await run.result).signal === 'SIGKILL') kills++;
  }
  expect(kills).toBe(3);
  const done = written(parts);
  const last = await start('run', file, '--backend', 'cpu', '--jobs', '3', '--out', parts, '--resume').result;
  expect(last.code).toBe(0);
  expect(last.err).toContain(`going on after ${done} of 24 points`);
  expect(read(parts, 'sweep.csv')).toBe(read(whole, 'sweep.csv'));
  expect(read(parts, 'sweep.csv').trimEnd().split('\n')).toHaveLength(25);
});

it.each(['1', '2'])('stopped by Ctrl-C keeps what is finished, says how to go on, and does (%s threads)', async (jobs) => {
  const dir = scratch();
  const out = path.join(dir, 'out');
  const argv = ['run', sceneFile(dir, scene()), '--backend', 'cpu', '--jobs', jobs, '--out', out];
  const run = start(...argv);
  await until(out, 3, run);
  run.child.kill('SIGINT');
  const { code, err } = await run.result;
  expect(code).toBe(130);
  const kept = written(out);
  expect(kept).toBeLessThan(24);
  expect(err).toMatch(/stopping; once more to stop at once\nstopped after .*\nstopped; the same command with --resume goes on from here /);
  expect(err).toContain(`(${kept} of 24 points are kept in`);
  // The points so far are there to be looked at.
  expect(read(out, 'sweep.csv').trimEnd().split('\n')).toHaveLength(kept + 1);
  expect((await start(...argv, '--resume').result).code).toBe(0);
  expect(read(out, 'sweep.csv').trimEnd().split('\n')).toHaveLength(25);
});
