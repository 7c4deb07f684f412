/** A film or a wire in a page, from above: the picture, and what a lab draws over it. */
import type { GpuState } from 'spinmotive';
import { Camera, type Point, type Shape } from './camera.js';
import { CanvasPainter } from './canvasPainter.js';
import { GpuPainter } from './gpuPainter.js';
import { sharpen, type Painter } from './painter.js';
import { View } from './view.js';

/** Draws over the film, in CSS pixels. */
export type Overlay = (context: CanvasRenderingContext2D, camera: Camera) => void;

export class FilmView extends View<Painter> {
  /** The film is drawn anew when it moves. */
  readonly camera: Camera;
  private arrows = true;

  /** @param host holds the picture, and `over`, the canvas above it */
  constructor(host: HTMLElement, private readonly over: HTMLCanvasElement, shape: Shape, private readonly overlay: Overlay) {
    super(host, shape);
    this.camera = new Camera(shape);
    this.camera.watch(() => this.redraw());
  }

  showArrows(shown: boolean): void {
    this.arrows = shown;
    this.redraw();
  }

  protected override ofSolver(gpu: GpuState, cells: Point): Painter {
    return new GpuPainter(gpu, cells);
  }

  protected override async ofMemory(cells: Point): Promise<Painter> {
    return (await GpuPainter.forMemory(cells)) ?? new CanvasPainter(cells);
  }

  protected override reshaped(shape: Shape): void {
    this.camera.reset(shape);
  }

  override draw(): void {
    const { clientWidth: width, clientHeight: height } = this.host;
    // Hidden it has no size: it will be seen again as it was.
    if (width > 0) this.camera.resize(width, height);
    this.painter?.draw(this.camera, this.arrows);
    const ratio = sharpen(this.over);
    const context = this.over.getContext('2d');
    if (!context) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.over.clientWidth, this.over.clientHeight);
    this.overlay(context, this.camera);
  }
}
