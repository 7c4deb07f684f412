/**
 * The run of a lab as its page knows it: where it stands, all of its table, and good states to come back to. WebGPU runs in the page, so that the
 * page draws from the solver's own buffer; float64 runs in a worker.
 */
import { chooseBackend, RunError, type Backend, type BackendChoice, type Checkpoint, type Column, type GpuState, type Kick, type Scene, type SceneInput } from 'spinmotive';
import type { Relaxation } from '../status.js';
import { Remote } from './remote.js';
import { failureOf, Runner, type Audience, type Failure, type Moment, type Opened, type Running } from './runner.js';

export type State = 'starting' | 'running' | 'paused' | 'done' | 'failed';

/** Where a run can be taken up again, with its table until there. */
export interface Kept {
  readonly checkpoint: Checkpoint;
  readonly time: number;
  readonly rows: readonly number[][];
  readonly backend: Backend;
}

export interface Listener {
  /** Another run, or the same from another moment on: nothing that was shown holds any more. */
  opened(): void;
  /** There is something new to draw. */
  moment(): void;
  /** The state has changed. */
  changed(): void;
  /** The device was lost, and the run goes on from this time, s. */
  rebuilt(time: number, why: string): void;
}

/** A device that is lost more often than this within a minute is not worth waiting for. */
const MOST_LOSSES = 3;
const MINUTE = 60_000;

export class Player {
  state: State = 'starting';
  /** Without what has been changed on the way. */
  input: SceneInput;
  scene: Scene | null = null;
  columns: readonly Column[] = [];
  rows: number[][] = [];
  /** [cells * 3]; null where it is seen on the device. */
  m: Float64Array | null = null;
  gpu: GpuState | null = null;
  backend: Backend | null = null;
  failure: Failure | null = null;
  /** While the start comes to rest. */
  relaxation: Relaxation | null = null;
  time = 0;
  steps = 0;
  /** Where the left edge of the window lies, m. */
  origin = 0;
  /** The latest good state. */
  lastGood: Kept | null = null;

  private open = true;
  private running: Running | null = null;
  /** Counts runs: what an earlier one still says is not heard. */
  private turn = 0;
  private losses: number[] = [];
  private choice: BackendChoice = 'auto';

  constructor(private readonly listener: Listener, input: SceneInput) {
    this.input = input;
  }

  /** Whether the run may go on. */
  get isOpen(): boolean {
    return this.open;
  }

  get isOver(): boolean {
    return this.state === 'done' || this.state === 'failed';
  }

  /** The scene that repeats the run as it stands. */
  get recipe(): SceneInput {
    return this.scene?.changes ? { ...this.input, changes: this.scene.changes } : this.input;
  }

  /** Ends the run there is, and begins another. */
  start(input: SceneInput, choice: BackendChoice): void {
    this.stop();
    this.choice = choice;
    Object.assign(this, { input, scene: null, rows: [], m: null, gpu: null, backend: null, time: 0, steps: 0, origin: 0, lastGood: null });
    void this.begin(null, async () => chooseBackend(input, choice));
  }

  /** Takes a run up again, from where it was then. */
  restore({ checkpoint, time, rows, backend }: Kept): void {
    this.stop();
    Object.assign(this, { rows: [...rows], time });
    void this.begin(checkpoint, async () => backend);
  }

  run(): void {
    this.open = true;
    this.running?.run();
    this.listener.changed();
  }

  hold(): void {
    this.open = false;
    this.running?.hold();
    this.listener.changed();
  }

  /** To the next sample, and no further. */
  step(): void {
    this.open = false;
    this.running?.step();
    this.listener.changed();
  }

  /** Sets values from the next sample on. @returns the scene that repeats the run then @throws SceneError, RunError as Simulation.change */
  change(set: Readonly<Record<string, unknown>>): Promise<SceneInput> {
    return this.ask((running) => running.change(set));
  }

  /** A field pulse at the next sample. @throws SceneError, RunError as Simulation.kick */
  kick(kick: Kick): Promise<SceneInput> {
    return this.ask((running) => running.kick(kick));
  }

