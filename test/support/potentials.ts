/** Carries a plan of the potential out on either engine, alone, with a clock and flags of its own, and reads what it leaves. */
import { CpuEngine } from '../../src/cpu/engine.js';
import { GpuEngine } from '../../src/gpu/engine.js';
import type { GpuHandle } from '../../src/gpu/platform.js';
import { kernels } from '../../src/kernels.js';
import { cpuPotentialTiling, planPotential, type Conductor, type PotentialPlan, type PotentialTiling } from '../../src/lower/potential.js';
import { CLK, CLK_STRIDE, CUR, CUR_STRIDE, FLG_STRIDE, LST, LST_STRIDE, prelude } from '../../src/plan/layout.js';
import type { BufferData, BufferSpec, Engine, Pass } from '../../src/plan/types.js';
import type { Drive } from './conduction.js';

/** As on hardware in little: several workgroups even for a few nodes. */
export const gpuTiling: PotentialTiling = { threads: 16, groups: 8, bottom: 20 };

export interface Outcome {
  readonly V: Float64Array;
  readonly current: Float64Array;
  readonly U: number[];
  readonly I: number[];
  readonly iterations: number;
  readonly residual: number;
  readonly converged: boolean;
}

export class Potential {
  readonly buffers: Readonly<Record<string, BufferSpec>>;
  private engine: Engine | null = null;

  constructor(readonly plan: PotentialPlan) {
    this.buffers = { ...plan.buffers, flags: { kind: 'u32', length: plan.batch * FLG_STRIDE }, clock: { kind: 'f32', length: plan.batch * CLK_STRIDE } };
  }

  static of(conductors: readonly Conductor[], tolerance: number, tiling = cpuPotentialTiling): Potential {
    return new Potential(planPotential(conductors, { tolerance, tiling }));
  }

  onCpu(): this {
    this.engine = new CpuEngine(this.buffers, kernels);
    this.fill(this.engine);
    return this;
  }

  async onGpu(handle: GpuHandle, iterations: number): Promise<this> {
    const engine = await GpuEngine.create(handle, this.buffers, kernels, prelude());
    await engine.prepare(this.plan.solve(2, iterations));
    this.fill(engine);
    this.engine = engine;
    return this;
  }

  get on(): Engine {
    if (!this.engine) throw new Error('no engine yet');
    return this.engine;
  }

  private fill(engine: Engine): void {
    for (const [name, data] of Object.entries(this.plan.contents)) engine.write(name, data);
  }

  /** Passes of a solve, one array so that both engines keep what they made of it. */
  private readonly passes = new Map<number, Pass[]>();

  /** Solves at stage 2, all simulations running. */
  async solve(drives: readonly Drive[], iterations = 40): Promise<Outcome[]> {
    this.set(drives);
    return this.again(iterations);
  }

  set(drives: readonly Drive[]): void {
    const { cells: [nx, ny] } = this.plan.conductors[0];
    drives.forEach((drive, sim) => {
      this.on.write('tensor', drive.tensor, 4 * sim * nx * ny);
      this.on.write('source', drive.source, 2 * sim * nx * ny);
      this.on.write('clock', [0, drive.current, drive.voltage], sim * CLK_STRIDE + CLK.DRIVE + 4);
    });
  }

  run(iterations: number): void {
    let passes = this.passes.get(iterations);
    if (!passes) this.passes.set(iterations, (passes = this.plan.solve(2, iterations)));
    this.on.run(passes);
  }

  async again(iterations = 40): Promise<Outcome[]> {
    this.run(iterations);
    return this.outcomes();
  }

  async outcomes(): Promise<Outcome[]> {
    const { batch, bands, leads, nodes, conductors } = this.plan;
    const [state, potential, current] = await this.on.read([{ buffer: 'lead_state' }, { buffer: 'potential' }, { buffer: 'current' }]);
    const own = bands * nodes[0] * nodes[1], cells = conductors[0].cells[0] * conductors[0].cells[1];
    const slice = (data: BufferData, from: number, length: number) => Float64Array.from(data.subarray(from, from + length));
    return conductors.map((_, sim) => {
      const row = sim * LST_STRIDE;
      const base = slice(potential, sim * own, own), correction = slice(potential, (batch + sim) * own, own);
      return {
        V: base.map((value, n) => value + correction[n]),
        current: slice(current, CUR_STRIDE * sim * cells, CUR_STRIDE * cells),
        U: [...slice(state, row + LST.U, leads)],
        I: [...slice(state, row + LST.I, leads)],
        iterations: state[row + LST.ITERATIONS],
        residual: state[row + LST.RESIDUAL],
        converged: state[row + LST.CONVERGED] === 1,
      };
    });
  }

  destroy(): void {
    this.engine?.destroy();
  }
}

/** A component of every cell's row in `current`. */
export const column = (current: Float64Array, key: keyof typeof CUR): Float64Array => Float64Array.from({ length: current.length / CUR_STRIDE }, (_, n) => current[CUR_STRIDE * n + CUR[key]]);
