/** Draws a film with WebGPU: one on the solver's device from the solver's own buffer, any other from a buffer that it is copied to. */
import type { GpuState } from 'spinmotive';
import type { Camera, Point } from './camera.js';
import colour from './colour.wgsl?raw';
import { bind, canvasOf, openMemory, SAMPLES, target, writeMemory } from './device.js';
import film from './film.wgsl?raw';
import { arrowsOf, sharpen, type Painter } from './painter.js';

const VIEW_BYTES = 48;

export class GpuPainter implements Painter {
  readonly canvas: HTMLCanvasElement;
  private readonly context: GPUCanvasContext;
  private readonly format: GPUTextureFormat;
  private readonly film: GPURenderPipeline;
  private readonly arrows: GPURenderPipeline;
  private readonly view: GPUBuffer;
  private readonly group: GPUBindGroup;
  private smooth: GPUTexture | null = null;
  private gone = false;

  /** @param release called in the end, for what the painter was made with */
  constructor(private readonly state: GpuState, cells: Point, private readonly release: () => void = () => {}) {
    const { device, parity } = state;
    void device.lost.then(() => (this.gone = true));
    const { canvas, context, format } = canvasOf(device);
    [this.canvas, this.context, this.format] = [canvas, context, format];
    this.view = device.createBuffer({ label: 'view', size: VIEW_BYTES, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST });
    const { layout, group } = bind(state, this.view);
    this.group = group;
    const module = device.createShaderModule({ label: 'film.wgsl', code: colour + film });
    const constants = { PARITY: parity, CELLS_X: cells[0], CELLS_Y: cells[1] };
    const over: GPUBlendComponent = { srcFactor: 'one', dstFactor: 'one-minus-src-alpha' };
    const pipeline = (vertex: string, fragment: string) =>
      device.createRenderPipeline({
        label: fragment,
        layout,
        vertex: { module, entryPoint: vertex, constants: vertex === 'arrow' ? constants : {} },
        fragment: { module, entryPoint: fragment, constants: fragment === 'film' ? constants : {}, targets: [{ format, blend: { color: over, alpha: over } }] },
        multisample: { count: SAMPLES },
      });
    this.film = pipeline('screen', 'film');
    this.arrows = pipeline('arrow', 'ink');
  }

  /** For a film in memory, on a device of its own; null where there is no WebGPU. */
  static async forMemory(cells: Point): Promise<GpuPainter | null> {
    const state = await openMemory(cells);
    return state && new GpuPainter(state, cells, () => state.device.destroy());
  }

  get lost(): boolean {
    return this.gone;
  }

  update(m: Float64Array): void {
    if (!this.gone) writeMemory(this.state, m);
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
    this.smooth = target(device, this.smooth, this.canvas, this.format);
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginRenderPass({
      colorAttachments: [{ view: this.smooth.createView(), resolveTarget: this.context.getCurrentTexture().createView(), clearValue: [0, 0, 0, 0], loadOp: 'clear', storeOp: 'discard' }],
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
}
