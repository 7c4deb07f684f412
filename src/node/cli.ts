#!/usr/bin/env node
/**
 * The command line: `spinmotive run | regimes | merge | check | info | bench`. Exit 0: done. 2: the scene or the command line is wrong,
 * nothing was written. 3: the run itself failed, what was finished stays. 130, 143: stopped by a signal.
 */
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { CommandError, type Context } from './commands/context.js';
import { checkCommand } from './commands/check.js';
import { infoCommand } from './commands/info.js';
import { RunFailure } from './commands/recorder.js';
import { runCommand } from './commands/run.js';
import { readRequest } from './commands/scene.js';
import { FileError, packageVersion } from './files.js';
import type { BackendChoice } from '../run/host.js';
import { SceneError } from '../scene/errors.js';
import { hasSweep } from '../scene/sweep.js';
import { parseShard, type Shard } from './shard.js';
import { processTerminal, type Terminal } from './terminal.js';

interface SceneOptions {
  readonly set?: readonly string[];
}

interface RunWords extends SceneOptions {
  readonly out: string;
  readonly backend: BackendChoice;
  readonly resume?: boolean;
  readonly checkpointEvery: number;
  readonly demagCheck: boolean;
  readonly jobs?: number;
  readonly batch?: number;
  readonly shard?: Shard;
}

/**
 * Carries out one command line (without the interpreter and the script) and gives the exit code. Never throws; errors
 * are one line each on standard error, with a stack trace only under SPINMOTIVE_DEBUG=1.
 */
export async function main(argv: readonly string[], context: Partial<Context> = {}): Promise<number> {
  const complete: Context = {
    terminal: context.terminal ?? processTerminal(),
    simulations: context.simulations ?? (async () => (await import('./index.js')).Simulation),
    platform: context.platform ?? (async () => (await import('./dawn.js')).nodePlatform),
    now: context.now ?? (() => performance.now() / 1000),
  };
  const result = { code: 0 };
  try {
    await commandLine(complete, result).parseAsync([...argv], { from: 'user' });
    return result.code;
  } catch (error) {
    return explain(error, complete.terminal);
  }
}

function commandLine(context: Context, result: { code: number }): Command {
  const { terminal } = context;
  const program = new Command('spinmotive')
    .description('What a current does to a magnetic texture, and what the texture does to the current.')
    .version(packageVersion())
    .configureOutput({ writeOut: (text) => terminal.out(text.trimEnd()), writeErr: (text) => terminal.err(text.trimEnd()), outputError: () => undefined })
    .exitOverride()
    .showSuggestionAfterError();

  const backend = (): Option => new Option('--backend <kind>', 'auto: a GPU if there is one, else float64 on the CPU').choices(['auto', 'gpu', 'cpu']).default('auto');
  const set = (): Option => new Option('--set <path=value...>', 'change the scene, e.g. material.alpha=0.05 transport.j.0=1e12');

  program
    .command('run')
    .description('run a scene and write its files')
    .argument('[scene]', 'the scene file; - is standard input')
    .requiredOption('--out <dir>', 'folder for table.csv, summary.json, checkpoint, and wall or film as .svg and .png; for a sweep sweep.csv, and sweep or map as .svg and .png')
    .addOption(backend())
    .addOption(set())
    .option('--resume', 'go on from the checkpoint in the folder')
    .option('--checkpoint-every <seconds>', 'longest time between checkpoints', seconds, 10)
    .option('--no-demag-check', 'do not compare the magnetostatic field with direct summation before the run')
    .option('--jobs <n>', 'threads for the points of a sweep on the CPU; as many as there are cores by default', atLeastOne)
    .option('--batch <n>', 'most points of a sweep that run side by side', atLeastOne)
    .option('--shard <i/n>', 'run part i of n of a sweep; spinmotive merge joins them', shard)
    .action(async (scene: string | undefined, words: RunWords) => {
      const { file, settings } = sceneWords(scene, words);
      const options = { ...words, set: settings, resume: words.resume ?? false };
      const request = readRequest(file, settings);
      if (hasSweep(request.input)) {
        result.code = await (await import('./commands/sweep.js')).sweepCommand(request, options, context);
        return;
      }
      const idle = (['jobs', 'batch', 'shard'] as const).filter((option) => words[option] !== undefined);
      if (idle.length > 0) throw new CommandError(2, idle.map((option) => `--${option}: only for a scene with a sweep; ${file} has none`));
      result.code = await runCommand(request, options, context);
    });

  program
    .command('regimes')
    .description('the regimes of a driven wall: beta/alpha against the current and against the field, with the thresholds of theory')
    .requiredOption('--out <dir>', 'folder for the two sweeps, current and field')
    .addOption(backend())
    .addOption(set())
    .option('--points <n>', 'values along each axis', atLeastOne, 25)
    .option('--jobs <n>', 'threads on the CPU; as many as there are cores by default', atLeastOne)
    .option('--resume', 'go on with what is in the folder')
    .action(async (words: { out: string; backend: BackendChoice; set?: string[]; points: number; jobs?: number; resume?: boolean }) => {
      result.code = await (await import('./commands/regimes.js')).regimesCommand({ ...words, set: words.set ?? [], resume: words.resume ?? false }, context);
    });

  program
    .command('merge')
    .description('join the parts of a sweep that were run with --shard')
    .argument('<out>', 'folder for the whole')
    .argument('<part...>', 'folders of the parts')
    .action(async (out: string, parts: string[]) => {
      result.code = await (await import('./commands/merge.js')).mergeCommand(out, parts, context);
    });

  program
    .command('check')
    .description('validate a scene and say what it is')
    .argument('[scene]', 'the scene file; - is standard input')
    .addOption(set())
    .action(async (scene: string | undefined, words: SceneOptions) => {
      const { file, settings } = sceneWords(scene, words);
      await checkCommand(file, settings, context);
    });

  program
    .command('info')
    .description('which adapter there is, its limits, and what is used if there is none')
    .option('--json', 'as JSON')
    .action(async (words: { json?: boolean }) => infoCommand(words.json ?? false, context));

  const bench = program
    .command('bench')
    .description('throughput, one JSON line per case')
    .option('--cells <n...>', 'lengths of the wires', cellCounts(defaultCells), defaultCells)
    .option('--batches <n...>', 'numbers of wires of 256 cells that run side by side', cellCounts(defaultBatches), defaultBatches)
    .option('--films <n...>', 'edges of the films, in cells', cellCounts(defaultFilms), defaultFilms)
    .option('--conduction <n...>', 'edges of the films whose potential is solved for, in cells', cellCounts(defaultConduction), defaultConduction)
    .addOption(new Option('--backend <kind>', 'which engine').choices(['all', 'gpu', 'cpu']).default('all'))
    .option('--seconds <s>', 'wall-clock time per measurement', seconds, 2)
    .action(async (words: { cells: number[]; batches: number[]; films: number[]; conduction: number[]; backend: 'all' | 'gpu' | 'cpu'; seconds: number }) => {
      const { benchCommand } = await import('./commands/bench.js');
      const backends = words.backend === 'all' ? (['cpu', 'gpu'] as const) : [words.backend];
      // Asked for the one, the other is not measured as well.
      const asked = (option: string) => bench.getOptionValueSource(option) === 'cli';
      // Whoever asks for one kind of case gets no other.
      const kinds = ['cells', 'batches', 'films', 'conduction'] as const, any = kinds.some((kind) => asked(kind));
      const [cells, batches, films, conduction] = kinds.map((kind) => (any && !asked(kind) ? [] : words[kind]));
      await benchCommand({ cells, batches, films, conduction, backends, seconds: words.seconds }, context);
    });

  return program;
}

