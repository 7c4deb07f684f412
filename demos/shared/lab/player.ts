/**
 * The run of a lab as its page knows it: where it stands, all of its table, and good states to come back to. WebGPU runs in the page, so that the
 * page draws from the solver's own buffer; float64 runs in a worker.
 */
import { chooseBackend, RunError, type Backend, type BackendChoice, type Checkpoint, type Column, type GpuState, type Kick, type Scene, type SceneInput } from 'spinmotive';
import { same } from '../link.js';
import type { Relaxation } from '../status.js';
import { Remote } from './remote.js';
import { failureOf, Runner, type Audience, type Failure, type Moment, type Opened, type Running } from './runner.js';

export type State = 'starting' | 'running' | 'paused' | 'done' | 'failed';

/** What the reader wants of it. */
export type Wish = 'run' | 'step' | 'hold';

/** Where a run can be taken up again, with its table until there. */
export interface Kept {
  readonly checkpoint: Checkpoint;
  readonly time: number;
  readonly rows: readonly number[][];
  readonly backend: Backend;
}

/** What has become of a kick. */
export interface Kicked {
  /** Repeats the run with the kick in it. */
  readonly scene: SceneInput;
  /** When it acts, s. */
  readonly at: number;
  /** From before the first kick of its stroke. */
  readonly before: Kept;
}

export interface Listener {
  /** Another run, or the same from another moment on or from other memory: nothing that was shown holds any more. */
  opened(): void;
  /** There is something new to draw. */
  moment(): void;
  /** The state has changed. */
  changed(): void;
  /** The device was lost where the player stands, and the run is about to go on from this time, s. */
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
  /** The latest good magnetization that was read, [cells * 3], and its time, s. Of WebGPU: with every good state, and at the end. */
  m: Float64Array | null = null;
  mTime = 0;
  /** The latest density of the current that is known, A/m^2, [cells * 2]; null where it is not followed. */
  j: Float64Array | null = null;
  /** Where the page sees it as it stands; null where it is in memory only. */
  gpu: GpuState | null = null;
  backend: Backend | null = null;
  failure: Failure | null = null;
  /** While the start comes to rest: how far it is, and what was seen of it last, [cells * 3]. */
  relaxation: Relaxation | null = null;
  resting: Float64Array | null = null;
  time = 0;
  steps = 0;
  rejected = 0;
  /** Where the left edge of the window lies, m. */
  origin = 0;
  /** The latest good state. */
  lastGood: Kept | null = null;

  private wish: Wish = 'run';
  private follows = false;
  private running: Running | null = null;
  /** Kicks are made one after the other; the latest stroke, and the state before it. */
  private kicking: Promise<unknown> = Promise.resolve();
  private stroke: { readonly number: number; readonly before: Kept } | null = null;
  /** Counts runs: what an earlier one still says is not heard. */
  private turn = 0;
  private losses: number[] = [];
  private choice: BackendChoice = 'auto';

  constructor(private readonly listener: Listener, input: SceneInput) {
    this.input = input;
  }

  /** Whether the run may go on. */
  get isOpen(): boolean {
    return this.wish === 'run';
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
    Object.assign(this, { input, scene: null, rows: [], m: null, mTime: 0, j: null, backend: null, time: 0, steps: 0, rejected: 0, origin: 0, lastGood: null });
    void this.begin(null, async () => chooseBackend(input, choice));
  }

  /** Takes a run up again, from where it was then; a step that was under way is not made up for. */
  restore(kept: Kept): void {
    const { checkpoint, time, rows, backend } = kept;
    this.stop();
    if (this.wish === 'step') this.wish = 'hold';
    Object.assign(this, { scene: sceneOf(checkpoint), rows: [...rows], time, j: null, lastGood: kept });
    void this.begin(checkpoint, async () => backend);
  }

  /** Nothing more is heard of the run there is; what is known of it stays. */
  end(): void {
    this.stop();
  }

  run(): void {
    this.want('run');
  }

  hold(): void {
    this.want('hold');
  }

  /** To the next sample, and no further. */
  step(): void {
    this.want('step');
  }

  /** Whether the current is read besides, where the potential is solved for: it costs a reading for each picture. */
  follow(follows: boolean): void {
    this.follows = follows;
    if (!follows) this.j = null;
    this.running?.follow(follows);
  }

  /** Sets values from the next sample on. @returns the scene that repeats the run then @throws SceneError, RunError as Simulation.change */
  change(set: Readonly<Record<string, unknown>>): Promise<SceneInput> {
    return this.ask((running) => running.change(set));
  }

  /**
   * A field pulse at the next sample. Kicks of one stroke have one state before them.
   * @param make of the scene as it is run
   * @throws RunError where there is nothing to kick, why in a sentence; SceneError, RunError as Simulation.kick
   */
  kick(make: (scene: Scene) => Kick, stroke: number): Promise<Kicked> {
    const kicked = this.kicking.then(() => this.strike(make, stroke));
    this.kicking = kicked.catch(() => {});
    return kicked;
  }

