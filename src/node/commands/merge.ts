/** `spinmotive merge`: the parts of a sweep that several machines ran, in one folder. */
import path from 'node:path';
import { pointColumns } from '../../run/sweep.js';
import type { StoredPoint } from '../../io/sweepTable.js';
import { openSweep } from '../../scene/sweep.js';
import { packageVersion, RunFolder } from '../files.js';
import { Journal, journalHead, readJournal, type JournalContent } from '../journal.js';
import { shardPoints } from '../shard.js';
import { CommandError, type Context } from './context.js';
import { differences } from './saved.js';
import { finishSweep } from './sweep.js';

interface Part extends JournalContent {
  readonly dir: string;
}

/** Gives the exit code: 0, or 3 where points of the sweep failed. Throws CommandError (2) where the parts do not make a whole. */
export async function mergeCommand(out: string, dirs: readonly string[], context: Context): Promise<number> {
  const same = dirs.find((dir) => path.resolve(dir) === path.resolve(out));
  if (same !== undefined) throw new CommandError(2, [`${out}: expected a folder that is none of the parts`]);
  const folder = RunFolder.inspect(out);
  const parts = dirs.map((dir): Part => {
    const journal = readJournal(RunFolder.inspect(dir));
    if (!journal || journal === 'empty') throw new CommandError(2, [`${dir}: expected a part of a sweep, got a folder ${journal ? 'whose points.jsonl is empty' : 'without points.jsonl'}`]);
    return { ...journal, dir };
  });
  const [first] = parts;
  const sweep = openSweep(first.head.scene);
  const points = joined(parts);
  const missing = [...shardPoints(sweep.count, null)].filter((index) => !points.has(index));
  if (missing.length > 0) throw new CommandError(2, [...missingLines(parts), `${out}: nothing written: ${missing.length} of ${sweep.count} points are missing`]);

  const now = packageVersion();
  if (first.head.version !== now) throw new CommandError(2, [`${first.dir}: cannot merge: made by version ${first.head.version}, this is ${now}`]);
  const head = journalHead({ version: now, scene: first.head.scene, backend: first.head.backend, shard: null });
  const wallClock = parts.reduce((sum, part) => sum + part.wallClock, 0);
  folder.beginSweep();
  const journal = Journal.begin(folder, head);
  journal.append([...points.values()].sort((a, b) => a.index - b.index), wallClock);
  journal.close();
  return finishSweep({ sweep, columns: pointColumns(sweep), folder, head, points, began: context.now() - wallClock, total: sweep.count }, context);
}

/** All points. Throws CommandError where parts are of different sweeps, or have different numbers for one point. */
function joined(parts: readonly Part[]): Map<number, StoredPoint> {
  const [first] = parts;
  const points = new Map<number, StoredPoint>();
  for (const part of parts) {
    const changes = [...differences(part.head.scene, first.head.scene, ''), ...differences([part.head.version, part.head.backend.kind], [first.head.version, first.head.backend.kind], 'engine')];
    if (changes.length > 0) throw new CommandError(2, [`${part.dir}: cannot merge: not of the sweep in ${first.dir}: ${changes[0].replace(', the run was started with ', ' here, there ')}`]);
    for (const [index, point] of part.points) {
      const other = points.get(index);
      if (other && JSON.stringify(other) !== JSON.stringify(point)) throw new CommandError(2, [`${part.dir}: cannot merge: point ${index} has other numbers here than in a part before`]);
      points.set(index, point);
    }
  }
  return points;
}

/** Which parts are not finished, and which are not there. */
function missingLines(parts: readonly Part[]): string[] {
  const lines: string[] = [];
  const { of } = parts.find(({ head }) => head.shard)?.head.shard ?? { of: 0 };
  for (const { dir, head, points } of parts) {
    const own = [...shardPoints(openSweep(head.scene).count, head.shard)];
    const done = own.filter((index) => points.has(index)).length;
    if (done < own.length) lines.push(`${dir}: ${own.length - done} of its ${own.length} points are not done; its run with --resume does them`);
  }
  const there = new Set(parts.map(({ head }) => head.shard?.part));
  const absent = Array.from({ length: of }, (_, k) => k + 1).filter((part) => !there.has(part));
  if (absent.length > 0) lines.push(`part ${absent.slice(0, 8).join(', ')}${absent.length > 8 ? ', ...' : ''} of ${of}: not among the folders given`);
  return lines;
}
