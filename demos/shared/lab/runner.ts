/**
 * One run, wherever it goes on: in the page, where WebGPU has the state that the page draws, or in a worker, where float64 may take all the time
 * there is. Commands come at any moment and act between two chunks.
 */
import { GpuError, RunError, SceneError, Simulation, type Backend, type Checkpoint, type Column, type GpuState, type Kick, type Relaxing, type Scene, type SceneInput } from 'spinmotive';
import { Gate } from '../gate.js';

/** What to run: a scene from its start, or what goes on from a checkpoint. */
export interface Opening {
  readonly scene: SceneInput;
  readonly checkpoint: Checkpoint | null;
  readonly backend: 'gpu' | 'cpu';
  /** Whether it waits at its start. */
  readonly held: boolean;
}

export interface Opened {
  readonly scene: Scene;
  readonly columns: readonly Column[];
  readonly backend: Backend;
  /** Null where the state is not on a device of this page. */
  readonly gpu: GpuState | null;
}

/** What there is to show. */
export interface Moment {
  /** With what has been changed on the way. */
  readonly scene: Scene;
  /** New rows of the table. */
  readonly rows: readonly number[][];
  /** [cells * 3]; null where the page can see it on the device, until the run is over, and where it is no good any more. */
  readonly m: Float64Array | null;
  /** Density of the current, A/m^2, [cells * 2]; null where it is not followed, or not known as it stands. */
  readonly j: Float64Array | null;
  /** Simulated s. */
  readonly time: number;
  readonly steps: number;
  readonly rejected: number;
  /** Where the left edge of the window lies, m. */
  readonly origin: number;
  readonly done: boolean;
}

export interface Failure {
  readonly message: string;
  /** The library says so; anything else is a fault of the page. */
  readonly foreseen: boolean;
  /** The device is gone, with all that was on it. */
  readonly lost: boolean;
}

/** What is asked of a run while it goes on. Changes and kicks are made at the next sample and give the scene that repeats the run. */
export interface Running {
  run(): void;
  hold(): void;
  step(): void;
  /** Whether what is told has the current in it. */
  follow(follows: boolean): void;
  change(set: Readonly<Record<string, unknown>>): Promise<Scene>;
  kick(kick: Kick): Promise<Scene>;
  checkpoint(): Promise<Checkpoint>;
  /** Of the moment that was told last. */
  magnetization(): Promise<Float64Array>;
  /** Ends it and frees its engine; nothing more is heard of it. */
  end(): void;
}

export interface Audience {
  /** Its start comes to rest, before it opens: simulated s, the largest |dm/dt|/gamma, T, and what there is to show of it now and then. @param m [cells * 3] or null */
  relaxing(time: number, rate: number, m: Float64Array | null): void;
  opened(opened: Opened): void;
  /** Whether the last moment has been seen: until then the run goes on without telling. */
  ready(): boolean;
  moment(moment: Moment): void;
  /** The run waits, or goes on. */
  waits(waiting: boolean): void;
  /** A good state to come back to. @param m [cells * 3] */
  kept(checkpoint: Checkpoint, time: number, m: Float64Array): void;
  /** The last that is heard of it. */
  failed(failure: Failure): void;
}

/** ms of work between two looks at what else there is to do, and between two checkpoints. */
const WORK = 8;
const KEEP = 2000;
/** ms between two pictures of a start that relaxes: of a GPU they are read back. */
const SHOW = 50;
/** ms within which browsers say that a device is lost, after what failed for it. */
const LATE = 100;

export const failureOf = (error: unknown): Failure => ({
  message: error instanceof Error ? error.message : String(error),
  foreseen: error instanceof SceneError || error instanceof RunError || error instanceof GpuError,
  lost: error instanceof GpuError && error.lost,
});

/** Lets messages in; unlike a timer it comes back at once. */
const breath = () =>
  new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });

export class Runner implements Running {
  private readonly gate = new Gate((waiting) => this.audience.waits(waiting));
  private readonly over = new AbortController();
  private readonly simulation: Promise<Simulation>;
  /** Since the last moment that was told. */
  private rows: number[][] = [];
  private latest = { time: 0, steps: 0, rejected: 0, origin: 0, done: false };
  private good = true;
  private follows = false;
  /** Whether it is to wait at its start: a start that is not at rest comes to rest all the same. */
  private heldAtStart: boolean;
  /** ms of the clock: since when it has worked without a breath, and of the last checkpoint; simulated s of that. */
  private workedSince = performance.now();
  private shownAt = -Infinity;
  private keptAt = -Infinity;
  private keptTime = -1;
  /** What waits for a state that is whole, and whether nothing is under way now. */
  private readonly tasks: ((simulation: Simulation) => Promise<void>)[] = [];
  private serving: Promise<void> = Promise.resolve();
  private idle = false;

  constructor(opening: Opening, private readonly audience: Audience) {
    this.heldAtStart = opening.held;
    this.simulation = open(opening, (start) => this.relaxing(start));
    void this.go().catch((error: unknown) => this.stumbled(error));
  }

  run(): void {
    this.heldAtStart = false;
    this.gate.run();
  }

  hold(): void {
    this.gate.hold();
  }

  step(): void {
    this.heldAtStart = false;
    this.gate.step();
  }

  follow(follows: boolean): void {
    this.follows = follows;
    // Of a run that waits or is over, which says nothing of itself. One that fails says so.
    if (follows) void this.between((simulation) => this.tell(simulation)).catch(() => {});
  }

