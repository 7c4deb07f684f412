/** The potential in float64 against a dense solve that shares no code with it, and against what must hold exactly. */
import { describe, expect, it } from 'vitest';
import { cpuPotentialTiling, planPotential, type Conductor } from '../../src/lower/potential.js';
import { CLK, CLK_STRIDE, FLG, FLG_STRIDE, STATE } from '../../src/plan/layout.js';
import { edge, fedLead, fixedLead, randomConductor, randomDrive, solveDense, type Drive, type Mask } from '../support/conduction.js';
import { distance, largest, small } from '../support/measured.js';
import { column, Potential, type Outcome } from '../support/potentials.js';

const ring: Mask = (x, y) => !(x > 2 && x < 6 && y > 2 && y < 5) && (x + 2 * y) % 13 !== 7;
/** Two parts with nothing in between; the right one touches no lead. */
const parted: Mask = (x, y) => x !== 6 && (x + y) % 11 !== 3;

async function compare(name: string, conductor: Conductor, drive: Drive, tolerance = 1e-12): Promise<Outcome> {
  const potential = Potential.of([conductor], tolerance).onCpu();
  const [outcome] = await potential.solve([drive], 120);
  expect(outcome.converged, `${name}: residual ${outcome.residual} after ${outcome.iterations}`).toBe(true);
  const exact = solveDense(conductor, drive);
  const size = Math.max(...exact.j.map((plane) => largest(plane.flat())));
  if (conductor.conductor.length > 4) expect(size).toBeGreaterThan(0.05);
  // Tolerance times the inverse of the operator.
  const sum = exact.j.length === 1 ? exact.j[0] : exact.j[0].map(([x, y], n): [number, number] => [x + exact.j[1][n][0], y + exact.j[1][n][1]]);
  small(`${name}, jx`, distance(column(outcome.current, 'X'), sum.map(([x]) => x)) / Math.max(size, 1), 1e-9);
  small(`${name}, jy`, distance(column(outcome.current, 'Y'), sum.map(([, y]) => y)) / Math.max(size, 1), 1e-9);
  if (conductor.bands === 1) {
    small(`${name}, Ex`, distance(column(outcome.current, 'GX'), exact.E.map(([x]) => x)) / Math.max(size, 1), 1e-9);
    small(`${name}, Ey`, distance(column(outcome.current, 'GY'), exact.E.map(([, y]) => y)) / Math.max(size, 1), 1e-9);
    small(`${name}, heat`, distance(column(outcome.current, 'HEAT'), exact.hidden), 1e-9);
  } else {
    small(`${name}, spin x`, distance(column(outcome.current, 'GX'), exact.j[0].map(([x], n) => x - exact.j[1][n][0])) / Math.max(size, 1), 1e-9);
    small(`${name}, spin y`, distance(column(outcome.current, 'GY'), exact.j[0].map(([, y], n) => y - exact.j[1][n][1])) / Math.max(size, 1), 1e-9);
    const heat = exact.hidden.map((value, n) => value + [0, 1].reduce((all, band) => {
      const c = conductor.conductor[4 * n + band], [x, y] = exact.j[band][n];
      return all + (c > 0 ? (x * x + y * y) / c : 0);
    }, 0));
    small(`${name}, heat`, distance(column(outcome.current, 'HEAT'), heat), 1e-9);
  }
  small(`${name}, U`, distance(outcome.U, exact.U), 1e-9);
  small(`${name}, I`, distance(outcome.I, exact.I), 1e-9);
  return outcome;
}

const cells = [9, 7] as const;
const sides = (nx: number, ny: number) => ({ left: edge([nx, ny], 'left'), right: edge([nx, ny], 'right'), top: edge([nx, ny], 'top', 0.3, 0.7), bottom: edge([nx, ny], 'bottom', 0.3, 0.7) });
const { left, right, top, bottom } = sides(...cells);
const ground = (l: number, count: number, g: number) => Array.from({ length: count }, (_, i) => Array.from({ length: count }, (_unused, k) => (i === l && k === l ? g : 0)));

