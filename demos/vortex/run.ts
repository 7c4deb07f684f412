/**
 * The solver in the page: runs chunk by chunk, with the page free in between, until it is told to stop, to begin anew, or to go on from
 * where it is with other settings.
 */
import { Simulation, type Backend, type BackendChoice, type SceneInput } from 'spinmotive';
import type { FilmView } from '../shared/view/filmView.js';
import { vortexFiles, vortexScene, type Settings, type Standing } from './scene.js';
import { emptyTrace, extend, type Trace } from './trace.js';

export interface Choice {
  readonly settings: Settings;
  readonly backend: BackendChoice;
}

export interface Progress {
  readonly scene: SceneInput;
  readonly trace: Trace;
  /** Simulated s since the vortex was made. */
  readonly time: number;
  readonly steps: number;
  /** rad/(s T) */
  readonly gamma: number;
  readonly backend: Backend;
}

/** ms of work after which the page gets a chance to draw. */
const WORK = 12;

/** Resolves when the page has been drawn again; a page that nobody sees is not drawn, and its run waits. */
const nextFrame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

export class Runner {
  private simulation: Simulation | null = null;
  private wanted: { choice: Choice; anew: boolean } | null = null;
  private wake = () => {};
  private paused = false;
  /** The run has failed, and there is nothing to go on from. */
  private broken = false;
  private trace = emptyTrace();
  /** Simulated s, and steps, before the simulation there is. */
  private before = { time: 0, steps: 0 };
  private ran = { time: 0, steps: 0 };

  /** @param starting called before, @param progress after the solver has done something, @param failed when it cannot go on */
  constructor(private readonly view: FilmView, private readonly starting: () => void, private readonly progress: (progress: Progress) => void, private readonly failed: (error: unknown) => void) {
    void this.loop();
  }

  /** @param anew from a fresh vortex, not from where the run is */
  run(choice: Choice, anew: boolean): void {
    this.wanted = { choice, anew: anew || this.broken || (this.wanted?.anew ?? false) };
    this.wake();
  }

  pause(paused: boolean): void {
    this.paused = paused;
    this.wake();
  }

  /** [cells * 3], as it stands. */
  async magnetization(): Promise<Float64Array> {
    if (!this.simulation) throw new Error('nothing runs');
    return this.simulation.magnetization();
  }

  private async loop(): Promise<never> {
    for (;;) {
      while (!this.wanted) await new Promise<void>((resolve) => (this.wake = resolve));
      const { choice, anew } = this.wanted;
      this.wanted = null;
      try {
        await this.one(choice, anew);
      } catch (error) {
        this.broken = true;
        this.failed(error);
      }
    }
  }

  private async one(choice: Choice, anew: boolean): Promise<void> {
    this.starting();
    const old = this.simulation;
    const from: Standing | null = anew || !old ? null : { m: await old.magnetization(), time: this.before.time + this.ran.time };
    const scene = vortexScene(choice.settings, from);
    const simulation = await Simulation.create(scene, { backend: choice.backend, files: vortexFiles(from) });
    await this.view.show(simulation.gpu, simulation.gpu ? null : await simulation.magnetization());
    old?.destroy();
    this.simulation = simulation;
    this.broken = false;
    this.before = from ? { time: from.time, steps: this.before.steps + this.ran.steps } : { time: 0, steps: 0 };
    this.ran = { time: 0, steps: 0 };
    if (!from) this.trace = emptyTrace();

    const column = (name: string) => simulation.columns.findIndex((c) => c.name === name);
    const tell = () =>
      this.progress({ scene, trace: this.trace, time: this.before.time + this.ran.time, steps: this.before.steps + this.ran.steps, gamma: simulation.scene.material.gamma, backend: simulation.backend });
    let busySince = performance.now();
    for await (const { rows, time, steps, done } of simulation.advance()) {
      // The first row of a run that goes on is the last one of the run before.
      for (const row of rows) if (!from || row[column('t')] > 0) extend(this.trace, column, row, this.before.time);
      this.ran = { time, steps };
      if (done) this.wanted ??= { choice, anew: false };
      if (!this.paused && !this.wanted && performance.now() - busySince < WORK) continue;
      if (!simulation.gpu) this.view.update(await simulation.magnetization());
      this.view.redraw();
      tell();
      await nextFrame();
      if (this.paused && !this.wanted) tell();
      while (this.paused && !this.wanted) await new Promise<void>((resolve) => (this.wake = resolve));
      if (this.wanted) return;
      busySince = performance.now();
    }
  }
}
