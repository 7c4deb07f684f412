/** What a run says of itself, for the line of figures under its picture. */
import type { Backend, Scene } from 'spinmotive';
import { numberText } from './numbers.js';

export interface Status {
  readonly scene: Scene;
  /** Simulated s. */
  readonly time: number;
  /** Simulated seconds a second of the clock; null where that cannot be told. */
  readonly pace: number | null;
  /** s and a pure number, of the last row of the table; undefined without one. */
  readonly dt: number | undefined;
  readonly ledger: number | undefined;
  readonly backend: Backend;
}

const NONE = '\u2013';

/** Names and figures, by the ids that a page has them under. */
export function statusFigures({ scene, time, pace, dt, ledger, backend }: Status): Readonly<Record<string, string>> {
  const [nx, ny] = scene.grid.cells;
  return {
    time: `${(time / 1e-9).toFixed(2)} of ${numberText(scene.run.duration / 1e-9)} ns`,
    pace: pace === null ? NONE : `${numberText(pace / 1e-9)} ns/s`,
    dt: dt === undefined ? NONE : `${numberText(dt / 1e-12)} ps`,
    ledger: ledger === undefined ? NONE : numberText(ledger),
    cells: ny > 1 ? `${nx} \u00d7 ${ny}` : String(nx),
    engine: backend.kind === 'cpu' ? 'float64 on the CPU' : `WebGPU on ${backend.adapter}${backend.software ? ' (software)' : ''}`,
  };
}

export interface Relaxation {
  /** Simulated s. */
  readonly time: number;
  /** The largest |dm/dt|/gamma, T. */
  readonly rate: number;
}

/** Of a start that comes to rest. @param waits it is held */
export function relaxingText({ time, rate }: Relaxation, waits: boolean): string {
  const [scale, unit] = rate < 1e-3 ? [1e-6, '\u00b5T'] : [1e-3, 'mT'];
  return `${waits ? 'paused, ' : ''}relaxing, ${(time / 1e-9).toFixed(2)} ns, |dm/dt|/\u03b3 ${numberText(rate / scale)} ${unit}`;
}

/** A sentence for a page that runs without WebGPU though it might have had it; empty where all is as it was asked for. */
export function backendNotice({ kind, reason }: Backend): string {
  if (kind === 'gpu' || reason === 'asked for') return '';
  return `This page runs in float64 on the CPU, which is exact and slower than a GPU: ${reason}.`;
}
