/**
 * `spinmotive run` of a scene with a `sweep`: all its points, or a part of them, to one folder. Every finished point is put down at once, so that the
 * sweep can be stopped or killed at any moment and taken up again.
 */
import { availableParallelism } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Column } from '../../observe/columns.js';
import type { Rests } from '../../run/begin.js';
import { planSweep, runChunk, type SweepPlan, type SweepPoint } from '../../run/sweep.js';
import { RunError } from '../../run/state.js';
import type { SceneFiles } from '../../scene/files.js';
import { openSweep, pointText, type Sweep } from '../../scene/sweep.js';
import type { AxisWords } from '../../io/sweepQuantities.js';
import { sweepColumns, sweepCsv, type StoredPoint } from '../../io/sweepTable.js';
import { formatClock } from '../../io/si.js';
import { packageVersion, RunFolder } from '../files.js';
import { Journal, journalHead, readJournal, type JournalContent, type JournalHead } from '../journal.js';
import { showPoints } from '../progress.js';
import { shardPoints, type Shard } from '../shard.js';
import { alignRows, noteLine, type Terminal } from '../terminal.js';
import { runInThreads } from '../workers.js';
import { backendLine, CommandError, type Context } from './context.js';
import { fileLines, type Listed } from './fileList.js';
import { listenForInterrupt } from './interrupt.js';
import { RunFailure } from './recorder.js';
import type { RunOptions } from './run.js';
import { differences } from './saved.js';
import { readSweepFiles, type InputRequest } from './scene.js';
import { drawSweep } from './sweepPictures.js';

export interface SweepRunOptions extends RunOptions {
  /** Threads of the float64 engine; as many as there are cores by default. */
  readonly jobs?: number;
  /** Most points that run side by side. */
  readonly batch?: number;
  readonly shard?: Shard;
  /** What the axes of the pictures are called. */
  readonly words?: readonly AxisWords[];
}

/** Notes and failures listed before the rest is only counted. */
const MOST_LINES = 8;

/** Carries out the sweep and gives the exit code: 0 done, 3 some points failed, 130 or 143 stopped by a signal. */
export async function sweepCommand(request: InputRequest, options: SweepRunOptions, context: Context): Promise<number> {
  const { terminal, now } = context;
  const sweep = openSweep(request.input);
  const folder = RunFolder.inspect(options.out);
  const version = packageVersion();
  const shard = options.shard ?? null;
  const mine = [...shardPoints(sweep.count, shard)];
  if (mine.length === 0) throw new CommandError(2, [`--shard: part ${shard!.part} of ${shard!.of} has no points, the sweep has ${sweep.count}`]);
  const earlier = options.resume ? resumed(folder, { version, scene: request.input, shard }, options) : undefined;

  const files = await readSweepFiles(request, sweep, folder);
  const platform = options.backend === 'cpu' || earlier?.head.backend.kind === 'cpu' ? NO_PLATFORM : await context.platform();
  const plan = await planSweep(platform, sweep, { files, points: mine, batch: options.batch, backend: earlier?.head.backend.kind ?? options.backend });
  const { backend } = plan;
  if (earlier && earlier.head.backend.adapter !== backend.adapter) throw new CommandError(2, [`${folder.dir}: cannot resume: started on ${earlier.head.backend.adapter}, this is ${backend.adapter}`]);
  const chunks = remaining(plan, earlier);
  const jobs = backend.kind === 'gpu' ? 1 : Math.max(1, Math.min(options.jobs ?? availableParallelism(), chunks.length));
  const all = mine.length === sweep.count ? `${sweep.count} points` : `${mine.length} of ${sweep.count} points`;
  terminal.out(`${backendLine(backend)}${jobs > 1 ? `, ${jobs} threads` : ''}`);
  terminal.out(`sweep: ${sweep.axes.map(({ path, values }) => `${path} (${values.length})`).join(' x ')}, ${all}${shard ? `, part ${shard.part} of ${shard.of}` : ''}`);

  const head = journalHead({ version, scene: request.input, backend: { kind: backend.kind, adapter: backend.adapter }, shard });
  const state: State = { sweep, columns: plan.columns, folder, head, points: new Map(earlier?.points), began: now() - (earlier?.wallClock ?? 0), total: mine.length };
  if (!earlier) folder.beginSweep();
  const journal = earlier ? Journal.continue(folder, earlier.bytes) : Journal.begin(folder, head);
  try {
    const stopped = await advance(state, journal, chunks, { platform, jobs, files, demagCheck: options.demagCheck !== false }, context);
    state.folder.write('sweep.csv', sweepText(state));
    if (stopped !== undefined) {
      terminal.err(`stopped; the same command with --resume goes on from here (${state.points.size} of ${mine.length} points are kept in ${folder.file('points.jsonl')})`);
      return stopped;
    }
    return await finishSweep(state, context, options.words);
  } catch (error) {
    throw new RunFailure(causeOf(error), `${state.points.size} of ${mine.length} points are kept in ${folder.file('points.jsonl')}`);
  } finally {
    journal.close();
  }
}

