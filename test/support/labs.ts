/** The labs as they are built, served, and opened in a browser. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { build } from 'vite';
import { expect } from 'vitest';
import type {} from '../../demos/map/main.js';
import type { Lab } from '../../demos/shared/lab/lab.js';
import type {} from '../../demos/standard/main.js';
import type {} from '../../demos/vortex/main.js';
import { launchBrowser, serve, type BrowserOptions } from './browser.js';

/** ms after which what a page is waited for will not come: a machine that does other things besides takes its time, and a test's own limit says less of what is missing. */
const PATIENCE = 240_000;

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Folders of demos/ with a page. */
export const labNames: readonly string[] = readdirSync(path.join(root, 'demos')).filter((name) => existsSync(path.join(root, 'demos', name, 'index.html')));

/** For `open`: a browser that does not offer WebGPU. */
export const withoutWebgpu = (): void => void Object.defineProperty(Navigator.prototype, 'gpu', { get: () => undefined });

export interface Visit {
  /** Of something that is quick in float64. */
  readonly address: string;
  /** What a reader has to press first. */
  readonly press?: string;
  /** In the page: whether it has something of its own run to show. */
  readonly shows: () => boolean;
  /** What brings up the parts that are hidden until then. */
  readonly then?: (page: Page) => Promise<void>;
}

/** A quick visit to each lab, for tests of what all of them have to have. */
const VISITS: Readonly<Record<string, Visit>> = {
  wall: { address: 'wall/index.html', shows: () => window.lab?.rows.length > 2 },
  vortex: { address: 'vortex/index.html', shows: () => window.vortex?.trace.t.length > 2 },
  map: {
    address: 'map/index.html#v=1&alpha=0.5&finest=5',
    shows: () => window.mapLab?.points.length === 25,
    async then(page) {
      await page.focus('#map');
      await page.keyboard.press('ArrowRight');
      await page.waitForFunction(() => window.mapLab.series?.whole);
    },
  },
  standard: {
    address: 'standard/index.html#v=1&backend=cpu&sp4.duration=2e-11&sp4.rest=0.005',
    press: '[data-problem=sp4-field1] .run',
    shows: () => ['done', 'failed'].includes(window.standardLab?.runs['sp4-field1']?.state) && document.querySelector('[data-problem=sp4-field1] .badge')?.textContent !== 'running',
  },
};

/** @throws Error for a lab that has no visit here: that wants one */
export function visitTo(lab: string): Visit {
  if (!Object.hasOwn(VISITS, lab)) throw new Error(`${lab}: test/support/labs.ts does not say how to visit this lab`);
  return VISITS[lab];
}

/** The page when it shows something. */
export async function visited(page: Page, { press, shows, then }: Visit): Promise<void> {
  if (press) await page.click(press);
  await page.waitForFunction(shows);
  await then?.(page);
}

export interface Opened {
  readonly page: Page;
  /** What the page complained of. */
  readonly errors: string[];
  /** Addresses that it and its workers asked for. */
  readonly asked: string[];
  /** Types of what came, by address. */
  readonly types: Map<string, string>;
}

export interface Labs {
  /** Where they are served; ends with a slash. */
  readonly url: string;
  /** Where their files are. */
  readonly folder: string;
  /** @param before runs in the page before anything of its own */
  open(address: string, options?: BrowserContextOptions, before?: () => void): Promise<Opened>;
  close(): Promise<void>;
}

export interface LabsOptions extends BrowserOptions {
  /** False: pages have no WebGPU. SwiftShader that stands in for it only takes time from float64, and is lost where a page draws with it on a screen that was not asked for. Default true. */
  readonly webgpu?: boolean;
  /** Of the server in which they are, as a path. */
  readonly folder?: string;
}

/**
 * The caller closes them. Without a browser `open` fails, so that tests do; where a hook fails they only count as skipped.
 * @param built labs that are served already, and longer than these
 */
