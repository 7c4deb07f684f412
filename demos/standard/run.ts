/** One run of a problem: its worker, its turn to compute, what the reader wants of it, and a record that cards and reports read. */
import type { BackendChoice, Checkpoint } from 'spinmotive';
import { Pace } from '../shared/pace.js';
import { append, cut, noCurves } from './curves.js';
import type { News, Order, Word } from './messages.js';
import type { Problem } from './problems.js';
import { over, type Run } from './record.js';
import { gridOf, sceneOf, type ProblemSettings } from './settings.js';
import { takeTurn } from './turns.js';
import { startWorker } from './work.js';

export function newRun(problem: Problem, settings: ProblemSettings, asked: BackendChoice): Run {
  return {
    problem, grid: gridOf(problem, settings), ...sceneOf(problem, settings), asked, curves: noCurves(), rows: [], state: 'waiting', held: false, backend: null, whole: null, columns: [], m: null, mTime: 0,
    relaxation: null, time: 0, steps: 0, rejected: 0, pace: null, relaxSeconds: 0, runSeconds: 0, notice: '', error: '', goodTime: null,
  };
}

/** What to go on from. */
interface Good {
  readonly checkpoint: Checkpoint;
  /** Rows of the table until then. */
  readonly rows: number;
  readonly time: number;
  readonly steps: number;
  readonly rejected: number;
}

type Wish = 'go' | 'step' | 'hold';

export interface SessionEvents {
  /** The record has changed. */
  readonly changed: () => void;
  /** There is a new m. */
  readonly sent: (m: Float64Array) => void;
  /** The GPU was lost, and whatever else was on it may be too. */
  readonly lost: () => void;
}

export class Session {
  private worker: Worker | null = null;
  private begun = false;
  private wish: Wish = 'hold';
  private good: Good | null = null;
  /** What the latest loss of a GPU was answered with: to lose it again from there would go on for ever. */
  private rebuiltFrom: Good | null = null;
  private readonly ended = new AbortController();
  private waiting = new AbortController();
  private giveTurnOn: (() => void) | null = null;
  /** Held because nobody sees the page: it keeps its turn. */
  private unseen = false;
  private readonly pace = new Pace();
  /** ms of the clock at which it was last heard of while at work; null while it is not. */
  private working: number | null = null;

  constructor(readonly run: Run, private readonly events: SessionEvents) {}

  /** Starts, or goes on; waits for its turn. */
  go(): void {
    this.want('go');
  }

  /** One sample on, then waits. */
  step(): void {
    this.want('step');
  }

  hold(): void {
    this.want('hold');
  }

  /** Holds while nobody sees the page, and lets go on what ran. */
  see(seen: boolean): void {
    if (!this.giveTurnOn || this.run.held || this.unseen === !seen) return;
    this.unseen = !seen;
    this.tell(seen ? 'go' : 'hold');
  }

  /** For good; the record stays as it is. */
  end(): void {
    this.ended.abort();
    this.waiting.abort();
    this.rest();
    this.worker?.terminate();
    this.worker = null;
  }

  /** After a failure: to the last good state, and waits there. */
  goBack(): void {
    const { good, run } = this;
    if (!good || run.state !== 'failed') return;
    this.recall(good);
    Object.assign(run, { held: true, error: '', notice: `Back at ${ns(good.time)} ns, from where it can go on.` });
    this.wish = 'hold';
    void this.begin(good);
    this.events.changed();
  }

  /** Says that the state sent last is on the screen. */
  drawn(): void {
    this.tell('drawn');
  }

  private want(wish: Wish): void {
    if (over(this.run)) return;
    this.wish = wish;
    this.run.held = wish !== 'go';
    if (!this.begun) void this.begin(null);
    else if (this.giveTurnOn) this.tell(wish);
    else if (wish === 'hold') this.stay();
    else if (this.run.state === 'paused') void this.goOn();
    this.events.changed();
  }

  /** A run that would have gone on at its turn does not want to any more; one that has not begun does that first. */
  private stay(): void {
    if (!this.worker) return;
    this.waiting.abort();
    this.run.state = 'paused';
  }

  private async goOn(): Promise<void> {
    this.run.state = 'waiting';
    if (!(await this.turn())) return;
    this.unseen = document.hidden;
    if (!this.unseen) this.tell(this.wish);
  }

