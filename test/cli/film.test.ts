/** Films from the command line, with the real engine: what a run leaves, the files it starts from, and runs that are killed. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseTable } from '../../src/io/csv.js';
import { readNpy } from '../../src/io/npy.js';
import { readOvf, writeOvf } from '../../src/io/ovf.js';
import { encodePng } from '../../src/io/png.js';
import { decodePng } from '../../src/io/pngReader.js';
import { Simulation } from '../../src/node/index.js';
import { cli, killAndResume, read, sceneFile, scratch, type Result } from './support.js';

type Json = Record<string, unknown>;

/** A vortex in a small disk, off its middle so that it goes round. */
const diskScene = (more: Json = {}): Json => ({
  title: 'A vortex to test with',
  grid: { cells: [16, 16], cellSize: [5e-9, 5e-9, 1e-8] },
  geometry: { shape: 'disk', diameter: 8e-8 },
  material: { Ms: 8e5, A: 1.3e-11, alpha: 0.05 },
  demag: 'full',
  initial: { kind: 'vortex', circulation: 1, polarity: 1, at: [4.6e-8, 4e-8] },
  transport: { polarization: 0.6, beta: 0.04, conductivity: 4e6, j: [5e11, 2e11] },
  run: { duration: 5e-11 },
  output: { sampleEvery: 5e-12 },
  ...more,
});

const real = { simulations: async () => Simulation };
const run = (argv: readonly string[]): Promise<Result> => cli(['run', ...argv, '--backend', 'cpu'], real);

