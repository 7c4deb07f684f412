/** Wheel, pinch, drag and keys for a film's camera; what one finger or the left button does to the film is the lab's business. */
import type { Camera, Point } from './camera.js';
import { placeIn, point } from './pointers.js';

export interface Gestures {
  readonly camera: Camera;
  /** Whether a drag with one pointer moves the picture; otherwise the lab gets it. */
  panning(): boolean;
  /** A drag with one pointer, in cells. `done` when it is let go; null where it became something else. */
  drag(at: Point | null, done: boolean): void;
  /** An arrow key, in steps along x and y, where it does not move the picture. */
  step(dx: number, dy: number): void;
}

export const ZOOM = 1.25;
/** px that an arrow key moves the picture. */
const PAN = 40;
/** px of the wheel for a zoom by e. */
export const WHEEL = 400;
export const ARROWS: Readonly<Record<string, Point>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** @returns to be called when what `panning` says has changed: one finger scrolls the page where it would move a picture that is seen whole */
export function listen(element: HTMLElement, { camera, panning, drag, step }: Gestures): () => void {
  let dragging = false;
  point(element, {
    press(at, event) {
      dragging = event.button === 0 && !event.shiftKey && !panning();
      if (dragging) drag(camera.toCells(at), false);
    },
    drag(at, before) {
      if (dragging) drag(camera.toCells(at), false);
      else camera.pan(at[0] - before[0], at[1] - before[1]);
    },
    pinch(dx, dy, factor, middle) {
      camera.pan(dx, dy);
      camera.zoomBy(factor, middle);
    },
    release(at) {
      if (dragging) drag(at && camera.toCells(at), true);
      dragging = false;
    },
  });
  element.addEventListener('wheel', (event) => {
    event.preventDefault();
    camera.zoomBy(Math.exp(-event.deltaY / WHEEL), placeIn(element, event));
  }, { passive: false });
  element.addEventListener('keydown', (event) => {
    const arrow = ARROWS[event.key];
    if (arrow) {
      if (panning() || event.shiftKey) camera.pan(-PAN * arrow[0], PAN * arrow[1]);
      else step(...arrow);
    } else if (event.key === '+' || event.key === '=') camera.zoomBy(ZOOM);
    else if (event.key === '-') camera.zoomBy(1 / ZOOM);
    else if (event.key === '0') camera.fit();
    else return;
    event.preventDefault();
  });
  const touched = () => void (element.style.touchAction = panning() && !camera.zoomed ? 'pan-y' : 'none');
  camera.watch(touched);
  touched();
  return touched;
}
