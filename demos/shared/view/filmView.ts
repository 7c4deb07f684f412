/** A film in a page: the picture, and what a lab draws over it. Drawn when the browser draws, however fast the solver goes. */
import type { GpuState } from 'spinmotive';
import { Camera, type Point } from './camera.js';
import { CanvasPainter } from './canvasPainter.js';
import { GpuPainter } from './gpuPainter.js';
import { sharpen, type Painter } from './painter.js';

/** Draws over the film, in CSS pixels. */
export type Overlay = (context: CanvasRenderingContext2D, camera: Camera) => void;

export class FilmView {
  readonly camera: Camera;
  private painter: Painter | null = null;
  /** Its painter takes any film from memory. */
  private inMemory = false;
  private arrows = true;
  private asked = false;

  /** @param host holds the picture, and `over`, the canvas above it */
  constructor(private readonly host: HTMLElement, private readonly over: HTMLCanvasElement, private readonly cells: Point, private readonly overlay: Overlay) {
    this.camera = new Camera(cells);
    new ResizeObserver(() => this.redraw()).observe(host);
  }

  /** Shows another film in place of the one there is, from the next drawing on. @param gpu where the solver has it; null where it is in memory, and handed to `update` @param m its first state then */
  async show(gpu: GpuState | null, m: Float64Array | null): Promise<void> {
    if (!gpu && m && this.inMemory) return this.update(m);
    const next = gpu ? new GpuPainter(gpu, this.cells) : ((await GpuPainter.forMemory(this.cells)) ?? new CanvasPainter(this.cells));
    if (m) next.update(m);
    this.painter?.destroy();
    this.painter?.canvas.remove();
    this.painter = next;
    this.inMemory = !gpu;
    this.host.prepend(next.canvas);
    this.draw();
  }

  /** The state of a film in memory. */
  update(m: Float64Array): void {
    this.painter?.update(m);
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
