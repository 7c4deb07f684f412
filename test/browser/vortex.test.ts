/** The vortex lab in a browser: the picture has the colours of the magnetization, on either engine and without WebGPU, and what the reader does is done. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Lab } from '../../demos/vortex/main.js';
import { magnetizationColour } from '../../src/index.js';
import { launchBrowser, serve, type Served } from '../support/browser.js';
import { readPng, type Picture } from '../support/png.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const site = mkdtempSync(path.join(tmpdir(), 'spinmotive-demos-'));
const CELLS = 32;

/** Awaited by the tests, so that without a browser they fail; where a hook fails they only count as skipped. */
let browser: Promise<Browser>;
let served: Served;

beforeAll(async () => {
  await build({ configFile: path.join(root, 'demos/vite.config.ts'), logLevel: 'error', build: { outDir: site, emptyOutDir: true } });
  served = await serve(site);
  browser = launchBrowser({ webgpuCanvas: true });
  await browser.catch(() => {});
});

afterAll(async () => {
  await browser.then((it) => it.close(), () => {});
  await served?.close();
  rmSync(site, { recursive: true, force: true });
});

interface Opened {
  readonly page: Page;
  /** What the page complained of. */
  readonly errors: string[];
}

async function open(address: string, { colorScheme = 'light' as 'light' | 'dark', webgpu = true, width = 1200 } = {}): Promise<Opened> {
  const page = await (await browser).newPage({ locale: 'en-US', colorScheme, viewport: { width, height: 1000 } });
  page.setDefaultTimeout(60_000);
  const errors: string[] = [];
  page.on('console', (message) => void (['error', 'warning'].includes(message.type()) && errors.push(message.text())));
  page.on('pageerror', (error) => void errors.push(String(error)));
  page.on('response', (response) => void (response.status() >= 400 && errors.push(`${response.url()} ${response.status()}`)));
  if (!webgpu) await page.addInitScript(() => Object.defineProperty(navigator, 'gpu', { value: undefined }));
  expect((await page.goto(served.url + address))?.status()).toBe(200);
  return { page, errors };
}

interface Shot extends Picture {
  readonly m: Float64Array;
  /** What the library says the state is, and where cells are on the screen. */
  readonly lab: Omit<Lab, 'magnetization' | 'onPage'>;
  readonly origin: readonly [number, number];
  readonly scale: number;
  /** 0xRRGGBB of the middle of a cell; places between cells are cells with a fraction. */
  at(x: number, y: number): number;
}

const state = (page: Page): Promise<Shot['lab']> => page.evaluate(() => JSON.parse(JSON.stringify(window.vortex)) as Lab);

/** The screen at one moment, of a page that is paused, without arrows; and m read back through the library. */
async function shoot(page: Page): Promise<Shot> {
  await page.waitForFunction(() => window.vortex?.state === 'paused' && window.vortex.time > 0);
  await page.uncheck('#arrows');
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  const picture = readPng(await page.screenshot());
  const m = Float64Array.from(await page.evaluate(async () => [...(await window.vortex.magnetization())]));
  const [origin, far] = await page.evaluate((cells) => [window.vortex.onPage(0.5, 0.5), window.vortex.onPage(cells + 0.5, 0.5)], CELLS);
  const scale = (far[0] - origin[0]) / CELLS;
  const at = (x: number, y: number) => picture.pixels[Math.floor(origin[1] - y * scale) * picture.width + Math.floor(origin[0] + x * scale)];
  return { ...picture, m, lab: await state(page), origin, scale, at };
}

const channels = (pixel: number) => [16, 8, 0].map((shift) => (pixel >> shift) & 255);
const apart = (a: readonly number[], b: readonly number[]) => Math.max(...a.map((value, k) => Math.abs(value - b[k])));
const core = ({ trace }: Shot['lab']) => [trace.x.at(-1)! / 5e-9 - 0.5, trace.y.at(-1)! / 5e-9 - 0.5] as const;

/** Cells of the magnet that neither the ring about the core nor its tail hides. */
function* cells(shot: Shot): Generator<{ x: number; y: number; m: [number, number, number] }> {
  const [cx, cy] = core(shot.lab);
  const { x: pathX, y: pathY } = shot.lab.trace;
  for (let i = 0; i < CELLS * CELLS; i++) {
    const m = [...shot.m.subarray(3 * i, 3 * i + 3)] as [number, number, number];
    const [x, y] = [i % CELLS, Math.floor(i / CELLS)];
    const fromCore = shot.scale * Math.hypot(x - cx, y - cy);
    const onTail = fromCore > 11 && pathX.some((px, k) => shot.scale * Math.hypot(x + 0.5 - px / 5e-9, y + 0.5 - pathY[k] / 5e-9) < 14);
    if (Math.hypot(...m) < 0.5 || Math.abs(fromCore - 11) < 6 || onTail) continue;
    yield { x, y, m };
  }
}

