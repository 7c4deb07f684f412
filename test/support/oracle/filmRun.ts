/**
 * Films from any start, not only those a scene file can name: the library's own plan and loop on the float64 engine, and
 * the rate dm/dt of a single state. Whole runs through the library's public face, on either engine.
 */
import { CpuEngine } from '../../../src/cpu/engine.js';
import { kernels } from '../../../src/kernels.js';
import { cpuConduction } from '../../../src/lower/conduction.js';
import { cpuTiling } from '../../../src/lower/demag.js';
import { lowerFilm } from '../../../src/lower/film.js';
import { packSegment } from '../../../src/lower/params.js';
import type { StepPlan } from '../../../src/lower/steps.js';
import { tableColumns, tableRow } from '../../../src/observe/columns.js';
import { nodePlatform } from '../../../src/node/dawn.js';
import { Simulation, type Snapshot } from '../../../src/node/index.js';
import { Batch } from '../../../src/run/batch.js';
import { openHost } from '../../../src/run/host.js';
import { parseScene } from '../../../src/scene/parse.js';
import { Schedule } from '../../../src/scene/schedule.js';
import type { Scene, SceneInput } from '../../../src/scene/schema.js';
import type { Backend } from '../library.js';

export interface FilmResult {
  column(name: string): Float64Array;
  readonly initial: Float64Array;
  readonly final: Float64Array;
  readonly snapshots: Snapshot[];
}

function table(names: readonly string[], rows: readonly (readonly number[])[]): (name: string) => Float64Array {
  return (name) => {
    const k = names.indexOf(name);
    if (k < 0) throw new Error(`the table has no column ${name}: ${names.join(' ')}`);
    return Float64Array.from(rows, (row) => row[k]);
  };
}

/** A whole run as a user would start it. */
export async function runFilm(scene: SceneInput, backend: Backend): Promise<FilmResult> {
  const simulation = await Simulation.create(scene, { backend });
  try {
    const initial = Float64Array.from(await simulation.magnetization());
    const rows: number[][] = [], snapshots: Snapshot[] = [];
    for await (const chunk of simulation.advance()) {
      rows.push(...chunk.rows);
      snapshots.push(...chunk.snapshots);
    }
    return { column: table(simulation.columns.map(({ name }) => name), rows), initial, final: Float64Array.from(await simulation.magnetization()), snapshots };
  } finally {
    simulation.destroy();
  }
}

function planned(input: SceneInput, start: Float64Array): [Scene, StepPlan, CpuEngine] {
  const scene = parseScene(input);
  const cells = scene.grid.cells[0] * scene.grid.cells[1];
  const plan = lowerFilm([scene], [start], { threads: cells, cellsPerThread: 1 }, cpuTiling, 32, cpuConduction);
  return [scene, plan, new CpuEngine(plan.buffers, kernels)];
}

async function carryOn(scene: Scene, batch: Batch, start: Float64Array): Promise<FilmResult> {
  const rows: number[][] = [];
  while (!batch.done) {
    const [lane] = await batch.chunk();
    rows.push(...lane.readings.map((reading) => tableRow(scene, reading)));
    if (lane.failure) throw lane.failure;
  }
  return { column: table(tableColumns(scene).map(({ name }) => name), rows), initial: start, final: await batch.magnetization(0), snapshots: [] };
}

/** The scene's film on the float64 engine, from the start given, [cells * 3] with zeros outside the magnet. A wire too is solved as a film. */
export async function evolveFilm(input: SceneInput, start: Float64Array): Promise<FilmResult> {
  const [scene, plan, engine] = planned(input, start);
  try {
    return await carryOn(scene, new Batch([scene], plan, engine, 32), start);
  } finally {
    engine.destroy();
  }
}

/** As the library would run it on this engine, but from the start given. */
export async function runFrom(input: SceneInput, start: Float64Array, backend: Backend): Promise<FilmResult> {
  const scene = parseScene(input);
  const host = await openHost(nodePlatform, [scene], [start], backend);
  try {
    return await carryOn(scene, new Batch([scene], host.plan, host.engine, host.attempts), start);
  } finally {
    host.release();
  }
}

/** The state to which the scene relaxes without its drive, on the float64 engine, [cells * 3]. */
export async function relaxedFilm(input: SceneInput): Promise<Float64Array> {
  const simulation = await Simulation.create({ ...input, run: { ...input.run, relaxFirst: 'without-drive' } }, { backend: 'cpu' });
  try {
    return Float64Array.from(await simulation.magnetization());
  } finally {
    simulation.destroy();
  }
}

/** dm/dt in 1/s of the start, [cells * 3]. */
export async function filmRate(input: SceneInput, start: Float64Array): Promise<Float64Array> {
  const [scene, plan, engine] = planned(input, start);
  for (const [name, data] of Object.entries(plan.contents)) engine.write(name, data);
  const schedule = new Schedule(scene);
  engine.write('schedule', packSegment(schedule.segment(0), plan.units[0], scene.run.fixedStep, 0));
  engine.run(plan.begin);
  const [drift] = await engine.read([{ buffer: 'drift', offset: 0, length: 4 * plan.cells }]);
  engine.destroy();
  return Float64Array.from({ length: 3 * plan.cells }, (_, i) => drift[4 * Math.floor(i / 3) + (i % 3)] / plan.units[0].time);
}
