/**
 * The time loop of a batch of wires or films: chunks of attempted steps on the engine, one look from the host after each. The
 * host feeds the schedule, collects samples, releases simulations that wait at a snapshot or for their window, and moves windows; it never
 * decides a step. What becomes of a simulation depends only on its own history, never on what a chunk holds.
 */
import { packSegment } from '../lower/params.js';
import { attemptsOf, rewritten, type StepPlan } from '../lower/steps.js';
import type { Currents } from '../observe/currents.js';
import { Lane, type LaneState, type Reading, type Turn } from '../observe/lane.js';
import { CLK, CLK_STRIDE, EVENT, FLG, FLG_STRIDE, REC_STRIDE, SEG_STRIDE, STATE, TICKS } from '../plan/layout.js';
import type { BufferData, Engine, Range } from '../plan/types.js';
import type { Change, Happening } from '../scene/changes.js';
import { numberText } from '../scene/errors.js';
import type { Scene } from '../scene/schema.js';
import { asksForCurrents, solvedCurrents } from './currents.js';
import { kicked } from './kick.js';
import { lookRow, planeRange, triples } from './places.js';
import { RunError } from './state.js';
import { Timeline, type Turning } from './timeline.js';
import { moveWindows, strayed, tellMoved, wallColumn } from './windows.js';

export interface LaneChunk {
  readonly readings: Reading[];
  /** At most one: a simulation waits at a snapshot until the host has read it. `origin` as below, at its time; `currents` where the scene asks for them. */
  readonly snapshot: { time: number; m: Float64Array; origin: number; currents: Currents | null } | null;
  /** Of the start, in the first chunk of a scene that asks for them. */
  readonly startCurrents: Currents | null;
  /** Where the left edge of the grid lies in the laboratory, m. */
  readonly origin: number;
  readonly time: number;
  readonly steps: number;
  readonly rejected: number;
  readonly done: boolean;
  /** Why this simulation cannot go on; the others of its batch do. Null while all is well. */
  readonly failure: RunError | null;
}

interface Progress {
  segment: number;
  ticks: number;
  samples: number;
  /** The segment from which to look for the end that the next sample stands at. */
  nextSampled: number;
  steps: number;
  rejected: number;
  h: number;
  state: number;
  /** How many changes of the scene have been made. */
  changes: number;
}

interface BatchState {
  lanes: LaneState[];
  progress: Progress[];
}

export class Batch {
  readonly lanes: readonly Lane[];
  /** Whether a chunk is one attempted step: it ends at the next sample at the latest. */
  singly = false;
  private readonly timelines: readonly Timeline[];
  private readonly uploaded: number[];
  private progress: Progress[];
  /** Attempted steps of a chunk at most, as the clock allows. */
  private allowed: number;
  /** ms of the clock after which an engine answers that has nothing to do, which fewer attempts do not make less; and when that was measured. */
  private latency = 0;
  private measuredAt = -Infinity;
  /** Whether the engine has what a step leaves besides the state: one that was restored has not. */
  private hasStepped = false;
  /** Looks at the first reading of the first simulation, if it is of the start. */
  private judge: ((start: Reading) => Promise<void>) | null = null;

  /**
   * @param attempts attempted steps between two looks; a chunk of a plan lowered for at least as many
   * @param chunkMs about how many ms of the clock the work of a chunk may take, the engine's answer left out: where they are too few for that many attempts, chunks are shorter, at 0 one attempt each
   */
  constructor(readonly scenes: readonly Scene[], private readonly plan: StepPlan, private readonly engine: Engine, private readonly attempts: number, private readonly chunkMs = Infinity) {
    this.allowed = chunkMs === Infinity ? attempts : 1;
    this.lanes = scenes.map((scene, sim) => new Lane(scene, plan.units[sim], magnetCells(plan, sim, 1 + scene.regions.length), plan.potential?.tolerance ?? NaN, regionOf(plan, sim)));
    this.lanes.forEach((lane, sim) => void lane.watch(this.start(sim), 0));
    this.uploaded = scenes.map(() => 0);
    this.timelines = scenes.map((scene) => new Timeline(scene));
    this.progress = scenes.map((_, sim) => ({ segment: 0, ticks: 0, samples: 0, nextSampled: 0, steps: 0, rejected: 0, h: plan.contents.clock[sim * CLK_STRIDE + CLK.H], state: STATE.HOLD, changes: 0 }));
    const contents = { ...plan.contents, clock: plan.contents.clock.slice() };
    scenes.forEach((_, sim) => {
      const { field, current, voltage } = this.timelines[sim].schedule.segment(0);
      const now = sim * CLK_STRIDE + CLK.NOW_FIELD;
      contents.clock.set([field[0], current[0], voltage[0]], now);
    });
    for (const [name, data] of Object.entries(contents)) engine.write(name, data);
  }

