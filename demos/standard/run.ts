/** One run of a problem: its engine, its turn to compute, what the reader wants of it, and a record that cards and reports read. */
import { chooseBackend, RunError, type Backend, type BackendChoice, type Checkpoint } from 'spinmotive';
import { Remote } from '../shared/lab/remote.js';
import { failureOf, Runner, type Audience, type Failure, type Moment, type Opened, type Opening, type Running } from '../shared/lab/runner.js';
import { Pace } from '../shared/pace.js';
import { append, cut, noCurves } from './curves.js';
import type { Problem } from './problems.js';
import { over, type Run } from './record.js';
import { gridOf, sceneOf, type ProblemSettings } from './settings.js';
import { takeTurn } from './turns.js';

export function newRun(problem: Problem, settings: ProblemSettings, asked: BackendChoice): Run {
  return {
    problem, grid: gridOf(problem, settings), ...sceneOf(problem, settings), asked, curves: noCurves(), rows: [], state: 'waiting', held: false, backend: null, whole: null, columns: [], gpu: null, m: null, mTime: 0,
    relaxation: null, time: 0, steps: 0, rejected: 0, pace: null, relaxSeconds: 0, runSeconds: 0, notice: '', error: '', goodTime: null,
  };
}

/** What to go on from. */
interface Good {
  readonly checkpoint: Checkpoint;
  readonly m: Float64Array;
  /** Rows of the table until then. */
  readonly rows: number;
  readonly time: number;
  readonly steps: number;
  readonly rejected: number;
}

type Wish = 'run' | 'step' | 'hold';

export class Session {
  private running: Running | null = null;
  private begun = false;
  private wish: Wish = 'hold';
  private good: Good | null = null;
  /** Simulated s that the latest loss of a GPU was answered with: to lose it again from there would go on for ever. */
  private rebuiltFrom = -1;
  private readonly ended = new AbortController();
  private waiting = new AbortController();
  private giveTurnOn: (() => void) | null = null;
  /** Held because nobody sees the page: it keeps its turn. */
  private unseen = false;
  private readonly pace = new Pace();
  /** ms of the clock at which it was last heard of while at work; null while it is not. */
  private working: number | null = null;

  /** @param changed called when there is news in the record */
  constructor(readonly run: Run, private readonly changed: () => void) {}

  /** Starts, or goes on; waits for its turn. */
  go(): void {
    this.want('run');
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
    this.running?.[seen ? 'run' : 'hold']();
  }

  /** For good; the record stays as it is. */
  end(): void {
    this.ended.abort();
    this.waiting.abort();
    this.close();
  }

  /** After a failure: to the last good state, and waits there. */
  goBack(): void {
    const { good, run } = this;
    if (!good || run.state !== 'failed') return;
    this.recall(good);
    Object.assign(run, { held: true, error: '', notice: `Back at ${ns(good.time)} ns, from where it can go on.` });
    this.wish = 'hold';
    void this.begin(good);
    this.changed();
  }

  /** What is to be saved: [cells * 3] as it stands, and its time, s. @throws RunError where there is none */
  async magnetization(): Promise<{ m: Float64Array; time: number }> {
    const { run, running } = this;
    if (run.gpu && running) return { m: await running.magnetization(), time: run.time };
    if (!run.m) throw new RunError('there is no magnetization yet');
    return { m: run.m, time: run.mTime };
  }

  private want(wish: Wish): void {
    if (over(this.run)) return;
    this.wish = wish;
    this.run.held = wish !== 'run';
    if (!this.begun) void this.begin(null);
    else if (this.giveTurnOn) this.running?.[wish]();
    else if (wish === 'hold') this.stay();
    else if (this.run.state === 'paused') void this.goOn();
    this.changed();
  }

  /** A run that would have gone on at its turn does not want to any more; one that has not begun does that first. */
  private stay(): void {
    if (!this.running) return;
    this.waiting.abort();
    this.run.state = 'paused';
  }

