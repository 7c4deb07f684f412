/** One order at a time, each in a worker of its own: two at once would only slow each other down. */
import type { News, Order } from './messages.js';

let last: Promise<void> = Promise.resolve();

/** What the library has refused or given up, in its own words. */
export class Refused extends Error {}

/**
 * Waits for the orders before it, then works, calling `begun` when its turn comes and `hear` with what comes of it. Resolves when it is over or the signal ends it.
 * @throws Refused, or Error where the worker fails
 */
export function enqueue(order: Order, signal: AbortSignal, hear: (news: News) => void, begun: () => void = () => {}): Promise<void> {
  const job = last.then(() => {
    if (signal.aborted) return;
    begun();
    return work(order, signal, hear);
  });
  last = job.catch(() => {});
  return job;
}

function work(order: Order, signal: AbortSignal, hear: (news: News) => void): Promise<void> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  return new Promise<void>((resolve, reject) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
    worker.addEventListener('error', ({ message }) => reject(new Error(message || 'the worker did not start')));
    worker.addEventListener('message', ({ data: news }: MessageEvent<News>) => {
      // What was under way when the run was stopped.
      if (signal.aborted) return;
      if (news.kind === 'done') resolve();
      else if (news.kind === 'failed') reject(news.foreseen ? new Refused(news.message) : new Error(news.message));
      else hear(news);
    });
    worker.postMessage(order);
  }).finally(() => worker.terminate());
}
