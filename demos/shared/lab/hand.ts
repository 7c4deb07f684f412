/** What a hand does on a film, or on a wire in space: it moves the view, pokes, brushes a field over it, or what a lab adds. With the switch for that, and the circle that shows its reach on a film. */
import type { Kick, Scene } from 'spinmotive';
import type { Camera, Point } from '../view/camera.js';
import type { FilmView } from '../view/filmView.js';
import { listen } from '../view/gestures.js';
import type { Takes, Touch } from '../view/touching.js';
import { brush, DIRECTIONS, poke, type Direction } from './kicks.js';
import type { Player } from './player.js';

/** What a drag on the picture does. */
export interface Tool {
  readonly id: string;
  readonly label: string;
  /** Where the pointer is or is let go, in cells; null where the drag became something else. */
  drag(at: Point | null, done: boolean): void;
  /** What it takes of a wire in space; nothing if left out. */
  readonly takes?: Takes;
  /** For who points at its button, with a film and with a wire in space. */
  readonly hints?: readonly [film: string, space: string];
  /** An arrow key. */
  step?(dx: number, dy: number): void;
}

/** Of the page. */
export interface HandParts {
  /** Lies over the film, takes pointers and keys. */
  readonly over: HTMLCanvasElement;
  /** Gets a radio button for each tool. */
  readonly tools: HTMLElement;
  /** Of these buttons. */
  readonly name: string;
  /** Gets the directions a pulse can have; its label is shown where pulses are made. */
  readonly along: HTMLSelectElement;
}

/** A wire in space that a hand is on in place of the film. */
export interface Space {
  /** Its centre is the place along the wire in the middle of the picture, in cells. */
  readonly camera: { readonly centre: number };
  redraw(): void;
  /** What the hand does there has changed. */
  touched(): void;
}

/** @param stroke kicks of one stroke are one thing to undo @returns when it acts, simulated s; null where it was refused, and that was said */
export type Kicker = (make: (scene: Scene) => Kick, stroke: number) => Promise<number | null>;

/** CSS px: the radius of what a hand touches. */
const REACH = 14;
/** Of the only row of a wire, in cells. */
const MIDDLE = 0.5;

const MOVE = ['A drag moves the picture.', 'A drag turns the picture, with Shift it moves the wire along itself.'] as const;
const POKE = ['A click turns m there, by a quarter where it is strongest.', 'A click on the wire turns m there, by a quarter where it is strongest; a drag turns the picture.'] as const;
const BRUSH = ['A drag draws a field over m.', 'A drag that begins on the wire draws a field along it; any other turns the picture.'] as const;

export class Hand {
  private readonly tools: readonly Tool[];
  private readonly radios: readonly HTMLInputElement[];
  private readonly touched: () => void;
  /** Where it is, in cells; of a stroke that goes on. */
  private at: Point | null = null;
  private stroke = 0;
  /** Simulated s at which the latest pulse of a brush acts, infinite until that is known: the next one waits for it. */
  private pulsed = 0;
  private space: Space | null = null;
  /** For a wire in space; what it reaches is as long as on the film. */
  readonly touch: Touch;

