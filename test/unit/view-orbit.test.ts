/** A camera that goes round a wire, and the arrows that are drawn for it. */
import { describe, expect, it } from 'vitest';
import { joints, spinsOf } from '../../demos/shared/view/chainPainter.js';
import { OrbitCamera, type Place } from '../../demos/shared/view/orbit.js';

function over(cells: number, width = 900, height = 320): OrbitCamera {
  const camera = new OrbitCamera(cells);
  camera.resize(width, height);
  return camera;
}
const near = (found: Place | null, expected: Place, digits: number) => expected.forEach((value, k) => expect(found![k]).toBeCloseTo(value, digits));

describe('a camera round a wire', () => {
  it('looks at its middle, obliquely along it and from above', () => {
    const camera = over(192);
    near(camera.project([96, 0, 0]), [450, 160, camera.project([96, 0, 0])![2]], 3);
    const [left, right] = [camera.project([90, 0, 0])!, camera.project([102, 0, 0])!];
    expect(left[0]).toBeLessThan(right[0]);
    expect(left[2], 'the left is nearer').toBeLessThan(right[2]);
    expect(camera.project([96, 0, 3])![1], 'z upwards').toBeLessThan(160);
    expect(camera.project([96, 3, 0])![2], 'y away').toBeGreaterThan(camera.project([96, 0, 0])![2]);
  });

  it('has the scale that it says, at what it looks at', () => {
    const camera = over(192);
    const { axes, scale } = camera;
    for (const [k, sign] of [[0, 1], [1, -1]] as const) {
      const along = axes[k];
      const end = camera.project([96 + 0.1 * along[0], 0.1 * along[1], 0.1 * along[2]])!;
      expect((end[k] - [450, 160][k]) * sign).toBeCloseTo(0.1 * scale, 2);
    }
  });

  it('finds the place again that it has projected', () => {
    const camera = over(192);
    camera.rotate(0.4, -0.9);
    camera.pan(80, 10);
    for (const place of [[96, 0, 0], [90, 2, -1], [120, -3, 4]] as Place[]) near(camera.unproject(camera.project(place)!), place, 2);
  });

  it('projects nothing that is behind it', () => {
    const camera = over(192);
    const [x, y, z] = camera.eye;
    const [, , back] = camera.axes;
    expect(camera.project([x + back[0], y + back[1], z + back[2]])).toBeNull();
    expect(camera.project([x - 50 * back[0], y - 50 * back[1], z - 50 * back[2]])).not.toBeNull();
  });

  it('goes round: what is in front goes to the left when the eye goes to the right, and down when it goes up', () => {
    const camera = over(192);
    const front = () => {
      const [x, y, z] = camera.axes[2];
      return [96 + 2 * x, 2 * y, 2 * z] as const;
    };
    const place = front();
    camera.rotate(0.1, 0);
    expect(camera.project(place)![0]).toBeLessThan(450 - 3);
    const next = front();
    camera.rotate(0, 0.1);
    expect(camera.project(next)![1]).toBeGreaterThan(160 + 3);
    // All the way round.
    const before = camera.project([100, 1, 2])!;
    camera.rotate(2 * Math.PI, 0);
    near(camera.project([100, 1, 2]), before, 2);
  });

  it('never goes over the top', () => {
    const camera = over(192);
    camera.rotate(0, 10);
    expect(camera.axes[1][2], 'z stays upwards').toBeGreaterThan(0);
    camera.rotate(0, -20);
    expect(camera.axes[1][2]).toBeGreaterThan(0);
    expect(camera.eye[2]).toBeLessThan(0);
  });

  it('moves the wire along itself with the pointer, and not beyond its ends', () => {
    const camera = over(192);
    const run = camera.project([97, 0, 0])!;
    const [dx, dy] = [run[0] - 450, run[1] - 160];
    camera.pan(5 * dx, 5 * dy);
    // Perspective: a pixel away from the middle is a little more or less than one there.
    expect(camera.centre).toBeCloseTo(91, 0);
    // Across the wire nothing moves.
    const before = camera.centre;
    camera.pan(-dy, dx);
    expect(camera.centre).toBeCloseTo(before, 1);
    camera.pan(1e6 * dx, 1e6 * dy);
    expect(camera.centre).toBe(0);
    camera.pan(-1e6 * dx, -1e6 * dy);
    expect(camera.centre).toBe(192);
    // Where it runs straight away from the eye it can be moved too.
    camera.rotate(Math.PI / 2 + 0.7, -0.4);
    camera.pan(100, 0);
    expect(camera.centre).toBeLessThanOrEqual(192);
    expect(Number.isFinite(camera.centre)).toBe(true);
  });

  it.each([[192, 900, 320], [4096, 900, 320], [8, 900, 320], [192, 340, 300]])('a wire of %i cells on %i x %i px: from all of it to six cells', (cells, width, height) => {
    const camera = over(cells, width, height);
    camera.zoomBy(1e6);
    expect(Math.min(width, height) / camera.scale).toBeCloseTo(6);
    camera.zoomBy(1e-6);
    expect(width / camera.scale).toBeCloseTo(Math.max(cells / 0.94, (6 * width) / Math.min(width, height)), 0);
    // Seen from the side all of it is in sight.
    camera.home();
    camera.zoomBy(1e-6);
    camera.rotate(0.7, -0.4);
    for (const end of [0, cells]) {
      const [x, y] = camera.project([end, 0, 0])!;
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(width);
      expect(y).toBeCloseTo(height / 2);
    }
  });

  it('keeps what it zooms about roughly where it is, and home is as at first', () => {
    const camera = over(192);
    const first = [...camera.matrix];
    const place = camera.project([100, 0, 0])!;
    camera.zoomBy(1.3, [place[0], place[1]]);
    const after = camera.project([100, 0, 0])!;
    expect(Math.hypot(after[0] - place[0], after[1] - place[1]), 'px').toBeLessThan(0.2 * Math.hypot(place[0] - 450, place[1] - 160));
    camera.rotate(1, 1);
    camera.home();
    expect([...camera.matrix]).toEqual(first);
  });

  it('says when it moves, and starts anew for another wire', () => {
    const camera = over(192);
    let moves = 0;
    camera.watch(() => moves++);
    camera.rotate(0.1, 0);
    camera.zoomBy(1.2);
    camera.pan(4, 0);
    expect(moves).toBe(3);
    camera.reset(64);
    expect(moves).toBe(4);
    expect(camera.centre).toBe(32);
  });
});

