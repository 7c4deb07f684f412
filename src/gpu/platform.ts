/**
 * What the GPU engine needs from the place it runs in: a way to ask for a device, and the device with what is known of
 * it. src/node and src/browser each provide a Platform; nothing else knows how a device comes about.
 */

/** A WebGPU failure that was noticed after the call that caused it. `lost` says that the device is gone for good. */
export class GpuError extends Error {
  override readonly name = 'GpuError';
  constructor(
    message: string,
    readonly lost: boolean,
  ) {
    super(message);
  }
}

/** Limits that a plan can run into; sizes in bytes. */
export interface GpuLimits {
  readonly maxBufferSize: number;
  readonly maxStorageBufferBindingSize: number;
  readonly maxStorageBuffersPerShaderStage: number;
  readonly maxComputeWorkgroupStorageSize: number;
  readonly maxComputeInvocationsPerWorkgroup: number;
  readonly maxComputeWorkgroupSizeX: number;
  readonly maxComputeWorkgroupsPerDimension: number;
}

export interface GpuHandle {
  readonly device: GPUDevice;
  /** Name for people, e.g. `NVIDIA H200` or `SwiftShader driver 5.0.0`. Never empty. */
  readonly adapter: string;
  readonly vendor: string;
  readonly architecture: string;
  readonly description: string;
  /** `Vulkan`, `Metal`, `D3D12`, or `WebGPU` where a browser does not say. */
  readonly backend: string;
  /** The adapter computes on the CPU. */
  readonly software: boolean;
  /** Invocations per workgroup that suit the adapter; barriers are costly on a CPU. */
  readonly workgroupSize: number;
  readonly limits: GpuLimits;
  /** The first uncaptured error or the loss of the device; null as long as all is well. */
  failure(): GpuError | null;
  /** Waits for a promise of the device without keeping a core busy. */
  wait<T>(pending: Promise<T>): Promise<T>;
  /** Destroys the device with all its buffers. Safe to call twice. */
  release(): void;
}

export interface Platform {
  /** A device on a hardware adapter, or on any; or a sentence that says why there is none. Every call makes a device of its own. */
  requestGpu(want: 'hardware' | 'any'): Promise<GpuHandle | string>;
}
