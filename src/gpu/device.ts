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
 * A software adapter carries out a barrier by switching between invocations, so it wants few: as many as it runs in one
 * SIMD register. On wires of 4096 cells SwiftShader needs 225 ns of CPU time a cell and stage with 4 and 283 with 8,
 * llvmpipe 66 with 4 and 49 with 8.
 */
const softwareWorkgroupSize = 8;
const swiftShaderWorkgroupSize = 4;

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
 * @param wait how to wait for a promise of this device, null where it is that for the device itself
 */
export async function openDevice(adapter: GPUAdapter, backend: string, wait: <T>(pending: Promise<T>, device: GPUDevice | null) => Promise<T>): Promise<GpuHandle> {
  const { info } = adapter;
  const device = await wait(adapter.requestDevice({ requiredLimits: { ...limitsOf(adapter.limits) } }), null);
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
    workgroupSize: !software ? hardwareWorkgroupSize : /swiftshader/i.test(adapterName(info)) ? swiftShaderWorkgroupSize : softwareWorkgroupSize,
    limits: limitsOf(device.limits),
    failure: () => failure,
    wait: (pending) => wait(pending, device),
    release() {
      if (!failure?.lost) failure = new GpuError('the GPU device has been released', true);
      device.destroy();
    },
  };
}
