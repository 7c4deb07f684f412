/** The map lab's parts that need no page: its lattice, pixels, thresholds and colours. */
import { describe, expect, test } from 'vitest';
import { REGIME_COLOURS, scaleOf } from '../../demos/map/colours.js';
import { boxOf, frameOf, pixelOf, shareAt } from '../../demos/map/frame.js';
import { keyOf, levelOf, levelsTo, neighbour, newOf, placeOf, seenAt, shareOf, SIDES, type Place } from '../../demos/map/lattice.js';
import { PRESETS, SETTINGS } from '../../demos/map/presets.js';
import { materialOf, sweepScene, unitOf, wallAddress, wallScene } from '../../demos/map/scene.js';
import { ALLOWED, checkSettings, type Settings } from '../../demos/map/settings.js';
import { atThreshold, driftPerCurrent, pinningDrift, thresholds, walkerField } from '../../demos/map/theory.js';
import { linkOf, openLink } from '../../demos/shared/link.js';
import { LONGEST } from '../../demos/shared/packing.js';
import { openWallScene } from '../../demos/wall/limits.js';
import { PRESETS as WALLS } from '../../demos/wall/presets.js';
import { REGIMES } from '../../src/run/regime.js';
import { openSweep } from '../../src/scene/sweep.js';

describe('coarse to fine', () => {
  test.each(SIDES)('%i a side: every point once', (finest) => {
    const places = levelsTo(finest).flatMap((side) => newOf(side).map((index) => keyOf(placeOf(side, index))));
    expect(places.length).toBe(finest * finest);
    expect(new Set(places).size).toBe(finest * finest);
    const whole = Array.from({ length: finest * finest }, (_, index) => keyOf(placeOf(finest, index)));
    expect(new Set(places)).toEqual(new Set(whole));
  });

  test('what levels share are the same numbers, to the last bit', () => {
    for (const drive of ['current', 'field'] as const) {
      const sweeps = SIDES.map((side) => openSweep(sweepScene({ drive, alpha: 0.15, ratio: 3, reach: 1.5 }, side)));
      for (const [k, { axes }] of sweeps.entries()) {
        if (k === 0) continue;
        for (const [n, { values }] of axes.entries()) expect(values.filter((_, i) => i % 2 === 0)).toEqual(sweeps[k - 1].axes[n].values);
      }
    }
  });

  test('the arrows go to the next point that is there', () => {
    const only = (side: number) => (place: Place) => levelOf(place) <= side;
    expect(neighbour({ row: 32, column: 32 }, 0, 1, only(5))).toEqual({ row: 32, column: 48 });
    expect(neighbour({ row: 32, column: 32 }, -1, 0, only(65))).toEqual({ row: 31, column: 32 });
    expect(neighbour({ row: 32, column: 64 }, 0, 1, only(65))).toBeNull();
  });
});

describe('pixels and points', () => {
  const frame = frameOf(700, 640);

  test('the middle of a point is that point, at every level', () => {
    for (const side of SIDES) {
      for (let index = 0; index < side * side; index += 7) {
        const place = placeOf(side, index);
        const share = shareAt(frame, ...pixelOf(frame, shareOf(place.column), shareOf(place.row)));
        expect(share && seenAt(...share, (one) => levelOf(one) <= side)).toEqual(place);
      }
    }
  });

  test('beyond the frame there is nothing', () => {
    expect(shareAt(frame, frame.left - 1, frame.top + 5)).toBeNull();
    expect(shareAt(frame, frame.left + 5, frame.top + frame.height + 1)).toBeNull();
  });

  test('the point that is seen is the one whose box was painted last', () => {
    // Half of the 17 x 17 level is there, in no order.
    const there = (place: Place) => levelOf(place) <= 9 || (levelOf(place) === 17 && (place.row * 7 + place.column * 3) % 8 < 4);
    const painted = [...SIDES].flatMap((side) => newOf(side).map((index) => placeOf(side, index))).filter(there);
    let looked = 0;
    for (let k = 0; k < 500; k++) {
      const [px, py] = [frame.left + 0.5 + ((k * 97) % (frame.width - 1)), frame.top + 0.5 + ((k * 61) % (frame.height - 1))];
      const boxes = painted.map((place) => ({ place, ...boxOf(frame, place) }));
      // Boxes end on whole pixels, so within one of an edge either side will do.
      if (boxes.some(({ x, y, width, height }) => [px - x, px - x - width].some((d) => Math.abs(d) < 1) || [py - y, py - y - height].some((d) => Math.abs(d) < 1))) continue;
      const onTop = boxes.filter(({ x, y, width, height }) => px > x && px < x + width && py > y && py < y + height).at(-1);
      const share = shareAt(frame, px, py);
      expect(share && seenAt(...share, there)).toEqual(onTop?.place);
      looked++;
    }
    expect(looked).toBeGreaterThan(200);
  });

  test('the boxes of a level tile the frame', () => {
    const area = Array.from({ length: 81 }, (_, index) => boxOf(frame, placeOf(9, index), 9)).reduce((sum, { width, height }) => sum + width * height, 0);
    expect(area).toBe(frame.width * frame.height);
  });
});

