/** The float64 engine: carries out a plan's passes by calling each kernel's twin. */
import type { Kernel } from '../kernels.js';
import type { BufferData, BufferSpec, Engine, Keep, Pass, Range } from '../plan/types.js';

export class CpuEngine implements Engine {
  readonly kind = 'cpu';
  private readonly buffers: Record<string, Float64Array | Uint32Array> = {};
  private calls = new WeakMap<Pass, () => void>();

  constructor(specs: Readonly<Record<string, BufferSpec>>, private readonly kernels: ReadonlyMap<string, Kernel>) {
    for (const [name, { kind, length }] of Object.entries(specs)) {
      this.buffers[name] = kind === 'u32' ? new Uint32Array(length) : new Float64Array(length);
    }
  }

  write(buffer: string, data: ArrayLike<number>, offset = 0): void {
    this.buffer(buffer).set(data, offset);
  }

  run(passes: readonly Pass[], times = 1): void {
    const calls = passes.map((pass) => this.call(pass));
    for (let i = 0; i < times; i++) for (const call of calls) call();
  }

  /** A pass with everything looked up, kept with what its twin keeps. */
  private call(pass: Pass): () => void {
    const known = this.calls.get(pass);
    if (known) return known;
    const kernel = this.kernels.get(pass.kernel);
    if (!kernel) throw new Error(`no kernel named ${pass.kernel}`);
    const bound = Object.fromEntries(kernel.bindings.map(({ name }) => [name, this.buffer(pass.bind?.[name] ?? name)]));
    const { twin } = kernel, { constants, groups, args = [] } = pass;
    let entry: { readonly value: unknown } | null = null;
    const keep: Keep = <T>(make: () => T) => {
      entry ??= { value: make() };
      return entry.value as T;
    };
    const call = () => twin(bound, constants, groups, args, keep);
    this.calls.set(pass, call);
    return call;
  }

  async read(ranges: readonly Range[]): Promise<BufferData[]> {
    return ranges.map(({ buffer, offset = 0, length }) => this.buffer(buffer).slice(offset, length === undefined ? undefined : offset + length));
  }

  destroy(): void {
    for (const name of Object.keys(this.buffers)) delete this.buffers[name];
    this.calls = new WeakMap();
  }

  private buffer(name: string): Float64Array | Uint32Array {
    const buffer = this.buffers[name];
    if (!buffer) throw new Error(`the plan has no buffer named ${name}`);
    return buffer;
  }
}
