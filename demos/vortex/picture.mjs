/** Makes docs/vortex-lab.png, the picture of this lab in the README: `node demos/vortex/picture.mjs`. Takes a minute or two. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, runnerImport } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));
const site = mkdtempSync(path.join(tmpdir(), 'spinmotive-picture-'));
const { module } = await runnerImport(path.join(root, 'test/support/browser.ts'));
await build({ configFile: path.join(root, 'demos/vite.config.ts'), logLevel: 'error', build: { outDir: site, emptyOutDir: true } });
const served = await module.serve(site);
const browser = await module.launchBrowser({ webgpuCanvas: true });
try {
  const page = await browser.newPage({ locale: 'en-US', viewport: { width: 760, height: 900 } });
  // Without WebGPU: software that stands in for it would only take time from the solver.
  await page.addInitScript(() => Object.defineProperty(navigator, 'gpu', { value: undefined }));
  await page.goto(`${served.url}vortex/index.html?backend=cpu`);
  await page.addStyleTag({ content: 'main { grid-template: "dot dot" auto "plots plots" auto / 1fr 1fr !important } .controls, .readings, .tools, .status { display: none !important } #film { aspect-ratio: 1.5 }' });
  await page.waitForFunction(() => window.vortex?.time >= 3.4e-9, null, { timeout: 600_000 });
  await page.evaluate(() => document.querySelector('#pause').click());
  await page.locator('main').screenshot({ path: path.join(root, 'docs/vortex-lab.png') });
} finally {
  await browser.close();
  await served.close();
  rmSync(site, { recursive: true, force: true });
}
