/**
 * Saslow's generic conducting magnet, closure `landau-lifshitz` (docs/physics.md, section 11; Saslow 2007): his numbers for cobalt, the emf of a wall in every
 * regime, which Gilbert form it is the same as, and what L_QN3 and L_Qn do.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { initialMagnetization } from '../../src/scene/initial.js';
import { parseScene } from '../../src/scene/parse.js';
import type { SceneInput } from '../../src/scene/schema.js';
import { distance, largest, near, small } from '../support/measured.js';
import { D0, freeWall, steadyWall } from '../support/oracle/cases.js';
import { E, GAMMA, HBAR } from '../support/oracle/constants.js';
import { filmFlow, filmRate, runFilm, type FilmResult } from '../support/oracle/filmRun.js';
import { meanRates } from '../support/oracle/trace.js';
import * as theory from '../support/theory.js';

type Transport = NonNullable<SceneInput['transport']>;
const startOf = (scene: SceneInput) => initialMagnetization(parseScene(scene));
const P = 0.6, sigma = 4e6, area = 1e-15, instant = { duration: 1e-16, method: 'rk4', fixedStep: 1e-16, potentialTolerance: 1e-13 } as const;

/** A head-to-head wall in a wire of one row, behind a load beside which the wire is a short if `open`. */
function wire(w: theory.WallMaterial, { perD, length, at, phi, B, run, every }: { perD: number; length: number; at: number; phi: number; B: number; run: SceneInput['run']; every: number }, transport: Partial<Transport>, open = false): SceneInput {
  const resistance = (length * D0) / ((transport.conductivity ?? sigma) * area);
  return {
    grid: { cells: [length * perD, 1], cellSize: [D0 / perD, 1e-7, 1e-8] },
    material: { Ms: w.Ms, A: w.A, alpha: w.alpha, anisotropy: [{ axis: [1, 0, 0], Ku1: w.Ku }, ...(w.Kp ? [{ axis: [0, 0, 1] as [number, number, number], Ku1: -w.Kp }] : [])] },
    initial: { kind: 'wall', left: [1, 0, 0], centre: [0, Math.cos(phi), Math.sin(phi)], right: [-1, 0, 0], at: at * D0, width: theory.wallWidth(w, phi) },
    field: { B: [B, 0, 0] },
    transport: { polarization: P, conductivity: sigma, closure: 'landau-lifshitz', load: open ? 1e9 * resistance : 0, ...transport },
    run,
    output: { sampleEvery: every },
  };
}
const mean = (r: FilmResult, t0: number, t1: number) => meanRates({ t: r.column('t'), x: r.column('wall_x'), phi: r.column('wall_phi'), emf: r.column('V'), I: r.column('I') }, t0, t1);

describe('cpu: cobalt', () => {
  it('emf/B, E_SP at 0.1 T and H_ST at 1e4 V/m (Saslow 2007, eqs. 76 to 88)', async () => {
    const { title: _title, ...cobalt } = JSON.parse(readFileSync(new URL('../../validation/cobalt/scene.json', import.meta.url), 'utf8')) as SceneInput & { title: string };
    const [nx] = cobalt.grid.cells, [dx, dy, dz] = cobalt.grid.cellSize, R = (nx * dx) / (3.4e7 * dy * dz), own = theory.cobaltEstimates();
    const scene = (B: number, voltage: number, load: number): SceneInput => ({
      ...cobalt, field: { B: [B, 0, 0] }, transport: { ...cobalt.transport!, closure: 'landau-lifshitz', voltage, load }, run: instant, output: {},
    });
    const pumped = scene(0.1, 0, 1e9 * R), { V: [V], U } = await filmFlow(pumped, startOf(pumped));
    // the printed constants make 6.975e-5 V/T and 697 V/m: e and muB are rounded there, 0.4 %
    near('emf/B', (U[0] - U[1]) / 0.1, own.emfPerField, 6e-3);
    near('E_SP', Math.max(...Array.from({ length: nx }, (_, i) => V[i] - V[i + 1])) / dx, own.E_SP, 8e-3);
    near('emf/B, exact constants', (U[0] - U[1]) / 0.1, theory.emfPerField(cobalt.material.gamma!, 0.6), 1e-3);
    // E turns the wall's middle, where |dm/dx| = 2/delta, by xi e E 2/delta: half of that over his gamma is H_ST
    const driven = scene(0, 1e4 * nx * dx, 0), m = startOf(driven), middle = nx / 2;
    const [a, b] = [await filmRate(driven, m), await filmRate(scene(0, 0, 0), m)];
    const turn = Math.hypot(...[0, 1, 2].map((k) => a[3 * middle + k] - b[3 * middle + k]));
    near('H_ST', turn / 2 / theory.saslowCobalt.gamma, own.H_ST, 1.5e-2); // 8e-3 low, half of it his e and muB
  });
});

