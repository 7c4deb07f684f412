/** `run` with a simulation that takes no time: the files, their text, and every way to stop and go on. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseTable } from '../../src/io/csv.js';
import { readOvf } from '../../src/io/ovf.js';
import { Simulation } from '../../src/node/index.js';
import { processTerminal } from '../../src/node/terminal.js';
import type { SceneInput } from '../../src/scene/schema.js';
import { cli, fakeSimulations, read, sceneFile, scratch, wallScene } from './support.js';

/** A context whose run fails with `error` before chunk `at`. */
const failing = (at: number, error: Error) => ({
  simulations: async () =>
    fakeSimulations({
      beforeChunk: (index) => {
        if (index === at) throw error;
      },
    }),
});

class RunError extends Error {
  override readonly name = 'RunError';
}

const noRoom = new RunError('the magnetization is no longer finite at t = 4e-10 s, step 40; try a smaller tolerance');

describe('a finished run', () => {
  it('leaves a table, a summary, a plot and a checkpoint, and nothing else', async () => {
    const dir = scratch();
    const result = await cli(['run', sceneFile(dir), '--out', path.join(dir, 'deep/out')]);
    expect(result).toMatchObject({ code: 0 });
    expect(readdirSync(path.join(dir, 'deep/out')).sort()).toEqual(['checkpoint', 'summary.json', 'table.csv', 'wall.png', 'wall.svg']);

    const lines = read(dir, 'deep/out/table.csv').split('\n');
    expect(lines[0]).toBe('# units: t=s, wall_x=m, wall_phi=rad, emf=V, P_gilbert=W, steps=1');
    expect(lines[1]).toBe('t,wall_x,wall_phi,emf,P_gilbert,steps');
    expect(lines).toHaveLength(2 + 101 + 1);
    expect(parseTable([lines.join('\n')]).column('t')[100]).toBe(1e-9);
    expect(read(dir, 'deep/out/wall.svg')).toMatch(/^<svg .*<\/svg>$/s);
  });

  it('says on standard output which backend and why first, and ends with a table and the files', async () => {
    const dir = scratch();
    const { out, err } = await cli(['run', sceneFile(dir), '--out', path.join(dir, 'out')]);
    const lines = out.split('\n');
    expect(lines[0]).toBe('backend: float64 on the CPU: it is a test');
    expect(out).toMatch(/wall moved +10 nm +from 100 nm to 110 nm/);
    expect(out).toMatch(/wall velocity +10 m\/s/);
    expect(out).toContain(path.join(dir, 'out/table.csv'));
    expect(out).toContain(`\n  ${path.join(dir, 'out/wall.svg')}, wall.png  position, angle, emf and power against time\n`);
    expect(err).toContain('note: this is no simulation');
    expect(err).toMatch(/running 1 ns\n(.*\n)*done at 1 ns/);
  });

  it('says which backend first, before a start that takes its time to relax', async () => {
    const dir = scratch();
    let clock = 0;
    const said: string[] = [];
    const say = (line: string) => void said.push(line);
    const { code } = await cli(['run', sceneFile(dir), '--out', dir, '--backend', 'cpu', '--set', 'run.relaxFirst="without-drive"', 'run.duration=1e-13', 'output.sampleEvery=1e-13'], {
      simulations: async () => Simulation,
      terminal: { ...processTerminal(), out: say, err: say },
      now: () => (clock += 60), // a minute a look, so that every look is worth a line
    });
    expect(code).toBe(0);
    expect(said[0]).toBe('backend: float64 on the CPU: asked for');
    expect(said[1]).toMatch(/^relaxing: /);
    expect(said.filter((line) => line.startsWith('backend: '))).toHaveLength(1);
  });

  it('runs a scene that kicks and changes on the way as the library does', async () => {
    const dir = scratch();
    const changes = [{ at: 2e-12, kicks: [{ impulse: [0, 0, 2e-12], at: [1.28e-7, 5e-8], radius: 2e-8 }] }, { at: 5e-12, set: { 'material.alpha': 0.3 }, kicks: [{ impulse: [1e-12, 0, 0], at: [1.28e-7, 5e-8], radius: 1e-8 }] }];
    const scene = { ...wallScene(), run: { duration: 1e-11 }, output: { sampleEvery: 1e-12 }, changes } as SceneInput;
    expect(await cli(['run', sceneFile(dir, scene), '--out', dir, '--backend', 'cpu'], { simulations: async () => Simulation })).toMatchObject({ code: 0 });
    const simulation = await Simulation.create(scene, { backend: 'cpu' });
    const table = await simulation.run();
    simulation.destroy();
    const written = parseTable([read(dir, 'table.csv')]);
    for (const name of ['mx', 'wall_phi', 'E_total', 'ledger']) expect([...written.column(name)]).toEqual([...table.column(name)]);
  });

  it('writes a summary with the scene as run, the means, adapter, version and wall-clock time', async () => {
    const dir = scratch();
    await cli(['run', sceneFile(dir), '--out', dir, '--set', 'material.alpha=0.07', 'transport.beta=0.01']);
    const summary = JSON.parse(read(dir, 'summary.json'));
    expect(summary.scene.material.alpha).toBe(0.07);
    expect(summary.scene.transport.beta).toBe(0.01);
    expect(summary.scene.material.gamma).toBeGreaterThan(1e11);
    expect(summary.mean).toMatchObject({ wall_v: 10, emf: -1e-6, I: null });
    expect(summary).toMatchObject({ adapter: 'float64', version: expect.stringMatching(/^\d+\.\d+\.\d+/), wallClock: expect.any(Number), rows: 101 });
  });

  it('writes snapshots that say their time and mesh', async () => {
    const dir = scratch();
    await cli(['run', sceneFile(dir), '--out', dir, '--set', 'output.snapshotEvery=5e-10']);
    expect(readdirSync(dir).filter((name) => name.endsWith('.ovf'))).toEqual(['m-000000.ovf', 'm-000001.ovf', 'm-000002.ovf']);
    const bytes = readFileSync(path.join(dir, 'm-000002.ovf'));
    expect(bytes.toString('latin1')).toMatch(/Total simulation time: +1e-9 +s/);
    expect(bytes.toString('latin1')).toContain('# Begin: Data Binary 4\n');
    expect(readOvf(bytes)).toMatchObject({ nodes: [128, 1, 1], step: [2e-9, 1e-7, 5e-9] });
  });

  it('replaces what an earlier run left, but nobody else\'s files', async () => {
    const dir = scratch();
    const file = sceneFile(dir);
    await cli(['run', file, '--out', dir, '--set', 'output.snapshotEvery=1e-10']);
    writeFileSync(path.join(dir, 'notes.txt'), 'mine');
    await cli(['run', file, '--out', dir, '--set', 'run.duration=2e-10']);
    expect(readdirSync(dir).sort()).toEqual(['checkpoint', 'notes.txt', 'scene.json', 'summary.json', 'table.csv', 'wall.png', 'wall.svg']);
    expect(parseTable([read(dir, 'table.csv')]).rows).toBe(21);
  });

  it('finds the scene behind --set and on any side of the options', async () => {
    const dir = scratch();
    const file = sceneFile(dir);
    const orders = [
      ['run', '--out', dir, '--set', 'material.alpha=0.3', file],
      ['run', '--set', 'material.alpha=0.3', '--out', dir, file],
      ['run', '--set=material.alpha=0.3', file, '--out', dir],
    ];
    for (const argv of orders) {
      expect(await cli(argv), argv.join(' ')).toMatchObject({ code: 0 });
      expect(JSON.parse(read(dir, 'summary.json')).scene.material.alpha).toBe(0.3);
    }
  });
});