describe('a film', () => {
  it('leaves a table with its textures, a plot, a summary, and says where the core is', async () => {
    const dir = scratch();
    const { code, out } = await run([sceneFile(dir, diskScene()), '--out', path.join(dir, 'out')]);
    expect(code).toBe(0);
    expect(readdirSync(path.join(dir, 'out')).sort()).toEqual(['checkpoint', 'film.png', 'film.svg', 'summary.json', 'table.csv']);
    expect(out).toMatch(/core +4[0-9.]+ nm, [34][0-9.]+ nm +pointing up/);
    expect(out).toMatch(/mean m +-?0\.\d{4}, -?0\.\d{4}, 0\.\d{4}/);
    expect(out).toContain(path.join(dir, 'out/film.svg'));
    const table = parseTable([read(dir, 'out/table.csv')]);
    expect(table.rows).toBe(11);
    expect(table.columns.map(({ name }) => name)).toEqual(expect.arrayContaining(['core_x', 'core_y', 'core_p', 'charge', 'E_demag', 'jy', 'emf']));
    expect(table.column('jy')[5]).toBeCloseTo(2e11, -3);
    expect([...table.column('core_p')].every((p) => p === 1)).toBe(true);
    // Found 8e-10 from where it was put: a sixth of a cell.
    expect(Math.abs(table.column('core_x')[0] - 4.6e-8)).toBeLessThan(2e-9);
    const svg = read(dir, 'out/film.svg');
    for (const text of ['Mean magnetization', 'Energy (', 'Core x (nm)', 'emf (']) expect(svg).toContain(text);
    const summary = JSON.parse(read(dir, 'out/summary.json'));
    expect(summary.final.core_x).toBe(table.column('core_x')[10]);
    expect(summary).toHaveProperty('gyration.frequency');
  });

  it('writes snapshots in every format, empty cells empty', async () => {
    const dir = scratch();
    const output = { sampleEvery: 1e-11, snapshotEvery: 1e-11, snapshotFormats: ['ovf', 'npy', 'png'], ovfEncoding: 'binary 8' };
    const { code, out } = await run([sceneFile(dir, diskScene({ run: { duration: 2e-11 }, output })), '--out', path.join(dir, 'out')]);
    expect(code).toBe(0);
    expect(out).toMatch(/m-\*\.png +3 snapshots/);
    const names = readdirSync(path.join(dir, 'out')).filter((name) => name.startsWith('m-'));
    expect(names).toEqual([0, 1, 2].flatMap((k) => ['npy', 'ovf', 'png'].map((format) => `m-00000${k}.${format}`)));
    const bytes = (name: string): Uint8Array => readFileSync(path.join(dir, 'out', name));
    const ovf = readOvf(bytes('m-000002.ovf'));
    expect(ovf).toMatchObject({ nodes: [16, 16, 1], step: [5e-9, 5e-9, 1e-8] });
    const npy = readNpy(bytes('m-000002.npy'));
    expect(npy.shape).toEqual([16, 16, 3]);
    expect([...npy.data]).toEqual([...ovf.values]);
    expect([...ovf.values.subarray(0, 3)]).toEqual([0, 0, 0]);
    expect(Math.hypot(...ovf.values.subarray(3 * 136, 3 * 137))).toBeCloseTo(1, 12);
    const picture = await decodePng(bytes('m-000002.png'));
    expect([picture.width, picture.height]).toEqual([512, 512]);
    expect(picture.data[3]).toBe(0);
    expect(picture.data[4 * (256 * 512 + 256) + 3]).toBe(255);
    // A shorter run takes away what this one left, pictures too.
    expect((await run([sceneFile(dir, diskScene({ run: { duration: 1e-11 } })), '--out', path.join(dir, 'out')])).code).toBe(0);
    expect(readdirSync(path.join(dir, 'out')).sort()).toEqual(['checkpoint', 'film.png', 'film.svg', 'summary.json', 'table.csv']);
  });

  it('writes what flows beside m, where it is found cell by cell', async () => {
    const dir = scratch();
    const transport = { polarization: 0.6, beta: 0.1, conductivity: 4e6, closure: 'circuit', voltage: 1e-3 };
    const output = { sampleEvery: 1e-12, snapshotEvery: 1e-12, snapshotFormats: ['ovf', 'npy', 'png'], snapshotQuantities: ['j', 'V'], ovfEncoding: 'binary 8' };
    const { code, out } = await run([sceneFile(dir, diskScene({ geometry: { shape: 'rectangle', size: [8e-8, 4e-8] }, transport, run: { duration: 1e-12 }, output })), '--out', path.join(dir, 'out')]);
    expect(code).toBe(0);
    expect(out).toMatch(/V-\*\.png +2 snapshots/);
    const names = readdirSync(path.join(dir, 'out')).filter((name) => /-\d{6}/.test(name));
    expect(names.sort()).toEqual(['V', 'j'].flatMap((quantity) => [0, 1].flatMap((k) => ['npy', 'ovf', 'png'].map((format) => `${quantity}-00000${k}.${format}`))));
    const bytes = (name: string): Uint8Array => readFileSync(path.join(dir, 'out', name));
    const [j, V] = [readNpy(bytes('j-000001.npy')), readNpy(bytes('V-000001.npy'))];
    expect([j.shape, V.shape]).toEqual([[16, 16, 3], [16, 16]]);
    expect([...readOvf(bytes('j-000001.ovf')).values]).toEqual([...j.data]);
    expect([...readOvf(bytes('V-000001.ovf'), { nodes: [16, 16, 1], components: 1 }).values]).toEqual([...V.data]);
    expect(new TextDecoder().decode(bytes('j-000001.ovf').subarray(0, 600))).toContain('# valueunits: A/m2 A/m2 A/m2\n');
    // The current runs to the right, down the potential; above and below the bar there is neither.
    const middle = 8 * 16 + 8;
    expect(j.data[3 * middle]).toBeGreaterThan(1e10);
    expect(V.data[middle - 4]).toBeGreaterThan(V.data[middle + 4]);
    expect([j.data[0], V.data[0]]).toEqual([0, 0]);
    const { data } = await decodePng(bytes('V-000001.png'));
    const pixel = (cell: number): number[] => [...data.subarray(4 * ((256 + 16) * 512 + 32 * cell + 16), 4 * ((256 + 16) * 512 + 32 * cell + 16) + 4)];
    expect(data[3]).toBe(0);
    // Red where V is high, cyan where it is low.
    const off = (a: readonly number[], b: readonly number[]): number => Math.max(...a.map((value, k) => Math.abs(value - b[k])));
    // What the vortex pumps moves the ends of the row by a hundredth: measured 0 and 2.
    expect(off(pixel(0), [255, 0, 0, 255])).toBeLessThan(20);
    expect(off(pixel(15), [0, 255, 255, 255])).toBeLessThan(20);
    expect((await run([sceneFile(dir, diskScene({ run: { duration: 1e-12 } })), '--out', path.join(dir, 'out')])).code).toBe(0);
    expect(readdirSync(path.join(dir, 'out')).filter((name) => /-\d{6}/.test(name))).toEqual([]);
  });

  it('relaxes with its empty cells empty', async () => {
    const dir = scratch();
    const scene = diskScene({
      grid: { cells: [8, 8], cellSize: [5e-9, 5e-9, 5e-9] },
      geometry: { shape: 'disk', diameter: 4e-8 },
      initial: { kind: 'uniform', m: [1, 0.2, 0] },
      run: { duration: 1e-12, relaxFirst: 'without-drive' },
      output: { snapshotEvery: 1e-12 },
    });
    expect((await run([sceneFile(dir, scene), '--out', path.join(dir, 'out')])).code).toBe(0);
    const { values } = readOvf(readFileSync(path.join(dir, 'out/m-000000.ovf')));
    expect([...values.subarray(0, 3)]).toEqual([0, 0, 0]);
    for (let cell = 0; cell < 64; cell++) {
      const length = Math.hypot(...values.subarray(3 * cell, 3 * cell + 3));
      if (length !== 0 && Math.abs(length - 1) > 1e-6) expect.fail(`cell ${cell}: ${length}`);
    }
    expect(parseTable([read(dir, 'out/table.csv')]).column('max_torque')[0]).toBeLessThan(1e-6);
  });
});

