/** The vortex lab in a browser: the picture has the colours of the magnetization, on either engine and without WebGPU, and what the reader does is done. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Trace } from '../../demos/vortex/trace.js';
import { magnetizationColour } from '../../src/index.js';
import { Simulation } from '../../src/node/index.js';
import { columnOf, heldAfter, labAddress, openLabs, shown, type Labs, type Opened, type Shown } from '../support/labs.js';
import { distance, largest, small } from '../support/measured.js';
import { readPng, type Picture } from '../support/png.js';

const CELLS = 32;

let labs: Labs;
beforeAll(async () => {
  labs = await openLabs({ webgpuCanvas: true });
});
afterAll(() => labs?.close());

const hidden = () => Object.defineProperty(Navigator.prototype, 'gpu', { get: () => undefined });

/** @param webgpu whether the page has it */
async function open(settings: Readonly<Record<string, string | number>> = {}, { colorScheme = 'light' as 'light' | 'dark', webgpu = false, width = 1200 } = {}): Promise<Opened> {
  const opened = await labs.open(labAddress('vortex', settings), { colorScheme, viewport: { width, height: 1400 } }, webgpu ? undefined : hidden);
  return opened;
}

/** One sample, nine steps. */
const SHORT = { 'run.duration': 1e-11, 'run.method': '"rk4"', 'run.fixedStep': 1e-11 / 9 };

interface Shot extends Picture {
  readonly m: Float64Array;
  /** What the library says the state is, and where cells are on the screen. */
  readonly lab: Shown;
  readonly trace: Trace;
  readonly origin: readonly [number, number];
  readonly scale: number;
  /** 0xRRGGBB of the middle of a cell; places between cells are cells with a fraction. */
  at(x: number, y: number): number;
}

const trace = (page: Page): Promise<Trace> => page.evaluate(() => window.vortex.trace);

/** The screen at one moment, of a run that is over, without arrows; and m read back through the library. */
async function shoot(page: Page): Promise<Shot> {
  await page.waitForFunction(() => ['done', 'paused'].includes(window.lab?.state) && window.lab.time > 0);
  await page.uncheck('#arrows');
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  const picture = readPng(await page.screenshot());
  const lab = await shown(page);
  const [origin, far] = await page.evaluate((cells) => [window.lab.onPage(0.5, 0.5), window.lab.onPage(cells + 0.5, 0.5)], CELLS);
  const scale = (far[0] - origin[0]) / CELLS;
  const at = (x: number, y: number) => picture.pixels[Math.floor(origin[1] - y * scale) * picture.width + Math.floor(origin[0] + x * scale)];
  return { ...picture, m: Float64Array.from(lab.m), lab, trace: await trace(page), origin, scale, at };
}

const channels = (pixel: number) => [16, 8, 0].map((shift) => (pixel >> shift) & 255);
const apart = (a: readonly number[], b: readonly number[]) => Math.max(...a.map((value, k) => Math.abs(value - b[k])));
const core = (trace: Trace) => [trace.x.at(-1)! / 5e-9 - 0.5, trace.y.at(-1)! / 5e-9 - 0.5] as const;