describe('thresholds', () => {
  const material = materialOf({ drive: 'current', alpha: 0.2, ratio: 3, reach: 2 });

  test('the Walker field and the pinning drift of the wall lab\'s wire', () => {
    // alpha Kp/Ms = 0.2 x 2e4/8e5.
    expect(walkerField(material, 0.2)).toBeCloseTo(5e-3, 12);
    // gamma Kp/Ms = 4.402148e9 rad/s; max D(phi) sin 2 phi = 14.7727 nm at 43 degrees, by hand from sqrt(1.3e-11/(5e4 + 2e4 sin^2 phi)).
    const top = Math.max(...Array.from({ length: 901 }, (_, k) => Math.sqrt(1.3e-11 / (5e4 + 2e4 * Math.sin((k / 900) * 1.5708) ** 2)) * Math.sin((k / 450) * 1.5708)));
    expect(pinningDrift(material) / (4.4021475e9 * top)).toBeCloseTo(1, 5);
    // gamma hbar P/(2 e Ms), as worked out for the wall lab.
    expect(driftPerCurrent(material) / 4.3463e-11).toBeCloseTo(1, 4);
  });

  test('lines: u_W = u_c/|1 - beta/alpha|, B_W for every beta, alpha = beta', () => {
    const current = thresholds('current', 2, 3);
    expect(current.map(({ label }) => label.join('_'))).toEqual(['u_W', 'u_W', 'u_c', '\u03b1 = \u03b2']);
    for (const { points } of current.slice(0, 2)) for (const [x, y] of points) expect(x * Math.abs(1 - y)).toBeCloseTo(1, 12);
    expect([current[0].points[0], current[2].points[0]]).toEqual([[1, 0], [1, 0]]);
    const field = thresholds('field', 2, 3);
    expect(field.map(({ points }) => points)).toEqual([[[1, 0], [1, 3]], [[0, 1], [2, 1]]]);
  });

  test('on a threshold or not', () => {
    expect([[2, 1.5], [0.5, 3], [1, 0]].every(([x, y]) => atThreshold('current', x, y))).toBe(true);
    expect([atThreshold('current', 1.9, 1.5), atThreshold('field', 1, 2.5), atThreshold('field', 1.01, 2.5)]).toEqual([false, true, false]);
  });

  test('the same current density in the wall lab', () => {
    const study = { drive: 'current', alpha: 0.2, ratio: 3, reach: 2 } as const;
    const { transport, material: { alpha } } = wallScene(study, 0.3, unitOf(study));
    // u_c through 768 nm of 4e6 S/m: u = b sigma V/L; electrons to +x want a negative battery.
    expect((-transport!.voltage! * 4.3463e-11 * 4e6) / 768e-9 / pinningDrift(material)).toBeCloseTo(1, 4);
    expect([transport!.beta, alpha]).toEqual([0.3, 0.2]);
  });
});

describe('colours', () => {
  test('every regime of the library has one', () => expect(Object.keys(REGIME_COLOURS)).toEqual([...REGIMES]));

  test('one scale for one sign, two colours about zero for both, round ends', () => {
    const one = scaleOf([3, 154]);
    expect([one.low, one.high, one.ticks, one.colour(0), one.colour(160)]).toEqual([0, 160, [0, 50, 100, 150], '#440154', '#fde725']);
    const negative = scaleOf([-2.7, 0]);
    expect([negative.low, negative.high, negative.colour(0), negative.colour(-3)]).toEqual([-3, 0, '#440154', '#fde725']);
    const both = scaleOf([-10.9, 1.5]);
    expect([both.low, both.high, both.ticks, both.colour(0)]).toEqual([-12, 12, [-10, 0, 10], '#f7f7f7']);
    const none = scaleOf([]);
    expect(none.high).toBeGreaterThan(none.low);
  });
});

describe('links', () => {
  const there = (scene: Settings, preset: string) => linkOf({ preset, scene, backend: 'auto' }, SETTINGS);

  test('a preset is its name, a change its setting; what goes in comes out', () => {
    expect(there({ ...SETTINGS.emf, alpha: 0.15, show: 'regime' }, 'emf')).toBe('v=1&preset=emf&show=%22regime%22&alpha=0.15');
    for (const preset of Object.keys(PRESETS)) {
      expect(there(SETTINGS[preset], preset)).toBe(`v=1&preset=${preset}`);
      for (const [name, values] of Object.entries(ALLOWED)) for (const value of values) {
        const scene = { ...SETTINGS[preset], [name]: value };
        expect(openLink(there(scene, preset), SETTINGS, checkSettings)).toEqual({ preset, scene, backend: 'auto' });
      }
    }
  });

  test('the wall lab opens every wall of every map, by a link that needs no packing', () => {
    const walls = Object.fromEntries(Object.entries(WALLS).map(([name, { scene }]) => [name, scene]));
    for (const drive of ALLOWED.drive) for (const alpha of ALLOWED.alpha) for (const ratio of ALLOWED.ratio) for (const reach of ALLOWED.reach) {
      const study = { drive, alpha, ratio, reach };
      // Shares of the map with all their digits.
      for (const [x, y] of [[0, 0], [1 / 3, 2 / 3], [1, 1]]) {
        const [beta, strength] = [y * ratio * alpha, x * reach * unitOf(study)];
        const [lab, link] = wallAddress(study, beta, strength).split('#');
        expect(lab).toBe('../wall/index.html');
        expect(link.length).toBeLessThan(LONGEST);
        expect(openLink(link, walls, openWallScene).scene).toEqual(wallScene(study, beta, strength));
      }
    }
  });

  test('nothing but what the page offers', () => {
    const settings = SETTINGS.carried;
    expect(() => checkSettings(settings)).not.toThrow();
    expect(() => checkSettings({ ...settings, alpha: '0.5' })).toThrow('alpha: expected one of 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, got "0.5"');
    expect(() => checkSettings({ ...settings, finest: undefined })).toThrow('finest: expected one of 5, 9, 17, 33, 65, got nothing');
    expect(() => checkSettings({ ...settings, beta: 1 })).toThrow('beta: this map has no such setting');
    expect(() => checkSettings({ ...settings, show: { length: 1e9 } })).toThrow('show: expected one of velocity, emf, regime, got {"length":1000000000}');
  });
});
