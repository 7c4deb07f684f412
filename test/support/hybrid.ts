/**
 * A plan on two engines: the first n passes on one, the rest on the other, every buffer moved across in between. Where
 * two engines differ, halving n finds the pass that is to blame.
 */
import type { StepPlan } from '../../src/lower/steps.js';
import { CLK, FLG, OBS, REC } from '../../src/plan/layout.js';
import type { BufferData, Engine, Pass } from '../../src/plan/types.js';
import { everything, type Contents } from './plans.js';
import { strides } from './twins.js';

/** What the buffers hold after `passes`, of which the first n ran on `first`. Both engines are of this plan. */
export async function hybrid(first: Engine, second: Engine, plan: StepPlan, contents: Contents, passes: readonly Pass[], n: number): Promise<Record<string, BufferData>> {
  const names = Object.keys(plan.buffers);
  for (const [name, data] of Object.entries(contents)) first.write(name, data);
  first.run(passes.slice(0, n));
  const half = await everything(first, names);
  for (const name of names) second.write(name, half[name]);
  second.run(passes.slice(n));
  return everything(second, names);
}

/** Integers; all others are floats. */
const whole: Readonly<Record<string, readonly number[]>> = {
  flags: Object.values(FLG).filter((key) => key !== FLG.TICKS && key !== FLG.TRY_TICKS),
  observed: [OBS.CROSSING],
  records: [OBS.CROSSING, REC.STEPS_LOW, REC.STEPS_HIGH],
};
/** Follow from the difference of nearly equal rates, of which float32 knows three digits. */
const estimates: Readonly<Record<string, readonly number[]>> = { worst: [0], clock: [CLK.ERR_PREV] };
const ESTIMATE = 1e-3;

export interface Distance {
  /** Largest difference relative to the largest value of the column, or to a thousandth of the buffer's; Infinity where an integer differs. */
  readonly size: number;
  readonly where: string;
}

/** How far apart two states of the same plan are. */
export function distanceOf(a: Readonly<Record<string, BufferData>>, b: Readonly<Record<string, BufferData>>): Distance {
  let worst: Distance = { size: 0, where: 'nowhere' };
  for (const name of Object.keys(a)) {
    const stride = strides[name] ?? 1, exact = whole[name] ?? [];
    const tops = new Float64Array(stride);
    a[name].forEach((x, i) => {
      if (!exact.includes(i % stride)) tops[i % stride] = Math.max(tops[i % stride], Math.abs(x));
    });
    const floor = Math.max(...tops) / 1000;
    a[name].forEach((x, i) => {
      const column = i % stride, y = b[name][i];
      if (x === y || (['m', 'drift', 'lever'].includes(name) && column === 3)) return;
      const weight = estimates[name]?.includes(column) ? ESTIMATE : 1;
      const size = exact.includes(column) ? Infinity : (weight * Math.abs(x - y)) / Math.max(tops[column], floor);
      if (!(size <= worst.size)) worst = { size, where: `${name}[${i}] (row ${Math.floor(i / stride)}, column ${column}): ${x} and ${y}` };
    });
  }
  return worst;
}

/**
 * The last pass that `second` carries out otherwise than `first`, or null where the two agree to `tolerance`: with all
 * wrong passes among the first n the hybrid is as good as `first` alone, so n is found by halving.
 */
export async function lastWrongPass(first: Engine, second: Engine, plan: StepPlan, contents: Contents, passes: readonly Pass[], tolerance: number): Promise<number | null> {
  const right = await hybrid(first, first, plan, contents, passes, passes.length);
  const agrees = async (n: number) => distanceOf(right, await hybrid(first, second, plan, contents, passes, n)).size <= tolerance;
  if (await agrees(0)) return null;
  let bad = 0, good = passes.length;
  while (good - bad > 1) {
    const middle = (good + bad) >> 1;
    if (await agrees(middle)) good = middle;
    else bad = middle;
  }
  return bad;
}
