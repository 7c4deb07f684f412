/**
 * Compute pipelines of the kernel table, each compiled once per set of constants. Layouts are explicit: with
 * `layout: 'auto'` a binding that a shader does not use is dropped and runs go stale without a word.
 */
import type { Kernel } from '../kernels.js';
import type { Pass } from '../plan/types.js';
import { linkShader, shaderPath, type ShaderTexts } from './linker.js';
import type { GpuHandle } from './platform.js';
import { STAGE_COMPUTE } from './usage.js';

/** Every kernel reads `args: vec4u` at binding 0. */
export const argsBytes = 16;

export class Pipelines {
  readonly #handle: GpuHandle;
  readonly #kernels: ReadonlyMap<string, Kernel>;
  readonly #prelude: string;
  readonly #texts: ShaderTexts;
  readonly #layouts = new Map<string, GPUBindGroupLayout>();
  readonly #pipelines = new Map<string, GPUComputePipeline>();

  constructor(handle: GpuHandle, kernels: ReadonlyMap<string, Kernel>, prelude: string, texts: ShaderTexts) {
    this.#handle = handle;
    this.#kernels = kernels;
    this.#prelude = prelude;
    this.#texts = texts;
  }

  /** The table's row of a kernel. Throws Error where there is none. */
  kernel(name: string): Kernel {
    const kernel = this.#kernels.get(name);
    if (!kernel) throw new Error(`there is no kernel ${name}`);
    return kernel;
  }

  /** The pipeline of a pass. Throws Error where `prepare` has not made it. */
  pipeline(pass: Pass): GPUComputePipeline {
    const pipeline = this.#pipelines.get(pipelineKey(this.kernel(pass.kernel), pass));
    if (!pipeline) throw new Error(`${pass.kernel} was not prepared with the constants ${JSON.stringify(pass.constants)}`);
    return pipeline;
  }

  layout(kernel: Kernel): GPUBindGroupLayout {
    let layout = this.#layouts.get(kernel.name);
    if (!layout) {
      const storage = kernel.bindings.map((binding, index): GPUBindGroupLayoutEntry => ({
        binding: index + 1,
        visibility: STAGE_COMPUTE,
        buffer: { type: binding.access === 'read' ? 'read-only-storage' : 'storage' },
      }));
      layout = this.#handle.device.createBindGroupLayout({
        label: kernel.name,
        entries: [
          { binding: 0, visibility: STAGE_COMPUTE, buffer: { type: 'uniform', hasDynamicOffset: true, minBindingSize: argsBytes } },
          ...storage,
        ],
      });
      this.#layouts.set(kernel.name, layout);
    }
    return layout;
  }

  /** Compiles what the passes need and is not there yet. Throws one Error with every message, each with its file and line. */
  async prepare(passes: readonly Pass[]): Promise<void> {
    const wanted = new Map<string, { kernel: Kernel; pass: Pass }>();
    for (const pass of passes) {
      const kernel = this.kernel(pass.kernel);
      this.#check(kernel, pass);
      const key = pipelineKey(kernel, pass);
      if (!this.#pipelines.has(key)) wanted.set(key, { kernel, pass });
    }
    const made = await Promise.allSettled([...wanted].map(([key, { kernel, pass }]) => this.#make(key, kernel, pass)));
    // The same mistake in every pipeline of a kernel is one.
    const problems = [...new Set(made.flatMap((result) => (result.status === 'rejected' ? [String((result.reason as Error).message ?? result.reason)] : [])))];
    const failure = this.#handle.failure();
    if (failure) throw failure;
    if (problems.length > 0) throw new Error(problems.join('\n'));
  }

  #check(kernel: Kernel, pass: Pass): void {
    const given = Object.keys(pass.constants);
    const missing = kernel.constants.filter((name) => !given.includes(name));
    const unknown = given.filter((name) => !kernel.constants.includes(name));
    if (missing.length > 0) throw new Error(`${kernel.name}: the pass does not set ${missing.join(', ')}`);
    if (unknown.length > 0) throw new Error(`${kernel.name}: the kernel has no constant ${unknown.join(', ')}`);
    const most = this.#handle.limits.maxStorageBuffersPerShaderStage;
    if (kernel.bindings.length > most) {
      throw new Error(`${kernel.name}: binds ${kernel.bindings.length} storage buffers, this adapter allows ${most}`);
    }
  }

  /** The module of a kernel with the constants of a pass. Throws Error with the messages of what is wrong with it, a line each. */
  async #compile(kernel: Kernel, pass: Pass): Promise<GPUShaderModule> {
    const { device } = this.#handle;
    const linked = linkShader(kernel.name, this.#texts, this.#prelude, pass.constants);
    device.pushErrorScope('validation');
    const module = device.createShaderModule({ label: kernel.name, code: linked.code });
    const scope = device.popErrorScope();
    const [info, error] = await this.#handle.wait(Promise.all([module.getCompilationInfo(), scope]));
    const errors = [...info.messages]
      .filter((message) => message.type === 'error')
      .map((message) => `${message.lineNum > 0 ? linked.place(message.lineNum, message.linePos) : shaderPath(kernel.name)}: error: ${message.message}`);
    if (errors.length > 0) throw new Error(errors.join('\n'));
    if (error) throw new Error(`${shaderPath(kernel.name)}: error: ${error.message}`);
    return module;
  }

  async #make(key: string, kernel: Kernel, pass: Pass): Promise<void> {
    const { device } = this.#handle;
    const module = await this.#compile(kernel, pass);
    try {
      const pipeline = await this.#handle.wait(
        device.createComputePipelineAsync({
          label: kernel.name,
          layout: device.createPipelineLayout({ bindGroupLayouts: [this.layout(kernel)] }),
          compute: { module, entryPoint: entryPoint(kernel) },
        }),
      );
      this.#pipelines.set(key, pipeline);
    } catch (error) {
      throw new Error(`${shaderPath(kernel.name)}: error: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

/** `stage` of `wire/stage`. */
export function entryPoint(kernel: Kernel): string {
  return kernel.name.slice(kernel.name.lastIndexOf('/') + 1);
}

function pipelineKey(kernel: Kernel, pass: Pass): string {
  return `${kernel.name} ${kernel.constants.map((name) => `${name}=${pass.constants[name]}`).join(' ')}`;
}
