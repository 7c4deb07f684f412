/** A thread that runs points of a sweep on the float64 engine (src/node/workers.ts tells it which). */
import { parentPort, workerData } from 'node:worker_threads';
import type { Platform } from '../gpu/platform.js';
import { runChunk } from '../run/sweep.js';
import { openSweep } from '../scene/sweep.js';
import type { WorkerData, WorkerMessage } from './workers.js';

const port = parentPort!;
const { scene, files, demagCheck } = workerData as WorkerData;
const sweep = openSweep(scene);
const noGpu: Platform = { requestGpu: async () => 'threads have no GPU' };
const tell = (message: WorkerMessage): void => port.postMessage(message);

let checked = !demagCheck;
port.on('message', async (indices: readonly number[]) => {
  try {
    for await (const point of runChunk(noGpu, sweep, indices, 'cpu', { files, demagCheck: !checked, onChunk: (ahead) => tell({ kind: 'ahead', ahead }) })) tell({ kind: 'point', point });
    checked = true;
    tell({ kind: 'idle' });
  } catch (error) {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    tell({ kind: 'error', name, message, stack });
  }
});
