/** What of a page some people could not use: faint words, controls without a name or out of reach of the keyboard, and how wide it is. */
import type { Page } from 'playwright-core';

export interface Faults {
  /** Words with less than 4.5 times the luminance of what they stand on, or the other way round (WCAG 2.2, 1.4.3). */
  readonly faint: string[];
  readonly nameless: string[];
  readonly unreachable: string[];
  /** CSS px */
  readonly across: number;
}

export const faultsOf = (page: Page): Promise<Faults> =>
  page.evaluate(() => {
    const channels = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number);
    const luminance = (colour: string) => {
      const [r, g, b] = channels(colour).map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = (element: Element | null): string => {
      const colour = element ? getComputedStyle(element).backgroundColor : 'rgb(255, 255, 255)';
      return element && channels(colour)[3] === 0 ? ground(element.parentElement) : colour;
    };
    const faint: string[] = [];
    for (const element of document.body.querySelectorAll('*')) {
      const own = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());
      if (!own || !element.checkVisibility() || element.closest(':disabled')) continue;
      const [a, b] = [luminance(getComputedStyle(element).color), luminance(ground(element))].sort((x, y) => y - x);
      if ((a + 0.05) / (b + 0.05) < 4.5) faint.push(`${element.tagName} ${element.id} ${element.textContent?.slice(0, 20)} ${((a + 0.05) / (b + 0.05)).toFixed(2)}`);
    }
    const controls = [...document.querySelectorAll<HTMLElement>('button, input, select, a, canvas[tabindex]')];
    const label = (one: HTMLElement) => one.ariaLabel || one.textContent?.trim() || (one as HTMLInputElement).labels?.[0]?.textContent?.trim();
    const nameOf = (one: HTMLElement) => one.id || one.outerHTML.slice(0, 60);
    return {
      faint,
      nameless: controls.filter((one) => !(one instanceof HTMLSelectElement ? one.labels[0]?.textContent?.trim() : label(one))).map(nameOf),
      unreachable: controls.filter((one) => one.tabIndex < 0).map(nameOf),
      across: document.documentElement.scrollWidth,
    };
  });
