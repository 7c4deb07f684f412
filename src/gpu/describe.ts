/** What `spinmotive info` prints of a device: a plain object of strings and numbers. */
import type { GpuHandle, GpuLimits } from './platform.js';

export interface GpuDescription {
  readonly adapter: string;
  readonly vendor: string;
  readonly architecture: string;
  readonly backend: string;
  readonly software: boolean;
  readonly workgroupSize: number;
  /** Sizes in bytes. */
  readonly limits: GpuLimits;
}

export function describeGpu(handle: GpuHandle): GpuDescription {
  const { adapter, vendor, architecture, backend, software, workgroupSize, limits } = handle;
  return { adapter, vendor, architecture, backend, software, workgroupSize, limits: { ...limits } };
}
