/**
 * How far a run has got, on standard error: a bar with simulated time, steps/s and time left on a terminal, plain lines
 * otherwise.
 */
import cliProgress from 'cli-progress';
import { formatClock, formatSi, shortNumber } from '../io/si.js';
import type { Terminal } from './terminal.js';

/** Where a run stands; times in simulated seconds. */
export interface Standing {
  readonly time: number;
  readonly steps: number;
}

const SECONDS_BETWEEN_LINES = 5;
/** Speed is averaged over about this long, so that the time left neither jumps nor lags. */
const SECONDS_AVERAGED = 5;

export interface Progress {
  update(standing: Standing): void;
  /** A line in between that does not break the display. */
  say(line: string): void;
  /** The last line; `finished` false when the run stopped before its end. */
  stop(finished: boolean): void;
}

/** Follows a run of `duration` simulated seconds that stands at `start`. `now` gives wall-clock seconds. */
export function showProgress(terminal: Terminal, duration: number, start: Standing, now: () => number): Progress {
  const speed = new Speed(start, now());
  const fancy = terminal.errStream.isTTY === true && process.env.TERM !== 'dumb';
  return fancy ? bar(terminal, duration, start, speed, now) : lines(terminal, duration, start, speed, now);
}

/** Steps and simulated time per wall-clock second, averaged over the recent past. */
class Speed {
  #time = 0;
  #steps = 0;
  #weight = 0;

  constructor(
    private last: Standing,
    private at: number,
  ) {}

  update(standing: Standing, now: number): void {
    const elapsed = now - this.at;
    if (elapsed <= 0) return;
    const keep = Math.exp(-elapsed / SECONDS_AVERAGED);
    this.#weight = this.#weight * keep + elapsed;
    this.#time = this.#time * keep + (standing.time - this.last.time);
    this.#steps = this.#steps * keep + (standing.steps - this.last.steps);
    this.last = standing;
    this.at = now;
  }

  get stepsPerSecond(): number {
    return this.#weight > 0 ? this.#steps / this.#weight : 0;
  }

  /** Seconds until `duration` at the present speed; NaN as long as that is not known. */
  left(duration: number): number {
    return this.#time > 0 ? ((duration - this.last.time) * this.#weight) / this.#time : NaN;
  }
}

function status(standing: Standing, duration: number, speed: Speed): string {
  const rate = speed.stepsPerSecond;
  const parts = [`${formatSi(standing.time, 's', 3)} of ${formatSi(duration, 's', 3)}`];
  if (rate > 0) parts.push(`${shortNumber(rate, 3)} steps/s`);
  const left = speed.left(duration);
  if (Number.isFinite(left) && standing.time < duration) parts.push(`${formatClock(left)} left`);
  return parts.join(', ');
}

function bar(terminal: Terminal, duration: number, start: Standing, speed: Speed, now: () => number): Progress {
  const view = new cliProgress.SingleBar({
    format: ' {bar} {percentage}% | {status}',
    stream: terminal.errStream,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 30,
    stopOnComplete: false,
    emptyOnZero: true,
    gracefulExit: false,
  });
  view.start(duration, start.time, { status: 'starting' });
  return {
    update(standing) {
      speed.update(standing, now());
      view.update(standing.time, { status: status(standing, duration, speed) });
    },
    say(line) {
      // Over the bar; the next update draws it again below.
      terminal.errStream.cursorTo(0);
      terminal.errStream.clearLine(0);
      terminal.err(line);
      // The bar goes back to a saved position when it stops; that is here now.
      terminal.errStream.write('\x1b7');
    },
    stop: () => view.stop(),
  };
}

function lines(terminal: Terminal, duration: number, start: Standing, speed: Speed, now: () => number): Progress {
  const began = now();
  let said = began;
  let last = start;
  const say = (line: string): void => terminal.err(line);
  say(start.time > 0 ? `going on at ${formatSi(start.time, 's', 3)} of ${formatSi(duration, 's', 3)}` : `running ${formatSi(duration, 's', 3)}`);
  return {
    update(standing) {
      speed.update(standing, now());
      last = standing;
      if (now() - said < SECONDS_BETWEEN_LINES) return;
      said = now();
      say(`${String(Math.floor((100 * standing.time) / duration)).padStart(3)} %  ${status(standing, duration, speed)}`);
    },
    say,
    stop: (finished) => say(`${finished ? 'done' : 'stopped'} at ${formatSi(last.time, 's', 3)} after ${formatClock(now() - began)}, ${last.steps} steps`),
  };
}
