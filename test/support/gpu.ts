/** The GPU device of the tests: any adapter will do, and where there is none the test fails. Tests never skip for want of one. */
import type { GpuHandle } from '../../src/gpu/platform.js';
import { nodePlatform } from '../../src/node/dawn.js';

/** A device of its own; the caller releases it. Throws Error where there is no adapter. */
export async function gpuHandle(): Promise<GpuHandle> {
  const handle = await nodePlatform.requestGpu('any');
  if (typeof handle === 'string') throw new Error(`these tests need a WebGPU adapter: ${handle}`);
  return handle;
}
