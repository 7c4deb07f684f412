/** Where the library runs: in a thread of its own, so that the page stays free. One order a worker. */
import { RunError, SceneError, Simulation } from 'spinmotive';
import { COLUMNS } from './curves.js';
import type { News, Order } from './messages.js';
import { measureThroughput } from './throughput.js';

const say = (news: News) => self.postMessage(news);

async function run({ scene, backend }: Extract<Order, { task: 'run' }>): Promise<void> {
  const simulation = await Simulation.create(scene, { backend, onRelax: (time, rate, where) => say({ kind: 'relaxing', backend: where, time, rate }) });
  try {
    const picked = COLUMNS.map((name) => simulation.columns.findIndex((column) => column.name === name));
    for await (const { rows, time, steps } of simulation.advance()) {
      say({ kind: 'progress', backend: simulation.backend, rows: rows.map((row) => picked.map((k) => row[k])), time, steps, rejected: simulation.summary().rejected });
    }
  } finally {
    simulation.destroy();
  }
}

self.addEventListener('message', async ({ data: order }: MessageEvent<Order>) => {
  try {
    if (order.task === 'run') await run(order);
    else say({ kind: 'throughput', throughput: await measureThroughput(order.backend) });
    say({ kind: 'done' });
  } catch (error) {
    say({ kind: 'failed', message: error instanceof Error ? error.message : String(error), foreseen: error instanceof SceneError || error instanceof RunError });
  }
});
