/** What pictures with WebGPU have in common: a canvas on the device that has the state, a uniform of the view, and one pass a picture. */
import type { GpuState } from 'spinmotive';
import { bind, canvasOf, SAMPLES, target, writeMemory } from './device.js';
import { sharpen } from './painter.js';
import type { Layer } from './view.js';

const DEPTH: GPUTextureFormat = 'depth24plus';

export interface LayerShape {
  /** Of the shader's `View`. */
  readonly viewBytes: number;
  /** Whether what is near hides what is far. */
  readonly depth: boolean;
}

export abstract class GpuLayer implements Layer {
  readonly canvas: HTMLCanvasElement;
  private readonly layout: GPUPipelineLayout;
  private readonly context: GPUCanvasContext;
  private readonly format: GPUTextureFormat;
  private readonly view: GPUBuffer;
  private readonly group: GPUBindGroup;
  private smooth: GPUTexture | null = null;
  private deep: GPUTexture | null = null;
  private gone = false;

  /** @param release called in the end, for what the layer was made with */
  protected constructor(private readonly state: GpuState, private readonly shape: LayerShape, private readonly release: () => void) {
    const { device } = state;
    void device.lost.then(() => (this.gone = true));
    const { canvas, context, format } = canvasOf(device);
    [this.canvas, this.context, this.format] = [canvas, context, format];
    this.view = device.createBuffer({ label: 'view', size: shape.viewBytes, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST });
    const { layout, group } = bind(state, this.view);
    [this.layout, this.group] = [layout, group];
  }

  get lost(): boolean {
    return this.gone;
  }

  update(m: Float64Array): void {
    if (!this.gone) writeMemory(this.state, m);
  }

  destroy(): void {
    this.smooth?.destroy();
    this.deep?.destroy();
    this.view.destroy();
    this.release();
  }

  /** A pipeline for `picture`. @param blend over what was drawn before; without, in its place */
  protected pipeline(vertex: GPUVertexState, fragment: Omit<GPUFragmentState, 'targets'>, blend?: GPUBlendState): GPURenderPipeline {
    return this.state.device.createRenderPipeline({
      label: `${vertex.entryPoint} ${fragment.entryPoint}`,
      layout: this.layout,
      vertex,
      fragment: { ...fragment, targets: [{ format: this.format, blend }] },
      ...(this.shape.depth ? { depthStencil: { format: DEPTH, depthWriteEnabled: true, depthCompare: 'less' } } : {}),
      multisample: { count: SAMPLES },
    });
  }

  /**
   * One picture; none where the device is gone.
   * @param look fills the uniform, with device pixels of a CSS pixel: the canvas has its size by then @param drawAll draws
   */
  protected picture(look: (view: DataView, ratio: number) => void, drawAll: (pass: GPURenderPassEncoder) => void): void {
    if (this.gone) return;
    const { device } = this.state;
    const ratio = sharpen(this.canvas);
    const view = new DataView(new ArrayBuffer(this.shape.viewBytes));
    look(view, ratio);
    device.queue.writeBuffer(this.view, 0, view);
    this.smooth = target(device, this.smooth, this.canvas, this.format);
    if (this.shape.depth) this.deep = target(device, this.deep, this.canvas, DEPTH);
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginRenderPass({
      colorAttachments: [{ view: this.smooth.createView(), resolveTarget: this.context.getCurrentTexture().createView(), clearValue: [0, 0, 0, 0], loadOp: 'clear', storeOp: 'discard' }],
      ...(this.deep ? { depthStencilAttachment: { view: this.deep.createView(), depthClearValue: 1, depthLoadOp: 'clear', depthStoreOp: 'discard' } } : {}),
    });
    pass.setBindGroup(0, this.group);
    drawAll(pass);
    pass.end();
    device.queue.submit([encoder.finish()]);
  }
}
