/** The colour wheel: hue is the angle in the plane, lightness is mz; and which way up a picture is. */
import { describe, expect, it } from 'vitest';
import { magnetizationColour, magnetizationImage } from '../../src/io/colours.js';

describe('a colour', () => {
  it.each<[string, [number, number, number], [number, number, number]]>([
    ['+x is red', [1, 0, 0], [255, 0, 0]],
    ['-x is cyan', [-1, 0, 0], [0, 255, 255]],
    ['60 degrees is yellow', [0.5, Math.sqrt(0.75), 0], [255, 255, 0]],
    ['120 degrees is green', [-0.5, Math.sqrt(0.75), 0], [0, 255, 0]],
    ['240 degrees is blue', [-0.5, -Math.sqrt(0.75), 0], [0, 0, 255]],
    ['+y is between yellow and green', [0, 1, 0], [128, 255, 0]],
    ['up is white', [0, 0, 1], [255, 255, 255]],
    ['down is black', [0, 0, -1], [0, 0, 0]],
    ['half up is pale', [Math.sqrt(0.75), 0, 0.5], [255, 128, 128]],
    ['half down is dark', [Math.sqrt(0.75), 0, -0.5], [128, 0, 0]],
    ['no vector is grey', [0, 0, 0], [128, 128, 128]],
    ['no number is grey', [NaN, 0, 0], [128, 128, 128]],
  ])('%s', (_, [x, y, z], colour) => {
    expect(magnetizationColour(x, y, z)).toEqual(colour);
  });

  it('agrees with the definition of hue and lightness everywhere', () => {
    for (let k = 0; k < 500; k++) {
      const z = Math.cos(k);
      const angle = 0.1 * k;
      const s = Math.sqrt(1 - z * z);
      const [r, g, b] = magnetizationColour(s * Math.cos(angle), s * Math.sin(angle), z).map((c) => c / 255);
      const [most, least] = [Math.max(r, g, b), Math.min(r, g, b)];
      // One step in 255 of each of two colours.
      expect(Math.abs((most + least) / 2 - (1 + z) / 2)).toBeLessThan(1 / 255);
      if (most - least < 0.1) continue;
      const sixth = most === r ? (g - b) / (most - least) : most === g ? 2 + (b - r) / (most - least) : 4 + (r - g) / (most - least);
      const off = (((sixth * Math.PI) / 3 - angle) % (2 * Math.PI) + 3 * Math.PI) % (2 * Math.PI) - Math.PI;
      expect(Math.abs(off)).toBeLessThan(0.06);
    }
  });
});

describe('a picture', () => {
  // Three cells by two: below +x, up, nothing; above -x, down, +x.
  const m = [1, 0, 0, 0, 0, 1, 0, 0, 0, -1, 0, 0, 0, 0, -1, 1, 0, 0];
  const pixel = (image: { width: number; data: ArrayLike<number> }, x: number, y: number): number[] => [0, 1, 2, 3].map((k) => image.data[4 * (y * image.width + x) + k]);

  it('has y upwards, x to the right, and nothing outside the magnet', () => {
    const image = magnetizationImage(m, 3, 2, [1, 1, 0, 1, 1, 1]);
    expect([image.width, image.height]).toEqual([3, 2]);
    expect(pixel(image, 0, 1)).toEqual([255, 0, 0, 255]);
    expect(pixel(image, 1, 1)).toEqual([255, 255, 255, 255]);
    expect(pixel(image, 2, 1)).toEqual([0, 0, 0, 0]);
    expect(pixel(image, 0, 0)).toEqual([0, 255, 255, 255]);
    expect(pixel(image, 1, 0)).toEqual([0, 0, 0, 255]);
    expect(pixel(image, 2, 0)).toEqual([255, 0, 0, 255]);
  });

  it('gives every cell a square of pixels', () => {
    const [small, large] = [magnetizationImage(m, 3, 2), magnetizationImage(m, 3, 2, null, 5)];
    expect([large.width, large.height]).toEqual([15, 10]);
    for (let y = 0; y < 10; y++) for (let x = 0; x < 15; x++) expect(pixel(large, x, y)).toEqual(pixel(small, Math.floor(x / 5), Math.floor(y / 5)));
  });

  it('refuses what does not fit', () => {
    expect(() => magnetizationImage(m, 2, 2)).toThrow('a picture of 2 x 2 cells needs 12 numbers, got 18');
    expect(() => magnetizationImage(m, 3, 2, [1])).toThrow(RangeError);
    expect(() => magnetizationImage(m, 3, 2, null, 0.5)).toThrow('expected a whole number of pixels to a cell, got 0.5');
  });
});
