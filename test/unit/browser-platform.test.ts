/** How a page comes by a device, where the browser is not as quick or as willing as Chrome. */
import { afterEach, expect, it, vi } from 'vitest';
import { browserPlatform } from '../../src/browser/platform.js';

afterEach(() => vi.unstubAllGlobals());

/** A browser whose adapter has one device, on which what is waited for settles when it is looked at, `looks` submissions from the first on. */
function browser(looks: number) {
  let submissions = 0, settle: (() => void) | null = null;
  const device = {
    limits: {},
    lost: new Promise(() => {}),
    addEventListener: () => undefined,
    destroy: () => undefined,
    queue: {
      submit: (buffers: unknown[]) => {
        expect(buffers).toEqual([]);
        if (++submissions === looks) settle?.();
      },
    },
  };
  const info = { vendor: 'someone', architecture: '', device: '', description: '' };
  vi.stubGlobal('navigator', { gpu: { requestAdapter: async () => ({ info, limits: {}, requestDevice: async () => device }) } });
  return { pending: new Promise<string>((resolve) => (settle = () => resolve('done'))), submissions: () => submissions };
}

it('asks a device that says nothing by itself, and leaves one alone that answers', async () => {
  const { pending, submissions } = browser(2);
  const handle = await browserPlatform.requestGpu('hardware');
  if (typeof handle === 'string') throw new Error(handle);
  expect(await handle.wait(Promise.resolve(1))).toBe(1);
  expect(submissions()).toBe(0);
  expect(await handle.wait(pending)).toBe('done');
  expect(submissions()).toBe(2);
  await expect(handle.wait(Promise.reject(new Error('gone')))).rejects.toThrow('gone');
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(submissions()).toBe(2);
});

it('says why where the browser rejects instead of having no adapter', async () => {
  vi.stubGlobal('navigator', { gpu: { requestAdapter: async () => { throw new Error('WebGPU is disabled by blocklist'); } } });
  expect(await browserPlatform.requestGpu('hardware')).toBe('no WebGPU adapter: WebGPU is disabled by blocklist');
});
