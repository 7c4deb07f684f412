/** Between a page and the worker that runs for it. */
import type { Checkpoint, Kick, Scene } from 'spinmotive';
import type { Failure, Moment, Opened, Opening } from './runner.js';

/** What takes an answer has a number. */
export type Asked =
  | { readonly kind: 'change'; readonly id: number; readonly set: Readonly<Record<string, unknown>> }
  | { readonly kind: 'kick'; readonly id: number; readonly kick: Kick }
  | { readonly kind: 'checkpoint'; readonly id: number }
  | { readonly kind: 'magnetization'; readonly id: number };

export type Command = { readonly kind: 'open'; readonly opening: Opening } | { readonly kind: 'run' | 'hold' | 'step' | 'seen' } | { readonly kind: 'follow'; readonly follows: boolean } | Asked;

export type Answer = Scene | Checkpoint | Float64Array;

export type Said =
  | { readonly kind: 'relaxing'; readonly time: number; readonly rate: number; readonly m: Float64Array | null }
  | { readonly kind: 'opened'; readonly opened: Opened }
  | { readonly kind: 'moment'; readonly moment: Moment }
  | { readonly kind: 'waits'; readonly waiting: boolean }
  | { readonly kind: 'kept'; readonly checkpoint: Checkpoint; readonly time: number; readonly m: Float64Array }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: Answer }
  | { readonly kind: 'refused'; readonly id: number; readonly failure: Failure };
