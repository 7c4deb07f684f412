/** The built page of the map lab in a browser: what its pixels say is what the library finds in Node, and every point leads to its wall. */
import { readFileSync } from 'node:fs';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { boxOf, frameOf, pixelOf } from '../../demos/map/frame.js';
import { levelOf, placeOf, shareOf } from '../../demos/map/lattice.js';
import type { MapLab } from '../../demos/map/main.js';
import type { Done } from '../../demos/map/messages.js';
import { QUANTITIES, shown } from '../../demos/map/quantities.js';
import { pointScene, sweepScene, unitOf, wallScene } from '../../demos/map/scene.js';
import { Simulation, sweep } from '../../src/node/index.js';
import { openLabs, type Labs, type Opened } from '../support/labs.js';
import { readPng, type Picture } from '../support/png.js';

/** A quick map: much damping, 25 points. */
const QUICK = 'backend=cpu&alpha=0.5&points=5';

let labs: Labs;
beforeAll(async () => {
  labs = await openLabs();
});
afterAll(() => labs?.close());

async function open(address: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const opened = await labs.open(address, { viewport: { width: 1200, height: 1150 }, ...options });
  opened.page.setDefaultTimeout(100_000);
  return opened;
}

/** The lab when all of its points are there and drawn. */
async function filled({ page, errors }: Opened): Promise<MapLab> {
  await page.waitForFunction(() => window.mapLab?.state === 'failed' || (window.mapLab?.state === 'done' && window.mapLab.points.length === window.mapLab.choice.finest ** 2));
  expect(await page.textContent('#error')).toBe('');
  expect(errors).toEqual([]);
  return page.evaluate(() => window.mapLab);
}

/** One page for all who only look at it: 25 walls under a current. */
let shared: Promise<Opened & { lab: MapLab }> | undefined;
const map = () => (shared ??= open(`map/index.html?${QUICK}`).then(async (opened) => ({ ...opened, lab: await filled(opened) })));

const placeIn = ({ side, index }: Done) => placeOf(side, index);

/** The point at u/u_c or B/B_W = x and beta/alpha = y. */
function at({ points, choice: { study } }: MapLab, x: number, y: number): Done {
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
  await page.waitForFunction((drive) => window.mapLab.selected?.drive === drive && window.mapLab.series?.done, point.drive);
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
    const { study } = lab.choice;
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
    const opened = await open('map/index.html?backend=gpu&alpha=0.5&points=5&drive=field');
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
      await page.waitForFunction((wanted) => window.mapLab.choice.quantity === wanted, quantity);
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
    const opened = await open('map/index.html?backend=cpu&alpha=0.5&points=17', { colorScheme: 'dark' });
    const { page } = opened;
    await page.waitForFunction(() => window.mapLab?.points.length > 27);
    await page.click('#pause');
    await page.waitForTimeout(300);
    const some = await page.evaluate(() => window.mapLab.points);
    expect(await page.textContent('#progress')).toContain('paused');
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
    await page.click('#pause');
    await page.waitForFunction((count) => window.mapLab.points.length > count, some.length);
    // A coarser map is what is there already; back to the finer one, nothing is lost.
    await page.selectOption('[name=points]', '5');
    await page.waitForFunction(() => window.mapLab.state === 'done' && window.mapLab.points.length === 25);
    await page.selectOption('[name=points]', '17');
    await page.waitForFunction((count) => window.mapLab.state === 'running' && window.mapLab.points.length >= count, some.length);
    await page.locator('#alpha').fill('0.45');
    await page.waitForFunction(() => window.mapLab.choice.study.alpha === 0.45 && window.mapLab.points.length > 0);
    expect(await page.evaluate(() => window.mapLab.points.length)).toBeLessThan(some.length);
    expect(new URL(page.url()).searchParams.get('alpha')).toBe('0.45');
    expect(opened.errors).toEqual([]);
    await page.context().close();
  });

  test('no wider than a telephone', async () => {
    const { page, errors } = await open(`map/index.html?${QUICK}`, { viewport: { width: 390, height: 844 } });
    await page.waitForFunction(() => window.mapLab?.points.length > 3);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    expect(errors).toEqual([]);
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
    const simulation = await Simulation.create(pointScene(lab.choice.study, point.beta, point.drive), { backend: 'cpu' });
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
    await page.waitForFunction(() => window.mapLab.series?.done);
    const point = at(lab, 1.5, 0.75);
    expect(await page.evaluate(() => window.mapLab.selected)).toEqual(point);
    expect(await page.textContent('#heard')).toContain('beta over alpha 0.75, current 1.5 thresholds: viscous');
    const [wall] = await Promise.all([page.context().waitForEvent('page'), page.keyboard.press('Enter')]);
    await wall.waitForFunction(() => window.lab?.rows.length > 0);
    expect(await wall.textContent('#refused')).toBe('');
    expect(await wall.evaluate(() => window.lab.scene)).toEqual(wallScene(lab.choice.study, point.beta, point.drive));
    await wall.close();
    expect(errors).toEqual([]);
  });
});

describe('files', () => {
  async function saved(page: Page, id: string): Promise<{ name: string; content: Buffer }> {
    const [download] = await Promise.all([page.waitForEvent('download'), page.click(`#${id}`)]);
    return { name: download.suggestedFilename(), content: readFileSync(await download.path()) };
  }

  test('CSV, PNG and scene are what the page shows', async () => {
    const { page, lab } = await map();
    const csv = await saved(page, 'save-csv');
    expect(csv.name).toBe('map-current-alpha0.5-5x5.csv');
    const [header, ...rows] = csv.content.toString().trim().split('\n').map((line) => line.split(','));
    expect(header.slice(0, 5)).toEqual(['beta/alpha', 'u/u_c', 'transport.beta', 'transport.j.0 (A/m^2)', 'mean.wall_v (m/s)']);
    expect(rows.length).toBe(25);
    for (const [y, x, beta, j, velocity, , emf, regime, status] of rows) {
      const point = at(lab, Number(x), Number(y));
      expect([Number(beta), Number(j), Number(velocity), Number(emf), regime, status]).toEqual([point.beta, point.drive, point.velocity, point.emf, point.regime, 'done']);
    }

    const png = await saved(page, 'save-png');
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
    expect(JSON.parse(scene.content.toString())).toEqual(sweepScene(lab.choice.study, 5));
    expect(await page.textContent('#command')).toContain(scene.name);
  });
});

test('the list of labs leads to it', async () => {
  const { page, errors } = await open('index.html');
  await page.click('a[href^="./map"]');
  await page.waitForFunction(() => window.mapLab?.points.length > 0);
  expect(errors).toEqual([]);
  await page.context().close();
});
