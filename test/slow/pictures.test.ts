/**
 * The pictures of the labs in README.md and on the list of labs. `UPDATE_DOCS=1 npx vitest run --project slow test/slow/pictures.test.ts` makes
 * them anew; without that, what the labs show must still look like them.
 */
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { labNames, openLabs, withoutWebgpu, type Labs } from '../support/labs.js';
import { readPng, type Picture } from '../support/png.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Size {
  readonly width: number;
  readonly height: number;
}

interface Scene {
  /** In float64, so that it looks the same on every machine. */
  readonly address: string;
  /** In the page, at every frame: whether it shows the state that is pictured; it may press what leads there. */
  readonly until: () => boolean;
  /** What shows more of it. */
  readonly then?: (page: Page) => Promise<void>;
  /** What the picture begins with; it ends where it is full. */
  readonly from: string;
}

const SCENES: Readonly<Record<string, Scene>> = {
  wall: { address: 'wall/index.html#v=1&backend=cpu&run.duration=1.2e-8', until: () => window.lab?.state === 'done', from: '#stage' },
  vortex: {
    address: 'vortex/index.html#v=1&backend=cpu&run.duration=3.4e-9',
    until: () => window.lab?.state === 'done',
    async then(page) {
      await page.check('#flow');
      await page.waitForFunction(() => window.lab.current !== null);
    },
    from: '#stage',
  },
  map: {
    address: 'map/index.html#v=1&backend=cpu&finest=17',
    until: () => window.mapLab?.state === 'done',
    async then(page) {
      await page.focus('#map');
      for (const key of ['ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
      await page.waitForFunction(() => window.mapLab.series?.whole);
      await page.locator('#map').blur();
    },
    from: '.map',
  },
  standard: {
    address: 'standard/index.html#v=1&backend=cpu',
    until: () => {
      const run = window.standardLab?.runs['sp4-field1'];
      if (!run) document.querySelector<HTMLElement>('[data-problem=sp4-field1] .run')?.click();
      return run?.state === 'done' && document.querySelector('[data-problem=sp4-field1] .badge')?.textContent === 'pass';
    },
    from: 'main',
  },
};

/** Pixels: a page that still has its columns, and small words that can still be read where the picture is shown at half its size. */
const SHOWN = { width: 1080, height: 720 };
/** Of the pictures on the list of labs. */
const SMALL = { width: 600, height: 400 };
/** Bytes. */
const LARGEST = 250_000;
const LARGEST_SMALL = 60_000;
/** The largest `unlike` of two pictures of a lab. */
const ALIKE = 0.05;
const THEMES = ['light', 'dark'] as const;

const fileOf = (lab: string) => path.join(root, `docs/${lab}-lab.png`);
const smallOf = (lab: string, theme: (typeof THEMES)[number]) => path.join(root, `demos/pictures/${lab}-${theme}.webp`);

let labs: Labs;
beforeAll(async () => {
  labs = await openLabs();
});
afterAll(() => labs?.close());

/** The lab in its scene, in light, in dark, and in light without what it draws. */
async function shoot(lab: string): Promise<Record<(typeof THEMES)[number] | 'undrawn', Buffer>> {
  const { address, until, then, from } = SCENES[lab];
  const { page, errors } = await labs.open(address, { viewport: SHOWN, colorScheme: 'light' }, withoutWebgpu);
  await page.waitForFunction(until, null, { timeout: 900_000, polling: 'raf' });
  await then?.(page);
  const shot = async (colorScheme: (typeof THEMES)[number]) => {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    const top = await page.locator(from).evaluate((part) => part.getBoundingClientRect().top + scrollY);
    return page.screenshot({ fullPage: true, clip: { x: 0, y: Math.max(0, top - 14), ...SHOWN } });
  };
  const [dark, light] = [await shot('dark'), await shot('light')];
  await page.addStyleTag({ content: 'canvas { visibility: hidden }' });
  const undrawn = await shot('light');
  expect(errors).toEqual([]);
  await page.context().close();
  return { dark, light, undrawn };
}

/** The picture in another size, as WebP: as PNG these are of 70 to 150 kB. */
async function resized(png: Buffer, { width, height }: Size): Promise<Buffer> {
  const { page } = await labs.open('index.html');
  const base64 = await page.evaluate(
    async ({ source, width, height }) => {
      const whole = await createImageBitmap(await (await fetch(`data:image/png;base64,${source}`)).blob(), { resizeWidth: width, resizeHeight: height, resizeQuality: 'high' });
      const canvas = Object.assign(document.createElement('canvas'), { width, height });
      canvas.getContext('2d', { alpha: false })?.drawImage(whole, 0, 0);
      return canvas.toDataURL('image/webp', 0.85).split(',')[1];
    },
    { source: png.toString('base64'), width, height },
  );
  await page.context().close();
  return Buffer.from(base64, 'base64');
}

/** As a browser finds it. */
async function webpSize(webp: Buffer): Promise<Size> {
  const { page } = await labs.open('index.html');
  const size = await page.evaluate(async (source) => {
    const { width, height } = await createImageBitmap(await (await fetch(`data:image/webp;base64,${source}`)).blob());
    return { width, height };
  }, webp.toString('base64'));
  await page.context().close();
  return size;
}

/** How many pixels have which colour, in eight levels of each channel; `without` some colours. */
function histogram({ pixels }: Picture, without: ReadonlySet<number>): Float64Array {
  const counts = new Float64Array(512);
  for (const pixel of pixels) if (!without.has(pixel)) counts[((pixel >> 15) & 0x1c0) | ((pixel >> 10) & 0x38) | ((pixel >> 5) & 7)]++;
  return counts;
}

/** The two colours that most of a page has: its own and that of its cards. */
function grounds({ pixels }: Picture): Set<number> {
  const counts = new Map<number, number>();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  return new Set([...counts].sort(([, a], [, b]) => b - a).slice(0, 2).map(([pixel]) => pixel));
}

/** The share of what is drawn in `one` that has no pixel of its colour in `other`, or the reverse; 0 of two equal pictures, 1 where one is blank. */
function unlike(one: Picture, other: Picture): number {
  const ground = grounds(one);
  const [a, b] = [histogram(one, ground), histogram(other, ground)];
  const sum = (values: Float64Array) => values.reduce((x, y) => x + y, 0);
  return 1 - sum(a.map((count, k) => Math.min(count, b[k]))) / Math.max(sum(a), sum(b));
}

test('every lab has a picture, and every picture that README.md names is there', () => {
  expect(Object.keys(SCENES).sort()).toEqual([...labNames].sort());
  const named = [...readFileSync(path.join(root, 'README.md'), 'utf8').matchAll(/(?:\]\(|src="|href="|srcset=")(docs\/[^)"\s]+\.(?:png|svg))/g)].map(([, name]) => name);
  expect(named).toEqual(expect.arrayContaining(labNames.map((lab) => `docs/${lab}-lab.png`)));
  expect(named.filter((name) => !existsSync(path.join(root, name)))).toEqual([]);
});

describe.each(Object.keys(SCENES))('%s', (lab) => {
  test('its picture is what it shows', async () => {
    const shots = await shoot(lab);
    if (process.env.UPDATE_DOCS) {
      writeFileSync(fileOf(lab), shots.light);
      mkdirSync(path.dirname(smallOf(lab, 'light')), { recursive: true });
      for (const theme of THEMES) writeFileSync(smallOf(lab, theme), await resized(shots[theme], SMALL));
    }
    const [kept, now] = [readPng(readFileSync(fileOf(lab))), readPng(shots.light)];
    expect([now.width, now.height]).toEqual([kept.width, kept.height]);
    // Measured: at most 0.01, of the vortex, which stops some steps earlier or later; elsewhere figures of speed. Without what is drawn: at least 0.33.
    expect(unlike(kept, now)).toBeLessThan(ALIKE);
    expect(unlike(kept, readPng(shots.undrawn))).toBeGreaterThan(2 * ALIKE);
    expect(statSync(fileOf(lab)).size).toBeLessThan(LARGEST);
    for (const theme of THEMES) {
      const bytes = readFileSync(smallOf(lab, theme));
      expect(bytes.length, theme).toBeLessThan(LARGEST_SMALL);
      expect(await webpSize(bytes), theme).toEqual(SMALL);
    }
  });
});
