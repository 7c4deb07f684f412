/**
 * Runs the command line from a checkout: `node src/node/dev.mjs run ...` is `spinmotive run ...` from source.
 *
 * The build lands in .cache/build-<fingerprint of the sources>, so an edit gets a build of its own and a run that is
 * under way keeps the one it started with. Says nothing of its own on standard output.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const cache = path.join(root, '.cache');
const inputs = ['src', 'shaders', 'vite.config.ts', 'package.json'];
const KEPT_BUILDS = 4;

/** SHA-1 of the names and contents of everything that goes into a build. */
function fingerprint() {
  const hash = createHash('sha1');
  const add = (name) => {
    const file = path.join(root, name);
    if (!existsSync(file)) return;
    if (statSync(file).isDirectory()) for (const entry of readdirSync(file).sort()) add(`${name}/${entry}`);
    else hash.update(`${name}\0`).update(readFileSync(file)).update('\0');
  };
  inputs.forEach(add);
  return hash.digest('hex').slice(0, 16);
}

/** Builds into a folder of this process and gives it its final name in one step. */
async function build(target) {
  const { build } = await import('vite');
  const draft = `${target}.${process.pid}`;
  try {
    await build({ root, configFile: path.join(root, 'vite.config.ts'), logLevel: 'error', build: { outDir: draft, emptyOutDir: true } });
    renameSync(draft, target);
  } catch (error) {
    // Another process may have finished the same build first; its result is as good.
    if (!existsSync(path.join(target, 'cli.js'))) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** Removes all but the newest builds. Safe while they run: the command line loads what it needs of its own at the start. */
function prune() {
  const builds = readdirSync(cache)
    .filter((name) => /^build-[0-9a-f]{16}$/.test(name))
    .map((name) => path.join(cache, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  for (const old of builds.slice(KEPT_BUILDS)) rmSync(old, { recursive: true, force: true });
}

async function start() {
  if (!existsSync(path.join(root, 'node_modules'))) {
    process.stderr.write('run `npm ci` first\n');
    return 2;
  }
  const target = path.join(cache, `build-${fingerprint()}`);
  if (!existsSync(path.join(target, 'cli.js'))) {
    try {
      await build(target);
      prune();
    } catch (error) {
      process.stderr.write(`the sources do not build: ${String(error?.message ?? error)}\n`);
      return 3;
    }
  }
  const { main } = await import(pathToFileURL(path.join(target, 'cli.js')).href);
  return main(process.argv.slice(2));
}

process.exitCode = await start();
