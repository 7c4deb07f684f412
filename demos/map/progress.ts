/** How far the map is, how fast it fills in, and how long that will take: the bar and the figures under the map. */
import type { Backend } from 'spinmotive';
import { numberText } from '../shared/numbers.js';
import { Pace } from '../shared/pace.js';
import { element } from '../shared/page.js';
import type { State } from './filling.js';
import type { Done } from './messages.js';
import { CELLS, durationOf } from './scene.js';

const NONE = '\u2013';
const NS = 1e-9;
const PS = 1e-12;

export interface Seen {
  readonly state: State;
  readonly alpha: number;
  readonly total: number;
  readonly points: readonly Done[];
  readonly backend: Backend | null;
  readonly workers: number;
  /** The point that is looked at. */
  readonly selected: Done | null;
}

export class Progress {
  private readonly pace = new Pace();
  /** Points' worth of work that is under way. */
  private partly = 0;
  private counting = false;

  ahead(ahead: number, done: number): void {
    this.partly = ahead;
    this.pace.add(performance.now(), done + ahead);
  }

  show({ state, alpha, total, points, backend, workers, selected }: Seen): void {
    const running = state === 'running';
    if (running !== this.counting) this.pace.pause();
    this.counting = running;
    if (state === 'starting' || state === 'done') this.partly = 0;
    const rate = running ? this.pace.value : null;
    const now = Math.min(points.length + this.partly, total);
    const failures = points.filter(({ failure }) => failure !== null).length;
    element<HTMLProgressElement>('bar').value = now / total;
    const figures = {
      state,
      points: `${points.length.toLocaleString('en')} of ${total.toLocaleString('en')}${failures > 0 ? `, ${failures.toLocaleString('en')} failed` : ''}`,
      left: rate ? timeText((total - now) / rate) : NONE,
      rate: rate === null ? NONE : `${numberText(rate)} /s`,
      pace: rate === null ? NONE : `${numberText((rate * durationOf(alpha)) / NS)} ns/s`,
      dt: typeof selected?.dt === 'number' ? `${numberText(selected.dt / PS)} ps` : NONE,
      ledger: typeof selected?.ledger === 'number' ? numberText(selected.ledger) : NONE,
      cells: `${CELLS} a wall`,
      engine: backend ? engineText(backend, workers) : NONE,
    };
    for (const [id, text] of Object.entries(figures)) element(`status-${id}`).textContent = text;
  }
}

const timeText = (seconds: number): string => (seconds < 100 ? `${Math.ceil(seconds)} s` : `${Math.round(seconds / 60)} min`);

function engineText({ kind, adapter, software }: Backend, workers: number): string {
  if (kind === 'gpu') return `WebGPU on ${adapter}${software ? ' (software)' : ''}`;
  return `float64 on the CPU, ${workers === 1 ? '1 worker' : `${workers} workers`}`;
}