  /** The state between two chunks. @throws RunError where nothing runs */
  async keep(): Promise<Kept> {
    const running = this.here();
    const { backend } = this;
    const checkpoint = await running.checkpoint();
    if (running !== this.running || !backend) throw new RunError('another run has begun');
    return this.keeping(checkpoint, backend);
  }

  /** [cells * 3] as it stands. @throws RunError where nothing runs */
  magnetization(): Promise<Float64Array> {
    return this.here().magnetization();
  }

  private here(): Running {
    if (!this.running) throw new RunError('nothing runs');
    return this.running;
  }

  private async ask(question: (running: Running) => Promise<Scene>): Promise<SceneInput> {
    const running = this.here();
    const scene = await question(running);
    if (running !== this.running) throw new RunError('another run has begun');
    this.scene = scene;
    return this.recipe;
  }

  private stop(): void {
    this.turn++;
    this.running?.end();
    this.running = null;
  }

  private async begin(checkpoint: Checkpoint | null, choose: () => Promise<Backend>): Promise<void> {
    const turn = this.turn;
    Object.assign(this, { failure: null, relaxation: null });
    this.enter('starting');
    try {
      const backend = await choose();
      if (turn !== this.turn) return;
      const opening = { scene: this.input, checkpoint, backend: backend.kind, held: !this.open };
      const audience = this.audience(turn, backend);
      this.running = backend.kind === 'gpu' ? new Runner(opening, audience) : new Remote(opening, audience);
    } catch (error) {
      if (turn === this.turn) this.failed(failureOf(error));
    }
  }

  /** @param chosen why there: a worker only knows that it was told */
  private audience(turn: number, chosen: Backend): Audience {
    let drawn = true;
    const heard = <T extends unknown[]>(act: (...said: T) => void) => (...said: T) => {
      if (turn === this.turn) act(...said);
    };
    return {
      ready: () => drawn,
      relaxing: heard((time: number, rate: number) => {
        this.relaxation = { time, rate };
        this.listener.changed();
      }),
      opened: heard(({ scene, columns, backend, gpu }: Opened) => {
        Object.assign(this, { scene, columns, gpu, backend: { ...backend, reason: chosen.reason }, relaxation: null });
        this.listener.opened();
      }),
      moment: heard((moment: Moment) => {
        const { scene, rows, m, time, steps, origin, done } = moment;
        for (const row of rows) this.rows.push(row);
        Object.assign(this, { scene, m, time, steps, origin });
        drawn = false;
        requestAnimationFrame(() => (drawn = true));
        this.listener.moment();
        if (done) this.enter('done');
        else if (this.state === 'starting') this.enter('running');
      }),
      waits: heard((waiting: boolean) => this.enter(waiting ? 'paused' : this.relaxation ? 'starting' : 'running')),
      kept: heard((checkpoint: Checkpoint, time: number) => {
        if (this.backend) this.lastGood = this.keeping(checkpoint, this.backend, time);
      }),
      failed: heard((failure: Failure) => this.failed(failure)),
    };
  }

  private keeping(checkpoint: Checkpoint, backend: Backend, time = this.time): Kept {
    return { checkpoint, time, backend, rows: this.rows.filter(([t]) => t <= time * (1 + 1e-12)) };
  }

  private failed(failure: Failure): void {
    const now = performance.now();
    if (failure.lost) this.losses = [...this.losses.filter((at) => now - at < MINUTE), now];
    if (failure.lost && this.losses.length <= MOST_LOSSES) return this.rebuild(failure);
    Object.assign(this, { failure, relaxation: null });
    this.running?.end();
    this.running = null;
    this.enter('failed');
  }

  private rebuild({ message }: Failure): void {
    const { lastGood } = this;
    if (lastGood) this.restore(lastGood);
    else this.start(this.recipe, this.choice);
    this.listener.rebuilt(lastGood?.time ?? 0, message);
  }

  private enter(state: State): void {
    this.state = state;
    this.listener.changed();
  }
}

