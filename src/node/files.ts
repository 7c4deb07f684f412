/**
 * The folder a run leaves behind, and reading what people hand in. Nothing is ever half-written: the table grows by
 * whole lines, every other file appears under its name only when it is complete.
 */
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { getSystemErrorMap } from 'node:util';
import { SNAPSHOT_FILE } from '../io/snapshots.js';

/** A file or folder that cannot be read or written; the message is one line that names it and says why. */
export class FileError extends Error {
  override readonly name = 'FileError';
}

/** How far a table has got; what a checkpoint remembers of it. */
export interface TablePosition {
  readonly bytes: number;
  readonly rows: number;
}

const TABLE = 'table.csv';
const CHECKPOINT = 'checkpoint';
/** Every name a run may leave, drafts included; anything else in the folder belongs to somebody else. */
const OWN_FILES = new RegExp(String.raw`^(\.?(summary\.json|(wall|film|sweep|map)\.(svg|png)|sweep\.csv|checkpoint|${SNAPSHOT_FILE.source.slice(1, -1)})(\.draft)?|points\.jsonl)$`);

/** A folder for the files of one run. Throws FileError throughout. */
export class RunFolder {
  #table: number | undefined;
  #position: TablePosition = { bytes: 0, rows: 0 };

  private constructor(readonly dir: string) {}

  /** Looks whether `dir` can be had without writing anything: a folder that can be written, or a place where one can be made. */
  static inspect(dir: string): RunFolder {
    if (dir === '') throw new FileError('--out: expected a folder, got an empty name');
    const problem = (place: string, why: string): FileError =>
      new FileError(place === dir ? `${dir}: cannot write there: ${why}` : `${dir}: cannot make this folder: ${place}: ${why}`);
    let place = dir;
    while (!existsSync(place) && path.dirname(place) !== place) place = path.dirname(place);
    try {
      if (!statSync(place).isDirectory()) throw problem(place, 'it is a file, not a folder');
      accessSync(place, constants.W_OK | constants.X_OK);
    } catch (error) {
      throw error instanceof FileError ? error : problem(place, reason(error));
    }
    return new RunFolder(dir);
  }

  file(name: string): string {
    return path.join(this.dir, name);
  }

  /** Whether a run into this folder replaces or removes `file`. */
  owns(file: string): boolean {
    return path.resolve(path.dirname(file)) === path.resolve(this.dir) && OWN_FILES.test(path.basename(file));
  }

  get position(): TablePosition {
    return this.#position;
  }

  /** Starts afresh: makes the folder, opens the table with its first two lines, and removes what an earlier run left. */
  begin(head: string): void {
    attempt(this.dir, 'make this folder', () => makeFolder(this.dir));
    // Opened without emptying it: should that fail, the earlier run is still whole.
    this.#open(constants.O_RDWR | constants.O_CREAT);
    this.#removeOwn(() => true);
    this.#truncate({ bytes: 0, rows: 0 });
    this.append(head, 0);
  }

  /** Starts a sweep afresh: makes the folder and removes what an earlier run left. */
  beginSweep(): void {
    attempt(this.dir, 'make this folder', () => makeFolder(this.dir));
    this.#removeOwn(() => true);
    attempt(this.file(TABLE), 'remove', () => rmSync(this.file(TABLE), { force: true }));
  }

