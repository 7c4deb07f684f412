/** The built page of the map lab in a browser: what its pixels say is what the library finds in Node, and every point leads to its wall. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { boxOf, frameOf, pixelOf } from '../../demos/map/frame.js';
import { levelOf, placeOf, shareOf } from '../../demos/map/lattice.js';
import type { MapLab } from '../../demos/map/main.js';
import type { Done } from '../../demos/map/messages.js';
import { QUANTITIES, shown } from '../../demos/map/quantities.js';
import { PRESETS } from '../../demos/map/presets.js';
import { pointScene, sweepScene, unitOf, wallScene } from '../../demos/map/scene.js';
import { parseTable, readOvf, Simulation, sweep } from '../../src/node/index.js';
import { cli, scratch } from '../cli/support.js';
import { openLabs, type Labs, type Opened } from '../support/labs.js';
import { readPng, type Picture } from '../support/png.js';
import { hide } from '../support/readers.js';

/** The page with settings by their names, or `preset` and `backend`; without, a quick map: much damping, 25 points. */
function mapLab(settings: Readonly<Record<string, string | number>> = {}): string {
  const value = (key: string, one: string | number) => (['preset', 'backend'].includes(key) ? String(one) : JSON.stringify(one));
  return `map/index.html#${new URLSearchParams(Object.entries({ v: 1, backend: 'cpu', alpha: 0.5, finest: 5, ...settings }).map(([key, one]) => [key, value(key, one)]))}`;
}

let labs: Labs;
beforeAll(async () => {
  labs = await openLabs();
});
afterAll(() => labs?.close());

async function open(address: string, options: BrowserContextOptions = {}, before?: () => void): Promise<Opened> {
  const opened = await labs.open(address, { viewport: { width: 1200, height: 1400 }, ...options }, before);
  return opened;
}

/** The lab when all of its points are there and drawn. */
async function filled({ page, errors }: Opened): Promise<MapLab> {
  await page.waitForFunction(() => window.mapLab?.state === 'failed' || (window.mapLab?.state === 'done' && window.mapLab.points.length === window.mapLab.choice.scene.finest ** 2));
  expect(await page.textContent('#error')).toBe('');
  expect(errors).toEqual([]);
  return page.evaluate(() => window.mapLab);
}

/** One page for all who only look at it: 25 walls under a current. */
let shared: Promise<Opened & { lab: MapLab }> | undefined;
const map = () => (shared ??= open(mapLab()).then(async (opened) => ({ ...opened, lab: await filled(opened) })));

const placeIn = ({ side, index }: Done) => placeOf(side, index);

/** The point at u/u_c or B/B_W = x and beta/alpha = y. */
function at({ points, choice: { scene: study } }: MapLab, x: number, y: number): Done {
  const found = points.find(({ beta, drive }) => Math.abs(drive / unitOf(study) - x) < 1e-6 && Math.abs(beta / study.alpha - y) < 1e-6);
  if (!found) throw new Error(`the map has no point at ${x}, ${y}`);
  return found;
}

/** The canvas as the screen has it, and what lies where on it. */
async function screen(page: Page): Promise<{ picture: Picture; left: number; top: number; pixel: (x: number, y: number) => number; frame: ReturnType<typeof frameOf> }> {
  const box = await page.locator('#map').boundingBox();
  if (!box) throw new Error('the map is not shown');
  const picture = readPng(await page.screenshot());
  const [left, top] = [box.x, box.y];
  return { picture, left, top, frame: frameOf(box.width, box.height), pixel: (x, y) => picture.pixels[Math.round(top + y) * picture.width + Math.round(left + x)] };
}

const hex = (colour: string | null) => (colour === null ? -1 : Number.parseInt(colour.slice(1), 16));

/** Moves the pointer onto a point, and waits for its curves. */
async function hover(page: Page, point: Done): Promise<void> {
  const { left, top, frame } = await screen(page);
  const { row, column } = placeIn(point);
  const [x, y] = pixelOf(frame, shareOf(column), shareOf(row));
  const inside = (value: number, from: number, size: number) => Math.min(Math.max(value, from + 2), from + size - 2);
  await page.mouse.move(left + inside(x, frame.left, frame.width), top + inside(y, frame.top, frame.height));
  await page.waitForFunction((drive) => window.mapLab.selected?.drive === drive && window.mapLab.series?.whole, point.drive);
}