export async function openLabs({ webgpu = true, folder = '', ...browserOptions }: LabsOptions = {}, built?: Labs): Promise<Labs> {
  const served = built ? { url: built.url, folder: built.folder, close: async () => {} } : await buildAndServe(folder);
  const browser: Promise<Browser> = launchBrowser(browserOptions);
  await browser.catch(() => {});
  const { url, folder: site } = served;
  return {
    url,
    folder: site,
    async open(address, options = {}, before) {
      const context = await (await browser).newContext({ locale: 'en-US', viewport: { width: 1200, height: 1400 }, permissions: ['clipboard-read', 'clipboard-write'], ...options });
      context.setDefaultTimeout(PATIENCE);
      const page = await context.newPage();
      if (!webgpu) await page.addInitScript(withoutWebgpu);
      if (before) await page.addInitScript(before);
      const errors: string[] = [];
      const asked: string[] = [];
      const types = new Map<string, string>();
      context.on('request', (request) => void asked.push(request.url()));
      context.on('response', (response) => void types.set(response.url(), response.headers()['content-type'] ?? ''));
      page.on('console', (message) => void (['error', 'warning'].includes(message.type()) && errors.push(message.text())));
      page.on('pageerror', (error) => void errors.push(String(error)));
      page.on('requestfailed', (request) => void errors.push(`${request.url()} failed`));
      page.on('response', (response) => void (response.status() >= 400 && errors.push(`${response.url()} ${response.status()}`)));
      expect((await page.goto(url + address))?.status()).toBe(200);
      return { page, errors, asked, types };
    },
    async close() {
      await browser.then((it) => it.close(), () => {});
      await served.close();
    },
  };
}

async function buildAndServe(folder: string): Promise<Pick<Labs, 'url' | 'folder' | 'close'>> {
  const top = mkdtempSync(path.join(tmpdir(), 'spinmotive-demos-'));
  const site = path.join(top, folder);
  await build({ configFile: path.join(root, 'demos/vite.config.ts'), logLevel: 'error', build: { outDir: site, emptyOutDir: true } });
  const served = await serve(top);
  return {
    url: served.url + folder.split('/').filter(Boolean).map((name) => `${encodeURIComponent(name)}/`).join(''),
    folder: site,
    async close() {
      await served.close();
      rmSync(top, { recursive: true, force: true });
    },
  };
}

/** The page of a lab; settings are paths of the scene, or `preset` and `backend`. */
export const labAddress = (lab: string, settings: Readonly<Record<string, string | number>> = {}): string =>
  `${lab}/index.html#${new URLSearchParams(Object.entries({ v: 1, backend: 'cpu', ...settings }).map(([key, value]) => [key, String(value)]))}`;

export const wallLab = (settings: Readonly<Record<string, string | number>> = {}): string => labAddress('wall', settings);

/** What a lab shows at one moment, and the magnetization then. */
export interface Shown extends Omit<Lab, 'magnetization' | 'onPage' | 'current'> {
  readonly m: readonly number[];
}

/** The lab as it stands. */
export const shown = (page: Page): Promise<Shown> =>
  page.evaluate(async () => {
    const m = [...(await window.lab.magnetization())];
    const { state, scene, columns, rows, time, steps, backend, firstFrame } = window.lab;
    return { state, scene, columns, rows, time, steps, backend, firstFrame, m };
  });

/** A run of the wall or the vortex lab held after some samples. It begins anew for that: one that is on its way may be over before a key reaches it. */
export async function heldAfter(page: Page, samples: number): Promise<void> {
  await page.waitForFunction(() => window.lab?.rows.length > 0);
  await page.keyboard.press('r');
  await page.waitForFunction(() => window.lab.state === 'paused' && window.lab.time === 0);
  for (let k = 1; k <= samples; k++) {
    await page.keyboard.press('.');
    // With the row at 0.
    await page.waitForFunction((rows) => window.lab.state === 'paused' && window.lab.rows.length === rows, k + 1);
  }
}

/** A column of the table by its name. */
export function columnOf({ columns, rows }: Pick<Lab, 'columns' | 'rows'>, name: string): number[] {
  const k = columns.indexOf(name);
  expect(k, `a column ${name}`).toBeGreaterThanOrEqual(0);
  return rows.map((row) => row[k]);
}

/** The lab at the end of its run. */
export async function ran({ page, errors }: Opened): Promise<Shown> {
  await page.waitForFunction(() => ['done', 'failed'].includes(window.lab?.state));
  expect(await page.textContent('#error')).toBe('');
  expect(await page.textContent('#refused')).toBe('');
  expect(errors).toEqual([]);
  return shown(page);
}
