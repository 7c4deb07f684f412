/** The film of a card: a picture of what to look for until there is a run, then the run itself. */
import type { GpuState } from 'spinmotive';
import { Hand, type HandParts, type Kicker } from '../shared/lab/hand.js';
import type { Player } from '../shared/lab/player.js';
import type { Shape } from '../shared/view/camera.js';
import { FilmView, type Overlay } from '../shared/view/filmView.js';
import type { Grid } from './problems.js';
import type { Run } from './record.js';

const ZOOM = 1.5;
/** Until there is a run. */
const UNIT: Shape = { cells: [1, 1], cellSize: [1, 1] };

/** What it needs of its card. */
export interface FilmParts extends Omit<HandParts, 'over'> {
  /** Holds the film in place of what it holds now. */
  readonly place: HTMLElement;
  /** Says what is seen, for those who do not see it. */
  readonly label: string;
}

export class Film {
  private readonly host = Object.assign(document.createElement('div'), { className: 'host' });
  private readonly place: HTMLElement;
  private readonly view: FilmView;
  private readonly hand: Hand;
  /** Whose state is seen; null while the picture is. */
  private seen: GpuState | 'memory' | null = null;
  private grid: Grid | null = null;
  /** What is in memory, and whether the view takes another one of it yet; counts what it was asked to show. */
  private latest: Float64Array | null = null;
  private ready = false;
  private asked = 0;
  private readonly still: readonly ChildNode[];

  /**
   * @param overlay draws over the film
   * @param player of the run that is shown
   */
  constructor({ place, label, ...parts }: FilmParts, overlay: Overlay, player: () => Player | null, kick: Kicker) {
    this.place = place;
    this.still = [...place.childNodes];
    const { host } = this;
    const over = Object.assign(document.createElement('canvas'), { className: 'over', tabIndex: 0 });
    over.setAttribute('role', 'application');
    over.setAttribute('aria-label', `${label}. Arrow keys move the view; plus, minus and 0 zoom; p pokes what is in the middle.`);
    host.append(over);
    this.view = new FilmView(host, over, UNIT, (context, camera) => {
      overlay(context, camera);
      this.hand.draw(context, camera);
    });
    this.hand = new Hand({ over, ...parts }, this.view, player, kick);
    // Whoever scrolls down the page comes across several films: only one that was clicked, or Ctrl, takes the wheel.
    host.addEventListener('wheel', (event) => {
      if (!event.ctrlKey && document.activeElement !== over) event.stopImmediatePropagation();
    }, { capture: true });
    // Keys that the film has taken are not the lab's any more.
    host.addEventListener('keydown', (event) => {
      if (event.defaultPrevented) event.stopPropagation();
    });
  }

  /** A run as it stands: from the solver's own buffer where that is on a device of this page, else from memory. The picture stays until there is something. */
  show({ grid, gpu, m: good, resting }: Pick<Run, 'grid' | 'gpu' | 'm' | 'resting'>): void {
    const m = good ?? resting;
    const source = gpu ?? (m && 'memory');
    if (!source) return;
    const { view } = this;
    if (this.seen === null) this.place.replaceChildren(this.host);
    const shown = this.seen === source && this.grid === grid;
    Object.assign(this, { seen: source, grid });
    if (!shown) void this.open(gpu, m, grid);
    else if (!gpu && m && m !== this.latest && this.ready) view.update(m);
    this.latest = m;
    this.hand.moment();
    view.redraw();
  }

  /** Back to the picture. */
  clear(): void {
    this.seen = null;
    this.place.replaceChildren(...this.still);
  }

  redraw(): void {
    if (this.seen) this.view.redraw();
  }

  showArrows(arrows: boolean): void {
    this.view.showArrows(arrows);
  }

  /** Pokes what is seen in the middle. */
  pokeMiddle(): void {
    this.hand.pokeMiddle();
  }

  /** 1: closer, -1: further off, 0: all of it. */
  zoom(way: -1 | 0 | 1): void {
    if (!this.seen) return;
    const { camera } = this.view;
    if (way === 0) camera.fit();
    else camera.zoomBy(ZOOM ** way);
    this.redraw();
  }

  private async open(gpu: GpuState | null, m: Float64Array | null, { cells, cell }: Grid): Promise<void> {
    const mine = ++this.asked;
    this.ready = false;
    await this.view.show(gpu, gpu ? null : m, { cells, cellSize: [cell, cell] });
    if (mine !== this.asked) return;
    this.ready = true;
    if (!gpu && this.latest && this.latest !== m) this.view.update(this.latest);
  }
}
