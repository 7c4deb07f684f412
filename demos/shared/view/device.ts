/** Where pictures with WebGPU come from: the solver's device, or one of the view's own for what is in memory. */
import type { GpuState } from 'spinmotive';
import type { Point } from './camera.js';

/** Samples a pixel, for smooth edges. */
export const SAMPLES = 4;

/** Room for m on a device of its own; null where there is no WebGPU. */
export async function openMemory(cells: Point): Promise<GpuState | null> {
  // Firefox rejects where its list of drivers rules WebGPU out.
  const device = await navigator.gpu?.requestAdapter().then((adapter) => adapter?.requestDevice()).catch(() => null);
  if (!device) return null;
  const buffer = (label: string, size: number) => device.createBuffer({ label, size, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST });
  return { device, m: buffer('m', 16 * cells[0] * cells[1]), flags: buffer('flags', 4), parity: 0 };
}

/** @param m [cells * 3] */
export function writeMemory({ device, m: buffer }: GpuState, m: Float64Array): void {
  const data = new Float32Array((4 * m.length) / 3);
  for (let i = 0; i < m.length; i++) data[i + Math.floor(i / 3)] = m[i];
  device.queue.writeBuffer(buffer, 0, data);
}

/** A canvas that the device draws on. @throws Error where the browser has none */
export function canvasOf(device: GPUDevice): { canvas: HTMLCanvasElement; context: GPUCanvasContext; format: GPUTextureFormat } {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('webgpu');
  if (!context) throw new Error('this browser gives no WebGPU canvas');
  const format = navigator.gpu.getPreferredCanvasFormat();
  context.configure({ device, format, alphaMode: 'premultiplied' });
  return { canvas, context, format };
}

/** A uniform and the state: `view`, `m`, `flags` of the shaders, as bindings 0, 1 and 2. */
export function bind({ device, m, flags }: GpuState, view: GPUBuffer): { layout: GPUPipelineLayout; group: GPUBindGroup } {
  const visibility = GPUShaderStage.VERTEX | GPUShaderStage.FRAGMENT;
  const layout = device.createBindGroupLayout({
    entries: [
      { binding: 0, visibility, buffer: { type: 'uniform' } },
      ...[1, 2].map((binding) => ({ binding, visibility, buffer: { type: 'read-only-storage' as const } })),
    ],
  });
  const group = device.createBindGroup({ layout, entries: [view, m, flags].map((buffer, binding) => ({ binding, resource: { buffer } })) });
  return { layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }), group };
}

/** A texture to draw to, as large as the canvas: the one there was while that has not changed. */
export function target(device: GPUDevice, before: GPUTexture | null, { width, height }: HTMLCanvasElement, format: GPUTextureFormat): GPUTexture {
  if (before?.width === width && before.height === height) return before;
  before?.destroy();
  return device.createTexture({ size: [width, height], sampleCount: SAMPLES, format, usage: GPUTextureUsage.RENDER_ATTACHMENT });
}