describe.each([1, 2] as const)('%i bands against a dense solve', (bands) => {
  it.each([
    ['no leads', () => randomConductor(cells, bands, [])],
    ['no leads, mask', () => randomConductor(cells, bands, [], { mask: ring })],
    ['islands', () => randomConductor([13, 7], bands, [fixedLead(edge([13, 7], 'left'), 1)], { mask: parted })],
    ['two voltages', () => randomConductor(cells, bands, [fixedLead(left, 0.5), fixedLead(right, -0.5)])],
    ['a current and ground', () => randomConductor(cells, bands, [fedLead(left, 1), fixedLead(right, 0)], { aspect: 0.4 })],
    ['a voltage behind a resistance', () => randomConductor(cells, bands, [fedLead(left), fixedLead(right, 0)], { G: ground(0, 2, 0.8), gV: [0.8, 0] })],
    ['four leads, loads between', () => randomConductor(cells, bands, [fedLead(left, 1), fixedLead(right, 0), fedLead(top), fedLead(bottom, -0.4)], { mask: ring, G: [[0.3, 0, -0.3, 0], [0, 0, 0, 0], [-0.3, 0, 0.5, -0.2], [0, 0, -0.2, 0.2]], gV: [0, 0, 0.1, 0] })],
    ['cells twice as tall as long', () => randomConductor([8, 5], bands, [fixedLead(edge([8, 5], 'left'), 1), fedLead(edge([8, 5], 'top', 0.3), 0.3)], { aspect: 0.5 })],
    ['a wire of long cells', () => randomConductor([23, 1], bands, [fixedLead(edge([23, 1], 'left'), 1), fixedLead(edge([23, 1], 'right'), 0)], { aspect: 20 })],
    ['a wire of tall cells', () => randomConductor([23, 1], bands, [fixedLead(edge([23, 1], 'left'), 1), fixedLead(edge([23, 1], 'right'), 0)], { aspect: 0.02 })],
    ['a wire along y', () => randomConductor([1, 19], bands, [fixedLead(edge([1, 19], 'bottom'), 1), fedLead(edge([1, 19], 'top'), 1)], { aspect: 3 })],
    ['one cell', () => randomConductor([1, 1], bands, [fixedLead([0, 2], 1), fixedLead([1, 3], 0)])],
    ['one cell alone', () => randomConductor([1, 1], bands, [])],
  ] as const)('%s', async (name, make) => {
    const conductor = make();
    await compare(`${bands} bands, ${name}`, conductor, randomDrive(conductor));
  });
});

const uniform = (cells: readonly [number, number], leads: Conductor['leads'], aspect = 1, bands: 1 | 2 = 1): Conductor => {
  const conductor = new Float64Array(4 * cells[0] * cells[1]);
  for (let n = 0; n < cells[0] * cells[1]; n++) conductor.set(bands === 1 ? [1, 0, 0, 0] : [0.7, 0.3, 0.2, 0], 4 * n);
  return { cells, cellSize: [aspect, 1], bands, conductor, leads, G: leads.map(() => leads.map(() => 0)), gV: leads.map(() => 0) };
};

it('an antisymmetric part five times as large as the conductance takes longer, but no harm', async () => {
  const conductor = randomConductor(cells, 1, [fixedLead(left, 0.5), fedLead(right, 0.3)]);
  const outcome = await compare('twisted', conductor, randomDrive(conductor, 7, 0.6, 8), 1e-11);
  small('iterations', outcome.iterations, 80);
});

