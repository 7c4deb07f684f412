/**
 * The engine that carries out plans in WebGPU, in float32. Work is encoded with as few calls as it takes and submitted
 * without waiting; whatever goes wrong on the device is remembered and thrown by the next `run` or `read`.
 */
import type { Kernel } from '../kernels.js';
import type { BufferData, BufferSpec, Engine, Pass, Range } from '../plan/types.js';
import type { ShaderTexts } from './linker.js';
import { argsBytes, Pipelines } from './pipelines.js';
import { GpuError, type GpuHandle } from './platform.js';
import { shaderTexts } from './shaders.js';
import { Staging, type Slice } from './staging.js';
import { USAGE } from './usage.js';

const elementBytes = 4;
/** Offsets of uniforms are multiples of 256 on every adapter. */
const argsStride = 256;
const argsSlots = 64;

interface Held {
  readonly spec: BufferSpec;
  readonly gpu: GPUBuffer;
}

/** A pass with everything looked up: what is left to do is three calls. */
interface Dispatch {
  readonly pipeline: GPUComputePipeline;
  readonly group: GPUBindGroup;
  readonly offset: number;
  readonly groups: readonly [number, number, number];
  /** Of all its workgroups, each as often as it has something to do. */
  readonly threads: number;
}

/** Dispatches of one submission at most: a submission costs tens of microseconds, a dispatch two or three to encode. */
const submissionSize = 96;
/** Threads of one submission, about: a slow GPU needs tenths of a second for them. Drivers end what takes seconds, Windows after two. */
const submissionThreads = 2 ** 24;

export class GpuEngine implements Engine {
  readonly kind = 'gpu';
  readonly #handle: GpuHandle;
  readonly #buffers: ReadonlyMap<string, Held>;
  readonly #pipelines: Pipelines;
  readonly #staging: Staging;
  readonly #groups = new Map<string, GPUBindGroup>();
  #argsBuffer: GPUBuffer;
  #argsCapacity = argsSlots;
  readonly #argsOffsets = new Map<string, number>();
  #dispatches = new WeakMap<Pass, Dispatch>();
  #destroyed = false;

  private constructor(handle: GpuHandle, buffers: ReadonlyMap<string, Held>, pipelines: Pipelines) {
    this.#handle = handle;
    this.#buffers = buffers;
    this.#pipelines = pipelines;
    this.#staging = new Staging(handle);
    this.#argsBuffer = this.#makeArgs(argsSlots);
  }

  /**
   * Makes the buffers, all zero. The device stays the caller's: `destroy` frees the buffers only.
   * @param prelude WGSL put ahead of every shader
   * @param texts shaders by name; those of the project if left out
   * Throws Error, before anything is made, where a buffer is larger than the adapter can bind; GpuError where memory is out.
   */
  static async create(
    handle: GpuHandle,
    buffers: Readonly<Record<string, BufferSpec>>,
    kernels: ReadonlyMap<string, Kernel>,
    prelude: string,
    texts: ShaderTexts = shaderTexts,
  ): Promise<GpuEngine> {
    const failure = handle.failure();
    if (failure) throw failure;
    for (const [name, spec] of Object.entries(buffers)) checkSize(name, spec, handle);
    const { device } = handle;
    const held = new Map<string, Held>();
    device.pushErrorScope('validation');
    device.pushErrorScope('out-of-memory');
    for (const [name, spec] of Object.entries(buffers)) {
      const gpu = device.createBuffer({ label: name, size: spec.length * elementBytes, usage: USAGE.STORAGE | USAGE.COPY_SRC | USAGE.COPY_DST });
      held.set(name, { spec, gpu });
    }
    const engine = new GpuEngine(handle, held, new Pipelines(handle, kernels, prelude, texts));
    const [memory, validation] = await handle.wait(Promise.all([device.popErrorScope(), device.popErrorScope()]));
    const problem = memory ?? validation;
    if (problem) {
      engine.destroy();
      throw new GpuError(`cannot make the buffers: ${problem.message}`, false);
    }
    return engine;
  }

  /** Compiles every pipeline that the passes need. Throws one Error with all messages, each with its file and line. */
  async prepare(passes: readonly Pass[]): Promise<void> {
    this.#assertUsable();
    for (const pass of passes) this.#check(pass);
    await this.#pipelines.prepare(passes);
  }

  write(buffer: string, data: ArrayLike<number>, offset = 0): void {
    this.#assertUsable();
    const { spec, gpu } = this.#buffer(buffer);
    checkRange(buffer, spec, offset, data.length);
    this.#handle.device.queue.writeBuffer(gpu, offset * elementBytes, converted(spec.kind, data));
  }

