/** What a stopped run needs to go on exactly as it would have: the engine's buffers and the lanes' memory. */
export interface Checkpoint {
  /** JSON: the scene, the engine, and what the host remembers. */
  readonly header: unknown;
  /** The engine's buffers by name, float64 or float32 as the engine holds them. */
  readonly arrays: Readonly<Record<string, Float64Array | Float32Array | Uint32Array>>;
}

/** The run itself failed (not finite, collapsed step, device lost), as opposed to a scene that is wrong. */
export class RunError extends Error {
  override readonly name = 'RunError';
}
