/** How Node comes by an adapter: the archive that brings one, the search for hardware, and the sentences where there is none. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { adapterName, isSoftware } from '../../src/gpu/device.js';
import { softwareVulkan, tarEntries, type SoftwareVulkan } from '../../src/node/softwareVulkan.js';

let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'spinmotive-test-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
  rmSync(scratch, { recursive: true, force: true });
});

function unpacked(): SoftwareVulkan {
  const files = softwareVulkan();
  if (typeof files === 'string') throw new Error(files);
  return files;
}

describe('isSoftware', () => {
  const info = (more: Partial<GPUAdapterInfo>): GPUAdapterInfo => ({ vendor: '', architecture: '', device: '', description: '', isFallbackAdapter: false, ...more }) as GPUAdapterInfo;

  it.each([
    [{ isFallbackAdapter: true }, true],
    [{ vendor: 'google', architecture: 'swiftshader' }, true],
    [{ description: 'llvmpipe (LLVM 15.0.6, 256 bits)' }, true],
    [{ description: 'Microsoft Basic Render Driver' }, true],
    [{ vendor: 'microsoft', architecture: 'warp' }, true],
    [{ vendor: 'nvidia', architecture: 'hopper', description: 'NVIDIA H200' }, false],
    [{ vendor: 'apple', architecture: 'metal-3' }, false],
    [{ vendor: 'intel', description: 'Intel(R) Warped Graphics' }, false],
  ])('%o: %s', (more, expected) => {
    expect(isSoftware(info(more))).toBe(expected);
  });

  it('comes with a name that is never empty', () => {
    expect(adapterName(info({ vendor: 'apple', architecture: 'metal-3' }))).toBe('apple metal-3');
    expect(adapterName(info({ vendor: 'nvidia', description: 'NVIDIA H200' }))).toBe('NVIDIA H200');
    expect(adapterName(info({}))).toBe('unnamed adapter');
  });
});

describe('tarEntries', () => {
  const member = (name: string, content: string, type = '0'): Buffer => {
    const block = Buffer.alloc(512 + Math.ceil(content.length / 512) * 512);
    block.write(name, 0);
    block.write(content.length.toString(8).padStart(11, '0'), 124);
    block.write(type, 156);
    block.write('ustar', 257);
    block.write(content, 512);
    return block;
  };

  it('yields plain files with their bytes', () => {
    const long = 'x'.repeat(700);
    const archive = Buffer.concat([member('folder/', '', '5'), member('a.txt', 'one'), member('empty', ''), member('b', long), Buffer.alloc(1024)]);
    const files = [...tarEntries(archive)].map(({ name, content }) => [name, Buffer.from(content).toString()]);
    expect(files).toEqual([['a.txt', 'one'], ['empty', ''], ['b', long]]);
  });

  it('refuses an archive that was cut short', () => {
    expect(() => [...tarEntries(member('a.txt', 'y'.repeat(600)).subarray(0, 1000))]).toThrow('cut short at a.txt');
  });
});

describe.runIf(process.platform === 'linux' && process.arch === 'x64')('the software adapter from npm', () => {
  it('is unpacked once, and again where the folder is damaged', () => {
    vi.stubEnv('XDG_CACHE_HOME', scratch);
    const { loader, driver } = unpacked();
    const folder = dirname(loader);
    expect(dirname(dirname(folder))).toBe(scratch);
    expect(JSON.parse(readFileSync(driver, 'utf8'))).toHaveProperty('ICD.library_path');
    expect(readdirSync(dirname(folder))).toEqual([basename(folder)]);

    // A folder that is whole is used as it stands.
    const extra = join(folder, 'mark');
    writeFileSync(extra, '');
    expect(unpacked()).toEqual({ loader, driver });
    expect(existsSync(extra)).toBe(true);

    truncateSync(loader, 1000);
    expect(unpacked()).toEqual({ loader, driver });
    expect(existsSync(extra)).toBe(false);
    expect(readFileSync(loader).length).toBeGreaterThan(1000);
    expect(readdirSync(dirname(folder))).toEqual([basename(folder)]);
  });

  it('goes to the next folder where one cannot be written', () => {
    const file = join(scratch, 'file');
    writeFileSync(file, '');
    vi.stubEnv('XDG_CACHE_HOME', file);
    vi.stubEnv('HOME', scratch);
    expect(unpacked().loader.startsWith(join(scratch, '.cache'))).toBe(true);
  });

  it('leaves the environment of the process as it was', async () => {
    vi.stubEnv('VK_DRIVER_FILES', '/none.json');
    const { nodePlatform } = await import('../../src/node/dawn.js');
    const handle = await nodePlatform.requestGpu('any');
    expect(handle).toBeTypeOf('object');
    expect(process.env.VK_DRIVER_FILES).toBe('/none.json');
    expect(process.env.VK_ICD_FILENAMES).toBeUndefined();
    // The second device comes from the same driver, although nothing points to it any more.
    const second = await nodePlatform.requestGpu('any');
    expect((second as { adapter: string }).adapter).toBe((handle as { adapter: string }).adapter);
    for (const each of [handle, second]) if (typeof each === 'object') each.release();
  });

  it('is kept beyond the module that made it', async () => {
    // The garbage collector must never get one of these: the process would die with signal 11, some time later.
    const kept = (): object[] => (globalThis as { [key: symbol]: object[] | undefined })[Symbol.for('spinmotive.dawn')] ?? [];
    const before = [...kept()];
    const { nodePlatform } = await import('../../src/node/dawn.js');
    const handle = await nodePlatform.requestGpu('any');
    if (typeof handle === 'object') handle.release();
    vi.resetModules();
    expect(kept().length).toBeGreaterThan(before.length);
    expect(kept().slice(0, before.length)).toEqual(before);
  });

  it('is not taken for hardware where the system offers it as a driver', async () => {
    const { loader, driver } = unpacked();
    vi.stubEnv('LD_LIBRARY_PATH', dirname(loader));
    vi.stubEnv('VK_DRIVER_FILES', driver);
    vi.stubEnv('VK_ICD_FILENAMES', driver);
    const { nodePlatform } = await import('../../src/node/dawn.js');
    expect(await nodePlatform.requestGpu('hardware')).toMatch(/^only a software adapter \(SwiftShader/);
  });

  it('survives a driver that does not load', async () => {
    const { loader } = unpacked();
    const broken = join(scratch, 'broken.json');
    writeFileSync(broken, '{"file_format_version": "1.0.0", "ICD": {"library_path": "./none.so", "api_version": "1.0.5"}}');
    vi.stubEnv('LD_LIBRARY_PATH', dirname(loader));
    vi.stubEnv('VK_DRIVER_FILES', broken);
    vi.stubEnv('VK_ICD_FILENAMES', broken);
    const { nodePlatform } = await import('../../src/node/dawn.js');
    expect(await nodePlatform.requestGpu('hardware')).toMatch(/^no WebGPU adapter: /);
    const handle = await nodePlatform.requestGpu('any');
    if (typeof handle === 'string') throw new Error(handle);
    expect(handle.software).toBe(true);
    handle.release();
  });
});
