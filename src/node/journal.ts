/**
 * The file points.jsonl of a sweep: a line of JSON that says which sweep it is, then one for each point that is over, in the order in which they
 * finished. It only grows; a line that was cut off by a kill is left out when it is read and cut off when the sweep goes on.
 */
import { closeSync, existsSync, fdatasyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { StoredPoint } from '../io/sweepTable.js';
import type { Shard } from './shard.js';
import { attempt, FileError, type RunFolder } from './files.js';

const POINTS = 'points.jsonl';
const FORMAT = 1;
/** ms */
const BETWEEN_SYNCS = 200;

export interface JournalHead {
  readonly format: typeof FORMAT;
  readonly version: string;
  /** The scene as it is written, its sweep included. */
  readonly scene: unknown;
  readonly backend: { readonly kind: 'gpu' | 'cpu'; readonly adapter: string };
  readonly shard: Shard | null;
}

export interface JournalContent {
  readonly head: JournalHead;
  readonly points: Map<number, StoredPoint>;
  /** Seconds of wall-clock time spent so far, where it is known. */
  readonly wallClock: number;
}

export const journalHead = (head: Omit<JournalHead, 'format'>): JournalHead => ({ format: FORMAT, ...head });

/** What the journal of a folder holds; `empty` where a kill has left no whole line, undefined where there is none. Throws FileError where it is damaged. */
export function readJournal(folder: RunFolder): (JournalContent & { bytes: number }) | 'empty' | undefined {
  const file = folder.file(POINTS);
  if (!existsSync(file)) return undefined;
  const data = attempt(file, 'read', () => readFileSync(file));
  const bytes = data.lastIndexOf(0x0a) + 1;
  if (bytes === 0) return 'empty';
  const lines = data.subarray(0, bytes).toString('utf8').split('\n').slice(0, -1);
  const parsed = lines.map((line, k) => {
    try {
      return JSON.parse(line) as unknown;
    } catch {
      throw new FileError(`${file}: line ${k + 1}: expected JSON, got something else: it was changed`);
    }
  });
  const head = parsed[0] as JournalHead | undefined;
  if (head?.format !== FORMAT) throw new FileError(`${file}: expected the points of a sweep, got something else`);
  const points = new Map<number, StoredPoint>();
  let wallClock = 0;
  for (const entry of parsed.slice(1) as (StoredPoint & { wallClock?: number })[]) {
    const { wallClock: at, ...point } = entry;
    points.set(point.index, point);
    wallClock = at ?? wallClock;
  }
  return { head, points, wallClock, bytes };
}

/** Writes points as they finish. Throws FileError throughout. */
export class Journal {
  private synced = -Infinity;

  private constructor(private readonly file: string, private readonly descriptor: number, private at: number) {}

  static begin(folder: RunFolder, head: JournalHead): Journal {
    const file = folder.file(POINTS);
    const journal = new Journal(file, attempt(file, 'write', () => openSync(file, 'w')), 0);
    journal.write(`${JSON.stringify(head)}\n`);
    return journal;
  }

  /** @param bytes where the last whole line ends, as of readJournal */
  static continue(folder: RunFolder, bytes: number): Journal {
    const file = folder.file(POINTS);
    const descriptor = attempt(file, 'write', () => openSync(file, 'r+'));
    attempt(file, 'write', () => ftruncateSync(descriptor, bytes));
    return new Journal(file, descriptor, bytes);
  }

  /** Out of this process when it returns, so that no kill can take it; safe on disk within a fifth of a second of work, and when the journal is closed. */
  append(points: readonly StoredPoint[], wallClock: number): void {
    this.write(points.map(({ index, failure, regime, summary }) => `${JSON.stringify({ index, failure, regime, summary, wallClock })}\n`).join(''));
  }

  close(): void {
    fdatasyncSync(this.descriptor);
    closeSync(this.descriptor);
  }

  private write(text: string): void {
    const bytes = Buffer.from(text);
    attempt(this.file, 'write', () => {
      for (let written = 0; written < bytes.length; ) written += writeSync(this.descriptor, bytes, written, bytes.length - written, this.at + written);
      if (performance.now() - this.synced < BETWEEN_SYNCS) return;
      fdatasyncSync(this.descriptor);
      this.synced = performance.now();
    });
    this.at += bytes.length;
  }
}
