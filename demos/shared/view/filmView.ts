/** A film or a wire in a page: the picture, and what a lab draws over it. Drawn when the browser draws, however fast the solver goes. */
import type { GpuState } from 'spinmotive';
import { Camera, sameShape, type Shape } from './camera.js';
import { CanvasPainter } from './canvasPainter.js';
import { GpuPainter } from './gpuPainter.js';
import { sharpen, type Painter } from './painter.js';

/** Draws over the film, in CSS pixels. */
export type Overlay = (context: CanvasRenderingContext2D, camera: Camera) => void;

export class FilmView {
  /** The view is drawn anew when it moves. */
  readonly camera: Camera;
  private painter: Painter | null = null;
  /** Its painter takes any film of its shape from memory. */
  private inMemory = false;
  private arrows = true;
  private asked = false;
  /** Of the calls of `show` only the last one counts. */
  private shown = 0;
  private readonly resized = new ResizeObserver(() => this.redraw());

  /** @param host holds the picture, and `over`, the canvas above it */
  constructor(private readonly host: HTMLElement, private readonly over: HTMLCanvasElement, shape: Shape, private readonly overlay: Overlay) {
    this.camera = new Camera(shape);
    this.camera.watch(() => this.redraw());
    this.resized.observe(host);
  }

  /**
   * Shows another film in place of the one there is, from the next drawing on; one of another shape is seen whole.
   * @param gpu where the solver has it; null where it is in memory, and handed to `update` @param m its first state then, [cells * 3]
   */
  async show(gpu: GpuState | null, m: Float64Array | null, shape: Shape = this.camera.shape): Promise<void> {
    const mine = ++this.shown;
    const same = sameShape(shape, this.camera.shape);
    if (!gpu && m && same && this.inMemory && this.painter && !this.painter.lost) return this.update(m);
    const next = gpu ? new GpuPainter(gpu, shape.cells) : ((await GpuPainter.forMemory(shape.cells)) ?? new CanvasPainter(shape.cells));
    if (mine !== this.shown) return next.destroy();
    if (!gpu && m) next.update(m);
    this.painter?.destroy();
    this.painter?.canvas.remove();
    this.painter = next;
    this.inMemory = !gpu;
    if (!same) this.camera.reset(shape);
    this.host.prepend(next.canvas);
    this.draw();
  }

  /** The state of a film in memory, [cells * 3]; one that the solver has on WebGPU needs none. */
  update(m: Float64Array): void {
    if (this.inMemory) this.painter?.update(m);
    this.redraw();
  }

  showArrows(shown: boolean): void {
    this.arrows = shown;
    this.redraw();
  }

  /** Draws when the browser does next, once however often it is asked for. */
  redraw(): void {
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame(() => {
      this.asked = false;
      this.draw();
    });
  }

  /** Nothing is drawn any more. */
  destroy(): void {
    this.shown++;
    this.resized.disconnect();
    this.painter?.destroy();
    this.painter?.canvas.remove();
    this.painter = null;
  }

  private draw(): void {
    this.camera.resize(this.host.clientWidth, this.host.clientHeight);
    this.painter?.draw(this.camera, this.arrows);
    const ratio = sharpen(this.over);
    const context = this.over.getContext('2d');
    if (!context) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.over.clientWidth, this.over.clientHeight);
    this.overlay(context, this.camera);
  }
}
