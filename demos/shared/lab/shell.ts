/** What is the same in labs that show a run: its start and end, steering and undoing it, links to it, keys, and what it says of itself. */
import { RunError, SceneError, type Backend, type Kick, type Scene, type SceneInput } from 'spinmotive';
import { History } from '../history.js';
import { listenForKeys, type Key } from '../keys.js';
import { LinkError, linkOf, openLink, same, type Linked } from '../link.js';
import { Pace } from '../pace.js';
import { element } from '../page.js';
import { backendNotice, statusFigures } from '../status.js';
import { settled, wayBack } from '../steer.js';
import { prepare } from '../theme.js';
import type { Overlay } from '../view/filmView.js';
import { Controls, settingsText, type Presets, type Slider, type Switch } from './controls.js';
import { fillParts } from './parts.js';
import { Player, type Kept, type State } from './player.js';
import { Stage, type Tool } from './stage.js';
import { TakeAlong } from './takeAlong.js';

export interface LabPage {
  /** Of the files that are saved. */
  readonly name: string;
  /** What the picture shows, for those who hear the page. */
  readonly film: string;
  readonly presets: Presets;
  /** @throws SceneError where this lab does not take a scene */
  readonly check: (scene: unknown) => Scene;
  readonly sliders: readonly Slider[];
  readonly switches: readonly Switch[];
  readonly tools?: (shell: Shell) => readonly Tool[];
  readonly keys?: (shell: Shell) => readonly Key[];
  /** Drawn over the film. */
  readonly overlay: (shell: Shell) => Overlay;
  /** What there is to draw besides, once for a drawing of the page at most. */
  readonly draw: (shell: Shell) => void;
  /** Another run, or the same from an earlier moment on. */
  readonly opened?: (shell: Shell) => void;
  /** What of the page goes into pictures, section below section. */
  readonly pictured: () => readonly HTMLElement[];
}

/** What a page shows, for a look from the browser's console: `lab.rows`, `copy(JSON.stringify(lab.scene))`. SI units. */
export interface Lab {
  readonly state: State;
  /** The scene that repeats the run. */
  readonly scene: SceneInput;
  readonly columns: readonly string[];
  /** The table so far. */
  readonly rows: readonly number[][];
  readonly time: number;
  readonly steps: number;
  readonly backend: Backend | null;
  /** ms from the opening of the page to the first picture that had moved. */
  readonly firstFrame: number | null;
  /** [cells * 3] */
  magnetization(): Promise<Float64Array>;
  /** CSS px on the page of a place in cells. */
  onPage(x: number, y: number): readonly [number, number];
}

declare global {
  interface Window {
    lab: Lab;
  }
}

/** ms without a change of a setting before a new run starts, or the address is written anew. */
const PAUSE = 150;
/** ms between two writings of what changes all the time: faster than that nobody reads. */
const READ = 80;

export class Shell {
  readonly player: Player;
  readonly stage: Stage;
  private readonly choices: History<Linked>;
  private readonly controls: Controls;
  private readonly takeAlong: TakeAlong;
  private readonly pace = new Pace();
  private readonly scenes: Readonly<Record<string, SceneInput>>;
  /** Where undoing a kick leads back to. */
  private readonly before = new WeakMap<Linked, Kept>();
  private strokes = new Map<number, Promise<Kept>>();
  private pending = 0;
  private drawing = 0;
  private wrote = -Infinity;
  private firstFrame: number | null = null;
  /** Whether the run was held because nobody saw the page. */
  private unseen = false;

