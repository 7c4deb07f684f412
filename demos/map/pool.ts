/** The workers that run a map: one for a GPU, as many as there are cores to spare for the float64 engine. */
import type { Backend, BackendChoice } from 'spinmotive';
import type { Done, Failed, Level, SweepReply, SweepRequest } from './messages.js';

export interface Events {
  readonly chosen: (backend: Backend, workers: number) => void;
  readonly point: (point: Done) => void;
  /** Points' worth of work that is under way. */
  readonly ahead: (ahead: number) => void;
  readonly over: () => void;
  readonly failed: (failure: Failed) => void;
}

/** One core is left to the page, and to the wall that is looked at. */
const workersFor = (kind: Backend['kind']): number => (kind === 'gpu' ? 1 : Math.min(Math.max((navigator.hardwareConcurrency || 2) - 1, 1), 8));

export class Pool {
  private readonly workers: { readonly worker: Worker; ahead: number; done: number; over: boolean }[] = [];
  private stopped = false;

  /**
   * @param levels coarse to fine; one with points to run at least
   * @param paused whether to wait before the first point
   */
  constructor(
    private readonly levels: readonly Level[],
    backend: BackendChoice,
    private paused: boolean,
    private readonly events: Events,
  ) {
    const { sweep: _, ...scene } = levels[0].scene;
    this.post(this.add(), { kind: 'choose', scene, backend });
  }

  pause(): void {
    this.paused = true;
    this.workers.forEach((_, k) => this.post(k, { kind: 'pause' }));
  }

  continue(): void {
    this.paused = false;
    this.workers.forEach((_, k) => this.post(k, { kind: 'continue' }));
  }

  /** To the next point; on a GPU to the next ones, as walls run side by side there. Paused before and after. */
  step(): void {
    const least = Math.min(...this.workers.filter(({ over }) => !over).map(({ done }) => done));
    this.post(this.workers.findIndex(({ over, done }) => !over && done === least), { kind: 'step' });
  }

  /** For good; what is under way is lost. */
  stop(): void {
    this.stopped = true;
    for (const { worker } of this.workers) worker.terminate();
  }

  private add(): number {
    const worker = new Worker(new URL('./sweepWorker.ts', import.meta.url), { type: 'module' });
    const k = this.workers.push({ worker, ahead: 0, done: 0, over: false }) - 1;
    worker.onmessage = ({ data }: MessageEvent<SweepReply>) => this.hear(k, data);
    worker.onerror = ({ message }) => this.fail({ kind: 'failed', foreseen: false, lost: false, message: message || 'a worker did not start' });
    if (this.paused) this.post(k, { kind: 'pause' });
    return k;
  }

  private post(k: number, request: SweepRequest): void {
    this.workers[k].worker.postMessage(request);
  }

  private hear(k: number, reply: SweepReply): void {
    // What was on its way when the workers ended.
    if (this.stopped) return;
    const worker = this.workers[k];
    switch (reply.kind) {
      case 'chosen':
        this.deal(reply.backend);
        break;
      case 'point':
        worker.done++;
        // What was under way of it is part of the points now.
        worker.ahead = Math.max(0, worker.ahead - 1);
        this.tellAhead();
        this.events.point(reply.point);
        break;
      case 'ahead':
        worker.ahead = reply.ahead;
        this.tellAhead();
        break;
      case 'over':
        worker.over = true;
        if (this.workers.every(({ over }) => over)) this.events.over();
        break;
      case 'failed':
        this.fail(reply);
    }
  }

  private tellAhead(): void {
    this.events.ahead(this.workers.reduce((sum, { ahead }) => sum + ahead, 0));
  }

  /** Every worker gets its share of every level, so that all go from coarse to fine together. */
  private deal(backend: Backend): void {
    const count = workersFor(backend.kind);
    this.events.chosen(backend, count);
    if (this.stopped) return;
    while (this.workers.length < count) this.add();
    this.workers.forEach((_, k) => {
      const levels = this.levels.map((level) => ({ ...level, points: level.points.filter((_, n) => n % count === k) }));
      this.post(k, { kind: 'run', levels, backend: backend.kind });
    });
  }

  private fail(failure: Failed): void {
    this.stop();
    this.events.failed(failure);
  }
}