  /** Every simulation has come to its end or has failed. */
  get done(): boolean {
    return this.progress.every(({ state }) => over(state));
  }

  /** Why a simulation cannot go on, or null. */
  failure(sim: number): RunError | null {
    const { state } = this.progress[sim];
    return failed(state) ? new RunError(this.explain(sim)) : null;
  }

  /**
   * Runs the next chunk of every simulation that can go on. One that has failed says so in this chunk and all that follow.
   * @throws RunError where the engine has done nothing
   */
  async chunk(): Promise<LaneChunk[]> {
    const begun = performance.now();
    const { chunks, attempts } = await this.attempt();
    if (this.chunkMs < Infinity && !this.singly) {
      const ms = performance.now() - begun;
      if (ms - this.latency > this.chunkMs && begun - this.measuredAt > MEASURE_EVERY) await this.measureLatency();
      this.allowed = nextAllowed(this.allowed, attempts, Math.max(0, ms - this.latency), this.chunkMs, this.attempts);
    }
    return chunks;
  }

  /** Of two answers the quicker: one may be late for what has nothing to do with the engine. */
  private async measureLatency(): Promise<void> {
    this.latency = Infinity;
    for (let k = 0; k < 2; k++) {
      const asked = performance.now();
      await this.engine.read([{ buffer: 'flags', offset: 0, length: 1 }]);
      this.measuredAt = performance.now();
      this.latency = Math.min(this.latency, this.measuredAt - asked);
    }
  }

  private async attempt(): Promise<{ chunks: LaneChunk[]; attempts: number }> {
    this.uploadSegments();
    // Once: a batch may have thousands of simulations and many more chunks.
    const startCurrents = this.hasStepped ? [] : await Promise.all(this.scenes.map((_, sim) => this.startCurrents(sim)));
    const perSample = this.attemptsPerSample();
    // A ring that is full makes a simulation wait for the host.
    const attempts = Math.min(this.attemptsAhead(), Math.max(1, Math.floor(perSample * this.plan.ring)));
    // Looking for due samples costs two dispatches; a simulation that waits for the look may cost idle attempts.
    const between = Math.round(this.plan.waitsFree ? perSample : perSample / 8);
    const rounds = Math.ceil(attempts / Math.max(1, Math.min(attempts, between)));
    this.engine.run(this.plan.begin);
    // Never more attempts in all: each may end a segment, and the ring holds no more of them.
    this.engine.run([...attemptsOf(this.plan, Math.floor(attempts / rounds)), ...this.plan.gaze], rounds);
    const follows = this.scenes.some((scene) => scene.run.followTexture);
    if (follows) this.engine.run(this.plan.look);
    const [flags, clock, records] = await this.engine.read([{ buffer: 'flags' }, { buffer: 'clock' }, { buffer: 'records' }]);
    const before = this.progress.map((progress) => (over(progress.state) ? null : moved(progress)));
    const chunks: Omit<LaneChunk, 'startCurrents'>[] = [];
    const walls: (number | null)[] = this.scenes.map(() => null);
    for (let sim = 0; sim < this.scenes.length; sim++) chunks.push(await this.collect(sim, flags, clock, records, walls));
    // Each simulation that is not over tries a step at least.
    if (before.some((was) => was !== null) && before.every((was, sim) => was === null || was === moved(this.progress[sim]))) throw new RunError(IDLE);
    const [first] = chunks[0].readings;
    if (first?.t === 0) await this.judge?.(first);
    this.judge = null;
    this.hasStepped = true;
    await this.release(flags, records, walls);
    await this.makeChanges();
    return { chunks: chunks.map((chunk, sim) => ({ ...chunk, startCurrents: startCurrents[sim] ?? null, origin: this.lanes[sim].origin })), attempts };
  }