describe('a run that fails', () => {
  it('ends with exit code 3 and one line, and keeps whole rows', async () => {
    const dir = scratch();
    const result = await cli(['run', sceneFile(dir), '--out', dir], failing(4, noRoom));
    expect(result.code).toBe(3);
    expect(result.err).toContain(`\n${noRoom.message}\n40 rows are kept in ${path.join(dir, 'table.csv')}\n`);
    expect(parseTable([read(dir, 'table.csv')]).rows).toBe(40);
    expect(existsSync(path.join(dir, 'summary.json'))).toBe(false);
  });

  it('shows no stack trace of a fault of its own either', async () => {
    const dir = scratch();
    const { code, err } = await cli(['run', sceneFile(dir), '--out', dir], failing(2, new TypeError('x is not a function\nat all')));
    expect(code).toBe(3);
    expect(err).toContain('internal error: x is not a function at all (SPINMOTIVE_DEBUG=1 shows where)\n');
    expect(err).not.toMatch(/^\s+at /m);
  });

  it.runIf(existsSync('/dev/full'))('says that the disk is full', async () => {
    const dir = scratch();
    symlinkSync('/dev/full', path.join(dir, 'table.csv'));
    const { code, err } = await cli(['run', sceneFile(dir), '--out', dir]);
    expect(code).toBe(2);
    expect(err).toContain(`${path.join(dir, 'table.csv')}: cannot write: no space left on device\n`);
  });
});

