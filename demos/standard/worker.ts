/** Where the library runs: in a thread of its own, so that the page stays free. One order a worker. */
import { GpuError, RunError, SceneError, Simulation } from 'spinmotive';
import { Gate } from '../shared/gate.js';
import type { News, Order, Word } from './messages.js';
import { measureThroughput } from './throughput.js';

declare global {
  /** What runs, for a look from the console of this worker. */
  var simulation: Simulation | undefined;
}

/** ms from checkpoint to checkpoint. */
const SAVE_EVERY = 2000;

const say = (news: News) => self.postMessage(news);
const gate = new Gate((waiting) => say({ kind: 'waits', waiting }));
/** The page ends a run with its worker. */
const { signal } = new AbortController();
let drawn = true;

async function run({ scene, backend, from, first }: Extract<Order, { task: 'run' }>): Promise<void> {
  if (first === 'hold') gate.hold();
  if (first === 'step') gate.step();
  const simulation = from ? await Simulation.resume(from) : await Simulation.create(scene, { backend, onRelax: (time, rate, where) => say({ kind: 'relaxing', backend: where, time, rate }) });
  self.simulation = simulation;
  try {
    say({ kind: 'begun', backend: simulation.backend, scene: simulation.scene, columns: simulation.columns, m: await simulation.magnetization() });
    const means = ['mx', 'my', 'mz'].map((name) => simulation.columns.findIndex((column) => column.name === name));
    const finite = (row: readonly number[]) => means.every((k) => Number.isFinite(row[k]));
    let saved = -Infinity;
    const save = async () => {
      say({ kind: 'checkpoint', checkpoint: await simulation.checkpoint() });
      saved = performance.now();
    };
    if (!from) await save();
    // Of what was said while it relaxed.
    await wordsOfThePage();
    await gate.pass(signal);
    for await (const { rows, time, steps, done, failed } of simulation.advance()) {
      for (const [t] of rows) if (t > 0) gate.sampled();
      const seen = !failed && (drawn || done || !gate.passes);
      const m = seen ? await simulation.magnetization() : null;
      // A state that is about to be found out is no picture.
      const good = m !== null && m.every(Number.isFinite);
      say({ kind: 'progress', rows, time, steps, rejected: simulation.summary().rejected, m: good ? m : null });
      if (good) drawn = false;
      if (!done && !failed && rows.length > 0 && rows.every(finite) && performance.now() - saved > SAVE_EVERY) await save();
      await wordsOfThePage();
      if (!done && !failed) await gate.pass(signal);
    }
  } catch (error) {
    throw error instanceof GpuError && !error.lost && (await isLost(simulation)) ? new GpuError(error.message, true) : error;
  } finally {
    simulation.destroy();
  }
}

/** Resolves when messages that have come have been heard; sooner than a timer, of which browsers make some ms. */
const channel = new MessageChannel();
function wordsOfThePage(): Promise<void> {
  return new Promise((resolve) => {
    channel.port1.onmessage = () => resolve();
    channel.port2.postMessage(null);
  });
}

/** Whether the GPU is gone. Browsers may tell that a little after what failed for it. */
function isLost({ gpu }: Simulation): Promise<boolean> {
  if (!gpu) return Promise.resolve(false);
  return Promise.race([gpu.device.lost.then(() => true), new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 100))]);
}

async function obey(order: Order): Promise<void> {
  try {
    if (order.task === 'run') await run(order);
    else say({ kind: 'throughput', throughput: await measureThroughput(order.backend) });
    say({ kind: 'done' });
  } catch (error) {
    const lost = error instanceof GpuError && error.lost;
    const foreseen = error instanceof SceneError || error instanceof RunError || error instanceof GpuError;
    say({ kind: 'failed', message: error instanceof Error ? error.message : String(error), foreseen, lost });
  }
}

self.addEventListener('message', ({ data }: MessageEvent<Order | Word>) => {
  if ('backend' in data) void obey(data);
  else if (data.task === 'go') gate.run();
  else if (data.task === 'hold') gate.hold();
  else if (data.task === 'step') gate.step();
  else drawn = true;
});
