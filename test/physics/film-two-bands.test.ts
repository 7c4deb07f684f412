/**
 * Two bands (docs/physics.md, section 10): Valet and Fert without a texture, the charge of one band with one, and the damping of a wall's angle from no
 * spin-flip length to one longer than the wire.
 */
import { describe, expect, it } from 'vitest';
import { initialMagnetization } from '../../src/scene/initial.js';
import { parseScene } from '../../src/scene/parse.js';
import type { SceneInput } from '../../src/scene/schema.js';
import { distance, largest, near, small } from '../support/measured.js';
import { D0, freeWall } from '../support/oracle/cases.js';
import { GAMMA } from '../support/oracle/constants.js';
import { filmFlow, runFilm } from '../support/oracle/filmRun.js';
import * as theory from '../support/theory.js';

type Transport = NonNullable<SceneInput['transport']>;
const startOf = (scene: SceneInput) => initialMagnetization(parseScene(scene));

/** A plane at x = 0 between two conductors of lengths L, a lead at either far end; SI. Section 10, "Valet and Fert". */
interface Side { readonly P: number; readonly sigma: number; readonly l: number; readonly L: number }
function valetFert(left: Side, right: Side, J: number) {
  const g = [left, right].reduce((sum, { P, sigma, l, L }) => sum + (sigma * (1 - P * P)) / (l * Math.tanh(L / l)), 0), step = left.P - right.P;
  const at = (x: number) => {
    const { l, L } = x < 0 ? left : right;
    return (((2 * J * step) / g) * Math.sinh((L - Math.abs(x)) / l)) / Math.sinh(L / l);
  };
  return { accumulation: at, area: left.L / left.sigma + right.L / right.sigma + step ** 2 / g, extra: step ** 2 / g };
}

describe('cpu: Valet and Fert', () => {
  const height = 4e-8, dz = 5e-9, J = 1e11;
  const left: Side = { P: 0.4, sigma: 5e6, l: 1.5e-8, L: 6e-8 };
  const cases: [string, Side][] = [
    ['another polarization, conductivity and spin-flip length', { P: -0.3, sigma: 2e6, l: 6e-9, L: 3e-8 }],
    ['the opposite polarization', { ...left, P: -left.P, L: 3e-8 }],
    ['a lead within the spin-flip length', { P: 0.9, sigma: 8e6, l: 2e-7, L: 3e-8 }],
  ];
  const at = (right: Side, dx: number): SceneInput => ({
    grid: { cells: [Math.round((left.L + right.L) / dx), 2], cellSize: [dx, height / 2, dz] },
    material: { Ms: 8e5, A: 1.3e-11, alpha: 0.1 },
    regions: [{ geometry: { shape: 'rectangle', size: [right.L, height], at: [left.L + right.L / 2, height / 2] }, transport: { polarization: right.P, conductivity: right.sigma, spinFlipLength: right.l } }],
    initial: { kind: 'uniform', m: [0.3, -0.2, 1] },
    transport: {
      polarization: left.P, conductivity: left.sigma, spinFlipLength: left.l, closure: 'two-band',
      leads: [{ name: 'in', edge: 'left', current: J * height * dz }, { name: 'out', edge: 'right', voltage: 0 }],
    },
    run: { duration: 1e-12, potentialTolerance: 1e-13 },
  });

  it.each(cases)('%s: accumulation, its decay, and resistance, of second order in dx', async (_name, right) => {
    const closed = valetFert(left, right, J), off: { resistance: number; accumulation: number }[] = [];
    for (const dx of [3e-9, 1.5e-9, 7.5e-10]) {
      const scene = at(right, dx), { V: [up, dn], U, j, iterations } = await filmFlow(scene, startOf(scene)), nx = scene.grid.cells[0];
      const own = up.map((v, n) => v - dn[n]), expected = own.map((_, n) => closed.accumulation((n % (nx + 1)) * dx - left.L));
      off.push({ resistance: ((U[0] - U[1]) / J - closed.area) / closed.extra, accumulation: distance(own, expected) / largest(expected) });
      expect(iterations, 'iterations, on any grid').toBeLessThan(50);
      small('J is the same everywhere', distance(j.filter((_, k) => k % 2 === 0), new Float64Array(2 * nx).fill(J)) / J, 1e-9);
    }
    small('resistance of the plane', off[2].resistance, 2e-3); // 1.2e-3 at l_sf = 8 dx, 3e-4 at 20 dx
    small('accumulation', off[2].accumulation, 2e-3);
    for (const name of ['resistance', 'accumulation'] as const) {
      near(`${name}: error over that at half dx`, off[0][name] / off[1][name], 4, 0.1);
      near(`${name}: error over that at half dx again`, off[1][name] / off[2][name], 4, 0.05);
    }
  });

  it('probes read the mean of both bands by their conductance there: Ohm\'s law on either side, all of the plane\'s resistance between', async () => {
    const right: Side = { P: -0.3, sigma: 2e6, l: 6e-9, L: 3e-8 }, scene = at(right, 1.5e-9), places = [-left.l / 2, right.l / 2];
    scene.transport!.probes = places.map((x, k) => ({ name: `p${k}`, at: [left.L + x, 0] }));
    const r = await runFilm({ ...scene, run: { duration: 1e-15, method: 'rk4', fixedStep: 1e-15, potentialTolerance: 1e-12 }, output: { sampleEvery: 1e-15 } }, 'cpu');
    near('left', (r.column('U_in')[0] - r.column('V_p0')[0]) / J, (left.L + places[0]) / left.sigma, 1e-9);
    near('right', r.column('V_p1')[0] / J, (right.L - places[1]) / right.sigma, 1e-9);
  });
});