describe('files of a scene', () => {
  /** Its first columns and rows are black. */
  const black = async (columns: number, rows: number): Promise<Uint8Array> => {
    const data = new Uint8ClampedArray(16 * 16 * 4).fill(255);
    for (let y = 0; y < rows; y++) for (let x = 0; x < columns; x++) data.set([0, 0, 0], 4 * (16 * y + x));
    return encodePng({ width: 16, height: 16, data });
  };
  const start = Float64Array.from({ length: 16 * 16 * 3 }, (_, k) => (k % 3 === 0 ? 3 : Math.sin(k)));
  const ovf = (): Uint8Array => writeOvf({ nodes: [16, 16, 1], step: [5e-9, 5e-9, 1e-8] }, start, { encoding: 'text' });
  const fileScene = (): Json => diskScene({ geometry: { shape: 'image', file: 'files/mask.png' }, regions: [{ geometry: { shape: 'image', file: 'files/region.png' }, material: { Ms: 4e5 } }], initial: { kind: 'ovf', file: 'files/start.ovf' }, output: { sampleEvery: 5e-12, snapshotEvery: 5e-11, ovfEncoding: 'binary 8' } });

  async function withFiles(): Promise<{ dir: string; file: string }> {
    const dir = scratch();
    mkdirSync(path.join(dir, 'files'));
    writeFileSync(path.join(dir, 'files/mask.png'), await black(8, 16));
    writeFileSync(path.join(dir, 'files/region.png'), await black(16, 5));
    writeFileSync(path.join(dir, 'files/start.ovf'), ovf());
    return { dir, file: sceneFile(dir, fileScene()) };
  }

  it('are looked for from where the scene file is', async () => {
    const { dir, file } = await withFiles();
    const checked = await cli(['check', file]);
    expect(checked).toMatchObject({ code: 0, err: '' });
    expect(checked.out).toContain('; 1 region; ');
    expect((await run([file, '--out', path.join(dir, 'out')])).code).toBe(0);
    const { values } = readOvf(readFileSync(path.join(dir, 'out/m-000000.ovf')));
    const length = Math.hypot(...start.subarray(0, 3));
    for (const k of [0, 1, 2]) expect(values[k]).toBeCloseTo(start[k] / length, 14);
    for (let cell = 0; cell < 256; cell++) expect(values.subarray(3 * cell, 3 * cell + 3).some((x) => x !== 0), `cell ${cell}`).toBe(cell % 16 < 8);
  });

  it('are not needed to resume', async () => {
    const { dir, file } = await withFiles();
    const whole = path.join(dir, 'whole'), parts = path.join(dir, 'parts');
    expect((await run([file, '--out', whole])).code).toBe(0);
    let chunks = 0;
    const stopping = {
      simulations: async () => ({
        resume: Simulation.resume.bind(Simulation),
        create: async (...args: Parameters<typeof Simulation.create>) => {
          const simulation = await Simulation.create(...args);
          const advance = simulation.advance.bind(simulation);
          simulation.advance = async function* () {
            for await (const chunk of advance()) {
              if (++chunks > 5) throw Object.assign(new Error('stopped'), { name: 'RunError' });
              yield chunk;
            }
          };
          return simulation;
        },
      }),
    };
    expect((await cli(['run', file, '--out', parts, '--backend', 'cpu', '--checkpoint-every', '0'], stopping)).code).toBe(3);
    rmSync(path.join(dir, 'files'), { recursive: true });
    const resumed = await run([file, '--out', parts, '--resume']);
    expect(resumed).toMatchObject({ code: 0 });
    for (const name of ['table.csv', 'film.svg', 'm-000000.ovf', 'm-000001.ovf']) expect(readFileSync(path.join(parts, name)).equals(readFileSync(path.join(whole, name))), name).toBe(true);
  });

  const spoilt: [name: string, spoil: (dir: string) => void, line: RegExp][] = [
    ['no picture', (dir) => rmSync(path.join(dir, 'files/mask.png')), /files\/mask\.png: cannot read: no such file or directory$/],
    ['no start', (dir) => rmSync(path.join(dir, 'files/start.ovf')), /files\/start\.ovf: cannot read: no such file or directory$/],
    ['a folder', (dir) => [rmSync(path.join(dir, 'files/mask.png')), mkdirSync(path.join(dir, 'files/mask.png'))], /files\/mask\.png: cannot read: illegal operation on a directory$/],
    ['text for a picture', (dir) => writeFileSync(path.join(dir, 'files/mask.png'), 'no picture'), /^geometry\.file: expected a PNG picture, got "files\/mask\.png" of 10 bytes: /],
    ['a start cut short', (dir) => writeFileSync(path.join(dir, 'files/start.ovf'), ovf().subarray(0, 3000)), /^initial\.file: expected an OVF 2\.0 file with a vector for each cell, got "files\/start\.ovf" of 3000 bytes: /],
    ['a start of another size', (dir) => writeFileSync(path.join(dir, 'files/start.ovf'), writeOvf({ nodes: [8, 32, 1], step: [1, 1, 1] }, start, { encoding: 'binary 4' })), /^initial\.file: expected 16 x 16 x 1 nodes, .*, got 8 x 32 x 1 in "files\/start\.ovf"$/],
    ['a start with holes', (dir) => writeFileSync(path.join(dir, 'files/start.ovf'), writeOvf({ nodes: [16, 16, 1], step: [1, 1, 1] }, start.slice().fill(0, 0, 3), { encoding: 'binary 4' })), /^initial\.file: expected a vector that is not zero in every cell of the magnet, got \[0, 0, 0\] in cell \[0, 0\]/],
    ['a picture without magnet', (dir) => writeFileSync(path.join(dir, 'files/mask.png'), ''), /^geometry\.file: expected a PNG picture, got "files\/mask\.png" of 0 bytes: /],
  ];
  it.each(spoilt)('%s is refused in one line by check and run, nothing written', async (_name, spoil, line) => {
    const { dir, file } = await withFiles();
    spoil(dir);
    for (const argv of [['check', file], ['run', file, '--out', path.join(dir, 'out')]]) {
      const { code, out, err } = await cli(argv, real);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err.trimEnd()).toMatch(line);
      expect(err.trimEnd()).not.toContain('\n');
    }
    expect(existsSync(path.join(dir, 'out'))).toBe(false);
  });

  it.each([
    ['geometry.file', 'film.png', 'mask.png'],
    ['initial.file', 'm-000003.ovf', 'start.ovf'],
  ])('%s is refused where the run would replace it by its own %s', async (key, name, original) => {
    const { dir, file } = await withFiles();
    const [folder, own] = [path.join(dir, 'files'), path.join(dir, 'files', name)];
    renameSync(path.join(folder, original), own);
    const { code, err } = await run([file, '--out', folder, '--set', `${key}=files/${name}`]);
    expect({ code, err }).toEqual({ code: 2, err: `${own}: named by the scene, but a run into ${folder} replaces it; rename it or choose another --out\n` });
    expect(existsSync(own)).toBe(true);
    expect(await run([file, '--out', path.join(dir, 'out'), '--set', `${key}=files/${name}`])).toMatchObject({ code: 0 });
  });
});

