/** WebGPU of the page or worker this runs in. */
import { adapterName, isSoftware, openDevice } from '../gpu/device.js';
import type { GpuHandle, Platform } from '../gpu/platform.js';

export const browserPlatform: Platform = {
  async requestGpu(want): Promise<GpuHandle | string> {
    if (typeof navigator === 'undefined' || !navigator.gpu) {
      return globalThis.isSecureContext === false
        ? 'no WebGPU: a page has it only over https or from localhost'
        : 'no WebGPU: this browser does not offer it';
    }
    let adapter: GPUAdapter | null;
    try {
      adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
    } catch (error) {
      // Firefox rejects where its list of drivers rules WebGPU out.
      return `no WebGPU adapter: ${messageOf(error)}`;
    }
    if (!adapter) return 'no WebGPU adapter: the browser has found none';
    if (want === 'hardware' && isSoftware(adapter.info)) return `only a software adapter (${adapterName(adapter.info)})`;
    try {
      return await openDevice(adapter, 'WebGPU', nudged);
    } catch (error) {
      return `no WebGPU device: ${messageOf(error)}`;
    }
  },
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** ms that a promise of the device may take before the device is asked, and from then on between two questions: longer than any answer takes that comes by itself. */
const PATIENCE = 3;

/**
 * Waits for a promise of a device. Firefox looks only every 100 ms whether a device has done what was asked of it (Mozilla bug 1870699), but also
 * at every submission: an empty one, now and then, makes it look.
 */
async function nudged<T>(pending: Promise<T>, device: GPUDevice | null): Promise<T> {
  if (!device) return pending;
  const nudge = setInterval(() => device.queue.submit([]), PATIENCE);
  try {
    return await pending;
  } finally {
    clearInterval(nudge);
  }
}
