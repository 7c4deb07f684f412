/**
 * A browser for tests, and a server for what it shows. On Linux x64 the browser is the headless Chromium inside the npm
 * package @sparticuz/chromium, with the libraries and the font that it needs beyond those of a bare Debian, and with
 * SwiftShader for WebGPU: nothing has to be installed. Elsewhere it is the Chrome of the machine.
 */
import { createReadStream, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';
import { chromium, type Browser } from 'playwright-core';
import { tarEntries } from '../../src/node/softwareVulkan.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Without all of these a canvas stays blank, or there is no WebGPU. */
const SWIFTSHADER = ['--no-sandbox', '--enable-unsafe-webgpu', '--enable-features=Vulkan', '--use-angle=vulkan', '--use-vulkan=swiftshader'];

/**
 * With those above, what WebGPU draws on a canvas is seen neither on the screen nor by drawImage, and its device is lost. With these it is seen, but
 * a screen is several times slower. Plain canvases on SwiftShader too would fall minutes behind the page.
 */
const WEBGPU_CANVAS = ['--no-sandbox', '--enable-gpu', '--ignore-gpu-blocklist', '--enable-unsafe-webgpu', '--enable-features=Vulkan', '--use-vulkan=swiftshader', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-accelerated-2d-canvas'];

/** Without a font a page has no text at all. */
const fontsConf = (folder: string) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/font-cache</cachedir></fontconfig>
`;

export interface BrowserOptions {
  /** For pages that draw with WebGPU. */
  readonly webgpuCanvas?: boolean;
}

/** The caller closes it. @throws Error where there is no browser: tests do not skip for want of one. */
export async function launchBrowser({ webgpuCanvas = false }: BrowserOptions = {}): Promise<Browser> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return chromium.launch({ channel: 'chrome', args: ['--enable-unsafe-webgpu'] });
  const folder = unpacked();
  return chromium.launch({
    executablePath: path.join(folder, 'chromium'),
    args: webgpuCanvas ? WEBGPU_CANVAS : SWIFTSHADER,
    env: { ...process.env, LD_LIBRARY_PATH: path.join(folder, 'lib'), FONTCONFIG_PATH: folder },
  });
}

/** The folder with the browser, made at first use; an interrupted start leaves none. */
function unpacked(): string {
  const source = path.join(path.dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '../..');
  const { version } = JSON.parse(readFileSync(path.join(source, 'package.json'), 'utf8')) as { version: string };
  const folder = path.join(root, '.cache', `chromium-${version}`);
  if (existsSync(folder)) return folder;

  mkdirSync(path.dirname(folder), { recursive: true });
  const fresh = mkdtempSync(`${folder}-`);
  try {
    const archive = (name: string) => brotliDecompressSync(readFileSync(path.join(source, 'bin', name)));
    const put = (name: string, content: string | Uint8Array) => {
      mkdirSync(path.dirname(path.join(fresh, name)), { recursive: true });
      writeFileSync(path.join(fresh, name), content, { mode: 0o755 });
    };
    put('chromium', archive('chromium.br'));
    for (const name of ['swiftshader.tar.br', 'al2023.tar.br', 'fonts.tar.br']) {
      for (const entry of tarEntries(archive(name))) put(entry.name, entry.content);
    }
    put('fonts.conf', fontsConf(folder));
    renameSync(fresh, folder);
  } catch (error) {
    // Another process may have been quicker.
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return folder;
}

const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.png': 'image/png', '.webp': 'image/webp', '.svg': 'image/svg+xml', '.json': 'application/json', '.wasm': 'application/wasm' };

export interface Served {
  /** Ends with a slash. */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the files of a folder, and nothing else, on a free port of this machine. */
export async function serve(folder: string): Promise<Served> {
  const server = createServer((request, response) => {
    const file = path.join(folder, path.normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname)));
    if (!existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream' });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}