it.each([
  ['transport.closure=circuits', /^transport\.closure: expected .*got "circuits"; did you mean "circuit"\?$/],
  ['output.snapshotFormats=["jpg"]', /^output\.snapshotFormats\.0: expected "ovf", "npy" or "png", got "jpg"/],
  ['output.snapshotQuantities=["m","m"]', /^output\.snapshotQuantities\.1: expected each quantity once, got "m" again$/],
  ['output.snapshotQuantities=["m","j"]', /^output\.snapshotQuantities\.1: expected "m", as j and V are found cell by cell only in a film whose transport\.closure is "circuit", "open", "two-band" or "landau-lifshitz", got "j"$/],
  ['initial.at=[1,0]', /^initial\.at\.0: expected 0 <= x <= 8e-8, inside the grid, got 1 m$/],
  ['geometry.diameter=1e-12', /^geometry: expected a shape that holds the centre of at least one cell, got none$/],
  ['geometry.shape=circle', /^geometry\.shape: expected /],
  ['demag=ful', /^demag: expected .*did you mean "full"\?$/],
])('%s is refused', async (setting, line) => {
  const dir = scratch();
  const { code, out, err } = await cli(['run', sceneFile(dir, diskScene()), '--out', path.join(dir, 'out'), '--set', setting], real);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err.trimEnd()).toMatch(line);
  expect(err.trimEnd()).not.toContain('\n');
  expect(existsSync(path.join(dir, 'out'))).toBe(false);
});

it('killed by kill -9 resumes to the same table and snapshots', async () => {
  const { whole, parts } = await killAndResume(scratch(), diskScene({ run: { duration: 4e-10 }, output: { sampleEvery: 5e-12, snapshotEvery: 1e-10, snapshotFormats: ['npy', 'png'] } }));
  const names = readdirSync(whole).filter((name) => !['checkpoint', 'summary.json'].includes(name));
  expect(names).toHaveLength(3 + 2 * 5);
  for (const name of names) expect(readFileSync(path.join(parts, name)).equals(readFileSync(path.join(whole, name))), name).toBe(true);
  const gyrations = [whole, parts].map((out) => JSON.parse(read(out, 'summary.json')).gyration);
  expect(gyrations[1]).toEqual(gyrations[0]);
});