describe('what the points are', () => {
  test('25 of them, each once, and none failed', async () => {
    const { lab } = await map();
    expect(new Set(lab.points.map(({ index }) => index)).size).toBe(25);
    expect(lab.points.filter(({ failure, velocity, emf, regime }) => failure !== null || velocity === null || emf === null || regime === null)).toEqual([]);
    expect(lab.backend).toMatchObject({ kind: 'cpu', adapter: 'float64' });
  });

  test('well inside its region a wall does what theory says', async () => {
    const { lab } = await map();
    const regimes: [number, number, string][] = [[0, 1.5, 'pinned'], [0.5, 0, 'pinned'], [0.5, 0.75, 'viscous'], [1.5, 0.75, 'viscous'], [1, 1.5, 'viscous'], [1.5, 0, 'precessing'], [2, 0, 'precessing'], [1, 3, 'precessing'], [2, 2.25, 'precessing']];
    for (const [x, y, regime] of regimes) expect(at(lab, x, y).regime, `u/u_c = ${x}, beta/alpha = ${y}`).toBe(regime);
    // u_W = u_c/|1 - 1.5| there: on the line itself no run is long enough.
    expect(at(lab, 2, 1.5).regime).toBe('undecided');
  });

  test('equal to Node on float64: alone, and in the sweep of the scene that is saved', async () => {
    const { lab } = await map();
    const study = lab.choice.scene;
    const off = (a: number | null, b: number | null | undefined) => Math.abs((a ?? NaN) / (b ?? NaN) - 1);
    for (const point of [at(lab, 1, 0.75), at(lab, 2, 3)]) {
      const simulation = await Simulation.create(pointScene(study, point.beta, point.drive), { backend: 'cpu' });
      await simulation.run();
      const { mean } = simulation.summary();
      simulation.destroy();
      // Measured: 0. Two versions of V8 may round sin and tanh differently in the last bit.
      expect(off(point.velocity, mean.wall_v)).toBeLessThan(1e-12);
      expect(off(point.emf, mean.emf)).toBeLessThan(1e-12);
    }
    for await (const { index, values, summary, regime } of sweep(sweepScene(study, 5), { backend: 'cpu', points: [9, 23] })) {
      const point = lab.points.find((one) => one.index === index);
      expect([point?.beta, point?.drive, point?.regime]).toEqual([...values, regime]);
      expect(off(point?.velocity ?? null, summary?.mean.wall_v)).toBeLessThan(1e-12);
    }
  });

  test('under a field; from WebGPU to float64 the map starts anew', async () => {
    const opened = await open(mapLab({ backend: 'gpu', drive: 'field' }));
    // 25 walls on a GPU made of software take their time: it is enough to see them on their way.
    await opened.page.waitForFunction(() => (document.getElementById('bar') as HTMLProgressElement).value > 0.02);
    expect(await opened.page.evaluate(() => window.mapLab.backend?.kind)).toBe('gpu');
    await opened.page.click('label:has([value=cpu])');
    await opened.page.waitForFunction(() => window.mapLab.choice.backend === 'cpu');
    const lab = await filled(opened);
    expect(lab.backend?.kind).toBe('cpu');
    for (const [x, y, regime] of [[0, 3, 'pinned'], [0.5, 0, 'viscous'], [0.5, 3, 'viscous'], [1.5, 0, 'precessing'], [2, 3, 'precessing']] as const) expect(at(lab, x, y).regime).toBe(regime);
    // Below B_W the emf is (2 P mu/e) B beta/alpha = (P hbar gamma/e) B beta/alpha; here B = 6.25 mT and beta = 3 alpha.
    expect(at(lab, 0.5, 3).emf! / -(((0.6 * 1.054571817e-34 * 1.760859e11) / 1.602176634e-19) * 6.25e-3 * 3)).toBeCloseTo(1, 2);
    await opened.page.context().close();
  });
});

