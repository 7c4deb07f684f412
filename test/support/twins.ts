/**
 * One dispatch on the GPU against its float64 twin: outputs within the kernel's tolerance, integers equal, and whatever
 * the twin does not touch unchanged to the last bit.
 */
import { expect } from 'vitest';
import { CpuEngine } from '../../src/cpu/engine.js';
import { kernels } from '../../src/kernels.js';
import type { StepPlan } from '../../src/lower/steps.js';
import { CLK_STRIDE, CUR_STRIDE, FLG_STRIDE, LED, LED_STRIDE, LST_STRIDE, LSU_STRIDE, OBS, OBS_STRIDE, REC, REC_STRIDE, SUMS_STRIDE } from '../../src/plan/layout.js';
import type { BufferData, Engine, Pass } from '../../src/plan/types.js';
import { carryOut, type Contents } from './plans.js';

/** Fill outputs with it beforehand: no state has this value, and what still has it afterwards was not written. */
export const SENTINEL = 12345.5;

/** Columns that are counts and compared exactly. */
const exactColumns: Readonly<Record<string, readonly number[]>> = {
  observed: [OBS.CROSSING],
  records: [OBS.CROSSING, REC.TICKS, REC.STEPS_LOW, REC.STEPS_HIGH],
};
export const strides: Readonly<Record<string, number>> = {
  m: 4, stage_m: 4, demag: 4, drift: 4, lever: 4, sums: SUMS_STRIDE, observed: OBS_STRIDE, records: REC_STRIDE, clock: CLK_STRIDE, ledger: LED_STRIDE, flags: FLG_STRIDE,
  conductor: 4, tensor: 4, source: 2, current: CUR_STRIDE, weight: 2, lead_setup: LSU_STRIDE, lead_state: LST_STRIDE,
};
/** Of wires, whose fourth component means nothing. */
const padded = ['m', 'drift', 'lever'];

/** How far apart columns of `flags` may be, where they follow from a float. */
export type Slack = Readonly<Record<number, number>>;

interface Verdict {
  /** Largest difference relative to the largest value of the same column, or to 1, the size of a single term. */
  deviation: number;
  where: string;
  /** Elements that break a rule: written where the twin does not write, or left as they were where it does. */
  problems: string[];
}

export function compare(before: Contents, twin: Readonly<Record<string, BufferData>>, gpu: Readonly<Record<string, BufferData>>, slack: Slack = {}, vectors: readonly string[] = padded): Verdict {
  const verdict: Verdict = { deviation: 0, where: 'nowhere', problems: [] };
  const complain = (text: string) => void (verdict.problems.length < 20 && verdict.problems.push(text));
  for (const [name, was] of Object.entries(before)) {
    const want = twin[name], got = gpu[name], stride = strides[name] ?? 1;
    const scales = new Float64Array(stride).fill(1);
    for (let i = 0; i < want.length; i++) if (want[i] !== was[i] && Number.isFinite(want[i])) scales[i % stride] = Math.max(scales[i % stride], Math.abs(want[i]));
    for (let i = 0; i < want.length; i++) {
      const column = i % stride;
      const at = `${name}[${i}] (row ${Math.floor(i / stride)}, column ${column})`;
      if (vectors.includes(name) && column === 3) {
        // Padding: the twin leaves it alone, the shader may clear it along with the vector.
        const written = [1, 2, 3].some((k) => want[i - k] !== was[i - k]);
        if (got[i] !== was[i] && !(written && got[i] === 0)) complain(`${at}: padding became ${got[i]}`);
      } else if (want[i] === was[i]) {
        if (got[i] !== was[i]) complain(`${at}: was ${was[i]}, the twin leaves it, the shader makes it ${got[i]}`);
      } else if (got[i] === SENTINEL) complain(`${at}: not written, the twin has ${want[i]}`);
      else if (name === 'flags') {
        if (Math.abs(got[i] - want[i]) > (slack[column] ?? 0)) complain(`${at}: ${got[i]}, the twin has ${want[i]}`);
      } else if (exactColumns[name]?.includes(column)) {
        if (got[i] !== want[i]) complain(`${at}: ${got[i]}, the twin has ${want[i]}`);
      } else {
        const off = Math.abs(got[i] - want[i]) / scales[column];
        if (!(off <= verdict.deviation)) [verdict.deviation, verdict.where] = [off, `${at}: ${got[i]} for ${want[i]}`];
      }
    }
  }
  return verdict;
}

/** With what threads have booked and not summed up yet in the ledger, where the twin books at once. */
function summedUp<T extends Contents | Readonly<Record<string, BufferData>>>(buffers: T): T {
  if (!buffers.unsummed) return buffers;
  const ledger = Float64Array.from(buffers.ledger), of = buffers.unsummed.length / (ledger.length / LED_STRIDE);
  buffers.unsummed.forEach((value: number, k: number) => (ledger[Math.floor(k / of) * LED_STRIDE + (k & 4 ? LED.FIELD_WORK : LED.GILBERT) + (k & 3)] += value));
  return { ...buffers, ledger, unsummed: new Float64Array(buffers.unsummed.length) };
}

/** What was seen, by kernel: with MEASURE=1 printed at the end of a file, which is where the table's tolerances come from. */
export class Measured {
  private readonly seen = new Map<string, { deviation: number; where: string }>();

  /** Runs one pass on both engines and holds them to the kernel's tolerance. Hands back what each left. */
  async agree(gpu: Engine, plan: StepPlan, pass: Pass, contents: Contents, slack?: Slack): Promise<{ twin: Record<string, BufferData>; gpu: Record<string, BufferData> }> {
    const twin = await carryOut(new CpuEngine(plan.buffers, kernels), contents, [pass]);
    const other = await carryOut(gpu, contents, [pass]);
    const { deviation, where, problems } = compare(summedUp(contents), summedUp(twin), summedUp(other), slack, plan.readsTexture ? [] : padded);
    const what = `${pass.kernel}(${pass.args ?? ''})`;
    if (problems.length > 0) throw new Error(`${what}: ${problems.join('; ')}`);
    if (deviation > (this.seen.get(pass.kernel)?.deviation ?? 0)) this.seen.set(pass.kernel, { deviation, where });
    expect(deviation, `${what}: ${where}`).toBeLessThanOrEqual(kernels.get(pass.kernel)!.tolerance);
    return { twin, gpu: other };
  }

  say(): void {
    if (!process.env.MEASURE) return;
    for (const [name, { deviation, where }] of this.seen) process.stdout.write(`measured  ${name}: ${deviation.toExponential(2)} of ${kernels.get(name)!.tolerance} at ${where}\n`);
  }
}