  /**
   * Sets values and kicks at the next sample of a simulation, besides what happens there already. Gives the time of that sample, s.
   * @throws SceneError where it makes no sense; RunError where there is no more sample but the last
   */
  change(sim: number, happening: Happening): number {
    const { state, segment, changes } = this.progress[sim], timeline = this.timelines[sim];
    const next = over(state) ? null : timeline.nextSample(segment);
    if (next === null) throw new RunError('nothing can be changed any more: no sample is left but the last');
    const at = timeline.add(happening, changes, next);
    // What was sent ahead is sent again.
    this.uploaded[sim] = Math.min(this.uploaded[sim], next);
    return at;
  }

  /** @param judge called with what the engine finds of the start of the first simulation, before it is handed out, and not where a run is resumed later; what it throws, the first chunk throws */
  judgeStart(judge: (start: Reading) => Promise<void>): void {
    this.judge = judge;
  }

  /** The changes of a simulation, those that were asked for on the way too. */
  changesOf(sim: number): Change[] {
    return this.timelines[sim].changes;
  }

  /** Makes what is due of simulations that have waited for it. Looks before and after, so that the ledger knows what it costs. */
  private async makeChanges(): Promise<void> {
    const due = this.progress.flatMap((_, sim) => {
      const turnings = this.changesDue(sim);
      return turnings.length > 0 ? [{ sim, turnings }] : [];
    });
    if (due.length === 0) return;
    const look = async () => {
      this.engine.run(this.plan.look);
      return this.engine.read(due.map(({ sim }) => lookRow(this.plan, sim)));
    };
    const before = await look();
    const turns: (Turn | null)[] = [];
    for (const { sim, turnings } of due) {
      this.progress[sim].changes += turnings.length;
      this.rewrite(sim);
      this.engine.write('flags', [1], sim * FLG_STRIDE + FLG.FRESH);
      turns.push(await kicked(this.engine, this.plan, sim, turnings, this.lanes[sim].state.offset));
    }
    const after = await look();
    due.forEach(({ sim }, n) => this.lanes[sim].change(this.sceneNow(sim), before[n], after[n], turns[n]));
  }

  private changesDue(sim: number): Turning[] {
    const { state, segment, ticks, changes } = this.progress[sim];
    return state === STATE.RUN && ticks === 0 && segment > 0 ? this.timelines[sim].due(changes, segment - 1) : [];
  }

  private sceneNow(sim: number): Scene {
    return this.timelines[sim].after(this.progress[sim].changes);
  }

  private rewrite(sim: number): void {
    for (const { buffer, offset, data } of rewritten(this.plan, sim, this.sceneNow(sim))) this.engine.write(buffer, data, offset);
  }

  /** Where a simulation stands: simulated s, accepted and rejected steps, and where its window lies, m. */
  standing(sim: number): { time: number; steps: number; rejected: number; origin: number } {
    const { steps, rejected } = this.progress[sim];
    return { time: this.time(sim), steps, rejected, origin: this.lanes[sim].origin };
  }

  /** [cells * 3] of one simulation as it stands. */
  async magnetization(sim: number): Promise<Float64Array> {
    const [flags] = await this.engine.read([{ buffer: 'flags', offset: sim * FLG_STRIDE, length: FLG_STRIDE }]);
    return this.plane(sim, flags[FLG.PARITY]);
  }

  /** Those of the start: what writes the start down goes on to the first step at once. Whether they are asked for changes nothing else. */
  private async startCurrents(sim: number): Promise<Currents | null> {
    if (this.progress[sim].samples > 0 || !asksForCurrents(this.scenes[sim])) return null;
    this.engine.run(this.plan.rate);
    return this.solved(sim);
  }

  /** Of one simulation as it stands; null where no potential is solved for, and where the last one to be solved for was not of this state. */
  async currents(sim: number): Promise<Currents | null> {
    const [flags] = await this.engine.read([{ buffer: 'flags', offset: sim * FLG_STRIDE, length: FLG_STRIDE }]);
    return !this.hasStepped || flags[FLG.FRESH] === 1 || flags[FLG.REJECTED_IN_A_ROW] > 0 ? null : this.solved(sim);
  }

  /** Those that the last solve left. */
  private solved(sim: number): Promise<Currents | null> {
    return solvedCurrents(this.engine, this.plan, sim, this.scenes[sim]);
  }