describe('cpu: emf of a wall', () => {
  it('below the Walker field: (2 P mu/e) B (1 + beta/alpha)', async () => {
    const w = steadyWall, B = 0.5 * theory.walkerField(w);
    for (const ratio of [0, 1, 2]) {
      const r = await runFilm(wire(w, { perD: 3, length: 20, at: 9, phi: theory.walkerAngle(w, B), B, run: { duration: 1e-9, tolerance: 1e-6 }, every: 2.5e-11 }, { beta: ratio * w.alpha }, true), 'cpu');
      near(`beta = ${ratio} alpha`, mean(r, 5e-10, 1e-9).emf, (1 + ratio) * theory.emfPerField(GAMMA, P) * B, 5e-3); // 1.4e-3 low: the gradient at dx = D/3
    }
  });

  it('above it: (2 P mu/e) B [1 + (beta/alpha)(1 - x)], with x how fast the wall turns', async () => {
    const w = steadyWall, B = 3 * theory.walkerField(w), period = Math.PI / (GAMMA * Math.sqrt(B ** 2 - theory.walkerField(w) ** 2));
    for (const ratio of [0, 1]) {
      const r = await runFilm(wire(w, { perD: 3, length: 20, at: 9, phi: 0, B, run: { duration: 1.5 * period, tolerance: 1e-6 }, every: period / 100 }, { beta: ratio * w.alpha }, true), 'cpu');
      const t = r.column('t'), phi = r.column('wall_phi');
      const passes = (angle: number) => {
        const k = phi.findIndex((x) => x > angle);
        return t[k - 1] + ((angle - phi[k - 1]) / (phi[k] - phi[k - 1])) * (t[k] - t[k - 1]);
      };
      const t0 = passes(1), t1 = passes(1 + Math.PI), x = Math.PI / (t1 - t0) / (GAMMA * B);
      near(`beta = ${ratio} alpha: x`, x, Math.sqrt(1 - (theory.walkerField(w) / B) ** 2), 2e-2); // 1.8e-3: for small Kp/Ku, here 1/2
      near(`beta = ${ratio} alpha`, mean(r, t0, t1).emf, (1 + ratio * (1 - x)) * theory.emfPerField(GAMMA, P) * B, 5e-3); // 2e-3 low
    }
  });
});

describe('cpu: the same torque in both forms', () => {
  // beta_LL = (beta - alpha)/(1 + alpha beta), xi = b sigma (1 + alpha beta)/(1 + alpha^2), gamma_LL = gamma/(1 + alpha^2), alpha_LL = alpha
  const alpha = 0.3, beta = 0.1;
  const film = (form: 'circuit' | 'landau-lifshitz', conductivity: number, drive: number): SceneInput => ({
    grid: { cells: [9, 7], cellSize: [3e-9, 4e-9, 5e-9] },
    geometry: { shape: 'ellipse', size: [2.7e-8, 2.8e-8] },
    material: { Ms: 8e5, A: 1.3e-11, alpha, gamma: form === 'circuit' ? GAMMA : GAMMA / (1 + alpha ** 2), anisotropy: [{ axis: [1, 2, -1], Ku1: 2e5 }] },
    initial: { kind: 'vortex', circulation: 1, polarity: 1, at: [1.2e-8, 1.6e-8] },
    field: { B: [0.05, 0.02, -0.04] },
    transport: {
      polarization: form === 'circuit' ? P : P * (1 + alpha * beta), beta: form === 'circuit' ? beta : (beta - alpha) / (1 + alpha * beta), conductivity, closure: form,
      leads: [{ name: 'left', edge: 'left', voltage: (drive * 3e-3) / conductivity }, { name: 'right', edge: 'right', voltage: 0 }, { name: 'top', edge: 'top', from: 8e-9, to: 2e-8, current: 0 }],
    },
    run: { duration: 2e-11, tolerance: 1e-9, potentialTolerance: 1e-12 },
    output: { sampleEvery: 1e-12 },
  });

  it('runs alike as long as the current is too weak to act back, and parts from it in proportion to sigma', async () => {
    const apart: number[] = [], pumped: number[] = [];
    for (const conductivity of [1e5, 1e6]) {
      const [a, b] = [await runFilm(film('circuit', conductivity, 1e7), 'cpu'), await runFilm(film('landau-lifshitz', conductivity, 1e7), 'cpu')];
      apart.push(distance(a.final, b.final));
      const [c, d] = [await runFilm(film('circuit', conductivity, 0), 'cpu'), await runFilm(film('landau-lifshitz', conductivity, 0), 'cpu')];
      pumped.push(Math.max(...['I_left', 'U_top', 'emf'].map((name) => distance(c.column(name), d.column(name)) / largest(c.column(name)))));
      // the current matters, and so does what it turns m by
      if (conductivity === 1e5) expect(distance(a.final, c.final)).toBeGreaterThan(0.05);
    }
    small('m at 1e5 S/m', apart[0], 2e-5); // 4e-6
    small('currents at 1e5 S/m', pumped[0], 2e-5); // 6e-6
    near('m: ten times the conductivity', apart[1] / apart[0], 10, 1e-3);
    near('currents: ten times the conductivity', pumped[1] / pumped[0], 10, 1e-3);
  });
});

