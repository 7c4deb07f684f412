/** What a reader does to a page besides clicking: looks away, and plays the video that was saved. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Whether nobody sees the page. */
export const hide = (page: Page, hidden: boolean): Promise<void> =>
  page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);

/** Width and height of a WebM of which the browser decodes the first frame. */
export async function videoSize(page: Page, video: Buffer): Promise<number[]> {
  // EBML.
  expect(video.subarray(0, 4)).toEqual(Buffer.from([0x1a, 0x45, 0xdf, 0xa3]));
  return page.evaluate(async (base64) => {
    const player = Object.assign(document.createElement('video'), { muted: true, src: `data:video/webm;base64,${base64}` });
    await new Promise((resolve, reject) => {
      player.onloadeddata = resolve;
      player.onerror = () => reject(new Error(player.error?.message));
    });
    return [player.videoWidth, player.videoHeight];
  }, video.toString('base64'));
}
