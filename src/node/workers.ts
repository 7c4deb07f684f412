/** Runs the points of a sweep on the float64 engine in threads. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { SweepPoint } from '../run/sweep.js';
import { RunError } from '../run/state.js';
import type { SceneFiles } from '../scene/files.js';

export interface WorkerData {
  readonly scene: unknown;
  readonly files: SceneFiles;
  readonly demagCheck: boolean;
}

export type WorkerMessage =
  | { readonly kind: 'point'; readonly point: SweepPoint }
  | { readonly kind: 'ahead'; readonly ahead: number }
  | { readonly kind: 'idle' }
  | { readonly kind: 'error'; readonly name: string; readonly message: string; readonly stack?: string };

export interface ThreadOptions {
  readonly jobs: number;
  /** Ends the threads at once; points that are under way are lost. */
  readonly signal: AbortSignal;
  /** As of SweepOptions, the sum over all threads. */
  readonly onChunk: (ahead: number) => void;
}

/** The built file; it lies beside this one's. */
const SCRIPT = 'sweepWorker.js';

/** Hands out points as they finish, in no order. Throws RunError where a thread fails. */
export async function* runInThreads(data: WorkerData, chunks: readonly (readonly number[])[], { jobs, signal, onChunk }: ThreadOptions): AsyncGenerator<SweepPoint, void, void> {
  const script = path.join(path.dirname(fileURLToPath(import.meta.url)), SCRIPT);
  if (!existsSync(script)) throw new RunError(`${script}: the threads' script is not there; --jobs 1 does without`);
  const waiting = [...chunks];
  const ready: SweepPoint[] = [];
  const ahead = Array.from({ length: Math.min(jobs, chunks.length) }, () => 0);
  let running = ahead.length;
  let failure: Error | undefined;
  let wake = (): void => undefined;
  const threads = ahead.map((_, k) => {
    const thread = new Worker(script, { workerData: data });
    const next = (): void => {
      ahead[k] = 0;
      const chunk = waiting.shift();
      if (chunk) thread.postMessage(chunk);
      else running--;
    };
    thread.on('message', (message: WorkerMessage) => {
      if (message.kind === 'idle') next();
      else if (message.kind === 'point') ready.push(message.point);
      else if (message.kind === 'ahead') ahead[k] = message.ahead;
      else failure = Object.assign(new Error(message.message), { name: message.name, stack: message.stack });
      onChunk(ahead.reduce((a, b) => a + b, 0));
      wake();
    });
    thread.on('error', (error) => {
      failure = error instanceof Error ? error : new Error(String(error));
      wake();
    });
    next();
    return thread;
  });
  const stop = (): void => wake();
  signal.addEventListener('abort', stop);
  try {
    for (;;) {
      while (ready.length > 0) yield ready.shift()!;
      if (failure) throw failure;
      if (running === 0 || signal.aborted) return;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    signal.removeEventListener('abort', stop);
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}