describe('cpu: texture damping by L_QN3', () => {
  const w = { ...freeWall, alpha: 0.1 }, B = 2e-2;

  it('a wall in a field: v = D B (lambda + (2/3) lambda_t/D^2), lambda_t = -2 L_QN3, and an angle that turns at gamma B all the same', async () => {
    const lambda = w.alpha * GAMMA;
    const rates = async (of: number, beta: number) => {
      const LQN3 = (-of * lambda * D0 ** 2) / 2;
      const r = await runFilm(wire(w, { perD: 6, length: 16, at: 7, phi: 0, B, run: { duration: 1.2e-10, tolerance: 1e-7 }, every: 1e-11 }, { beta, landauLifshitz: { LQN3 } }, true), 'cpu');
      const { v, phiRate } = mean(r, 2e-11, 1.2e-10);
      return { v: v / (D0 * B * lambda), phi: phiRate / (GAMMA * B), heat: r.column('P_gilbert')[0] / (2 * area * w.Ms * B * B * D0 * lambda) };
    };
    for (const of of [0, 0.5]) {
      const { v, phi, heat } = await rates(of, 0);
      near(`lambda_t = ${of} lambda D^2: heat`, heat, 1 + (2 / 3) * of, 2e-3);
      near('angle', phi, 1, 1e-2);
      near('v', v, 1 + (2 / 3) * of, 2e-2); // 1.2e-2 low: the damping is not the same all through the wall, which changes shape
    }
  });

  it('leaves the angle of a wall alone: a torque that turns it has no part along dm/dx', async () => {
    const hard = { ...steadyWall }, at = { perD: 6, length: 20, at: 10, phi: 0.6, B: 0, run: instant, every: 1e-16 };
    const plain = wire(hard, at, {}, true), damped = wire(hard, at, { landauLifshitz: { LQN3: -1e-4 * GAMMA * D0 ** 2 } }, true), m = startOf(plain);
    const [a, b] = [await filmRate(plain, m), await filmRate(damped, m)];
    small('rate', distance(a, b) / largest(a), 1e-4); // 8e-6: the profile is not the grid's own
  });

  it('lambda_t = gamma kappa gives an open wire the damping that it has at no fields', async () => {
    // E_i = -xi Ms d_i.B/sigma takes kappa gamma d (d.B) from the damping, in every cell of a wire
    const conductivity = 4e8, kappa = theory.textureDamping(GAMMA, w.Ms, P, conductivity);
    const at = { perD: 6, length: 16, at: 8, phi: 0.3, B: 0.1, run: instant, every: 1e-16 };
    const scene = (transport: Partial<Transport>) => wire(w, at, { conductivity, ...transport }, true), m = startOf(scene({}));
    const bare = await filmRate({ ...scene({}), transport: { polarization: 0, conductivity, closure: 'landau-lifshitz' } }, m);
    const open = await filmRate(scene({}), m), made = await filmRate(scene({ landauLifshitz: { LQN3: (-GAMMA * kappa) / 2 } }), m);
    expect(distance(open, bare) / largest(bare)).toBeGreaterThan(1e-3);
    small('rate', distance(made, bare) / distance(open, bare), 1e-6);
  });
});

describe('cpu: L_Qn', () => {
  it('takes from P in the adiabatic torque and pumping alike: xi = e (L_Mn1 - L_Qn)', async () => {
    // e L_Mn1 = b1 sigma P: Saslow (2007), eqs. 61 and 71
    const b1 = (GAMMA * HBAR) / (2 * E * 8e5), LQn = (0.25 * b1 * sigma) / E;
    const at = { perD: 4, length: 16, at: 8, phi: 0.3, B: 0.02, run: { duration: 5e-11, tolerance: 1e-8 }, every: 5e-12 };
    const a = await runFilm(wire(steadyWall, at, { polarization: 0.7, voltage: 1e-3, landauLifshitz: { LQn } }), 'cpu');
    const b = await runFilm(wire(steadyWall, at, { polarization: 0.45, voltage: 1e-3 }), 'cpu');
    for (const name of ['I', 'emf', 'wall_x', 'wall_phi', 'P_cross', 'P_xi']) small(name, distance(a.column(name), b.column(name)) / largest(b.column(name)), 1e-7);
    small('m', distance(a.final, b.final), 1e-7);
    expect(Math.abs(b.column('emf').at(-1)!)).toBeGreaterThan(1e-7);
  });

  it('L_QN1 goes with a field along m, which is none here: nothing changes', async () => {
    const at = { perD: 4, length: 16, at: 8, phi: 0.3, B: 0.02, run: instant, every: 1e-16 };
    const scene = wire(steadyWall, at, { beta: 0.2, landauLifshitz: { LQN1: 1e-4 * GAMMA * D0 ** 2 } }), plain = wire(steadyWall, at, { beta: 0.2 }), m = startOf(plain);
    expect(await filmRate(scene, m)).toEqual(await filmRate(plain, m));
  });
});
