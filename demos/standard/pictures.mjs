/** Makes the pictures of what to look for, from this lab's own runs: `node demos/standard/pictures.mjs`. Takes a minute or two. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, runnerImport } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));
const into = path.join(root, 'demos/standard/pictures');
mkdirSync(into, { recursive: true });
const site = mkdtempSync(path.join(tmpdir(), 'spinmotive-picture-'));
const { module } = await runnerImport(path.join(root, 'test/support/browser.ts'));
await build({ configFile: path.join(root, 'demos/vite.config.ts'), logLevel: 'error', build: { outDir: site, emptyOutDir: true } });
const served = await module.serve(site);
const browser = await module.launchBrowser();
try {
  const page = await browser.newPage({ locale: 'en-US', viewport: { width: 1200, height: 1000 } });
  // Without WebGPU: software that stands in for it would only take time from the solver.
  await page.addInitScript(() => Object.defineProperty(navigator, 'gpu', { value: undefined }));
  await page.goto(`${served.url}standard/index.html#v=1&backend=cpu&sp4.duration=1.4e-10`);
  await page.click('#all');
  for (const [id, file] of [['sp4-field1', 'sp4'], ['sp5-beta0.05', 'sp5-weak'], ['sp5-beta0.5', 'sp5-strong']]) {
    await page.waitForFunction((id) => window.standardLab.runs[id].state === 'done', id, { timeout: 600_000 });
    const base64 = await page.evaluate(async (id) => {
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      const layers = [...document.querySelectorAll(`[data-problem="${id}"] .host canvas`)];
      const [nx, ny] = window.standardLab.runs[id].grid.cells;
      const { width, height } = layers[0];
      // The film without what is around it, and without the row of pixels that its edge blends with that.
      const scale = 0.94 * Math.min(width / nx, height / ny);
      const size = [Math.floor(nx * scale) - 2, Math.floor(ny * scale) - 2];
      const picture = Object.assign(document.createElement('canvas'), { width: size[0], height: size[1] });
      for (const layer of layers) picture.getContext('2d').drawImage(layer, -Math.round((width - size[0]) / 2), -Math.round((height - size[1]) / 2));
      return picture.toDataURL('image/webp', 0.85).split(',')[1];
    }, id);
    writeFileSync(path.join(into, `${file}.webp`), Buffer.from(base64, 'base64'));
  }
} finally {
  await browser.close();
  await served.close();
  rmSync(site, { recursive: true, force: true });
}
