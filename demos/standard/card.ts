/** The card of a problem: its settings, its run with film and curves over the table, findings and a verdict, and what can be saved of it. */
import { RunError, SceneError, type BackendChoice } from 'spinmotive';
import type { Kicker } from '../shared/lab/hand.js';
import type { Kept } from '../shared/lab/player.js';
import { numberText } from '../shared/numbers.js';
import { statusFigures } from '../shared/status.js';
import { theme } from '../shared/theme.js';
import type { Overlay } from '../shared/view/filmView.js';
import { drawWheel } from '../shared/view/wheel.js';
import { drawCurves, drawDifference, drawPath } from './charts.js';
import { addControls } from './controls.js';
import { Film } from './film.js';
import { drawOverlay } from './overlay.js';
import type { Problem } from './problems.js';
import { allowedOf, judge, over, type Run } from './record.js';
import { newRun, Session } from './run.js';
import type { ProblemSettings } from './settings.js';
import { commandOf, TakeAlong } from './takeAlong.js';
import { badgeText, engineText, nsText, offText, stateText, valueText, waitText } from './words.js';

const NS = 1e-9;
const NONE = '\u2013';

export interface CardEvents {
  readonly backend: () => BackendChoice;
  readonly settings: () => ProblemSettings;
  /** There is news of the run; null where there is none any more. */
  readonly changed: (run: Run | null) => void;
  /** A setting is to change; `by` is a slider that is being dragged. */
  readonly set: (change: Partial<ProblemSettings>, by: string | null) => void;
  readonly settled: () => void;
  /** A hand has poked; strokes are counted. */
  readonly poked: (before: Kept, stroke: number) => void;
  /** The latest poke is to be undone. */
  readonly undo: () => void;
  /** What was poked from this simulated time on, s, is taken back. */
  readonly forget: (time: number) => void;
  readonly copy: (text: string, what: string, say: (words: string) => void) => void;
}

export class Card {
  readonly element: HTMLElement;
  private session: Session | null = null;
  private readonly film: Film;
  private readonly along: TakeAlong;
  private readonly controls: ReturnType<typeof addControls>;
  private due = 0;

  constructor(list: HTMLElement, template: HTMLTemplateElement, readonly problem: Problem, private readonly events: CardEvents) {
    list.append(template.content.cloneNode(true));
    this.element = list.lastElementChild as HTMLElement;
    const { part, element } = this;
    this.words();
    const overlay: Overlay = (context, camera) => {
      if (this.run) drawOverlay(context, camera, this.run);
      this.along.drawn();
    };
    const parts = { place: part('film'), label: `The film of ${problem.title} from above`, tools: part('hand'), name: `tool-${problem.key}`, along: part<HTMLSelectElement>('direction') };
    this.film = new Film(parts, overlay, () => this.session?.player ?? null, (...kick) => this.kicked(...kick));
    const buttons = { table: part<HTMLButtonElement>('save-table'), scene: part<HTMLButtonElement>('save-scene'), m: part<HTMLButtonElement>('save-m'), picture: part<HTMLButtonElement>('save-picture'), video: part<HTMLButtonElement>('save-video') };
    this.along = new TakeAlong(part('stage'), buttons, () => this.run, () => this.magnetization(), () => this.film.redraw(), this.say);
    this.controls = addControls(problem, part, events.set, events.settled);
    for (const [name, act] of Object.entries<() => void>({
      run: () => this.runOrPause(),
      step: () => this.step(),
      reset: () => this.reset(),
      back: () => this.goBack(),
      unpoke: () => events.undo(),
      in: () => this.film.zoom(1),
      out: () => this.film.zoom(-1),
      fit: () => this.film.zoom(0),
      'copy-command': () => events.copy(part('command').textContent ?? '', 'The command', this.say),
    })) part(name).addEventListener('click', act);
    const arrows = part<HTMLInputElement>('arrows');
    arrows.addEventListener('change', () => this.film.showArrows(arrows.checked));
    drawWheel(part<HTMLCanvasElement>('wheel'));
    new ResizeObserver(this.redraw).observe(part('curves'));
    element.dataset.problem = problem.id;
    this.showSettings();
  }

  get run(): Run | null {
    return this.session?.run ?? null;
  }

  /** Starts a run, or another one; pauses it, lets it go on. */
  runOrPause(): void {
    const { run } = this;
    if (!run || over(run)) this.start((session) => session.go());
    else if (run.held || run.state === 'paused') this.session?.go();
    else this.session?.hold();
  }

