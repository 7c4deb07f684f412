/** What the page and its workers tell each other. */
import type { Backend, BackendChoice, Column, Regime, SceneInput } from 'spinmotive';
import type { Side } from './lattice.js';

/** A point that is over. SI units; null where there is no number. */
export interface Done {
  readonly side: Side;
  /** In the sweep of side x side. */
  readonly index: number;
  readonly beta: number;
  /** A/m^2 or T */
  readonly drive: number;
  readonly velocity: number | null;
  /** rad/s */
  readonly turning: number | null;
  readonly emf: number | null;
  readonly regime: Regime | null;
  /** The last time step, s, and the energy that is unaccounted for at the end, relative. */
  readonly dt: number | null;
  readonly ledger: number | null;
  /** Why it failed, in words; what else stands here is null then. */
  readonly failure: string | null;
}

export interface Level {
  readonly side: Side;
  /** With a sweep of side x side. */
  readonly scene: SceneInput;
  /** Points to run. */
  readonly points: readonly number[];
}

export interface Failed {
  readonly kind: 'failed';
  readonly message: string;
  /** Whether the library says such things to its users. */
  readonly foreseen: boolean;
  /** Whether the GPU device is gone: another may be had. */
  readonly lost: boolean;
}

export type SweepRequest =
  | { readonly kind: 'choose'; readonly scene: SceneInput; readonly backend: BackendChoice }
  | { readonly kind: 'run'; readonly levels: readonly Level[]; readonly backend: Backend['kind'] }
  | { readonly kind: 'pause' }
  /** Goes on until the next point is over, then pauses. */
  | { readonly kind: 'step' }
  | { readonly kind: 'continue' };

export type SweepReply =
  | { readonly kind: 'chosen'; readonly backend: Backend }
  | { readonly kind: 'point'; readonly point: Done }
  /** Points' worth of work that is under way. */
  | { readonly kind: 'ahead'; readonly ahead: number }
  | { readonly kind: 'over' }
  | Failed;

export interface SeriesRequest {
  readonly id: number;
  readonly scene: SceneInput;
}

export interface Series {
  /** s, m, rad */
  readonly t: readonly number[];
  readonly x: readonly number[];
  readonly phi: readonly number[];
  /** s, to the end of the run. */
  readonly duration: number;
  /** What can be saved of it when it is over; null before. */
  readonly whole: Whole | null;
}

export interface Whole {
  readonly columns: readonly Column[];
  readonly rows: readonly number[][];
  /** At the end, [cells * 3]. */
  readonly m: Float64Array;
}

export type SeriesReply = { readonly kind: 'series'; readonly id: number; readonly series: Series } | (Failed & { readonly id: number });
