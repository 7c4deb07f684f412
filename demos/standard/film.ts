/** The film of a card: a picture of what to look for until there is a run, then the run itself. */
import { FilmView, type Overlay } from '../shared/view/filmView.js';
import { listen } from '../shared/view/gestures.js';
import type { Grid } from './problems.js';

interface Shown {
  readonly host: HTMLElement;
  readonly view: FilmView;
  /** Not before it is there does it take an m. */
  ready: boolean;
}

const ZOOM = 1.5;

export class Film {
  /** One for each grid: a view is made for its cells. */
  private readonly views = new Map<Grid, Shown>();
  private shown: Shown | null = null;
  private latest: Float64Array = new Float64Array();
  private arrows = true;
  private readonly still: readonly ChildNode[];

  /**
   * @param place holds the film in place of what it holds now
   * @param label says what is seen, for those who do not see it
   * @param over draws over the film
   */
  constructor(private readonly place: HTMLElement, private readonly label: string, private readonly over: Overlay) {
    this.still = [...place.childNodes];
  }

  /** @param m [cells * 3] */
  async show(grid: Grid, m: Float64Array): Promise<void> {
    this.latest = m;
    let next = this.views.get(grid);
    if (!next) this.views.set(grid, (next = this.make(grid)));
    if (this.shown !== next) this.place.replaceChildren(next.host);
    this.shown = next;
    if (next.ready) return next.view.update(m);
    await next.view.show(null, m);
    next.ready = true;
    next.view.update(this.latest);
  }

  /** Back to the picture. */
  clear(): void {
    this.shown = null;
    this.place.replaceChildren(...this.still);
  }

  /** On a device of its own anew: the one there was may be lost. */
  renew(): void {
    this.views.clear();
    this.clear();
  }

  redraw(): void {
    this.shown?.view.redraw();
  }

  showArrows(arrows: boolean): void {
    this.arrows = arrows;
    for (const { view } of this.views.values()) view.showArrows(arrows);
  }

  /** 1: closer, -1: further off, 0: all of it. */
  zoom(way: -1 | 0 | 1): void {
    if (!this.shown) return;
    const { camera } = this.shown.view;
    if (way === 0) camera.fit();
    else camera.zoomBy(ZOOM ** way);
    this.redraw();
  }

  private make(grid: Grid): Shown {
    const host = Object.assign(document.createElement('div'), { className: 'host' });
    const over = Object.assign(document.createElement('canvas'), { className: 'over', tabIndex: 0 });
    over.setAttribute('role', 'application');
    over.setAttribute('aria-label', `${this.label}. Arrow keys move the view; plus, minus and 0 zoom.`);
    host.append(over);
    const view = new FilmView(host, over, { cells: grid.cells, cellSize: [grid.cell, grid.cell] }, this.over);
    view.showArrows(this.arrows);
    // Whoever scrolls down the page comes across several films: only one that was clicked, or Ctrl, takes the wheel.
    host.addEventListener('wheel', (event) => {
      if (!event.ctrlKey && document.activeElement !== over) event.stopImmediatePropagation();
    }, { capture: true });
    // Keys that the film has taken are not the lab's any more.
    host.addEventListener('keydown', (event) => {
      if (event.defaultPrevented) event.stopPropagation();
    });
    listen(over, { camera: view.camera, panning: () => true, drag: () => {}, step: () => {} });
    return { host, view, ready: false };
  }
}
