/** A worker with an order, and what is heard from it. */
import type { News, Order } from './messages.js';

/** @param signal after which nothing is heard any more; who gives it ends the worker */
export function startWorker(order: Order, signal: AbortSignal, hear: (news: News) => void): Worker {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  let over = false;
  const tell = (news: News) => {
    if (signal.aborted || over) return;
    over = news.kind === 'done' || news.kind === 'failed';
    hear(news);
  };
  worker.addEventListener('error', ({ message }) => tell({ kind: 'failed', message: message || 'the worker did not start', foreseen: false, lost: false }));
  worker.addEventListener('message', ({ data }: MessageEvent<News>) => tell(data));
  worker.postMessage(order);
  return worker;
}
