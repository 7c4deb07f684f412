/** What the page tells its worker, and what it hears from it. */
import type { Backend, BackendChoice, SceneInput } from 'spinmotive';
import type { Throughput } from './throughput.js';

export type Order = { readonly task: 'run'; readonly scene: SceneInput; readonly backend: BackendChoice } | { readonly task: 'throughput'; readonly backend: BackendChoice };

export interface Progress {
  readonly kind: 'progress';
  readonly backend: Backend;
  /** New rows of the table, in the order of COLUMNS. */
  readonly rows: number[][];
  /** Simulated s. */
  readonly time: number;
  readonly steps: number;
  readonly rejected: number;
}

export type News =
  | { readonly kind: 'relaxing'; readonly backend: Backend; readonly time: number; /** T */ readonly rate: number }
  | Progress
  | { readonly kind: 'throughput'; readonly throughput: Throughput }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly message: string; /** By the library, in words for the reader. */ readonly foreseen: boolean };
