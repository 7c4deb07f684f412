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
    const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (!adapter) return 'no WebGPU adapter: the browser has found none';
    if (want === 'hardware' && isSoftware(adapter.info)) return `only a software adapter (${adapterName(adapter.info)})`;
    try {
      return await openDevice(adapter, 'WebGPU', (pending) => pending);
    } catch (error) {
      return `no WebGPU device: ${error instanceof Error ? error.message : String(error)}`;
    }
  },
};
