/** A command line to test with: a scratch folder, captured output, and a simulation that takes no time. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import picocolors from 'picocolors';
import { expect, onTestFinished } from 'vitest';
import { main } from '../../src/node/cli.js';
import type { Context, RunnableSimulation, SimulationFactory } from '../../src/node/commands/context.js';
import type { Terminal } from '../../src/node/terminal.js';
import type { Chunk, Summary } from '../../src/run/simulation.js';
import { parseScene } from '../../src/scene/parse.js';
import type { Scene, SceneInput } from '../../src/scene/schema.js';

/** A valid scene of a head-to-head wall in a closed circuit. */
export function wallScene(): Record<string, unknown> & { run: Record<string, unknown>; material: Record<string, unknown>; output: Record<string, unknown> } {
  return {
    title: 'A wall to test with',
    grid: { cells: [128, 1], cellSize: [2e-9, 1e-7, 5e-9] },
    material: { Ms: 8e5, A: 1.3e-11, alpha: 0.02, anisotropy: [{ axis: [1, 0, 0], Ku1: 1e5 }, { axis: [0, 0, 1], Ku1: -2e4 }] },
    initial: { kind: 'wall', left: [1, 0, 0], centre: [0, 1, 0], right: [-1, 0, 0], at: 1.28e-7 },
    field: { B: [2e-3, 0, 0] },
    transport: { polarization: 0.6, beta: 0.04, conductivity: 4e6, closure: 'circuit', voltage: 1e-6 },
    run: { duration: 1e-9 },
    output: { sampleEvery: 1e-11 },
  };
}

/** A folder that is gone after the test. */
export function scratch(): string {
  const dir = mkdtempSync(path.join(tmpdir(), 'spinmotive-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** Writes a scene (or any text) and gives its path. */
export function sceneFile(dir: string, scene: unknown = wallScene(), name = 'scene.json'): string {
  const file = path.join(dir, name);
  writeFileSync(file, typeof scene === 'string' ? scene : JSON.stringify(scene));
  return file;
}

export const read = (...parts: string[]): string => readFileSync(path.join(...parts), 'utf8');

export interface Result {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line in this process. */
export async function cli(argv: readonly string[], context: Partial<Context> = {}): Promise<Result> {
  let out = '';
  let err = '';
  const terminal: Terminal = {
    out: (line) => void (out += `${line}\n`),
    err: (line) => void (err += `${line}\n`),
    errStream: new PassThrough() as unknown as NodeJS.WriteStream,
    outColors: picocolors.createColors(false),
    errColors: picocolors.createColors(false),
  };
  const code = await main(argv, { simulations: async () => fakeSimulations(), terminal, ...context });
  return { code, out, err };
}

/** Runs a scene as a person would, in the folder `whole` of `dir`; and in `parts`, where it is ended by kill -9 once its table has 30 rows or so, and resumed. */
export async function killAndResume(dir: string, scene: unknown): Promise<{ whole: string; parts: string }> {
  const root = fileURLToPath(new URL('../..', import.meta.url)), file = sceneFile(dir, scene);
  const launch = (out: string, ...more: string[]) => spawn(process.execPath, [path.join(root, 'src/node/dev.mjs'), 'run', file, '--backend', 'cpu', '--checkpoint-every', '0.05', '--out', out, ...more], { cwd: root, stdio: 'ignore' });
  const end = async (child: ReturnType<typeof launch>) => (await once(child, 'close')) as [number | null, string | null];
  const whole = path.join(dir, 'whole'), parts = path.join(dir, 'parts'), table = path.join(parts, 'table.csv');
  expect(await end(launch(whole))).toEqual([0, null]);
  const child = launch(parts);
  while (child.exitCode === null && !(existsSync(table) && read(table).split('\n').length > 30)) await sleep(5);
  child.kill('SIGKILL');
  expect(await end(child)).toEqual([null, 'SIGKILL']);
  expect(await end(launch(parts, '--resume'))).toEqual([0, null]);
  return { whole, parts };
}

const COLUMNS = [
  { name: 't', unit: 's', doc: '' },
  { name: 'wall_x', unit: 'm', doc: '' },
  { name: 'wall_phi', unit: 'rad', doc: '' },
  { name: 'emf', unit: 'V', doc: '' },
  { name: 'P_gilbert', unit: 'W', doc: '' },
  { name: 'steps', unit: '', doc: '' },
];

export interface FakeOptions {
  /** Called before each chunk; may throw what the run is to fail with. */
  readonly beforeChunk?: (index: number) => void;
  readonly adapter?: string;
}

/** Simulations whose state is one chaotic number, so that a resumed run equals an uninterrupted one only if it is exact. */
export function fakeSimulations(options: FakeOptions = {}): SimulationFactory {
  return {
    create: async (scene) => new Fake(parseScene(scene), 0, 0.3, options),
    resume: async ({ header, arrays }) => {
      const { scene, row } = header as { scene: SceneInput; row: number };
      return new Fake(parseScene(scene), row, arrays.state[0], options);
    },
  };
}

const ROWS_PER_CHUNK = 10;

class Fake implements RunnableSimulation {
  readonly columns = COLUMNS;
  readonly notes = ['this is no simulation'];
  readonly backend: RunnableSimulation['backend'];

  constructor(
    readonly scene: Scene,
    private row: number,
    private state: number,
    private readonly options: FakeOptions,
  ) {
    this.backend = { kind: 'cpu', adapter: options.adapter ?? 'float64', software: false, reason: 'it is a test' };
  }

  async *advance(): AsyncGenerator<Chunk> {
    const { duration } = this.scene.run;
    const { sampleEvery, snapshotEvery } = this.scene.output;
    const total = Math.round(duration / sampleEvery) + 1;
    while (this.row < total) {
      this.options.beforeChunk?.(this.row / ROWS_PER_CHUNK);
      const rows: number[][] = [];
      const snapshots = [];
      for (let k = 0; k < ROWS_PER_CHUNK && this.row < total; k++, this.row++) {
        const t = (this.row / (total - 1)) * duration;
        this.state = 3.9 * this.state * (1 - this.state);
        rows.push([t, 1e-7 + 10 * t, Math.PI * this.state, 1e-6 * this.state, 1e-9 * this.state, this.row]);
        if (snapshotEvery && this.row % Math.round(snapshotEvery / sampleEvery) === 0) {
          const m = new Float64Array(this.scene.grid.cells[0] * 3).fill(this.state);
          snapshots.push({ index: this.row / Math.round(snapshotEvery / sampleEvery), time: t, m, origin: 0, currents: null });
        }
      }
      yield { rows, snapshots, time: ((this.row - 1) / (total - 1)) * duration, origin: 0, steps: this.row, done: this.row === total, failed: false };
    }
  }

  summary(): Summary {
    return {
      mean: { wall_v: 10, phi_rate: this.state, emf: -1e-6, I: null },
      final: { wall_x: 1.1e-7, ledger: 3e-9 },
      energy: { gilbert: 1e-18, joule: 2e-18, cross: -1e-19, emfWork: 0, fieldWork: 0, leadWork: 0 },
      steps: this.row,
      rejected: 3,
      simulated: this.scene.run.duration,
      notes: this.notes,
    };
  }

  checkpoint(): Promise<{ header: unknown; arrays: { state: Float64Array } }> {
    return Promise.resolve({ header: { scene: this.scene, row: this.row }, arrays: { state: Float64Array.of(this.state) } });
  }

  destroy(): void {}
}