/** Cells of the magnet that neither the ring about the core nor its tail hides. */
function* cells(shot: Shot): Generator<{ x: number; y: number; m: [number, number, number] }> {
  const [cx, cy] = core(shot.trace);
  const { x: pathX, y: pathY } = shot.trace;
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
      const { page, errors } = await open({ ...SHORT, backend: name === 'WebGPU' ? 'gpu' : 'cpu' }, { webgpu: name !== 'plain canvas' });
      const shot = await shoot(page);
      expect(shot.lab.backend?.kind).toBe(name === 'WebGPU' ? 'gpu' : 'cpu');
      expect(await page.evaluate(() => document.querySelector<HTMLCanvasElement>('#film canvas')!.getContext('webgpu') !== null)).toBe(name !== 'plain canvas');
      expect(await page.textContent('#error')).toBe('');
      expect(errors).toEqual([]);
      await page.context().close();
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
    const [cx, cy] = core(shot.trace);
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
    const { page, errors } = await open({ backend: 'gpu', 'transport.leads.0.current': 8e-3, 'transport.leads.1.current': -8e-3 }, { webgpu: true });
    await page.waitForFunction(() => window.lab?.time > 0);
    await page.click('#run');
    const before = await shoot(page);
    await page.click('#run');
    await page.waitForFunction((time) => window.lab.time > time + 2.5e-11, before.lab.time);
    await page.click('#run');
    const after = await shoot(page);
    expect(off(after).most).toBeLessThan(9);
    // The earlier picture is not of the later state.
    const stale = off({ ...after, pixels: before.pixels, at: before.at });
    expect(stale.mean).toBeGreaterThan(3);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('dark, core down, square, clockwise: a dark core on a dark page', async () => {
    const { page, errors } = await open({ ...SHORT, initial: '{"kind":"vortex","circulation":-1,"polarity":-1,"at":[8e-8,8e-8]}', geometry: '{"shape":"rectangle"}' }, { colorScheme: 'dark', webgpu: true });
    const shot = await shoot(page);
    expect(off(shot).mean).toBeLessThan(2);
    const [cx, cy] = core(shot.trace);
    expect(Math.max(...channels(shot.at(cx, cy)))).toBeLessThan(60);
    const [red, green] = channels(shot.at(cx, cy + 7));
    expect(red, 'to the right above the core').toBeGreaterThan(200);
    expect(green).toBeLessThan(90);
    expect(channels(shot.at(-0.5 - 40 / shot.scale, 16)), 'the card').toEqual([0x19, 0x1e, 0x25]);
    expect(await page.textContent('#thiele')).toContain('square');
    expect(errors).toEqual([]);
    await page.context().close();
  });
});

/** By what angle the core has gone about the middle, rad. */
function turned({ x, y }: Trace): number {
  let sum = 0;
  for (let k = 1; k < x.length; k++) {
    const [a, b] = [k - 1, k].map((i) => Math.atan2(y[i] - 8e-8, x[i] - 8e-8));
    sum += b - a - 2 * Math.PI * Math.round((b - a) / (2 * Math.PI));
  }
  return sum;
}

