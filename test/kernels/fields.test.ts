/**
 * B = -(1/Ms) dF/dm, term by term: the field of the twins and of the shaders against finite differences of an energy
 * that is written out here in plain SI formulas and shares nothing with src; and the energies that are reported against
 * that same energy.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CpuEngine } from '../../src/cpu/engine.js';
import { effectiveField, paramsRow } from '../../src/cpu/lib/field.js';
import { standIn } from '../../src/cpu/lib/grid.js';
import { GpuEngine } from '../../src/gpu/engine.js';
import type { GpuHandle } from '../../src/gpu/platform.js';
import { kernels } from '../../src/kernels.js';
import { groundEnergies, gridUnits } from '../../src/lower/units.js';
import { packSegment } from '../../src/lower/params.js';
import { lowerWire } from '../../src/lower/wire.js';
import { CLK, CLK_STRIDE, OBS, prelude, REC_STRIDE, SEG_STRIDE } from '../../src/plan/layout.js';
import type { Engine } from '../../src/plan/types.js';
import { initialMagnetization } from '../../src/scene/initial.js';
import { parseScene } from '../../src/scene/parse.js';
import { Schedule } from '../../src/scene/schedule.js';
import type { Scene, SceneInput } from '../../src/scene/schema.js';
import { gpuHandle } from '../support/gpu.js';
import { largest, small } from '../support/measured.js';

type Vec = [number, number, number];
type Terms = { exchange: number; anisotropy: number; zeeman: number; demag: number };

const MU0 = 1.25663706127e-6;
const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a: ArrayLike<number>, b: ArrayLike<number>): Vec => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];

/** J. m: [cells * 3], not necessarily of length 1. */
function energy(scene: SceneInput, factor: number, m: ArrayLike<number>): Terms {
  const { material, grid, demag, field } = scene;
  const n = grid.cells[0], [dx, dy, dz] = grid.cellSize, volume = dx * dy * dz;
  const at = (i: number): Vec => [m[3 * i], m[3 * i + 1], m[3 * i + 2]];
  const terms: Terms = { exchange: 0, anisotropy: 0, zeeman: 0, demag: 0 };
  for (let i = 0; i < (grid.periodic?.[0] ? n : n - 1); i++) {
    const [a, b] = [at(i), at((i + 1) % n)];
    terms.exchange += material.A * volume * ((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2) / dx ** 2;
  }
  for (let i = 0; i < n; i++) {
    const here = at(i);
    for (const term of material.anisotropy ?? []) {
      if (term.kind === 'cubic') {
        const [a1, a2] = term.axes!;
        const [x, y, z] = [dot(a1, here) ** 2, dot(a2, here) ** 2, dot(cross(a1, a2), here) ** 2];
        terms.anisotropy += volume * (term.Kc1 * (x * y + y * z + z * x) + (term.Kc2 ?? 0) * x * y * z);
      } else {
        const c = dot(term.axis, here);
        terms.anisotropy -= volume * (term.Ku1 * c ** 2 + (term.Ku2 ?? 0) * c ** 4);
      }
    }
    if (typeof demag === 'object') terms.demag += 0.5 * MU0 * material.Ms ** 2 * volume * here.reduce((sum, x, k) => sum + demag.factors[k] * x * x, 0);
    terms.zeeman -= material.Ms * volume * factor * dot(field?.B ?? [0, 0, 0], here);
  }
  return terms;
}

const total = ({ exchange, anisotropy, zeeman, demag }: Terms) => exchange + anisotropy + zeeman + demag;

/** -(1/(Ms V)) dE/dm in T, [cells * 3]: central differences of two widths, extrapolated. */
function field(scene: SceneInput, factor: number, m: Float64Array): Float64Array {
  const volume = scene.grid.cellSize.reduce((a, b) => a * b);
  return m.map((_, i) => {
    const slope = (h: number) => {
      const moved = (by: number) => total(energy(scene, factor, m.map((x, k) => (k === i ? x + by : x))));
      return (moved(h) - moved(-h)) / (2 * h);
    };
    return -(4 * slope(5e-4) - slope(1e-3)) / 3 / (scene.material.Ms * volume);
  });
}

const unit = (x: number, y: number, z: number): Vec => [x / Math.hypot(x, y, z), y / Math.hypot(x, y, z), z / Math.hypot(x, y, z)];
const tilted = unit(1, -2, 0.5);
const crystal: [Vec, Vec] = [unit(1, 2, 2), unit(2, 1, -2)];
const FACTOR = 0.7;
/** T and J: what counts as nothing. One cell has no exchange. */
const leastField = 1e-4, leastEnergy = 2e-21;

/** Each term with next to no exchange, so that float32 has digits for it; then all together. */
const cases: [string, Pick<SceneInput, 'demag' | 'field'> & { A?: number; anisotropy?: SceneInput['material']['anisotropy'] }][] = [
  ['exchange', { A: 1.3e-11 }],
  ['an easy axis', { anisotropy: [{ axis: tilted, Ku1: 1e5 }] }],
  ['a hard axis', { anisotropy: [{ axis: tilted, Ku1: -6e4 }] }],
  ['second order, easy axis', { anisotropy: [{ axis: tilted, Ku1: 8e4, Ku2: 5e4 }] }],
  ['second order against an easy axis', { anisotropy: [{ axis: tilted, Ku1: 8e4, Ku2: -5e4 }] }],
  ['second order, hard axis', { anisotropy: [{ axis: tilted, Ku1: -8e4, Ku2: 3e4 }] }],
  ['second order alone', { anisotropy: [{ axis: tilted, Ku1: 0, Ku2: 5e4 }] }],
  ['two axes', { anisotropy: [{ axis: [1, 0, 0], Ku1: 1e5 }, { axis: [0, 0, 1], Ku1: -2e4 }] }],
  ['cubic, first order', { anisotropy: [{ kind: 'cubic', axes: crystal, Kc1: 5e4 }] }],
  ['cubic, both orders, negative', { anisotropy: [{ kind: 'cubic', axes: crystal, Kc1: -5e4, Kc2: 7e4 }] }],
  ['demagnetizing factors', { demag: { factors: [0.1, 0.25, 0.65] } }],
  ['an applied field', { field: { B: [0.03, -0.05, 0.02] } }],
  ['all together', {
    A: 1.3e-11, demag: { factors: [0.05, 0.15, 0.8] }, field: { B: [0.3, -0.5, 0.2] },
    anisotropy: [{ axis: tilted, Ku1: 3e5, Ku2: 1e5 }, { axis: [0, 0, 1], Ku1: -2e5 }, { kind: 'cubic', axes: crystal, Kc1: 4e5, Kc2: -3e5 }],
  }],
];

function sceneOf(k: number, cells: number, periodic: boolean): Scene {
  const { A = 1e-16, anisotropy, ...rest } = cases[k][1];
  return parseScene({
    grid: { cells: [cells, 1], cellSize: [2e-9, 6e-8, 5e-9], periodic: [periodic, false] },
    material: { Ms: 8e5, A, alpha: 0, anisotropy },
    initial: { kind: 'random', seed: 100 + k },
    ...rest,
    field: { B: [0, 0, 0], ...rest.field, waveform: { kind: 'ramp', from: FACTOR, to: FACTOR, duration: 1e-9 } },
    run: { duration: 1e-9 },
  } satisfies SceneInput);
}

const shapes = [1, 2, 3, 7].flatMap((cells) => [false, true].map((periodic) => ({ cells, periodic })));

let handle: GpuHandle;
beforeAll(async () => {
  handle = await gpuHandle();
});
afterAll(() => handle.release());

describe.each(shapes)('$cells cells, periodic $periodic', ({ cells, periodic }) => {
  const scenes = cases.map((_, k) => sceneOf(k, cells, periodic));
  const starts = scenes.map((scene) => initialMagnetization(scene));
  const plan = lowerWire(scenes, starts, { threads: 4, cellsPerThread: 1 }, 2);

  it('lib/field: the whole field', () => {
    const stride = plan.contents.params.length / scenes.length;
    const { UNIAXIAL, CUBIC } = plan.attempt[0].constants;
    scenes.forEach((scene, k) => {
      const row = paramsRow(plan.contents.params, k, UNIAXIAL, CUBIC);
      expect(row.at).toBe(k * stride);
      const m = new Float64Array(4 * cells);
      for (let i = 0; i < cells; i++) m.set(starts[k].subarray(3 * i, 3 * i + 3), 4 * i);
      const expected = field(scene, FACTOR, starts[k]);
      const { field: B0 } = gridUnits(scene);
      // The smallest demagnetizing factor is left out of the field: what it gives lies along m.
      const along = typeof scene.demag === 'object' ? Math.min(...scene.demag.factors) : 0;
      const off = new Float64Array(3 * cells), out = new Float64Array(3);
      for (let i = 0; i < cells; i++) {
        effectiveField(row, FACTOR, m, 4 * standIn(i - 1, cells, periodic), 4 * i, 4 * standIn(i + 1, cells, periodic), out);
        for (let c = 0; c < 3; c++) off[3 * i + c] = B0 * (out[c] - along * m[4 * i + c]) - expected[3 * i + c];
      }
      // Round-off of the differences, eps E/h. Measured: 1.3e-12.
      small(`${cases[k][0]}, field`, largest(off) / Math.max(largest(expected), leastField), 1e-10);
    });
  });

  it.each(['cpu', 'gpu'] as const)('%s: torque -m x B, and the energies', async (kind) => {
    const engine: Engine = kind === 'cpu' ? new CpuEngine(plan.buffers, kernels) : await GpuEngine.create(handle, plan.buffers, kernels, prelude());
    const passes = [...plan.begin.slice(0, 3), ...plan.look];
    if (engine instanceof GpuEngine) await engine.prepare(passes);
    const clock = (plan.contents.clock as Float64Array).slice();
    scenes.forEach((_, k) => (clock[k * CLK_STRIDE + CLK.NOW_FIELD] = FACTOR));
    for (const [name, data] of Object.entries({ ...plan.contents, clock })) engine.write(name, data);
    scenes.forEach((scene, k) => engine.write('schedule', packSegment(new Schedule(scene).segment(0), plan.units[k], null, 0), k * plan.segments * SEG_STRIDE));
    engine.run(passes);
    const [drift, records] = await engine.read([{ buffer: 'drift' }, { buffer: 'records' }]);
    engine.destroy();

    scenes.forEach((scene, k) => {
      const [what] = cases[k];
      const { field: B0, energy: E0 } = plan.units[k];
      const expected = field(scene, FACTOR, starts[k]);
      const off = new Float64Array(3 * cells);
      for (let i = 0; i < cells; i++) {
        const want = cross(expected.subarray(3 * i, 3 * i + 3), starts[k].subarray(3 * i, 3 * i + 3)); // -m x B
        for (let c = 0; c < 3; c++) off[3 * i + c] = B0 * drift[4 * (k * cells + i) + c] - want[c];
      }
      // Float32 rounds m and a few terms of the size of the field itself. Measured: 1.1e-12 and 3.3e-7.
      small(`${kind} ${what}, torque`, largest(off) / Math.max(largest(expected), leastField), kind === 'cpu' ? 1e-10 : 1.2e-6);

      const row = records.subarray((k * (plan.ring + 1) + plan.ring) * REC_STRIDE);
      const ground = groundEnergies(scene, [scene.grid.cells[0]]);
      const seen: Terms = { exchange: E0 * row[OBS.E_EXCHANGE], anisotropy: E0 * row[OBS.E_ANISOTROPY] + ground.anisotropy, zeeman: E0 * row[OBS.E_ZEEMAN], demag: E0 * row[OBS.E_DEMAG] + ground.demag };
      const want = energy(scene, FACTOR, starts[k]);
      // Relative to the largest energy of the scene. Measured: 4e-16 and 3.6e-7.
      const scale = Math.max(...Object.values(want).map(Math.abs), Math.abs(ground.anisotropy), Math.abs(ground.demag));
      for (const key of ['exchange', 'anisotropy', 'zeeman', 'demag'] as const) small(`${kind} ${what}, ${key} energy`, Math.abs(seen[key] - want[key]) / Math.max(scale, leastEnergy), kind === 'cpu' ? 1e-13 : 1e-6);
    });
  });
});

it('each case has the term that it is about', () => {
  cases.forEach(([what], k) => {
    const scene = sceneOf(k, 7, false);
    const { exchange, anisotropy, zeeman, demag } = energy(scene, FACTOR, initialMagnetization(scene));
    const present = [/exchange|all/, /axis|axes|order|all/, /applied|all/, /demag|all/].map((pattern) => pattern.test(what));
    expect([exchange, anisotropy, zeeman, demag].map((E) => Math.abs(E) > leastEnergy), what).toEqual(present);
  });
});
