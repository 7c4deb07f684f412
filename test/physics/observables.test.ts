/**
 * What the table says about a wall against measures of the test's own, made from the magnetization: integrals over the
 * wire instead of two cells, so that a bias in the sub-cell position would show.
 */
import { describe, expect, it } from 'vitest';
import { Simulation } from '../../src/node/index.js';
import { backends, runWire, type Backend } from '../support/library.js';
import { between, distance, largest, near, small } from '../support/measured.js';
import { D0, freeWall, steadyWall, turningWall, wallScene } from '../support/oracle/cases.js';
import { measureWall } from '../support/oracle/wall.js';
import { meanRates } from '../support/oracle/trace.js';
import * as theory from '../support/theory.js';

const P = 0.6;
const transport = { polarization: P, beta: 0.1, conductivity: 4e6, closure: 'circuit' as const };

describe.each(backends)('%s: wall columns', (backend: Backend) => {
  it('position, angle and width, at every place within a cell', async () => {
    const w = steadyWall, perD = 4, dx = D0 / perD;
    const B = 0.5 * theory.walkerField(w), phi = theory.walkerAngle(w, B), width = theory.wallWidth(w, phi);
    const scene = wallScene(w, { perD, length: 26, at: 12, phi, width, B, duration: 4e-10, sampleEvery: 1e-11, transport });
    scene.output!.snapshotEvery = 1e-11;
    const simulation = await Simulation.create(scene, { backend });
    const column = (name: string): number => simulation.columns.findIndex((c) => c.name === name);
    const rows: number[][] = [], own: { x: number; phi: number; width: number; t: number }[] = [];
    for await (const chunk of simulation.advance()) {
      rows.push(...chunk.rows);
      for (const { time, m } of chunk.snapshots) own.push({ t: time, ...measureWall(m, dx) });
    }
    simulation.destroy();
    expect(own.length).toBe(41);
    expect(rows.length).toBe(41);
    const wander: number[] = [];
    rows.forEach((row, k) => {
      expect(row[column('t')]).toBeCloseTo(own[k].t, 20);
      wander.push((row[column('wall_x')] - own[k].x) / dx);
      small('phi', row[column('wall_phi')] - own[k].phi, 1e-3); // its middle against its mean: 2e-4
      near('width', row[column('wall_width')], own[k].width, 1.5e-2); // dx = D/4: the middle is 0.5 % narrower than the whole
    });
    // the wall crosses nearly three cells: neither its position nor its velocity may know where the cells are
    const moved = (own.at(-1)!.x - own[0].x) / dx;
    between('cells crossed', moved, 2, 4);
    const mean = wander.reduce((a, b) => a + b) / wander.length;
    small('offset in cells', mean, 2e-3); // 4e-4
    small('wobble in cells', distance(wander, wander.map(() => mean)), 2e-3); // 1e-3
  });

  it('are the same under a moving window, over many windows', async () => {
    const w = steadyWall, B = 0.8 * theory.walkerField(w), phi = theory.walkerAngle(w, B);
    const run = (length: number, at: number, followTexture: boolean) => runWire(wallScene(w, { perD: 3, length, at, phi, width: theory.wallWidth(w, phi), B, duration: 10e-9, sampleEvery: 1e-10, transport: { ...transport, closure: 'open' }, run: { followTexture } }), backend);
    const still = await run(64, 10, false), following = await run(20, 10, true);
    const x = following.column('wall_x');
    expect((x.at(-1)! - x[0]) / D0).toBeGreaterThan(20); // further than the window is long
    // the windows differ in length, and their ends cut the wall's tails at e^-10 = 5e-5: 2e-5, 8e-6, 1e-5 on either engine
    small('wall_x', distance(x, still.column('wall_x')) / D0, 1e-4);
    small('wall_phi', distance(following.column('wall_phi'), still.column('wall_phi')), 5e-5);
    small('emf', distance(following.column('emf'), still.column('emf')) / largest(still.column('emf')), 5e-5);
    const v = following.column('wall_v');
    between('smallest wall_v', Math.min(...v.subarray(10)) / v.at(-1)!, 0.99, 1.01); // no jump where the window moves
    between('largest wall_v', Math.max(...v.subarray(10)) / v.at(-1)!, 0.99, 1.01);
  });

  it('the angle counts turns', async () => {
    const w = freeWall, B = 0.02;
    const r = await runWire(wallScene(w, { perD: 3, length: 20, at: 10, phi: 0, width: D0, B, duration: 6e-9, sampleEvery: 1e-10, transport: { ...transport, closure: 'open' } }), backend);
    const phi = r.column('wall_phi');
    between('turns', phi.at(-1)! / (2 * Math.PI), 3, 4);
    near('rate', meanRates(r.trace, 1e-9, 6e-9).phiRate, (w.gamma * B) / (1 + w.alpha ** 2), 1e-4); // exact for a free wall: 7e-6
    expect(phi.every((p, k) => k === 0 || p > phi[k - 1])).toBe(true);
  });

  it('a run repeats itself to the last bit', async () => {
    const w = turningWall;
    const once = () => runWire(wallScene(w, { perD: 3, length: 20, at: 10, phi: 0.3, width: D0, B: 5e-3, duration: 5e-10, sampleEvery: 5e-11, transport }), backend);
    const a = await once(), b = await once();
    expect(a.final).toEqual(b.final);
    for (const name of ['t', 'wall_x', 'wall_phi', 'emf', 'I', 'E_total', 'ledger']) expect(a.column(name)).toEqual(b.column(name));
  });
});

describe('cpu: means and rest', () => {
  it('summary.mean is the mean over the second half', async () => {
    const w = turningWall, B = 5 * theory.walkerField(w);
    const scene = wallScene(w, { perD: 4, length: 26, at: 12, phi: 0, width: D0, B, duration: 12e-9, sampleEvery: 2e-11, transport });
    const simulation = await Simulation.create(scene, { backend: 'cpu' });
    const table = await simulation.run();
    const { mean } = simulation.summary();
    simulation.destroy();
    const trace = { t: table.column('t'), x: table.column('wall_x'), phi: table.column('wall_phi'), emf: table.column('emf'), I: table.column('I') };
    const own = meanRates(trace, 6e-9, 12e-9);
    // displacement over time: the same to rounding; emf and I by the trapezoidal rule here, 3e-7
    near('wall_v', mean.wall_v!, own.v, 1e-6);
    near('phi_rate', mean.phi_rate!, own.phiRate, 1e-6);
    near('emf', mean.emf!, own.emf, 1e-5);
    near('I', mean.I!, own.I, 1e-5);
  });

  it('a relaxed wall stays put, in its discrete width, with and without the drive', async () => {
    const w = steadyWall;
    for (const relaxFirst of ['without-drive', 'with-drive'] as const) {
      const scene = wallScene(w, { perD: 4, length: 24, at: 12, phi: 0.4, width: 1.3 * D0, duration: 1e-9, sampleEvery: 1e-10, transport: { ...transport, closure: 'open' }, run: { relaxFirst, tolerance: 1e-7 } });
      scene.field = { B: [0, 5e-3, 0] };
      const r = await runWire(scene, 'cpu');
      const start = measureWall(r.initial, D0 / 4);
      if (relaxFirst === 'with-drive') small('moved', distance(r.initial, r.final), 1e-5); // 4e-7
      else near('width', start.width, D0, 0.02); // 0.8 % narrower at dx = D/4
      small('phi', start.phi, 1e-3); // Kp and a field along y both want 0
    }
  });
});
