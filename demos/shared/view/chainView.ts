/** The spins of a wire in space, in a page: an arrow for each cell, or each second, fourth ..., and a camera that goes round them. */
import type { GpuState } from 'spinmotive';
import type { Point, Shape } from './camera.js';
import { ChainCanvas } from './chainCanvas.js';
import { ChainGpu } from './chainGpu.js';
import type { ChainPainter } from './chainPainter.js';
import { OrbitCamera } from './orbit.js';
import { sharpen } from './painter.js';
import { drawSleeve } from './sleeve.js';
import { Fingertip, UNTOUCHED, type Touch } from './touching.js';
import { drawTriad } from './triad.js';
import { turn } from './turning.js';
import { View } from './view.js';

const LABEL = 'The spins of the wire in space. Arrow keys go round them, with Shift they move along the wire; plus and minus zoom, 0 goes back';
const POKED = '; p pokes what is in the middle';

export class ChainView extends View<ChainPainter> {
  /** The wire is drawn anew when it moves. */
  readonly camera: OrbitCamera;
  private readonly over = document.createElement('canvas');
  private readonly dark = matchMedia('(prefers-color-scheme: dark)');
  private readonly themed = () => this.redraw();
  private readonly fingertip: Fingertip;
  /** What is marked on the wire, in cells. */
  private marked: number | null = null;

  /** @param host holds the picture, as large as it is; of a film the row in the middle is shown @param target what a lab does to the wire; without, it is only looked at */
  constructor(host: HTMLElement, shape: Shape, private readonly target: Touch = UNTOUCHED) {
    super(host, shape);
    this.camera = new OrbitCamera(shape.cells[0]);
    this.camera.watch(() => this.redraw());
    if (getComputedStyle(host).position === 'static') host.style.position = 'relative';
    lay(this.over);
    this.over.tabIndex = 0;
    this.over.setAttribute('role', 'application');
    this.over.setAttribute('aria-label', `${LABEL}${target === UNTOUCHED ? '' : POKED}.`);
    host.append(this.over);
    this.fingertip = new Fingertip(this.camera, target, () => this.pointed());
    turn(this.over, this.camera, this.fingertip);
    this.touched();
    this.dark.addEventListener('change', this.themed);
  }

  /** To be called when what a lab does to the wire has changed. */
  touched(): void {
    // A finger that starts up or down scrolls the page, where it does not draw.
    this.over.style.touchAction = this.target.takes() === 'strokes' ? 'none' : 'pan-y';
    this.pointed();
  }

  protected override ofSolver(gpu: GpuState, cells: Point): ChainPainter {
    return laid(new ChainGpu(gpu, cells));
  }

  protected override async ofMemory(cells: Point): Promise<ChainPainter> {
    return laid((await ChainGpu.forMemory(cells)) ?? new ChainCanvas(cells));
  }

  protected override reshaped(shape: Shape): void {
    this.camera.reset(shape.cells[0]);
  }

  override draw(): void {
    const { clientWidth: width, clientHeight: height } = this.host;
    this.camera.resize(width, height);
    this.painter?.draw(this.camera, this.dark.matches);
    const ratio = sharpen(this.over);
    const context = this.over.getContext('2d');
    if (!context) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    drawTriad(context, this.camera, width, height);
    this.marked = this.fingertip.place;
    if (this.marked !== null) drawSleeve(context, this.camera, this.marked, this.target.reach());
  }

  override destroy(): void {
    super.destroy();
    this.dark.removeEventListener('change', this.themed);
    this.over.remove();
  }

  private pointed(): void {
    const { place } = this.fingertip;
    this.over.style.cursor = place === null ? 'grab' : 'crosshair';
    if (place !== this.marked) this.redraw();
  }
}

const lay = (canvas: HTMLCanvasElement) => void Object.assign(canvas.style, { position: 'absolute', inset: '0', width: '100%', height: '100%' });

function laid(painter: ChainPainter): ChainPainter {
  lay(painter.canvas);
  return painter;
}