describe('what must hold exactly', () => {
  it.each([1, 2] as const)('%i bands: the current through every column of cells is that of the leads, and the heat is what the leads feed', async (bands) => {
    const size = [14, 9] as const, { left, right } = sides(...size);
    const conductor = randomConductor(size, bands, [fixedLead(left, 0.8), fixedLead(right, -0.2)], { aspect: 0.7, mask: (x, y) => (x + 2 * y) % 13 !== 7 });
    const drive = randomDrive(conductor);
    const potential = Potential.of([conductor], 1e-13).onCpu();
    const [{ current, U, I, converged, V }] = await potential.solve([drive], 60);
    expect(converged).toBe(true);
    const x = column(current, 'X'), y = column(current, 'Y');
    // dy in units of dx.
    for (let i = 0; i < size[0]; i++) small(`column ${i}`, x.reduce((sum, value, n) => (n % size[0] === i ? sum + value : sum), 0) / 0.7 - I[0], 1e-11);
    small('in and out', I[0] + I[1], 1e-12);
    if (bands === 2) return;
    // j.E of the mean fields, and the part that the mean does not show.
    const fieldX = column(current, 'GX'), fieldY = column(current, 'GY'), heat = column(current, 'HEAT');
    const work = x.reduce((sum, value, n) => sum + value * fieldX[n] + y[n] * fieldY[n] + heat[n], 0) / 0.7;
    small('power', work - U[0] * I[0] - U[1] * I[1], 1e-12);
    expect(Math.abs(work)).toBeGreaterThan(0.1);
    expect(largest(V)).toBeGreaterThan(0.1);
  });

  it('two bands: what the leads and the force feed is the heat', async () => {
    const size = [11, 8] as const, { left, right } = sides(...size);
    const conductor = randomConductor(size, 2, [fixedLead(left, 0.8), fedLead(right, 0.4)], { aspect: 1.3 });
    const drive = randomDrive(conductor);
    const [{ current, U, I }] = await Potential.of([conductor], 1e-13).onCpu().solve([drive], 60);
    const exact = solveDense(conductor, drive);
    // The force of a cell, F + M w, does its work on up less down.
    let fed = U[0] * I[0] + U[1] * I[1];
    const spinX = column(current, 'GX'), spinY = column(current, 'GY');
    for (let n = 0; n < size[0] * size[1]; n++) {
      const c = conductor.conductor.subarray(4 * n, 4 * n + 2), [ux, uy] = exact.j[0][n], [dx, dy] = exact.j[1][n];
      // E_up - f_down and so on cancel in w = j_up - j_down - (c_up + c_down) force.
      const t = drive.tensor.subarray(4 * n, 4 * n + 4), s = drive.source.subarray(2 * n, 2 * n + 2), all = c[0] + c[1];
      // force = s + M (spin - all force): (1 + all M) force = s + M spin
      const a = 1 + all * t[0], b = all * t[1], d = all * t[2], e = 1 + all * t[3];
      const rx = s[0] + t[0] * (ux - dx) + t[1] * (uy - dy), ry = s[1] + t[2] * (ux - dx) + t[3] * (uy - dy), det = a * e - b * d;
      fed += ((e * rx - b * ry) * spinX[n] + (a * ry - d * rx) * spinY[n]) / det / 1.3;
    }
    const heat = column(current, 'HEAT').reduce((sum, value) => sum + value, 0) / 1.3;
    small('heat', fed - heat, 1e-11);
    expect(heat).toBeGreaterThan(1);
  });

  it.each([0.02, 1, 30])('a uniform wire: the closed form, aspect %f', async (aspect) => {
    // j = (V + emf)/R with R = n cells in a row of conductance dy/dx each; the source is a current of its own.
    const n = 200, size = [n, 1] as const, conductor = uniform(size, [fixedLead([0, n + 1], 0.7), fixedLead([n, 2 * n + 1], 0)], aspect);
    const tensor = new Float64Array(4 * n), source = new Float64Array(2 * n);
    let resistance = 0, emf = 0;
    for (let i = 0; i < n; i++) {
      const t = 1 + 0.05 * Math.sin(i), s = Math.cos(0.1 * i);
      tensor.set([t, 0, 0, 1], 4 * i);
      source.set([s, 0], 2 * i);
      resistance += 1 / t;
      emf += s / t;
    }
    const [{ current, I, iterations }] = await Potential.of([conductor], 1e-13).onCpu().solve([{ tensor, source, current: 0, voltage: 1 }], 40);
    const expected = (0.7 + emf) / resistance;
    small(`${iterations} iterations`, Math.max(...column(current, 'X').map((value) => Math.abs(value - expected))), 1e-10);
    small('I', I[0] * aspect - expected, 1e-10);
  });

  it('a manufactured solution is met to second order', async () => {
    const errors = await Promise.all([16, 32, 64].map(async (n) => {
      const conductor = uniform([n, n], []), tensor = new Float64Array(4 * n * n), source = new Float64Array(2 * n * n);
      // V = cos(pi x) cos(2 pi y) on the unit square; j = T E + source has no divergence and no outflow for j = curl(sin sin).
      const field = (x: number, y: number) => [Math.PI * Math.sin(Math.PI * x) * Math.cos(2 * Math.PI * y), 2 * Math.PI * Math.cos(Math.PI * x) * Math.sin(2 * Math.PI * y)];
      const flow = (x: number, y: number) => [2 * Math.PI * Math.sin(Math.PI * x) * Math.cos(2 * Math.PI * y), -Math.PI * Math.cos(Math.PI * x) * Math.sin(2 * Math.PI * y)];
      for (let cell = 0; cell < n * n; cell++) {
        const x = ((cell % n) + 0.5) / n, y = (Math.floor(cell / n) + 0.5) / n;
        const t = [1 + 0.3 * Math.sin(2 * x + y), 0.2 * x, -0.3 * y, 1 + 0.2 * Math.cos(3 * y)];
        const [ex, ey] = field(x, y), [jx, jy] = flow(x, y);
        tensor.set(t, 4 * cell);
        // Lengths are in cells.
        source.set([jx - t[0] * ex - t[1] * ey, jy - t[2] * ex - t[3] * ey], 2 * cell);
      }
      const [{ current, V, converged }] = await Potential.of([conductor], 1e-10).onCpu().solve([{ tensor, source, current: 0, voltage: 0 }], 60);
      expect(converged).toBe(true);
      const gx = column(current, 'GX'), gy = column(current, 'GY');
      let worst = 0;
      for (let cell = 0; cell < n * n; cell++) {
        const [ex, ey] = field(((cell % n) + 0.5) / n, (Math.floor(cell / n) + 0.5) / n);
        worst = Math.max(worst, Math.abs(gx[cell] - ex), Math.abs(gy[cell] - ey));
      }
      // V is fixed up to a constant, and it counts cells.
      let mean = 0;
      const off = V.map((value, node) => value / n - Math.cos((Math.PI * (node % (n + 1))) / n) * Math.cos((2 * Math.PI * Math.floor(node / (n + 1))) / n));
      for (const value of off) mean += value / off.length;
      return [worst, largest(off.map((value) => value - mean))];
    }));
    for (const k of [0, 1]) {
      for (let i = 1; i < errors.length; i++) {
        const order = Math.log2(errors[i - 1][k] / errors[i][k]);
        small(`order of ${k ? 'V' : 'E'} from ${errors[i - 1][k].toExponential(1)} to ${errors[i][k].toExponential(1)}, less 2`, order - 2, 0.15);
      }
    }
  });

  it('voltages that change move the potential at once', async () => {
    const conductor = uniform([20, 16], [fixedLead(sides(20, 16).left, 1), fixedLead(sides(20, 16).right, 0)]);
    const potential = Potential.of([conductor], 1e-10).onCpu();
    const tensor = new Float64Array(4 * 320);
    for (let n = 0; n < 320; n++) tensor.set([1, 0, 0, 1], 4 * n);
    const source = new Float64Array(640);
    for (const voltage of [1, -0.3, 2]) {
      const [{ iterations, I, U, converged }] = await potential.solve([{ tensor, source, current: 0, voltage }], 3);
      // The shape of the lead is the solution, to its own accuracy of 1e-13; the first time the size of an error is not known yet.
      expect([iterations <= 1, converged, U[0]]).toEqual([true, true, voltage]);
      small('I', I[0] - voltage * (16 / 20), 1e-11);
    }
  });

  it('a solve that does not reach its tolerance says so', async () => {
    const conductor = randomConductor([30, 30], 1, [fixedLead(sides(30, 30).left, 1), fixedLead(sides(30, 30).right, 0)]);
    const potential = Potential.of([conductor], 1e-12).onCpu();
    const [two] = await potential.solve([randomDrive(conductor)], 2);
    expect([two.converged, two.iterations]).toEqual([false, 2]);
    expect(two.residual).toBeGreaterThan(1e-6);
    const [more] = await potential.again(60);
    expect(more.converged).toBe(true);
    // And again there is nothing left to do.
    const [none] = await potential.again(60);
    expect([none.converged, none.iterations]).toEqual([true, 0]);
  });

  it.each([[true, 'one film for all'], [false, 'every simulation another film']] as const)('a batch is solved as its simulations are alone (%s: %s), and only what runs', async (shared, _name) => {
    const films = [1, 2, 3].map((seed) => randomConductor(cells, 2, [fixedLead(left, 0.5), fedLead(right, 0.3)], { seed: shared ? 1 : seed, mask: ring }));
    const drives = films.map((film, sim) => ({ ...randomDrive(film, 10 + sim), current: 1 + sim, voltage: 2 - sim }));
    const batch = Potential.of(films, 1e-12).onCpu();
    expect(batch.plan.buffers.hierarchy.length === batch.plan.statics[0].preconditioners[0].shape.length * 2).toBe(shared);
    batch.set(drives);
    const engine = batch.on, sentinel = 0.0625, size = batch.plan.buffers.current.length / 3;
    engine.write('current', new Float64Array(3 * size).fill(sentinel));
    // The second stands at a sample; stage 1 is for a rate that is missing.
    engine.write('flags', [STATE.HOLD], FLG_STRIDE + FLG.STATE);
    const outcomes = await batch.again(60);
    for (const sim of [0, 2]) {
      const [alone] = await Potential.of([films[sim]], 1e-12).onCpu().solve([drives[sim]], 60);
      expect([outcomes[sim].converged, outcomes[sim].iterations]).toEqual([true, alone.iterations]);
      small(`simulation ${sim}`, distance(outcomes[sim].current, alone.current), 1e-12);
      small('U', distance(outcomes[sim].U, alone.U), 1e-12);
    }
    expect([...outcomes[1].current].every((value) => value === sentinel)).toBe(true);
    engine.write('flags', [1], FLG_STRIDE + FLG.FRESH);
    engine.write('clock', [5, drives[1].current, drives[1].voltage], CLK_STRIDE + CLK.DRIVE);
    engine.run(batch.plan.solve(1, 60));
    const [first, second] = await batch.outcomes(), [alone] = await Potential.of([films[1]], 1e-12).onCpu().solve([drives[1]], 60);
    expect(second.converged).toBe(true);
    small('the second', distance(second.current, alone.current), 1e-12);
    expect(first.current).toEqual(outcomes[0].current);
  });

  it('what is not a number is forgotten by the next solve', async () => {
    const conductor = randomConductor(cells, 1, [fixedLead(left, 0.5), fedLead(right, 0.3)]), drive = randomDrive(conductor);
    const potential = Potential.of([conductor], 1e-12).onCpu();
    const [bad] = await potential.solve([{ ...drive, tensor: drive.tensor.map((value, n) => (n === 17 ? NaN : value)) }], 3);
    expect([bad.converged, Number.isFinite(bad.U[1])]).toEqual([false, false]);
    const [good] = await potential.solve([drive], 40), [clean] = await Potential.of([conductor], 1e-12).onCpu().solve([drive], 40);
    expect(good.converged).toBe(true);
    small('currents', distance(good.current, clean.current), 1e-11);
    small('U', distance(good.U, clean.U), 1e-11);
  });

  it('says what is wrong with a conductor', () => {
    const wrong = (change: Partial<Conductor>) => () => Potential.of([{ ...uniform([3, 2], [fixedLead([0, 4], 1), fixedLead([3, 7], 0)]), ...change }], 1e-6);
    expect(wrong({ conductor: new Float64Array(5) })).toThrow('conductor: 5 numbers for 3 x 2 cells, there must be four a cell');
    expect(wrong({ leads: [fixedLead([0], 1), fixedLead([0], 0)] })).toThrow('conductor: lead 1: node 0 belongs to lead 0 too');
    expect(wrong({ leads: [fixedLead([99], 1), fixedLead([0], 0)] })).toThrow('conductor: lead 0: 99 is no node');
    expect(wrong({ conductor: new Float64Array(24) })).toThrow('conductor: lead 0 touches nothing that conducts');
    expect(wrong({ gV: [0] })).toThrow('conductor: G and gV must be as many as the 2 leads');
  });
});