  /** Starts, or goes on; nothing where that is under way. */
  go(): void {
    if (!this.run || over(this.run) || this.run.held) this.runOrPause();
  }

  /** One sample on. */
  step(): void {
    if (!this.run) this.start((session) => session.step());
    else this.session?.step();
  }

  /** Back to before the start, and to the problem without a hand on it. */
  reset(): void {
    if (this.events.settings().changes.length > 0) this.events.set({ changes: [] }, null);
    else this.clear();
  }

  /** There is no run any more. */
  clear(): void {
    if (!this.session) return;
    this.along.over();
    this.session.end();
    this.session = null;
    this.film.clear();
    this.events.forget(0);
    this.handSays('');
    this.events.changed(null);
    this.redraw();
  }

  /** Pokes what is seen in the middle of the film. */
  poke(): void {
    this.film.pokeMiddle();
  }

  /** When the pokes that were asked for have been made, or refused. */
  async poked(): Promise<void> {
    await this.session?.player.kicked();
  }

  /** Whether the latest thing to undo is a poke here: its button is nearer than the one of the page. */
  offerUndo(offered: boolean): void {
    this.part('unpoke').hidden = !offered;
  }

  /** To before a poke or a stroke. */
  unpoke(before: Kept): void {
    this.session?.goTo(before);
    this.handSays(`Back at ${nsText(before.time)} ns.`);
  }

  see(seen: boolean): void {
    this.session?.see(seen);
  }

  zoom(way: -1 | 0 | 1): void {
    this.film.zoom(way);
  }

  /** Settings are what they are now. */
  showSettings(): void {
    this.controls.show(this.events.settings());
    this.redraw();
  }

  /** Once for all news of a frame. */
  readonly redraw = (): void => void (this.due ||= requestAnimationFrame(() => this.draw()));

  private readonly part = <T extends HTMLElement>(name: string): T => {
    const found = this.element.querySelector<T>(`.${name}`);
    if (!found) throw new Error(`the card has no .${name}`);
    return found;
  };

  private readonly say = (words: string): void => {
    this.part('said').textContent = words;
  };

  private readonly handSays = (words: string): void => {
    this.part('hand-said').textContent = words;
  };

  private async kicked(...kick: Parameters<Kicker>): Promise<number | null> {
    const { session } = this;
    try {
      if (!session) throw new RunError('Run it first, then poke it.');
      const { at, before } = await session.kick(...kick);
      this.handSays(`A pulse of field at ${nsText(at)} ns.`);
      this.events.poked(before, kick[1]);
      return at;
    } catch (error) {
      // What is said of a run that was taken away meanwhile is nothing to know.
      if (session === this.session) this.handSays(error instanceof Error ? error.message : String(error));
      if (!(error instanceof SceneError || error instanceof RunError)) console.error(error);
      return null;
    }
  }

  private goBack(): void {
    const { goodTime } = this.run ?? {};
    this.session?.goBack();
    this.events.forget(goodTime ?? 0);
  }

  private words(): void {
    const { part, problem, element } = this;
    element.setAttribute('aria-label', problem.title);
    element.querySelector('.scroll')?.setAttribute('aria-label', `Findings, ${problem.title}`);
    for (const name of ['title', 'about', 'look'] as const) part(name).textContent = problem[name];
    part('source').textContent = problem.table.source.replace(/:.*/, '');
    Object.assign(part<HTMLImageElement>('still'), { src: problem.picture.url, alt: problem.picture.text });
    part('still-text').textContent = `${problem.picture.text}.`;
    part('stage').classList.toggle('square', problem.core !== null);
    if (!problem.core) part('path').remove();
  }

  private async magnetization(): Promise<{ m: Float64Array; time: number }> {
    if (!this.session) throw new Error('there is no run');
    return this.session.magnetization();
  }

  private start(begin: (session: Session) => void): void {
    this.along.over();
    this.session?.end();
    const run = newRun(this.problem, this.events.settings(), this.events.backend());
    const session: Session = new Session(run, () => {
      if (session !== this.session) return;
      this.events.changed(run);
      this.redraw();
    });
    this.session = session;
    this.film.clear();
    this.events.forget(0);
    this.say('');
    this.handSays('');
    begin(session);
  }

