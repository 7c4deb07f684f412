/** The time axis of one simulation, and what changes on it: said by its scene, and asked for on the way. */
import type { Change, Happening } from '../scene/changes.js';
import { numberText } from '../scene/errors.js';
import { parseCourse } from '../scene/parse.js';
import { Schedule } from '../scene/schedule.js';
import type { Scene } from '../scene/schema.js';
import { RunError } from './state.js';

/** s. Time is counted in 2^-30 of a segment: in a longer one a tick would be a sizeable part of a step. */
const LONGEST_SEGMENT = 1e-7;

/** A change, and the scene from it on. */
export type Turning = Change & { readonly scene: Scene };

export class Timeline {
  private cut!: Schedule;
  private turnings: Turning[] = [];

  constructor(private readonly given: Scene) {
    const { changes = [] } = given;
    this.become(changes, changes.length > 0 ? parseCourse(given).after : []);
  }

  /** Up to a change it is that of the scene without it and what comes later. */
  get schedule(): Schedule {
    return this.cut;
  }

  /** As a scene has them. */
  get changes(): Change[] {
    return this.turnings.map(plain);
  }

  /** The scene once so many changes have been made. */
  after(made: number): Scene {
    return this.turnings[made - 1]?.scene ?? this.given;
  }

  /** The changes that are due at the end of a segment, when so many have been made. */
  due(made: number, segment: number): Turning[] {
    const { change, end } = this.cut.segment(segment);
    // Cuts of the time axis that all but coincide are one.
    return change ? this.turnings.slice(made).filter(({ at }) => at <= end * (1 + 1e-9)) : [];
  }

  /** The first segment from `segment` on that ends at a sample which is not the last; null where none does. */
  nextSample(segment: number): number | null {
    let k = segment;
    while (k < this.cut.count && !this.cut.segment(k).sample) k++;
    return k < this.cut.count - 1 ? k : null;
  }

  /**
   * Adds to what happens at the end of a segment, when so many changes have been made. Gives the time of that, s.
   * @throws SceneError where it makes no sense, also with what the scene itself changes later; RunError where the scene changes in between
   */
  add({ set, kicks }: Happening, made: number, segment: number): number {
    const { end } = this.cut.segment(segment);
    const [next] = this.turnings.slice(made);
    if (next && next.at < end) throw new RunError(`the scene itself changes before ${numberText(end)} s; try again then`);
    const there: Happening = next?.at === end ? next : {};
    const here: Change = {
      at: end,
      ...(there.set || set ? { set: { ...there.set, ...set } } : {}),
      ...(there.kicks || kicks ? { kicks: [...(there.kicks ?? []), ...(kicks ?? [])] } : {}),
    };
    const ahead = [here, ...this.turnings.slice(made + (next?.at === end ? 1 : 0)).map(plain)];
    // What comes later is worked out anew, with this in it.
    const { after } = parseCourse({ ...this.after(made), changes: ahead });
    const past = this.turnings.slice(0, made);
    this.become([...past.map(plain), ...ahead], [...past.map(({ scene }) => scene), ...after]);
    return end;
  }

  private become(changes: readonly Change[], after: readonly Scene[]): void {
    this.turnings = changes.map((change, n) => ({ ...change, scene: after[n] }));
    this.cut = new Schedule({ ...this.given, changes: [...changes] }, LONGEST_SEGMENT, after);
  }
}

function plain({ scene: _, ...change }: Turning): Change {
  return change;
}
