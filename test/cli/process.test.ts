/**
 * The command line as people start it, `node src/node/dev.mjs`, with the real engine: exit codes and streams of the
 * process, and runs that are stopped, killed, or run out of room.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseTable } from '../../src/io/csv.js';
import { read, sceneFile, scratch, wallScene, type Result } from './support.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const launcher = path.join(root, 'src/node/dev.mjs');

interface Started {
  readonly child: ChildProcess;
  readonly result: Promise<Result & { signal: NodeJS.Signals | null }>;
}

function start(command: string, argv: readonly string[]): Started {
  const child = spawn(command, argv, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1' } });
  let out = '';
  let err = '';
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  const result = once(child, 'close').then(([code, signal]) => ({ code: code as number, signal: signal as NodeJS.Signals | null, out, err }));
  return { child, result };
}

const spinmotive = (...argv: string[]): Started => start(process.execPath, [launcher, ...argv]);

/** Waits until the run in `dir` has written `rows` rows. */
async function rowsWritten(dir: string, rows: number, { child }: Started): Promise<void> {
  const file = path.join(dir, 'table.csv');
  while (child.exitCode === null && !(existsSync(file) && readFileSync(file, 'utf8').split('\n').length > rows + 2)) await sleep(5);
}

/** A run of about a second and 400 rows, so that there is time to interfere. */
const longScene = () => ({ ...wallScene(), run: { duration: 1.2e-8 }, output: { sampleEvery: 3e-11, snapshotEvery: 6e-10 } });

// The first start builds; the tests below are about runs, not about that.
beforeAll(async () => expect((await spinmotive('--version').result).code).toBe(0));

describe('the process', () => {
  it('runs a scene to its end: results on standard output, progress on standard error', async () => {
    const dir = scratch();
    const { code, out, err } = await spinmotive('run', sceneFile(dir), '--out', path.join(dir, 'out'), '--backend', 'cpu').result;
    expect(code).toBe(0);
    expect(out).toMatch(/^backend: float64 on the CPU: asked for\n/);
    expect(out).toMatch(/wall velocity +-?[\d.]+ m\/s +mean over the second half/);
    expect(err).toMatch(/^running 1 ns\n(.*\n)*done at 1 ns after .* steps\n$/);
    expect(readdirSync(path.join(dir, 'out')).sort()).toEqual(['checkpoint', 'summary.json', 'table.csv', 'wall.png', 'wall.svg']);
    const table = parseTable([read(dir, 'out/table.csv')]);
    expect(table.rows).toBe(101);
    expect(read(dir, 'out/table.csv')).toMatch(/^# units: t=s, mx=1, .*wall_x=m, .*emf=V/);
    const summary = JSON.parse(read(dir, 'out/summary.json'));
    expect(summary.mean.wall_v).toEqual(expect.any(Number));
    expect(summary.final.wall_x).toBe(table.column('wall_x')[100]);
  });

  it('passes arguments and exit codes through npm, with nothing of its own on standard output', async () => {
    const good = await start('npm', ['run', '--silent', 'spinmotive', '--', 'check', sceneFile(scratch())]).result;
    expect(good.code).toBe(0);
    expect(good.out).toMatch(/^ok: .*\n$/);
    const bad = await start('npm', ['run', '--silent', 'spinmotive', '--', 'check', '/nowhere.json']).result;
    expect(bad).toMatchObject({ code: 2, out: '' });
    expect(bad.err).toContain('/nowhere.json: cannot read: no such file or directory\n');
  });

  it('reads a scene from standard input', async () => {
    const dir = scratch();
    const { code, out } = await start('sh', ['-c', `"${process.execPath}" "${launcher}" check - < "${sceneFile(dir)}"`]).result;
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^ok: A wall to test with/) });
  });

  it('finishes its work when nobody reads what it prints', async () => {
    const dir = scratch();
    const run = `"${process.execPath}" "${launcher}" run "${sceneFile(dir)}" --out "${dir}/out" --backend cpu`;
    const { out, err } = await start('bash', ['-c', `set -o pipefail; { ${run}; echo "code $?" >&2; } | true`]).result;
    expect(out).toBe('');
    expect(err).toMatch(/code 0\n$/);
    expect(existsSync(path.join(dir, 'out/wall.svg'))).toBe(true);
  });

  it('shows a stack trace only on request', async () => {
    const plain = await spinmotive('check', '/nowhere.json').result;
    expect(plain.err).not.toContain('    at ');
    const traced = await start('env', ['SPINMOTIVE_DEBUG=1', process.execPath, launcher, 'check', '/nowhere.json']).result;
    expect(traced).toMatchObject({ code: 2, err: expect.stringContaining('    at ') });
  });

  it('tells which adapter there is and what auto would use', async () => {
    const text = await spinmotive('info').result;
    expect(text.code).toBe(0);
    expect(text.out).toMatch(/--backend auto +(float64 on the CPU|WebGPU): ./);
    const { code, out } = await spinmotive('info', '--json').result;
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ version: expect.any(String), gpu: expect.any(Object), auto: { kind: expect.stringMatching(/cpu|gpu/), reason: expect.any(String) } });
  });
});

