/** The line of figures under the picture, and the words under pictures that are saved. */
import { element } from '../page.js';
import { Pace } from '../pace.js';
import { statusFigures } from '../status.js';
import { prepare } from '../theme.js';
import { settingsText, type Slider } from './controls.js';
import type { Player } from './player.js';

/** ms between two writings: faster than that nobody reads. */
const READ = 80;

export class Figures {
  /** ms from the opening of the page to the first picture that had moved; null before. */
  firstFrame: number | null = null;
  private readonly pace = new Pace();
  private wrote = -Infinity;

  constructor(private readonly player: Player) {}

  /** The run stands elsewhere. */
  moment(): void {
    this.pace.add(performance.now(), this.player.time);
  }

  /** The run waits: the time until the next moment is not its own. */
  pause(): void {
    this.pace.pause();
  }

  /** Written at the next drawing, however soon that is. */
  soon(): void {
    this.wrote = -Infinity;
  }

  /** For every drawing of the page. */
  drawn(): void {
    const { scene, time, columns, rows, backend } = this.player;
    const now = performance.now();
    if (this.firstFrame === null && time > 0) {
      this.firstFrame = now;
      element('status-first').textContent = `${(now / 1000).toFixed(2)} s`;
    }
    if (!scene || !backend || now - this.wrote < READ) return;
    this.wrote = now;
    const last = (name: string) => rows.at(-1)?.[columns.findIndex((column) => column.name === name)];
    const figures = statusFigures({ scene, time, dt: last('dt'), ledger: last('ledger'), backend, pace: this.pace.value });
    for (const [id, text] of Object.entries(figures)) element(`status-${id}`).textContent = text;
    element<HTMLProgressElement>('bar').value = time / scene.run.duration;
  }

  /** What there was is of another run. */
  showNothing(): void {
    for (const canvas of document.querySelectorAll<HTMLCanvasElement>('#plots canvas')) prepare(canvas);
    for (const figure of document.querySelectorAll('.status dd:not(#status-state, #status-first)')) figure.textContent = '\u2013';
    element<HTMLProgressElement>('bar').value = 0;
  }

  /** Title, settings, time and engine, a few words each. */
  caption(sliders: readonly Slider[]): string[] {
    const { scene, time, backend, recipe } = this.player;
    if (!scene || !backend) return [];
    const figures = statusFigures({ scene, time, dt: undefined, ledger: undefined, backend, pace: null });
    return [scene.title ?? '', settingsText(sliders, recipe), figures.time, figures.engine].filter((words) => words !== '');
  }
}