describe('what the reader does', () => {
  test('it runs; a core that is turned over goes round the other way', async () => {
    const { page, errors } = await open({ 'run.duration': 3e-10 });
    const over = async () => {
      await page.waitForFunction(() => window.lab?.state === 'done');
      return trace(page);
    };
    const up = await over();
    // A period is 1.04 ns: 1.8 rad.
    expect(turned(up)).toBeGreaterThan(0.5);
    expect(turned(up)).toBeLessThan(2.5);
    await page.click('#polarity-row >> text=down');
    await page.waitForFunction(() => window.vortex.trace.polarity[0] === -1);
    const down = await over();
    expect(turned(down)).toBeLessThan(-0.5);
    // The emf follows the core's velocity across: 2 pi p s0 v_y/width, and p v_y is the same for both.
    expect(Math.sign(down.emf.at(-1)!)).toBe(Math.sign(up.emf.at(-1)!));
    expect(page.url()).toContain('initial.polarity=-1');
    expect(await page.textContent('#thiele')).toMatch(/^\d+ MHz clockwise$/);
    await page.click('#undo');
    await page.waitForFunction(() => window.vortex.trace.polarity[0] === 1);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('a slider acts on the vortex as it is; a click, an arrow key and a preset put the core elsewhere; keys zoom', async () => {
    const { page, errors } = await open();
    await heldAfter(page, 3);
    const before = await trace(page);
    // The trace may lack what is not drawn yet.
    const held = await page.evaluate(() => window.lab.rows.length);
    await page.locator('#current').fill('5');
    await page.waitForFunction(() => window.lab.scene.changes?.at(-1)?.set?.['transport.leads.0.current'] === 5e-3);
    await page.click('#step');
    await page.waitForFunction((rows) => window.lab.state === 'paused' && window.lab.rows.length > rows, held);
    await page.click('#step');
    await page.waitForFunction((rows) => window.lab.state === 'paused' && window.lab.rows.length > rows + 1, held);
    const after = await trace(page);
    expect(after.t.slice(0, before.t.length)).toEqual(before.t);
    expect(Math.hypot(core(after)[0] - core(before)[0], core(after)[1] - core(before)[1]), 'cells in 20 ps').toBeLessThan(2);
    const I = await page.evaluate(() => window.lab.rows.at(-1)![window.lab.columns.indexOf('I')]);
    // The current of the leads is kept to the tolerance of the potential.
    expect(I / 5e-3).toBeCloseTo(1, 3);
    await page.click('#run');

    const placed = async (act: () => Promise<void>, x: number, y: number) => {
      await page.evaluate(() => Object.assign(window.vortex.trace, { seen: true }));
      await act();
      await page.waitForFunction(() => window.lab.time > 0 && window.vortex.trace.t.length > 0 && !('seen' in window.vortex.trace));
      const { x: xs, y: ys } = await trace(page);
      expect(Math.hypot(xs[0] / 5e-9 - x, ys[0] / 5e-9 - y), 'cells').toBeLessThan(0.3);
    };
    const [px, py] = await page.evaluate(() => window.lab.onPage(12, 10));
    await placed(() => page.mouse.click(px, py), 12, 10);
    await page.click('#run');
    // The core goes by a few cells in what a busy page has not drawn yet.
    await page.waitForFunction(() => window.lab.state === 'paused' && window.vortex.trace.t.length === window.lab.rows.length);
    const { x, y } = await trace(page);
    await page.focus('#over');
    await placed(async () => {
      await page.keyboard.press('ArrowRight');
      await page.click('#run');
    }, Math.round(x.at(-1)! / 5e-9 + 1), Math.round(y.at(-1)! / 5e-9));
    await placed(() => page.click('button >> text=Resonance'), 16, 16);
    expect(await page.textContent('#look')).toContain('orbit grows');
    expect(await page.textContent('#frequency-value')).toContain('950');

    const across = () => page.evaluate(() => window.lab.onPage(32, 0)[0] - window.lab.onPage(0, 0)[0]);
    const width = await across();
    await page.focus('#over');
    await page.keyboard.press('+');
    expect((await across()) / width).toBeCloseTo(1.25);
    await page.keyboard.press('0');
    expect(await across()).toBeCloseTo(width);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test.each([['float64', 5e-10], ['WebGPU', 5e-11]] as const)('%s: a poke in the middle of the core turns it over, and the link has the same table to the last digit', async (engine, duration) => {
    const webgpu = engine === 'WebGPU';
    const { page, errors } = await open({ 'initial.at': '[8e-8,8e-8]', 'run.duration': duration, backend: webgpu ? 'gpu' : 'cpu' }, { webgpu });
    await heldAfter(page, 1);
    await page.click('#tool-row >> text=Poke');
    await page.selectOption('#along', '1 0 0');
    // Twice a quarter about x.
    const [x, y] = await page.evaluate(() => window.lab.onPage(16, 16));
    for (const n of [1, 2]) {
      await page.mouse.click(x, y);
      await page.waitForFunction((n) => window.lab.scene.changes?.[0].kicks?.length === n, n);
    }
    await page.click('#run');
    await page.waitForFunction(() => window.lab.state === 'done');
    const over = await shown(page);
    expect(over.backend?.kind).toBe(webgpu ? 'gpu' : 'cpu');
    const polarity = columnOf(over, 'core_p');
    expect(polarity[0]).toBe(1);
    expect(polarity).toContain(-1);
    const link = page.url();
    const again = await labs.open(link.slice(labs.url.length), {}, webgpu ? undefined : hidden);
    await again.page.waitForFunction(() => window.lab?.state === 'done');
    const repeated = await shown(again.page);
    expect(repeated.rows).toEqual(over.rows);
    expect(repeated.m).toEqual(over.m);
    expect([...errors, ...again.errors]).toEqual([]);
    await page.context().close();
    await again.page.context().close();
  });

  test.each(['float64', 'WebGPU'] as const)('%s: arrows of the current in place of those of m, of a run that is over and of one that goes on', async (engine) => {
    const webgpu = engine === 'WebGPU';
    const { page, errors } = await open({ ...SHORT, backend: webgpu ? 'gpu' : 'cpu' }, { webgpu });
    await page.waitForFunction(() => window.lab?.state === 'done');
    expect(await page.evaluate(() => window.lab.current)).toBeNull();
    const dark = async () => {
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
      return readPng(await page.locator('#film').screenshot()).pixels.filter((pixel) => apart(channels(pixel), [10, 14, 20]) < 60).length;
    };
    await page.uncheck('#arrows');
    const bare = await dark();
    await page.check('#flow');
    await page.waitForFunction(() => window.lab.current !== null);
    // Edges of some three hundred arrows.
    expect(await dark()).toBeGreaterThan(bare + 1000);
    expect(await page.isDisabled('#arrows')).toBe(true);
    const current = Float64Array.from(await page.evaluate(() => [...window.lab.current!]));
    const { scene } = await shown(page);
    const simulation = await Simulation.create({ ...scene, output: { ...scene.output, snapshotEvery: scene.run.duration, snapshotQuantities: ['j'] } }, { backend: 'cpu' });
    let exact: Float64Array | undefined;
    for await (const { snapshots } of simulation.advance()) exact = snapshots.at(-1)?.currents?.j ?? exact;
    simulation.destroy();
    // Measured: 5e-15 (browser and Node differ in the last place of what they take of sines), and 2.3e-6 in float32.
    small('current', distance(current, exact!) / largest(exact!), webgpu ? 1e-3 : 1e-12);

    await page.uncheck('#flow');
    expect(await page.evaluate(() => window.lab.current)).toBeNull();
    expect(await page.isDisabled('#arrows')).toBe(false);
    expect(await dark()).toBeLessThan(bare + 100);
    // Another run has it from its first step on.
    await page.check('#flow');
    await page.click('#run');
    await page.waitForFunction(() => window.lab.state === 'done' && window.lab.current !== null);
    expect(await page.evaluate(() => [...window.lab.current!])).toEqual([...current]);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('a start that is to relax says so, is held by a pause, and goes on', async () => {
    const { page, errors } = await open({ ...SHORT, 'run.relaxFirst': '"without-drive"', 'run.relaxTolerance': 1e-2 });
    const said = (words: string) => page.waitForFunction((words) => document.querySelector('#status-state')?.textContent?.startsWith(words), words);
    const state = () => page.textContent('#status-state');
    await said('relaxing, ');
    await page.keyboard.press(' ');
    await said('paused, relaxing, ');
    const held = await state();
    await page.waitForTimeout(200);
    expect(await state()).toBe(held);
    expect(await page.evaluate(() => window.lab.rows.length)).toBe(0);
    // It is seen meanwhile: all colours of the wheel go round the core.
    await page.locator('#film canvas').first().waitFor();
    await page.uncheck('#arrows');
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    const seen = readPng(await page.locator('#film').screenshot());
    for (const bright of [0xff0000, 0x00ff00, 0x0000ff]) {
      const share = seen.pixels.filter((pixel) => apart(channels(pixel), channels(bright)) < 60).length / seen.pixels.length;
      expect(share, `of ${bright.toString(16)}`).toBeGreaterThan(0.005);
    }
    await page.click('#run');
    await page.waitForFunction(() => window.lab.state === 'done');
    // Back to the start: it comes to rest all the same, and waits there.
    await page.keyboard.press('r');
    await page.waitForFunction(() => window.lab.state === 'paused' && document.querySelector('#status-state')?.textContent === 'paused');
    expect(await page.evaluate(() => window.lab.time)).toBe(0);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('on a phone nothing sticks out, and what the library refuses is said', async () => {
    const { page } = await open({ 'material.alpha': -1 }, { width: 390 });
    await page.waitForFunction(() => window.lab?.rows.length > 0);
    expect(await page.textContent('#refused')).toContain('material.alpha: expected');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.context().close();
  });
});