describe('spins', () => {
  it('are a power of two apart, and come with the zoom where others were', () => {
    const camera = over(192);
    camera.zoomBy(1e-6);
    const far = spinsOf(camera, 192);
    expect(far).toEqual({ first: 2, stride: 4, count: 48 });
    expect(far.stride * camera.scale).toBeGreaterThanOrEqual(13);
    camera.zoomBy(1e6);
    expect(spinsOf(camera, 192)).toEqual({ first: 0, stride: 1, count: 192 });
  });

  it.each([[1, 0], [2, 1], [3, 1], [20, 10]])('of %i cells on little room begin at %i', (cells, first) => {
    const camera = new OrbitCamera(cells);
    camera.resize(4, 4);
    expect(spinsOf(camera, cells).first).toBe(first);
  });

  it('of a long wire are those about the place that is looked at', () => {
    const camera = over(8192);
    camera.zoomBy(1e6);
    const { first, stride, count } = spinsOf(camera, 8192);
    expect(count).toBeLessThan(600);
    expect(Math.abs(first + (stride * count) / 2 - 4096)).toBeLessThanOrEqual(stride);
    camera.pan(-1e9, 1e9);
    const end = spinsOf(camera, 8192);
    expect(end.first + end.count * end.stride).toBe(8192);
    expect(end.count).toBeGreaterThan(200);
  });

  it('stand on a line that is as long as the wire', () => {
    const camera = over(192);
    camera.zoomBy(1e-6);
    const places = joints(spinsOf(camera, 192), 192);
    expect([places[0], places[1], places[2]]).toEqual([0, 2.5, 6.5]);
    expect(places.at(-1)).toBe(192);
    expect(places.length).toBe(50);
  });
});
