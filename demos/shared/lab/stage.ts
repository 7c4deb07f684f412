/** The picture of a lab: the film from above or a wire in 3D, its legend, and what a hand does there: move the view, poke, brush, or what the lab adds. */
import type { Kick } from 'spinmotive';
import { element } from '../page.js';
import type { Camera, Point, Shape } from '../view/camera.js';
import type { ChainView } from '../view/chainView.js';
import { FilmView, type Overlay } from '../view/filmView.js';
import { listen } from '../view/gestures.js';
import { drawWheel } from '../view/wheel.js';
import { brush, poke, type Direction } from './kicks.js';
import type { Player } from './player.js';

/** What a drag on the picture does. */
export interface Tool {
  readonly id: string;
  readonly label: string;
  /** Where the pointer is or is let go, in cells; null where the drag became something else. */
  drag(at: Point | null, done: boolean): void;
  /** An arrow key. */
  step?(dx: number, dy: number): void;
}

export interface StageHeard {
  /** @param stroke kicks of one stroke are one thing to undo */
  kick(kick: Kick, stroke: number): void;
}

/** CSS px: the radius of what a hand touches. */
const REACH = 14;

const shapeOf = ({ scene }: Player): Shape | null => {
  if (!scene) return null;
  const { cells, cellSize: [dx, dy] } = scene.grid;
  return { cells, cellSize: [dx, dy] };
};

const UNIT: Shape = { cells: [1, 1], cellSize: [1, 1] };

export class Stage {
  private readonly view: FilmView;
  private readonly over = element<HTMLCanvasElement>('over');
  private readonly tools: readonly Tool[];
  private readonly touched: () => void;
  private chain: ChainView | null = null;
  /** Where a hand is, in cells; of a stroke that goes on. */
  private hand: Point | null = null;
  private stroke = 0;
  /** Simulated s at which the last pulse of a brush acts: the next one waits for it. */
  private brushed = -1;
  private painted = 0;

