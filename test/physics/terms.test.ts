/**
 * Every energy term, every closure, both ends and both gradients, on a rough magnetization where nothing is small:
 * a few RK4 steps of the library against a reference solution of the independent oracle (whose field is tested as
 * -dE/dm by finite differences in oracle.test.ts), and every column against the oracle's direct sums.
 */
import { describe, expect, it } from 'vitest';
import { backends, runWire, type Backend, type WireResult } from '../support/library.js';
import { distance, largest, small } from '../support/measured.js';
import { steadyWall } from '../support/oracle/cases.js';
import { energyGradient } from '../support/oracle/differences.js';
import { evolve, gbs8 } from '../support/oracle/integrate.js';
import { oracleOf, type WireScene } from '../support/oracle/scene.js';

const { Ms } = steadyWall;
const weak = 1e-30; // J/m: no exchange
const transport = { polarization: 0.9, beta: 0.1, conductivity: 5e6 };

function rough(more: Partial<Omit<WireScene, 'material' | 'run'>> & { material?: Partial<WireScene['material']>; run?: Partial<WireScene['run']> } = {}): WireScene {
  return {
    grid: { cells: [37, 1], cellSize: [3e-9, 1e-7, 1e-8], periodic: [false, false], ...more.grid },
    demag: more.demag ?? 'none',
    initial: { kind: 'random', seed: 11 },
    field: more.field,
    transport: more.transport,
    material: { Ms, A: weak, alpha: 0.1, ...more.material },
    run: { duration: 4e-13, method: 'rk4', fixedStep: 1e-14, ...more.run },
    output: { sampleEvery: 4e-13 },
  };
}

const everything = {
  material: {
    A: 1.3e-11,
    anisotropy: [{ axis: [1, 2, -1] as [number, number, number], Ku1: 5e4, Ku2: -2e4 }, { kind: 'cubic' as const, axes: [[0, 1, 0], [0, 0, 1]] as [[number, number, number], [number, number, number]], Kc1: 3e4, Kc2: -4e4 }],
  },
  demag: { factors: [0.1, 0.2, 0.7] as [number, number, number] },
  field: { B: [0.1, -0.2, 0.3] as [number, number, number] },
};

const cases: [string, WireScene][] = [
  ['exchange, free ends', rough({ material: { A: 1.3e-11 } })],
  ['exchange, periodic', rough({ material: { A: 1.3e-11 }, grid: { cells: [37, 1], cellSize: [3e-9, 1e-7, 1e-8], periodic: [true, false] } })],
  ['uniaxial, easy and hard', rough({ material: { anisotropy: [{ axis: [1, 2, 2], Ku1: 4e5, Ku2: 1e5 }, { axis: [0, 0, 1], Ku1: -3e5, Ku2: -2e5 }] } })],
  ['cubic', rough({ material: { anisotropy: [{ kind: 'cubic', axes: [[1, 1, 0], [-1, 1, 0]], Kc1: 4e5, Kc2: -5e5 }] } })],
  ['zeeman', rough({ field: { B: [0.3, -0.2, 0.5] } })],
  ['demagnetizing factors', rough({ demag: { factors: [0.1, 0.2, 0.7] } })],
  ['all at once, open', rough({ ...everything, transport: { ...transport, closure: 'open' } })],
  ['current given', rough({ ...everything, transport: { ...transport, closure: 'prescribed', j: [5e12, 0] } })],
  ['current given, second-order gradient', rough({ ...everything, transport: { ...transport, closure: 'prescribed', j: [5e12, 0] }, run: { gradientOrder: 2 } })],
  ['current given, ring', rough({ ...everything, transport: { ...transport, closure: 'prescribed', j: [5e12, 0] }, grid: { cells: [37, 1], cellSize: [3e-9, 1e-7, 1e-8], periodic: [true, false] } })],
  ['circuit', rough({ ...everything, transport: { ...transport, closure: 'circuit', voltage: 0.05, load: 3 } })],
  ['circuit, strong', rough({ ...everything, transport: { ...transport, conductivity: 1e8, closure: 'circuit' } })],
  ['local, strong', rough({ ...everything, transport: { ...transport, conductivity: 1e8, beta: 0.02, closure: 'local' } })],
  ['local, strong, second-order gradient', rough({ ...everything, transport: { ...transport, conductivity: 1e8, beta: 0.02, closure: 'local' }, run: { gradientOrder: 2 } })],
  ['one cell', rough({ ...everything, grid: { cells: [1, 1], cellSize: [3e-9, 1e-7, 1e-8] } })],
  ['two cells', rough({ ...everything, grid: { cells: [2, 1], cellSize: [3e-9, 1e-7, 1e-8] }, transport: { ...transport, closure: 'circuit', voltage: 1e-3 } })],
  ['three cells in a ring', rough({ ...everything, grid: { cells: [3, 1], cellSize: [3e-9, 1e-7, 1e-8], periodic: [true, false] }, transport: { ...transport, closure: 'prescribed', j: [5e12, 0] } })],
];

