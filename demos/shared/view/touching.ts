/** A pointer on a wire in space: what it would touch, and whether a press becomes a click on the wire, a stroke along it, or turns the camera. */
import type { Point } from './camera.js';
import type { OrbitCamera } from './orbit.js';
import { pick } from './picking.js';

/** Of presses near the wire: nothing, those that are let go where they were, or all, as strokes. */
export type Takes = 'nothing' | 'clicks' | 'strokes';

/** What a lab does to a wire that is touched. */
export interface Touch {
  takes(): Takes;
  /** How far along the wire it is felt to each side, in cells. */
  reach(): number;
  /** Where the wire is touched, in cells from its end; `done` when it is let go. null where the stroke became something else. */
  touch(place: number | null, done: boolean): void;
}

export const UNTOUCHED: Touch = { takes: () => 'nothing', reach: () => 0, touch: () => {} };

/** CSS px: nearer than this a press is on the wire. Arrows stand off it so far (13 to 26 px from arrow to arrow, 1.8 of that long), so that one is on the wire that is on an arrow; and a fingertip that is put on it may be as far off. */
export const NEAR = 40;
/** CSS px: what is dragged further is no click. */
const SLOP = 5;

export class Fingertip {
  /** CSS px; null where there is none over the picture. */
  private pointer: Point | null = null;
  private does: 'nothing' | 'stroke' | 'turn' = 'nothing';
  /** A press that may become a click. */
  private pressed: { readonly from: Point; readonly place: number } | null = null;

  /** @param moved called when what would be touched may have changed */
  constructor(private readonly camera: OrbitCamera, private readonly target: Touch, private readonly moved: () => void) {}

  /** What is touched, or would be by a press; null: nothing. */
  get place(): number | null {
    if (this.does === 'turn' || !this.pointer) return null;
    return this.pressed?.place ?? this.under(this.pointer, this.does === 'stroke' ? Infinity : NEAR);
  }

  /** Nothing is pressed. */
  hover(at: Point | null): void {
    this.pointer = at;
    this.moved();
  }

  press(at: Point): void {
    this.pointer = at;
    const place = this.under(at, NEAR);
    if (place === null) this.does = 'turn';
    else if (this.target.takes() === 'clicks') this.pressed = { from: at, place };
    else {
      this.does = 'stroke';
      this.target.touch(place, false);
    }
    this.moved();
  }

  /** @returns by how many px the camera is to be turned; none where the drag is the wire's */
  drag(at: Point, before: Point): Point {
    this.pointer = at;
    const from = this.pressed?.from ?? before;
    const way: Point = [at[0] - from[0], at[1] - from[1]];
    const stroke = this.does === 'stroke';
    const turns = !stroke && !(this.pressed && Math.hypot(...way) <= SLOP);
    if (stroke) this.target.touch(this.under(at, Infinity), false);
    if (turns) {
      this.does = 'turn';
      this.pressed = null;
    }
    this.moved();
    return turns ? way : [0, 0];
  }

  /** @param at null where the press has become something else */
  release(at: Point | null): void {
    const { does, pressed } = this;
    this.does = 'nothing';
    this.pressed = null;
    this.pointer = at;
    if (does === 'stroke') this.target.touch(at && this.under(at, Infinity), true);
    else if (pressed && at) this.target.touch(pressed.place, true);
    this.moved();
  }

  private under(at: Point, near: number): number | null {
    const picked = this.target.takes() === 'nothing' ? null : pick(this.camera.sight, at);
    return picked && picked.off <= near ? picked.place : null;
  }
}
