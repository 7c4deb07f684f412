/** What the page tells its worker, and what it hears from it. */
import type { Backend, BackendChoice, Checkpoint, Column, Scene, SceneInput } from 'spinmotive';
import type { Throughput } from './throughput.js';

/** What a worker is for; its first message. */
export type Order =
  | {
      readonly task: 'run';
      readonly scene: SceneInput;
      readonly backend: BackendChoice;
      /** Where to go on from; null: from the start. */
      readonly from: Checkpoint | null;
      /** What the run is told before its first step. */
      readonly first: 'go' | 'hold' | 'step';
    }
  | { readonly task: 'throughput'; readonly backend: BackendChoice };

/** What a run is told on the way. `drawn`: the page has drawn the state it was sent last. */
export type Word = { readonly task: 'go' | 'hold' | 'step' | 'drawn' };

export type News =
  | { readonly kind: 'relaxing'; readonly backend: Backend; readonly time: number; /** T */ readonly rate: number }
  | { readonly kind: 'begun'; readonly backend: Backend; readonly scene: Scene; readonly columns: readonly Column[]; readonly m: Float64Array }
  | {
      readonly kind: 'progress';
      /** New rows of the table. */
      readonly rows: number[][];
      /** Simulated s. */
      readonly time: number;
      readonly steps: number;
      readonly rejected: number;
      /** [cells * 3], where the page has drawn the last one, or the run is over or held. */
      readonly m: Float64Array | null;
    }
  /** What to go on from, of a state that is good, after all rows so far. */
  | { readonly kind: 'checkpoint'; readonly checkpoint: Checkpoint }
  | { readonly kind: 'waits'; readonly waiting: boolean }
  | { readonly kind: 'throughput'; readonly throughput: Throughput }
  | { readonly kind: 'done' }
  | {
      readonly kind: 'failed';
      readonly message: string;
      /** By the library, in words for the reader. */
      readonly foreseen: boolean;
      /** The GPU is gone, and a new one may do. */
      readonly lost: boolean;
    };
