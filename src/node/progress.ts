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

/** How the standing of what is under way is put. */
interface Words {
  readonly begin: (start: number, all: number) => string;
  readonly status: (standing: Standing, all: number, speed: Speed) => string;
  readonly end: (finished: boolean, last: Standing, all: number, took: string) => string;
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
export function showProgress(terminal: Terminal, duration: number, start: Standing, now: () => number, words: Words = SIMULATED): Progress {
  const speed = new Speed(start, now());
  const fancy = terminal.errStream.isTTY === true && process.env.TERM !== 'dumb';
  return fancy ? bar(terminal, duration, start, speed, now, words) : lines(terminal, duration, start, speed, now, words);
}

/** Follows a sweep of `count` points, `done` of which are finished; a standing's time is the number of finished points, with shares of those under way. */
export function showPoints(terminal: Terminal, count: number, done: number, now: () => number): Progress {
  return showProgress(terminal, count, { time: done, steps: 0 }, now, POINTS);
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

const SIMULATED: Words = {
  begin: (start, all) => (start > 0 ? `going on at ${formatSi(start, 's', 3)} of ${formatSi(all, 's', 3)}` : `running ${formatSi(all, 's', 3)}`),
  status(standing, duration, speed) {
    const rate = speed.stepsPerSecond;
    const parts = [`${formatSi(standing.time, 's', 3)} of ${formatSi(duration, 's', 3)}`];
    if (rate > 0) parts.push(`${shortNumber(rate, 3)} steps/s`);
    return [...parts, ...timeLeft(standing, duration, speed)].join(', ');
  },
  end: (finished, last, _all, took) => `${finished ? 'done' : 'stopped'} at ${formatSi(last.time, 's', 3)} after ${took}, ${last.steps} steps`,
};

const POINTS: Words = {
  begin: (start, all) => (start > 0 ? `going on after ${start} of ${all} points` : `running ${all} ${all === 1 ? 'point' : 'points'}`),
  status: (standing, count, speed) => [`${Math.floor(standing.time)} of ${count} points`, ...timeLeft(standing, count, speed)].join(', '),
  end: (finished, last, all, took) => `${finished ? 'done' : 'stopped'} after ${took}, ${Math.floor(last.time)} of ${all} points`,
};

function timeLeft({ time }: Standing, all: number, speed: Speed): string[] {
  const left = speed.left(all);
  return Number.isFinite(left) && time < all ? [`${formatClock(left)} left`] : [];
}

function bar(terminal: Terminal, duration: number, start: Standing, speed: Speed, now: () => number, words: Words): Progress {
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
      view.update(standing.time, { status: words.status(standing, duration, speed) });
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

function lines(terminal: Terminal, duration: number, start: Standing, speed: Speed, now: () => number, words: Words): Progress {
  const began = now();
  let said = began;
  let last = start;
  const say = (line: string): void => terminal.err(line);
  say(words.begin(start.time, duration));
  return {
    update(standing) {
      speed.update(standing, now());
      last = standing;
      if (now() - said < SECONDS_BETWEEN_LINES) return;
      said = now();
      say(`${String(Math.floor((100 * standing.time) / duration)).padStart(3)} %  ${words.status(standing, duration, speed)}`);
    },
    say,
    stop: (finished) => say(words.end(finished, last, duration, formatClock(now() - began))),
  };
}