describe('--resume', () => {
  /** A run that failed before chunk `at`, with a checkpoint after every chunk or only after some. */
  async function stopped(dir: string, at: number, checkpointEvery = '0'): Promise<string> {
    const file = sceneFile(dir, { ...wallScene(), output: { sampleEvery: 1e-11, snapshotEvery: 5e-11 } });
    const argv = ['run', file, '--out', path.join(dir, 'out'), '--checkpoint-every', checkpointEvery];
    expect((await cli(argv, failing(at, noRoom))).code).toBe(3);
    return file;
  }

  it.each([
    ['0', 1],
    ['0', 7],
    ['10', 7],
  ])('equals the uninterrupted run byte for byte (checkpoint every %s s, stopped at chunk %d)', async (every, at) => {
    const dir = scratch();
    const file = await stopped(dir, at, every);
    expect(await cli(['run', file, '--out', path.join(dir, 'whole')])).toMatchObject({ code: 0 });
    expect(await cli(['run', file, '--out', path.join(dir, 'out'), '--resume'])).toMatchObject({ code: 0 });
    const names = readdirSync(path.join(dir, 'whole')).filter((name) => !['checkpoint', 'summary.json'].includes(name));
    expect(names).toHaveLength(3 + 21);
    for (const name of names) expect(readFileSync(path.join(dir, 'out', name)).equals(readFileSync(path.join(dir, 'whole', name))), name).toBe(true);
    const means = ['whole', 'out'].map((run) => JSON.parse(read(dir, run, 'summary.json')).mean);
    expect(means[1]).toEqual(means[0]);
  });

  it('drops what was written after the checkpoint, half a line included', async () => {
    const dir = scratch();
    const file = await stopped(dir, 5);
    await cli(['run', file, '--out', path.join(dir, 'whole')]);
    writeFileSync(path.join(dir, 'out/table.csv'), '5.1e-10,7,8,9,10,11\n5.2e-10,7,8', { flag: 'a' });
    writeFileSync(path.join(dir, 'out/m-000018.ovf'), 'half a snapshot');
    writeFileSync(path.join(dir, 'out/.checkpoint.draft'), 'half a checkpoint');
    expect((await cli(['run', file, '--out', path.join(dir, 'out'), '--resume'])).code).toBe(0);
    expect(read(dir, 'out/table.csv')).toBe(read(dir, 'whole/table.csv'));
    expect(readdirSync(path.join(dir, 'out'))).toEqual(readdirSync(path.join(dir, 'whole')));
  });

  it('of a finished run says so and touches nothing', async () => {
    const dir = scratch();
    const file = sceneFile(dir);
    const argv = ['run', file, '--out', path.join(dir, 'out')];
    await cli(argv);
    const before = readdirSync(path.join(dir, 'out')).map((name) => read(dir, 'out', name));
    const result = await cli([...argv, '--resume']);
    expect(result).toMatchObject({ code: 0, err: '' });
    expect(result.out).toMatch(/this run is finished \(1 ns, 101 rows\); nothing to resume\n$/);
    expect(readdirSync(path.join(dir, 'out')).map((name) => read(dir, 'out', name))).toEqual(before);
  });

  const refusals: [string, (dir: string, argv: string[]) => void, RegExp][] = [
    ['a folder without a checkpoint', (dir) => rmSync(path.join(dir, 'out/checkpoint')), /out: nothing to resume: there is no checkpoint$/],
    ['a folder that is not there', (dir) => rmSync(path.join(dir, 'out'), { recursive: true }), /out: nothing to resume: there is no checkpoint$/],
    ['a checkpoint cut short', (dir) => truncateSync(path.join(dir, 'out/checkpoint'), 300), /checkpoint: cannot resume: damaged or cut short \(its checksum does not match\)$/],
    ['an empty checkpoint', (dir) => writeFileSync(path.join(dir, 'out/checkpoint'), ''), /checkpoint: cannot resume: not a spinmotive checkpoint$/],
    ['a table that was cut', (dir) => truncateSync(path.join(dir, 'out/table.csv'), 200), /table\.csv: has 200 bytes, the checkpoint was made at \d+: it was changed since$/],
    ['another table', (dir) => writeFileSync(path.join(dir, 'out/table.csv'), 'a,b\n'.repeat(9999)), /table\.csv: does not start with the columns of this run$/],
    ['no table', (dir) => rmSync(path.join(dir, 'out/table.csv')), /table\.csv: cannot write: no such file or directory$/],
    [
      'another scene',
      (_, argv) => argv.push('--set', 'material.alpha=0.5'),
      /checkpoint: cannot resume: material\.alpha is 0\.5, the run was started with 0\.02$/,
    ],
    ['another engine', (_, argv) => argv.push('--backend', 'gpu'), /checkpoint: cannot resume: --backend is gpu, the run was started on cpu$/],
  ];
  it.each(refusals)('refuses %s in one line, writing nothing', async (_, spoil, message) => {
    const dir = scratch();
    const argv = ['run', await stopped(dir, 5), '--out', path.join(dir, 'out'), '--resume'];
    spoil(dir, argv);
    const list = (): string[] => (existsSync(path.join(dir, 'out')) ? readdirSync(path.join(dir, 'out')).map((name) => name + read(dir, 'out', name)) : []);
    const before = list();
    const { code, err } = await cli(argv);
    expect(code).toBe(2);
    expect(err.trim().split('\n').filter((line) => !line.startsWith('note:'))).toEqual([expect.stringMatching(message)]);
    expect(list()).toEqual(before);
  });

  it('refuses another adapter', async () => {
    const dir = scratch();
    const file = await stopped(dir, 5);
    const { code, err } = await cli(['run', file, '--out', path.join(dir, 'out'), '--resume'], { simulations: async () => fakeSimulations({ adapter: 'another CPU' }) });
    expect(code).toBe(2);
    expect(err).toMatch(/cannot resume: started on float64, this is another CPU\n$/);
  });
});

