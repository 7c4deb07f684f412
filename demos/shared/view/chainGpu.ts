/** Draws the spins of a wire with WebGPU: on the solver's device from the solver's own buffer, any others from a buffer that they are copied to. */
import type { GpuState } from 'spinmotive';
import type { Point } from './camera.js';
import chain from './chain.wgsl?raw';
import { ARROW, joints, LENGTH, liftOf, lightOf, LINE, rowOf, SHADE, spinsOf, type ChainPainter } from './chainPainter.js';
import colour from './colour.wgsl?raw';
import { bind, canvasOf, openMemory, SAMPLES, target, writeMemory } from './device.js';
import type { OrbitCamera } from './orbit.js';
import { sharpen } from './painter.js';

const VIEW_BYTES = 160;
/** Of an arrow: chain.wgsl. */
const VERTICES = 4 * 12 * 6;
const DEPTH: GPUTextureFormat = 'depth24plus';

export class ChainGpu implements ChainPainter {
  readonly canvas: HTMLCanvasElement;
  private readonly context: GPUCanvasContext;
  private readonly format: GPUTextureFormat;
  private readonly spins: GPURenderPipeline;
  private readonly line: GPURenderPipeline;
  private readonly view: GPUBuffer;
  private readonly group: GPUBindGroup;
  private smooth: GPUTexture | null = null;
  private depth: GPUTexture | null = null;
  private gone = false;

  /** @param release called in the end, for what the painter was made with */
  constructor(private readonly state: GpuState, private readonly cells: Point, private readonly release: () => void = () => {}) {
    const { device, parity } = state;
    void device.lost.then(() => (this.gone = true));
    const { canvas, context, format } = canvasOf(device);
    [this.canvas, this.context, this.format] = [canvas, context, format];
    this.view = device.createBuffer({ label: 'view', size: VIEW_BYTES, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST });
    const { layout, group } = bind(state, this.view);
    this.group = group;
    const module = device.createShaderModule({ label: 'chain.wgsl', code: colour + chain });
    const pipeline = (vertex: string, fragment: string, constants: Record<string, number>) =>
      device.createRenderPipeline({
        label: vertex,
        layout,
        vertex: { module, entryPoint: vertex, constants },
        fragment: { module, entryPoint: fragment, targets: [{ format }] },
        depthStencil: { format: DEPTH, depthWriteEnabled: true, depthCompare: 'less' },
        multisample: { count: SAMPLES },
      });
    this.spins = pipeline('spin', 'surface', { PARITY: parity, CELLS_X: cells[0], CELLS_Y: cells[1] });
    this.line = pipeline('line', 'ink', { CELLS_X: cells[0] });
  }

  /** For a wire in memory, on a device of its own; null where there is no WebGPU. */
  static async forMemory(cells: Point): Promise<ChainGpu | null> {
    const state = await openMemory(cells);
    return state && new ChainGpu(state, cells, () => state.device.destroy());
  }

  get lost(): boolean {
    return this.gone;
  }

  update(m: Float64Array): void {
    if (!this.gone) writeMemory(this.state, m);
  }

  draw(camera: OrbitCamera, dark: boolean): void {
    if (this.gone) return;
    const { device } = this.state;
    const ratio = sharpen(this.canvas);
    const spins = spinsOf(camera, this.cells[0]);
    const view = new DataView(new ArrayBuffer(VIEW_BYTES));
    const floats = (at: number, values: Iterable<number>) => [...values].forEach((value, k) => view.setFloat32(at + 4 * k, value, true));
    floats(0, camera.matrix);
    floats(64, [...lightOf(camera), LENGTH * spins.stride, this.canvas.width, this.canvas.height]);
    view.setUint32(88, spins.first, true);
    view.setUint32(92, spins.stride, true);
    floats(96, [...LINE.colour, LINE.half * ratio, ARROW.shaft, ARROW.head, ARROW.neck]);
    view.setUint32(124, rowOf(this.cells), true);
    floats(128, [SHADE.dark, SHADE.light, SHADE.gloss, SHADE.rim, ...camera.eye, liftOf(dark)]);
    device.queue.writeBuffer(this.view, 0, view);
    this.smooth = target(device, this.smooth, this.canvas, this.format);
    this.depth = target(device, this.depth, this.canvas, DEPTH);
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginRenderPass({
      colorAttachments: [{ view: this.smooth.createView(), resolveTarget: this.context.getCurrentTexture().createView(), clearValue: [0, 0, 0, 0], loadOp: 'clear', storeOp: 'discard' }],
      depthStencilAttachment: { view: this.depth.createView(), depthClearValue: 1, depthLoadOp: 'clear', depthStoreOp: 'discard' },
    });
    pass.setBindGroup(0, this.group);
    pass.setPipeline(this.line);
    pass.draw(6, joints(spins, this.cells[0]).length - 1);
    pass.setPipeline(this.spins);
    pass.draw(VERTICES, spins.count);
    pass.end();
    device.queue.submit([encoder.finish()]);
  }

  destroy(): void {
    this.smooth?.destroy();
    this.depth?.destroy();
    this.view.destroy();
    this.release();
  }
}