  async change(set: Readonly<Record<string, unknown>>): Promise<Scene> {
    const simulation = await this.simulation;
    await simulation.change(set);
    return simulation.scene;
  }

  async kick(kick: Kick): Promise<Scene> {
    const simulation = await this.simulation;
    await simulation.kick(kick);
    return simulation.scene;
  }

  checkpoint(): Promise<Checkpoint> {
    return this.between(async (simulation) => {
      await this.tell(simulation);
      return simulation.checkpoint();
    });
  }

  magnetization(): Promise<Float64Array> {
    return this.between(async (simulation) => {
      await this.tell(simulation);
      return simulation.magnetization();
    });
  }

  end(): void {
    this.over.abort();
    this.gate.renew();
    void this.simulation.then((simulation) => simulation.destroy(), () => {});
  }

  private async stumbled(error: unknown): Promise<void> {
    if (error instanceof GpuError && !error.lost) await new Promise((resolve) => setTimeout(resolve, LATE));
    this.fail(error);
  }

  private fail(error: unknown): void {
    // What an engine says that was taken away is no failure.
    if (this.over.signal.aborted) return;
    this.over.abort();
    this.audience.failed(failureOf(error));
  }

  /** @throws DOMException where the run has ended */
  private async relaxing({ time, rate, magnetization }: Relaxing): Promise<void> {
    const { signal } = this.over;
    const now = performance.now();
    if (now - this.workedSince >= WORK) {
      signal.throwIfAborted();
      const shows = now - this.shownAt >= SHOW && this.audience.ready();
      if (shows) this.shownAt = now;
      this.audience.relaxing(time, rate, shows ? await magnetization() : null);
      await breath();
      await this.gate.pass(signal);
      this.workedSince = performance.now();
    }
    signal.throwIfAborted();
  }

  /** Does something with a state that is whole: between two chunks, or while the run waits. */
  private between<T>(act: (simulation: Simulation) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.tasks.push(async (simulation) => act(simulation).then(resolve, reject));
      if (this.idle) void this.simulation.then((simulation) => this.serve(simulation));
    });
  }

  private serve(simulation: Simulation): Promise<void> {
    this.serving = this.serving.then(async () => {
      for (let task = this.tasks.shift(); task; task = this.tasks.shift()) await task(simulation);
    });
    return this.serving;
  }

  private async tell(simulation: Simulation): Promise<void> {
    const m = (simulation.gpu && !this.latest.done) || !this.good ? null : await simulation.magnetization();
    const j = this.follows && this.good ? ((await simulation.currents())?.j ?? null) : null;
    if (this.over.signal.aborted) return;
    this.audience.moment({ scene: simulation.scene, rows: this.rows, m, j, ...this.latest });
    this.rows = [];
  }

  private async keep(simulation: Simulation): Promise<void> {
    this.keptAt = performance.now();
    this.keptTime = this.latest.time;
    await this.tell(simulation);
    const m = await simulation.magnetization();
    // With fixed steps that is found out at the next sample only.
    if (!m.every(Number.isFinite)) return;
    const checkpoint = await simulation.checkpoint();
    if (!this.over.signal.aborted) this.audience.kept(checkpoint, this.latest.time, m);
  }

  /** Until the run may go on. */
  private async wait(simulation: Simulation): Promise<void> {
    await this.serve(simulation);
    if (!this.gate.passes && this.keptTime !== this.latest.time) await this.keep(simulation);
    this.idle = true;
    // Of what was asked meanwhile.
    await this.serve(simulation);
    await this.gate.pass(this.over.signal);
    this.idle = false;
    await this.serving;
    this.pace(simulation);
  }

  /** A step is one sample, and no more. */
  private pace(simulation: Simulation): void {
    simulation.singly = !this.gate.isOpen;
  }

  private async go(): Promise<void> {
    const { signal } = this.over;
    const simulation = await this.simulation;
    if (signal.aborted) return;
    if (this.heldAtStart) this.gate.hold();
    const { columns, backend, gpu } = simulation;
    void gpu?.device.lost.then(({ message }) => this.fail(new GpuError(`the GPU was lost: ${message || 'the browser does not say why'}`, true)));
    this.audience.opened({ scene: simulation.scene, columns, backend, gpu });
    this.latest = { ...simulation.standing, done: false };
    await this.keep(simulation);
    await this.wait(simulation);
    if (signal.aborted) return;

    this.workedSince = performance.now();
    for await (const { rows, done, failed } of simulation.advance()) {
      if (signal.aborted) return;
      this.latest = { ...simulation.standing, done };
      this.good = !failed;
      this.rows.push(...rows);
      for (const [t] of rows) if (t > 0) this.gate.sampled();
      this.pace(simulation);
      const now = performance.now();
      if (!done && !failed && this.gate.passes && now - this.workedSince < WORK) continue;
      if (done || failed || this.audience.ready()) await this.tell(simulation);
      if (done) break;
      // Throws what is wrong.
      if (failed) continue;
      if (now - this.keptAt > KEEP) await this.keep(simulation);
      await breath();
      await this.wait(simulation);
      if (signal.aborted) return;
      this.workedSince = performance.now();
    }
    this.idle = true;
    await this.serve(simulation);
  }
}

const open = ({ scene, checkpoint, backend }: Opening, onRelax: (start: Relaxing) => Promise<void>): Promise<Simulation> =>
  checkpoint ? Simulation.resume(checkpoint, { backend, chunkMs: WORK }) : Simulation.create(scene, { backend, chunkMs: WORK, onRelax });
