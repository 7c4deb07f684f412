/** How fast a run goes: simulated seconds in a second of the clock, over the latest second or so in which it ran. */
export class Pace {
  private points: { at: number; time: number }[] = [];

  /** @param at ms of the clock; @param time simulated s */
  add(at: number, time: number): void {
    this.points.push({ at, time });
    while (this.points.length > 2 && this.points[1].at < at - SPAN) this.points.shift();
  }

  /** The time until the next point does not count. */
  pause(): void {
    this.points = [];
  }

  /** Null until there is enough to tell. */
  get value(): number | null {
    const [first, last] = [this.points[0], this.points.at(-1)];
    if (!first || !last || last.at - first.at < LEAST) return null;
    return (1000 * (last.time - first.time)) / (last.at - first.at);
  }
}

/** ms */
const SPAN = 1000;
const LEAST = 100;
