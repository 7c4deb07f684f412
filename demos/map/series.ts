/** Curves of single walls, run when they are asked for and kept. */
import type { SceneInput } from 'spinmotive';
import type { Failed, Series, SeriesReply, SeriesRequest } from './messages.js';

export class SeriesRuns {
  private readonly worker = new Worker(new URL('./seriesWorker.ts', import.meta.url), { type: 'module' });
  private readonly kept = new Map<string, Series>();
  private asked: { readonly id: number; readonly key: string; readonly show: (series: Series) => void } | null = null;
  private count = 0;

  constructor(failed: (failure: Failed) => void) {
    this.worker.onmessage = ({ data }: MessageEvent<SeriesReply>) => {
      if (data.kind === 'failed') failed(data);
      else if (data.id === this.asked?.id) {
        if (data.series.done) this.kept.set(this.asked.key, data.series);
        this.asked.show(data.series);
      }
    };
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
}