  private async goOn(): Promise<void> {
    this.run.state = 'waiting';
    if (!(await this.turn())) return;
    this.unseen = document.hidden;
    if (!this.unseen) this.running?.[this.wish]();
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

  private close(): void {
    this.rest();
    this.running?.end();
    this.running = null;
    this.run.gpu = null;
  }

  /** @param from null: from the start */
  private async begin(from: Good | null): Promise<void> {
    const { run } = this;
    this.begun = true;
    run.state = 'waiting';
    if (!(await this.turn())) return;
    run.state = 'starting';
    this.working = performance.now();
    this.changed();
    try {
      // A checkpoint is of its engine.
      const backend = from && run.backend ? run.backend : await chooseBackend(run.scene, run.asked);
      if (!this.ended.signal.aborted) this.open(backend, from);
    } catch (error) {
      if (!this.ended.signal.aborted) this.fail(failureOf(error));
    }
  }

  private open(backend: Backend, from: Good | null): void {
    this.run.backend = backend;
    this.unseen = document.hidden && this.wish === 'run';
    const opening: Opening = { scene: this.run.scene, checkpoint: from?.checkpoint ?? null, backend: backend.kind, held: this.unseen || this.wish !== 'run' };
    this.running = backend.kind === 'gpu' ? new Runner(opening, this.audience()) : new Remote(opening, this.audience());
    if (this.wish === 'step') this.running.step();
  }

  private audience(): Audience {
    const { run } = this;
    let drawn = true;
    /** With the time that it took. */
    const heard = <T extends unknown[]>(act: (...said: T) => void) => (...said: T) => {
      this.clock(run.whole ? 'runSeconds' : 'relaxSeconds');
      act(...said);
      this.changed();
    };
    return {
      ready: () => drawn,
      relaxing: heard((time: number, rate: number) => Object.assign(run, { state: 'relaxing', relaxation: { time, rate } })),
      opened: heard(({ scene, columns, backend, gpu }: Opened) => {
        // The engine was asked for by this page, not by the reader.
        Object.assign(run, { state: 'running', backend: { ...backend, reason: run.backend?.reason ?? backend.reason }, whole: scene, columns, gpu });
      }),
      moment: heard((moment: Moment) => {
        drawn = false;
        requestAnimationFrame(() => (drawn = true));
        this.hear(moment);
      }),
      waits: heard((waiting: boolean) => {
        run.state = waiting ? 'paused' : run.whole ? 'running' : 'relaxing';
        if (!waiting) this.working = performance.now();
        else if (this.unseen) this.working = null;
        else this.rest();
      }),
      kept: heard((checkpoint: Checkpoint, time: number, m: Float64Array) => {
        this.good = { checkpoint, m, time, rows: run.rows.length, steps: run.steps, rejected: run.rejected };
        Object.assign(run, { goodTime: time, m, mTime: time });
      }),
      failed: heard((failure: Failure) => this.fail(failure)),
    };
  }

  private hear({ rows, m, time, steps, rejected, done }: Moment): void {
    const { run } = this;
    for (const row of rows) run.rows.push(row);
    append(run.curves, rows, run.columns);
    this.pace.add(performance.now(), time);
    Object.assign(run, { time, steps, rejected, pace: this.pace.value });
    // A state that is about to be found out is no picture.
    if (m?.every(Number.isFinite)) Object.assign(run, { m, mTime: time });
    if (!done) return;
    Object.assign(run, { state: 'done', goodTime: null });
    // The film is drawn from there still.
    if (run.gpu) this.rest();
    else this.end();
  }

  private fail({ message, foreseen, lost }: Failure): void {
    const { run, good } = this;
    this.close();
    if (run.state === 'done') return;
    if (lost && good && good.time > this.rebuiltFrom) {
      this.rebuiltFrom = good.time;
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
  private recall({ m, rows, time, steps, rejected }: Good): void {
    this.run.rows.length = rows;
    cut(this.run.curves, rows);
    Object.assign(this.run, { m, mTime: time, time, steps, rejected });
  }

  private clock(of: 'relaxSeconds' | 'runSeconds'): void {
    if (this.working === null) return;
    const now = performance.now();
    this.run[of] += (now - this.working) / 1000;
    this.working = now;
  }
}

const ns = (seconds: number) => Number((seconds / 1e-9).toPrecision(4));
