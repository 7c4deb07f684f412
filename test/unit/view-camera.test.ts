/** What of a film is seen, and where its arrows are. */
import { describe, expect, it } from 'vitest';
import { Camera, type Shape } from '../../demos/shared/view/camera.js';
import { arrowsOf } from '../../demos/shared/view/painter.js';

const film: Shape = { cells: [32, 16], cellSize: [5e-9, 5e-9] };
const wire: Shape = { cells: [192, 1], cellSize: [4e-9, 1e-7] };

function over(shape: Shape, width: number, height: number): Camera {
  const camera = new Camera(shape);
  camera.resize(width, height);
  return camera;
}

describe('a camera', () => {
  it('keeps the place it zooms about, and the film in sight', () => {
    const camera = over(film, 400, 300);
    const about = [120, 130] as const;
    const before = camera.toCells(about);
    camera.zoomBy(3, about);
    camera.toCells(about).forEach((value, k) => expect(value).toBeCloseTo(before[k]));
    camera.toScreen(camera.toCells([7, 9])).forEach((value, k) => expect(value).toBeCloseTo([7, 9][k]));
    camera.pan(1e5, -1e5);
    expect(camera.toScreen([0, 0])[0]).toBeGreaterThanOrEqual(0);
    expect(camera.toScreen([0, 0])[0]).toBeLessThan(400);
    expect(camera.zoomed).toBe(true);
    camera.fit();
    expect(camera.zoomed).toBe(false);
    expect(camera.toScreen([16, 8])).toEqual([200, 150]);
  });

  it('shows lengths as they are, whatever the shape of a cell', () => {
    const camera = over(wire, 900, 320);
    const [left, bottom] = camera.toScreen([0, 0]);
    const [right, top] = camera.toScreen([192, 1]);
    expect((right - left) / (bottom - top)).toBeCloseTo(7.68);
    expect(right - left).toBeCloseTo(0.94 * 900);
    expect(right - left).toBeCloseTo(768e-9 * camera.scale);
    expect((left + right) / 2).toBeCloseTo(450);
  });

  it('leaves a direction in the middle while all of it is in sight', () => {
    const camera = over(wire, 900, 320);
    camera.zoomBy(2, [0, 0]);
    expect(camera.toScreen([0, 0.5])[1]).toBeCloseTo(160);
    camera.pan(-600, 70);
    expect(camera.toScreen([0, 0.5])[1]).toBeCloseTo(160);
    expect(camera.centre[0]).toBeGreaterThan(96);
  });

  it.each([['a film', film, 400, 300], ['a large film', { cells: [1024, 512], cellSize: [5e-9, 5e-9] }, 400, 300], ['a wire', wire, 900, 320], ['a wire on a phone', wire, 340, 140]] as const)('comes as near as three cells to the height of %s', (_, shape, width, height) => {
    const camera = over(shape, width, height);
    camera.zoomBy(1e6);
    expect(Math.min(...camera.cell)).toBeCloseTo(height / 3);
    camera.zoomBy(1e-6);
    expect(camera.zoomed).toBe(false);
  });

  it('comes as near as a wire of few cells fills the height', () => {
    const camera = over({ cells: [64, 1], cellSize: [4e-9, 4e-9] }, 900, 320);
    camera.zoomBy(1e6);
    expect(camera.cell[1]).toBeCloseTo(320);
  });

  it('is no nearer than that after the canvas has shrunk', () => {
    const camera = over(film, 4000, 3000);
    camera.zoomBy(1e6);
    camera.resize(400, 300);
    expect(camera.cell[0]).toBeLessThanOrEqual(100.001);
    expect(camera.toScreen([0, 0])[0]).toBeLessThan(400);
  });

  it('sees all of another film, and says when it moves', () => {
    const camera = over(film, 400, 300);
    let moves = 0;
    camera.watch(() => moves++);
    camera.zoomBy(2);
    camera.pan(5, 5);
    expect(moves).toBe(2);
    camera.reset(wire);
    expect(moves).toBe(3);
    expect(camera.zoomed).toBe(false);
    expect(camera.toScreen([96, 0.5])).toEqual([200, 150]);
  });
});

describe('arrows', () => {
  it('stand apart by a power of two, in each direction by itself', () => {
    const camera = over({ cells: [256, 128], cellSize: [4e-9, 1e-8] }, 500, 600);
    const { stride, first, count, half } = arrowsOf(camera);
    // 1.8 px and 4.6 px to a cell.
    expect(stride).toEqual([16, 4]);
    expect(first).toEqual([8, 2]);
    expect(count).toEqual([16, 32]);
    expect(half).toBeCloseTo(0.4 * 4 * camera.cell[1]);
    stride.forEach((cells, k) => expect(cells * camera.cell[k]).toBeGreaterThanOrEqual(17));
  });

  it.each([1, 2, 3, 5])('are one row in the middle of %i rows that are too thin for more', (rows) => {
    const { first, count } = arrowsOf(over({ cells: [800, rows], cellSize: [4e-9, 4e-9] }, 800, 300));
    expect(count[1]).toBe(1);
    expect(first[1]).toBe(Math.floor(rows / 2));
  });

  it('come with the zoom where others were, and only as far as they are in sight', () => {
    const camera = over({ cells: [4096, 4096], cellSize: [4e-9, 4e-9] }, 500, 500);
    const before = arrowsOf(camera);
    camera.zoomBy(64);
    const after = arrowsOf(camera);
    expect(before.stride[0] / after.stride[0]).toBe(64);
    const [low, high] = camera.corners;
    for (const k of [0, 1] as const) {
      expect(after.first[k]).toBeLessThanOrEqual(low[k] + after.stride[k]);
      expect(after.first[k] + after.count[k] * after.stride[k]).toBeGreaterThanOrEqual(high[k]);
      expect(after.count[k]).toBeLessThan(500 / 17 + 4);
    }
  });
});
