/** How far the map is, and how long it will take. */
import type { Backend } from 'spinmotive';
import { element } from '../shared/page.js';

export class Progress {
  private total = 1;
  private done = 0;
  /** Points' worth of work that is under way. */
  private partly = 0;
  /** Points that were there at the start, and ms of work since. */
  private before = 0;
  private worked = 0;
  private since: number | null = null;

  start(total: number, done: number): void {
    Object.assign(this, { total, done, before: done, partly: 0, worked: 0, since: performance.now() });
    element('engine').textContent = 'starting \u2026';
    this.show();
  }

  engine({ kind, adapter, software, reason }: Backend, workers: number): void {
    const name = kind === 'gpu' ? `WebGPU on ${adapter}${software ? ' (software)' : ''}` : `float64 on the CPU, ${workers === 1 ? '1 worker' : `${workers} workers`}`;
    element('engine').textContent = reason === 'asked for' ? name : `${name}: ${reason}`;
  }

  add(): void {
    this.done++;
    this.show();
  }

  ahead(ahead: number): void {
    this.partly = ahead;
    this.show();
  }

  pause(pausing: boolean): void {
    this.halt();
    if (!pausing) this.since = performance.now();
    this.show();
  }

  /** The clock stands. */
  halt(): void {
    this.worked = this.elapsed();
    this.since = null;
  }

  over(): void {
    this.halt();
    this.partly = 0;
    this.show();
    if (element('engine').textContent === 'starting \u2026') element('engine').textContent = '';
  }

  private elapsed(): number {
    return this.worked + (this.since === null ? 0 : performance.now() - this.since);
  }

  private show(): void {
    const now = Math.min(this.done + this.partly, this.total);
    element<HTMLProgressElement>('bar').value = now / this.total;
    const count = `${this.done.toLocaleString('en')} of ${this.total.toLocaleString('en')} points`;
    element('progress').textContent = this.done >= this.total ? count : this.since === null ? `${count}, paused` : `${count}${this.left(now)}`;
  }

  private left(now: number): string {
    const fresh = now - this.before;
    if (fresh < 1) return '';
    const seconds = Math.ceil((((this.total - now) / fresh) * this.elapsed()) / 1000);
    return seconds < 100 ? `, ${seconds} s left` : `, ${Math.round(seconds / 60)} min left`;
  }
}
