/** Wheel, pinch, drag and keys for a camera that goes round a wire, but for what is done to the wire itself. */
import { ARROWS, WHEEL, ZOOM } from './gestures.js';
import type { OrbitCamera } from './orbit.js';
import { placeIn, point } from './pointers.js';
import type { Fingertip } from './touching.js';

/** rad of a px that is dragged, and of an arrow key. */
const DRAG = 0.008;
const KEY = Math.PI / 36;
/** px that an arrow key moves the wire. */
const PAN = 40;

/** A drag to the right turns what is in front to the right; with Shift, or the middle button, it moves the wire along itself. @param fingertip gets what is pressed and dragged on the wire */
export function turn(element: HTMLElement, camera: OrbitCamera, fingertip: Fingertip): void {
  let along = false;
  point(element, {
    press(at, event) {
      along = event.button === 1 || event.shiftKey;
      if (along) fingertip.hover(null);
      else fingertip.press(at);
    },
    drag(at, before) {
      if (along) return camera.pan(at[0] - before[0], at[1] - before[1]);
      const [dx, dy] = fingertip.drag(at, before);
      if (dx !== 0 || dy !== 0) camera.rotate(-DRAG * dx, DRAG * dy);
    },
    pinch(dx, dy, factor, middle) {
      camera.pan(dx, dy);
      camera.zoomBy(factor, middle);
    },
    release(at) {
      along = false;
      fingertip.release(at);
    },
  });
  element.addEventListener('pointermove', (event) => void (event.buttons === 0 && fingertip.hover(placeIn(element, event))));
  element.addEventListener('pointerleave', (event) => void (event.buttons === 0 && fingertip.hover(null)));
  element.addEventListener('wheel', (event) => {
    event.preventDefault();
    // With Shift the browser's wheel turns sideways.
    camera.zoomBy(Math.exp(-(event.deltaY || event.deltaX) / WHEEL), placeIn(element, event));
  }, { passive: false });
  element.addEventListener('keydown', (event) => {
    const arrow = ARROWS[event.key];
    if (arrow) {
      if (event.shiftKey) camera.pan(-PAN * arrow[0], PAN * arrow[1]);
      else camera.rotate(-KEY * arrow[0], -KEY * arrow[1]);
    } else if (event.key === '+' || event.key === '=') camera.zoomBy(ZOOM);
    else if (event.key === '-') camera.zoomBy(1 / ZOOM);
    else if (event.key === '0') camera.home();
    else return;
    event.preventDefault();
  });
}
