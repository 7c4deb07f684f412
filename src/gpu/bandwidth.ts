/** How fast the adapter copies: the yardstick for kernels that do little but move memory. */
import type { GpuHandle } from './platform.js';
import { USAGE } from './usage.js';

/** Bytes per second of a buffer-to-buffer copy, reading and writing counted; the best of a few rounds. */
export async function gpuCopyBandwidth(handle: GpuHandle, bytes: number): Promise<number> {
  const { device } = handle;
  const [from, to] = [0, 1].map(() => device.createBuffer({ size: bytes, usage: USAGE.COPY_SRC | USAGE.COPY_DST }));
  const copies = 8;
  let best = Infinity;
  for (let round = 0; round < 6; round++) {
    const encoder = device.createCommandEncoder();
    for (let k = 0; k < copies; k++) encoder.copyBufferToBuffer(from, 0, to, 0, bytes);
    const before = performance.now();
    device.queue.submit([encoder.finish()]);
    await handle.wait(device.queue.onSubmittedWorkDone());
    best = Math.min(best, (performance.now() - before) / 1000);
  }
  from.destroy();
  to.destroy();
  return (2 * copies * bytes) / best;
}
