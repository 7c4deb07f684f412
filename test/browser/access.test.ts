/** Every page for everybody: what axe finds, on a telephone too, which shows all of it; and a way through by keyboard alone. */
import { createRequire } from 'node:module';
import type { RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { labNames, openLabs, visited, visitTo, withoutWebgpu, type Labs } from '../support/labs.js';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const WIDTHS = [1200, 390] as const;

let labs: Labs;
beforeAll(async () => {
  labs = await openLabs();
});
afterAll(() => labs?.close());

/** A lab that shows something and stands still, or the list of labs. */
async function settled(name: string, colorScheme: 'light' | 'dark'): Promise<Page> {
  const options = { colorScheme, viewport: { width: WIDTHS[0], height: 1000 } };
  if (name === 'index') return (await labs.open('index.html', options, withoutWebgpu)).page;
  const visit = visitTo(name);
  const { page } = await labs.open(visit.address, options, withoutWebgpu);
  await visited(page, visit);
  const pause = page.locator('#run:text-is("Pause"), #pause:text-is("Pause")');
  if ((await pause.count()) && (await pause.isEnabled())) {
    await pause.click();
    await page.waitForFunction(() => document.querySelector('#run, #pause')?.textContent !== 'Pause');
  }
  return page;
}

/** What axe finds serious or critical on the page as it is. */
async function axe(page: Page, where: string): Promise<string[]> {
  return page.evaluate(async (where) => {
    // All rules that axe has on by itself, which include WCAG 2.1 A and AA, and the size of targets of 2.2 AA.
    const options: RunOptions = { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } };
    const { violations } = await window.axe.run(document, options);
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, help, nodes }) => nodes.map(({ target, any, all, none }) => `${where}: ${id} at ${target.join(' ')}: ${help} (${[...any, ...all, ...none].map(({ message }) => message).join('; ')})`));
  }, where);
}

declare global {
  interface Window {
    axe: typeof import('axe-core');
  }
}

/** A focus as it is seen: where it is, and whether something marks it. */
interface Stop {
  readonly at: string;
  readonly marked: boolean;
}

/** Gives every control that a reader has to reach a name, the same for all radio buttons of a group. @returns the names */
const wanted = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const names = new Set<string>();
    for (const one of document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, summary, audio[controls], video[controls], [contenteditable], [tabindex]')) {
      const radio = one instanceof HTMLInputElement && one.type === 'radio';
      const nth = [...document.querySelectorAll(one.tagName)].indexOf(one);
      one.dataset.stop = radio ? `radio ${one.form?.id ?? ''}${one.name}` : `${one.tagName.toLowerCase()}${one.id && `#${one.id}`} ${one.getAttribute('aria-label') ?? one.textContent?.trim().slice(0, 20)} (${nth})`;
      // A radio button may be drawn by what stands next to it.
      const seen = one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length > 0;
      if (seen && one.tabIndex >= 0 && !one.matches(':disabled') && !one.closest('[inert]')) names.add(one.dataset.stop);
    }
    return [...names];
  });