  private async plane(sim: number, parity: number): Promise<Float64Array> {
    const [m] = await this.engine.read([planeRange(this.plan, sim, parity)]);
    return triples(m, this.plan.cells);
  }

  private start(sim: number): Float64Array {
    const { contents, cells } = this.plan;
    return triples(contents.m.subarray(4 * cells * sim, 4 * cells * (sim + 1)), cells);
  }

  async save(): Promise<{ header: BatchState; arrays: Record<string, BufferData> }> {
    const kept = this.kept();
    const data = await this.engine.read(Object.values(kept));
    const header = { lanes: this.lanes.map(({ state }) => state), progress: this.progress };
    return { header: structuredClone(header), arrays: Object.fromEntries(Object.keys(kept).map((name, i) => [name, data[i]])) };
  }

  restore(header: unknown, arrays: Readonly<Record<string, ArrayLike<number>>>): void {
    const { lanes, progress } = structuredClone(header) as BatchState;
    this.progress = progress;
    this.lanes.forEach((lane, sim) => {
      lane.become(this.sceneNow(sim), lanes[sim]);
      if (progress[sim].changes > 0) this.rewrite(sim);
    });
    progress.forEach(({ segment }, sim) => (this.uploaded[sim] = Math.max(0, segment - 1)));
    for (const [name, { buffer, offset }] of Object.entries(this.kept())) this.engine.write(buffer, arrays[name], offset);
  }

  /** What of the buffers is the state; the rest is made anew. Of the rates only the two planes in which the first one can be. */
  private kept(): Record<string, Range> {
    const { batch, cells, tableau, buffers } = this.plan;
    const plane = 4 * batch * cells;
    const kept: Record<string, Range> = Object.fromEntries(['m', 'sums', 'clock', 'flags', 'ledger', 'unsummed', 'potential', 'potential_history', ...(this.plan.potential ? ['lead_state'] : [])].filter((name) => buffers[name]).map((buffer) => [buffer, { buffer }]));
    for (const buffer of ['drift', 'lever'].filter((name) => buffers[name]?.length >= tableau.stages * plane)) {
      kept[`${buffer} first`] = { buffer, offset: 0, length: plane };
      kept[`${buffer} last`] = { buffer, offset: (tableau.stages - 1) * plane, length: plane };
    }
    return kept;
  }

  /** The ring of each simulation holds the segment it is in, the one before, and as many as a chunk can end. */
  private uploadSegments(): void {
    const { segments, units } = this.plan;
    this.scenes.forEach((scene, sim) => {
      const schedule = this.timelines[sim].schedule;
      const end = Math.min(this.progress[sim].segment + segments - 1, schedule.count);
      for (; this.uploaded[sim] < end; this.uploaded[sim]++) {
        const segment = schedule.segment(this.uploaded[sim]);
        const waits = segment.snapshot || segment.change || (segment.sample && this.plan.readsTexture);
        const events = (segment.sample ? EVENT.SAMPLE : 0) | (waits ? EVENT.SNAPSHOT : 0) | (segment.jump && !segment.last ? EVENT.JUMP : 0) | (segment.last ? EVENT.LAST : 0);
        const row = packSegment(segment, units[sim], scene.run.fixedStep, events);
        this.engine.write('schedule', row, (sim * segments + (this.uploaded[sim] % segments)) * SEG_STRIDE);
      }
    });
  }

  /** Fewer towards the end and towards looks at windows, so as not to run on idle. */
  private attemptsAhead(): number {
    if (this.singly) return 1;
    const left = this.progress.map(({ segment, ticks, h, state }, sim) => {
      const schedule = this.timelines[sim].schedule;
      if (over(state) || segment >= schedule.count) return 1;
      const { start, duration, end, sample } = schedule.segment(segment);
      // A film waits at its samples; what is attempted beyond the next one would be idle.
      const until = this.plan.readsTexture && sample ? end : this.scenes[sim].run.duration;
      const rest = until - (start + (duration * ticks) / TICKS);
      const toEnd = Math.ceil((1.2 * rest) / (h * this.plan.units[sim].time)) + (until === end ? 1 : schedule.count - segment) + 2;
      return Math.min(toEnd, this.attemptsToLook(sim));
    });
    return Math.max(1, Math.min(this.allowed, Math.max(...left)));
  }

