/** Films with leads from the command line, with the real engine: what is said of them, what a run leaves, runs that are killed, and mistakes. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseTable } from '../../src/io/csv.js';
import { Simulation } from '../../src/node/index.js';
import { near } from '../support/measured.js';
import { cli, killAndResume, read, sceneFile, scratch } from './support.js';

type Json = Record<string, unknown>;

/** A vortex in a square of 25 ohm, off its middle so that it goes round. */
const square = (transport: Json = {}, more: Json = {}): Json => ({
  title: 'A vortex between contacts',
  grid: { cells: [16, 16], cellSize: [5e-9, 5e-9, 1e-8] },
  material: { Ms: 8e5, A: 1.3e-11, alpha: 0.05 },
  demag: 'full',
  initial: { kind: 'vortex', circulation: 1, polarity: 1, at: [4.6e-8, 4e-8] },
  transport: { polarization: 0.6, beta: 0.04, conductivity: 4e6, closure: 'circuit', load: 75, voltage: 1e-4, probes: [{ name: 'top', at: [4e-8, 8e-8] }], ...transport },
  run: { duration: 3e-11 },
  output: { sampleEvery: 3e-12 },
  ...more,
});

const real = { simulations: async () => Simulation };

describe('a film with leads', () => {
  it('check says where the current comes in, and which columns there will be', async () => {
    const { code, out, err } = await cli(['check', sceneFile(scratch(), square())], real);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/; closure circuit; leads left, right; probes top; 11 samples; .* U_left, I_left, U_right, I_right, V_top, solve_tolerance, solve_residual, solve_iterations, bound\n$/);
  });

  it('a run leaves leads and probes in table, plot, summary and report', async () => {
    const dir = scratch();
    const { code, out } = await cli(['run', sceneFile(dir, square()), '--out', path.join(dir, 'out'), '--backend', 'cpu'], real);
    expect(code).toBe(0);
    expect(out).toMatch(/resistance +25 ohm +from left to right, of the magnet at rest/);
    expect(out).toMatch(/lead left +2\d\.\d+ µV +1\.\d+ µA into the magnet, at the end/);
    expect(out).toMatch(/probe top +1\d\.\d+ µV +at the end/);
    const table = parseTable([read(dir, 'out/table.csv')]);
    const summary = JSON.parse(read(dir, 'out/summary.json'));
    near('resistance', summary.resistance, 25, 1e-9);
    // V = R I - emf in the magnet, and what is left of the voltage at the load.
    const [U, I, emf] = ['U_left', 'I', 'emf'].map((name) => table.column(name));
    for (let k = 0; k < table.rows; k++) {
      near('U_left', U[k], 25 * I[k] - emf[k], 1e-6);
      near('U_left + load I', U[k] + 75 * I[k], 1e-4, 1e-7);
    }
    near('pumped current', Number(/pumped current +(\S+) nA/.exec(out)![1]), (1e9 * summary.mean.emf) / 100, 1e-3);
    expect(summary.energy.leadWork).toBeGreaterThan(0);
    const svg = read(dir, 'out/film.svg');
    for (const text of ['Current (', 'Potential (']) expect(svg).toContain(text);
  });

  it('one that breaks the bound of its model says so on standard error before it runs, in check, and in the summary', async () => {
    const dir = scratch();
    const file = sceneFile(dir, square({ closure: 'landau-lifshitz', conductivity: 1e9 }));
    const line = /^note: transport\.closure: kappa \|grad m\|\^2 = \S+ exceeds alpha = 0\.05 at \(4\.75e-8, 3\.75e-8\) m at t = 0 s: the heat of docs\/physics\.md section 11 can become negative there$/m;
    expect((await cli(['check', file], real)).err).toMatch(line);
    const { code, err } = await cli(['run', file, '--out', path.join(dir, 'out'), '--backend', 'cpu', '--set', 'run.duration=2e-13', 'output.sampleEvery=1e-13'], real);
    expect(code).toBe(0);
    expect(err).toMatch(line);
    expect(err.indexOf('note: transport.closure')).toBeLessThan(err.indexOf('running'));
    expect(JSON.parse(read(dir, 'out/summary.json')).notes).toEqual([expect.stringContaining('transport.closure: kappa |grad m|^2')]);
  });

  it('one that comes to break it on its way says so when it does', async () => {
    const dir = scratch();
    // A field along -z makes the core narrower.
    const scene = square({ closure: 'landau-lifshitz', conductivity: 4.5e8 }, { field: { B: [0, 0, -0.3] }, run: { duration: 3e-11, method: 'rk4', fixedStep: 1e-13 }, output: { sampleEvery: 1e-12 } });
    const { code, err } = await cli(['run', sceneFile(dir, scene), '--out', path.join(dir, 'out'), '--backend', 'cpu'], real);
    expect(code).toBe(0);
    expect(err.indexOf('note: transport.closure')).toBeGreaterThan(err.indexOf('running'));
    const table = parseTable([read(dir, 'out/table.csv')]);
    const first = table.column('bound').findIndex((x) => x > 1);
    expect(first).toBeGreaterThan(0);
    const t = Number(/exceeds alpha = .* at t = (\S+) s/.exec(err)![1]);
    near('t', t, table.column('t')[first], 1e-3);
  });
});