/** Where the focus is, and whether it is marked by an outline or a shadow that stands out from its surroundings by 3 to 1. */
const stop = (page: Page): Promise<Stop | null> =>
  page.evaluate(() => {
    const at = document.activeElement;
    if (!(at instanceof HTMLElement) || at === document.body) return null;
    const channels = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number);
    const luminance = (colour: string) => {
      const [r, g, b] = channels(colour).map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = (element: Element | null): string => {
      const colour = element ? getComputedStyle(element).backgroundColor : 'rgb(255, 255, 255)';
      return element && channels(colour)[3] === 0 ? ground(element.parentElement) : colour;
    };
    const marked = [at, at.nextElementSibling, at.closest('label')].some((one) => {
      if (!one?.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
      const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(one);
      // The browser's own ring is of two colours, so that it is seen everywhere.
      if (outlineStyle === 'auto') return true;
      if (boxShadow !== 'none') return true;
      if (outlineStyle === 'none' || Number.parseFloat(outlineWidth) < 1) return false;
      const [a, b] = [luminance(outlineColor), luminance(ground(one.parentElement))].sort((x, y) => y - x);
      return (a + 0.05) / (b + 0.05) >= 3;
    });
    const box = at.getBoundingClientRect();
    const inView = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    return { at: at.dataset.stop ?? `${at.tagName} without a name`, marked: marked && inView };
  });

/** From one end of the page by one key until the focus leaves it or comes round. */
async function walk(page: Page, key: 'Tab' | 'Shift+Tab', most: number): Promise<Stop[]> {
  const stops: Stop[] = [];
  for (let presses = 0; presses < most; presses++) {
    await page.keyboard.press(key);
    const now = await stop(page);
    if (!now || stops.some(({ at }) => at === now.at)) return stops;
    stops.push(now);
  }
  return stops;
}

/** All that is wrong at one width. */
async function findingsAt(page: Page, width: number): Promise<string[]> {
  await page.setViewportSize({ width, height: 1000 });
  await page.addScriptTag({ path: AXE });
  const findings: string[] = [];
  const names = await wanted(page);
  // The first Tab starts from here; the first Shift+Tab from beyond the end, where the last Tab has led.
  await page.mouse.click(2, 2);
  for (const key of ['Tab', 'Shift+Tab'] as const) {
    const stops = await walk(page, key, names.length + 5);
    const reached = new Set(stops.map(({ at }) => at));
    findings.push(...names.filter((one) => !reached.has(one)).map((one) => `${width} px: ${key} does not reach ${one}`));
    findings.push(...stops.filter(({ marked }) => !marked).map(({ at }) => `${width} px: ${key}: nobody sees that the focus is at ${at}`));
  }
  await page.evaluate(() => document.querySelectorAll<HTMLElement>('[data-stop]').forEach((one) => delete one.dataset.stop));
  // What is folded away or in a dialog is read too.
  await page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));
  findings.push(...(await axe(page, `${width} px`)));
  const across = await page.evaluate(() => document.documentElement.scrollWidth);
  if (across > width) findings.push(`${width} px: the page is ${across} px wide`);
  await page.keyboard.press('?');
  if (await page.locator('dialog[open]').count()) {
    findings.push(...(await axe(page, `${width} px, dialog`)));
    await page.keyboard.press('Escape');
    if (await page.locator('dialog[open]').count()) findings.push(`${width} px: Escape does not close the dialog`);
  }
  await page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = false)));
  return findings;
}

describe.each(['index', ...labNames])('%s', (name) => {
  test.each(['light', 'dark'] as const)('axe finds nothing serious, and the Tab key reaches everything: %s', async (theme) => {
    const page = await settled(name, theme);
    const findings: string[] = [];
    for (const width of WIDTHS) findings.push(...(await findingsAt(page, width)));
    expect(findings).toEqual([]);
    await page.context().close();
  });
});

test('a page with such faults is found out', async () => {
  const page = await settled('index', 'light');
  await page.evaluate(() => {
    document.body.innerHTML = `<main><h1>Faults</h1><p id="faint" style="color: #bbb; background: #fff">faint</p><button id="first">first</button><button id="nameless"></button>
      <button id="unmarked" style="outline: none">unmarked</button><input id="trap" aria-label="trap"><button id="last">last</button></main>`;
    document.querySelector('#trap')?.addEventListener('keydown', (event) => event.preventDefault());
  });
  const found = (await findingsAt(page, 1200)).join('\n');
  expect(found).toContain('1200 px: color-contrast at #faint: ');
  expect(found).toContain('1200 px: button-name at #nameless: ');
  expect(found).toMatch(/ Tab: nobody sees that the focus is at button#unmarked/);
  expect(found).toMatch(/ Tab does not reach button#last/);
  expect(found).toMatch(/Shift\+Tab does not reach button#last/);
  expect(found).not.toMatch(/ Tab does not reach button#first|focus is at button#first/);
  await page.context().close();
});
