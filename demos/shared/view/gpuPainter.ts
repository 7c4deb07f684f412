/** Draws a film with WebGPU: one on the solver's device from the solver's own buffer, any other from a buffer that it is copied to. */
import type { GpuState } from 'spinmotive';
import type { Camera, Point } from './camera.js';
import wgsl from './film.wgsl?raw';
import { arrowsOf, sharpen, type Painter } from './painter.js';

const SAMPLES = 4;
const VIEW_BYTES = 48;

export class GpuPainter implements Painter {
  readonly canvas = document.createElement('canvas');
  private readonly context: GPUCanvasContext;
  private readonly film: GPURenderPipeline;
  private readonly arrows: GPURenderPipeline;
  private readonly view: GPUBuffer;
  private readonly group: GPUBindGroup;
  private smooth: GPUTexture | null = null;
  private gone = false;

  /** @param release called in the end, for what the painter was made with */
  constructor(private readonly state: GpuState, cells: Point, private readonly release: () => void = () => {}) {
    const { device, m, flags, parity } = state;
    void device.lost.then(() => (this.gone = true));
    const context = this.canvas.getContext('webgpu');
    if (!context) throw new Error('this browser gives no WebGPU canvas');
    this.context = context;
    const format = navigator.gpu.getPreferredCanvasFormat();
    context.configure({ device, format, alphaMode: 'premultiplied' });
    const module = device.createShaderModule({ label: 'film.wgsl', code: wgsl });
    const layout = device.createBindGroupLayout({
      entries: [
        { binding: 0, visibility: GPUShaderStage.VERTEX | GPUShaderStage.FRAGMENT, buffer: { type: 'uniform' } },
        ...[1, 2].map((binding) => ({ binding, visibility: GPUShaderStage.VERTEX | GPUShaderStage.FRAGMENT, buffer: { type: 'read-only-storage' as const } })),
      ],
    });
    const constants = { PARITY: parity, CELLS_X: cells[0], CELLS_Y: cells[1] };
    const over: GPUBlendComponent = { srcFactor: 'one', dstFactor: 'one-minus-src-alpha' };
    const pipeline = (vertex: string, fragment: string) =>
      device.createRenderPipeline({
        label: fragment,
        layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
        vertex: { module, entryPoint: vertex, constants: vertex === 'arrow' ? { CELLS_X: cells[0], CELLS_Y: cells[1], PARITY: parity } : {} },
        fragment: { module, entryPoint: fragment, constants: fragment === 'film' ? constants : {}, targets: [{ format, blend: { color: over, alpha: over } }] },
        multisample: { count: SAMPLES },
      });
    this.film = pipeline('screen', 'film');
    this.arrows = pipeline('arrow', 'ink');
    this.view = device.createBuffer({ label: 'view', size: VIEW_BYTES, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST });
    this.group = device.createBindGroup({ layout, entries: [this.view, m, flags].map((buffer, binding) => ({ binding, resource: { buffer } })) });
  }

  /** For a film in memory, on a device of its own; null where there is no WebGPU. */
  static async forMemory(cells: Point): Promise<GpuPainter | null> {
    const adapter = await navigator.gpu?.requestAdapter();
    const device = await adapter?.requestDevice();
    if (!device) return null;
    const buffer = (label: string, size: number) => device.createBuffer({ label, size, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST });
    const state = { device, m: buffer('m', 16 * cells[0] * cells[1]), flags: buffer('flags', 4), parity: 0 };
    return new GpuPainter(state, cells, () => device.destroy());
  }

  get lost(): boolean {
    return this.gone;
  }

  update(m: Float64Array): void {
    if (this.gone) return;
    const data = new Float32Array((4 * m.length) / 3);
    for (let i = 0; i < m.length; i++) data[i + Math.floor(i / 3)] = m[i];
    this.state.device.queue.writeBuffer(this.state.m, 0, data);
  }

  draw(camera: Camera, arrows: boolean): void {
    if (this.gone) return;
    const { device } = this.state;
    const ratio = sharpen(this.canvas);
    const { width, height } = this.canvas;
    const { first, stride, count, half } = arrowsOf(camera);
    const view = new DataView(new ArrayBuffer(VIEW_BYTES));
    [...camera.centre, width, height, camera.cell[0] * ratio, camera.cell[1] * ratio].forEach((value, k) => view.setFloat32(4 * k, value, true));
    [...first, ...stride, count[0]].forEach((value, k) => view.setUint32(24 + 4 * k, value, true));
    view.setFloat32(44, half * ratio, true);
    device.queue.writeBuffer(this.view, 0, view);
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginRenderPass({
      colorAttachments: [{ view: this.smoothed(width, height).createView(), resolveTarget: this.context.getCurrentTexture().createView(), clearValue: [0, 0, 0, 0], loadOp: 'clear', storeOp: 'discard' }],
    });
    pass.setBindGroup(0, this.group);
    pass.setPipeline(this.film);
    pass.draw(3);
    if (arrows) {
      pass.setPipeline(this.arrows);
      pass.draw(9, count[0] * count[1]);
    }
    pass.end();
    device.queue.submit([encoder.finish()]);
  }

  destroy(): void {
    this.smooth?.destroy();
    this.view.destroy();
    this.release();
  }

  /** Several samples a pixel, for the edges of arrows. */
  private smoothed(width: number, height: number): GPUTexture {
    if (this.smooth?.width === width && this.smooth.height === height) return this.smooth;
    this.smooth?.destroy();
    this.smooth = this.state.device.createTexture({ size: [width, height], sampleCount: SAMPLES, format: navigator.gpu.getPreferredCanvasFormat(), usage: GPUTextureUsage.RENDER_ATTACHMENT });
    return this.smooth;
  }
}
