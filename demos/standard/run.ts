/** One run of a problem: its turn to compute, what the reader wants of it, and a record that cards and reports read. */
import { RunError, type BackendChoice } from 'spinmotive';
import type { Kicker } from '../shared/lab/hand.js';
import { Player, type Kept, type Kicked, type Wish } from '../shared/lab/player.js';
import { Pace } from '../shared/pace.js';
import { append, cut, noCurves } from './curves.js';
import type { Problem } from './problems.js';
import { over, type Run } from './record.js';
import { gridOf, sceneOf, type ProblemSettings } from './settings.js';
import { takeTurn } from './turns.js';
import { kicksText, nsText } from './words.js';

export function newRun(problem: Problem, settings: ProblemSettings, asked: BackendChoice): Run {
  const { scene, altered } = sceneOf(problem, settings);
  return {
    problem, grid: gridOf(problem, settings), scene, set: altered, altered: [...altered, ...kicksText(scene)], asked, curves: noCurves(), rows: [], state: 'waiting', held: false, backend: null, whole: null, columns: [], gpu: null, m: null, mTime: 0,
    relaxation: null, resting: null, time: 0, steps: 0, rejected: 0, pace: null, relaxSeconds: 0, runSeconds: 0, notice: '', error: '', goodTime: null,
  };
}

export class Session {
  readonly player: Player;
  private wish: Wish = 'hold';
  private begun = false;
  /** While it waits for its turn; and what gives the turn on. */
  private waiting: AbortController | null = null;
  private giveTurnOn: (() => void) | null = null;
  /** Held because nobody sees the page: it keeps its turn. */
  private unseen = false;
  private readonly pace = new Pace();
  /** ms of the clock at which it was last heard of while at work; null while it is not. */
  private working: number | null = null;
  /** The state of the player that was heard of last. */
  private stood = 'starting';

  /** @param changed called when there is news in the record */
  constructor(readonly run: Run, private readonly changed: () => void) {
    this.player = new Player(
      {
        opened: () => this.record(),
        moment: () => {
          this.pace.add(performance.now(), this.player.time);
          this.record();
        },
        changed: () => this.record(),
        rebuilt: (time) => (run.notice = `The GPU was lost at ${nsText(this.player.time)} ns. The run was rebuilt from ${nsText(time)} ns and has lost nothing.`),
      },
      run.scene,
    );
  }

  /** Starts, or goes on; waits for its turn. */
  go(): void {
    this.want('run');
  }

  /** One sample on, then waits. */
  step(): void {
    this.want('step');
  }

  hold(): void {
    this.want('hold');
  }

  /** Holds while nobody sees the page, and lets go on what ran. */
  see(seen: boolean): void {
    if (!this.giveTurnOn || this.run.held || this.unseen === !seen) return;
    this.unseen = !seen;
    this.player[seen ? 'run' : 'hold']();
  }

  /** For good; the record stays as it is. */
  end(): void {
    this.stay();
    this.rest();
    this.player.end();
  }

  /** As Player.kick, and in the record. */
  async kick(...kick: Parameters<Kicker>): Promise<Kicked> {
    const kicked = await this.player.kick(...kick);
    this.record();
    return kicked;
  }

  /** After a failure: to the last good state, and waits there. */
  goBack(): void {
    const { lastGood } = this.player;
    if (!lastGood || this.run.state !== 'failed') return;
    this.run.notice = `Back at ${nsText(lastGood.time)} ns, from where it can go on.`;
    this.goTo(lastGood);
  }

  /** To an earlier state of this run; one that was over waits there. */
  goTo(kept: Kept): void {
    if (over(this.run)) {
      this.wish = 'hold';
      this.run.held = true;
      this.player.hold();
    }
    this.player.restore(kept);
  }

  /** What is to be saved: [cells * 3] as it stands, and its time, s. @throws RunError where there is none */
  async magnetization(): Promise<{ m: Float64Array; time: number }> {
    const { player } = this;
    if (player.gpu) return { m: await player.magnetization(), time: player.time };
    if (!player.m) throw new RunError('there is no magnetization yet');
    return { m: player.m, time: player.mTime };
  }

  private want(wish: Wish): void {
    if (over(this.run)) return;
    this.wish = wish;
    this.run.held = wish !== 'run';
    if (this.giveTurnOn) this.player[wish]();
    else if (wish !== 'hold') void this.takeTurn();
    // One that has not begun does that first.
    else if (this.begun) this.stay();
    this.record();
  }

  private stay(): void {
    this.waiting?.abort();
    this.waiting = null;
  }

  private async takeTurn(): Promise<void> {
    if (this.waiting) return;
    const waiting = (this.waiting = new AbortController());
    const giveOn = await takeTurn(waiting.signal);
    if (waiting.signal.aborted) return giveOn?.();
    this.waiting = null;
    this.giveTurnOn = giveOn;
    this.working = performance.now();
    this.unseen = document.hidden && this.wish === 'run';
    this.player[this.unseen ? 'hold' : this.wish]();
    if (this.begun) return;
    this.begun = true;
    this.player.start(this.run.scene, this.run.asked);
  }

  private rest(keepsTurn = false): void {
    this.working = null;
    this.pace.pause();
    if (keepsTurn) return;
    this.giveTurnOn?.();
    this.giveTurnOn = null;
  }

  /** Brings the record in step with the player. */
  private record(): void {
    const { run, player, waiting } = this;
    const { state, failure, relaxation, resting, rows, columns, recipe, lastGood, backend, gpu, m, mTime, time, steps, rejected } = player;
    this.clock(run.whole ? 'runSeconds' : 'relaxSeconds');
    if (state !== this.stood) this.entered();
    // Taken back is what came after an earlier state.
    cut(run.curves, Math.min(run.curves.t.length, rows.length));
    append(run.curves, rows.slice(run.curves.t.length), columns);
    Object.assign(run, {
      scene: recipe, altered: [...run.set, ...kicksText(recipe)], state: waiting ? 'waiting' : state === 'starting' && relaxation ? 'relaxing' : state,
      whole: player.scene, rows, columns, backend, gpu, m, mTime, relaxation: relaxation ?? run.relaxation, resting, time, steps, rejected, pace: this.pace.value,
      error: failure?.message ?? '', goodTime: state === 'done' ? null : lastGood?.time ?? null,
    } satisfies Partial<Run>);
    this.changed();
  }

  private entered(): void {
    const { state, isOver, failure, gpu } = this.player;
    this.stood = state;
    if (isOver || state === 'paused') this.rest(this.unseen && !isOver);
    else if (this.giveTurnOn) this.working = performance.now();
    // The film is drawn from there still.
    if (state === 'done' && !gpu) this.player.end();
    // What the library foresees is for the reader; anything else is for the console too.
    if (failure && !failure.foreseen) console.error(failure.message);
  }

  private clock(of: 'relaxSeconds' | 'runSeconds'): void {
    if (this.working === null) return;
    const now = performance.now();
    this.run[of] += (now - this.working) / 1000;
    this.working = now;
  }
}
