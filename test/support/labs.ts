/** The labs as they are built, served, and opened in a browser. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { build } from 'vite';
import { expect } from 'vitest';
import type { Lab } from '../../demos/shared/lab/shell.js';
import { launchBrowser, serve, type BrowserOptions, type Served } from './browser.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Opened {
  readonly page: Page;
  /** What the page complained of. */
  readonly errors: string[];
}

export interface Labs {
  /** Where they are served; ends with a slash. */
  readonly url: string;
  /** @param before runs in the page before anything of its own */
  open(address: string, options?: BrowserContextOptions, before?: () => void): Promise<Opened>;
  close(): Promise<void>;
}

const withoutWebGpu = (): unknown => Object.defineProperty(Navigator.prototype, 'gpu', { get: () => undefined });

export interface LabsOptions extends BrowserOptions {
  /** False: pages have no WebGPU. SwiftShader that stands in for it only takes time from float64, and is lost where a page draws with it on a screen that was not asked for. Default true. */
  readonly webgpu?: boolean;
}

/**
 * The caller closes them. Without a browser `open` fails, so that tests do; where a hook fails they only count as skipped.
 * @param built labs that are served already, and longer than these
 */
export async function openLabs({ webgpu = true, ...browserOptions }: LabsOptions = {}, built?: Labs): Promise<Labs> {
  const served = built ? { url: built.url, close: async () => {} } : await buildAndServe();
  const browser: Promise<Browser> = launchBrowser(browserOptions);
  await browser.catch(() => {});
  return {
    url: served.url,
    async open(address, options = {}, before) {
      const context = await (await browser).newContext({ locale: 'en-US', viewport: { width: 1200, height: 1400 }, permissions: ['clipboard-read', 'clipboard-write'], ...options });
      const page = await context.newPage();
      if (!webgpu) await page.addInitScript(withoutWebGpu);
      if (before) await page.addInitScript(before);
      const errors: string[] = [];
      page.on('console', (message) => void (['error', 'warning'].includes(message.type()) && errors.push(message.text())));
      page.on('pageerror', (error) => void errors.push(String(error)));
      page.on('requestfailed', (request) => void errors.push(`${request.url()} failed`));
      page.on('response', (response) => void (response.status() >= 400 && errors.push(`${response.url()} ${response.status()}`)));
      expect((await page.goto(served.url + address))?.status()).toBe(200);
      return { page, errors };
    },
    async close() {
      await browser.then((it) => it.close(), () => {});
      await served.close();
    },
  };
}

async function buildAndServe(): Promise<Served> {
  const site = mkdtempSync(path.join(tmpdir(), 'spinmotive-demos-'));
  await build({ configFile: path.join(root, 'demos/vite.config.ts'), logLevel: 'error', build: { outDir: site, emptyOutDir: true } });
  const { url, close } = await serve(site);
  return {
    url,
    async close() {
      await close();
      rmSync(site, { recursive: true, force: true });
    },
  };
}

/** The page of a lab; settings are paths of the scene, or `preset` and `backend`. */
export const labAddress = (lab: string, settings: Readonly<Record<string, string | number>> = {}): string =>
  `${lab}/index.html#${new URLSearchParams(Object.entries({ v: 1, backend: 'cpu', ...settings }).map(([key, value]) => [key, String(value)]))}`;

export const wallLab = (settings: Readonly<Record<string, string | number>> = {}): string => labAddress('wall', settings);

/** What a lab shows at one moment, and the magnetization then. */
export interface Shown extends Omit<Lab, 'magnetization' | 'onPage'> {
  readonly m: readonly number[];
}

/** The lab as it stands. */
export const shown = (page: Page): Promise<Shown> =>
  page.evaluate(async () => {
    const m = [...(await window.lab.magnetization())];
    const { state, scene, columns, rows, time, steps, backend, firstFrame } = window.lab;
    return { state, scene, columns, rows, time, steps, backend, firstFrame, m };
  });

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
