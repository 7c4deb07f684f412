/** What is known of a run: what was asked for, where it runs, what has come of it. */
import type { Backend, BackendChoice, Column, GpuState, Scene, SceneInput } from 'spinmotive';
import type { Relaxation } from '../shared/status.js';
import type { Curves } from './curves.js';
import type { Allowed, Grid, Problem } from './problems.js';
import { findings, verdictOf, type Finding, type Verdict } from './verdict.js';

/** `waiting`: for its turn; `starting`: for the engine. */
export type State = 'waiting' | 'starting' | 'relaxing' | 'running' | 'paused' | 'done' | 'failed';

export interface Run {
  readonly problem: Problem;
  readonly grid: Grid;
  /** Repeats the run as it stands: with what a hand has done to it. */
  scene: SceneInput;
  /** How the settings differ from the problem's, in words; and with what a hand has done. */
  readonly set: readonly string[];
  altered: readonly string[];
  readonly asked: BackendChoice;
  readonly curves: Curves;
  /** The table so far. */
  rows: number[][];
  state: State;
  /** Whether the reader wants it to pause. */
  held: boolean;
  backend: Backend | null;
  /** As it is run, with every default; null before the first step. */
  whole: Scene | null;
  columns: readonly Column[];
  /** Where the page sees the magnetization while it runs on WebGPU, at `time`. */
  gpu: GpuState | null;
  /** The latest good magnetization that was read, [cells * 3], and its time, s. Of WebGPU: with every checkpoint, and at the end. */
  m: Float64Array | null;
  mTime: number;
  /** The last that was heard of it. */
  relaxation: Relaxation | null;
  /** What was seen last of a start that comes to rest, [cells * 3]; null before and after. */
  resting: Float64Array | null;
  /** Simulated s. */
  time: number;
  steps: number;
  rejected: number;
  /** Simulated s a second of the clock; null where that cannot be told. */
  pace: number | null;
  /** Wall-clock s at work: before t = 0, and since. */
  relaxSeconds: number;
  runSeconds: number;
  /** What has happened to it on the way, in a sentence. */
  notice: string;
  /** What ended it, if it failed. */
  error: string;
  /** Of the last good state, s; null where there is none to go back to. */
  goodTime: number | null;
}

/** Until it is known where a run goes, the wider tolerance is shown. */
export const allowedOf = ({ grid, backend, asked }: Run): Allowed => grid.allowed[backend?.kind ?? (asked === 'cpu' ? 'cpu' : 'gpu')];

export function judge(run: Run): { list: Finding[]; verdict: Verdict } {
  const done = run.state === 'done';
  const list = findings(run.problem, run.curves, allowedOf(run), done);
  return { list, verdict: run.state === 'failed' ? 'fail' : verdictOf(list, done) };
}

export const over = ({ state }: Run): boolean => state === 'done' || state === 'failed';
