/** Which place of a wire in space a pointer is on, and what becomes of a press there. */
import { describe, expect, it } from 'vitest';
import type { Point } from '../../demos/shared/view/camera.js';
import { OrbitCamera } from '../../demos/shared/view/orbit.js';
import { pick } from '../../demos/shared/view/picking.js';
import { Fingertip, NEAR, type Takes } from '../../demos/shared/view/touching.js';

function over(cells = 192, width = 900, height = 320): OrbitCamera {
  const camera = new OrbitCamera(cells);
  camera.resize(width, height);
  return camera;
}
const onScreen = (camera: OrbitCamera, x: number): Point => {
  const [px, py] = camera.project([x, 0, 0])!;
  return [px, py];
};
/** Unit vectors on the screen: along the wire to the right, and across it. */
function directions(camera: OrbitCamera): readonly [Point, Point] {
  const [a, b] = [onScreen(camera, camera.centre - 1), onScreen(camera, camera.centre + 1)];
  const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
  const along: Point = [(b[0] - a[0]) / length, (b[1] - a[1]) / length];
  return [along, [-along[1], along[0]]];
}

const LOOKS: Readonly<Record<string, (camera: OrbitCamera) => void>> = {
  'as it is seen at first': () => {},
  'from the side, all of it': (camera) => {
    camera.rotate(0.7, -0.4);
    camera.zoomBy(1e-6);
  },
  'from near': (camera) => camera.zoomBy(1e6),
  'from below and behind, towards an end': (camera) => {
    camera.rotate(2.5, -1);
    camera.pan(400, 0);
  },
  'almost along it': (camera) => camera.rotate(0.7 - Math.PI / 2 + 0.03, 0),
};

describe('the place that is picked', () => {
  it.each(Object.keys(LOOKS))('%s: is the one that was projected', (look) => {
    const camera = over();
    LOOKS[look](camera);
    const [, across] = directions(camera);
    let of = 0;
    for (let x = 0.5; x < 192; x++) {
      const at = camera.project([x, 0, 0]);
      if (!at || at[0] < 0 || at[0] > 900 || at[1] < 0 || at[1] > 320) continue;
      of++;
      // The matrix is of 32 bits. Measured: 8e-6 px, 5e-6 cells.
      const picked = pick(camera.sight, [at[0], at[1]])!;
      expect(picked.off).toBeLessThan(1e-4);
      expect(Math.abs(picked.place - x), `cell ${x}`).toBeLessThan(1e-4);
      // The wire is a straight line on the screen: beside it the place is the same.
      const beside = pick(camera.sight, [at[0] + 30 * across[0], at[1] + 30 * across[1]])!;
      if (x > 0.5 && x < 191.5) {
        expect(Math.abs(beside.off - 30)).toBeLessThan(1e-4);
        expect(Math.abs(beside.place - picked.place)).toBeLessThan(1e-4);
      }
    }
    expect(of, 'cells in sight').toBeGreaterThan(10);
  });

  it('off an end is that end, as far as it is away', () => {
    const camera = over();
    LOOKS['from the side, all of it'](camera);
    for (const [end, sign] of [[0, -1], [192, 1]]) {
      const [x, y] = onScreen(camera, end);
      const { place, off } = pick(camera.sight, [x + sign * 12, y + 5])!;
      expect(place).toBeCloseTo(end, 6);
      expect(off).toBeCloseTo(13, 2);
    }
  });

  it('is in front of the eye: what is behind counts as nothing', () => {
    const camera = over();
    // Low over the wire, that goes on behind the eye.
    camera.rotate(0.7 - Math.PI / 2, -0.3);
    camera.zoomBy(1e6);
    const [x] = camera.eye;
    expect(x).toBeGreaterThan(0);
    expect(x).toBeLessThan(192);
    const away = camera.axes[2][0] < 0 ? 1 : -1;
    for (const at of [[0, 0], [450, 320], [450, -2000], [900, 160], [450, 5000]] as const) {
      const { place } = pick(camera.sight, at)!;
      expect((place - x) * away).toBeGreaterThan(0);
      expect(camera.project([place + 1e-3 * away, 0, 0])).not.toBeNull();
    }
    // An eye that looks down z at a wire behind it.
    const behind = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, -1, -1, 0, 0, -5, -5];
    expect(pick({ matrix: behind, canvas: [900, 320], cells: 192 }, [450, 160])).toBeNull();
    expect(pick({ matrix: behind.map((value, k) => (k > 13 ? -value : value)), canvas: [900, 320], cells: 192 }, [450, 160])).toEqual({ place: 0, off: 0 });
  });

  it('of a wire that runs straight away from the eye is the nearest in sight', () => {
    const camera = over(8);
    camera.rotate(0.7 - Math.PI / 2, -0.4);
    const { place } = pick(camera.sight, [450, 160])!;
    expect(place).toBeCloseTo(camera.eye[0] < 4 ? 0 : 8, 1);
  });
});