  constructor(private readonly page: LabPage) {
    fillParts(page.film);
    this.scenes = Object.fromEntries(Object.entries(page.presets).map(([name, { scene }]) => [name, scene]));
    this.choices = new History(this.openAddress());
    this.player = new Player(
      {
        opened: () => this.opened(),
        moment: () => this.moment(),
        changed: () => this.mark(),
        rebuilt: (time, why) => this.say(`${why}. The run was rebuilt from its state at ${(time / 1e-9).toFixed(2)} ns.`),
      },
      this.choices.current.scene,
    );
    this.stage = new Stage(this.player, { kick: (kick, stroke) => void this.kicked(kick, stroke) }, page.overlay(this), page.tools?.(this));
    this.controls = new Controls(page.presets, page.sliders, page.switches, {
      preset: (preset) => this.choose({ preset, scene: this.scenes[preset] }),
      slider: (slider, value) => this.turned(slider, value),
      settled: () => this.choices.settle(),
      switched: (one, value) => this.switched(one, value),
      backend: (backend) => this.choose({ backend }),
    });
    this.takeAlong = new TakeAlong(this.player, { name: page.name, pictured: page.pictured, caption: () => this.caption(), say: (words) => this.say(words) });
    this.expose();
    this.listen();
    this.controls.show(this.choices.current);
    this.seen();
    this.start();
  }

  get scene(): SceneInput {
    return this.choices.current.scene;
  }

  /** Another scene, from its start. */
  choose(change: Partial<Linked>, soon = false): void {
    this.choices.change({ ...this.choices.current, ...change });
    this.chosen(soon);
  }

  say(words: string): void {
    element('said').textContent = words;
  }

  /** Asks for a drawing of what is not film. */
  redraw(): void {
    this.drawing ||= requestAnimationFrame(() => {
      this.drawing = 0;
      if (!this.player.scene) return;
      if (this.firstFrame === null && this.player.time > 0) {
        this.firstFrame = performance.now();
        element('status-first').textContent = `${(this.firstFrame / 1000).toFixed(2)} s`;
      }
      this.page.draw(this);
      this.takeAlong.drawn();
      this.showStatus();
    });
  }

  private expose(): void {
    const { player } = this;
    const shell = this;
    window.lab = {
      get state() { return player.state; },
      get scene() { return player.recipe; },
      get columns() { return player.columns.map(({ name }) => name); },
      get rows() { return player.rows; },
      get time() { return player.time; },
      get steps() { return player.steps; },
      get backend() { return player.backend; },
      get firstFrame() { return shell.firstFrame; },
      magnetization: () => player.magnetization(),
      onPage: (x, y) => shell.stage.onPage(x, y),
    };
  }

