/** The picture of a lab: the film from above or a wire in 3D, its legend, and the hand on it. */
import { element } from '../page.js';
import { theme } from '../theme.js';
import type { Camera, Point, Shape } from '../view/camera.js';
import type { ChainView } from '../view/chainView.js';
import { drawCurrents } from '../view/currentArrows.js';
import { FilmView, type Overlay } from '../view/filmView.js';
import { drawWheel } from '../view/wheel.js';
import { Hand, type Kicker, type Tool } from './hand.js';
import type { Player } from './player.js';

const shapeOf = ({ scene, input }: Player): Shape => {
  const { cells, cellSize: [dx, dy] } = (scene ?? input).grid;
  return { cells, cellSize: [dx, dy] };
};
/** The run, or a start that comes to rest. */
const seenOf = ({ m, resting }: Player): Float64Array | null => m ?? resting;

const UNIT: Shape = { cells: [1, 1], cellSize: [1, 1] };

export class Stage {
  private readonly view: FilmView;
  private readonly over = element<HTMLCanvasElement>('over');
  private readonly arrows = element<HTMLInputElement>('arrows');
  private readonly flow = element<HTMLInputElement>('flow');
  private readonly hand: Hand;
  private chain: ChainView | null = null;
  private painted = 0;

  /**
   * @param overlay what the lab draws over the film
   * @param extra tools of the lab, before those that all have
   */
  constructor(private readonly player: Player, kick: Kicker, overlay: Overlay, extra: readonly Tool[] = []) {
    this.view = new FilmView(element('film'), this.over, UNIT, (context, camera) => {
      if (player.j) drawCurrents(context, camera, player.j, theme());
      overlay(context, camera);
      this.hand.draw(context, camera);
    });
    this.hand = new Hand({ over: this.over, tools: element('tool-row'), name: 'tool', along: element<HTMLSelectElement>('along') }, this.view, () => player, kick, extra);
    const zoom = (id: string, act: (view: FilmView | ChainView) => void) => element(id).addEventListener('click', () => act(this.seen));
    zoom('in', ({ camera }) => camera.zoomBy(1.5));
    zoom('out', ({ camera }) => camera.zoomBy(1 / 1.5));
    zoom('fit', ({ camera }) => ('fit' in camera ? camera.fit() : camera.home()));
    this.arrows.addEventListener('change', () => this.view.showArrows(this.arrows.checked));
    this.flow.addEventListener('change', () => this.follow());
    for (const radio of document.querySelectorAll<HTMLInputElement>('[name=seen]')) radio.addEventListener('change', () => void this.choose(radio.value));
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.seen.redraw());
    drawWheel(element<HTMLCanvasElement>('wheel'));
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
    this.painted = 0;
    const wire = shape.cells[1] === 1;
    element('look-row').hidden = !wire;
    if (!wire && this.chain) void this.choose('above');
    // A potential is solved for, and with it where the current goes.
    const spreads = this.player.columns.some(({ name }) => name === 'solve_residual');
    element('flow-row').hidden = !spreads;
    if (!spreads && this.flow.checked) {
      this.flow.checked = false;
      this.follow();
    }
  }

  /** The run stands elsewhere, or the start that comes to rest. */
  async moment(): Promise<void> {
    const { gpu } = this.player;
    const m = seenOf(this.player);
    const shape = shapeOf(this.player);
    if (!gpu && !m) return;
    if (this.painted++ === 0) {
      await Promise.all([this.view.show(gpu, m, shape), this.chain?.show(gpu, m, shape)]);
      // Meanwhile the run may have gone on, or ended.
      this.update(seenOf(this.player));
    } else this.update(m);
    if (!this.player.relaxation) this.hand.moment();
    this.seen.redraw();
  }

  /** Arrows of the current in place of those of m, or these again. */
  private follow(): void {
    const { checked } = this.flow;
    this.player.follow(checked);
    this.arrows.disabled = checked;
    this.view.showArrows(!checked && this.arrows.checked);
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
    this.hand.pokeMiddle();
  }

  /** From above, or in 3D. */
  async choose(seen: string): Promise<void> {
    for (const radio of document.querySelectorAll<HTMLInputElement>('[name=seen]')) radio.checked = radio.value === seen;
    const shape = shapeOf(this.player);
    if (seen === '3d' && !this.chain) {
      const { ChainView } = await import('../view/chainView.js');
      // Meanwhile another choice may have been made.
      if (!document.querySelector<HTMLInputElement>('[name=seen][value="3d"]')?.checked) return;
      this.chain ??= new ChainView(element('chain'), shape, this.hand.touch);
      await this.chain.show(this.player.gpu, seenOf(this.player), shape);
      this.update(seenOf(this.player));
    } else if (seen === 'above') {
      this.chain?.destroy();
      this.chain = null;
    }
    element('chain').hidden = !this.chain;
    element('film').hidden = this.chain !== null;
    element('arrows-row').hidden = this.chain !== null;
    this.hand.enter(this.chain);
    this.seen.redraw();
  }

  private get seen(): FilmView | ChainView {
    return this.chain ?? this.view;
  }
}
