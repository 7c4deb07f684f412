/** Runs one wall on the float64 engine and hands out its position and angle as it goes, and the whole table and m at the end; a new wall takes the place of the one before. */
import { Simulation } from 'spinmotive';
import { failed } from './failure.js';
import type { SeriesReply, SeriesRequest } from './messages.js';

/** ms of work after which there is a look for a newer request. */
const LOOK = 40;

const tell = (reply: SeriesReply) => postMessage(reply);
const moment = () => new Promise((resolve) => setTimeout(resolve));

let latest = 0;
let before: Promise<void> = Promise.resolve();

async function run({ id, scene }: SeriesRequest): Promise<void> {
  if (id !== latest) return;
  const simulation = await Simulation.create(scene, { backend: 'cpu' });
  try {
    const [t, x, phi] = ['t', 'wall_x', 'wall_phi'].map((name) => simulation.columns.findIndex((column) => column.name === name));
    const rows: number[][] = [];
    const curve = (k: number) => rows.map((row) => row[k]);
    let looked = performance.now();
    for await (const chunk of simulation.advance()) {
      rows.push(...chunk.rows);
      if (!chunk.done && performance.now() - looked < LOOK) continue;
      const whole = chunk.done ? { columns: simulation.columns, rows, m: await simulation.magnetization() } : null;
      tell({ kind: 'series', id, series: { t: curve(t), x: curve(x), phi: curve(phi), duration: simulation.scene.run.duration, whole } });
      await moment();
      if (id !== latest) return;
      looked = performance.now();
    }
  } finally {
    simulation.destroy();
  }
}

onmessage = ({ data }: MessageEvent<SeriesRequest>) => {
  latest = data.id;
  before = before.then(() => run(data)).catch((error: unknown) => tell({ ...failed(error), id: data.id }));
};