  /** Whether it has its turn; false where it does not want it any more. */
  private async turn(): Promise<boolean> {
    this.waiting.abort();
    const { signal } = (this.waiting = new AbortController());
    const giveOn = await takeTurn(signal);
    if (signal.aborted) {
      giveOn?.();
      return false;
    }
    this.giveTurnOn = giveOn;
    return true;
  }

  private rest(): void {
    this.giveTurnOn?.();
    this.giveTurnOn = null;
    this.working = null;
    this.pace.pause();
    this.run.pace = null;
  }

  private tell(task: Word['task']): void {
    this.worker?.postMessage({ task } satisfies Word);
  }

  /** @param from null: from the start */
  private async begin(from: Good | null): Promise<void> {
    const { run } = this;
    this.begun = true;
    run.state = 'waiting';
    if (!(await this.turn())) return;
    run.state = 'starting';
    this.working = performance.now();
    this.unseen = document.hidden && this.wish === 'go';
    const order: Order = { task: 'run', scene: run.scene, backend: run.asked, from: from?.checkpoint ?? null, first: this.unseen ? 'hold' : this.wish };
    this.worker = startWorker(order, this.ended.signal, (news) => this.hear(news));
    this.events.changed();
  }

  private hear(news: News): void {
    const { run } = this;
    this.clock(run.whole ? 'runSeconds' : 'relaxSeconds');
    switch (news.kind) {
      case 'relaxing':
        Object.assign(run, { state: 'relaxing', backend: news.backend, relaxation: { time: news.time, rate: news.rate } });
        break;
      case 'begun':
        // One that was rebuilt says that it was asked for: by this page, not by the reader.
        Object.assign(run, { state: 'running', backend: { ...news.backend, reason: run.backend?.reason ?? news.backend.reason }, whole: news.scene, columns: news.columns });
        this.show(news.m);
        break;
      case 'progress':
        run.rows.push(...news.rows);
        append(run.curves, news.rows, run.columns);
        this.pace.add(performance.now(), news.time);
        Object.assign(run, { time: news.time, steps: news.steps, rejected: news.rejected, pace: this.pace.value });
        if (news.m) this.show(news.m);
        break;
      case 'checkpoint':
        this.good = { checkpoint: news.checkpoint, rows: run.rows.length, time: run.time, steps: run.steps, rejected: run.rejected };
        run.goodTime = run.time;
        break;
      case 'waits':
        run.state = news.waiting ? 'paused' : 'running';
        if (!news.waiting) this.working = performance.now();
        else if (this.unseen) this.working = null;
        else this.rest();
        break;
      case 'done':
        run.state = 'done';
        run.goodTime = null;
        this.end();
        break;
      case 'failed':
        this.fail(news);
    }
    this.events.changed();
  }

  private fail({ message, foreseen, lost }: Extract<News, { kind: 'failed' }>): void {
    const { run, good } = this;
    this.worker?.terminate();
    this.worker = null;
    this.rest();
    if (lost && good && good !== this.rebuiltFrom) {
      this.rebuiltFrom = good;
      this.events.lost();
      run.notice = `The GPU was lost at ${ns(run.time)} ns. The run was rebuilt from ${ns(good.time)} ns and has lost nothing.`;
      this.recall(good);
      if (run.held) this.wish = 'hold';
      void this.begin(good);
      return;
    }
    run.state = 'failed';
    run.error = message;
    // What the library foresees is for the reader; anything else is for the console too.
    if (!foreseen) console.error(message);
  }

  /** Takes back what came after a good state. */
  private recall({ rows, time, steps, rejected }: Good): void {
    this.run.rows.length = rows;
    cut(this.run.curves, rows);
    Object.assign(this.run, { time, steps, rejected });
  }

  private show(m: Float64Array): void {
    Object.assign(this.run, { m, mTime: this.run.time });
    this.events.sent(m);
  }

  private clock(of: 'relaxSeconds' | 'runSeconds'): void {
    if (this.working === null) return;
    const now = performance.now();
    this.run[of] += (now - this.working) / 1000;
    this.working = now;
  }
}

const ns = (seconds: number) => Number((seconds / 1e-9).toPrecision(4));