  private draw(): void {
    this.due = 0;
    const { part, problem } = this;
    const shown = this.run ?? newRun(problem, this.events.settings(), this.events.backend());
    const allowed = allowedOf(shown);
    const colours = theme();
    const { duration } = shown.scene.run;
    drawCurves(part<HTMLCanvasElement>('curves'), problem, shown.curves, duration, colours);
    drawDifference(part<HTMLCanvasElement>('difference'), problem, shown.curves, duration, allowed, colours);
    if (problem.core) drawPath(part<HTMLCanvasElement>('path'), problem, shown.curves, colours);
    this.film.show(shown);
    this.showFindings(shown);
    part('why').textContent = allowed.reason;
    part('altered').textContent = shown.altered.length > 0 ? `Not the problem as it stands: ${shown.altered.join(', ')}.` : '';
    part('notice').textContent = shown.notice;
    part('error').textContent = shown.error;
    const back = part('back');
    back.hidden = shown.state !== 'failed' || shown.goodTime === null;
    back.textContent = `Back to ${numberText((shown.goodTime ?? 0) / NS)} ns`;
    this.showStatus(shown);
    this.showButtons();
    if (this.run && over(this.run)) this.along.over();
  }

  private showFindings(shown: Run): void {
    const { list, verdict } = judge(shown);
    this.part('rows').replaceChildren(...list.map((one) => {
      const row = document.createElement('tr');
      row.className = one.pass ? 'within' : 'beyond';
      const name = document.createElement('th');
      name.setAttribute('scope', 'row');
      name.textContent = one.what;
      if (one.at !== null) name.append(Object.assign(document.createElement('small'), { textContent: `furthest off at ${numberText(one.at / NS)} ns` }));
      const values = [offText(one.off, one), `≤ ${offText(one.allowed, one)}`, valueText(one.value, one), valueText(one.reference, one)];
      row.replaceChildren(name, ...values.map((textContent) => Object.assign(document.createElement('td'), { textContent })));
      return row;
    }));
    this.part('findings').hidden = list.length === 0;
    const badge = this.part('badge');
    const text = this.run ? badgeText(this.run) : '';
    // A new text is read out, the same one again is not.
    if (badge.textContent !== text) badge.textContent = text;
    badge.dataset.verdict = this.run && over(this.run) ? verdict : '';
  }

  private showStatus(shown: Run): void {
    const { whole, backend, columns, rows, time, steps, pace } = shown;
    const last = (name: string) => rows.at(-1)?.[columns.findIndex((column) => column.name === name)];
    const { duration } = shown.scene.run;
    const [nx, ny] = shown.grid.cells;
    const figures: Record<string, string> = {
      state: this.run ? stateText(shown) : 'not run yet',
      time: `0.00 of ${numberText(duration / NS)} ns`, pace: NONE, dt: NONE, ledger: NONE, cells: `${nx} × ${ny}`, engine: backend ? engineText(backend) : NONE,
      ...(whole && backend ? statusFigures({ scene: whole, time, pace, dt: last('dt'), ledger: last('ledger'), backend }) : {}),
      steps: steps.toLocaleString('en'),
      left: over(shown) ? `took ${waitText(shown.relaxSeconds + shown.runSeconds)}` : pace === null ? NONE : waitText((duration - time) / pace),
    };
    for (const [name, text] of Object.entries(figures)) this.part(`status-${name}`).textContent = text;
    const bar = this.part<HTMLProgressElement>('bar');
    if (this.run && !whole && !over(shown) && shown.state !== 'paused') bar.removeAttribute('value');
    else bar.value = time / duration;
  }

  private showButtons(): void {
    const { run, part } = this;
    const goes = run !== null && !over(run) && !run.held;
    part('run').textContent = !run ? 'Run' : over(run) ? 'Run again' : goes ? 'Pause' : 'Run';
    part<HTMLButtonElement>('step').disabled = run !== null && over(run);
    part<HTMLButtonElement>('reset').disabled = run === null && this.events.settings().changes.length === 0;
    for (const name of ['save-table', 'save-scene', 'save-m', 'save-picture', 'save-video', 'copy-command']) part<HTMLButtonElement>(name).disabled = !run?.m;
    for (const name of ['in', 'out', 'fit']) part<HTMLButtonElement>(name).disabled = !run?.m && !run?.resting;
    part<HTMLInputElement>('arrows').disabled = !run?.m && !run?.resting;
    part<HTMLFieldSetElement>('hand').disabled = !run?.m;
    part<HTMLSelectElement>('direction').disabled = !run?.m;
    for (const control of part('settings').querySelectorAll<HTMLInputElement | HTMLSelectElement>('input, select')) control.disabled = run !== null && !over(run);
    part('command').textContent = run ? commandOf(run) : '';
    part('along').hidden = !run?.backend;
    part('film-time').textContent = run?.m ? `${((run.gpu ? run.time : run.mTime) / NS).toFixed(3)} ns` : run?.resting ? 'coming to rest' : '';
  }
}