  /** Until the window of a wire is due, at which it waits for the host; with an eighth for its waiting at samples. Infinite without a window. */
  private attemptsToLook(sim: number): number {
    const every = this.plan.contents.flags[sim * FLG_STRIDE + FLG.LOOK_EVERY];
    if (every === 0) return Infinity;
    const { steps, rejected } = this.progress[sim];
    return Math.ceil((1.125 * (every - (steps % every)) * (steps + rejected + 1)) / (steps + 1)) + 1;
  }

  /** Of the simulation that comes to samples most often. */
  private attemptsPerSample(): number {
    const running = this.progress.filter(({ state }) => !over(state));
    return Math.min(...running.map(({ samples, steps, rejected }) => (samples > 1 ? (steps + rejected) / (samples - 1) : 8)));
  }

  /**
   * @param flags takes the state with which one goes on that has waited for the host
   * @param walls takes the column at which the wall of its window stands, -1 without one; null stays where nobody waited
   */
  private async collect(sim: number, flags: BufferData, clock: BufferData, records: BufferData, walls: (number | null)[]): Promise<Omit<LaneChunk, 'startCurrents'>> {
    const { ring } = this.plan;
    const f = sim * FLG_STRIDE;
    const progress = this.progress[sim];
    const count = flags[f + FLG.RECORDS];
    const paused = flags[f + FLG.STATE] === STATE.PAUSE;
    const landed = flags[f + FLG.STEP_IN_SEGMENT] === 0;
    const snapshotDue = paused && landed && this.timelines[sim].schedule.segment(flags[f + FLG.SEGMENT] - 1).snapshot;
    const m = paused && (snapshotDue || this.plan.readsTexture) ? await this.plane(sim, flags[f + FLG.PARITY]) : null;
    walls[sim] = paused ? wallColumn(this.plan, sim, this.scenes[sim], records, m) : null;
    const readings: Reading[] = [];
    for (let k = 0; k < count; k++) {
      const record = records.subarray((sim * (ring + 1) + k) * REC_STRIDE, (sim * (ring + 1) + k + 1) * REC_STRIDE);
      // A film waits at each sample but the first, which is the start.
      const texture = !this.plan.readsTexture ? null : progress.samples === 0 ? this.start(sim) : m;
      readings.push(this.lanes[sim].sample(record, this.sampleTime(sim, progress), texture));
    }
    progress.segment = flags[f + FLG.SEGMENT];
    progress.ticks = flags[f + FLG.TICKS];
    progress.steps = flags[f + FLG.STEPS];
    progress.rejected = flags[f + FLG.REJECTED];
    progress.h = clock[sim * CLK_STRIDE + CLK.H];
    progress.state = flags[f + FLG.STATE];

    const origin = this.lanes[sim].origin;
    const snapshot = snapshotDue && m ? { time: this.time(sim), m, origin, currents: asksForCurrents(this.scenes[sim]) ? await this.solved(sim) : null } : null;
    if (paused) {
      progress.state = this.timelines[sim].schedule.count === progress.segment ? STATE.DONE : STATE.RUN;
      flags[f + FLG.STATE] = progress.state;
    }
    return { readings, snapshot, origin, time: this.time(sim), steps: progress.steps, rejected: progress.rejected, done: progress.state === STATE.DONE, failure: this.failure(sim) };
  }

  /** Samples come in order: the first at t = 0, then one at the end of each segment that says so. */
  private sampleTime(sim: number, progress: Progress): number {
    if (progress.samples++ === 0) return 0;
    const schedule = this.timelines[sim].schedule;
    let k = progress.nextSampled;
    while (!schedule.segment(k).sample) k++;
    progress.nextSampled = k + 1;
    return schedule.segment(k).end;
  }

  private time(sim: number): number {
    const { segment, ticks } = this.progress[sim];
    const schedule = this.timelines[sim].schedule;
    if (segment >= schedule.count) return this.scenes[sim].run.duration;
    const { start, duration } = schedule.segment(segment);
    return start + (duration * ticks) / TICKS;
  }