describe('a unit current from the first lead to the second', () => {
  it.each([1, 2] as const)('%i bands: against a dense solve, other leads floating', (bands) => {
    const size = [10, 8] as const, { left, right, top } = sides(...size);
    const leads = [fixedLead(left, 3), fedLead(right, 0.3), fedLead(top)];
    const conductor = randomConductor(size, bands, leads, { aspect: 0.6, mask: ring, G: ground(1, 3, 0.4) });
    const unit = planPotential([conductor], { tolerance: 1e-6, tiling: cpuPotentialTiling }).unitCurrent(0)!;
    const tensor = new Float64Array(4 * 80);
    if (bands === 1) for (let n = 0; n < 80; n++) tensor.set([conductor.conductor[4 * n], 0, 0, conductor.conductor[4 * n]], 4 * n);
    const exact = solveDense({ ...conductor, leads: [fedLead(left, 1), fixedLead(right, 0), fedLead(top)], G: ground(0, 3, 0) }, { tensor, source: new Float64Array(160), current: 1, voltage: 1 });
    small('resistance', unit.resistance - exact.U[0], 1e-10);
    expect(unit.resistance).toBeGreaterThan(0.3);
    const pick = (make: (n: number) => [number, number]) => Array.from({ length: 80 }, (_, n) => make(n)).flat();
    small('charge', distance(unit.charge, pick((n) => (bands === 1 ? exact.j[0][n] : [exact.j[0][n][0] + exact.j[1][n][0], exact.j[0][n][1] + exact.j[1][n][1]]))), 1e-11);
    small('spin', distance(unit.spin, pick((n) => (bands === 1 ? exact.j[0][n] : [exact.j[0][n][0] - exact.j[1][n][0], exact.j[0][n][1] - exact.j[1][n][1]]))), 1e-11);
  });

  it('of a uniform film is that of a resistor; where none can flow there is none', () => {
    const of = (conductor: Conductor) => planPotential([conductor], { tolerance: 1e-6, tiling: cpuPotentialTiling }).unitCurrent(0);
    const size = [40, 12] as const, conductor = uniform(size, [fixedLead(sides(...size).left, 1), fixedLead(sides(...size).right, 0)], 0.5);
    // Length over width: 40 dx over 12 dy, dy = 2 dx.
    small('resistance', of(conductor)!.resistance - 40 / 24, 1e-10);
    for (let n = 0; n < 480; n++) conductor.conductor[4 * n] = n % 40 === 20 ? 0 : 1;
    expect(of(conductor)).toBe(null);
    expect(of(uniform(size, [fixedLead(sides(...size).left, 1)]))).toBe(null);
  });
});

