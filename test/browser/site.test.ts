/** The static site of `npm run build`: it works from any folder of any web server, asks nobody else for anything, and needs no WebGPU. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { labNames, openLabs, visited, visitTo, withoutWebgpu, type Labs, type Opened } from '../support/labs.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What every web server has a type for, as far as a browser insists on one. */
const TYPES: Readonly<Record<string, RegExp>> = {
  '.html': /^text\/html\b/,
  '.js': /^(text|application)\/javascript\b/,
  '.css': /^text\/css\b/,
  '.png': /^image\/png$/,
  '.webp': /^image\/webp$/,
  '.svg': /^image\/svg\+xml$/,
  '.json': /^application\/json\b/,
  '.wasm': /^application\/wasm$/,
};

/** Of a nested folder with a blank in its name. The server shows files only: a folder has no page of its own. */
let labs: Labs;
beforeAll(async () => {
  labs = await openLabs({ folder: 'a/b c' });
});
afterAll(() => labs?.close());

/** Paths of the files of the site, from its folder. */
const files = (extension = '') => readdirSync(labs.folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith(extension) && statSync(path.join(labs.folder, name)).isFile());
const text = (name: string) => readFileSync(path.join(labs.folder, name), 'utf8');
const all = (source: string, pattern: RegExp) => [...source.matchAll(pattern)].map((found) => found[1]);

