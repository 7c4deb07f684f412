/** What is the same in labs that show a run: its start and end, steering and undoing it, links to it, keys, and what it says of itself. */
import { RunError, SceneError, type Scene, type SceneInput } from 'spinmotive';
import { Address } from '../address.js';
import { copy } from '../copy.js';
import { History } from '../history.js';
import { listenForKeys, type Key } from '../keys.js';
import { same, sceneLinks, type Linked } from '../link.js';
import { element } from '../page.js';
import { backendNotice, relaxingText } from '../status.js';
import { settled, wayBack } from '../steer.js';
import type { Overlay } from '../view/filmView.js';
import { Controls, type Presets, type Slider, type Switch } from './controls.js';
import { Figures } from './figures.js';
import type { Kicker, Tool } from './hand.js';
import { expose } from './lab.js';
import { fillParts } from './parts.js';
import { Player, type Kept } from './player.js';
import { Stage } from './stage.js';
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

/** ms without a change of a setting before a new run starts, or the address is written anew. */
const PAUSE = 150;

export class Shell {
  readonly player: Player;
  readonly stage: Stage;
  private readonly choices: History<Linked>;
  private readonly controls: Controls;
  private readonly takeAlong: TakeAlong;
  private readonly figures: Figures;
  /** Where undoing a kick leads back to. */
  private readonly before = new WeakMap<Linked, Kept>();
  /** Of a slider, from when it is taken until it is let go: one thing to undo, though the run may answer later. */
  private gesture = 0;
  private pending = 0;
  /** Counts runs. */
  private turn = 0;
  private drawing = 0;
  /** Whether the run was held because nobody saw the page. */
  private unseen = false;

  /** The page, with what its address asks for. */
  static async open(page: LabPage): Promise<void> {
    fillParts(page.film);
    const scenes = Object.fromEntries(Object.entries(page.presets).map(([name, { scene }]) => [name, scene]));
    const address = new Address(sceneLinks(scenes, (preset) => page.presets[preset].name, page.check));
    new Shell(page, address, await address.open());
  }