describe('how many iterations', () => {
  const smooth = (conductor: Conductor, phase: number, strength = 0.05): Drive => {
    const [nx, ny] = conductor.cells, tensor = new Float64Array(4 * nx * ny), source = new Float64Array(2 * nx * ny);
    for (let n = 0; n < nx * ny; n++) {
      const x = (n % nx) / nx - 0.5 - 0.01 * phase, y = Math.floor(n / nx) / ny - 0.5, c = conductor.conductor[4 * n] + conductor.conductor[4 * n + 1];
      const core = Math.exp(-100 * (x * x + y * y)), turn = 0.5 * strength * Math.sin(6 * x + phase) * Math.cos(9 * y);
      if (!(c > 0)) continue;
      if (conductor.bands === 1) tensor.set([c * (1 - strength * core), c * turn, -c * turn, c * (1 - 2 * strength * core)], 4 * n);
      else tensor.set([-strength * core, turn, -turn, -2 * strength * core].map((value) => value / c), 4 * n);
      source.set([c * core * y * 10, -c * core * x * 10], 2 * n);
    }
    return { tensor, source, current: 1, voltage: 1 };
  };

  it.each([1, 2] as const)('%i bands: no more on fine grids, from nothing and from the last solution', async (bands) => {
    for (const n of [32, 64, 128, 256, 512]) {
      if (bands === 2 && n === 512) continue;
      const conductor = uniform([n, n], [fixedLead(sides(n, n).left, 0.1), fixedLead(sides(n, n).right, 0)], 1, bands);
      const potential = Potential.of([conductor], 1e-6).onCpu();
      const [cold] = await potential.solve([smooth(conductor, 0)], 12);
      const warm: Outcome[] = [];
      for (const phase of [0.1, 0.2, 0.3]) warm.push(...(await potential.solve([smooth(conductor, phase)], 12)));
      for (const outcome of [cold, ...warm]) expect(outcome.converged).toBe(true);
      small(`${bands} bands, ${n} x ${n}: iterations from nothing`, cold.iterations, 7);
      small(`${bands} bands, ${n} x ${n}: iterations from the last solution, ${warm.map(({ iterations }) => iterations)}`, Math.max(...warm.map(({ iterations }) => iterations)), 5);
    }
  });

  it.each([1, 2] as const)('%i bands: the error of the currents is what it is said to be', async (bands) => {
    const n = 96, conductor = uniform([n, n], [fixedLead(sides(n, n).left, 0.1), fixedLead(sides(n, n).right, 0)], 1, bands);
    const loose = Potential.of([conductor], 1e-6).onCpu(), tight = Potential.of([conductor], 1e-12).onCpu();
    for (const phase of [0, 0.1, 0.2]) {
      const drive = smooth(conductor, phase);
      const [a] = await loose.solve([drive], 20), [b] = await tight.solve([drive], 40);
      // Heat of the difference over that of currents and source; in two bands those of up and down, from charge and spin.
      let off = 0, size = 0;
      for (const [charge, spin, k] of [['X', 'GX', 0], ['Y', 'GY', 1]] as const) {
        const planes = [a, b].map(({ current }) => [column(current, charge), column(current, spin)]);
        for (let cell = 0; cell < n * n; cell++) {
          for (let band = 0; band < bands; band++) {
            const c = conductor.conductor[4 * cell + band], source = drive.source[2 * cell + k];
            const [p, q] = planes.map(([x, g]) => (bands === 1 ? x[cell] : (x[cell] + (band === 0 ? 1 : -1) * g[cell]) / 2));
            off += (p - q) ** 2 / c;
            size += q ** 2 / c + (bands === 1 ? source ** 2 / c : source ** 2 * c);
          }
        }
      }
      small(`${bands} bands, relative error of the currents, said to be ${a.residual.toExponential(1)}`, Math.sqrt(off / size), 3e-6);
    }
  });

  const hash = (x: number, y: number) => {
    let h = (x * 374761393 + y * 668265263) | 0;
    h = Math.imul(h ^ (h >>> 13), 1274126177);
    return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
  };
  it.each([
    ['conductances between 1 and 1000, cell by cell', { contrast: 3 }, 128, 20],
    ['a third of the cells missing', { mask: (x: number, y: number) => hash(x, y) > 0.33 }, 128, 20],
    ['a comb of narrow arms', { mask: (x: number, y: number) => y % 8 < 2 || x < 4 }, 96, 40],
    ['a thin ring', { mask: (x: number, y: number) => Math.abs(Math.hypot(x - 47.5, y - 47.5) - 45) < 1.5 }, 96, 60],
  ] as const)('hard films: %s', async (name, options, n, bound) => {
    const mask = 'mask' in options ? options.mask : () => true;
    const nodes = edge([n, n], 'left').filter((node) => {
      const y = Math.floor(node / (n + 1));
      return [y - 1, y].some((row) => row >= 0 && row < n && mask(0, row));
    });
    const conductor = randomConductor([n, n], 1, nodes.length > 0 ? [fixedLead(nodes, 0.5)] : [], options);
    const [outcome] = await Potential.of([conductor], 1e-6).onCpu().solve([smooth(conductor, 0)], 60);
    expect(outcome.converged, `residual ${outcome.residual}`).toBe(true);
    small(`${name}: iterations`, outcome.iterations, bound);
  });

  it.each([
    ['long cells', 50, 600, 1], ['tall cells', 0.02, 600, 1], ['cells five times as long as wide', 5, 128, 128], ['cells five times as tall as long', 0.2, 128, 128],
  ] as const)('%s', async (name, aspect, nx, ny) => {
    const conductor = uniform([nx, ny], [fixedLead(sides(nx, ny).left, 0.1), fixedLead(sides(nx, ny).right, 0)], aspect);
    const [outcome] = await Potential.of([conductor], 1e-6).onCpu().solve([smooth(conductor, 0)], 30);
    expect(outcome.converged).toBe(true);
    small(`${name}: iterations`, outcome.iterations, 12);
  });

  it.each([
    ['a magnet between metal', 0.95, 0.5, 1, 20], ['a spin valve', 0.95, 0.05, 1, 40], ['a magnet beside a metal that conducts a hundred times better', 0.95, 0.5, 100, 20],
  ] as const)('two bands, %s', async (name, left, right, contrast, bound) => {
    const n = 64;
    for (const length of [3, 3000]) {
      const conductor = uniform([n, n], [fixedLead(sides(n, n).left, 1), fixedLead(sides(n, n).right, 0)], 1, 2);
      for (let cell = 0; cell < n * n; cell++) {
        const p = cell % n < n / 2 ? left : right, c = cell % n < n / 2 ? 1 : contrast;
        conductor.conductor.set([c * p, c * (1 - p), (c * p * (1 - p)) / length ** 2, 0], 4 * cell);
      }
      const [outcome] = await Potential.of([conductor], 1e-6).onCpu().solve([smooth(conductor, 0)], 60);
      expect(outcome.converged, `residual ${outcome.residual}`).toBe(true);
      small(`${name}, spin-flip length ${length}: iterations`, outcome.iterations, bound);
    }
  });

  it.each([1e-4, 0.1, 1e3, 1e6])('two bands with a spin-flip length of %f cells', async (length) => {
    for (const leads of [true, false]) {
      const size = [24, 20] as const;
      const conductor = randomConductor(size, 2, leads ? [fixedLead(sides(...size).left, 0.5), fixedLead(sides(...size).right, 0)] : [], { leak: 1 / length ** 2 });
      const drive = smooth(conductor, 0), [outcome] = await Potential.of([conductor], 1e-8).onCpu().solve([drive], 60);
      expect(outcome.converged, `residual ${outcome.residual}`).toBe(true);
      small(`${length} cells, ${leads ? 'two leads' : 'no leads'}: iterations`, outcome.iterations, 30);
      // Short: both bands share one potential. Long: each keeps its own current.
      const nodes = outcome.V.length / 2, up = outcome.V.subarray(0, nodes), apart = largest(up.map((v, n) => v - outcome.V[nodes + n])), potential = largest(up);
      if (length < 1e-3) small('bands apart', apart / potential, 1e-6);
      if (length >= 1e3) {
        const spin = column(outcome.current, 'GX');
        let sum = 0;
        for (let n = 0; n < spin.length; n += size[0]) sum += spin[n + 3] - spin[n + 11];
        small('spin current from column to column', sum, 1e-3);
      }
    }
  });
});
