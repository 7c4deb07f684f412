/** What the reader has chosen, and everything that was chosen before. */
export class History<T> {
  private past: T[] = [];
  private changing: string | null = null;

  constructor(private now: T) {}

  get current(): T {
    return this.now;
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  /** @param by a control that is being dragged: what it changes until `settle` counts as one change */
  change(next: T, by: string | null = null): void {
    if (by === null || by !== this.changing) this.past.push(this.now);
    if (this.past.length > MOST) this.past.shift();
    this.changing = by;
    this.now = next;
  }

  /** What is current in other words: nothing to undo. */
  restate(now: T): void {
    this.now = now;
  }

  /** What is dead is nothing to undo any more; what came before it takes its place. */
  forget(dead: (one: T) => boolean): void {
    this.past = this.past.filter((one) => !dead(one));
    if (dead(this.now)) this.undo();
  }

  settle(): void {
    this.changing = null;
  }

  undo(): void {
    this.now = this.past.pop() ?? this.now;
    this.changing = null;
  }
}

const MOST = 200;
