/**
 * Onsager-Casimir reciprocity in two dimensions, each side from runs of its own. A field B along b has the moment M_b = Ms Int m.b dV for its
 * conjugate, a voltage the charge Q that has passed through the leads; M changes sign with time, Q does not. So after a step of either, from one equilibrium m,
 *
 *     Q(t)/B [from m]  =  -(M_b(t) - M_b(0))/V [from -m],     at all times t
 *
 * (L_QM(m) = eps_Q eps_M L_MQ(-m); H. B. G. Casimir, Rev. Mod. Phys. 17, 343 (1945); Brataas 2011, eqs. 73 to 78). For the position X of a wall or a core, which does
 * not change sign and goes with M (a wall up on the left: M_z = 2 A_c Ms X; a vortex: M along y, and from -m against it, goes with X), the force is F = -dE/dX = B dM/dX, and
 * current per force from m = velocity per voltage from -m, L_cw(m) = L_wc(-m): polarity reversed for the core of a vortex.
 */
import { describe, expect, it } from 'vitest';
import type { SceneInput } from '../../src/scene/schema.js';
import { distance, largest, near, small } from '../support/measured.js';
import { relaxedFilm, runFrom, type FilmResult } from '../support/oracle/filmRun.js';
import { GAMMA } from '../support/oracle/constants.js';
import * as theory from '../support/theory.js';

type Vector = [number, number, number];

/** Int I dt, by Simpson's rule over pairs of samples: its value at every other sample. */
function charge(r: FilmResult, lead: string): Float64Array {
  const t = r.column('t'), I = r.column(`I_${lead}`), out = new Float64Array((t.length + 1) >> 1);
  for (let k = 2; k < t.length; k += 2) out[k >> 1] = out[(k >> 1) - 1] + ((t[k] - t[k - 2]) / 6) * (I[k - 2] + 4 * I[k - 1] + I[k]);
  return out;
}

/** M_b less its start, at every other sample. */
function moment(r: FilmResult, axis: 'mx' | 'my' | 'mz', Ms: number, volume: number): Float64Array {
  const m = r.column(axis);
  return Float64Array.from({ length: (m.length + 1) >> 1 }, (_, k) => Ms * volume * (m[2 * k] - m[0]));
}

const scaled = (v: Float64Array, by: number) => v.map((x) => by * x);
const reversed = (m: Float64Array) => scaled(m, -1);

describe('cpu: a wall across a strip', () => {
  // Up on the left, down on the right, a Neel wall by its Dzyaloshinskii-Moriya interaction, which cants m at the edges too.
  const Ms = 6e5, A = 1.3e-11, Ku = 2.5e5, alpha = 0.3, beta = 0.5, P = 0.6, sigma = 2e8, cells = [54, 5] as const, d = 5e-9, dz = 2e-9;
  const B = 1e-3, V = 1.5e-4, duration = 6e-10;
  const scene = (field: Vector, voltage: number): SceneInput => ({
    grid: { cells: [...cells], cellSize: [d, d, dz] },
    material: { Ms, A, alpha, anisotropy: [{ axis: [0, 0, 1], Ku1: Ku }], dmi: { interfacial: 5e-4 } },
    demag: { factors: [0, 0.3, 0.7] },
    initial: { kind: 'wall', left: [0, 0, 1], centre: [-1, 0, 0], right: [0, 0, -1], at: 27 * d, width: 1.1e-8 },
    field: { B: field },
    transport: { polarization: P, beta, conductivity: sigma, closure: 'circuit', voltage },
    run: { duration, tolerance: 1e-8, relaxTolerance: 1e-7 },
    output: { sampleEvery: duration / 80 },
  });
  const volume = cells[0] * cells[1] * d * d * dz, area = cells[1] * d * dz;

  it('L_cw = L_wc, and both are -beta b/(alpha A_c R)', async () => {
    const start = await relaxedFilm(scene([0, 0, 0], 0));
    // not one row like the other: edges cant
    expect(Math.abs(start[1] - start[3 * 3 * cells[0] + 1])).toBeGreaterThan(0.05);
    const pushed = await runFrom(scene([0, 0, B], 0), start, 'cpu'), driven = await runFrom(scene([0, 0, 0], V), reversed(start), 'cpu');
    const Q = scaled(charge(pushed, 'left'), 1 / B), M = scaled(moment(driven, 'mz', Ms, volume), -1 / V);
    small('Q(t)/B against -M(t)/V', distance(Q, M) / largest(Q), 1e-3); // 3e-5
    // the steady last quarter: B pushes the wall by F = 2 A_c Ms B, and M = 2 A_c Ms X, of opposite sign from -m
    const t = pushed.column('t'), from = 30, to = 40, span = t[2 * to] - t[2 * from], force = 2 * area * Ms;
    const Lcw = (Q[to] - Q[from]) / span / force, Lwc = (M[to] - M[from]) / span / force;
    near('L_cw/L_wc', Lcw, Lwc, 1e-3); // 6e-5
    const R = (cells[0] * d) / (sigma * area);
    near('L_wc against the closed form', Lwc, (-beta * theory.driftCoefficient(GAMMA, Ms, P)) / (alpha * area * R), 1e-2); // 6e-3 low: still tilting a little
  });
});