/** Columns of the last row against the oracle, each with the scale that its parts set (sums of large terms may cancel). */
function columns(scene: WireScene, r: WireResult, bound: number): void {
  const oracle = oracleOf(scene), t = scene.run.duration;
  const e = oracle.energies(r.final, t);
  const scaleE = Math.abs(e.exchange) + Math.abs(e.anisotropy) + Math.abs(e.zeeman) + Math.abs(e.demag);
  const last = (name: string): number => r.column(name).at(-1)!;
  const energies: Record<string, number> = { E_exchange: e.exchange, E_anisotropy: e.anisotropy, E_zeeman: e.zeeman, E_total: e.total };
  if (oracle.p.demag) energies.E_demag = e.demag;
  for (const [name, value] of Object.entries(energies)) small(name, (last(name) - value) / scaleE, bound);
  const B = oracle.effectiveField(r.final, t);
  let torque = 0;
  for (let o = 0; o < B.length; o += 3) {
    const [x, y, z] = r.final.subarray(o);
    torque = Math.max(torque, Math.hypot(y * B[o + 2] - z * B[o + 1], z * B[o] - x * B[o + 2], x * B[o + 1] - y * B[o]));
  }
  small('max_torque', last('max_torque') / torque - 1, bound);
  (['mx', 'my', 'mz'] as const).forEach((name, c) => {
    let mean = 0;
    for (let o = c; o < r.final.length; o += 3) mean += r.final[o] / oracle.p.cells;
    small(name, last(name) - mean, bound);
  });
  if (!scene.transport) return;
  const { emf, meanCurrent, current } = oracle.instant(r.final, t);
  const s = oracle.motiveForce(r.final, t);
  const scaleS = s.reduce((sum, v) => sum + Math.abs(v), 0) * oracle.p.dx;
  if (oracle.p.cells > 1) small('emf', (last('emf') - emf) / scaleS, bound);
  const top = largest(current);
  if (top > 0) small('I', (last('I') / oracle.p.area - meanCurrent) / top, bound);
  const P = oracle.powers(r.final, t);
  const scaleP = P.gilbert + P.joule + P.load + Math.abs(P.cross);
  small('P_gilbert', (last('P_gilbert') - P.gilbert) / scaleP, bound);
  small('P_cross', (last('P_cross') - P.cross) / scaleP, bound);
  // the load's heat is counted in P_joule or taken off P_in: the balance is the same
  small('P_in - P_joule', (last('P_in') - last('P_joule') - (P.applied + P.field - P.joule - P.load)) / scaleP, bound);
}

describe.each(backends)('%s: one wire, every term', (backend: Backend) => {
  it.each(cases)('%s', async (_name, scene) => {
    const r = await runWire(scene, backend);
    const m = Float64Array.from(r.initial);
    expect(largest(m)).toBeGreaterThan(0.5);
    const oracle = oracleOf(scene);
    evolve(oracle, m, 0, scene.run.duration, 2e-14, { stepper: gbs8(m.length) });
    // float64: RK4's own error in forty steps of 10 fs, 2e-10; float32: rounding, 4e-7
    const bound = backend === 'cpu' ? 1e-9 : 3e-6;
    expect(distance(r.initial, r.final)).toBeGreaterThan(50 * bound); // it moved
    small('m', distance(r.final, m), bound);
    // at most 1e-14 and 3e-7, but 3e-6 for anisotropies that cancel
    columns(scene, r, backend === 'cpu' ? 1e-13 : 1e-5);
  });
});

describe('cpu: energy', () => {
  it('max_torque is that of -dE/dm by finite differences', async () => {
    const scene = rough({ ...everything });
    const r = await runWire(scene, 'cpu');
    const oracle = oracleOf(scene);
    const dE = energyGradient((y) => oracle.energies(y, 0).total, r.final);
    const unit = -1 / (Ms * 3e-9 * 1e-15);
    let torque = 0;
    for (let o = 0; o < dE.length; o += 3) {
      const [x, y, z] = r.final.subarray(o), [a, b, c] = dE.subarray(o);
      torque = Math.max(torque, Math.abs(unit) * Math.hypot(y * c - z * b, z * a - x * c, x * b - y * a));
    }
    small('max_torque', r.column('max_torque').at(-1)! / torque - 1, 1e-7); // the differences' own error, cubic K2
  });
});
