/**
 * The time axis cut into segments on which every drive is one polynomial, so that an integrator neither steps over a
 * jump nor needs a waveform's own functions (sines in particular, which shaders get wrong).
 */
import type { Scene, Waveform } from './schema.js';
import { kinkCount, waveformJet, waveformKinks, waveformPeak } from './waveform.js';

/** Pieces per period of a sine: quintic Hermite's error is (2 pi/48)^6/46080 = 1.1e-10 of the amplitude. */
const SINE_PIECES = 48;
/** Events nearer than this share of a sample interval are one event: see sameMoment. */
const SAME = 1e-9;
const SAMPLE = 1;
const SNAPSHOT = 2;
const CHANGE = 4;

/** One piece of the time axis. Times in s; factors have no unit. */
export interface Segment {
  /** s; computed from the scene, never summed up. */
  readonly start: number;
  readonly duration: number;
  /** s; the next segment's start to the last bit, which start + duration need not be. */
  readonly end: number;
  /** What happens at the segment's end. The last segment's end is always a sample. */
  readonly sample: boolean;
  readonly snapshot: boolean;
  /** Something of the scene changes there. */
  readonly change: boolean;
  readonly last: boolean;
  /** A drive is discontinuous at the segment's end: the next segment starts elsewhere. */
  readonly jump: boolean;
  /** Six coefficients each: w(s) = sum c_k s^k, s = (t - start)/duration in [0, 1]; the factors of B, j and voltage. */
  readonly field: Float64Array;
  readonly current: Float64Array;
  readonly voltage: Float64Array;
}

const CONSTANT: Waveform = { kind: 'constant' };

/** The three factors of a scene, in the order B, j, voltage. */
type Factors = readonly [Waveform, Waveform, Waveform];

const waveformsOf = (scene: Pick<Scene, 'field' | 'transport'>): Factors => [
  scene.field.waveform,
  scene.transport?.jWaveform ?? CONSTANT,
  scene.transport?.voltageWaveform ?? CONSTANT,
];

/** A stretch of the run in which the waveforms are the same: all of it, unless a change sets one. */
interface Era {
  /** s */
  readonly from: number;
  readonly to: number;
  readonly waveforms: Factors;
  /** The first segment of it. */
  segment: number;
}

/** @param after the scene after each of its changes; none where only what is before the first one counts */
function erasOf(scene: Scene, after: readonly Scene[]): Era[] {
  const eras: Era[] = [];
  [scene, ...after].forEach((then, n) => {
    const waveforms = waveformsOf(then), last = eras.at(-1);
    if (last && last.waveforms.every((w, i) => JSON.stringify(w) === JSON.stringify(waveforms[i]))) return;
    const from = n === 0 ? 0 : scene.changes![n - 1].at;
    if (last) eras[eras.length - 1] = { ...last, to: from };
    eras.push({ from, to: scene.run.duration, waveforms, segment: 0 });
  });
  return eras;
}

/**
 * Random access to the segments of a run, in order and without gaps from 0 to run.duration. Cuts: samples at
 * k sampleEvery, snapshots at k snapshotEvery, changes, kinks and jumps of the three waveforms, and enough in between that a
 * sine is right to 2e-10 of its amplitude. Up to a change of a waveform they are those of the scene without it. 9 bytes a segment are kept; the rest is worked out on demand.
 */
export class Schedule {
  /** Number of segments. */
  readonly count: number;
  /** Segment k runs from times[k] to times[k + 1]. */
  private readonly times: Float64Array;
  private readonly flags: Uint8Array;
  private readonly eras: readonly Era[];

  /**
   * @param longest longest segment, s; cuts without an event are made where there is none
   * @param after the scene after each of its changes; without them waveforms stay as they are
   */
  constructor(scene: Scene, longest = Infinity, after: readonly Scene[] = []) {
    this.eras = erasOf(scene, after);
    const { times, flags } = subdivided(mergedEvents(scene, this.eras), this.eras, longest);
    this.times = times;
    this.flags = flags;
    this.count = times.length - 1;
  }

