/**
 * The factors of time that multiply B, j and the voltage: their values, where they kink or jump, and their smooth pieces.
 * Times in s; factors have no unit.
 */
import type { Waveform } from './schema.js';

/** Straight line from (t0, v0) to (t1, v1); constant where v0 = v1 and t0, t1 may be infinite. */
interface Line {
  readonly t0: number;
  readonly v0: number;
  readonly t1: number;
  readonly v1: number;
}

type Straight = Exclude<Waveform, { kind: 'sine' }>;

/** The factor at time t. At a jump, the value after it. */
export function waveformValue(w: Waveform, t: number): number {
  return w.kind === 'sine' ? sineJet(w, t)[0] : onLine(lineAt(w, t), t);
}

/**
 * Value, first and second time derivative at `t` of the smooth piece that holds at `inside`: the one-sided limits at the
 * ends of a piece. A piece of a waveform of straight lines is held at its end value beyond its ends.
 */
export function waveformJet(w: Waveform, t: number, inside: number): [number, number, number] {
  if (w.kind === 'sine') return sineJet(w, t);
  const line = lineAt(w, inside);
  return [onLine(line, t), line.v1 === line.v0 ? 0 : (line.v1 - line.v0) / (line.t1 - line.t0), 0];
}

/** Times in (0, end) at which the factor or its slope may jump, in increasing order. */
export function* waveformKinks(w: Waveform, end: number): Generator<number> {
  const inRange = (t: number): boolean => t > 0 && t < end;
  if (w.kind === 'ramp') yield* [w.start, w.start + w.duration].filter(inRange);
  if (w.kind === 'table') yield* w.t.filter(inRange);
  if (w.kind === 'pulse') {
    const first = w.period === undefined ? 0 : Math.max(0, Math.floor(-w.start / w.period) - 1);
    for (let k = first; ; k++) {
      const edges = pulseEdges(w, k);
      if (!(edges[0] < end)) return;
      yield* edges.filter(inRange);
      if (w.period === undefined) return;
    }
  }
}

/** An upper bound on the number of kinks in (0, end), without listing them. */
export function kinkCount(w: Waveform, end: number): number {
  if (w.kind === 'ramp') return 2;
  if (w.kind === 'table') return w.t.length;
  if (w.kind === 'pulse') return w.period === undefined ? 4 : 4 * (Math.max(0, end - Math.max(w.start, 0)) / w.period + 2);
  return 0;
}

/** An upper bound on the size of the factor. */
export function waveformPeak(w: Waveform): number {
  if (w.kind === 'sine') return Math.abs(w.offset) + 1;
  if (w.kind === 'ramp') return Math.max(Math.abs(w.from), Math.abs(w.to));
  return w.kind === 'table' ? w.w.reduce((peak, x) => Math.max(peak, Math.abs(x)), 0) : 1;
}

type Pulse = Extract<Waveform, { kind: 'pulse' }>;

/** Begin of the rise, begin of the plateau, end of the plateau, end of the fall of pulse number k. */
function pulseEdges(w: Pulse, k: number): [number, number, number, number] {
  const begin = w.start + k * (w.period ?? 0);
  const top = begin + w.rise;
  return [begin, top, top + w.width, top + w.width + w.fall];
}

function sineJet(w: Extract<Waveform, { kind: 'sine' }>, t: number): [number, number, number] {
  const turns = w.frequency * t;
  // Whole turns are taken off before the factor 2 pi, which would spread their rounding over the angle.
  const angle = 2 * Math.PI * (turns - Math.round(turns)) + w.phase;
  const omega = 2 * Math.PI * w.frequency;
  const s = Math.sin(angle);
  return [w.offset + s, omega * Math.cos(angle), -omega * omega * s];
}

const level = (v: number): Line => ({ t0: -Infinity, v0: v, t1: Infinity, v1: v });

function onLine(line: Line, t: number): number {
  if (line.v1 === line.v0) return line.v0;
  const s = (t - line.t0) / (line.t1 - line.t0);
  if (s <= 0) return line.v0;
  return s >= 1 ? line.v1 : line.v0 + (line.v1 - line.v0) * s;
}

function lineAt(w: Straight, t: number): Line {
  if (w.kind === 'constant') return level(1);
  if (w.kind === 'ramp') {
    if (t < w.start) return level(w.from);
    return t < w.start + w.duration ? { t0: w.start, v0: w.from, t1: w.start + w.duration, v1: w.to } : level(w.to);
  }
  if (w.kind === 'pulse') {
    const k = w.period === undefined ? 0 : Math.max(0, Math.floor((t - w.start) / w.period));
    const [begin, top, down, end] = pulseEdges(w, k);
    if (t < begin || t >= end) return level(0);
    if (t < top) return { t0: begin, v0: 0, t1: top, v1: 1 };
    return t < down ? level(1) : { t0: down, v0: 1, t1: end, v1: 0 };
  }
  const last = w.t.length - 1;
  if (t < w.t[0]) return level(w.w[0]);
  if (t >= w.t[last]) return level(w.w[last]);
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (w.t[middle] <= t) low = middle;
    else high = middle;
  }
  return { t0: w.t[low], v0: w.w[low], t1: w.t[high], v1: w.w[high] };
}