describe('cpu: a vortex in a disk between two leads', () => {
  const Ms = 8e5, A = 1.3e-11, alpha = 0.1, P = 0.7, sigma = 2e8, n = 14, d = 5e-9, dz = 1e-8;
  const B = 1e-4, V = 1e-5, duration = 1.5e-10;
  type Law = Pick<NonNullable<SceneInput['transport']>, 'closure' | 'beta' | 'amr' | 'spinFlipLength' | 'conductivity'>;
  const scene = (law: Law, field: Vector, voltage: number): SceneInput => ({
    grid: { cells: [n, n], cellSize: [d, d, dz] },
    geometry: { shape: 'disk', diameter: n * d },
    material: { Ms, A, alpha },
    demag: 'full',
    initial: { kind: 'vortex', circulation: 1, polarity: 1 },
    field: { B: field },
    // leads of different size, one off the middle, so that no mirror makes the two polarities one
    transport: {
      polarization: P, conductivity: sigma, ...law,
      leads: [
        { name: 'west', geometry: { shape: 'rectangle', size: [1.5e-8, 4e-8], at: [2e-9, 3e-8] }, voltage },
        { name: 'east', geometry: { shape: 'rectangle', size: [1.5e-8, 2.5e-8], at: [6.8e-8, 4.5e-8] }, voltage: 0 },
      ],
    },
    run: { duration, tolerance: 1e-7, relaxTolerance: 1e-7 },
    output: { sampleEvery: duration / 60 },
  });

  it.each<Law>([
    { closure: 'circuit' },
    { closure: 'circuit', beta: 0.3, amr: 0.2 },
    { closure: 'two-band', beta: 0.3, spinFlipLength: 1.5e-8 },
    { closure: 'landau-lifshitz', beta: 0.3, conductivity: 2e7 },
  ])('%j: L(p) = L^T(-p)', async (law) => {
    const start = await relaxedFilm({ ...scene(law, [0, 0, 0], 0), material: { Ms, A, alpha: 1 }, transport: undefined });
    const cells = start.filter((_, i) => i % 3 === 0 && Math.hypot(start[i], start[i + 1], start[i + 2]) > 0).length, volume = cells * d * d * dz;
    const driven = await runFrom(scene(law, [0, 0, 0], V), reversed(start), 'cpu'), same = await runFrom(scene(law, [0, 0, 0], V), start, 'cpu');
    for (const [axis, field] of [['mx', [B, 0, 0]], ['my', [0, B, 0]]] as const) {
      const pushed = await runFrom(scene(law, [...field], 0), start, 'cpu');
      const Q = scaled(charge(pushed, 'west'), 1 / B), M = scaled(moment(driven, axis, Ms, volume), -1 / V), other = scaled(moment(same, axis, Ms, volume), -1 / V);
      small(`${axis}: Q(t)/B against -M(t)/V from -m`, distance(Q, M) / largest(Q), 3e-3); // 1.3e-3 at most; a hundred times that at ten times the voltage: what is not linear
      // from m itself the part of the gyrotropic force has the other sign
      expect(distance(Q, other)).toBeGreaterThan(0.3 * largest(Q)); // 0.38 at least
    }
  });
});
