/** Wheel, pinch, drag and keys for a film's camera; what one finger or the left button does to the film is the lab's business. */
import type { Camera, Point } from './camera.js';

export interface Gestures {
  readonly camera: Camera;
  /** The camera has moved. */
  moved(): void;
  /** Whether a drag with one pointer moves the picture; otherwise the lab gets it. */
  panning(): boolean;
  /** A drag with one pointer, in cells. `done` when it is let go; null where it became something else. */
  drag(at: Point | null, done: boolean): void;
  /** An arrow key, in steps along x and y, where it does not move the picture. */
  step(dx: number, dy: number): void;
}

const ZOOM = 1.25;
/** px that an arrow key moves the picture. */
const PAN = 40;
const ARROWS: Readonly<Record<string, Point>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export function listen(element: HTMLElement, { camera, moved, panning, drag, step }: Gestures): void {
  const down = new Map<number, Point>();
  let dragging = false;
  const place = (event: MouseEvent): Point => {
    const box = element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const spread = ([a, b]: Point[]) => Math.hypot(a[0] - b[0], a[1] - b[1]);
  const middle = ([a, b]: Point[]): Point => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];

  element.addEventListener('pointerdown', (event) => {
    if (event.button > 1) return;
    element.setPointerCapture(event.pointerId);
    down.set(event.pointerId, place(event));
    if (dragging && down.size > 1) drag(null, true);
    dragging = down.size === 1 && event.button === 0 && !event.shiftKey && !panning();
    if (dragging) drag(camera.toCells(place(event)), false);
  });
  element.addEventListener('pointermove', (event) => {
    const before = down.get(event.pointerId);
    if (!before) return;
    const old = [...down.values()];
    down.set(event.pointerId, place(event));
    if (dragging) return drag(camera.toCells(place(event)), false);
    const now = [...down.values()];
    if (now.length === 2) {
      camera.pan(middle(now)[0] - middle(old)[0], middle(now)[1] - middle(old)[1]);
      camera.zoomBy(spread(now) / Math.max(1, spread(old)), middle(now));
    } else camera.pan(place(event)[0] - before[0], place(event)[1] - before[1]);
    moved();
  });
  const up = (event: PointerEvent, done: boolean) => {
    if (!down.delete(event.pointerId) || !dragging) return;
    dragging = false;
    drag(done ? camera.toCells(place(event)) : null, true);
  };
  element.addEventListener('pointerup', (event) => up(event, true));
  element.addEventListener('pointercancel', (event) => up(event, false));
  element.addEventListener('wheel', (event) => {
    event.preventDefault();
    camera.zoomBy(Math.exp(-event.deltaY / 400), place(event));
    moved();
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
    moved();
  });
}