  private listen(): void {
    const acts: Readonly<Record<string, () => void>> = {
      run: () => this.runOrHold(),
      step: () => this.step(),
      reset: () => this.reset(),
      undo: () => this.undo(),
      back: () => this.goBack(),
      'copy-link': () => void this.copyLink(),
      'copy-command': () => void this.copy(element('command').textContent ?? '', 'The command'),
      keys: () => element<HTMLDialogElement>('help').showModal(),
    };
    for (const [id, act] of Object.entries(acts)) element(id).addEventListener('click', act);
    const keys: readonly Key[] = [
      { key: ' ', does: 'run or pause', act: acts.run },
      { key: '.', does: 'one sample on', act: acts.step },
      { key: 'r', does: 'back to the start', act: acts.reset },
      { key: 'u', does: 'undo the last change or poke', act: acts.undo },
      { key: 'p', does: 'poke what is seen in the middle', act: () => this.stage.pokeMiddle() },
      ...(this.page.keys?.(this) ?? []),
    ];
    listenForKeys(keys, element<HTMLDialogElement>('help'));
    document.addEventListener('visibilitychange', () => this.seen());
    window.addEventListener('hashchange', () => {
      this.choices.change(this.openAddress());
      this.controls.show(this.choices.current);
      this.start();
    });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.redraw());
    new ResizeObserver(() => this.redraw()).observe(document.body);
  }

  private start(): void {
    const { scene, backend } = this.choices.current;
    this.player.start(scene, backend);
  }

  private opened(): void {
    this.pace.pause();
    this.strokes.clear();
    this.stage.opened();
    this.page.opened?.(this);
    const { recipe } = this.player;
    if (!same(recipe, this.scene)) {
      // Gone back to a state before the latest change.
      this.restate(this.choices.current, recipe);
      this.restated();
    }
    const { backend } = this.player;
    element('notice').textContent = backend ? backendNotice(backend) : '';
  }

  private moment(): void {
    this.pace.add(performance.now(), this.player.time);
    void this.stage.moment();
    this.redraw();
  }

  private mark(): void {
    const { player } = this;
    const { state, failure, isOver } = player;
    if (state !== 'running') this.pace.pause();
    element('run').textContent = isOver ? 'Run again' : player.isOpen ? 'Pause' : 'Run';
    element('status-state').textContent = state;
    element<HTMLButtonElement>('step').disabled = isOver;
    element<HTMLButtonElement>('undo').disabled = !this.choices.canUndo;
    element('back').hidden = state !== 'failed' || player.lastGood === null;
    const message = state === 'failed' && failure ? failure.message : '';
    if (element('error').textContent !== message) {
      element('error').textContent = message;
      // What the library foresees is for the reader; anything else is for the console too.
      if (failure && !failure.foreseen) console.error(failure.message);
    }
    if (state === 'failed' && !player.scene) this.showNothing();
    this.wrote = -Infinity;
    this.redraw();
  }

  private showStatus(): void {
    const { scene, time, columns, rows, backend } = this.player;
    const now = performance.now();
    if (!scene || !backend || now - this.wrote < READ) return;
    this.wrote = now;
    const last = (name: string) => rows.at(-1)?.[columns.findIndex((column) => column.name === name)];
    const figures = statusFigures({ scene, time, dt: last('dt'), ledger: last('ledger'), backend, pace: this.pace.value });
    for (const [id, text] of Object.entries(figures)) element(`status-${id}`).textContent = text;
    element<HTMLProgressElement>('bar').value = time / scene.run.duration;
  }

  /** What there was is of another run. */
  private showNothing(): void {
    for (const canvas of document.querySelectorAll<HTMLCanvasElement>('#plots canvas')) prepare(canvas);
    for (const figure of document.querySelectorAll('.status dd:not(#status-state, #status-first)')) figure.textContent = '\u2013';
    element<HTMLProgressElement>('bar').value = 0;
  }

  private caption(): string[] {
    const { scene, time, backend, recipe } = this.player;
    if (!scene || !backend) return [];
    const figures = statusFigures({ scene, time, dt: undefined, ledger: undefined, backend, pace: null });
    return [scene.title ?? '', settingsText(this.page.sliders, recipe), figures.time, figures.engine].filter((words) => words !== '');
  }

  private runOrHold(): void {
    const { player } = this;
    if (player.isOver) {
      player.run();
      this.start();
    } else if (player.isOpen) player.hold();
    else player.run();
  }

  private step(): void {
    if (!this.player.isOver) this.player.step();
  }

  /** Back to the start, with the settings as they are now. */
  private reset(): void {
    this.player.hold();
    const { scene } = this.choices.current;
    if (scene.changes) this.choices.change({ ...this.choices.current, scene: settled(scene) });
    this.showAddress();
    this.start();
  }

  /** To where all was well, and waits there: what has happened since is taken back. */
  private goBack(): void {
    const { player } = this;
    if (!player.lastGood) return;
    player.hold();
    player.restore(player.lastGood);
  }

  /** A slider steers the run that goes on; where there is none, it sets what the next one starts with. */
  private turned(slider: Slider, value: number): void {
    const { player } = this;
    const { current } = this.choices;
    const set = slider.set(value, settled(current.scene), player.time);
    if (!player.isOver) return void this.steered(set, (scene) => this.choices.change({ ...this.choices.current, scene }, slider.id));
    this.choices.change({ ...current, scene: withValues(settled(current.scene), set) }, slider.id);
    this.chosen(true);
  }

  private switched(one: Switch, value: string): void {
    const written = one.write(settled(this.choices.current.scene), value);
    if ('scene' in written) return this.choose({ scene: written.scene });
    if (!this.player.isOver) return void this.steered(written.set, (scene) => this.choices.change({ ...this.choices.current, scene }));
    this.choose({ scene: withValues(settled(this.choices.current.scene), written.set) });
  }

  private async steered(set: Readonly<Record<string, unknown>>, keep: (scene: SceneInput) => void): Promise<void> {
    try {
      keep(await this.player.change(set));
      this.restated();
    } catch (error) {
      this.refused(error);
    }
  }

  private async kicked(kick: Kick, stroke: number): Promise<void> {
    const { player, strokes } = this;
    if (player.isOver) return this.say('The run is over; run it again to poke it.');
    try {
      const keeping = strokes.get(stroke) ?? player.keep();
      strokes.set(stroke, keeping);
      const kept = await keeping;
      const scene = await player.kick(kick);
      this.choices.change({ ...this.choices.current, scene }, `stroke ${stroke}`);
      this.before.set(this.choices.current, kept);
      this.restated();
    } catch (error) {
      this.refused(error);
    }
  }

  /** The run goes on, as another one than was chosen first. */
  private restated(): void {
    this.controls.show(this.choices.current);
    this.mark();
    clearTimeout(this.pending);
    this.pending = window.setTimeout(() => this.showAddress(), PAUSE);
  }

  private refused(error: unknown): void {
    this.controls.show(this.choices.current);
    this.say(error instanceof Error ? error.message : String(error));
    if (!(error instanceof SceneError || error instanceof RunError)) console.error(error);
  }

  /** What was steered is steered back, a kick is gone back before; anything else begins anew. */
  private undo(): void {
    const { choices, player } = this;
    if (!choices.canUndo) return;
    const before = choices.current;
    choices.undo();
    const after = choices.current;
    const kept = this.before.get(before);
    if (kept && kept.backend.kind === player.backend?.kind) {
      player.restore(kept);
      this.controls.show(after);
      return;
    }
    const start = ({ scene: { changes: _, ...scene }, preset, backend }: Linked) => ({ scene, preset, backend });
    if (player.isOver || !same(start(before), start(after))) return this.chosen(false);
    const set = wayBack(before.scene, after.scene);
    if (Object.keys(set).length === 0) return this.chosen(false);
    void this.steered(set, (scene) => this.restate(after, scene));
  }

  /** What is current has become another scene by other ways than a choice. */
  private restate(current: Linked, scene: SceneInput): void {
    const next = { ...current, scene };
    const back = this.before.get(current);
    if (back) this.before.set(next, back);
    this.choices.restate(next);
  }

  /** @param soon whether more changes may follow at once */
  private chosen(soon: boolean): void {
    this.controls.show(this.choices.current);
    element('refused').textContent = '';
    this.mark();
    clearTimeout(this.pending);
    this.pending = window.setTimeout(() => {
      this.showAddress();
      this.start();
    }, soon ? PAUSE : 0);
  }

  /** Only now and then: browsers slow a page down that does this for every move of a slider. */
  private showAddress(): void {
    try {
      history.replaceState(null, '', `#${linkOf(this.choices.current, this.scenes)}`);
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      history.replaceState(null, '', location.pathname);
    }
  }

  private async copyLink(): Promise<void> {
    try {
      await this.copy(new URL(`#${linkOf(this.choices.current, this.scenes)}`, location.href).href, 'The link');
    } catch (error) {
      this.say((error as Error).message);
    }
  }

  private async copy(text: string, what: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.say(`${what} is copied.`);
    } catch {
      this.say(`This browser lets the page copy nothing; here it is to copy by hand: ${text}`);
    }
  }

  /** What the address asks for; where it asks for what cannot be, the first preset and why. */
  private openAddress(): Linked {
    element('refused').textContent = '';
    const { presets, check } = this.page;
    const [first] = Object.keys(presets);
    const preset = { preset: first, scene: this.scenes[first], backend: 'auto' } as const;
    if (location.hash.length < 2) return preset;
    try {
      return openLink(location.hash.slice(1), this.scenes, check);
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      element('refused').textContent = `${error.message} Shown instead: ${presets[first].name}.`;
      return preset;
    }
  }

  private seen(): void {
    const { player } = this;
    if (document.hidden && player.isOpen) {
      this.unseen = true;
      player.hold();
    } else if (!document.hidden && this.unseen) {
      this.unseen = false;
      player.run();
    }
  }
}

/** A scene with values set at its paths. */
const withValues = (scene: SceneInput, set: Readonly<Record<string, unknown>>): SceneInput => settled({ ...scene, changes: [{ at: 0, set }] });