const defaultCells = [256, 4096, 65536];
const defaultBatches = [1, 8, 64];
const defaultConduction = [64, 128];
const defaultFilms = [64, 128];

/** `--cells 256 4096`: commander hands over one word at a time, first with the default. */
function cellCounts(byDefault: number[]) {
  return (text: string, before: number[] | undefined): number[] => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('expected a number of cells >= 1.');
    return before === undefined || before === byDefault ? [value] : [...before, value];
  };
}

/** `--set` takes all the words after it, so the scene file may have ended up among them. */
function sceneWords(scene: string | undefined, words: SceneOptions): { file: string; settings: readonly string[] } {
  const given = words.set ?? [];
  const files = scene === undefined ? given.filter((word) => !word.includes('=')) : [];
  const file = scene ?? files[0];
  if (file === undefined) throw new CommandError(2, ['no scene file given']);
  return { file, settings: given.filter((word) => word !== files[0]) };
}

function atLeastOne(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('expected a whole number >= 1.');
  return value;
}

function shard(text: string): Shard {
  const parsed = parseShard(text);
  if (!parsed) throw new InvalidArgumentError('expected i/n with 1 <= i <= n, such as 2/8.');
  return parsed;
}

function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0)) throw new InvalidArgumentError('expected seconds >= 0.');
  return value;
}

/** Says what went wrong and gives the exit code. */
function explain(error: unknown, terminal: Terminal): number {
  const say = (line: string): void => terminal.err(terminal.errColors.red(line.replace(/\s*\n\s*/g, ' ')));
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    // Commander has printed the help already when no command was given.
    if (error.code !== 'commander.help') say(error.message.replace(/^error: /, ''));
    return 2;
  }
  if (process.env.SPINMOTIVE_DEBUG === '1') terminal.err(error instanceof Error ? (error.stack ?? error.message) : String(error));
  if (error instanceof CommandError) {
    error.lines.forEach(say);
    return error.code;
  }
  if (error instanceof SceneError) {
    error.problems.forEach(say);
    return 2;
  }
  if (error instanceof FileError) {
    say(error.message);
    return 2;
  }
  const cause = error instanceof RunFailure ? error.cause : error;
  say(isExpected(cause) ? cause.message : `internal error: ${cause instanceof Error ? cause.message : String(cause)} (SPINMOTIVE_DEBUG=1 shows where)`);
  if (error instanceof RunFailure) terminal.err(error.kept);
  return 3;
}

/** Failures of a run that are no fault of the program: their messages are written for the person. */
function isExpected(error: unknown): error is Error {
  return error instanceof Error && (error instanceof FileError || ['RunError', 'GpuError'].includes(error.name));
}

/** Whether this file is the script that Node was started with, a link to it included. */
function isEntry(): boolean {
  try {
    return realpathSync(process.argv[1]) === fileURLToPath(import.meta.url);
  } catch {
    return false;
  }
}

if (isEntry()) process.exitCode = await main(process.argv.slice(2));