  private explain(sim: number): string {
    const { segment, state, steps, rejected, h } = this.progress[sim];
    const { fixedStep, tolerance } = this.scenes[sim].run;
    const dt = fixedStep ?? h * this.plan.units[sim].time;
    const where = `at t = ${numberText(this.time(sim))} s, step ${steps}`;
    if (state === STATE.NOT_FINITE) {
      const hint = fixedStep !== null ? 'the fixed step is probably too long; try a shorter one or leave fixedStep out' : 'a field, a current or a material constant is probably out of all proportion; check their units';
      return `the magnetization is no longer finite ${where} (dt ${numberText(dt)} s): ${hint}`;
    }
    if (state === STATE.UNSOLVED) {
      const allowed = this.plan.potential?.tolerance ?? NaN;
      return `the electric potential did not converge ${where}, dt ${numberText(dt)} s: its residual does not fall below run.potentialTolerance ${numberText(allowed)}; try a larger one${this.engine.kind === 'gpu' ? ' or the float64 engine (--backend cpu)' : ', or conductivities that differ less'}`;
    }
    const schedule = this.timelines[sim].schedule;
    const tick = schedule.segment(Math.min(segment, schedule.count - 1)).duration / TICKS;
    if (dt < tick) return `the time step collapsed ${where}: steps below ${numberText(tick)} s cannot be counted between samples this far apart, and the motion here asks for them; use a smaller output.sampleEvery, or check the units of the field, the current and the material`;
    const hint = this.engine.kind === 'gpu' ? 'float32 cannot resolve this tolerance here; try a larger run.tolerance or the float64 engine (--backend cpu)' : 'try a larger run.tolerance';
    return `the time step collapsed to ${numberText(dt)} s ${where} (${rejected} steps rejected, run.tolerance ${numberText(tolerance)}): ${hint}`;
  }

  /** Lets those go on who have waited, and puts walls that have strayed back in the middle of their windows. */
  private async release(flags: BufferData, records: BufferData, walls: readonly (number | null)[]): Promise<void> {
    if (walls.every((column) => column === null)) return;
    const { engine, plan, lanes } = this;
    const by = this.scenes.map((scene, sim) => (this.progress[sim].state === STATE.RUN ? strayed(scene, walls[sim] ?? -1) : 0));
    const moves = by.some((n) => n !== 0);
    if (moves) moveWindows(engine, plan, lanes, by, flags);
    engine.write('flags', flags);
    if (moves) await tellMoved(engine, plan, lanes, by, records);
  }
}

/** Some drivers drop a kernel that is too much for them, or give up on it, and say nothing. */
const IDLE = 'the GPU has done nothing of what it was given: its driver may have refused it; try again, or the float64 engine (--backend cpu)';

/** What a chunk changes in the progress of a simulation that is not over. Samples of a ring that nobody empties would be read again. */
function moved({ steps, rejected, state }: Progress): string {
  return [steps, rejected, state].join(' ');
}

/** ms of the clock between two measurements of how late an engine answers. */
const MEASURE_EVERY = 250;

/** Attempts of the next chunk at most: half as many after one that took too long, twice as many where all of them took less than half the time. */
function nextAllowed(allowed: number, attempts: number, ms: number, chunkMs: number, most: number): number {
  if (ms > chunkMs) return Math.max(1, Math.floor(Math.min(allowed, attempts) / 2));
  return ms < chunkMs / 2 && attempts === allowed ? Math.min(most, 2 * allowed) : allowed;
}

function over(state: number): boolean {
  return state === STATE.DONE || failed(state);
}

function failed(state: number): boolean {
  return state === STATE.NOT_FINITE || state === STATE.COLLAPSED || state === STATE.UNSOLVED;
}

/** The region of each cell; that of an empty one means nothing. */
function regionOf({ contents, cells, readsTexture }: StepPlan, sim: number): Uint8Array {
  return Uint8Array.from({ length: cells }, (_, i) => (readsTexture ? Math.max(0, contents.m[4 * (sim * cells + i) + 3] - 1) : 0));
}

/** How many cells of the magnet are of each region, its rest first. */
function magnetCells({ contents, cells, readsTexture }: StepPlan, sim: number, regions: number): number[] {
  if (!readsTexture) return [cells]; // a wire has no empty cells
  const counts = new Array<number>(regions).fill(0);
  for (let i = 0; i < cells; i++) {
    const w = contents.m[4 * (sim * cells + i) + 3];
    if (w > 0) counts[w - 1]++;
  }
  return counts;
}