/** The largest and the mean distance of the picture from the colours of m, of 255. */
function off(shot: Shot): { most: number; mean: number } {
  const distances = [...cells(shot)].map(({ x, y, m }) => apart(channels(shot.at(x, y)), magnetizationColour(...m)));
  expect(distances.length).toBeGreaterThan(700);
  return { most: Math.max(...distances), mean: distances.reduce((a, b) => a + b, 0) / distances.length };
}

describe('the picture', () => {
  // After nine steps, an odd number: WebGPU's state is in the second plane of its buffer.
  const pictures = new Map<string, Promise<Shot>>();
  /** A paused page of each painter, made once. */
  const picture = (name: 'float64' | 'WebGPU' | 'plain canvas') => {
    const made = pictures.get(name) ?? (async () => {
      const { page, errors } = await open(`vortex/index.html?backend=${name === 'WebGPU' ? 'gpu' : 'cpu'}&paused=1`, { webgpu: name !== 'plain canvas' });
      const shot = await shoot(page);
      expect(shot.lab.backend?.kind).toBe(name === 'WebGPU' ? 'gpu' : 'cpu');
      expect(await page.evaluate(() => document.querySelector<HTMLCanvasElement>('#film canvas')!.getContext('webgpu') !== null)).toBe(name !== 'plain canvas');
      expect(await page.textContent('#error')).toBe('');
      expect(errors).toEqual([]);
      await page.close();
      return shot;
    })();
    pictures.set(name, made);
    return made;
  };

  test.each(['float64', 'WebGPU', 'plain canvas'] as const)('%s: the colours of m as the library reads it back', async (name) => {
    const shot = await picture(name);
    const { most, mean } = off(shot);
    // Measured: 5 and 0.7 with WebGPU, 7 and 0.9 without; of pixels that are up to half a pixel off the middle of their cells.
    expect(most).toBeLessThan(9);
    expect(mean).toBeLessThan(2);
  });

  test.each(['float64', 'WebGPU', 'plain canvas'] as const)('%s: red runs to the right below the core, cyan to the left above it; the core is white, the outside empty', async (name) => {
    const shot = await picture(name);
    const [cx, cy] = core(shot.lab);
    const [red, , blue] = channels(shot.at(cx, cy - 7));
    expect(red).toBeGreaterThan(200);
    expect(blue).toBeLessThan(90);
    const above = channels(shot.at(cx, cy + 7));
    expect(above[0]).toBeLessThan(90);
    expect(Math.min(above[1], above[2])).toBeGreaterThan(150);
    expect(Math.min(...channels(shot.at(cx, cy)))).toBeGreaterThan(200);
    expect(channels(shot.at(0, 0)), 'the card').toEqual([255, 255, 255]);
  });

  test.each(['WebGPU', 'plain canvas'] as const)('%s draws what float64 draws on WebGPU', async (name) => {
    const [one, other] = [await picture('float64'), await picture(name)];
    expect([other.origin, other.scale]).toEqual([one.origin, one.scale]);
    const distances: number[] = [];
    // Within cells too, but not beyond the middle of those at the rim: there a plain canvas is soft.
    const inside = new Set([...cells(one)].map(({ x, y }) => `${x} ${y}`));
    for (const { x, y } of cells(one)) {
      if (!inside.has(`${x + 1} ${y}`) || !inside.has(`${x} ${y + 1}`) || !inside.has(`${x + 1} ${y + 1}`)) continue;
      for (const share of [0, 0.25, 0.5, 0.75]) distances.push(apart(channels(one.at(x + share, y + share)), channels(other.at(x + share, y + share))));
    }
    // Measured: 0, and 4 of the canvas, which has four points to a cell's side.
    expect(Math.max(...distances)).toBeLessThan(name === 'WebGPU' ? 3 : 10);
  });

  test('WebGPU: goes on with the run, though nothing is handed to it', async () => {
    const { page, errors } = await open('vortex/index.html?backend=gpu&paused=1&x=110&current=8');
    const before = await shoot(page);
    await page.click('#pause');
    await page.waitForFunction((time) => window.vortex.time > time + 2.5e-11, before.lab.time);
    await page.click('#pause');
    const after = await shoot(page);
    expect(off(after).most).toBeLessThan(9);
    // The earlier picture is not of the later state.
    const stale = off({ ...after, pixels: before.pixels, at: before.at });
    expect(stale.mean).toBeGreaterThan(3);
    expect(errors).toEqual([]);
    await page.close();
  });

  test('dark, core down, square, clockwise: a dark core on a dark page', async () => {
    const { page, errors } = await open('vortex/index.html?backend=cpu&paused=1&polarity=-1&circulation=-1&shape=square&x=80&y=80', { colorScheme: 'dark' });
    const shot = await shoot(page);
    expect(off(shot).mean).toBeLessThan(2);
    const [cx, cy] = core(shot.lab);
    expect(Math.max(...channels(shot.at(cx, cy)))).toBeLessThan(60);
    const [red, green] = channels(shot.at(cx, cy + 7));
    expect(red, 'to the right above the core').toBeGreaterThan(200);
    expect(green).toBeLessThan(90);
    expect(channels(shot.at(-0.5 - 40 / shot.scale, 16)), 'the card').toEqual([0x19, 0x1e, 0x25]);
    expect(await page.textContent('#thiele')).toContain('square');
    expect(errors).toEqual([]);
    await page.close();
  });
});

