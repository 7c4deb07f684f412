/** Curves of single walls, run when they are asked for and kept. */
import type { SceneInput } from 'spinmotive';
import type { Failed, Series, SeriesReply, SeriesRequest } from './messages.js';

/** Walls whose curves are kept, 40 kB each. */
const MOST = 500;

export class SeriesRuns {
  private readonly worker = new Worker(new URL('./seriesWorker.ts', import.meta.url), { type: 'module' });
  private readonly kept = new Map<string, Series>();
  private asked: { readonly id: number; readonly key: string; readonly show: (series: Series) => void } | null = null;
  private count = 0;

  /** @param failed hears of the wall that was asked for last */
  constructor(failed: (failure: Failed) => void) {
    this.worker.onmessage = ({ data }: MessageEvent<SeriesReply>) => {
      if (data.id !== this.asked?.id) return;
      if (data.kind === 'failed') return failed(data);
      if (data.series.whole) this.keep(this.asked.key, data.series);
      this.asked.show(data.series);
    };
    this.worker.onerror = ({ message }) => failed({ kind: 'failed', foreseen: false, lost: false, message: message || 'a worker did not start' });
  }

  /** @param show is called as the run goes on; no longer when another wall is asked for */
  ask(scene: SceneInput, show: (series: Series) => void): void {
    const key = JSON.stringify(scene);
    this.asked = null;
    const known = this.kept.get(key);
    if (known) {
      show(known);
      return;
    }
    this.asked = { id: ++this.count, key, show };
    this.worker.postMessage({ id: this.count, scene } satisfies SeriesRequest);
  }

  /** Nothing is shown until the next wall is asked for. */
  forget(): void {
    this.asked = null;
  }

  private keep(key: string, series: Series): void {
    this.kept.set(key, series);
    const [oldest] = this.kept.keys();
    if (this.kept.size > MOST) this.kept.delete(oldest);
  }
}
