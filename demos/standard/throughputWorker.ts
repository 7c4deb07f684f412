/** Measures the throughput of the engine that it is told, and ends with what it found. */
import type { BackendChoice } from 'spinmotive';
import { failureOf, type Failure } from '../shared/lab/runner.js';
import { measureThroughput, type Throughput } from './throughput.js';

export type Measured = { readonly throughput: Throughput } | { readonly failure: Failure };

addEventListener('message', async ({ data }: MessageEvent<BackendChoice>) => {
  try {
    postMessage({ throughput: await measureThroughput(data) } satisfies Measured);
  } catch (error) {
    postMessage({ failure: failureOf(error) } satisfies Measured);
  }
});
