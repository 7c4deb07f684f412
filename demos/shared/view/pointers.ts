/** Pointers on an element: one that drags, or two that pinch. Places in CSS pixels from the element's upper left corner. */
import type { Point } from './camera.js';

export interface Pointing {
  /** The first pointer goes down. */
  press(at: Point, event: PointerEvent): void;
  /** One pointer is down and has moved. */
  drag(at: Point, before: Point, event: PointerEvent): void;
  /** Two are down: how far their middle has moved, by what factor they are further apart, and where their middle is. */
  pinch(dx: number, dy: number, factor: number, middle: Point): void;
  /** The only pointer is let go; null where the drag has become something else: a pinch, or the page's scrolling. */
  release(at: Point | null): void;
}

export const placeIn = (element: HTMLElement, event: MouseEvent): Point => {
  const box = element.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
};

export function point(element: HTMLElement, { press, drag, pinch, release }: Pointing): void {
  const down = new Map<number, Point>();
  const spread = ([a, b]: Point[]) => Math.hypot(a[0] - b[0], a[1] - b[1]);
  const middle = ([a, b]: Point[]): Point => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];

  element.addEventListener('pointerdown', (event) => {
    if (event.button > 1) return;
    element.setPointerCapture(event.pointerId);
    down.set(event.pointerId, placeIn(element, event));
    if (down.size === 1) press(placeIn(element, event), event);
    else release(null);
  });
  element.addEventListener('pointermove', (event) => {
    const before = down.get(event.pointerId);
    if (!before) return;
    const old = [...down.values()];
    down.set(event.pointerId, placeIn(element, event));
    const now = [...down.values()];
    if (now.length === 1) drag(now[0], before, event);
    else if (now.length === 2) pinch(middle(now)[0] - middle(old)[0], middle(now)[1] - middle(old)[1], spread(now) / Math.max(1, spread(old)), middle(now));
  });
  const up = (event: PointerEvent, at: Point | null) => {
    if (down.delete(event.pointerId) && down.size === 0) release(at);
  };
  element.addEventListener('pointerup', (event) => up(event, placeIn(element, event)));
  element.addEventListener('pointercancel', (event) => up(event, null));
  // Where one finger may scroll the page, two may not.
  element.addEventListener('touchmove', (event) => void (event.touches.length > 1 && event.cancelable && event.preventDefault()), { passive: false });
}