  /** @throws RangeError unless k is an integer in [0, count). */
  segment(k: number): Segment {
    if (!Number.isInteger(k) || k < 0 || k >= this.count) throw new RangeError(`segment: expected 0 <= k < ${this.count}, got ${k}`);
    const start = this.times[k];
    const end = this.times[k + 1];
    const { waveforms } = this.eraOf(k);
    const [field, current, voltage] = waveforms.map((w) => hermite(w, start, end));
    const last = k === this.count - 1;
    return {
      start,
      duration: end - start,
      end,
      sample: (this.flags[k + 1] & SAMPLE) !== 0,
      snapshot: (this.flags[k + 1] & SNAPSHOT) !== 0,
      change: (this.flags[k + 1] & CHANGE) !== 0,
      last,
      jump: !last && this.eraOf(k + 1).waveforms.some((w, i) => jumps(waveforms[i], w, start, end, this.times[k + 2])),
      field,
      current,
      voltage,
    };
  }

  private eraOf(k: number): Era {
    let n = this.eras.length - 1;
    while (this.eras[n].segment > k) n--;
    return this.eras[n];
  }
}

/** An upper bound on the number of segments, without building them: for refusing a scene before it takes the memory. */
export function segmentBound(scene: Pick<Scene, 'field' | 'transport' | 'run' | 'changes'> & { output: Pick<Scene['output'], 'sampleEvery' | 'snapshotEvery'> }): number {
  const { duration } = scene.run;
  const waveforms = waveformsOf(scene);
  const base = duration / scene.output.sampleEvery + (scene.output.snapshotEvery ? duration / scene.output.snapshotEvery : 0) + (scene.changes?.length ?? 0) + 1;
  return waveforms.reduce((sum, w) => sum + kinkCount(w, duration), base) + duration / longestPiece(waveforms);
}

function longestPiece(waveforms: readonly Waveform[]): number {
  return Math.min(...waveforms.map((w) => (w.kind === 'sine' ? 1 / (SINE_PIECES * w.frequency) : Infinity)));
}

/** s. Events no further apart are one; never finer than the rounding of the times themselves. */
export const sameMoment = (duration: number, sampleEvery: number): number => Math.max(SAME * Math.min(sampleEvery, duration), 4 * Number.EPSILON * duration);

/** How many multiples of `every` lie in (0, duration), not counting one that is the end itself. */
function multiplesBefore(every: number, duration: number): number {
  let n = Math.max(0, Math.ceil(duration / every) - 2);
  while ((n + 1) * every < duration * (1 - SAME)) n++;
  return n;
}

interface Events {
  times: Float64Array;
  flags: Uint8Array;
}

/** 0, then every cut in order, then the duration. Where events fall together a sample's time wins, then a snapshot's. Eras are told the cut that they begin at. */
function mergedEvents(scene: Scene, eras: readonly Era[]): Events {
  const { duration } = scene.run;
  const { sampleEvery, snapshotEvery } = scene.output;
  const samples = multiplesBefore(sampleEvery, duration);
  const snapshots = snapshotEvery === null ? 0 : multiplesBefore(snapshotEvery, duration);
  const kinks = Float64Array.from(eras.flatMap(({ from, to, waveforms }) => waveforms.flatMap((w) => [...waveformKinks(w, to)].filter((t) => t > from)))).sort();
  const same = sameMoment(duration, sampleEvery);

  const changes = scene.changes ?? [];
  const times = new Float64Array(samples + snapshots + changes.length + kinks.length + 2);
  const flags = new Uint8Array(times.length);
  let count = 1;
  let rank = 3;
  const add = (t: number, flag: number, itsRank: number): void => {
    if (t - times[count - 1] <= same) {
      flags[count - 1] |= flag;
      if (itsRank > rank) [times[count - 1], rank] = [t, itsRank];
    } else {
      [times[count], flags[count], rank] = [t, flag, itsRank];
      count++;
    }
  };
  let [i, j, k, n] = [1, 1, 0, 0];
  while (i <= samples || j <= snapshots || k < kinks.length || n < changes.length) {
    const a = i <= samples ? i * sampleEvery : Infinity;
    const b = j <= snapshots ? j * snapshotEvery! : Infinity;
    const c = k < kinks.length ? kinks[k] : Infinity;
    const d = n < changes.length ? changes[n].at : Infinity;
    if (a <= b && a <= c && a <= d) [i] = [i + 1, add(a, SAMPLE, 2)];
    else if (b <= c && b <= d) [j] = [j + 1, add(b, SNAPSHOT, 1)];
    else if (c <= d) [k] = [k + 1, add(c, 0, 0)];
    else {
      add(d, CHANGE, 0);
      for (const era of eras) if (era.from === d) era.segment = count - 1;
      n++;
    }
  }
  flags[0] = 0;
  add(duration, SAMPLE, 4);
  const last = count - 1;
  if (snapshotEvery !== null && Math.abs(Math.round(duration / snapshotEvery) * snapshotEvery - duration) <= Math.max(same, SAME * duration)) flags[last] |= SNAPSHOT;
  return { times: times.slice(0, count), flags: flags.slice(0, count) };
}