  /** Goes on with the table of a stopped run, cut back to `position`; snapshots from number `nextSnapshot` on are removed. */
  continue(head: string, position: TablePosition, nextSnapshot: number): void {
    this.#open(constants.O_RDWR);
    const file = this.file(TABLE);
    const start = Buffer.alloc(Buffer.byteLength(head));
    readSync(this.#table!, start, 0, start.length, 0);
    if (start.toString('utf8') !== head) throw new FileError(`${file}: does not start with the columns of this run`);
    const size = fstatSync(this.#table!).size;
    if (size < position.bytes) throw new FileError(`${file}: has ${size} bytes, the checkpoint was made at ${position.bytes}: it was changed since`);
    this.#truncate(position);
    this.#removeOwn((name) => name.endsWith('.draft') || Number(SNAPSHOT_FILE.exec(name)?.[1] ?? -1) >= nextSnapshot);
  }

  /** Adds whole lines to the table. On failure the table is cut back to the lines it had. */
  append(text: string, rows: number): void {
    const bytes = Buffer.from(text);
    const before = this.#position;
    try {
      for (let written = 0; written < bytes.length; ) written += writeSync(this.#table!, bytes, written, bytes.length - written, before.bytes + written);
    } catch (error) {
      try {
        ftruncateSync(this.#table!, before.bytes);
      } catch {
        // What cannot be cut back (a device, a broken disk) ends in a line without its newline, which readers leave out.
      }
      throw failure(this.file(TABLE), 'write', error);
    }
    this.#position = { bytes: before.bytes + bytes.length, rows: before.rows + rows };
  }

  /** Writes a file under a draft name and renames it, so that readers see the old one or the new one. */
  write(name: string, data: string | Uint8Array): void {
    const file = this.file(name);
    const draft = this.file(`.${name}.draft`);
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    try {
      const descriptor = openSync(draft, 'w');
      try {
        for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
      renameSync(draft, file);
    } catch (error) {
      rmSync(draft, { force: true });
      throw failure(file, 'write', error);
    }
  }

  /** Makes the table safe on disk first: a checkpoint must never be ahead of it. */
  writeCheckpoint(bytes: Uint8Array): void {
    try {
      fdatasyncSync(this.#table!);
    } catch (error) {
      // Not every file can be synced (a pipe, some network shares); the order of writes still holds then.
      if (!['EINVAL', 'ENOTSUP', 'EROFS'].includes(codeOf(error))) throw failure(this.file(TABLE), 'write', error);
    }
    this.write(CHECKPOINT, bytes);
  }

  /** The bytes of the checkpoint, or undefined when there is none. */
  readCheckpoint(): Uint8Array | undefined {
    const file = this.file(CHECKPOINT);
    return existsSync(file) ? attempt(file, 'read', () => readFileSync(file)) : undefined;
  }

  /** The text of the table in pieces, for parseTable. */
  *tableText(): Generator<string> {
    yield* textPieces(this.file(TABLE));
  }

  close(): void {
    if (this.#table !== undefined) closeSync(this.#table);
    this.#table = undefined;
  }

  #open(flags: number): void {
    this.#table = attempt(this.file(TABLE), 'write', () => openSync(this.file(TABLE), flags, 0o666));
  }

  #truncate(position: TablePosition): void {
    try {
      ftruncateSync(this.#table!, position.bytes);
    } catch (error) {
      // A table that leads to a pipe or a device cannot be cut, and need not be.
      if (codeOf(error) !== 'EINVAL') throw failure(this.file(TABLE), 'write', error);
    }
    this.#position = position;
  }

  #removeOwn(which: (name: string) => boolean): void {
    for (const name of readdirSync(this.dir)) {
      if (OWN_FILES.test(name) && which(name)) attempt(this.file(name), 'remove', () => rmSync(this.file(name), { force: true }));
    }
  }
}

/** The bytes of a file. Throws FileError. */
export function readBytes(file: string): Uint8Array {
  return attempt(file, 'read', () => readFileSync(file));
}

/** The text of a file, or of standard input for `-`. Throws FileError. */
export function readInput(file: string): string {
  const bytes = attempt(file === '-' ? 'standard input' : file, 'read', () => readFileSync(file === '-' ? 0 : file));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new FileError(`${file}: cannot read: it is not UTF-8 text`);
  }
}

/** Version of this package, from the nearest package.json above the running file. */
export function packageVersion(): string {
  for (let dir = path.dirname(fileURLToPath(import.meta.url)); path.dirname(dir) !== dir; dir = path.dirname(dir)) {
    const file = path.join(dir, 'package.json');
    if (!existsSync(file)) continue;
    const { name, version } = JSON.parse(readFileSync(file, 'utf8')) as { name?: string; version?: string };
    if (name === 'spinmotive' && version) return version;
  }
  return 'unknown';
}

/** As mkdirSync with `recursive`, which never returns where the system says that a parent that exists does not (/proc). */
function makeFolder(dir: string): void {
  if (existsSync(dir)) return;
  if (path.dirname(dir) !== dir) makeFolder(path.dirname(dir));
  mkdirSync(dir);
}

function* textPieces(file: string): Generator<string> {
  const descriptor = attempt(file, 'read', () => openSync(file, 'r'));
  try {
    const buffer = Buffer.alloc(1 << 20);
    const decoder = new TextDecoder();
    for (;;) {
      const size = attempt(file, 'read', () => readSync(descriptor, buffer, 0, buffer.length, null));
      if (size === 0) return;
      yield decoder.decode(buffer.subarray(0, size), { stream: true });
    }
  } finally {
    closeSync(descriptor);
  }
}

export function attempt<T>(file: string, what: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw failure(file, what, error);
  }
}

function failure(file: string, what: string, error: unknown): FileError {
  return new FileError(`${file}: cannot ${what}: ${reason(error)}`, { cause: error });
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException | undefined)?.code ?? '';
}

/** An operating system error in words, e.g. `no space left on device`. */
function reason(error: unknown): string {
  const { errno } = error as NodeJS.ErrnoException;
  return (errno !== undefined && getSystemErrorMap().get(errno)?.[1]) || codeOf(error) || String(error);
}