it('measures throughput as JSON lines', async () => {
  const { code, out } = await spinmotive('bench', '--backend', 'cpu', '--cells', '64', '--films', '8', '--seconds', '0.05').result;
  expect(code).toBe(0);
  const cases = out.trim().split('\n').map((line) => JSON.parse(line));
  expect(cases.map((one) => [one.case, one.closure, one.cells])).toEqual([['wire', 'prescribed', 64], ['wire', 'circuit', 64], ['film', undefined, [8, 8]]]);
  for (const one of cases) {
    expect(one.engine).toBe('cpu');
    expect(one.stepsPerSecond).toBeGreaterThan(10);
    expect(one.megaCellEvaluationsPerSecond).toBeCloseTo((one.stepsPerSecond * (one.case === 'wire' ? 64 : 8 * 8) * 6) / 1e6, 9);
  }
  // Steps of 50 to 500 fs, six evaluations each.
  expect(cases[2].secondsPerEvaluation).toBeGreaterThan(1e-14);
  expect(cases[2].secondsPerEvaluation).toBeLessThan(1e-13);
});

describe('a run that is interrupted', () => {
  it.each(['cpu', 'gpu'])('by kill -9, anywhere and twice, resumes to the same table (%s)', async (backend) => {
    const dir = scratch();
    const scene = longScene();
    if (backend === 'gpu') scene.run.duration = 2.1e-9;
    const file = sceneFile(dir, scene);
    const whole = path.join(dir, 'whole');
    const parts = path.join(dir, 'parts');
    const argv = ['run', file, '--backend', backend, '--checkpoint-every', '0.05', '--out'];
    expect((await spinmotive(...argv, whole).result).code).toBe(0);

    const first = spinmotive(...argv, parts);
    await rowsWritten(parts, 20, first);
    first.child.kill('SIGKILL');
    expect((await first.result).signal).toBe('SIGKILL');
    const second = spinmotive(...argv, parts, '--resume');
    await rowsWritten(parts, 45, second);
    second.child.kill('SIGKILL');
    expect((await second.result).signal).toBe('SIGKILL');
    expect(await spinmotive(...argv, parts, '--resume').result).toMatchObject({ code: 0 });

    const names = readdirSync(whole);
    expect(readdirSync(parts)).toEqual(names);
    for (const name of names.filter((name) => !['checkpoint', 'summary.json'].includes(name))) {
      expect(readFileSync(path.join(parts, name)).equals(readFileSync(path.join(whole, name))), name).toBe(true);
    }
    const summaries = [whole, parts].map((run) => JSON.parse(read(run, 'summary.json')));
    delete summaries[0].wallClock;
    delete summaries[1].wallClock;
    expect(summaries[1]).toEqual(summaries[0]);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('by %s stops at the end of a chunk, says how to go on, and does', async (signal, expected) => {
    const dir = scratch();
    const file = sceneFile(dir, longScene());
    const argv = ['run', file, '--backend', 'cpu', '--out', path.join(dir, 'out')];
    const run = spinmotive(...argv);
    await rowsWritten(path.join(dir, 'out'), 10, run);
    run.child.kill(signal);
    const { code, err } = await run.result;
    expect(code).toBe(expected);
    expect(err).toMatch(/stopping at the end of this chunk; once more to stop at once\nstopped at .*\nstopped; the same command with --resume goes on from here \(\d+ rows in .*table\.csv\)\n$/);
    const rows = parseTable([read(dir, 'out/table.csv')]).rows;
    expect(rows).toBeLessThan(401);
    expect(err).toContain(`(${rows} rows`);
    const { code: after, err: resumed } = await spinmotive(...argv, '--resume').result;
    expect(after).toBe(0);
    expect(resumed).toMatch(/^going on at [\d.]+ .?s of 12 ns\n/);
    expect(parseTable([read(dir, 'out/table.csv')]).rows).toBe(401);
  });

  it('by a limit on the size of files ends with exit code 3, one line, and whole rows', async () => {
    const dir = scratch();
    const file = sceneFile(dir, { ...longScene(), output: { sampleEvery: 3e-11 } });
    // 128 blocks of 1024 bytes: the checkpoint of 128 cells is half as large, the table of 400 rows half as large again.
    const { code, err } = await start('bash', ['-c', `ulimit -f 128; exec "${process.execPath}" "${launcher}" run "${file}" --out "${dir}/out" --backend cpu`]).result;
    expect(code).toBe(3);
    expect(err).toMatch(/\n.*table\.csv: cannot write: file too large\n(\d+) rows are kept in .*table\.csv\n$/);
    expect(statSync(path.join(dir, 'out/table.csv')).size).toBeLessThanOrEqual(131072);
    expect(read(dir, 'out/table.csv').endsWith('\n')).toBe(true);
    expect(parseTable([read(dir, 'out/table.csv')]).rows).toBe(Number(/(\d+) rows are kept/.exec(err)![1]));
    // What is there can be taken up once there is room again.
    expect((await spinmotive('run', file, '--out', `${dir}/out`, '--resume').result).code).toBe(0);
    expect(parseTable([read(dir, 'out/table.csv')]).rows).toBe(401);
  });
});