describe('what is drawn', () => {
  test('the colours are those of the values', async () => {
    const { page, lab } = await map();
    for (const quantity of QUANTITIES) {
      await page.click(`.views label:has([value=${quantity}])`);
      await page.waitForFunction((wanted) => window.mapLab.choice.scene.show === wanted, quantity);
      const { pixel, frame } = await screen(page);
      for (const { place, colour } of shown(quantity, lab.points).pixels) {
        const box = boxOf(frame, place);
        let same = 0;
        for (let k = 0; k < 100; k++) same += pixel(box.x + ((k % 10) + 0.5) * (box.width / 10), box.y + (Math.floor(k / 10) + 0.5) * (box.height / 10)) === hex(colour) ? 1 : 0;
        // The rest lies under lines of theory and their labels.
        expect(same, `${quantity} at ${place.column}, ${place.row}`).toBeGreaterThan(55);
      }
    }
    await page.click('.views label:has([value=velocity])');
  });

  test('the thresholds are where the closed forms say', async () => {
    const { page, errors } = await map();
    const { pixel, frame } = await screen(page);
    const black = (x: number, y: number) => {
      const [px, py] = pixelOf(frame, x / 2, y / 3);
      return [-1, 0, 1].some((dx) => [-1, 0, 1].some((dy) => pixel(px + dx, py + dy) === 0));
    };
    for (const x of [0.7, 1.2, 1.9]) expect(black(x, 1), `alpha = beta at ${x}`).toBe(true);
    // u_W = u_c/|1 - beta/alpha|
    for (const y of [0.1, 0.2, 0.45, 1.6, 1.9, 2.7]) expect(black(1 / Math.abs(1 - y), y), `u_W at ${y}`).toBe(true);
    expect(black(0.5, 0.5)).toBe(false);
    expect(errors).toEqual([]);
  });

  test('fills in from coarse to fine, pauses, goes on, keeps what is done; another damping starts anew', async () => {
    const opened = await open(mapLab({ finest: 17 }), { colorScheme: 'dark' });
    const { page } = opened;
    await page.waitForFunction(() => window.mapLab?.points.length > 27);
    await page.click('#run');
    await page.waitForTimeout(300);
    const some = await page.evaluate(() => window.mapLab.points);
    expect(await page.textContent('#status-state')).toBe('paused');
    expect(some.length).toBeLessThan(289);
    const levels = some.map((point) => levelOf(placeIn(point)));
    expect(levels.filter((side) => side === 5).length, 'the coarse level is there').toBe(25);
    expect(levels.slice(0, 12).every((side) => side === 5), 'and came first').toBe(true);
    const { pixel, frame } = await screen(page);
    // Where a point of the second level is not there yet, its large neighbour's colour is seen.
    const large = boxOf(frame, { row: 48, column: 48 });
    const colour = hex(shown('velocity', some).pixels.find(({ place }) => place.row === 48 && place.column === 48)?.colour ?? null);
    expect(pixel(large.x + 0.9 * large.width, large.y + 0.1 * large.height)).toBe(colour);
    await page.waitForTimeout(500);
    expect(await page.evaluate(() => window.mapLab.points.length)).toBe(some.length);
    await page.click('#run');
    await page.waitForFunction((count) => window.mapLab.points.length > count, some.length);
    // A coarser map is what is there already; back to the finer one, nothing is lost.
    await page.selectOption('[name=finest]', '5');
    await page.waitForFunction(() => window.mapLab.state === 'done' && window.mapLab.points.length === 25);
    await page.selectOption('[name=finest]', '17');
    await page.waitForFunction((count) => window.mapLab.state === 'running' && window.mapLab.points.length >= count, some.length);
    await page.locator('#alpha').fill('0.45');
    await page.waitForFunction(() => window.mapLab.choice.scene.alpha === 0.45 && window.mapLab.points.length > 0);
    expect(await page.evaluate(() => window.mapLab.points.length)).toBeLessThan(some.length);
    expect(new URL(page.url()).hash).toContain('alpha=0.45');
    expect(opened.errors).toEqual([]);
    await page.context().close();
  });
});

describe('the point that is looked at', () => {
  test('hover shows its numbers and its run', async () => {
    const { page, lab } = await map();
    const point = at(lab, 1.5, 2.25);
    await hover(page, point);
    expect(await page.textContent('#point-title')).toBe('\u03b2/\u03b1 = 2.25, u/uc = 1.5');
    expect(Number.parseFloat((await page.textContent('#velocity-run')) ?? '')).toBeCloseTo(point.velocity!, 0);
    expect([await page.textContent('#regime-run'), await page.textContent('#regime-theory')]).toEqual(['precessing', 'precessing']);
    const simulation = await Simulation.create(pointScene(lab.choice.scene, point.beta, point.drive), { backend: 'cpu' });
    const table = await simulation.run();
    simulation.destroy();
    const series = await page.evaluate(() => window.mapLab.series);
    expect(series?.t).toEqual([...table.column('t')]);
    const x = table.column('wall_x');
    expect(Math.max(...x.map((value, k) => Math.abs(value - series!.x[k])))).toBeLessThan(1e-12 * (x[x.length - 1] - x[0]));
    const accent = await page.evaluate(() => getComputedStyle(document.querySelector('#regime-run')!).color.match(/\d+/g)!.map(Number));
    for (const id of ['position', 'angle']) {
      await page.waitForTimeout(50);
      const drawn = await page.evaluate(([name, r, g, b]) => {
        const canvas = document.getElementById(String(name)) as HTMLCanvasElement;
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        let count = 0;
        for (let k = 0; k < data.length; k += 4) if (data[k] === r && data[k + 1] === g && data[k + 2] === b) count++;
        return count / canvas.width;
      }, [id, ...accent] as const);
      expect(drawn, `${id}: a curve`).toBeGreaterThan(0.5);
    }
  });

  test('by keyboard, with words; Enter opens that wall in the wall lab', async () => {
    const { page, lab, errors } = await map();
    await hover(page, at(lab, 1, 1.5));
    await page.focus('#map');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    await page.waitForFunction(() => window.mapLab.series?.whole);
    const point = at(lab, 1.5, 0.75);
    expect(await page.evaluate(() => window.mapLab.selected)).toEqual(point);
    expect(await page.textContent('#heard')).toContain('beta over alpha 0.75, current 1.5 thresholds: viscous');
    const [wall] = await Promise.all([page.context().waitForEvent('page'), page.keyboard.press('Enter')]);
    await wall.waitForFunction(() => window.lab?.rows.length > 0);
    expect(await wall.textContent('#refused')).toBe('');
    expect(await wall.evaluate(() => window.lab.scene)).toEqual(wallScene(lab.choice.scene, point.beta, point.drive));
    await wall.close();
    expect(errors).toEqual([]);
  });
});