/** What an engine cannot hold is found out when it is its turn, which is no fault of the program either. */
function causeOf(error: unknown): Error {
  const cause = error instanceof Error ? error : new Error(String(error));
  return cause.name === 'SceneError' ? new RunError(cause.message) : cause;
}

/** What a sweep has and what is known of it. */
export interface State {
  readonly sweep: Sweep;
  /** Of the points' tables. */
  readonly columns: readonly Column[];
  readonly folder: RunFolder;
  readonly head: JournalHead;
  readonly points: Map<number, StoredPoint>;
  /** Wall-clock seconds at which it began, as if it had never been stopped. */
  readonly began: number;
  /** Points it is to have. */
  readonly total: number;
}

const NO_PLATFORM = { requestGpu: async () => 'float64 was asked for' };

const sweepText = ({ sweep, columns, points }: State): string => sweepCsv(sweep, sweepColumns(columns), points.values());

/** What a stopped sweep left; undefined of one that was killed before it had begun. Throws CommandError (2) where there is nothing or where it is of another sweep. */
function resumed(folder: RunFolder, now: { version: string; scene: unknown; shard: Shard | null }, { backend }: RunOptions): (JournalContent & { bytes: number }) | undefined {
  const journal = readJournal(folder);
  if (journal === 'empty') return undefined;
  if (!journal) throw new CommandError(2, [`${folder.dir}: nothing to resume: there is no points.jsonl`]);
  const { head } = journal;
  const refuse = (why: string): CommandError => new CommandError(2, [`${folder.file('points.jsonl')}: cannot resume: ${why}`]);
  if (head.version !== now.version) throw refuse(`made by version ${head.version}, this is ${now.version}`);
  const changes = differences(JSON.parse(JSON.stringify([now.scene, now.shard])), [head.scene, head.shard], '');
  if (changes.length > 0) throw new CommandError(2, changes.slice(0, MOST_LINES).map((change) => `${folder.file('points.jsonl')}: cannot resume: ${change.replace(/^0\./, '').replace(/^1(\.| )/, 'shard$1')}`));
  if (backend !== 'auto' && backend !== head.backend.kind) throw refuse(`--backend is ${backend}, the sweep was started on ${head.backend.kind}`);
  return journal;
}

/** Batches with something left to do. On a GPU they are run as they were cut, since a shader may round otherwise in another batch. */
function remaining({ backend, chunks }: SweepPlan, earlier: JournalContent | undefined): (readonly number[])[] {
  const missing = (index: number) => !earlier?.points.has(index);
  return chunks.map((chunk) => (backend.kind === 'gpu' && chunk.some(missing) ? chunk : chunk.filter(missing))).filter((chunk) => chunk.length > 0);
}

interface Means {
  readonly platform: Parameters<typeof runChunk>[0];
  readonly jobs: number;
  readonly files: SceneFiles;
  readonly demagCheck: boolean;
}

/** Runs until all points are over (undefined) or a signal (its exit code). */
async function advance(state: State, journal: Journal, chunks: readonly (readonly number[])[], means: Means, { terminal, now }: Context): Promise<number | undefined> {
  const { points, total } = state;
  const progress = showPoints(terminal, total, points.size, now);
  const stop = new AbortController();
  const interrupt = listenForInterrupt(
    () => {
      progress.say('stopping; once more to stop at once');
      stop.abort();
    },
    () => progress.stop(false),
  );
  let ahead = 0;
  const show = (): void => progress.update({ time: points.size + ahead, steps: 0 });
  const onChunk = async (sum: number): Promise<void> => {
    ahead = sum;
    show();
    await nextTurn();
  };
  let finished = false;
  try {
    const stream = means.jobs > 1
      ? runInThreads({ scene: { ...(state.sweep.base as object), sweep: sweepOf(state.head) }, files: means.files, demagCheck: means.demagCheck }, chunks, { jobs: means.jobs, signal: stop.signal, onChunk: (sum) => void onChunk(sum) })
      : inTurn(state.sweep, chunks, state.head.backend.kind, { ...means, signal: stop.signal, onChunk });
    for await (const point of stream) {
      if (points.has(point.index)) continue;
      points.set(point.index, point);
      journal.append([point], now() - state.began);
      show();
      await nextTurn();
    }
    finished = points.size === total;
    if (!finished && interrupt.code === undefined) throw new Error(`${total - points.size} points were never run`);
    return finished ? undefined : interrupt.code;
  } finally {
    ahead = 0;
    show();
    progress.stop(finished);
    interrupt.dispose();
  }
}