  /** See Engine. Throws Error where a pass was not prepared. */
  run(passes: readonly Pass[], times = 1): void {
    this.#assertUsable();
    if (passes.length === 0 || times <= 0) return;
    const dispatches = this.#resolve(passes);
    // Submitted in pieces, so that the device works on one while the next is being encoded, and none is long.
    let piece: Dispatch[] = [];
    let threads = 0;
    const submit = (): void => {
      this.#handle.device.queue.submit([this.#encode(piece)]);
      piece = [];
      threads = 0;
    };
    for (let round = 0; round < times; round += 1) {
      for (const dispatch of dispatches) {
        if (piece.length === submissionSize || (piece.length > 0 && threads + dispatch.threads > submissionThreads)) submit();
        piece.push(dispatch);
        threads += dispatch.threads;
      }
    }
    submit();
  }

  #encode(dispatches: readonly Dispatch[]): GPUCommandBuffer {
    const encoder = this.#handle.device.createCommandEncoder();
    const encoded = encoder.beginComputePass();
    const offsets = [0];
    let pipeline: GPUComputePipeline | null = null;
    let group: GPUBindGroup | null = null;
    for (const dispatch of dispatches) {
      if (dispatch.pipeline !== pipeline) encoded.setPipeline((pipeline = dispatch.pipeline));
      if (dispatch.group !== group || dispatch.offset !== offsets[0]) {
        offsets[0] = dispatch.offset;
        encoded.setBindGroup(0, (group = dispatch.group), offsets);
      }
      encoded.dispatchWorkgroups(...dispatch.groups);
    }
    encoded.end();
    return encoder.finish();
  }

  /** A buffer as it lies on the device, for those who look at it there; the engine goes on writing it. */
  buffer(name: string): GPUBuffer {
    return this.#buffer(name).gpu;
  }

  async read(ranges: readonly Range[]): Promise<BufferData[]> {
    this.#assertUsable();
    const slices = ranges.map((range): Slice & { spec: BufferSpec } => {
      const { spec, gpu } = this.#buffer(range.buffer);
      const offset = range.offset ?? 0;
      const length = range.length ?? spec.length - offset;
      checkRange(range.buffer, spec, offset, length);
      return { spec, buffer: gpu, offset: offset * elementBytes, size: length * elementBytes };
    });
    let bytes: ArrayBuffer;
    try {
      bytes = await this.#staging.read(slices);
    } catch (error) {
      throw this.#handle.failure() ?? new GpuError(error instanceof Error ? error.message : String(error), false);
    }
    const failure = this.#handle.failure();
    if (failure) throw failure;
    let at = 0;
    return slices.map(({ spec, size }) => {
      const start = at;
      at += size;
      return spec.kind === 'f32' ? new Float32Array(bytes, start, size / elementBytes) : new Uint32Array(bytes, start, size / elementBytes);
    });
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    for (const { gpu } of this.#buffers.values()) gpu.destroy();
    this.#argsBuffer.destroy();
    this.#staging.destroy();
    this.#groups.clear();
  }

  #assertUsable(): void {
    if (this.#destroyed) throw new Error('the engine has been destroyed');
    const failure = this.#handle.failure();
    if (failure) throw failure;
  }

  #buffer(name: string): Held {
    const held = this.#buffers.get(name);
    if (!held) throw new Error(`there is no buffer ${name}`);
    return held;
  }

  #boundNames(kernel: Kernel, pass: Pass): string[] {
    return kernel.bindings.map((binding) => pass.bind?.[binding.name] ?? binding.name);
  }

  #check(pass: Pass): void {
    const kernel = this.#pipelines.kernel(pass.kernel);
    const most = this.#handle.limits.maxComputeWorkgroupsPerDimension;
    pass.groups.forEach((count, axis) => {
      if (!Number.isInteger(count) || count < 0) throw new Error(`${pass.kernel}: ${count} workgroups in ${'xyz'[axis]} is no count`);
      if (count > most) throw new Error(`${pass.kernel}: needs ${count} workgroups in ${'xyz'[axis]}, this adapter allows ${most}`);
    });
    if (pass.args && pass.args.length > argsBytes / elementBytes) throw new Error(`${pass.kernel}: has ${pass.args.length} args, four is the most`);
    for (const name of Object.keys(pass.bind ?? {})) {
      if (!kernel.bindings.some((binding) => binding.name === name)) throw new Error(`${pass.kernel}: the kernel has no binding ${name}`);
    }
    const names = this.#boundNames(kernel, pass);
    kernel.bindings.forEach((binding, index) => {
      const { spec } = this.#buffer(names[index]);
      if (spec.kind !== binding.kind) throw new Error(`${pass.kernel}: binding ${binding.name} is ${binding.kind}, buffer ${names[index]} is ${spec.kind}`);
      const shared = names.some((name, other) => other !== index && name === names[index]);
      if (shared && binding.access === 'read_write') throw new Error(`${pass.kernel}: writes buffer ${names[index]}, which it binds twice`);
    });
  }

  /** Looks everything up before anything is encoded: making room for args may replace the buffer that they are in. */
  #resolve(passes: readonly Pass[]): Dispatch[] {
    const known = passes.map((pass) => this.#dispatches.get(pass));
    if (known.every((dispatch) => dispatch !== undefined)) return known;
    this.#placeArgs(passes);
    return passes.map((pass) => {
      let dispatch = this.#dispatches.get(pass);
      if (!dispatch) {
        this.#check(pass);
        dispatch = {
          pipeline: this.#pipelines.pipeline(pass),
          group: this.#group(pass),
          offset: this.#argsOffsets.get(argsKey(pass)) ?? 0,
          groups: [...pass.groups],
          threads: pass.groups.reduce((product, count) => product * count, threadsOfGroup(pass) * (pass.effort ?? 1)),
        };
        this.#dispatches.set(pass, dispatch);
      }
      return dispatch;
    });
  }

  #group(pass: Pass): GPUBindGroup {
    const kernel = this.#pipelines.kernel(pass.kernel);
    const names = this.#boundNames(kernel, pass);
    const key = `${kernel.name} ${names.join(' ')}`;
    let group = this.#groups.get(key);
    if (!group) {
      group = this.#handle.device.createBindGroup({
        label: key,
        layout: this.#pipelines.layout(kernel),
        entries: [
          { binding: 0, resource: { buffer: this.#argsBuffer, size: argsBytes } },
          ...names.map((name, index) => ({ binding: index + 1, resource: { buffer: this.#buffer(name).gpu } })),
        ],
      });
      this.#groups.set(key, group);
    }
    return group;
  }

  #makeArgs(slots: number): GPUBuffer {
    return this.#handle.device.createBuffer({ label: 'args', size: slots * argsStride, usage: USAGE.UNIFORM | USAGE.COPY_DST });
  }

  /** Gives every distinct set of args a slot. When the slots run out all are handed out anew: earlier work is already submitted. */
  #placeArgs(passes: readonly Pass[]): void {
    const wanted = new Map(passes.map((pass) => [argsKey(pass), pass.args ?? []]));
    const missing = [...wanted.keys()].filter((key) => !this.#argsOffsets.has(key)).length;
    if (this.#argsOffsets.size + missing > this.#argsCapacity) {
      this.#argsOffsets.clear();
      this.#dispatches = new WeakMap();
      if (wanted.size > this.#argsCapacity) {
        this.#argsBuffer.destroy();
        this.#groups.clear();
        this.#argsCapacity = wanted.size * 2;
        this.#argsBuffer = this.#makeArgs(this.#argsCapacity);
      }
    }
    for (const [key, args] of wanted) {
      if (this.#argsOffsets.has(key)) continue;
      const offset = this.#argsOffsets.size * argsStride;
      this.#argsOffsets.set(key, offset);
      const values = new Uint32Array(argsBytes / elementBytes);
      values.set(args);
      this.#handle.device.queue.writeBuffer(this.#argsBuffer, offset, values);
    }
  }
}

/** Of the kernels of the project, by the names that the constants have there: `WG`, or `THREADS` for each of `LINES`. */
function threadsOfGroup({ constants: { WG, THREADS = 1, LINES = 1 } }: Pass): number {
  return WG ?? THREADS * LINES;
}

function argsKey(pass: Pass): string {
  return [0, 1, 2, 3].map((index) => (pass.args?.[index] ?? 0) >>> 0).join(' ');
}

function checkSize(name: string, spec: BufferSpec, handle: GpuHandle): void {
  if (!Number.isInteger(spec.length) || spec.length < 1) throw new Error(`buffer ${name}: ${spec.length} is no number of elements`);
  const size = spec.length * elementBytes;
  const most = Math.min(handle.limits.maxStorageBufferBindingSize, handle.limits.maxBufferSize);
  if (size > most) throw new Error(`buffer ${name}: needs ${mebibytes(size, Math.ceil)}, this adapter binds at most ${mebibytes(most, Math.floor)}`);
}

/** To a tenth, rounded so that what is too large never reads as what is allowed. */
function mebibytes(bytes: number, round: (value: number) => number): string {
  return `${round((bytes / 2 ** 20) * 10) / 10} MiB`;
}

function checkRange(name: string, spec: BufferSpec, offset: number, length: number): void {
  if (!Number.isInteger(offset) || !Number.isInteger(length) || offset < 0 || length < 0 || offset + length > spec.length) {
    throw new RangeError(`buffer ${name} has ${spec.length} elements: ${length} from ${offset} on are not in it`);
  }
}

/** Writing reads the memory of the array once, so an array of the right kind is handed on as it is. */
function converted(kind: BufferSpec['kind'], data: ArrayLike<number>): Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer> {
  if (kind === 'f32') return data instanceof Float32Array ? (data as Float32Array<ArrayBuffer>) : new Float32Array(data);
  return data instanceof Uint32Array ? (data as Uint32Array<ArrayBuffer>) : new Uint32Array(data);
}
