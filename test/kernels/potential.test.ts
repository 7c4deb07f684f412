/**
 * The kernels of the potential, shader against float64 twin pass by pass, and whole solves in float32 against a dense solve that shares no
 * code with either.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CpuEngine } from '../../src/cpu/engine.js';
import { GpuEngine } from '../../src/gpu/engine.js';
import type { GpuHandle } from '../../src/gpu/platform.js';
import { kernels } from '../../src/kernels.js';
import { gpuPotentialTiling, type Conductor, type PotentialTiling } from '../../src/lower/potential.js';
import { CUR_STRIDE, FLG, FLG_STRIDE, LST_STRIDE, prelude, STATE } from '../../src/plan/layout.js';
import type { Pass } from '../../src/plan/types.js';
import { edge, fedLead, fixedLead, randomConductor, randomDrive, solveDense, type Mask } from '../support/conduction.js';
import { gpuHandle } from '../support/gpu.js';
import { distance, largest, small } from '../support/measured.js';
import { column, gpuTiling, Potential } from '../support/potentials.js';
import { SENTINEL } from '../support/twins.js';

let handle: GpuHandle;
beforeAll(async () => {
  handle = await gpuHandle();
});
afterAll(() => {
  for (const [name, [deviation, where]] of seen) if (process.env.MEASURE) process.stdout.write(`measured  ${name}: ${deviation.toExponential(2)} of ${kernels.get(name)!.tolerance} at ${where}\n`);
  handle.release();
});

const ring: Mask = (x, y) => !(x > 2 && x < 6 && y > 2 && y < 5) && (x + 2 * y) % 13 !== 7;
const fourLeads = (bands: 1 | 2, seed: number): Conductor => randomConductor([11, 9], bands, [
  fedLead(edge([11, 9], 'left'), 1), fixedLead(edge([11, 9], 'right'), 0.3), fedLead(edge([11, 9], 'top', 0.3, 0.7)), fedLead(edge([11, 9], 'bottom', 0.3, 0.7), -0.4),
], { seed, mask: ring, aspect: 0.8, G: [[0.3, 0, -0.3, 0], [0, 0, 0, 0], [-0.3, 0, 0.5, -0.2], [0, 0, -0.2, 0.2]], gV: [0, 0, 0.1, 0] });
const twoVoltages = (cells: [number, number], bands: 1 | 2, aspect: number, seed = 1): Conductor => randomConductor(cells, bands, [fixedLead(edge(cells, 'left'), 0.5), fixedLead(edge(cells, 'right'), -0.5)], { aspect, seed });

/*
 * Tolerances of the table: about three times what was seen on SwiftShader: begin 7e-8, open 1.1e-6, decide 1.2e-6 and apply 8e-7 (sums over hundreds of terms of both
 * signs), coarsen 7e-7 and update 8e-7 (differences), bottom 5e-7, prolong 2e-7, currents 2e-7.
 */
const seen = new Map<string, [number, string]>();