describe('cpu: a texture in two bands of one polarization', () => {
  const P = 0.5, sigma = 1e5;
  const film = (transport: Partial<Transport>): SceneInput => ({
    grid: { cells: [9, 7], cellSize: [3e-9, 4e-9, 5e-9] },
    geometry: { shape: 'ellipse', size: [2.7e-8, 2.8e-8] },
    material: { Ms: 8e5, A: 1.3e-11, alpha: 0.05, anisotropy: [{ axis: [1, 2, -1], Ku1: 2e5 }] },
    initial: { kind: 'vortex', circulation: 1, polarity: 1, at: [1.2e-8, 1.6e-8] },
    field: { B: [0.3, 0.2, -0.4] },
    transport: { polarization: P, beta: 0.1, conductivity: sigma, closure: 'circuit', voltage: 1e-5, load: 800, ...transport },
    run: { duration: 1e-12, method: 'rk4', fixedStep: 5e-14, potentialTolerance: 1e-13 },
    output: { sampleEvery: 1e-12 },
  });

  it('charge current, V and emf are those of one band at every spin-flip length', async () => {
    const one = await runFilm(film({}), 'cpu'), oneFlow = await filmFlow(film({}), startOf(film({})));
    for (const spinFlipLength of [1e-10, 5e-9, 1e-5]) {
      const scene = film({ closure: 'two-band', spinFlipLength });
      const two = await runFilm(scene, 'cpu'), flow = await filmFlow(scene, startOf(scene));
      // what is left is the back-reaction of the spin current, in proportion to sigma: 3e-5
      small(`l_sf = ${spinFlipLength}: j`, distance(flow.j, oneFlow.j) / largest(oneFlow.j), 1e-4);
      for (const name of ['V', 'I', 'emf']) small(`l_sf = ${spinFlipLength}: ${name}`, distance(two.column(name), one.column(name)) / largest(one.column(name)), 1e-4);
    }
    expect(largest(one.column('I').map((I) => I * 800 - 1e-5))).toBeGreaterThan(1e-7);
  });
});

/** C(l_sf/D) of section 10, by the midpoint rule. */
function share(x: number): number {
  let sum = 0;
  for (let k = 0; k < 200000; k++) {
    const t = (k + 0.5) * 2e-4, u = x * t;
    sum += Math.exp(-t) * (u < 1e-3 ? 1 / 3 - (2 * u * u) / 15 : u > 300 ? 0 : (u / Math.tanh(u) - 1) / Math.sinh(u) ** 2) * 2e-4;
  }
  return 3 * sum;
}

