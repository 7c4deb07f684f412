/** What pictures of a magnetization in a page have in common: they follow the solver or the memory, and are drawn when the browser draws, however fast the solver goes. */
import type { GpuState } from 'spinmotive';
import { sameShape, type Point, type Shape } from './camera.js';

/** Draws on a canvas of its own. */
export interface Layer {
  readonly canvas: HTMLCanvasElement;
  /** Its device is gone; it draws no more. */
  readonly lost: boolean;
  /** [cells * 3], for what does not lie on the painter's device. */
  update(m: Float64Array): void;
  destroy(): void;
}

export abstract class View<P extends Layer> {
  protected painter: P | null = null;
  /** Its painter takes anything of its shape from memory. */
  private inMemory = false;
  private asked = false;
  /** Of the calls of `show` only the last one counts. */
  private shown = 0;
  private readonly resized = new ResizeObserver(() => this.redraw());

  protected constructor(protected readonly host: HTMLElement, private shape: Shape) {
    this.resized.observe(host);
  }

  /** A painter from the solver's buffer. */
  protected abstract ofSolver(gpu: GpuState, cells: Point): P;
  /** A painter for what is in memory, with WebGPU or without. */
  protected abstract ofMemory(cells: Point): Promise<P>;
  /** Another shape is about to be shown. */
  protected abstract reshaped(shape: Shape): void;
  /** Draws at once, for whoever copies the canvas then: what WebGPU has drawn is there until the browser shows it. */
  abstract draw(): void;

  /**
   * Shows another magnet in place of the one there is, from the next drawing on; one of another shape as it is seen at first.
   * @param gpu where the solver has it; null where it is in memory, and handed to `update` @param m its first state then, [cells * 3]
   */
  async show(gpu: GpuState | null, m: Float64Array | null, shape: Shape = this.shape): Promise<void> {
    const mine = ++this.shown;
    if (!gpu && m && this.inMemory && this.painter && !this.painter.lost && sameShape(shape, this.shape)) return this.update(m);
    const next = gpu ? this.ofSolver(gpu, shape.cells) : await this.ofMemory(shape.cells);
    if (mine !== this.shown) return next.destroy();
    if (!gpu && m) next.update(m);
    this.painter?.destroy();
    this.painter?.canvas.remove();
    this.painter = next;
    this.inMemory = !gpu;
    if (!sameShape(shape, this.shape)) this.reshaped(shape);
    this.shape = shape;
    this.host.prepend(next.canvas);
    this.draw();
  }

  /** The state of what is in memory, [cells * 3]; what the solver has on WebGPU needs none. */
  update(m: Float64Array): void {
    if (this.inMemory) this.painter?.update(m);
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
}