describe('shader and twin agree pass by pass', () => {
  const oneGroup: PotentialTiling = { threads: 64, groups: 1, bottom: 30 };
  it.each([
    ['four leads, one band, every simulation another film', [fourLeads(1, 1), fourLeads(1, 2), fourLeads(1, 3)], gpuTiling],
    ['four leads, two bands, every simulation another film', [fourLeads(2, 1), fourLeads(2, 2), fourLeads(2, 3)], gpuTiling],
    ['no leads, one film for all', Array.from({ length: 3 }, () => randomConductor([13, 10], 1, [], { mask: ring })), oneGroup],
    ['wires of long cells, one workgroup', Array.from({ length: 3 }, () => twoVoltages([61, 1], 1, 8)), oneGroup],
    ['wires of tall cells, two bands', Array.from({ length: 3 }, () => twoVoltages([61, 1], 2, 0.1)), gpuTiling],
    ['as on hardware, an inverse for the whole film', [fourLeads(2, 1), fourLeads(2, 2), fourLeads(2, 3)], gpuPotentialTiling(false, 64)],
    ['as on hardware, with holes', Array.from({ length: 3 }, () => randomConductor([43, 30], 1, [fedLead(edge([43, 30], 'left'), 1), fixedLead(edge([43, 30], 'right'), 0)], { mask: (x, y) => (x * 7 + y * 5) % 11 !== 0 })), gpuPotentialTiling(false, 64)],
    ['too small for another grid', [twoVoltages([3, 2], 2, 1, 1), twoVoltages([3, 2], 2, 1, 2), twoVoltages([3, 2], 2, 1, 3)], gpuTiling],
  ] as const)('%s', async (_, conductors, tiling) => {
    const { plan, buffers } = Potential.of(conductors, 1e-7, tiling);
    const cpu = new CpuEngine(buffers, kernels), gpu = await GpuEngine.create(handle, buffers, kernels, prelude());
    const passes = [...plan.solve(2, 6), ...plan.solve(2, 6), ...plan.solve(1, 1)];
    await gpu.prepare(passes);
    const names = Object.keys(buffers);
    const read = async (engine: CpuEngine | GpuEngine) => Object.fromEntries((await engine.read(names.map((buffer) => ({ buffer })))).map((data, n) => [names[n], data]));
    try {
      for (const [name, data] of Object.entries(plan.contents)) cpu.write(name, data);
      for (const name of ['solve_work', 'solve_sums', 'current']) cpu.write(name, new Float64Array(buffers[name].length).fill(SENTINEL));
      // The first runs, the second stands at a sample, the third runs; then the second is one whose rate is missing.
      const cells = plan.conductors[0].cells[0] * plan.conductors[0].cells[1];
      conductors.forEach((conductor, sim) => {
        const drive = randomDrive(conductor, 7 + sim);
        cpu.write('tensor', drive.tensor, 4 * sim * cells);
        cpu.write('source', drive.source, 2 * sim * cells);
      });
      cpu.write('flags', [STATE.HOLD], FLG_STRIDE + FLG.STATE);
      cpu.write('clock', Float64Array.from({ length: buffers.clock.length }, (_unused, n) => Math.sin(n)));
      let turn = 0;
      for (const pass of passes) {
        if (pass.kernel === 'potential/begin' && ++turn === 3) cpu.write('flags', [1], FLG_STRIDE + FLG.FRESH);
        if (pass.kernel === 'potential/currents') cpu.write('current', new Float64Array(buffers.current.length).fill(SENTINEL));
        const before = await read(cpu);
        for (const name of names) {
          if (buffers[name].kind === 'f32') before[name] = Float64Array.from(before[name], Math.fround);
          cpu.write(name, before[name]);
          gpu.write(name, before[name]);
        }
        cpu.run([pass]);
        gpu.run([pass]);
        const twin = await read(cpu), shader = await read(gpu);
        for (const name of names) agree(pass, name, before[name], twin[name], shader[name]);
      }
      expect(twinRan.size).toBeGreaterThan(0);
    } finally {
      gpu.destroy();
    }
  });

  const twinRan = new Set<string>();
  /** What the twin writes, the shader writes alike, relative to the largest; all else stays to the last bit. */
  function agree(pass: Pass, name: string, before: ArrayLike<number>, twin: ArrayLike<number>, shader: ArrayLike<number>): void {
    const { kernel } = pass, stride = name === 'lead_state' ? LST_STRIDE : name === 'solve_sums' ? 4 : name === 'current' ? CUR_STRIDE : 1;
    // Sums, numbers of leads, and the residual: of terms of order 1 and of both signs.
    const scales = new Float64Array(stride).fill(stride > 1 || kernel === 'potential/open' ? 1 : 1e-30);
    for (let n = 0; n < twin.length; n++) if (twin[n] !== before[n]) scales[n % stride] = Math.max(scales[n % stride], Math.abs(twin[n]));
    for (let n = 0; n < twin.length; n++) {
      if (Object.is(twin[n], before[n]) || twin[n] === before[n]) {
        if (shader[n] !== before[n]) throw new Error(`${kernel}(${pass.args}) ${name}[${n}]: was ${before[n]}, the twin leaves it, the shader makes it ${shader[n]}`);
        continue;
      }
      twinRan.add(kernel);
      const off = Math.abs(shader[n] - twin[n]) / scales[n % stride];
      if (!(off <= (seen.get(kernel)?.[0] ?? 0))) seen.set(kernel, [off, `${name}[${n}] ${n % stride}: ${shader[n]} for ${twin[n]}`]);
      expect(off, `${kernel}(${pass.args}) ${name}[${n}] (column ${n % stride}): ${shader[n]} for ${twin[n]}, was ${before[n]}`).toBeLessThanOrEqual(kernels.get(kernel)!.tolerance);
    }
  }
});

