/** One run of a problem: the worker's news, put together in a record that cards and reports read. */
import type { BackendChoice } from 'spinmotive';
import { alter, type Address } from './address.js';
import { append, noCurves } from './curves.js';
import type { News } from './messages.js';
import type { Grid, Problem } from './problems.js';
import { enqueue, Refused } from './queue.js';
import type { Run } from './record.js';

export function newRun(problem: Problem, grid: Grid, address: Address, asked: BackendChoice): Run {
  const { scene, altered } = alter(problem.scene(grid), problem, address);
  return { problem, grid, scene, altered, asked, curves: noCurves(), state: 'waiting', backend: null, relaxation: null, time: 0, steps: 0, rejected: 0, relaxSeconds: 0, runSeconds: 0, error: '' };
}

/** Calls `changed` whenever the record has. */
export async function carryOut(run: Run, signal: AbortSignal, changed: () => void): Promise<void> {
  let began = 0;
  let started = 0;
  const hear = (news: News) => {
    const now = performance.now() / 1000;
    if (news.kind === 'relaxing') {
      Object.assign(run, { state: 'relaxing', backend: news.backend, relaxation: { time: news.time, rate: news.rate }, relaxSeconds: now - began });
    } else if (news.kind === 'progress') {
      started ||= now;
      append(run.curves, news.rows);
      const { time, steps, rejected } = news;
      Object.assign(run, { state: 'running', backend: news.backend, time, steps, rejected, relaxSeconds: started - began, runSeconds: now - started });
    }
    changed();
  };
  try {
    await enqueue({ task: 'run', scene: run.scene, backend: run.asked }, signal, hear, () => {
      began = performance.now() / 1000;
    });
    run.state = signal.aborted ? 'stopped' : 'done';
  } catch (error) {
    run.state = 'failed';
    run.error = error instanceof Error ? error.message : String(error);
    // What the library foresees is for the reader; anything else is for the console too.
    if (!(error instanceof Refused)) console.error(error);
  }
  changed();
}