  /** When the kicks that were asked for have been made, or refused. */
  async kicked(): Promise<void> {
    await this.kicking;
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
  async magnetization(): Promise<Float64Array> {
    // Of a run that is over and whose device is gone.
    if (this.state === 'done' && !this.running && this.m) return this.m;
    return this.here().magnetization();
  }

  private want(wish: Wish): void {
    this.wish = wish;
    this.running?.[wish]();
    this.listener.changed();
  }

  private async strike(make: (scene: Scene) => Kick, stroke: number): Promise<Kicked> {
    if (this.isOver) throw new RunError('The run is over; run it again to poke it.');
    const { scene } = this;
    if (!scene || !this.running) throw new RunError('The run has not begun yet; it can be poked once its start is there.');
    if (this.stroke?.number !== stroke) this.stroke = { number: stroke, before: await this.keep() };
    const { before } = this.stroke;
    const kick = make(scene);
    const next = await this.ask((running) => running.kick(kick));
    const change = next.changes?.findLast(({ kicks = [] }) => kicks.some((one) => same(one, kick)));
    if (!change) throw new Error('the run has lost a kick');
    return { scene: next, at: change.at, before };
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
    // A kick that still waits for this run waits for nothing.
    Object.assign(this, { running: null, gpu: null, stroke: null, kicking: Promise.resolve() });
  }

  private async begin(checkpoint: Checkpoint | null, choose: () => Promise<Backend>): Promise<void> {
    const turn = this.turn;
    Object.assign(this, { failure: null, relaxation: null, resting: null });
    this.enter('starting');
    try {
      const backend = await choose();
      if (turn !== this.turn) return;
      const opening = { scene: this.input, checkpoint, backend: backend.kind, held: this.wish !== 'run' };
      const audience = this.audience(turn, backend);
      this.running = backend.kind === 'gpu' ? new Runner(opening, audience) : new Remote(opening, audience);
      if (this.follows) this.running.follow(true);
      if (this.wish === 'step') this.running.step();
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
      relaxing: heard((time: number, rate: number, m: Float64Array | null) => {
        this.relaxation = { time, rate };
        if (m) this.resting = m;
        this.listener.changed();
      }),
      opened: heard(({ scene, columns, backend, gpu }: Opened) => {
        Object.assign(this, { scene, columns, gpu, backend: { ...backend, reason: chosen.reason }, relaxation: null, resting: null });
        this.listener.opened();
      }),
      moment: heard((moment: Moment) => {
        const { scene, rows, m, j, time, steps, rejected, origin, done } = moment;
        for (const row of rows) this.rows.push(row);
        Object.assign(this, { scene, time, steps, rejected, origin });
        // A state that is about to be found out is no picture.
        if (m?.every(Number.isFinite)) Object.assign(this, { m, mTime: time });
        if (j && this.follows) this.j = j;
        drawn = false;
        requestAnimationFrame(() => (drawn = true));
        this.listener.moment();
        if (done) this.enter('done');
        else if (this.state === 'starting') this.enter('running');
      }),
      waits: heard((waiting: boolean) => this.enter(waiting ? 'paused' : this.relaxation ? 'starting' : 'running')),
      kept: heard((checkpoint: Checkpoint, time: number, m: Float64Array) => {
        Object.assign(this, { m, mTime: time });
        if (this.backend) this.lastGood = this.keeping(checkpoint, this.backend, time);
        this.listener.changed();
      }),
      failed: heard((failure: Failure) => this.failed(failure)),
    };
  }

  private keeping(checkpoint: Checkpoint, backend: Backend, time = this.time): Kept {
    return { checkpoint, time, backend, rows: this.rows.filter(([t]) => t <= time * (1 + 1e-12)) };
  }

  private failed(failure: Failure): void {
    const now = performance.now();
    if (this.state === 'done') return this.goneAtEnd();
    if (failure.lost) this.losses = [...this.losses.filter((at) => now - at < MINUTE), now];
    if (failure.lost && this.losses.length <= MOST_LOSSES) return this.rebuild(failure);
    Object.assign(this, { failure, relaxation: null, resting: null });
    this.stop();
    this.enter('failed');
  }

  /** A run that is over has lost nothing: it is seen in memory then. */
  private goneAtEnd(): void {
    this.stop();
    this.listener.opened();
    this.listener.moment();
  }

  private rebuild({ message }: Failure): void {
    const { lastGood, scene } = this;
    this.listener.rebuilt(lastGood?.time ?? 0, message);
    if (!lastGood || !scene) return this.start(this.recipe, this.choice);
    // With what has been asked for since.
    this.restore({ ...lastGood, checkpoint: goingOnWith(lastGood.checkpoint, scene) });
  }

  private enter(state: State): void {
    this.state = state;
    this.listener.changed();
  }
}

/** Of the JSON in its header. */
const sceneOf = ({ header }: Checkpoint): Scene => (header as { scene: Scene }).scene;

/** The same state, of a run that has other changes ahead of it: they come at samples, where the time axis is cut anyway. */
const goingOnWith = ({ header, arrays }: Checkpoint, scene: Scene): Checkpoint => ({ header: { ...(header as object), scene }, arrays });