/** By what angle the core has gone about the middle, rad. */
function turned({ trace: { x, y } }: Shot['lab']): number {
  let sum = 0;
  for (let k = 1; k < x.length; k++) {
    const [a, b] = [k - 1, k].map((i) => Math.atan2(y[i] - 8e-8, x[i] - 8e-8));
    sum += b - a - 2 * Math.PI * Math.round((b - a) / (2 * Math.PI));
  }
  return sum;
}

describe('what the reader does', () => {
  test('it runs; a core that is turned over goes round the other way', async () => {
    const { page, errors } = await open('vortex/index.html?backend=cpu', { webgpu: false });
    const until = async (time: number) => {
      await page.waitForFunction((t) => window.vortex?.state === 'running' && window.vortex.time >= t, time);
      return state(page);
    };
    const up = await until(1.5e-10);
    // A period is 1.04 ns.
    expect(turned(up)).toBeGreaterThan(0.5);
    expect(turned(up)).toBeLessThan(2.5);
    await page.click('.switches >> text=down');
    await page.waitForFunction(() => window.vortex.trace.polarity[0] === -1);
    const down = await until(1.5e-10);
    expect(turned(down)).toBeLessThan(-0.5);
    // The emf follows the core's velocity across: 2 pi p s0 v_y/width, and p v_y is the same for both.
    expect(Math.sign(down.trace.emf.at(-1)!)).toBe(Math.sign(up.trace.emf.at(-1)!));
    expect(new URL(page.url()).searchParams.get('polarity')).toBe('-1');
    expect(await page.textContent('#thiele')).toMatch(/^\d+ MHz clockwise$/);
    expect(await page.textContent('#progress')).toMatch(/ns, \d+ steps/);
    expect(errors).toEqual([]);
    await page.close();
  });

  test('a slider acts on the vortex as it is; a click, an arrow key and a preset put the core elsewhere; keys zoom', async () => {
    const { page, errors } = await open('vortex/index.html?backend=cpu&paused=1');
    await page.waitForFunction(() => window.vortex?.state === 'paused' && window.vortex.time > 0);
    const before = await state(page);
    await page.locator('#current').fill('5');
    await page.waitForFunction((time) => window.vortex.state === 'paused' && window.vortex.time > time, before.time);
    const after = await state(page);
    expect(after.trace.t.slice(0, before.trace.t.length)).toEqual(before.trace.t);
    expect(after.scene?.transport?.leads?.[0]).toMatchObject({ current: 5e-3 });
    expect(Math.hypot(core(after)[0] - core(before)[0], core(after)[1] - core(before)[1]), 'cells in 10 ps').toBeLessThan(1);

    const placed = async (act: () => Promise<void>, x: number, y: number) => {
      const old = await page.evaluate(() => (window.vortex.trace as Lab['trace'] & { seen?: true }).seen = true);
      expect(old).toBe(true);
      await act();
      await page.waitForFunction(() => window.vortex.state === 'paused' && window.vortex.time > 0 && !('seen' in window.vortex.trace));
      const { trace } = await state(page);
      expect(Math.hypot(trace.x[0] / 5e-9 - x, trace.y[0] / 5e-9 - y), 'cells').toBeLessThan(0.3);
      return [trace.x.at(-1)! / 5e-9, trace.y.at(-1)! / 5e-9];
    };
    const [px, py] = await page.evaluate(() => window.vortex.onPage(12, 10));
    const [x, y] = await placed(() => page.mouse.click(px, py), 12, 10);
    await placed(() => page.keyboard.press('ArrowRight'), Math.round(x + 1), Math.round(y));
    await placed(() => page.click('button >> text=Resonance'), 16, 16);
    expect(await page.textContent('#hint')).toContain('orbit grows');
    expect(await page.textContent('#frequency-value')).toContain('950');

    const across = () => page.evaluate(() => window.vortex.onPage(32, 0)[0] - window.vortex.onPage(0, 0)[0]);
    const width = await across();
    await page.focus('#over');
    await page.keyboard.press('+');
    expect((await across()) / width).toBeCloseTo(1.25);
    await page.keyboard.press('0');
    expect(await across()).toBeCloseTo(width);
    expect(errors).toEqual([]);
    await page.close();
  });

  test('on a phone nothing sticks out, and what the library refuses is said', async () => {
    const { page } = await open('vortex/index.html?backend=cpu&paused=1&alpha=-1', { width: 390 });
    await page.waitForFunction(() => window.vortex?.state === 'failed');
    expect(await page.textContent('#error')).toContain('material.alpha: expected');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.close();
  });
});