it('killed by kill -9 a film with a circuit resumes to the same table', async () => {
  const { whole, parts } = await killAndResume(scratch(), square({ voltageWaveform: { kind: 'sine', frequency: 5e9 } }, { run: { duration: 1.4e-10 }, output: { sampleEvery: 2e-12 } }));
  for (const name of ['table.csv', 'film.svg']) expect(readFileSync(path.join(parts, name)).equals(readFileSync(path.join(whole, name))), name).toBe(true);
});

const [a, b] = [{ name: 'a', edge: 'left' }, { name: 'b', edge: 'right' }];
const bars = { shape: 'or', of: [{ shape: 'rectangle', size: [2e-8, 8e-8], at: [1e-8, 4e-8] }, { shape: 'rectangle', size: [2e-8, 8e-8], at: [7e-8, 4e-8] }] };

describe('mistakes end with exit code 2, a line each, and nothing written', () => {
  it.each<[string, Json, Json, RegExp]>([
    ['leads that overlap', { leads: [a, { name: 'c', edge: 'left', from: 4e-8 }, b] }, {}, /^transport\.leads\.1: expected a lead that shares no corner of a cell with lead "a", got "c"/],
    ['a lead off the magnet', { leads: [a, { name: 'b', geometry: { shape: 'disk', diameter: 5e-9, at: [4e-8, 4e-8] } }] }, {}, /^transport\.leads\.1: expected a lead that holds at least one corner of a cell on the boundary of the magnet, got none$/],
    ['a lead that floats alone on its island', { leads: [{ ...a, voltage: 0 }, { name: 'c', edge: 'bottom', from: 1.5e-8, to: 1.5e-8, voltage: 1 }, b], load: 0, voltage: 0, probes: [] }, { geometry: bars }, /^transport\.leads\.2: expected lead "b" to be joined to another one through the magnet or a load, got none, so that no current can flow$/],
    ['currents that have nowhere to go', { leads: [{ ...a, current: 1e-3 }, b], load: 0, voltage: 0 }, {}, /^transport\.leads\.0\.current: expected currents into "a", "b" that add up to 0/],
    ['a region that does not conduct', {}, { regions: [{ geometry: { shape: 'disk', diameter: 4e-8 }, transport: { conductivity: 0 } }] }, /^regions\.0\.transport\.conductivity: expected 0 < conductivity, got 0 S\/m$/],
    ['a negative spin-flip length', { closure: 'two-band', spinFlipLength: -1e-9 }, {}, /^transport\.spinFlipLength: expected 0 < spinFlipLength, got -1e-9 m$/],
    ['no spin-flip length', { closure: 'two-band' }, {}, /^transport\.spinFlipLength: missing; /],
    ['a probe off the magnet', { closure: 'open', voltage: 0, load: 0, probes: [{ name: 'p', at: [4e-8, 4e-8] }] }, { geometry: bars }, /^transport\.probes\.0\.at: expected a place at most 2 cells from the magnet, got /],
  ])('%s', async (_what, transport, more, line) => {
    const dir = scratch();
    const scene = square(transport, { initial: { kind: 'uniform', m: [1, 0, 0] }, ...more });
    const { code, out, err } = await cli(['run', sceneFile(dir, scene), '--out', path.join(dir, 'out')], real);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.trimEnd()).toMatch(line);
    expect(err.trimEnd()).not.toContain('\n');
    expect(readdirSync(dir)).toEqual(['scene.json']);
  });

  it('an island that no lead touches is noted, and runs', async () => {
    const dir = scratch();
    const scene = square({ leads: [{ name: 'a', edge: 'left', to: 0 }, { name: 'b', edge: 'left', from: 8e-8 }], probes: [] }, { geometry: bars, initial: { kind: 'uniform', m: [0, 1, 0] }, run: { duration: 2e-13 }, output: { sampleEvery: 1e-13 } });
    const { code, err } = await cli(['run', sceneFile(dir, scene), '--out', path.join(dir, 'out'), '--backend', 'cpu'], real);
    expect(code).toBe(0);
    expect(err).toMatch(/^note: transport\.leads: 1 of the 2 separate parts of the magnet touches no lead; only eddy currents flow there$/m);
  });
});
