/** The labs as they are built, served, and opened in a browser. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { build } from 'vite';
import { expect } from 'vitest';
import type { Lab } from '../../demos/wall/main.js';
import { launchBrowser, serve, type BrowserOptions } from './browser.js';

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

/** The caller closes them. Without a browser `open` fails, so that tests do; where a hook fails they only count as skipped. */
export async function openLabs(browserOptions?: BrowserOptions): Promise<Labs> {
  const site = mkdtempSync(path.join(tmpdir(), 'spinmotive-demos-'));
  await build({ configFile: path.join(root, 'demos/vite.config.ts'), logLevel: 'error', build: { outDir: site, emptyOutDir: true } });
  const served = await serve(site);
  const browser: Promise<Browser> = launchBrowser(browserOptions);
  await browser.catch(() => {});
  return {
    url: served.url,
    async open(address, options = {}, before) {
      const context = await (await browser).newContext({ locale: 'en-US', viewport: { width: 1200, height: 1400 }, permissions: ['clipboard-read', 'clipboard-write'], ...options });
      const page = await context.newPage();
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
      rmSync(site, { recursive: true, force: true });
    },
  };
}

/** The page of the wall lab; settings are paths of the scene, or `preset` and `backend`. */
export const wallLab = (settings: Readonly<Record<string, string | number>> = {}): string =>
  `wall/index.html#${new URLSearchParams(Object.entries({ v: 1, backend: 'cpu', ...settings }).map(([key, value]) => [key, String(value)]))}`;

/** The lab at the end of its run. */
export async function ran({ page, errors }: Opened): Promise<Lab> {
  await page.waitForFunction(() => ['done', 'failed'].includes(window.lab?.state));
  expect(await page.textContent('#error')).toBe('');
  expect(await page.textContent('#refused')).toBe('');
  expect(errors).toEqual([]);
  return page.evaluate(() => window.lab);
}
