/** What is known of a run: what was asked for, where it ran, what came of it. */
import type { Backend, BackendChoice, SceneInput } from 'spinmotive';
import type { Curves } from './curves.js';
import type { Allowed, Grid, Problem } from './problems.js';
import { findings, verdictOf, type Finding, type Verdict } from './verdict.js';

export type State = 'waiting' | 'relaxing' | 'running' | 'done' | 'stopped' | 'failed';

export interface Run {
  readonly problem: Problem;
  readonly grid: Grid;
  readonly scene: SceneInput;
  /** How the scene differs from the problem's, in words. */
  readonly altered: readonly string[];
  readonly asked: BackendChoice;
  readonly curves: Curves;
  state: State;
  backend: Backend | null;
  /** The last that was heard of it: simulated s, and the largest |dm/dt|/gamma in T. */
  relaxation: { readonly time: number; readonly rate: number } | null;
  /** Simulated s. */
  time: number;
  steps: number;
  rejected: number;
  /** Wall-clock s: before t = 0, and since. */
  relaxSeconds: number;
  runSeconds: number;
  /** What ended it, if it failed. */
  error: string;
}

/** Until it is known where a run goes, the wider tolerance is shown. */
export const allowedOf = ({ grid, backend, asked }: Run): Allowed => grid.allowed[backend?.kind ?? (asked === 'cpu' ? 'cpu' : 'gpu')];

export function judge(run: Run): { list: Finding[]; verdict: Verdict } {
  const done = run.state === 'done';
  const list = findings(run.problem, run.curves, allowedOf(run), done);
  return { list, verdict: run.state === 'failed' ? 'fail' : verdictOf(list, done) };
}

export const active = ({ state }: Run): boolean => state === 'waiting' || state === 'relaxing' || state === 'running';