it('a film that carries a current has all the digits of float32 from the second solve on', async () => {
  const n = 160, conductor = randomConductor([n, n], 1, [fixedLead(edge([n, n], 'left'), 1), fixedLead(edge([n, n], 'right'), 0)], { mask: (x, y) => Math.hypot(x - 90, y - 60) > 20 });
  const drive = { ...randomDrive(conductor, 7, 0.05), source: new Float64Array(2 * n * n) };
  const [exact] = await Potential.of([conductor], 1e-11).onCpu().solve([drive], 60);
  const potential = await Potential.of([conductor], 1e-6, { threads: 16, groups: 64, bottom: 81 }).onGpu(handle, 10);
  try {
    // The first starts from the shapes of the leads, of which float32 has 6e-8, and a field of 1/160 of that.
    for (const [name, bound] of [['first', 2e-5], ['second', 3e-6]] as const) {
      const [outcome] = await potential.solve([drive], 10);
      expect(outcome.converged, `residual ${outcome.residual}`).toBe(true);
      const x = column(outcome.current, 'X');
      let off = 0, size = 0;
      column(exact.current, 'X').forEach((value, cell) => {
        off += (x[cell] - value) ** 2;
        size += value ** 2;
      });
      small(`${name}: ${outcome.iterations} iterations, said to be ${outcome.residual.toExponential(1)}, rms`, Math.sqrt(off / size), bound);
      const columns = Array.from({ length: n }, (_, i) => x.reduce((sum, value, cell) => (cell % n === i ? sum + value : sum), 0));
      small(`${name}: columns`, (Math.max(...columns) - Math.min(...columns)) / columns[0], bound);
    }
  } finally {
    potential.destroy();
  }
});

it('what is not a number is forgotten by the next solve', async () => {
  const conductor = fourLeads(1, 1), drive = randomDrive(conductor), exact = solveDense(conductor, drive);
  const potential = await Potential.of([conductor], 1e-6, gpuTiling).onGpu(handle, 30);
  try {
    const [bad] = await potential.solve([{ ...drive, tensor: drive.tensor.map((value, n) => (n === 0 ? NaN : value)) }], 30);
    expect([bad.converged, Number.isFinite(bad.U[0])]).toEqual([false, false]);
    const [good] = await potential.solve([drive], 30);
    expect(good.converged).toBe(true);
    small('jx', distance(column(good.current, 'X'), exact.j[0].map(([x]) => x)), 1e-5);
  } finally {
    potential.destroy();
  }
});

describe.each([1, 2] as const)('%i bands in float32 against a dense solve', (bands) => {
  it.each([
    ['two voltages', () => twoVoltages([9, 7], bands, 1)],
    ['four leads, loads between, a mask', () => fourLeads(bands, 1)],
    ['no leads', () => randomConductor([9, 7], bands, [], { mask: ring })],
    ['a wire of long cells', () => twoVoltages([33, 1], bands, 10)],
  ] as const)('%s', async (name, make) => {
    const conductor = make(), drive = randomDrive(conductor), exact = solveDense(conductor, drive);
    const potential = await Potential.of([conductor], 1e-6, gpuTiling).onGpu(handle, 40);
    try {
      const [outcome] = await potential.solve([drive], 40);
      expect(outcome.converged, `residual ${outcome.residual} after ${outcome.iterations}`).toBe(true);
      const size = Math.max(...exact.j.map((plane) => largest(plane.flat())));
      const sum = exact.j[0].map(([x, y], n): [number, number] => (bands === 1 ? [x, y] : [x + exact.j[1][n][0], y + exact.j[1][n][1]]));
      small(`${bands} bands, ${name}, jx, ${outcome.iterations} iterations`, distance(column(outcome.current, 'X'), sum.map(([x]) => x)) / size, 1e-5);
      small(`${bands} bands, ${name}, jy`, distance(column(outcome.current, 'Y'), sum.map(([, y]) => y)) / size, 1e-5);
      if (bands === 2) small(`${name}, spin x`, distance(column(outcome.current, 'GX'), exact.j[0].map(([x], n) => x - exact.j[1][n][0])) / size, 1e-5);
      small(`${name}, U`, distance(outcome.U, exact.U), 1e-5);
      small(`${name}, I`, distance(outcome.I, exact.I), 1e-5);
    } finally {
      potential.destroy();
    }
  });
});