describe('the files', () => {
  test('npm run build makes them, with the settings that are tried here', () => {
    const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
    expect(scripts.build.split(' && ')).toContain('npm run demos:build');
    expect(scripts['demos:build']).toBe('vite build --config demos/vite.config.ts');
    expect(files('.html').sort()).toEqual(['index.html', ...labNames.map((name) => `${name}/index.html`)].sort());
  });

  test('are of types that servers know', () => {
    expect(files().filter((name) => !(path.extname(name) in TYPES))).toEqual([]);
  });

  test('pages and style sheets name only files that are there, from where they are', () => {
    const wrong: string[] = [];
    let named = 0;
    for (const name of [...files('.html'), ...files('.css')]) {
      const source = text(name);
      const addresses = name.endsWith('.css') ? all(source, /url\(\s*["']?([^"')]*)/g) : all(source, /\s(?:src|href|srcset|poster|data|action)="([^"]*)"/g);
      for (const address of addresses.filter((one) => !/^(data:|#)/.test(one))) {
        named++;
        const file = path.join(labs.folder, path.dirname(name), decodeURIComponent(address.replace(/[?#].*$/, '')));
        if (/^([a-z]+:|\/)/i.test(address) || !existsSync(file) || !statSync(file).isFile()) wrong.push(`${name}: ${address}`);
      }
    }
    expect(wrong).toEqual([]);
    // A script and a style sheet for each page, at least.
    expect(named).toBeGreaterThanOrEqual(2 * labNames.length);
  });

  test('scripts name no other host, and no place from the root of the server', () => {
    // Names of dialects of JSON Schema, which zod compares, and part of its check of addresses.
    const names = /^(https?:\/\/json-schema\.org\/|http:\/\/\[\$\{|http:\/\/www\.w3\.org\/)/;
    const wrong: string[] = [];
    for (const name of files('.js')) {
      const source = text(name);
      for (const address of all(source, /["'`]((?:https?|wss?):\/\/[^"'`\s]*)/g)) if (!names.test(address)) wrong.push(`${name}: ${address}`);
      for (const address of all(source, /(?:\bfrom|\bimport|\bimport\(|\bfetch\(|new URL\(|new Worker\()\s*["'`](\/[^"'`]*)/g)) wrong.push(`${name}: ${address}`);
    }
    expect(wrong).toEqual([]);
  });
});

/** Nothing failed, nobody else was asked, and what came was what it is. */
function expectClean({ errors, asked, types }: Opened): void {
  expect(errors).toEqual([]);
  expect(asked.filter((address) => !address.startsWith(labs.url) && !/^(data|blob):/.test(address))).toEqual([]);
  const named = [...types].filter(([address]) => address.startsWith(labs.url));
  expect(named.length).toBeGreaterThan(1);
  expect(named.filter(([address, type]) => !TYPES[path.extname(new URL(address).pathname)]?.test(type))).toEqual([]);
}

describe('below /a/b%20c/, without WebGPU', () => {
  test('the folder is where it is meant to be', () => expect(labs.url).toMatch(/\/a\/b%20c\/$/));

  test.each(labNames)('%s runs, and its links lead to pages', async (name) => {
    const opened = await labs.open(visitTo(name).address, {}, withoutWebgpu);
    const { page } = opened;
    const workers: string[] = [];
    page.on('worker', (worker) => void workers.push(worker.url()));
    await visited(page, visitTo(name));
    expectClean(opened);
    expect(workers.filter((address) => !address.startsWith(labs.url) && !address.startsWith('blob:'))).toEqual([]);
    for (const link of await page.locator('a[href]').evaluateAll((links) => links.map((one) => (one as HTMLAnchorElement).href))) {
      expect(link.startsWith(labs.url), link).toBe(true);
      expect((await page.request.get(link)).headers()['content-type'], link).toMatch(TYPES['.html']);
    }
    await page.context().close();
  });

  test('the list of labs leads to each of them, with a picture', async () => {
    const opened = await labs.open('index.html', {}, withoutWebgpu);
    const { page } = opened;
    const links = await page.locator('main a[href]').evaluateAll((all) => all.map((one) => one.getAttribute('href')));
    expect(links).toEqual(expect.arrayContaining(labNames.map((name) => `./${name}/index.html`)));
    const pictures = await page.locator('main img').evaluateAll((all) => all.map((one) => (one as HTMLImageElement).naturalWidth));
    expect(pictures.length).toBe(labNames.length);
    expect(Math.min(...pictures)).toBeGreaterThan(300);
    for (const name of labNames) {
      await page.click(`main a[href="./${name}/index.html"]`);
      await page.waitForURL(`${labs.url}${name}/index.html*`);
      expect(await page.textContent('h1')).not.toBe('');
      // What the page is still fetching would count as failed when it is left.
      await page.waitForLoadState('networkidle');
      await page.goBack();
    }
    expectClean(opened);
    await page.context().close();
  });
});

describe('the list of labs', () => {
  const engine = async (before?: () => void) => {
    const { page, errors } = await labs.open('index.html', {}, before);
    await page.waitForFunction(() => document.querySelector('#engine')?.textContent !== '');
    const words = await page.textContent('#engine');
    expect(errors).toEqual([]);
    await page.context().close();
    return words;
  };

  test('says what labs will run on: nothing but the CPU, a GPU, a GPU made of software', async () => {
    expect(await engine(withoutWebgpu)).toBe('No WebGPU here: labs run in float64 on the CPU, which is exact and slower than a GPU.');
    expect(
      await engine(() => {
        const adapter = { info: { vendor: 'acme', architecture: 'one', device: '', description: '', isFallbackAdapter: false } };
        Object.defineProperty(Navigator.prototype, 'gpu', { get: () => ({ requestAdapter: async () => adapter }) });
      }),
    ).toBe('WebGPU: acme one.');
    // The browser of these tests.
    expect(await engine()).toMatch(/^WebGPU only in software \(.*SwiftShader.*\): labs run in float64 on the CPU, which is quicker\.$/i);
  });

  test('names keys that the first lab has', async () => {
    const { page } = await labs.open('index.html');
    const keys = await page.locator('.keys kbd').allTextContents();
    await page.goto(labs.url + visitTo('wall').address);
    await page.waitForFunction(visitTo('wall').shows);
    await page.keyboard.press('?');
    expect(keys.length).toBeGreaterThan(3);
    expect(await page.locator('dialog[open] kbd').allTextContents()).toEqual(expect.arrayContaining(keys));
    await page.context().close();
  });
});