const sweepOf = ({ scene }: JournalHead): unknown => (scene as { sweep: unknown }).sweep;

async function* inTurn(sweep: Sweep, chunks: readonly (readonly number[])[], kind: 'gpu' | 'cpu', means: Means & { signal: AbortSignal; onChunk: (ahead: number) => Promise<void> }): AsyncGenerator<SweepPoint> {
  const rests: Rests = new Map();
  for (const [k, chunk] of chunks.entries()) {
    if (means.signal.aborted) return;
    yield* runChunk(means.platform, sweep, chunk, kind, { ...means, rests, demagCheck: means.demagCheck && k === 0 });
  }
}

/** Table, pictures and summary of a sweep that is complete, and what the person sees. Gives the exit code. */
export async function finishSweep(state: State, context: Context, words?: readonly AxisWords[]): Promise<number> {
  const { sweep, columns, folder, head, points } = state;
  const { terminal } = context;
  const { out, err } = terminal;
  const failures = [...points.values()].filter(({ failure }) => failure !== null).sort((a, b) => a.index - b.index);
  const wallClock = context.now() - state.began;
  folder.write('sweep.csv', sweepText(state));
  const { drawn, notes } = await drawSweep(sweep, columns, [...points.values()], folder, words);
  const summary = {
    title: (sweep.base as { title?: string }).title ?? '',
    version: head.version,
    adapter: head.backend.adapter,
    backend: head.backend,
    wallClock,
    points: points.size,
    of: sweep.count,
    shard: head.shard,
    failed: failures.length,
    failures: failures.map(({ index, failure }) => ({ point: pointText(sweep, index), failure })),
    columns: Object.fromEntries(sweepColumns(columns).map(({ name, unit, doc }) => [name, { unit, doc }])),
    scene: head.scene,
  };
  folder.write('summary.json', `${JSON.stringify(summary, null, 2)}\n`);

  const regimes = [...points.values()].map(({ regime }) => regime).filter((regime) => regime !== null);
  const undecided = regimes.filter((regime) => regime === 'undecided').length;
  const open = undecided === 0 ? [] : [`the regime of ${undecided} ${undecided === 1 ? 'point' : 'points'} is undecided: the wall neither came to rest nor turned over; run longer (run.duration)`];
  for (const note of [...pointNotes(state), ...open, ...notes]) err(noteLine(note, terminal));
  out('');
  const rows = [['points', String(points.size), failures.length > 0 ? `${failures.length} failed` : 'all done']];
  for (const regime of new Set(regimes)) rows.push([regime, String(regimes.filter((other) => other === regime).length), '']);
  rows.push(['wall clock', formatClock(wallClock), '']);
  for (const line of alignRows(rows, 1)) out(`  ${line}`);
  out('');
  const files: Listed[] = [{ names: ['sweep.csv'], what: `${points.size} rows` }, ...drawn, { names: ['summary.json'], what: 'the scene, the engine, what failed' }];
  for (const line of fileLines(folder, files, terminal)) out(line);
  sayFailures(sweep, failures, terminal);
  return failures.length > 0 ? 3 : 0;
}

function sayFailures(sweep: Sweep, failures: readonly StoredPoint[], terminal: Terminal): void {
  for (const { index, failure } of failures.slice(0, MOST_LINES)) terminal.err(terminal.errColors.red(`at ${pointText(sweep, index)}: ${failure}`));
  if (failures.length > MOST_LINES) terminal.err(terminal.errColors.red(`${failures.length - MOST_LINES} more points failed; summary.json lists them`));
}

/** What was noted of points, each thing once; numbers in it are those of the first. */
function pointNotes({ sweep, points }: State): string[] {
  const kinds = new Map<string, { first: number; text: string; times: number }>();
  for (const { index, summary } of [...points.values()].sort((a, b) => a.index - b.index)) {
    for (const text of summary?.notes ?? []) {
      const kind = text.replace(/-?\d[\d.e+-]*/g, '#');
      const entry = kinds.get(kind) ?? { first: index, text, times: 0 };
      entry.times++;
      kinds.set(kind, entry);
    }
  }
  return [...kinds.values()].slice(0, MOST_LINES).map(({ first, text, times }) => `${times === points.size ? '' : `at ${times} ${times === 1 ? 'point' : 'points'}, such as ${pointText(sweep, first)}: `}${text}`);
}