describe('cpu: damping of the angle of a wall by the spin current', () => {
  const w = freeWall, P = 0.5;
  const wall = (perD: number, length: number, alpha: number, B: number, run: SceneInput['run'], sampleEvery: number, transport: Omit<Transport, 'polarization'>): SceneInput => ({
    grid: { cells: [length * perD, 1], cellSize: [D0 / perD, 1e-7, 1e-8] },
    material: { Ms: w.Ms, A: w.A, alpha, anisotropy: [{ axis: [1, 0, 0], Ku1: w.Ku }] },
    initial: { kind: 'wall', left: [1, 0, 0], centre: [0, 1, 0], right: [-1, 0, 0], at: (length / 2) * D0, width: D0 },
    field: { B: [B, 0, 0] },
    transport: { polarization: P, beta: 0, ...transport },
    run,
    output: { sampleEvery },
  });

  it('by its heat: (2/3) kappa1 (1 - P^2) C(l_sf/D)/D^2, in a short 2 kappa/(L D) more', async () => {
    // Without a hard axis a wall in a field turns as it is. The heat of its spin current over that of Gilbert damping is the ratio of both dampings.
    const sigma = 4e6, alpha = 0.01, length = 40, perD = 8, L = length * D0;
    const kappa1 = theory.textureDamping(GAMMA, w.Ms, 1, sigma), open = 1e9 * (L / (sigma * 1e-15));
    const extra = async (transport: Partial<Transport>) => {
      const r = await runFilm(wall(perD, length, alpha, 0.05, { duration: 1e-15, method: 'rk4', fixedStep: 1e-15 }, 1e-15, { conductivity: sigma, closure: 'two-band', ...transport }), 'cpu');
      return (alpha * r.column('P_joule')[0]) / r.column('P_gilbert')[0];
    };
    const closed = (x: number) => ((2 / 3) * kappa1 * (1 - P * P) * share(x)) / D0 ** 2;
    near('C of a short length', share(1e-6), 1, 1e-3);
    near('C of a long length', share(300), 3 / 600, 1e-2);
    for (const x of [0.05, 0.5, 2]) near(`l_sf = ${x} D`, await extra({ spinFlipLength: x * D0, load: open }), closed(x), 2e-3); // 2e-4
    near('beyond the wire', await extra({ spinFlipLength: 1e4 * D0, load: open }), (2 * kappa1 * (1 - P * P)) / (L * D0), 2e-3);
    near('shorted, l_sf = 0.5 D', await extra({ spinFlipLength: 0.5 * D0 }), closed(0.5) + theory.loopDamping(P * P * kappa1, L, D0), 2e-3);
    near('shorted, beyond the wire', await extra({ spinFlipLength: 1e4 * D0 }), (2 * kappa1) / (L * D0), 2e-3);
  });

  it('by its motion: v = alpha\' D dphi/dt', async () => {
    const sigma = 1.5e9, alpha = 0.2, length = 14;
    const kappa1 = theory.textureDamping(GAMMA, w.Ms, 1, sigma);
    const damping = async (transport: Omit<Transport, 'polarization'>) => {
      const r = await runFilm(wall(4, length, alpha, 1e-2, { duration: 1.2e-9, tolerance: 1e-5 }, 6e-11, { conductivity: sigma, ...transport }), 'cpu');
      const x = r.column('wall_x'), phi = r.column('wall_phi'), last = x.length - 1, half = last >> 1;
      D = r.column('wall_width')[last];
      return (x[last] - x[half]) / (phi[last] - phi[half]) / D;
    };
    let D = 0;
    const plain = await damping({ closure: 'open' });
    const load = 1e6 * ((length * D0) / (sigma * 1e-15));
    for (const x of [0.05, 1]) near(`l_sf = ${x} D`, (await damping({ closure: 'two-band', spinFlipLength: x * D0, load })) - plain, ((2 / 3) * kappa1 * (1 - P * P) * share((x * D0) / D)) / D ** 2, 2e-2); // 5e-3
  });

  it('beyond the wire each band keeps its own current: j_s = sigma Int f dx/L, J = P j_s', async () => {
    const scene = wall(6, 20, 0.1, 0.05, { duration: 1e-15, method: 'rk4', fixedStep: 1e-15, potentialTolerance: 1e-13 }, 1e-15, { conductivity: 4e6, closure: 'two-band', spinFlipLength: 1e-2 });
    const { j, spin } = await filmFlow(scene, startOf(scene)), emf = (await runFilm(scene, 'cpu')).column('emf')[0];
    const every = (v: Float64Array) => v.filter((_, k) => k % 2 === 0), f = emf / P / (20 * D0);
    small('J', distance(every(j), new Float64Array(120).fill(4e6 * P * f)) / Math.abs(4e6 * f), 1e-4);
    small('j_s', distance(every(spin!), new Float64Array(120).fill(4e6 * f)) / Math.abs(4e6 * f), 1e-4);
  });
});