  /**
   * @param player of the run that is seen; null where there is none
   * @param extra tools of the lab, before those that all have
   */
  constructor(private readonly parts: HandParts, private readonly view: FilmView, private readonly player: () => Player | null, private readonly kick: Kicker, extra: readonly Tool[] = []) {
    const { over, tools, along } = parts;
    this.tools = [
      ...extra,
      { id: 'move', label: 'Move view', hints: MOVE, drag: () => {} },
      { id: 'poke', label: 'Poke', hints: POKE, takes: 'clicks', drag: (at, done) => this.poking(at, done) },
      { id: 'brush', label: 'Brush a field', hints: BRUSH, takes: 'strokes', drag: (at, done) => this.brushing(at, done) },
    ];
    this.radios = this.tools.map(({ id }, k) => Object.assign(document.createElement('input'), { type: 'radio', name: parts.name, value: id, checked: k === 0 }));
    this.radios.forEach((radio, k) => {
      const label = document.createElement('label');
      radio.addEventListener('change', () => this.chosen());
      label.append(radio, Object.assign(document.createElement('span'), { textContent: this.tools[k].label }));
      tools.append(label);
    });
    along.append(...DIRECTIONS.map(([words, direction]) => new Option(words, direction.join(' '))));
    this.touched = listen(over, {
      camera: view.camera,
      panning: () => this.tool.id === 'move',
      drag: (at, done) => this.tool.drag(at, done),
      step: (dx, dy) => this.tool.step?.(dx, dy),
    });
    this.touch = {
      takes: () => this.tool.takes ?? 'nothing',
      reach: () => REACH / view.camera.cell[0],
      touch: (place, done) => this.tool.drag(place === null ? null : [place, MIDDLE], done),
    };
    this.chosen();
  }

  /** The run stands elsewhere: a brush that is held acts again. */
  moment(): void {
    if (this.at && this.tool.id === 'brush') void this.pulse(this.at);
  }

  /** Onto a wire in space, that `touch` was given to, or back to the film: null. A stroke that goes on ends. */
  enter(space: Space | null): void {
    this.space = space;
    this.at = null;
    this.chosen();
  }

  /** Pokes what is seen in the middle. */
  pokeMiddle(): void {
    this.stroke++;
    void this.send(poke, this.space ? [this.space.camera.centre, MIDDLE] : this.view.camera.centre);
  }

  /** Over the film. */
  draw(context: CanvasRenderingContext2D, camera: Camera): void {
    if (!this.at) return;
    for (const [colour, width] of [['rgb(10 14 20)', 4], ['#fff', 2]] as const) {
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.beginPath();
      context.arc(...camera.toScreen(this.at), REACH, 0, 2 * Math.PI);
      context.stroke();
    }
  }

  private get tool(): Tool {
    return this.tools[Math.max(0, this.radios.findIndex(({ checked }) => checked))];
  }

  private chosen(): void {
    const { over, along } = this.parts;
    const { id } = this.tool;
    over.classList.toggle('moves', id === 'move');
    along.labels[0].hidden = id !== 'poke' && id !== 'brush';
    this.radios.forEach((radio, k) => {
      const hints = this.tools[k].hints;
      if (hints && radio.labels) radio.labels[0].title = hints[this.space ? 1 : 0];
    });
    this.touched();
    this.space?.touched();
  }

  private poking(at: Point | null, done: boolean): void {
    this.at = done ? null : at;
    if (done && at) {
      this.stroke++;
      void this.send(poke, at);
    }
    (this.space ?? this.view).redraw();
  }

  private brushing(at: Point | null, done: boolean): void {
    if (!this.at) {
      this.stroke++;
      this.pulsed = 0;
    }
    this.at = done ? null : at;
    if (this.at) void this.pulse(this.at);
    (this.space ?? this.view).redraw();
  }

  /** One at a sample. */
  private async pulse(at: Point): Promise<void> {
    const player = this.player();
    if (!player || player.isOver || player.time < this.pulsed * (1 - 1e-9)) return;
    const { stroke } = this;
    this.pulsed = Infinity;
    const acts = await this.send(brush, at);
    if (stroke === this.stroke) this.pulsed = acts ?? 0;
  }

  private send(make: typeof poke, [x, y]: Point): Promise<number | null> {
    const [dx, dy] = this.view.camera.shape.cellSize;
    const place: [number, number] = [(this.player()?.origin ?? 0) + x * dx, y * dy];
    const words = this.parts.along.value.split(' ').map(Number);
    const direction: Direction = [words[0], words[1], words[2]];
    const radius = REACH / this.view.camera.scale;
    return this.kick((scene) => make(scene, direction, place, radius), this.stroke);
  }
}