  /**
   * @param overlay what the lab draws over the film
   * @param extra tools of the lab, before those that all have
   */
  constructor(private readonly player: Player, private readonly heard: StageHeard, overlay: Overlay, extra: readonly Tool[] = []) {
    this.tools = [
      ...extra,
      { id: 'move', label: 'Move view', drag: () => {} },
      { id: 'poke', label: 'Poke', drag: (at, done) => this.poking(at, done) },
      { id: 'brush', label: 'Brush a field', drag: (at, done) => this.brushing(at, done) },
    ];
    this.view = new FilmView(element('film'), this.over, UNIT, (context, camera) => {
      overlay(context, camera);
      this.drawHand(context, camera);
    });
    element('tool-row').append(...this.tools.map(({ id, label }, k) => this.radio(id, label, k === 0)));
    this.touched = listen(this.over, {
      camera: this.camera,
      panning: () => this.tool.id === 'move',
      drag: (at, done) => this.tool.drag(at, done),
      step: (dx, dy) => this.tool.step?.(dx, dy),
    });
    const zoom = (id: string, act: (view: FilmView | ChainView) => void) => element(id).addEventListener('click', () => act(this.seen));
    zoom('in', ({ camera }) => camera.zoomBy(1.5));
    zoom('out', ({ camera }) => camera.zoomBy(1 / 1.5));
    zoom('fit', ({ camera }) => ('fit' in camera ? camera.fit() : camera.home()));
    element('arrows').addEventListener('change', () => this.view.showArrows(element<HTMLInputElement>('arrows').checked));
    for (const radio of document.querySelectorAll<HTMLInputElement>('[name=seen]')) radio.addEventListener('change', () => void this.choose(radio.value));
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.seen.redraw());
    drawWheel(element<HTMLCanvasElement>('wheel'));
    this.chosen();
  }

  get camera(): Camera {
    return this.view.camera;
  }

  /** CSS px on the page of a place in cells. */
  onPage(x: number, y: number): Point {
    const box = this.over.getBoundingClientRect();
    const [px, py] = this.camera.toScreen([x, y]);
    return [box.left + px, box.top + py];
  }

  /** Another run: its film takes the place of the one there was. */
  opened(): void {
    const shape = shapeOf(this.player);
    if (!shape) return;
    this.painted = 0;
    this.brushed = -1;
    const wire = shape.cells[1] === 1;
    element('look-row').hidden = !wire;
    if (!wire && this.chain) void this.choose('above');
  }

  /** The run stands elsewhere. */
  async moment(): Promise<void> {
    const { gpu, m } = this.player;
    const shape = shapeOf(this.player);
    if (!shape || (!gpu && !m)) return;
    if (this.painted++ === 0) {
      await Promise.all([this.view.show(gpu, m, shape), this.chain?.show(gpu, m, shape)]);
      // Meanwhile the run may have gone on, or ended.
      this.update(this.player.m);
    } else this.update(m);
    if (this.hand && this.tool.id === 'brush') this.pulse(this.hand);
    this.seen.redraw();
  }

  private update(m: Float64Array | null): void {
    if (m) for (const view of [this.view, this.chain]) view?.update(m);
  }

  redraw(): void {
    this.seen.redraw();
  }

  /** Draws at once, for whoever copies the canvas then. */
  draw(): void {
    this.seen.draw();
  }

  /** Pokes what is seen in the middle. */
  pokeMiddle(): void {
    this.stroke++;
    this.send(poke, this.camera.centre);
  }

  /** From above, or in 3D. */
  async choose(seen: string): Promise<void> {
    for (const radio of document.querySelectorAll<HTMLInputElement>('[name=seen]')) radio.checked = radio.value === seen;
    const shape = shapeOf(this.player);
    if (seen === '3d' && !this.chain && shape) {
      const { ChainView } = await import('../view/chainView.js');
      this.chain ??= new ChainView(element('chain'), shape);
      await this.chain.show(this.player.gpu, this.player.m, shape);
      this.update(this.player.m);
    } else if (seen === 'above') {
      this.chain?.destroy();
      this.chain = null;
    }
    element('chain').hidden = !this.chain;
    element('film').hidden = this.chain !== null;
    for (const id of ['tool-row', 'arrows-row']) element(id).hidden = this.chain !== null;
    this.chosen();
    this.seen.redraw();
  }

  private get seen(): FilmView | ChainView {
    return this.chain ?? this.view;
  }

  private get tool(): Tool {
    const id = document.querySelector<HTMLInputElement>('[name=tool]:checked')?.value;
    return this.tools.find((tool) => tool.id === id) ?? this.tools[0];
  }

  private radio(value: string, label: string, checked: boolean): HTMLElement {
    const row = document.createElement('label');
    const radio = Object.assign(document.createElement('input'), { type: 'radio', name: 'tool', value, checked });
    radio.addEventListener('change', () => this.chosen());
    row.append(radio, Object.assign(document.createElement('span'), { textContent: label }));
    return row;
  }

  private chosen(): void {
    const { id } = this.tool;
    this.over.classList.toggle('moves', id === 'move');
    element('along-row').hidden = this.chain !== null || (id !== 'poke' && id !== 'brush');
    this.touched();
  }

  private poking(at: Point | null, done: boolean): void {
    this.hand = done ? null : at;
    if (done && at) {
      this.stroke++;
      this.send(poke, at);
    }
    this.view.redraw();
  }

  private brushing(at: Point | null, done: boolean): void {
    if (!this.hand) this.stroke++;
    this.hand = done ? null : at;
    if (this.hand) this.pulse(this.hand);
    this.view.redraw();
  }

  /** One at a sample. */
  private pulse(at: Point): void {
    const { player } = this;
    if (player.isOver || player.time <= this.brushed) return;
    this.brushed = player.time;
    this.send(brush, at);
  }

  private send(make: typeof poke, [x, y]: Point): void {
    const { scene, origin } = this.player;
    if (!scene) return;
    const [dx, dy] = scene.grid.cellSize;
    const words = element<HTMLSelectElement>('along').value.split(' ').map(Number);
    this.heard.kick(make(scene, [words[0], words[1], words[2]] satisfies Direction, [origin + x * dx, y * dy], REACH / this.camera.scale), this.stroke);
  }

  private drawHand(context: CanvasRenderingContext2D, camera: Camera): void {
    if (!this.hand) return;
    for (const [colour, width] of [['rgb(10 14 20)', 4], ['#fff', 2]] as const) {
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.beginPath();
      context.arc(...camera.toScreen(this.hand), REACH, 0, 2 * Math.PI);
      context.stroke();
    }
  }
}
