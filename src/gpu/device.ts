/** From an adapter to a GpuHandle: raised limits, a name, software or hardware, and a memory for late errors. */
import { GpuError, type GpuHandle, type GpuLimits } from './platform.js';

const limitNames = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupsPerDimension',
] as const satisfies readonly (keyof GpuLimits)[];

const softwareNames = /swiftshader|llvmpipe|lavapipe|softpipe|\bwarp\b|basic render/i;

/** Invocations per workgroup: hardware runs 32 or 64 in step. */
const hardwareWorkgroupSize = 64;
/**
 * A software adapter carries out a barrier by switching between invocations. SwiftShader on two cores, sum of 1024 cells
 * by a tree: 17 us with 4 invocations, 25 with 8, 33 with 16, 59 with 64, 228 with 256. Without barriers small ones lose
 * a little: a stencil over 1024 cells takes 41 us with 8 and 32 with 64.
 */
const softwareWorkgroupSize = 8;

/** Whether an adapter computes on the CPU. Drivers do not all say so, hence the names. */
export function isSoftware(info: GPUAdapterInfo): boolean {
  return info.isFallbackAdapter === true || softwareNames.test(`${info.vendor} ${info.architecture} ${info.device} ${info.description}`);
}

/** Name of an adapter for people; never empty. */
export function adapterName(info: GPUAdapterInfo): string {
  return info.description || [info.vendor, info.architecture, info.device].filter(Boolean).join(' ') || 'unnamed adapter';
}

function limitsOf(source: GPUSupportedLimits): GpuLimits {
  return Object.fromEntries(limitNames.map((name) => [name, source[name]])) as unknown as GpuLimits;
}

/**
 * A device with the adapter's own limits for storage and workgroups. Rejects as requestDevice does.
 * @param wait how to wait for a promise of this device without keeping a core busy
 */
export async function openDevice(adapter: GPUAdapter, backend: string, wait: GpuHandle['wait']): Promise<GpuHandle> {
  const { info } = adapter;
  const device = await wait(adapter.requestDevice({ requiredLimits: { ...limitsOf(adapter.limits) } }));
  let failure: GpuError | null = null;
  device.addEventListener('uncapturederror', (event) => {
    event.preventDefault();
    failure ??= new GpuError(event.error.message, false);
  });
  void device.lost.then((loss) => {
    if (!failure?.lost) failure = new GpuError(`the GPU device was lost (${loss.reason}): ${loss.message}`, true);
  });
  const software = isSoftware(info);
  return {
    device,
    adapter: adapterName(info),
    vendor: info.vendor,
    architecture: info.architecture,
    description: info.description,
    backend,
    software,
    workgroupSize: software ? softwareWorkgroupSize : hardwareWorkgroupSize,
    limits: limitsOf(device.limits),
    failure: () => failure,
    wait,
    release() {
      if (!failure?.lost) failure = new GpuError('the GPU device has been released', true);
      device.destroy();
    },
  };
}