/** Each interval that is too long for its era cut into equal parts. Eras begin at a cut before that, and at a segment after. */
function subdivided({ times, flags }: Events, eras: readonly Era[], most: number): Events {
  const parts = new Uint32Array(times.length - 1);
  eras.forEach(({ segment: first, waveforms }, n) => {
    const longest = Math.min(most, longestPiece(waveforms)), end = eras[n + 1]?.segment ?? parts.length;
    for (let k = first; k < end; k++) parts[k] = longest === Infinity ? 1 : Math.max(1, Math.ceil(((times[k + 1] - times[k]) / longest) * (1 - 1e-9)));
  });
  const total = parts.reduce((sum, n) => sum + n, 1);
  const out: Events = { times: new Float64Array(total), flags: new Uint8Array(total) };
  const begins = eras.map(({ segment }) => segment);
  let at = 0;
  parts.forEach((n, k) => {
    eras.forEach((era, e) => {
      if (begins[e] === k) era.segment = at;
    });
    for (let p = 1; p <= n; p++) out.times[++at] = p === n ? times[k + 1] : times[k] + ((times[k + 1] - times[k]) * p) / n;
    out.flags[at] = flags[k + 1];
  });
  return out;
}

/** The quintic through value, slope and curvature of the waveform at both ends, from inside. */
function hermite(w: Waveform, start: number, end: number): Float64Array {
  const inside = start + (end - start) / 2;
  const h = end - start;
  const [v0, slope0, curve0] = waveformJet(w, start, inside);
  const [v1, slope1, curve1] = waveformJet(w, end, inside);
  const rise = v1 - v0;
  if (w.kind !== 'sine') return Float64Array.of(v0, rise, 0, 0, 0, 0);
  const [d0, d1, a0, a1] = [h * slope0, h * slope1, h * h * curve0, h * h * curve1];
  return Float64Array.of(
    v0,
    d0,
    a0 / 2,
    10 * rise - 6 * d0 - 4 * d1 - 1.5 * a0 + 0.5 * a1,
    -15 * rise + 8 * d0 + 7 * d1 + 1.5 * a0 - a1,
    6 * rise - 3 * d0 - 3 * d1 - 0.5 * a0 + 0.5 * a1,
  );
}

/** Whether the factor goes from one value to another at `end`, where one waveform may take over from another. A smaller step is a kink that merging has moved. */
function jumps(before: Waveform, after: Waveform, start: number, end: number, next: number): boolean {
  if (before === after && (after.kind === 'sine' || after.kind === 'constant')) return false;
  const left = waveformJet(before, end, start + (end - start) / 2)[0];
  const right = waveformJet(after, end, end + (next - end) / 2)[0];
  return Math.abs(right - left) > 1e-6 * Math.max(waveformPeak(before), waveformPeak(after));
}
