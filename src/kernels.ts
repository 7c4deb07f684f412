/**
 * THE TABLE: every kernel with its WGSL source, its bindings in order, its override constants and its float64 twin.
 * The GPU engine makes explicit bind group layouts from it, the CPU engine calls the twins, and the tests walk it.
 */
export type Access = 'read' | 'read_write';

export interface Binding {
  readonly name: string;
  readonly access: Access;
  readonly kind: 'f32' | 'u32';
}

export type TwinBuffers = Readonly<Record<string, Float64Array | Uint32Array>>;

/** The float64 twin of a kernel: the whole dispatch, as loops over cells. */
export type Twin = (
  buffers: TwinBuffers,
  constants: Readonly<Record<string, number>>,
  groups: readonly [number, number, number],
  args: readonly number[],
) => void;

export interface Kernel {
  /** `room/stem`: the shader is shaders/room/stem.wgsl, its one entry point is `stem`, its twin src/cpu/room/stem.ts. */
  readonly name: string;
  /** Storage buffers at @group(0) @binding(1...), in order. Binding 0 is always the uniform `args: vec4u`. */
  readonly bindings: readonly Binding[];
  /** Names of the `override` constants every pass must set. */
  readonly constants: readonly string[];
  readonly twin: Twin;
  /** Largest difference between shader and twin, relative to the largest value of the buffer, with its reason in the kernel's test. */
  readonly tolerance: number;
}
