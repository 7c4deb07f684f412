/** Copies ranges of buffers to the host. Staging buffers are kept and grown; one is busy from the copy to the unmap. */
import type { GpuHandle } from './platform.js';
import { MAP_MODE_READ, USAGE } from './usage.js';

/** Bytes; offset and size are multiples of 4. */
export interface Slice {
  readonly buffer: GPUBuffer;
  readonly offset: number;
  readonly size: number;
}

export class Staging {
  readonly #handle: GpuHandle;
  #idle: GPUBuffer[] = [];
  readonly #all = new Set<GPUBuffer>();

  constructor(handle: GpuHandle) {
    this.#handle = handle;
  }

  /** The bytes of the slices, one after the other, as they are after everything submitted so far. Throws GpuError. */
  async read(slices: readonly Slice[]): Promise<ArrayBuffer> {
    const { device } = this.#handle;
    const total = slices.reduce((sum, slice) => sum + slice.size, 0);
    if (total === 0) return new ArrayBuffer(0);
    const staging = this.#take(total);
    const encoder = device.createCommandEncoder();
    let at = 0;
    for (const { buffer, offset, size } of slices) {
      if (size > 0) encoder.copyBufferToBuffer(buffer, offset, staging, at, size);
      at += size;
    }
    device.queue.submit([encoder.finish()]);
    await this.#handle.wait(staging.mapAsync(MAP_MODE_READ, 0, total));
    const bytes = staging.getMappedRange(0, total).slice(0);
    staging.unmap();
    this.#idle.push(staging);
    return bytes;
  }

  destroy(): void {
    for (const buffer of this.#all) buffer.destroy();
    this.#all.clear();
    this.#idle = [];
  }

  #take(size: number): GPUBuffer {
    const idle = this.#idle.pop();
    if (idle && idle.size >= size) return idle;
    if (idle) {
      this.#all.delete(idle);
      idle.destroy();
    }
    const buffer = this.#handle.device.createBuffer({ label: 'staging', size, usage: USAGE.MAP_READ | USAGE.COPY_DST });
    this.#all.add(buffer);
    return buffer;
  }
}
