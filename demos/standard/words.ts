/** Numbers and engines of this lab in words. */
import type { Backend, SceneInput } from 'spinmotive';
import { numberText } from '../shared/numbers.js';
import { relaxingText } from '../shared/status.js';
import { judge, type Run } from './record.js';
import type { Finding } from './verdict.js';

const NS = 1e-9;
const NM = 1e-9;
/** T s in a mT ns. */
const PULSE = 1e-12;

export function engineText({ kind, adapter, software }: Backend): string {
  return kind === 'cpu' ? 'float64 on the CPU' : `WebGPU on ${adapter}${software ? ' (software)' : ''}`;
}

/** Seconds as a person says them. */
export function waitText(seconds: number): string {
  if (seconds < 1) return 'less than a second';
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${numberText(seconds / 3600)} h`;
}

/** As many digits as the tables have, to see the agreement; in the finding's own unit. */
export function valueText(value: number | null, { unit, scale }: Finding): string {
  if (value === null || !Number.isFinite(value)) return 'none';
  return `${(value / scale).toFixed(unit ? 5 : 6)}${unit && ` ${unit}`}`.replace('-', '−');
}

export function offText(off: number, { unit, scale }: Finding): string {
  return Number.isFinite(off) ? `${numberText(Number((off / scale).toPrecision(2)))}${unit && ` ${unit}`}` : '∞';
}

/** Where a run stands, in a word or two. */
export function stateText(run: Run): string {
  const { state, relaxation, held, whole } = run;
  if (state === 'waiting') return 'waits for its turn';
  if (state === 'relaxing' && relaxation) return `${relaxingText(relaxation, false)}${held ? '; then it pauses' : ''}`;
  if (state === 'paused' && relaxation && !whole) return relaxingText(relaxation, true);
  return state;
}

export function badgeText(run: Run): string {
  const { verdict } = judge(run);
  if (run.state === 'done') return verdict === 'pass' ? 'pass' : 'fail';
  if (run.state === 'failed') return 'failed';
  // Nothing makes good again what was too far off.
  if (verdict === 'fail') return 'fail';
  return run.state === 'waiting' || run.state === 'paused' ? run.state : 'running';
}

/** Simulated s in ns, as a person says them. */
export const nsText = (seconds: number): string => String(Number((seconds / NS).toPrecision(4)));

/** What a hand has done to a run; nothing where none has. */
export function kicksText({ changes = [] }: SceneInput): string[] {
  const kicks = changes.flatMap(({ at, kicks = [] }) => kicks.map((kick) => ({ ...kick, time: at })));
  const [first] = kicks;
  if (!first) return [];
  const last = kicks[kicks.length - 1];
  if (kicks.length > 1) return [`poked ${kicks.length} times, ${last.time > first.time ? `from ${nsText(first.time)} to` : 'at'} ${nsText(last.time)} ns`];
  const [x, y] = first.at.map((metres) => Math.round(metres / NM));
  return [`poked at ${nsText(first.time)} ns (${pulseText(first.impulse)} at x = ${x} nm, y = ${y} nm)`];
}

/** A hand pokes along an axis; a link may ask for any direction. */
function pulseText(impulse: readonly number[]): string {
  const axes = [...impulse.keys()].filter((axis) => impulse[axis] !== 0);
  const [axis] = axes;
  if (axes.length > 1) return `(${impulse.map((value) => numberText(value / PULSE)).join(', ')}) mT ns`;
  return `${numberText(Math.abs(impulse[axis]) / PULSE)} mT ns along ${impulse[axis] < 0 ? '−' : ''}${'xyz'[axis]}`;
}

/** Under a picture, a few words each. */
export function captionOf(run: Run): string[] {
  const { problem, grid, altered, time, backend } = run;
  return [problem.title, `${grid.cells.join(' × ')} cells`, ...altered, `${(time / NS).toFixed(3)} ns`, backend ? engineText(backend) : '', badgeText(run)].filter(Boolean);
}
