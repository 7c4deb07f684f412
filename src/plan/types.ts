/**
 * A plan is a run written down as plain data: named buffers, and passes over them. It holds no GPU object, so it can
 * be printed, compared and tested without one, and either engine can carry it out.
 */

/** `f32` is Float32 on the GPU and Float64 on the CPU; `u32` is the same on both. */
export type BufferKind = 'f32' | 'u32';

export interface BufferSpec {
  readonly kind: BufferKind;
  /** Number of elements (not bytes). At least 4. */
  readonly length: number;
}

/** One dispatch of one kernel. Bindings are found by name: a kernel's binding `m` is the plan's buffer `m`. */
export interface Pass {
  /** Name in the kernel table, e.g. `wire/stage`. */
  readonly kernel: string;
  /** Values of the kernel's `override` constants; passes with equal kernel and constants share a pipeline. */
  readonly constants: Readonly<Record<string, number>>;
  /** Workgroups in x, y, z. */
  readonly groups: readonly [number, number, number];
  /** Up to four u32 the kernel reads from its `args` uniform. Of kernels of the project three: the fourth is the 0 that shaders/lib/difference.wgsl wants. */
  readonly args?: readonly number[];
  /** How often a thread does what it does, where that is not once: so that a GPU is not given too much at a time. */
  readonly effort?: number;
  /** Binding name -> buffer name, where they differ. */
  readonly bind?: Readonly<Record<string, string>>;
}

export type BufferData = Float64Array | Float32Array | Uint32Array;

/** A range of a buffer, in elements. The whole buffer when offset and length are left out. */
export interface Range {
  readonly buffer: string;
  readonly offset?: number;
  readonly length?: number;
}

/** What carries out a plan: WebGPU in float32 or plain loops in float64. */
export interface Engine {
  readonly kind: 'gpu' | 'cpu';
  /** Overwrites elements of a buffer, in order with the passes around it. Values are converted to the buffer's kind. */
  write(buffer: string, data: ArrayLike<number>, offset?: number): void;
  /** Carries out the passes, `times` times over, in order. Returns before a GPU is done; errors surface at the next `read`. */
  run(passes: readonly Pass[], times?: number): void;
  /** Waits for everything submitted and copies ranges out: Float32Array (gpu) or Float64Array (cpu) for f32, Uint32Array for u32. */
  read(ranges: readonly Range[]): Promise<BufferData[]>;
  /** Frees every buffer at once. Safe to call twice. */
  destroy(): void;
}

/** A plan's buffers by the names of a kernel's bindings: Float64Array for f32. */
export type TwinBuffers = Readonly<Record<string, Float64Array | Uint32Array>>;

/** What a twin makes at the first call of a pass, its engine keeps for the next. */
export type Keep = <T>(make: () => T) => T;

/** The float64 twin of a kernel: the whole dispatch, as loops over cells. */
export type Twin = (
  buffers: TwinBuffers,
  constants: Readonly<Record<string, number>>,
  groups: readonly [number, number, number],
  args: readonly number[],
  keep?: Keep,
) => void;
