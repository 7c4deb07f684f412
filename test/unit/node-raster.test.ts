/** SVG to PNG: size, letters from the font of the package alone, what is said of what is no SVG. */
import { expect, it } from 'vitest';
import { svgOf } from '../../src/io/panels.js';
import { wallSpec } from '../../src/io/plots.js';
import { parseTable } from '../../src/io/csv.js';
import { decodePng } from '../../src/io/pngReader.js';
import { rasterize } from '../../src/node/raster.js';
import { readPng, type Picture } from '../support/png.js';

const pixelsOf = async (svg: string): Promise<Picture> => readPng(Buffer.from(await rasterize(svg)));

/** A word at 20 px with its base line at 30 px. */
const word = (text: string, style = 'font-family="Helvetica, Arial, sans-serif"') => `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40"><text x="10" y="30" font-size="20" ${style}>${text}</text></svg>`;

const table = parseTable(['t,wall_x,wall_phi\n0,1e-7,0\n1e-9,2e-7,1\n2e-9,2.5e-7,3\n']);
const wall = async () => (await svgOf(wallSpec(table, 'A wall')))!;

/** Where two pictures of one size differ: the pixels, and the box around them. */
function difference(a: Picture, b: Picture): { at: number[]; left: number; right: number; top: number; bottom: number } {
  const at = [...a.pixels.keys()].filter((k) => a.pixels[k] !== b.pixels[k]);
  const xs = at.map((k) => k % a.width), ys = at.map((k) => Math.floor(k / a.width));
  return { at, left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}

const dark = ({ pixels }: Picture, at: Iterable<number> = pixels.keys()): number => [...at].filter((k) => (pixels[k] & 0xff) < 0x60).length;

it('has two pixels for one of the SVG, all of them opaque, and the same bytes every time', async () => {
  const svg = await wall();
  const [width, height] = [/ width="(\d+)"/, / height="(\d+)"/].map((size) => Number(size.exec(svg)![1]));
  const [once, again] = [await rasterize(svg), await rasterize(svg)];
  expect(Buffer.from(again).equals(once)).toBe(true);
  const { data, ...size } = await decodePng(once);
  expect(size).toEqual({ width: 2 * width, height: 2 * height });
  expect(data.every((value, k) => k % 4 !== 3 || value === 255)).toBe(true);
  expect([...data.subarray(0, 3)]).toEqual([255, 255, 255]);
});

it('writes the title of an axis beside it, and nothing else changes', async () => {
  const svg = await wall();
  const title = 'Wall position (nm)';
  expect(svg.split(`>${title}<`)).toHaveLength(2);
  const [written, blank] = [await pixelsOf(svg), await pixelsOf(svg.replace(`>${title}<`, '><'))];
  const { at, left, right, top, bottom } = difference(written, blank);
  expect(dark(written, at)).toBeGreaterThan(300);
  expect(dark(blank, at)).toBe(0);
  // It is turned: one line of 14 px wide, and as tall as the words are long. The first panel ends at half the height.
  expect(left).toBeGreaterThan(0);
  expect(right - left).toBeLessThan(2 * 18);
  expect(right).toBeLessThan(2 * 60);
  expect(bottom - top).toBeGreaterThan(2 * 105);
  expect(bottom - top).toBeLessThan(2 * 125);
  expect(top).toBeGreaterThan(2 * 35);
  expect(bottom).toBeLessThan(written.height / 2);
});

it('joins the cells of a map without seams', async () => {
  const cells = Array.from({ length: 49 }, (_, k) => ({ x: k % 7, x2: (k % 7) + 1, y: Math.floor(k / 7), y2: Math.floor(k / 7) + 1 }));
  const place = { x: { field: 'x', type: 'quantitative', axis: null }, x2: { field: 'x2' }, y: { field: 'y', type: 'quantitative', axis: null }, y2: { field: 'y2' } };
  const spec = { width: 100, height: 100, padding: 0, config: { view: { stroke: null } }, data: { values: cells }, mark: { type: 'rect', color: '#123456' }, encoding: place };
  const { width, height, pixels } = await pixelsOf((await svgOf(spec as never))!);
  expect([width, height]).toEqual([200, 200]);
  expect(new Set(pixels)).toEqual(new Set([0x123456]));
});

it('takes its letters from the package, whatever fonts the machine has', async () => {
  const helvetica = await rasterize(word('Wall'));
  for (const family of ['DejaVu Sans', 'Times New Roman, serif', 'monospace', 'No such font']) {
    expect(Buffer.from(await rasterize(word('Wall', `font-family="${family}"`))).equals(helvetica), family).toBe(true);
  }
});

it('writes titles bolder than labels', async () => {
  const [title, label] = [await pixelsOf(word('Wall', 'font-weight="600"')), await pixelsOf(word('Wall'))];
  expect(dark(title)).toBeGreaterThan(1.1 * dark(label));
});

it.each([...'αβγφπµΩ²−°×äЖ'])('knows the letter %s', async (letter) => {
  // U+E000 is nobody's: what stands there is what stands for a letter that the font has not.
  const [known, unknown] = [await pixelsOf(word(letter)), await pixelsOf(word('\ue000'))];
  expect(dark(known)).toBeGreaterThan(5);
  expect(difference(known, unknown).at.length).toBeGreaterThan(5);
});

it('says in one line what is wrong with what is no SVG', async () => {
  await expect(rasterize('no picture')).rejects.toMatchObject({ name: 'RasterError', message: expect.stringMatching(/^.*\S.*$/) });
});
