/** The views that labs share, in a browser: where what is drawn stands, in which colours, and what pointers do. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, CDPSession, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ARROW, LENGTH, spinsOf } from '../../demos/shared/view/chainPainter.js';
import type { Shape } from '../../demos/shared/view/camera.js';
import { OrbitCamera, type Place } from '../../demos/shared/view/orbit.js';
import { magnetizationColour, type SceneInput } from '../../src/index.js';
import { launchBrowser, serve, type Served } from '../support/browser.js';
import { readPng, type Picture } from '../support/png.js';
import type {} from '../pages/view/main.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const site = mkdtempSync(path.join(tmpdir(), 'spinmotive-views-'));

/** Awaited by the tests, so that without a browser they fail; where a hook fails they only count as skipped. */
let browser: Promise<Browser>;
let served: Served;

beforeAll(async () => {
  await build({
    configFile: false,
    root: path.join(root, 'test/pages/view'),
    base: './',
    logLevel: 'error',
    resolve: { alias: { spinmotive: path.join(root, 'src/index.ts') } },
    build: { outDir: site, emptyOutDir: true, target: 'es2022' },
  });
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

async function open({ webgpu = true, ...options }: BrowserContextOptions & { webgpu?: boolean } = {}): Promise<Opened> {
  const page = await (await browser).newPage({ locale: 'en-US', viewport: { width: 1000, height: 500 }, ...options });
  page.setDefaultTimeout(240_000);
  const errors: string[] = [];
  page.on('console', (message) => void (['error', 'warning'].includes(message.type()) && errors.push(message.text())));
  page.on('pageerror', (error) => void errors.push(String(error)));
  if (!webgpu) await page.addInitScript(() => Object.defineProperty(navigator, 'gpu', { value: undefined }));
  expect((await page.goto(`${served.url}index.html`))?.status()).toBe(200);
  return { page, errors };
}

/** The screen, when all that was asked for is drawn. */
async function shoot(page: Page): Promise<Picture> {
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  return readPng(await page.screenshot());
}

const channels = (pixel: number) => [16, 8, 0].map((shift) => (pixel >> shift) & 255);
const apart = (a: readonly number[], b: readonly number[]) => Math.max(...a.map((value, k) => Math.abs(value - b[k])));
const pixel = ({ width, pixels }: Picture, [x, y]: readonly [number, number]) => channels(pixels[Math.floor(y) * width + Math.floor(x)]);

const WIRE: Shape = { cells: [192, 1], cellSize: [4e-9, 1e-7] };
/** A head-to-head wall of 20 nm at a share of the wire, its middle turned out of the plane by `phi`. */
function wall(shape: Shape, share: number, phi: number): number[] {
  const m: number[] = [];
  for (let i = 0; i < shape.cells[0] * shape.cells[1]; i++) {
    const x = (((i % shape.cells[0]) + 0.5 - share * shape.cells[0]) * shape.cellSize[0]) / 2e-8;
    m.push(-Math.tanh(x), Math.cos(phi) / Math.cosh(x), Math.sin(phi) / Math.cosh(x));
  }
  return m;
}
const cellOf = (m: readonly number[], i: number) => m.slice(3 * i, 3 * i + 3) as [number, number, number];

/** Where cells are on the screen. */
const places = (page: Page) =>
  page.evaluate(() => {
    const { camera } = window.stage.view;
    return { origin: camera.toScreen([0, 0]), cell: camera.cell, shape: camera.shape, zoomed: camera.zoomed };
  });

const SCENE: SceneInput = {
  grid: { cells: [192, 1], cellSize: [4e-9, 1e-7, 5e-9] },
  material: { Ms: 8e5, A: 1.3e-11, alpha: 0.02, anisotropy: [{ axis: [1, 0, 0], Ku1: 1e5 }, { axis: [0, 0, 1], Ku1: -2e4 }] },
  initial: { kind: 'wall', left: [1, 0, 0], centre: [0, 1, 0], right: [-1, 0, 0], at: 3e-7 },
  field: { B: [4e-3, 0, 0] },
  transport: { polarization: 0.6, beta: 0.04, conductivity: 4e6, closure: 'circuit' },
  run: { duration: 5e-9 },
  output: { sampleEvery: 2e-10 },
};

/** Of 255. Measured: 0 with WebGPU, 1 on a plain canvas, where colours are blended and not m. */
const OFF = 4;

/** The largest distance of a wire's picture from the colours of m, in the pixels that the middles of cells are in, at three heights. */
async function off(page: Page, m: readonly number[]): Promise<number> {
  const picture = await shoot(page);
  const { origin, cell } = await places(page);
  let most = 0;
  for (let i = 0; i < 192; i++) {
    // The pixel in which the middle of the cell is, and m there.
    const x = Math.floor(origin[0] + (i + 0.5) * cell[0]);
    const place = (x + 0.5 - origin[0]) / cell[0] - 0.5;
    const [low, share] = [Math.max(0, Math.floor(place)), place - Math.floor(place)];
    const high = Math.min(191, low + 1);
    const between = [0, 1, 2].map((k) => (1 - share) * m[3 * low + k] + share * m[3 * high + k]) as [number, number, number];
    for (const height of [0.03, 0.5, 0.97]) most = Math.max(most, apart(pixel(picture, [x, origin[1] - height * cell[1]]), magnetizationColour(...between)));
  }
  const above = pixel(picture, [origin[0] + 96 * cell[0], origin[1] - 1.05 * cell[1]]);
  expect(above, 'the page above the wire').toEqual([255, 255, 255]);
  return most;
}

describe('a wire of one row', () => {
  test.each(['WebGPU', 'plain canvas'] as const)('%s: the colours of m, as long and as high as it is, and of the next m', async (name) => {
    const { page, errors } = await open({ webgpu: name === 'WebGPU' });
    await page.evaluate(async ([m, shape]) => {
      window.stage.view.showArrows(false);
      await window.stage.show(m, shape);
    }, [wall(WIRE, 0.5, 0.6), WIRE] as const);
    expect(await page.evaluate(() => document.querySelector<HTMLCanvasElement>('#host canvas')!.getContext('webgpu') !== null)).toBe(name === 'WebGPU');
    const { origin, cell } = await places(page);
    expect(origin[0]).toBeCloseTo(30);
    expect(192 * cell[0]).toBeCloseTo(940);
    expect(cell[1] / cell[0]).toBeCloseTo(25);
    expect(await off(page, wall(WIRE, 0.5, 0.6))).toBeLessThan(OFF);
    await page.evaluate((m) => window.stage.update(m), wall(WIRE, 0.3, -0.9));
    expect(await off(page, wall(WIRE, 0.3, -0.9))).toBeLessThan(OFF);
    expect(await off(page, wall(WIRE, 0.5, 0.6)), 'the earlier m').toBeGreaterThan(100);
    expect(errors).toEqual([]);
    await page.close();
  });

  test('is drawn from the memory of the solver, as it goes on', async () => {
    const { page, errors } = await open();
    await page.evaluate(async ([scene, shape]) => {
      window.stage.view.showArrows(false);
      await window.stage.solve(scene, shape);
    }, [SCENE, WIRE] as const);
    const before = await page.evaluate(() => window.stage.run(2));
    expect(await off(page, before)).toBeLessThan(OFF);
    const after = await page.evaluate(() => window.stage.run(6));
    expect(await off(page, after)).toBeLessThan(OFF);
    expect(Math.max(...after.map((value, k) => Math.abs(value - before[k])))).toBeGreaterThan(0.2);
    // An in-memory state is none of this film's.
    await page.evaluate((m) => window.stage.update(m), wall(WIRE, 0.2, 0));
    expect(await off(page, after)).toBeLessThan(OFF);
    expect(errors).toEqual([]);
    await page.close();
  });

  test.each(['WebGPU', 'plain canvas'] as const)('%s: one row of arrows in the middle', async (name) => {
    const { page, errors } = await open({ webgpu: name === 'WebGPU' });
    const m = wall(WIRE, 2, 0);
    await page.evaluate(async ([m, shape]) => window.stage.show(m, shape), [m, WIRE] as const);
    const { origin, cell } = await places(page);
    const picture = await shoot(page);
    // 4.9 px to a cell: an arrow every 4 cells, 19.6 px apart.
    const dark = (x: number, height: number) => pixel(picture, [origin[0] + x * cell[0], origin[1] - height * cell[1]])[0] < 150;
    for (let i = 2; i < 192; i += 4) {
      expect(dark(i + 0.5, 0.5), `an arrow on cell ${i}`).toBe(true);
      expect(dark(i + 2.5, 0.5), `none on cell ${i + 2}`).toBe(false);
      expect(dark(i + 0.5, 0.3) || dark(i + 0.5, 0.7), 'none beside').toBe(false);
    }
    expect(errors).toEqual([]);
    await page.close();
  });

  test('both painters draw the same arrows, near and far', async () => {
    const pictures: Picture[] = [];
    const film: Shape = { cells: [48, 24], cellSize: [4e-9, 6e-9] };
    for (const webgpu of [true, false]) {
      const { page } = await open({ webgpu });
      await page.evaluate(async ([m, shape]) => window.stage.show(m, shape), [wall(film, 0.5, 0.4), film] as const);
      pictures.push(await shoot(page));
      await page.evaluate(() => window.stage.view.camera.zoomBy(5, [420, 130]));
      pictures.push(await shoot(page));
      await page.close();
    }
    for (const k of [0, 1]) {
      const [one, other] = [pictures[k], pictures[k + 2]];
      let differ = 0;
      let dark = 0;
      // Inside the film: its edge is soft on a plain canvas. An arrow's edge may be blended otherwise, its inside may not.
      for (let y = 30; y < 270; y++) {
        for (let x = 360; x < 640; x++) {
          const [a, b] = [pixel(one, [x, y]), pixel(other, [x, y])];
          if (Math.max(...a) < 140) dark++;
          if (apart(a, b) > 60) differ++;
        }
      }
      expect(dark, 'pixels of arrows').toBeGreaterThan(2000);
      expect(differ / dark).toBeLessThan(0.05);
    }
  });
});

describe('what is shown', () => {
  test('another shape is seen whole, the same one from where it was', async () => {
    const { page, errors } = await open();
    await page.evaluate(async ([m, shape]) => window.stage.show(m, shape), [wall(WIRE, 0.5, 0), WIRE] as const);
    await page.evaluate(() => window.stage.view.camera.zoomBy(3, [300, 150]));
    const near = await places(page);
    await page.evaluate(async ([m, shape]) => window.stage.show(m, shape), [wall(WIRE, 0.4, 0), WIRE] as const);
    expect(await places(page)).toEqual(near);
    const film: Shape = { cells: [20, 10], cellSize: [5e-9, 5e-9] };
    await page.evaluate(async ([m, shape]) => {
      window.stage.view.showArrows(false);
      await window.stage.show(m, shape);
    }, [wall(film, 0.5, 0), film] as const);
    const { origin, cell, zoomed } = await places(page);
    expect(zoomed).toBe(false);
    expect(cell[0]).toBeCloseTo((0.94 * 300) / 10);
    expect(cell[1]).toBeCloseTo(cell[0]);
    const picture = await shoot(page);
    const m = wall(film, 0.5, 0);
    for (const i of [0, 5, 9, 12, 19]) expect(apart(pixel(picture, [origin[0] + (i + 0.5) * cell[0], origin[1] - 5.5 * cell[1]]), magnetizationColour(...cellOf(m, i)))).toBeLessThan(OFF);
    expect(await page.evaluate(() => document.querySelectorAll('#host canvas').length), 'the picture and what lies over it').toBe(2);
    expect(errors).toEqual([]);
    await page.close();
  });

  test('of two that are asked for at once the last one is shown', async () => {
    const { page, errors } = await open();
    await page.evaluate(async ([one, other, shape]) => {
      window.stage.view.showArrows(false);
      await Promise.all([window.stage.show(one, shape), window.stage.show(other, shape)]);
    }, [wall(WIRE, 0.2, 0), wall(WIRE, 0.7, 0), WIRE] as const);
    expect(await off(page, wall(WIRE, 0.7, 0))).toBeLessThan(OFF);
    expect(await page.evaluate(() => document.querySelectorAll('#host canvas').length)).toBe(2);
    expect(errors).toEqual([]);
    await page.close();
  });

  test('a frame is one submission and reads nothing back, however often it is asked for', async () => {
    const { page, errors } = await open();
    const counts = await page.evaluate(async ([m, shape]) => {
      await window.stage.show(m, shape);
      const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      await frame();
      const counted = { submits: 0, passes: 0, maps: 0 };
      const count = <T extends object>(type: { prototype: T }, name: keyof T, key: keyof typeof counted) => {
        const real = type.prototype[name] as (...args: unknown[]) => unknown;
        type.prototype[name] = function (this: T, ...args: unknown[]) {
          counted[key]++;
          return real.apply(this, args);
        } as T[keyof T];
      };
      count(GPUQueue, 'submit', 'submits');
      count(GPUCommandEncoder, 'beginRenderPass', 'passes');
      count(GPUBuffer, 'mapAsync', 'maps');
      for (let k = 0; k < 5; k++) {
        window.stage.update(m);
        window.stage.view.camera.zoomBy(1.1);
        window.stage.view.redraw();
      }
      await frame();
      return counted;
    }, [wall(WIRE, 0.5, 0), WIRE] as const);
    expect(counts).toEqual({ submits: 1, passes: 1, maps: 0 });
    expect(errors).toEqual([]);
    await page.close();
  });

  test('a device that is lost is no error, and another film can be shown', async () => {
    const { page, errors } = await open();
    await page.evaluate(async ([scene, shape]) => {
      window.stage.view.showArrows(false);
      await window.stage.solve(scene, shape);
      await window.stage.run(1);
      window.stage.end();
      window.stage.view.redraw();
    }, [SCENE, WIRE] as const);
    await shoot(page);
    await page.evaluate(() => window.stage.view.camera.zoomBy(2));
    await shoot(page);
    await page.evaluate(async ([m, shape]) => {
      // The view's own device, lost too.
      const real = GPUAdapter.prototype.requestDevice;
      let own: GPUDevice | null = null;
      GPUAdapter.prototype.requestDevice = async function (...args) {
        return (own = await real.apply(this, args));
      };
      await window.stage.show(m, shape);
      own!.destroy();
      window.stage.update(m);
      await own!.lost;
      window.stage.update(m);
      window.stage.view.redraw();
    }, [wall(WIRE, 0.3, 0), WIRE] as const);
    await shoot(page);
    await page.evaluate(async ([m, shape]) => {
      await window.stage.show(m, shape);
      window.stage.view.camera.fit();
    }, [wall(WIRE, 0.6, 0), WIRE] as const);
    expect(await off(page, wall(WIRE, 0.6, 0))).toBeLessThan(OFF);
    await page.evaluate(() => window.stage.view.destroy());
    expect(await page.evaluate(() => document.querySelectorAll('#host canvas').length)).toBe(1);
    expect(errors).toEqual([]);
    await page.close();
  });
});

describe('what pointers do', () => {
  const shown = async (options: BrowserContextOptions = {}) => {
    const opened = await open({ webgpu: false, ...options });
    await opened.page.evaluate(async ([m, shape]) => window.stage.show(m, shape), [wall(WIRE, 0.5, 0), WIRE] as const);
    return opened;
  };

  test('a drag of the left button is the lab\'s or moves the picture; the wheel and keys zoom', async () => {
    const { page, errors } = await shown();
    const drag = async (button: 'left' | 'middle' = 'left') => {
      await page.mouse.move(300, 150);
      await page.mouse.down({ button });
      await page.mouse.move(360, 140, { steps: 3 });
      await page.mouse.up({ button });
    };
    const whole = await places(page);
    await page.mouse.move(300, 150);
    await page.mouse.wheel(0, -400);
    await page.waitForFunction(() => window.stage.view.camera.zoomed);
    const near = await places(page);
    expect(near.cell[0] / whole.cell[0]).toBeCloseTo(Math.E);
    expect((300 - near.origin[0]) / near.cell[0], 'the place under the pointer stays').toBeCloseTo((300 - whole.origin[0]) / whole.cell[0]);
    await drag();
    const moved = await places(page);
    expect(moved.origin[0] - near.origin[0]).toBeCloseTo(60);
    expect(await page.evaluate(() => window.stage.drags.length)).toBe(0);
    await page.evaluate(() => window.stage.use('drag'));
    await drag();
    expect(await places(page)).toEqual(moved);
    const drags = await page.evaluate(() => window.stage.drags);
    expect(drags.at(-1)![1]).toBe(true);
    expect(drags.at(0)![1]).toBe(false);
    expect(drags.at(0)![0]![0]).toBeCloseTo((300 - moved.origin[0]) / moved.cell[0]);
    expect(drags.at(-1)![0]![0]).toBeCloseTo((360 - moved.origin[0]) / moved.cell[0]);
    expect(drags.at(-1)![0]![1]).toBeCloseTo((moved.origin[1] - 140) / moved.cell[1]);
    await drag('middle');
    expect((await places(page)).origin[0]).toBeCloseTo(moved.origin[0] + 60);
    await page.focus('#over');
    await page.keyboard.press('ArrowUp');
    expect((await page.evaluate(() => window.stage.drags)).at(-1)).toEqual([[0, 1], true]);
    await page.keyboard.press('0');
    expect(await places(page)).toEqual(whole);
    await page.keyboard.press('+');
    expect((await places(page)).cell[0] / whole.cell[0]).toBeCloseTo(1.25);
    expect(errors).toEqual([]);
    await page.close();
  });

  test('one finger scrolls the page, but where it drags or moves what is zoomed; two pinch', async () => {
    const { page, errors } = await shown({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 600 } });
    const session = await page.context().newCDPSession(page);
    // When the page has come to rest: a swipe lets it glide.
    const resting = async () => {
      for (let before = -1, now = 0; before !== now; ) {
        before = now;
        await page.waitForTimeout(150);
        now = await page.evaluate(() => scrollY);
      }
    };
    const scrolled = async () => {
      await resting();
      await page.evaluate(() => scrollTo(0, 0));
      await resting();
      await swipe(session, [[200, 240, 200, 60]]);
      await resting();
      return page.evaluate(() => scrollY);
    };
    expect(await scrolled()).toBeGreaterThan(100);
    await page.evaluate(() => window.stage.use('drag'));
    expect(await scrolled()).toBe(0);
    expect((await page.evaluate(() => window.stage.drags)).at(-1)?.[1]).toBe(true);
    await page.evaluate(() => window.stage.use('move'));
    expect(await scrolled()).toBeGreaterThan(100);
    await page.evaluate(() => scrollTo(0, 0));
    const whole = await places(page);
    await swipe(session, [[180, 150, 120, 150], [210, 150, 270, 150]]);
    const near = await places(page);
    expect(near.cell[0] / whole.cell[0], 'by how much the fingers are further apart').toBeCloseTo(5, 0);
    expect(await scrolled(), 'zoomed').toBe(0);
    await page.evaluate(() => window.stage.view.camera.fit());
    expect(await scrolled()).toBeGreaterThan(100);
    expect(errors).toEqual([]);
    await page.close();
  });
});

describe('a wire in space', () => {
  const HEIGHT = 320;
  const shown = async (m: number[], { webgpu = true, ...options }: BrowserContextOptions & { webgpu?: boolean } = {}) => {
    const opened = await open({ webgpu, ...options });
    await opened.page.evaluate(async ([m, shape]) => {
      await window.stage.inSpace(shape);
      await window.stage.show(m, shape);
    }, [m, WIRE] as const);
    return opened;
  };

  interface Arrow {
    readonly cell: number;
    /** Screen px of places in its head. */
    readonly head: readonly Place[];
  }

  /** Where the arrows of a camera are that stand off the wire, so that they are not hidden by the next one. @param act what was done to the camera */
  function arrows(m: number[], act: (camera: OrbitCamera) => void = () => {}): Arrow[] {
    const camera = new OrbitCamera(192);
    camera.resize(1000, HEIGHT);
    act(camera);
    const { first, stride, count } = spinsOf(camera, 192);
    const found: Arrow[] = [];
    for (let k = 0; k < count; k++) {
      const cell = first + k * stride;
      const [x, y, z] = cellOf(m, cell);
      if (Math.hypot(y, z) < 0.6) continue;
      const head = [0.05, 0.12, 0.18].map((past) => {
        const along = (ARROW.neck + past) * LENGTH * stride;
        return camera.project([cell + 0.5 + along * x, along * y, along * z]);
      });
      if (head.every((at) => at && at[0] > 5 && at[0] < 995 && at[1] > 5 && at[1] < HEIGHT - 5)) found.push({ cell, head: head as Place[] });
    }
    return found;
  }

  /** Degrees from hue to hue, which shading leaves as it is. */
  function hueOff([r, g, b]: readonly number[], colour: readonly number[]): number {
    const angle = (red: number, green: number, blue: number) => Math.atan2(Math.sqrt(3) * (green - blue), 2 * red - green - blue);
    const turn = angle(r, g, b) - angle(colour[0], colour[1], colour[2]);
    return (Math.abs(turn - 2 * Math.PI * Math.round(turn / (2 * Math.PI))) * 180) / Math.PI;
  }
  /** What has a hue, and is neither the page nor the line. */
  const coloured = (pixel: readonly number[]) => Math.max(...pixel) - Math.min(...pixel) > 50;

  /** How many of the arrows are there, in the hue of their m. */
  function hits(picture: Picture, m: number[], act?: (camera: OrbitCamera) => void): { found: number; of: number } {
    const all = arrows(m, act);
    const right = all.filter(({ cell, head }) => head.some(([x, y]) => {
      const at = pixel(picture, [x, y]);
      return coloured(at) && hueOff(at, magnetizationColour(...cellOf(m, cell))) < HUE;
    }));
    return { found: right.length, of: all.length };
  }

  const FLAT = wall(WIRE, 0.5, 0.5);
  const near = (camera: OrbitCamera) => camera.zoomBy(1.6);

  test.each(['WebGPU', 'plain canvas'] as const)('%s: arrows have the colours of m where the camera says they are, and go with m', async (name) => {
    const { page, errors } = await shown(FLAT, { webgpu: name === 'WebGPU' });
    expect(await page.evaluate(() => document.querySelector<HTMLCanvasElement>('#chain canvas')!.getContext('webgpu') !== null)).toBe(name === 'WebGPU');
    await page.evaluate(() => window.stage.chain.camera.zoomBy(1.6));
    const { found, of } = hits(await shoot(page), FLAT, near);
    expect(of).toBeGreaterThan(6);
    expect(found).toBe(of);
    // A wall that has turned: none of the arrows is where it was.
    const turned = wall(WIRE, 0.5, 0.5 + Math.PI);
    await page.evaluate((m) => window.stage.update(m), turned);
    const picture = await shoot(page);
    const now = hits(picture, turned, near);
    expect(now.found).toBe(now.of);
    expect(now.of).toBeGreaterThan(6);
    expect(hits(picture, FLAT, near).found).toBe(0);
    expect(errors).toEqual([]);
    await page.close();
  });

  test('is drawn from the memory of the solver, as it goes on; the solver\'s end is no error', async () => {
    const { page, errors } = await shown(FLAT);
    await page.evaluate(([scene, shape]) => window.stage.solve(scene, shape), [{ ...SCENE, initial: { ...SCENE.initial, at: 3.84e-7 } } as SceneInput, WIRE] as const);
    const before = await page.evaluate(() => window.stage.run(1));
    await page.evaluate(() => window.stage.chain.camera.zoomBy(1.6));
    const first = hits(await shoot(page), before, near);
    const after = await page.evaluate(() => window.stage.run(8));
    const picture = await shoot(page);
    const last = hits(picture, after, near);
    for (const { found, of } of [first, last]) {
      expect(of).toBeGreaterThan(3);
      expect(found).toBe(of);
    }
    await page.evaluate(() => window.stage.end());
    await page.evaluate(() => window.stage.chain.camera.rotate(0.1, 0));
    await shoot(page);
    expect(errors).toEqual([]);
    await page.close();
  });

  test('both painters draw the same arrows in the same places', async () => {
    const pictures: Picture[] = [];
    for (const webgpu of [true, false]) {
      const { page } = await shown(FLAT, { webgpu });
      await page.evaluate(() => window.stage.chain.camera.zoomBy(1.6));
      pictures.push(await shoot(page));
      await page.close();
    }
    const [one, other] = pictures.map((picture) => {
      const set = new Set<number>();
      for (let y = 0; y < HEIGHT; y++) for (let x = 0; x < 1000; x++) if (coloured(pixel(picture, [x, y]))) set.add(y * 1000 + x);
      return set;
    });
    const both = [...one].filter((at) => other.has(at)).length;
    expect(one.size).toBeGreaterThan(4000);
    // Measured: 0.95. A cone's side is round in one and flat in the other.
    expect(both / Math.max(one.size, other.size)).toBeGreaterThan(0.9);
  });

  test.each(['WebGPU', 'plain canvas'] as const)('%s: what is nearer hides what is further', async (name) => {
    // Along the wire, from beyond its end: the heads of the first arrows, which point away, hide those that point at the eye behind them.
    const m = Array.from({ length: 192 }, (_, i) => [i < 4 ? 1 : -1, 0, 0]).flat();
    const look = (camera: Pick<OrbitCamera, 'rotate' | 'pan' | 'zoomBy'>) => {
      camera.zoomBy(100);
      camera.pan(1e6, -1e6);
      camera.rotate(0.7 - Math.PI / 2, -0.4);
    };
    const { page, errors } = await shown(m, { webgpu: name === 'WebGPU' });
    await page.evaluate(`(${look.toString()})(window.stage.chain.camera)`);
    const picture = await shoot(page);
    const camera = whole();
    look(camera);
    expect(camera.centre).toBe(0);
    for (const [y, z] of [[0, 0.14], [0, -0.14], [0.14, 0], [-0.14, 0]]) {
      const [px, py] = camera.project([0.5 + ARROW.neck * LENGTH, y, z])!;
      const at = pixel(picture, [px, py]);
      expect(coloured(at)).toBe(true);
      expect(hueOff(at, [255, 0, 0])).toBeLessThan(HUE);
    }
    expect(errors).toEqual([]);
    await page.close();
  });

  test('a drag goes round it, with Shift it moves along; keys and the wheel do too', async () => {
    const { page, errors } = await shown(FLAT);
    await page.evaluate(() => window.stage.chain.camera.zoomBy(1.6));
    const before = await shoot(page);
    const drag = async (dx: number, dy: number) => {
      await page.mouse.move(600, 250);
      await page.mouse.down();
      await page.mouse.move(600 + dx, 250 + dy, { steps: 4 });
      await page.mouse.up();
    };
    await drag(-150, 40);
    const round = (camera: OrbitCamera) => {
      near(camera);
      camera.rotate(150 * 0.008, 40 * 0.008);
    };
    const after = await shoot(page);
    const now = hits(after, FLAT, round);
    expect(now.of).toBeGreaterThan(6);
    expect(now.found).toBe(now.of);
    expect(hits(before, FLAT, round).found / now.of).toBeLessThan(0.5);

    await page.keyboard.down('Shift');
    await drag(100, -30);
    await page.keyboard.up('Shift');
    const along = (camera: OrbitCamera) => {
      round(camera);
      for (let k = 0; k < 4; k++) camera.pan(25, -7.5);
    };
    const moved = hits(await shoot(page), FLAT, along);
    expect(moved.of).toBeGreaterThan(6);
    expect(moved.found).toBe(moved.of);

    const pose = () => page.evaluate(() => [...window.stage.chain.camera.matrix]);
    await page.keyboard.press('0');
    const home = await pose();
    expect(home).toEqual([...whole().matrix]);
    for (const key of ['ArrowLeft', 'ArrowUp', 'Shift+ArrowRight', '+']) {
      const old = await pose();
      await page.keyboard.press(key);
      expect(await pose(), key).not.toEqual(old);
    }
    await page.keyboard.press('0');
    expect(await pose()).toEqual(home);
    await page.mouse.wheel(0, -200);
    await page.waitForFunction((old) => [...window.stage.chain.camera.matrix].some((value, k) => value !== old[k]), home);
    expect(await page.evaluate(() => window.stage.chain.camera.scale) / whole().scale).toBeCloseTo(Math.exp(0.5));
    expect(errors).toEqual([]);
    await page.close();
  });

  function whole(): OrbitCamera {
    const camera = new OrbitCamera(192);
    camera.resize(1000, HEIGHT);
    return camera;
  }

  test('on a phone a finger to the side goes round it, one downwards scrolls the page, two zoom', async () => {
    const { page, errors } = await shown(FLAT, { webgpu: false, hasTouch: true, isMobile: true, viewport: { width: 390, height: 600 } });
    const session = await page.context().newCDPSession(page);
    const pose = () => page.evaluate(() => [...window.stage.chain.camera.axes].flat());
    const scale = () => page.evaluate(() => window.stage.chain.camera.scale);
    const before = await pose();
    await swipe(session, [[200, 150, 260, 150]]);
    const round = await pose();
    expect(round).not.toEqual(before);
    const first = await scale();
    await swipe(session, [[180, 150, 150, 150], [210, 150, 240, 150]]);
    expect(await scale() / first).toBeCloseTo(3, 0);
    await swipe(session, [[200, 240, 200, 60]]);
    await page.waitForFunction(() => scrollY > 100);
    expect(errors).toEqual([]);
    await page.close();
  });

  test('a frame is one submission and reads nothing back; another wire starts anew; nothing is left in the end', async () => {
    const { page, errors } = await shown(FLAT);
    const counted = await page.evaluate(async () => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      await frame();
      let submits = 0;
      const real = GPUQueue.prototype.submit;
      GPUQueue.prototype.submit = function (...args) {
        submits++;
        return real.apply(this, args);
      };
      GPUBuffer.prototype.mapAsync = () => Promise.reject(new Error('read back'));
      for (let k = 0; k < 5; k++) window.stage.chain.camera.rotate(0.01, 0);
      await frame();
      return submits;
    });
    expect(counted).toBe(1);
    const other: Shape = { cells: [64, 3], cellSize: [4e-9, 1e-8] };
    await page.evaluate(async ([m, shape]) => window.stage.show(m, shape), [wall(other, 0.5, 1), other] as const);
    expect(await page.evaluate(() => window.stage.chain.camera.centre)).toBe(32);
    await page.evaluate(() => window.stage.chain.destroy());
    expect(await page.evaluate(() => document.querySelectorAll('#chain canvas').length)).toBe(0);
    expect(errors).toEqual([]);
    await page.close();
  });

  test.each([['light', [255, 255, 255]], ['dark', [0x19, 0x1e, 0x25]]] as const)('on a %s page up and down are seen, and the names of the axes', async (colorScheme, card) => {
    const poles = Array.from({ length: 192 }, (_, i) => [0, 0, i % 2 ? 1 : -1]).flat();
    const { page, errors } = await shown(poles, { colorScheme });
    await page.evaluate(() => window.stage.chain.camera.zoomBy(100));
    const picture = await shoot(page);
    const camera = whole();
    camera.zoomBy(100);
    for (const cell of [95, 96]) {
      const sign = cell % 2 ? 1 : -1;
      const [x, y] = camera.project([cell + 0.5, 0, sign * 0.3 * LENGTH])!;
      expect(apart(pixel(picture, [x, y]), card), `cell ${cell}`).toBeGreaterThan(25);
    }
    expect(await page.getAttribute('#chain canvas:last-child', 'aria-label')).toContain('Arrow keys');
    let triad = 0;
    for (let y = HEIGHT - 90; y < HEIGHT; y++) for (let x = 910; x < 1000; x++) if (apart(pixel(picture, [x, y]), card) > 90) triad++;
    expect(triad, 'pixels of the axes and their names').toBeGreaterThan(60);
    expect(errors).toEqual([]);
    await page.close();
  });
});

/** Degrees of hue by which the grey at the edge of a surface may turn its colour. Measured: 0.7. */
const HUE = 4;

/** Fingers from one place to another, each as [x, y, x, y]. */
async function swipe(session: CDPSession, fingers: readonly (readonly [number, number, number, number])[]): Promise<void> {
  const steps = 12;
  for (let k = 0; k <= steps; k++) {
    const touchPoints = fingers.map(([x, y, toX, toY], id) => ({ id, x: x + ((toX - x) * k) / steps, y: y + ((toY - y) * k) / steps }));
    await session.send('Input.dispatchTouchEvent', { type: k === 0 ? 'touchStart' : 'touchMove', touchPoints });
  }
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}
