/** Lets a run go on, holds it, or lets it go on to its next sample. */
export class Gate {
  private open = true;
  private steps = 0;
  private wake = () => {};

  /** @param waits called when the run begins to wait here, and when it goes on */
  constructor(private readonly waits: (waiting: boolean) => void) {}

  get isOpen(): boolean {
    return this.open;
  }

  /** Whether the run may go on now. */
  get passes(): boolean {
    return this.open || this.steps > 0;
  }

  run(): void {
    this.open = true;
    this.wake();
  }

  hold(): void {
    this.open = false;
    this.steps = 0;
  }

  step(): void {
    this.open = false;
    this.steps++;
    this.wake();
  }

  /** Says that the run has come to a sample. */
  sampled(): void {
    this.steps = Math.max(0, this.steps - 1);
  }

  /** For a new run: steps of the last one are forgotten. */
  renew(): void {
    this.steps = 0;
    this.wake();
  }

  /** Resolves when the run may go on or is over. */
  async pass(signal: AbortSignal): Promise<void> {
    if (this.passes || signal.aborted) return;
    this.waits(true);
    while (!this.passes && !signal.aborted) await new Promise<void>((resolve) => (this.wake = resolve));
    if (!signal.aborted) this.waits(false);
  }
}