  private constructor(private readonly page: LabPage, private readonly address: Address<Linked>, first: Linked) {
    this.choices = new History(first);
    this.player = new Player(
      {
        opened: () => this.opened(),
        moment: () => this.moment(),
        changed: () => {
          this.mark();
          if (this.player.resting) void this.stage.moment();
        },
        rebuilt: (time, why) => this.say(`${why}. The run was rebuilt from its state at ${(time / 1e-9).toFixed(2)} ns.`),
      },
      this.choices.current.scene,
    );
    this.figures = new Figures(this.player);
    this.stage = new Stage(this.player, (...kick) => this.kicked(...kick), page.overlay(this), page.tools?.(this));
    this.controls = new Controls(page.presets, page.sliders, page.switches, {
      preset: (preset) => this.choose({ preset, scene: page.presets[preset].scene }),
      slider: (slider, value) => this.turned(slider, value),
      settled: () => void this.gesture++,
      switched: (one, value) => this.switched(one, value),
      backend: (backend) => this.choose({ backend }),
    });
    this.takeAlong = new TakeAlong(this.player, { name: page.name, pictured: page.pictured, draw: () => this.stage.draw(), caption: () => this.figures.caption(this.page.sliders), say: (words) => this.say(words) });
    expose(this.player, { firstFrame: () => this.figures.firstFrame, onPage: (x, y) => this.stage.onPage(x, y) });
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
      this.page.draw(this);
      this.takeAlong.drawn();
      this.figures.drawn();
    });
  }

  private listen(): void {
    const acts: Readonly<Record<string, () => void>> = {
      run: () => this.runOrHold(),
      step: () => this.step(),
      reset: () => this.reset(),
      undo: () => void this.undo(),
      back: () => this.goBack(),
      'copy-link': () => void this.address.copy(this.choices.current, (words) => this.say(words)),
      'copy-command': () => void this.copyCommand(),
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
    this.address.listen((linked) => {
      clearTimeout(this.pending);
      this.choices.change(linked);
      this.controls.show(linked);
      this.start();
    });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.redraw());
    new ResizeObserver(() => this.redraw()).observe(document.body);
  }

  private start(): void {
    const { scene, backend } = this.choices.current;
    this.turn++;
    this.player.start(scene, backend);
  }

  private restore(kept: Kept): void {
    this.turn++;
    this.player.restore(kept);
  }

  private opened(): void {
    this.figures.pause();
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
    this.figures.moment();
    void this.stage.moment();
    this.redraw();
  }

  private mark(): void {
    const { player } = this;
    const { state, failure, isOver } = player;
    if (state !== 'running') this.figures.pause();
    element('run').textContent = isOver ? 'Run again' : player.isOpen ? 'Pause' : 'Run';
    element('status-state').textContent = player.relaxation ? relaxingText(player.relaxation, state === 'paused') : state;
    element<HTMLButtonElement>('step').disabled = isOver;
    element<HTMLButtonElement>('undo').disabled = !this.choices.canUndo;
    element('back').hidden = state !== 'failed' || player.lastGood === null;
    const message = state === 'failed' && failure ? failure.message : '';
    if (element('error').textContent !== message) {
      element('error').textContent = message;
      // What the library foresees is for the reader; anything else is for the console too.
      if (failure && !failure.foreseen) console.error(failure.message);
    }
    if (state === 'failed' && !player.scene) this.figures.showNothing();
    this.figures.soon();
    this.redraw();
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
    void this.address.show(this.choices.current);
    this.start();
  }

  /** To where all was well, and waits there: what has happened since is taken back. */
  private goBack(): void {
    const { player } = this;
    if (!player.lastGood) return;
    player.hold();
    this.restore(player.lastGood);
  }

  /** A slider steers the run that goes on; where there is none, it sets what the next one starts with. */
  private turned(slider: Slider, value: number): void {
    const { player } = this;
    const { current } = this.choices;
    const set = slider.set(value, settled(current.scene), player.time);
    const by = `${slider.id} ${this.gesture}`;
    if (!player.isOver) return void this.steered(set, (scene) => this.choices.change({ ...this.choices.current, scene }, by));
    this.choices.change({ ...current, scene: withValues(settled(current.scene), set) }, by);
    this.chosen(true);
  }

  private switched(one: Switch, value: string): void {
    const written = one.write(settled(this.choices.current.scene), value);
    if ('scene' in written) return this.choose({ scene: written.scene });
    if (!this.player.isOver) return void this.steered(written.set, (scene) => this.choices.change({ ...this.choices.current, scene }));
    this.choose({ scene: withValues(settled(this.choices.current.scene), written.set) });
  }

  private async steered(set: Readonly<Record<string, unknown>>, keep: (scene: SceneInput) => void): Promise<void> {
    const { turn } = this;
    try {
      keep(await this.player.change(set));
      this.restated();
    } catch (error) {
      this.refused(error, turn);
    }
  }

  private async kicked(...kick: Parameters<Kicker>): Promise<number | null> {
    const { turn } = this;
    try {
      const { scene, at, before } = await this.player.kick(...kick);
      this.choices.change({ ...this.choices.current, scene }, `stroke ${kick[1]}`);
      this.before.set(this.choices.current, before);
      this.restated();
      return at;
    } catch (error) {
      this.refused(error, turn);
      return null;
    }
  }

  /** The run goes on, as another one than was chosen first. */
  private restated(): void {
    this.controls.show(this.choices.current);
    this.mark();
    clearTimeout(this.pending);
    this.pending = window.setTimeout(() => void this.address.show(this.choices.current), PAUSE);
  }

  /** @param turn of the run that was asked: one that the reader has ended since has nothing to say */
  private refused(error: unknown, turn: number): void {
    this.controls.show(this.choices.current);
    if (error instanceof RunError && turn !== this.turn) return;
    this.say(error instanceof Error ? error.message : String(error));
    if (!(error instanceof SceneError || error instanceof RunError)) console.error(error);
  }

  /** What was steered is steered back, a kick is gone back before; anything else begins anew. A kick that was asked for before is made first. */
  private async undo(): Promise<void> {
    const { choices, player } = this;
    await player.kicked();
    if (!choices.canUndo) return;
    const before = choices.current;
    choices.undo();
    const after = choices.current;
    const kept = this.before.get(before);
    if (kept && kept.backend.kind === player.backend?.kind) {
      this.restore(kept);
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
      void this.address.show(this.choices.current);
      this.start();
    }, soon ? PAUSE : 0);
  }

  private async copyCommand(): Promise<void> {
    if (await copy(element('command').textContent ?? '', (words) => this.say(words))) this.say('The command is copied.');
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