/** What a button saves. */
async function saved(page: Page, id: string): Promise<{ name: string; content: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.click(`#${id}`)]);
  return { name: download.suggestedFilename(), content: readFileSync(await download.path()) };
}

/** A GPU made of software needs 15 s for the whole time of 25 walls. */
function shorter(): void {
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (message: { levels?: { scene: { run: { duration: number }; output: { sampleEvery: number } } }[] }) {
    for (const { scene } of message.levels ?? []) [scene.run.duration, scene.output.sampleEvery] = [2e-10, 1e-11];
    post.call(this, message);
  };
}

/** The same, and every level in two halves: a GPU comes to the end of such short walls at once. */
function shorterHalves(): void {
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (message: { levels?: { points: number[]; scene: { run: { duration: number }; output: { sampleEvery: number } } }[] }) {
    for (const { scene } of message.levels ?? []) [scene.run.duration, scene.output.sampleEvery] = [2e-10, 1e-11];
    const levels = message.levels?.flatMap((level) => [level.points.slice(0, 10), level.points.slice(10)].map((points) => ({ ...level, points })));
    post.call(this, levels ? { ...message, levels } : message);
  };
}

/** Loses the device of the map at the next command. */
async function lose(page: Page): Promise<void> {
  const [worker] = page.workers().filter((one) => one.url().includes('sweepWorker'));
  await worker.evaluate(() => {
    const make = GPUDevice.prototype.createCommandEncoder;
    GPUDevice.prototype.createCommandEncoder = function (this: GPUDevice, ...given) {
      this.destroy();
      return make.apply(this, given);
    };
  });
}

const state = (page: Page, wanted: MapLab['state']) => page.waitForFunction((wanted) => window.mapLab?.state === wanted, wanted);
const count = (page: Page) => page.evaluate(() => window.mapLab.points.length);

