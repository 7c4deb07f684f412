/**
 * SwiftShader, a Vulkan driver that computes on the CPU, out of the npm package @sparticuz/chromium: a bare Linux
 * machine gets a WebGPU adapter from `npm ci` alone. The driver and a Vulkan loader are unpacked once into a cache folder.
 */
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';

const packageName = '@sparticuz/chromium';
const loaderFile = 'libvulkan.so.1';
const driverFile = 'vk_swiftshader_icd.json';
const wantedFiles = ['libvk_swiftshader.so', loaderFile, driverFile];
/** Written last: the sizes of the other files, to tell a whole folder from a damaged one. */
const sizesFile = 'sizes.json';

export interface SoftwareVulkan {
  /** Absolute path of libvulkan.so.1. */
  readonly loader: string;
  /** Absolute path of the driver's manifest, for VK_DRIVER_FILES. */
  readonly driver: string;
}

/** The unpacked driver, or a sentence that says why there is none. */
export function softwareVulkan(): SoftwareVulkan | string {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'the software adapter of the npm package is for Linux on x64 only';
  let archive: string;
  let version: string;
  try {
    ({ archive, version } = findPackage());
  } catch {
    return `the npm package ${packageName}, which brings a software adapter, is not installed`;
  }
  const problems: string[] = [];
  for (const cache of [process.env.XDG_CACHE_HOME, join(homedir(), '.cache'), tmpdir()]) {
    if (!cache) continue;
    const folder = join(cache, 'spinmotive', `swiftshader-${version}`);
    try {
      if (!isWhole(folder)) unpack(archive, folder);
      return { loader: join(folder, loaderFile), driver: join(folder, driverFile) };
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
    }
  }
  return `the software adapter of ${packageName} cannot be unpacked: ${problems.join('; ')}`;
}

function findPackage(): { archive: string; version: string } {
  // The package exports neither its manifest nor its archives: start from its main file and go up to the manifest.
  let folder = dirname(createRequire(import.meta.url).resolve(packageName));
  for (;;) {
    const manifest = readManifest(join(folder, 'package.json'));
    if (manifest?.name === packageName) {
      const archive = join(folder, 'bin', 'swiftshader.tar.br');
      statSync(archive);
      return { archive, version: manifest.version };
    }
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`no manifest of ${packageName}`);
    folder = parent;
  }
}

function readManifest(path: string): { name: string; version: string } | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as { name: string; version: string };
  } catch {
    return null;
  }
}

function isWhole(folder: string): boolean {
  try {
    // What is loaded from here runs in this process: in a folder open to all it must be our own.
    const owner = statSync(folder).uid;
    if (owner !== 0 && owner !== process.getuid?.()) return false;
    const sizes = JSON.parse(readFileSync(join(folder, sizesFile), 'utf8')) as Record<string, number>;
    return wantedFiles.every((file) => statSync(join(folder, file)).size === sizes[file]);
  } catch {
    return false;
  }
}

/** Unpacks next to the folder and renames at the end, so that processes that start together do not see half a driver. */
function unpack(archive: string, folder: string): void {
  mkdirSync(dirname(folder), { recursive: true });
  const fresh = mkdtempSync(`${folder}-`);
  try {
    const sizes: Record<string, number> = {};
    for (const { name, content } of tarEntries(brotliDecompressSync(readFileSync(archive)))) {
      if (!wantedFiles.includes(name)) continue;
      writeFileSync(join(fresh, name), content, { mode: 0o755 });
      sizes[name] = content.length;
    }
    const missing = wantedFiles.filter((file) => !(file in sizes));
    if (missing.length > 0) throw new Error(`${archive} lacks ${missing.join(', ')}`);
    writeFileSync(join(fresh, sizesFile), JSON.stringify(sizes));
    try {
      renameSync(fresh, folder);
    } catch {
      // A folder is there by now: another process was quicker, or it is damaged.
      if (isWhole(folder)) return;
      rmSync(folder, { recursive: true, force: true });
      renameSync(fresh, folder);
    }
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

const tarBlock = 512;

/** The plain files of a tar archive (POSIX.1-1988 ustar; long names and links are not read). */
export function* tarEntries(archive: Uint8Array): Generator<{ name: string; content: Uint8Array }> {
  const text = (start: number, length: number): string => {
    const field = archive.subarray(start, start + length);
    const end = field.indexOf(0);
    return Buffer.from(end < 0 ? field : field.subarray(0, end)).toString('latin1');
  };
  for (let at = 0; at + tarBlock <= archive.length; ) {
    const name = text(at, 100);
    if (name === '') return;
    const size = Number.parseInt(text(at + 124, 12).trim(), 8);
    const start = at + tarBlock;
    if (!Number.isFinite(size) || start + size > archive.length) throw new Error(`the archive is cut short at ${name}`);
    const type = text(at + 156, 1);
    if (type === '0' || type === '') yield { name, content: archive.subarray(start, start + size) };
    at = start + Math.ceil(size / tarBlock) * tarBlock;
  }
}