describe('an output that cannot be written', () => {
  it('is refused when it is a file, or under one', async () => {
    const dir = scratch();
    const file = sceneFile(dir);
    for (const [out, message] of [
      [file, `${file}: cannot write there: it is a file, not a folder\n`],
      [path.join(file, 'sub'), `${path.join(file, 'sub')}: cannot make this folder: ${file}: it is a file, not a folder\n`],
    ]) {
      expect(await cli(['run', file, '--out', out])).toEqual({ code: 2, out: '', err: message });
    }
  });

  it.runIf(existsSync('/proc/self'))('is refused where no folder can be made', async () => {
    const { code, err } = await cli(['run', sceneFile(scratch()), '--out', '/proc/spinmotive/out']);
    expect(code).toBe(2);
    expect(err).toContain('/proc/spinmotive/out: cannot make this folder: no such file or directory\n');
  });

  it('is refused without a name', async () => {
    expect(await cli(['run', sceneFile(scratch()), '--out', ''])).toEqual({ code: 2, out: '', err: '--out: expected a folder, got an empty name\n' });
  });

  it('is refused when table.csv is a folder, leaving the folder as it was', async () => {
    const dir = scratch();
    mkdirSync(path.join(dir, 'out/table.csv'), { recursive: true });
    const { code, err } = await cli(['run', sceneFile(dir), '--out', path.join(dir, 'out')]);
    expect(code).toBe(2);
    expect(err).toContain(`${path.join(dir, 'out/table.csv')}: cannot write: illegal operation on a directory\n`);
    expect(readdirSync(path.join(dir, 'out'))).toEqual(['table.csv']);
  });
});
