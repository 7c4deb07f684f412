/** Fills in the map that is chosen: which points there are, which are missing, and whether they are being run. */
import type { Backend } from 'spinmotive';
import { keyOf, levelsTo, newOf, placeOf, type Place } from './lattice.js';
import type { Done, Failed, Level } from './messages.js';
import { Pool } from './pool.js';
import { sweepScene } from './scene.js';
import { studyOf, type Choice } from './settings.js';

export type State = 'starting' | 'running' | 'paused' | 'done' | 'failed';

/** Of a study on an engine; by place, in the order in which they came. */
interface Kept {
  readonly points: Map<number, Done>;
  backend: Backend | null;
  workers: number;
}

export interface Listener {
  /** There are other points than before. */
  readonly points: () => void;
  /** Points' worth of work that is under way. */
  readonly ahead: (ahead: number) => void;
  readonly state: () => void;
  readonly failed: (failure: Failed) => void;
  /** The device is gone, and the map goes on with another. */
  readonly lost: () => void;
  /** There is another engine than the one that the points are of, and the map begins anew. */
  readonly another: () => void;
}

/** Devices that may be lost one after the other without a point in between. */
const MOST_LOST = 3;

export class Filling {
  state: State = 'starting';
  /** Whether nothing is to be run for now. */
  held = false;
  private readonly studies = new Map<string, Kept>();
  private pool: Pool | null = null;
  private stepping = false;
  private lost = 0;
  private kept: Kept;

  constructor(
    private choice: Choice,
    private readonly tell: Listener,
  ) {
    this.kept = this.keptOf(choice);
  }

  get backend(): Backend | null {
    return this.kept.backend;
  }

  get workers(): number {
    return this.kept.workers;
  }

  get over(): boolean {
    return this.state === 'done' || this.state === 'failed';
  }

  /** Of the levels that are asked for, as they came: there may be finer ones, from before. */
  points(): Done[] {
    return [...this.kept.points.values()].filter(({ side }) => side <= this.choice.scene.finest);
  }

  at(place: Place | null): Done | null {
    const point = place && this.kept.points.get(keyOf(place));
    return point && point.side <= this.choice.scene.finest ? point : null;
  }

  /** Shows and runs what is chosen; what is there of it already stays. */
  start(choice: Choice): void {
    this.pool?.stop();
    this.pool = null;
    this.stepping = false;
    this.choice = choice;
    this.kept = this.keptOf(choice);
    const { scene, backend } = choice;
    const levels = levelsTo(scene.finest)
      .map((side): Level => ({ side, scene: sweepScene(scene, side), points: newOf(side).filter((index) => !this.at(placeOf(side, index))) }))
      .filter(({ points }) => points.length > 0);
    this.mark(levels.length === 0 ? 'done' : 'starting');
    this.tell.points();
    if (levels.length === 0) return;
    this.pool = new Pool(levels, backend, this.held, {
      chosen: (found, workers) => {
        const { backend: before, points } = this.kept;
        if (before && before.adapter !== found.adapter && points.size > 0) {
          this.forget();
          this.tell.another();
          return this.start(choice);
        }
        Object.assign(this.kept, { backend: found, workers });
        this.mark(this.waits ? 'paused' : 'running');
      },
      point: (point) => {
        this.lost = 0;
        this.stepping = false;
        this.kept.points.set(keyOf(placeOf(point.side, point.index)), point);
        if (this.waits) this.mark('paused');
        this.tell.points();
      },
      ahead: (ahead) => this.tell.ahead(ahead),
      over: () => {
        this.pool?.stop();
        this.pool = null;
        this.mark('done');
      },
      failed: (failure) => this.fail(failure),
    });
  }

  run(): void {
    this.held = false;
    this.lost = 0;
    if (this.state === 'done') this.forget();
    if (this.over) return this.start(this.choice);
    this.pool?.continue();
    if (this.state === 'paused') this.mark('running');
    else this.tell.state();
  }

  hold(): void {
    this.held = true;
    this.stepping = false;
    if (!this.over) this.pool?.pause();
    if (this.state === 'running') this.mark('paused');
    else this.tell.state();
  }

  /** Goes on to the next point. */
  step(): void {
    if (this.over) return;
    if (!this.held) this.hold();
    this.stepping = true;
    this.pool?.step();
    if (this.state === 'paused') this.mark('running');
  }

  /** Back to an empty map, held. */
  reset(): void {
    this.held = true;
    this.forget();
    this.start(this.choice);
  }

  private get waits(): boolean {
    return this.held && !this.stepping;
  }

  private forget(): void {
    this.kept.points.clear();
  }

  private keptOf({ scene, backend }: Choice): Kept {
    const key = JSON.stringify([studyOf(scene), backend]);
    const kept = this.studies.get(key) ?? { points: new Map<number, Done>(), backend: null, workers: 0 };
    this.studies.set(key, kept);
    return kept;
  }

  private fail(failure: Failed): void {
    this.pool = null;
    if (failure.lost && ++this.lost <= MOST_LOST) {
      this.tell.lost();
      return this.start(this.choice);
    }
    this.mark('failed');
    this.tell.failed(failure);
  }

  private mark(state: State): void {
    this.state = state;
    this.tell.state();
  }
}
