/**
 * `spinmotive run`: a scene to a folder of files. Everything that can be checked is checked before anything is written;
 * after that the table grows chunk by chunk and a checkpoint follows it, so that a run can be stopped or killed at any
 * moment and taken up again.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parseTable, type ParsedTable } from '../../io/csv.js';
import { drawFilm, filmColumns } from '../../io/filmPlot.js';
import { drawWall, PLOT_COLUMNS } from '../../io/plots.js';
import { formatSi, shortNumber } from '../../io/si.js';
import type { BackendChoice } from '../../run/host.js';
import { NO_FILES } from '../../scene/files.js';
import type { Relaxing, Summary } from '../../run/simulation.js';
import { packageVersion, RunFolder } from '../files.js';
import { showProgress } from '../progress.js';
import { noteLine } from '../terminal.js';
import { backendLine, CommandError, type Context, type RunnableSimulation } from './context.js';
import { fileLines, type Listed } from './fileList.js';
import { listenForInterrupt } from './interrupt.js';
import { writePicture } from './pictures.js';
import { Recorder } from './recorder.js';
import { report } from './report.js';
import { readSaved } from './saved.js';
import { checkedRequest, readSceneFiles, type InputRequest } from './scene.js';

export interface RunOptions {
  readonly out: string;
  readonly backend: BackendChoice;
  readonly set: readonly string[];
  readonly resume: boolean;
  /** Longest wall-clock time between checkpoints, s. The first ones come sooner. */
  readonly checkpointEvery: number;
  /** Whether the magnetostatic field is checked before the run; true by default. */
  readonly demagCheck?: boolean;
}

const FIRST_CHECKPOINT = 1;
/** A sound run stays two orders below and more, in float32 too. */
const TRUSTED_LEDGER = 0.05;
/** Share of the energy held below which what was exchanged cannot be told from round-off: at rest. */
const ROUND_OFF = { cpu: 1e-12, gpu: 1e-5 } as const;
const SECONDS_BETWEEN_RELAX_LINES = 5;

/** Carries out the run and gives the exit code: 0 done, 130 or 143 stopped by a signal. */
export async function runCommand(asked: InputRequest, options: RunOptions, context: Context): Promise<number> {
  const { terminal } = context;
  const request = checkedRequest(asked);
  const { input, scene } = request;
  const folder = RunFolder.inspect(options.out);
  const version = packageVersion();
  const earlier = options.resume ? readSaved(folder, scene, version, options.backend) : undefined;
  if (earlier?.saved.done) {
    terminal.out(`${options.out}: this run is finished (${formatSi(earlier.saved.time, 's')}, ${earlier.saved.table.rows} rows); nothing to resume`);
    return 0;
  }

  // A state knows which cells are magnet; what the files said is in it.
  const files = earlier?.state ? NO_FILES : await readSceneFiles(request, folder);
  const factory = await context.simulations();
  const backend = earlier?.saved.backend.kind ?? options.backend;
  const relaxing = relaxingLines(context);
  const { demagCheck } = options;
  let announced = false;
  const announce = (chosen: RunnableSimulation['backend']): void => {
    if (!announced) terminal.out(backendLine(chosen));
    announced = true;
  };
  const simulation = earlier?.state ? await factory.resume(earlier.state, { backend, demagCheck }) : await factory.create(input, { backend, files, demagCheck, onRelax: (start) => { announce(start.backend); relaxing(start); } });
  try {
    if (earlier && simulation.backend.adapter !== earlier.saved.backend.adapter) {
      const { adapter } = earlier.saved.backend;
      throw new CommandError(2, [`${folder.file('checkpoint')}: cannot resume: started on ${adapter}, this is ${simulation.backend.adapter}`]);
    }
    announce(simulation.backend);
    for (const note of simulation.notes) terminal.err(noteLine(note, terminal));

    const recorder = new Recorder(folder, simulation, version, context.now, earlier?.saved);
    const stopped = await advance(simulation, recorder, options, context);
    if (stopped !== undefined) return stopped;
    for (const note of balanceNote(simulation)) terminal.err(noteLine(note, terminal));
    await finish(simulation, recorder, context);
    return 0;
  } finally {
    simulation.destroy();
  }
}

/** Energy that went nowhere means steps too long for what happened. */
function balanceNote(simulation: RunnableSimulation): string[] {
  const { final, energy } = simulation.summary();
  if (typeof final.ledger !== 'number' || Math.abs(final.ledger) < TRUSTED_LEDGER) return [];
  const held = Object.entries(final).reduce((sum, [name, value]) => (/^E_(?!total)/.test(name) ? sum + Math.abs(value ?? 0) : sum), 0);
  const exchanged = energy.gilbert + Math.abs(energy.cross) + Math.abs(energy.emfWork) + Math.abs(energy.fieldWork);
  if (exchanged < ROUND_OFF[simulation.backend.kind] * held) return [];
  return [`the energy balance is off by ${shortNumber(100 * Math.abs(final.ledger), 2)} %: do not trust this run; a smaller run.tolerance or run.fixedStep is needed`];
}

/** A line every few seconds while the start relaxes. */
function relaxingLines({ terminal, now }: Context): (start: Relaxing) => void {
  let said = now() - SECONDS_BETWEEN_RELAX_LINES / 2;
  return ({ time, rate }) => {
    if (now() - said < SECONDS_BETWEEN_RELAX_LINES) return;
    said = now();
    terminal.err(`relaxing: ${formatSi(time, 's', 3)}, |dm/dt|/gamma ${formatSi(rate, 'T', 2)}`);
  };
}