describe('a press', () => {
  function pressing(takes: Takes) {
    const camera = over();
    const touched: [number | null, boolean][] = [];
    const tip = new Fingertip(camera, { takes: () => takes, reach: () => 3, touch: (...one) => void touched.push(one) }, () => {});
    const [along, across] = directions(camera);
    /** px from the place of cell 96, which is in the middle of the canvas. */
    const at = (a: number, b: number): Point => [450 + a * along[0] + b * across[0], 160 + a * along[1] + b * across[1]];
    return { camera, tip, touched, at };
  }

  it('that is let go where it was is a click, on what was pressed', () => {
    const { tip, touched, at } = pressing('clicks');
    tip.press(at(0, 10));
    expect(tip.place).toBeCloseTo(96, 2);
    expect(tip.drag(at(3, 12), at(0, 10))).toEqual([0, 0]);
    tip.release(at(3, 12));
    expect(touched.length).toBe(1);
    expect(touched[0][0]).toBeCloseTo(96, 2);
    expect(touched[0][1]).toBe(true);
  });

  it('that is dragged turns the camera by all of the way, and touches nothing', () => {
    const { tip, touched, at } = pressing('clicks');
    tip.press([450, 160]);
    expect(tip.drag([453, 160], [450, 160])).toEqual([0, 0]);
    expect(tip.drag([460, 170], [453, 160])).toEqual([10, 10]);
    expect(tip.place, 'nothing is marked meanwhile').toBeNull();
    expect(tip.drag([450, 160], [460, 170]), 'not even where it began').toEqual([-10, -10]);
    tip.release(at(0, 0));
    expect(touched).toEqual([]);
    expect(tip.place).toBeCloseTo(96, 2);
  });

  it('that becomes a pinch or scrolls the page touches nothing', () => {
    const { tip, touched, at } = pressing('clicks');
    tip.press(at(0, 0));
    tip.release(null);
    expect(tip.place).toBeNull();
    // A finger that stays turns the camera.
    expect(tip.drag([470, 160], [460, 160])).toEqual([10, 0]);
    tip.release(at(0, 0));
    expect(touched).toEqual([]);
  });

  it('begins a stroke near the wire, which follows it however far off; elsewhere it turns the camera', () => {
    const { tip, touched, at } = pressing('strokes');
    tip.press(at(0, NEAR - 1));
    expect(tip.drag(at(50, 140), at(0, NEAR - 1))).toEqual([0, 0]);
    tip.release(at(100, 60));
    expect(touched.map(([, done]) => done)).toEqual([false, false, true]);
    const places = touched.map(([place]) => place!);
    expect(places[0]).toBeCloseTo(96, 2);
    expect(places[1]).toBeGreaterThan(places[0] + 1);
    expect(places[2]).toBeGreaterThan(places[1] + 1);
    tip.press(at(0, NEAR + 1));
    expect(tip.drag(at(0, 0), at(0, NEAR + 1))).not.toEqual([0, 0]);
    tip.release(at(0, 0));
    expect(touched.length).toBe(3);
  });

  it.each(['nothing', 'clicks', 'strokes'] as const)('what it would touch is known before, where the hand takes %s', (takes) => {
    const { camera, tip, at } = pressing(takes);
    expect(tip.place).toBeNull();
    tip.hover(at(60, 20));
    if (takes === 'nothing') return expect(tip.place).toBeNull();
    const there = tip.place!;
    expect(there).toBeGreaterThan(97);
    camera.zoomBy(2);
    expect(tip.place, 'a pointer that rests, over a camera that moves').toBeLessThan(there - 0.5);
    tip.hover(at(60, NEAR + 1));
    expect(tip.place).toBeNull();
    tip.hover(null);
    expect(tip.place).toBeNull();
  });
});