describe('run control', () => {
  test('by keys: pause, step, run, reset, undo, help', async () => {
    const { page, errors } = await open(mapLab({ finest: 33 }));
    await page.waitForFunction(() => window.mapLab.points.length > 2 && document.querySelector('#status-pace')?.textContent?.endsWith(' ns/s'));
    // 80 cells, 8 ns a wall: as many ns a second as points a second times 8, both with three digits.
    const [rate, pace] = await Promise.all(['rate', 'pace'].map(async (name) => Number.parseFloat((await page.textContent(`#status-${name}`)) ?? '')));
    expect(pace / rate / 8).toBeCloseTo(1, 0);
    await page.keyboard.press(' ');
    await state(page, 'paused');
    expect(await page.textContent('#run')).toBe('Run');
    // What was told before the pause came through.
    await page.waitForTimeout(300);
    const held = await count(page);
    await page.waitForFunction(() => document.querySelector('#status-rate')?.textContent === '\u2013');
    await page.waitForTimeout(200);
    expect(await count(page)).toBe(held);

    await page.keyboard.press('.');
    await page.waitForFunction((n) => window.mapLab.state === 'paused' && window.mapLab.points.length > n, held);
    await page.waitForTimeout(200);
    expect(await count(page)).toBe(held + 1);

    await page.keyboard.press(' ');
    await page.waitForFunction((n) => window.mapLab.points.length > n + 2, held);
    await page.keyboard.press('r');
    await page.waitForFunction(() => window.mapLab.state === 'paused' && window.mapLab.points.length === 0);
    expect(await page.textContent('#status-points')).toBe('0 of 1,089');
    await page.keyboard.press('.');
    await page.waitForFunction(() => window.mapLab.state === 'paused' && window.mapLab.points.length === 1);
    expect(await page.evaluate(() => window.mapLab.points[0])).toMatchObject({ side: 5, index: 0 });

    // A key that does something of its own where the focus is: the button is pressed once, and not the run twice.
    await page.focus('#run');
    await page.keyboard.press(' ');
    await state(page, 'running');
    await page.click('.views label:has([value=field])');
    await page.waitForFunction(() => window.mapLab.choice.scene.drive === 'field' && location.hash.includes('drive=%22field%22'));
    // Two moves of a slider, but one drag.
    await page.locator('#alpha').evaluate((slider: HTMLInputElement) => {
      for (const value of ['0.45', '0.4']) {
        slider.value = value;
        slider.dispatchEvent(new Event('input', { bubbles: true }));
      }
      slider.dispatchEvent(new Event('change', { bubbles: true }));
    });
    await page.waitForFunction(() => window.mapLab.choice.scene.alpha === 0.4);
    await page.keyboard.press('u');
    await page.waitForFunction(() => window.mapLab.choice.scene.alpha === 0.5 && window.mapLab.choice.scene.drive === 'field');
    await page.click('#undo');
    await page.waitForFunction(() => window.mapLab.choice.scene.drive === 'current');
    expect(await page.isChecked('[name=drive][value=current]')).toBe(true);
    expect(await page.isDisabled('#undo')).toBe(true);

    await page.keyboard.press('?');
    expect(await page.locator('#help kbd').allTextContents()).toEqual(['Space', '.', 'r', 'u', '?']);
    await page.keyboard.press('Escape');
    expect(await page.isVisible('#help')).toBe(false);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('a page that nobody sees waits, and goes on when it is seen', async () => {
    const { page, errors } = await open(mapLab({ finest: 33 }));
    await page.waitForFunction(() => window.mapLab?.points.length > 2);
    await hide(page, true);
    await state(page, 'paused');
    await page.waitForTimeout(300);
    const held = await count(page);
    await page.waitForTimeout(200);
    expect(await count(page)).toBe(held);
    await hide(page, false);
    await page.waitForFunction((n) => window.mapLab.points.length > n, held);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('run again: the same points', async () => {
    const opened = await open(mapLab());
    const { page } = opened;
    const first = await filled(opened);
    expect(await page.textContent('#run')).toBe('Run again');
    await page.click('#run');
    await page.waitForFunction(() => window.mapLab.points.length < 25);
    expect(new Set((await filled(opened)).points.map((point) => JSON.stringify(point)))).toEqual(new Set(first.points.map((point) => JSON.stringify(point))));
    await page.context().close();
  });

  test('every preset begins, with a picture of what theory expects and a word on what to look for', async () => {
    const { page, errors } = await open('map/index.html#v=1&backend=cpu');
    const buttons = await page.locator('#presets button').all();
    expect(buttons.length).toBe(Object.keys(PRESETS).length);
    for (const button of buttons) {
      await button.click();
      const preset = (await button.getAttribute('value')) ?? '';
      await page.waitForFunction((name) => location.hash.includes(`preset=${name}`) && window.mapLab.choice.preset === name && window.mapLab.points.length > 0, preset);
      expect((await page.evaluate(() => window.mapLab.choice)).scene).toEqual(PRESETS[preset].settings);
      expect(new URL(page.url()).hash).toBe(`#v=1&preset=${preset}&backend=cpu`);
      expect(await button.getAttribute('aria-pressed')).toBe('true');
      expect(await page.textContent('#look')).toBe(PRESETS[preset].look);
      const colours = await button.locator('canvas').evaluate((canvas: HTMLCanvasElement) => new Set(new Uint32Array(canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size);
      expect(colours, 'regions or a scale, and lines').toBeGreaterThan(3);
    }
    expect(errors).toEqual([]);
    await page.context().close();
  });
});

describe('links', () => {
  /** Opens the link that the page copies in a page of its own. */
  async function again({ page }: Opened, before?: () => void): Promise<Opened> {
    await page.click('#copy-link');
    await page.waitForFunction(() => document.querySelector('#said')?.textContent === 'The link is copied.');
    const link = await page.evaluate(() => navigator.clipboard.readText());
    return open(link.slice(labs.url.length), {}, before);
  }

  test('a copied link gives the same table to the last digit, float64', async () => {
    const first = await map();
    const second = await again(first);
    expect((await filled(second)).choice).toEqual(first.lab.choice);
    expect((await saved(second.page, 'save-table')).content.toString()).toBe((await saved(first.page, 'save-table')).content.toString());
    await second.page.context().close();
  });

  test('a copied link gives the same table to the last digit, WebGPU, and so does a map in two parts', async () => {
    const first = await open(mapLab({ backend: 'gpu', drive: 'field' }), {}, shorter);
    expect((await filled(first)).backend?.kind).toBe('gpu');
    const second = await again(first, shorterHalves);
    await second.page.click('#step');
    await state(second.page, 'paused');
    const some = await count(second.page);
    // Stopped and started, with those that are missing.
    await second.page.selectOption('[name=finest]', '9');
    await second.page.selectOption('[name=finest]', '5');
    await second.page.click('#run');
    await filled(second);
    expect(some).toBe(10);
    const [a, b] = await Promise.all([first, second].map(async ({ page }) => (await saved(page, 'save-table')).content.toString()));
    expect(a.trim().split('\n').length).toBe(26);
    expect(b).toBe(a);
    await first.page.context().close();
    await second.page.context().close();
  });

  test('what a link may not ask for is said in one sentence, and the first preset is shown', async () => {
    const { page, errors } = await open(mapLab({ alpha: -1 }));
    const refused = async () => {
      await page.waitForFunction(() => window.mapLab?.points.length > 0 && window.mapLab.choice.scene.alpha === 0.2);
      return page.textContent('#refused');
    };
    expect(await refused()).toBe('This link asks for a scene that this page cannot run: alpha: expected one of 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, got -1. Shown instead: Carried along.');
    const bad = [
      'v=2', 'points=5&alpha=0.5', 'v=1&drive=current', 'v=1&show="<img src=x onerror=alert(1)>"', 'v=1&finest=1e9', 'v=1&finest=', 'v=1&reach={"__proto__":{"x":1}}', 'v=1&constructor=1',
      'v=1&duration=1e9', 'v=1&ratio.length=3', `v=1&show="${'x'.repeat(5000)}"`, '%E0%A4%A',
    ];
    for (const link of bad) {
      await page.evaluate((hash) => {
        document.querySelector('#refused')!.textContent = '';
        location.hash = hash;
      }, link);
      await page.waitForFunction(() => document.querySelector('#refused')?.textContent !== '');
      expect(await refused(), link).toMatch(/^This link [^\n]+\. Shown instead: Carried along\.$/);
    }
    expect(await page.locator('img').count()).toBe(0);
    await page.evaluate((hash) => (location.hash = hash), 'v=1&preset=emf&alpha=0.5&backend=cpu&finest=5');
    await page.waitForFunction(() => window.mapLab.choice.preset === 'emf' && window.mapLab.points.length > 0);
    expect(await page.textContent('#refused')).toBe('');
    expect(errors).toEqual([]);
    await page.context().close();
  });
});

describe('files', () => {
  test('CSV, PNG and scene are what the page shows; the command line repeats the points', async () => {
    const { page, lab } = await map();
    const csv = await saved(page, 'save-table');
    expect(csv.name).toBe('map-current-alpha0.5-5x5.csv');
    const [header, ...rows] = csv.content.toString().trim().split('\n').map((line) => line.split(','));
    expect(header.slice(0, 5)).toEqual(['beta/alpha', 'u/u_c', 'transport.beta', 'transport.j.0 (A/m^2)', 'mean.wall_v (m/s)']);
    expect(rows.length).toBe(25);
    for (const [y, x, beta, j, velocity, , emf, regime, status] of rows) {
      const point = at(lab, Number(x), Number(y));
      expect([Number(beta), Number(j), Number(velocity), Number(emf), regime, status]).toEqual([point.beta, point.drive, point.velocity, point.emf, point.regime, 'done']);
    }

    const png = await saved(page, 'save-picture');
    expect(png.name).toBe('map-current-alpha0.5-5x5-velocity.png');
    const picture = readPng(png.content);
    expect([picture.width, picture.height]).toEqual([1440, 1560]);
    const frame = frameOf(720, 780);
    for (const { place, colour } of shown('velocity', lab.points).pixels.filter(({ place: { row, column } }) => row % 32 === 16 && column % 32 === 16)) {
      const [x, y] = pixelOf(frame, shareOf(place.column) + 0.06, shareOf(place.row) + 0.06);
      expect(picture.pixels[Math.round(2 * y) * picture.width + Math.round(2 * x)]).toBe(hex(colour));
    }

    const scene = await saved(page, 'save-scene');
    expect(scene.name).toBe('map-current-alpha0.5-5x5.json');
    expect(JSON.parse(scene.content.toString())).toEqual(sweepScene(lab.choice.scene, 5));

    const dir = scratch();
    writeFileSync(path.join(dir, scene.name), scene.content);
    const command = ((await page.textContent('#command')) ?? '').split(' ');
    expect(command.slice(0, 4)).toEqual(['npx', 'spinmotive', 'run', scene.name]);
    const out = path.join(dir, 'out');
    const words = command.slice(2).map((word) => (word === scene.name ? path.join(dir, word) : word.startsWith('out/') ? out : word));
    expect(await cli([...words, '--jobs', '1'])).toMatchObject({ code: 0 });
    const [names, ...repeated] = readFileSync(path.join(out, 'sweep.csv'), 'utf8').trim().split('\n').map((line) => line.split(','));
    expect(repeated.length).toBe(25);
    const column = (wanted: string) => names.findIndex((name) => name.startsWith(wanted));
    for (const [k, name] of [[2, 'transport.beta'], [3, 'transport.j.0'], [4, 'mean.wall_v'], [6, 'mean.emf']] as const) {
      // Measured: 0. Two versions of V8 may round sin and tanh differently in the last bit.
      rows.forEach((row, i) => expect(Math.abs(Number(row[k]) - Number(repeated[i][column(name)])), name).toBeLessThanOrEqual(1e-12 * Math.abs(Number(row[k]))));
    }
    expect(rows.map((row) => row[7])).toEqual(repeated.map((row) => row[column('regime')]));
  });

  test('the wall that is looked at: its scene gives its table and m', async () => {
    const { page, lab } = await map();
    const point = at(lab, 2, 2.25);
    await hover(page, point);
    const scene = await saved(page, 'save-wall-scene');
    expect(scene.name).toBe('wall-alpha0.5-beta1.13-current2.json');
    expect(JSON.parse(scene.content.toString())).toEqual(pointScene(lab.choice.scene, point.beta, point.drive));
    const simulation = await Simulation.create(JSON.parse(scene.content.toString()), { backend: 'cpu' });
    const table = await simulation.run();
    const m = await simulation.magnetization();
    simulation.destroy();
    const read = parseTable([(await saved(page, 'save-wall-table')).content.toString()]);
    expect(read.columns.map(({ name }) => name)).toEqual(table.columns.map(({ name }) => name));
    for (const name of ['t', 'wall_x', 'wall_phi', 'emf']) {
      const [here, there] = [read.column(name), table.column(name)];
      const most = Math.max(...there.map(Math.abs));
      expect(here.length).toBe(there.length);
      // Measured: 0. As above.
      here.forEach((value, i) => expect(Math.abs(value - there[i]) / most, name).toBeLessThan(1e-12));
    }
    const ovf = readOvf((await saved(page, 'save-wall-m')).content);
    expect(ovf.nodes).toEqual([80, 1, 1]);
    ovf.values.forEach((value, i) => expect(Math.abs(value - m[i])).toBeLessThan(1e-12));
    expect([await page.textContent('#status-dt'), await page.textContent('#status-ledger')].every((text) => /^\u2212?[\d.e\u2212]+( ps)?$/.test(text ?? ''))).toBe(true);
  });

  test('a video of the map filling in', async () => {
    const { page } = await map();
    const { name, content } = await saved(page, 'save-video');
    expect(name).toBe('map-current-alpha0.5-5x5-velocity.webm');
    // EBML, then frames that the browser decodes: the first is a map without points, the last has them all.
    expect(content.subarray(0, 4)).toEqual(Buffer.from([0x1a, 0x45, 0xdf, 0xa3]));
    const coloured = await page.evaluate(async (base64) => {
      const player = Object.assign(document.createElement('video'), { muted: true, src: `data:video/webm;base64,${base64}` });
      const heard = (event: string) => new Promise((resolve, reject) => {
        player.addEventListener(event, resolve, { once: true });
        player.onerror = () => reject(new Error(player.error?.message));
      });
      /** Share of the picture that is neither white nor black nor grey. */
      const share = () => {
        const canvas = Object.assign(document.createElement('canvas'), { width: player.videoWidth, height: player.videoHeight });
        const context = canvas.getContext('2d')!;
        context.drawImage(player, 0, 0);
        const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
        let count = 0;
        for (let k = 0; k < data.length; k += 4) if (Math.max(data[k], data[k + 1], data[k + 2]) - Math.min(data[k], data[k + 1], data[k + 2]) > 40) count++;
        return count / (data.length / 4);
      };
      await heard('loadeddata');
      const first = share();
      // It has no table of places to go to: it is played.
      player.playbackRate = 8;
      void player.play();
      await heard('ended');
      return [player.videoWidth, player.videoHeight, first, share()];
    }, content.toString('base64'));
    expect(coloured.slice(0, 2)).toEqual([720, 780]);
    // The scale alone, and the map of 652 x 628 with it.
    expect(coloured[2]).toBeLessThan(0.3);
    expect(coloured[3]).toBeGreaterThan(0.6);
  });
});

describe('when something is missing or fails', () => {
  /** In workers, which is where this lab asks for it. */
  const without = () => {
    const Plain = Worker;
    window.Worker = class extends Plain {
      constructor(url: string | URL, options?: WorkerOptions) {
        const first = `data:text/javascript,${encodeURIComponent("Object.defineProperty(WorkerNavigator.prototype, 'gpu', { get: () => undefined })")}`;
        super(URL.createObjectURL(new Blob([`import ${JSON.stringify(first)}; import ${JSON.stringify(new URL(url, location.href).href)};`], { type: 'text/javascript' })), options);
      }
    };
  };

  test('without WebGPU a banner says so, and float64 runs; who asks for it is told why not', async () => {
    const { page, errors } = await open(mapLab({ backend: 'auto' }), {}, without);
    await page.waitForFunction(() => window.mapLab?.points.length > 0);
    expect(await page.textContent('#notice')).toBe('This page runs in float64 on the CPU, which is exact and slower than a GPU: no WebGPU: this browser does not offer it.');
    await page.click('label:has([value=gpu])');
    await state(page, 'failed');
    expect(await page.textContent('#error')).toBe('no GPU: no WebGPU: this browser does not offer it');
    expect(await page.textContent('#status-points')).toBe('0 of 25');
    await page.click('label:has([value=cpu])');
    await page.waitForFunction(() => window.mapLab.points.length > 1);
    expect([await page.textContent('#error'), await page.textContent('#notice')]).toEqual(['', '']);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('a device that is lost: the map goes on with another from the points there are, and says so', async () => {
    const { page, errors } = await open(mapLab({ backend: 'gpu' }));
    await page.waitForFunction(() => (document.getElementById('bar') as HTMLProgressElement).value > 0.02);
    await lose(page);
    await page.waitForFunction(() => document.querySelector('#notice')?.textContent !== '');
    expect(await page.textContent('#notice')).toContain('The GPU device was lost; the map goes on with a new one, from the points there are.');
    await page.waitForFunction(() => window.mapLab.state === 'running' && (document.getElementById('bar') as HTMLProgressElement).value > 0.02);
    expect(await page.textContent('#error')).toBe('');
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('a device that is lost for good: the map is of one engine all the same', async () => {
    const opened = await open(mapLab({ backend: 'gpu', drive: 'field' }), {}, shorterHalves);
    const { page } = opened;
    await page.click('#step');
    await page.waitForFunction(() => window.mapLab.state === 'paused' && window.mapLab.points.length > 0);
    const before = await page.evaluate(() => window.mapLab.points);
    expect(before.length).toBe(10);
    await lose(page);
    // The next engine is float64: a browser that has lost a device for good offers none.
    await page.evaluate(() => {
      const post = Worker.prototype.postMessage;
      Worker.prototype.postMessage = function (message: { kind?: string }) {
        post.call(this, message.kind === 'choose' ? { ...message, backend: 'cpu' } : message);
      };
    });
    await page.click('#run');
    const lab = await filled(opened);
    expect(await page.textContent('#notice')).toContain('The GPU device was lost, and there is no other like it; the map began anew.');
    expect(lab.backend?.kind).toBe('cpu');
    const again = lab.points.find(({ index }) => index === before[0].index);
    // The same wall, in float64.
    expect(again?.ledger).not.toBe(before[0].ledger);
    await page.context().close();
  });

  test('a point that fails is shown as such, with the reason, and the others go on', async () => {
    // The first point is given a field that no step is short enough for.
    const broken = () => {
      interface Level { points: number[]; scene: object }
      const post = Worker.prototype.postMessage;
      Worker.prototype.postMessage = function (message: { levels?: Level[] }) {
        const [first] = message.levels ?? [];
        const levels = first && [{ ...first, points: [0], scene: { ...first.scene, field: { B: [1e10, 0, 0] } } }, { ...first, points: first.points.slice(1) }];
        post.call(this, levels ? { ...message, levels } : message);
      };
    };
    const opened = await open(mapLab(), { deviceScaleFactor: 1 }, broken);
    const { page } = opened;
    const { points } = await filled(opened);
    const failed = points.filter(({ failure }) => failure !== null);
    expect(failed).toEqual([expect.objectContaining({ index: 0, velocity: null, emf: null, regime: null })]);
    expect(await page.textContent('#status-points')).toBe('25 of 25, 1 failed');
    await hover(page, failed[0]);
    expect(await page.textContent('#point-error')).toBe(`This run failed: ${failed[0].failure}.`);
    expect(failed[0].failure).toMatch(/collapsed/);
    expect(await page.textContent('#regime-run')).toBe('failed');
    const { pixel, frame } = await screen(page);
    const box = boxOf(frame, placeIn(failed[0]));
    expect(pixel(box.x + 0.8 * box.width, box.y + 0.2 * box.height)).toBe(0xe1e4e8);
    expect((await saved(page, 'save-table')).content.toString().split('\n')[1]).toMatch(/nan,nan,nan,,failed$/);
    await page.context().close();
  });
});

test('the list of labs leads to it', async () => {
  const { page, errors } = await open('index.html');
  await page.click('a[href^="./map"]');
  await page.waitForFunction(() => window.mapLab?.points.length > 0);
  expect(errors).toEqual([]);
  await page.context().close();
});