/** Runs until the end (undefined) or a signal (its exit code). */
async function advance(simulation: RunnableSimulation, recorder: Recorder, options: RunOptions, context: Context): Promise<number | undefined> {
  const { terminal, now } = context;
  const progress = showProgress(terminal, simulation.scene.run.duration, recorder.standing, now);
  const interrupt = listenForInterrupt(
    () => progress.say('stopping at the end of this chunk; once more to stop at once'),
    () => progress.stop(false),
  );
  let interval = Math.min(FIRST_CHECKPOINT, options.checkpointEvery);
  let saved = now();
  let done = false;
  let noted = simulation.notes;
  try {
    for await (const chunk of simulation.advance()) {
      await recorder.record(chunk);
      const notes = simulation.notes;
      for (const note of notes.filter((line) => !noted.includes(line))) progress.say(noteLine(note, terminal));
      noted = notes;
      progress.update(recorder.standing);
      done = chunk.done;
      await nextTurn();
      if (done || chunk.failed || (interrupt.code === undefined && now() - saved < interval)) continue;
      recorder.save(await simulation.checkpoint());
      interval = Math.min(2 * interval, options.checkpointEvery);
      saved = now();
      if (interrupt.code !== undefined) break;
    }
  } catch (error) {
    throw recorder.failure(error);
  } finally {
    progress.stop(done);
    interrupt.dispose();
    if (!done) recorder.close();
  }
  if (done) return undefined;
  terminal.err(`stopped; the same command with --resume goes on from here (${recorder.rows} rows in ${recorder.folder.file('table.csv')})`);
  return interrupt.code;
}

/** Summary, plot, last checkpoint, and what the person sees. */
async function finish(simulation: RunnableSimulation, recorder: Recorder, context: Context): Promise<void> {
  const { folder } = recorder;
  const { out, err } = context.terminal;
  try {
    const wallClock = recorder.wallClock;
    const summary = simulation.summary();
    folder.write('summary.json', summaryText(simulation, summary, recorder, wallClock));
    const table = parseTable(folder.tableText(), [...new Set<string>([...PLOT_COLUMNS, ...filmColumns(simulation.columns.map(({ name }) => name))])]);
    const { drawn, notes } = await drawPlots(simulation, table, folder);
    for (const note of notes) err(noteLine(note, context.terminal));
    recorder.saveDone();

    out('');
    for (const line of report(simulation.scene, summary, firstFinite(table, 'wall_x'), wallClock)) out(`  ${line}`);
    out('');
    const snapshots = recorder.snapshots === 1 ? '1 snapshot' : `${recorder.snapshots} snapshots`;
    const files: Listed[] = [
      { names: ['table.csv'], what: `${recorder.rows} rows of ${simulation.columns.length} columns` },
      ...drawn,
      { names: ['summary.json'], what: 'means, the scene as it was run' },
      ...(recorder.snapshots > 0 ? simulation.scene.output.snapshotQuantities.flatMap((quantity) => simulation.scene.output.snapshotFormats.map((format) => ({ names: [`${quantity}-*.${format}`], what: snapshots }))) : []),
    ];
    for (const line of fileLines(folder, files, context.terminal)) out(line);
  } catch (error) {
    throw recorder.failure(error);
  } finally {
    recorder.close();
  }
}

function firstFinite(table: ParsedTable, name: string): number {
  const found = table.columns.some((column) => column.name === name) ? table.column(name).find(Number.isFinite) : undefined;
  return found ?? NaN;
}

type Plot = readonly [stem: string, what: string, draw: (table: ParsedTable, title?: string) => Promise<string | undefined>];
const WALL_PLOT: Plot = ['wall', 'position, angle, emf and power against time', drawWall];
const FILM_PLOT: Plot = ['film', 'mean magnetization, energy, core, emf and currents', drawFilm];

/** Writes the plots there are for this kind of scene, and says why one could not be drawn. */
async function drawPlots({ scene, columns }: RunnableSimulation, table: ParsedTable, folder: RunFolder): Promise<{ drawn: Listed[]; notes: string[] }> {
  const film = scene.grid.cells[1] > 1;
  const wall = !film || columns.some(({ name }) => name === 'wall_x');
  const drawn: Listed[] = [], notes: string[] = [];
  for (const [stem, what, draw] of [...(film ? [FILM_PLOT] : []), ...(wall ? [WALL_PLOT] : [])]) {
    let svg: string | undefined;
    try {
      svg = await draw(table, scene.title);
    } catch (error) {
      notes.push(`${stem}.svg was not drawn: ${error instanceof Error ? error.message : String(error)}`);
    }
    if (svg === undefined) continue;
    const written = await writePicture(folder, stem, svg);
    drawn.push({ names: written.names, what });
    notes.push(...written.notes);
  }
  return { drawn, notes };
}

function summaryText(simulation: RunnableSimulation, summary: Summary, recorder: Recorder, wallClock: number): string {
  const { backend, scene } = simulation;
  const text = {
    title: scene.title,
    version: recorder.version,
    adapter: backend.adapter,
    backend,
    wallClock,
    rows: recorder.rows,
    snapshots: recorder.snapshots,
    ...summary,
    scene,
  };
  return `${JSON.stringify(text, null, 2)}\n`;
}
