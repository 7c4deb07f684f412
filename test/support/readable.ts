/** What a page must be for everybody: words that stand out, controls with names and within reach of the keyboard, all of it as wide as the screen. */
import type { Page } from 'playwright-core';

export interface Readable {
  /** Texts with less than 4.5 to 1 from their ground (WCAG 2.1, 1.4.3), other than those of controls that do nothing now. */
  readonly faint: string[];
  readonly nameless: string[];
  readonly unreachable: string[];
  /** px that the page is wide. */
  readonly across: number;
}

export const readable = (page: Page): Promise<Readable> =>
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
    const called = (element: Element) => `${element.tagName} ${element.id || element.className} ${element.textContent?.slice(0, 20)}`;
    const faint: string[] = [];
    for (const element of document.body.querySelectorAll('*')) {
      const own = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());
      if (!own || !element.checkVisibility() || element.matches(':disabled, :disabled *, :disabled + span')) continue;
      const [a, b] = [luminance(getComputedStyle(element).color), luminance(ground(element))].sort((x, y) => y - x);
      if ((a + 0.05) / (b + 0.05) < 4.5) faint.push(`${called(element)} ${((a + 0.05) / (b + 0.05)).toFixed(2)}`);
    }
    const controls = [...document.querySelectorAll<HTMLElement>('button, input, select, a')];
    const nameless = controls.filter((one) => !(one.ariaLabel || one.textContent?.trim() || (one as HTMLInputElement).labels?.[0]?.textContent?.trim())).map(called);
    const unreachable = controls.filter((one) => one.tabIndex < 0).map(called);
    return { faint, nameless, unreachable, across: document.documentElement.scrollWidth };
  });
