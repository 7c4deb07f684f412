/**
 * WebGPU in Node: Dawn from the npm package `webgpu`. On Linux hardware is looked for in a child process first, since
 * a broken driver takes its process down and a loader, once loaded, stays. The software adapter is SwiftShader from
 * npm where there is one, so that it is the same on every machine; SPINMOTIVE_SOFTWARE_ADAPTER=system takes the
 * system's instead.
 */
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { adapterName, isSoftware, openDevice } from '../gpu/device.js';
import type { GpuHandle, Platform } from '../gpu/platform.js';
import { softwareVulkan } from './softwareVulkan.js';

/** Adapters are looked for once a process: Dawn's objects remember the drivers they were made with. */
const found: { system?: Promise<GPU>; software?: Promise<GPU | string>; hardware?: Promise<string | null> } = {};

/** Where the objects that `create([])` returns are kept: on globalThis, as a second copy of this module must not lose them. */
const keeper = Symbol.for('spinmotive.dawn');

const backends: Partial<Record<NodeJS.Platform, string>> = { linux: 'Vulkan', darwin: 'Metal', win32: 'D3D12' };
const backend = backends[process.platform] ?? 'WebGPU';

const probeTimeout = 20_000;

/** RTLD_NOW | RTLD_GLOBAL | RTLD_NODELETE, so that Dawn's own dlopen of libvulkan.so.1 finds what is loaded. */
const dlopenFlags = 0x2 | 0x100 | 0x1000;

export const nodePlatform: Platform = {
  async requestGpu(want): Promise<GpuHandle | string> {
    try {
      const lack = await (found.hardware ??= hardwareLack());
      if (lack === null) {
        const handle = await open(await systemGpu(), false);
        if (typeof handle !== 'string' || want === 'hardware') return handle;
      }
      if (want === 'hardware' && lack !== null) return lack;
      if (process.env.SPINMOTIVE_SOFTWARE_ADAPTER === 'system') return await open(await systemGpu(), true);
      const software = await (found.software ??= softwareGpu());
      if (typeof software !== 'string') return await open(software, true);
      const system = await open(await systemGpu(), true);
      return typeof system === 'string' ? `${system}; ${software}` : system;
    } catch (error) {
      return `no WebGPU: ${messageOf(error)}`;
    }
  },
};

async function open(gpu: GPU, acceptSoftware: boolean): Promise<GpuHandle | string> {
  const adapter = await politely(gpu.requestAdapter({ powerPreference: 'high-performance' }));
  if (!adapter) return 'no WebGPU adapter: Dawn has found none';
  if (!acceptSoftware && isSoftware(adapter.info)) return `only a software adapter (${adapterName(adapter.info)})`;
  return openDevice(adapter, backend, politely).catch((error: unknown) => `no WebGPU device: ${messageOf(error)}`);
}

/**
 * A new Dawn, kept for good: if the garbage collector takes it before the last of its devices, even a destroyed one, it
 * brings the process down with signal 11 or 6.
 */
async function dawn(): Promise<GPU> {
  // Loaded only now: the package does not load on every platform.
  const { create } = await import('webgpu');
  const gpu = create([]);
  const store = globalThis as { [keeper]?: GPU[] };
  (store[keeper] ??= []).push(gpu);
  return gpu;
}

/** Dawn with the drivers of the system. */
function systemGpu(): Promise<GPU> {
  return (found.system ??= dawn());
}

/** Dawn with SwiftShader as its only driver. */
async function softwareGpu(): Promise<GPU | string> {
  const files = softwareVulkan();
  if (typeof files === 'string') return files;
  try {
    process.dlopen({ exports: {} }, files.loader, dlopenFlags);
  } catch (error) {
    // Node complains that the library is no addon of its own, but leaves it loaded.
    if (!messageOf(error).includes('did not self-register')) return `the software adapter does not load: ${messageOf(error)}`;
  }
  const names = ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES'];
  const before = names.map((name) => process.env[name]);
  for (const name of names) process.env[name] = files.driver;
  try {
    const gpu = await dawn();
    // Dawn looks for drivers at the first request, so this one decides.
    const adapter = await politely(gpu.requestAdapter());
    return adapter ? gpu : 'the software adapter of the npm package was refused by Dawn';
  } finally {
    names.forEach((name, index) => {
      if (before[index] === undefined) delete process.env[name];
      else process.env[name] = before[index];
    });
  }
}

/** Why there is no hardware adapter; null if there is one. */
async function hardwareLack(): Promise<string | null> {
  if (process.platform !== 'linux') {
    const adapter = await politely((await systemGpu()).requestAdapter({ powerPreference: 'high-performance' }));
    return lackOf(adapter?.info ?? null, 'the system offers none');
  }
  const module = pathToFileURL(createRequire(import.meta.url).resolve('webgpu')).href;
  const script = `
    const { create } = await import(${JSON.stringify(module)});
    const gpu = create([]);
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    const { vendor, architecture, device, description, isFallbackAdapter } = adapter?.info ?? {};
    console.log(JSON.stringify(adapter && { vendor, architecture, device, description, isFallbackAdapter }));`;
  const { NODE_OPTIONS: _, ...env } = process.env;
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--input-type=module', '--eval', script],
      { env, timeout: probeTimeout, killSignal: 'SIGKILL' },
      (error, stdout, stderr) => {
        if (error?.killed) resolve(`no WebGPU adapter: the Vulkan driver did not answer within ${probeTimeout / 1000} s`);
        else if (error?.signal) resolve(`no WebGPU adapter: the Vulkan driver crashed (${error.signal})`);
        else if (error) resolve(`no WebGPU adapter: ${lastLine(stderr) ?? error.message}`);
        else resolve(lackOf(JSON.parse(stdout) as GPUAdapterInfo | null, /Warning: (.*)/.exec(stderr)?.[1] ?? 'Vulkan offers none'));
      },
    );
  });
}

function lackOf(info: GPUAdapterInfo | null, why: string): string | null {
  if (!info) return `no WebGPU adapter: ${why}`;
  return isSoftware(info) ? `only a software adapter (${adapterName(info)})` : null;
}

/** Time for an answer that is almost there, in ms; afterwards the core is left to the driver in slices. */
const spin = 0.5;
const slice = 0.25;

/** Waits while Dawn, which polls a whole core as long as a promise is pending, is held back. */
function politely<T>(pending: Promise<T>): Promise<T> {
  let settled = false;
  const settle = (): void => {
    settled = true;
  };
  pending.then(settle, settle);
  const start = performance.now();
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  const turn = (): void => {
    if (settled) return;
    if (performance.now() - start > spin) Atomics.wait(sleeper, 0, 0, slice);
    setImmediate(turn);
  };
  setImmediate(turn);
  return pending;
}

function lastLine(text: string): string | undefined {
  return text.trim().split('\n').pop() || undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
