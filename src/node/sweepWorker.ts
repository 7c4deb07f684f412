/** A thread that runs points of a sweep on the float64 engine (src/node/workers.ts tells it which). */
import { parentPort, workerData } from 'node:worker_threads';
import type { Platform } from '../gpu/platform.js';
import type { Rests } from '../run/begin.js';
import { runChunk } from '../run/sweep.js';
import { openSweep } from '../scene/sweep.js';
import type { WorkerData, WorkerMessage } from './workers.js';

const port = parentPort!;
const { scene, files, demagCheck } = workerData as WorkerData;
const sweep = openSweep(scene);
const noGpu: Platform = { requestGpu: async () => 'threads have no GPU' };
const tell = (message: WorkerMessage): void => port.postMessage(message);

/** ms. The main thread shares the cores with its threads; it need not hear of every chunk. */
const BETWEEN_WORDS = 200;
let said = performance.now();
const tellAhead = (ahead: number): void => {
  if (performance.now() - said < BETWEEN_WORDS) return;
  said = performance.now();
  tell({ kind: 'ahead', ahead });
};

const rests: Rests = new Map();
let checked = !demagCheck;
port.on('message', async (indices: readonly number[]) => {
  try {
    for await (const point of runChunk(noGpu, sweep, indices, 'cpu', { files, rests, demagCheck: !checked, onChunk: tellAhead })) tell({ kind: 'point', point });
    checked = true;
    tell({ kind: 'idle' });
  } catch (error) {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    tell({ kind: 'error', name, message, stack });
  }
});
