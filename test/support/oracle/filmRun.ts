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
import { CUR, CUR_STRIDE, LST } from '../../../src/plan/layout.js';
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

/** What flows in the start and stands at its nodes, SI: of one band V and the mean current j, of two V_up, V_dn, j_up + j_dn and j_up - j_dn. */
export interface FilmFlow {
  /** [bands][nodes], node (i, k) is number k (nx + 1) + i. */
  readonly V: Float64Array[];
  /** A/m^2, [cells][2]. */
  readonly j: Float64Array;
  /** [cells][2]; null of one band. */
  readonly spin: Float64Array | null;
  /** Of each lead: potential, and current into the magnet. */
  readonly U: number[];
  readonly I: number[];
  /** Of the solve. */
  readonly iterations: number;
  readonly residual: number;
}

/** The currents and potentials of the start in a closure that solves for the potential. */
export async function filmFlow(input: SceneInput, start: Float64Array): Promise<FilmFlow> {
  const [scene, plan, engine] = planned(input, start);
  const { potential } = plan;
  if (!potential) throw new Error('the scene needs no potential');
  for (const [name, data] of Object.entries(plan.contents)) engine.write(name, data);
  engine.write('schedule', packSegment(new Schedule(scene).segment(0), plan.units[0], scene.run.fixedStep, 0));
  engine.run(plan.begin);
  const [V, current, state] = await engine.read([{ buffer: 'potential' }, { buffer: 'current' }, { buffer: 'lead_state' }]);
  engine.destroy();
  const { emf, dx } = plan.units[0], sigma = scene.transport?.conductivity ?? 0, nodes = potential.nodes[0] * potential.nodes[1];
  const pairs = (first: number) => Float64Array.from({ length: 2 * plan.cells }, (_, k) => (current[CUR_STRIDE * (k >> 1) + first + (k & 1)] * sigma * emf) / dx);
  const leads = Array.from({ length: potential.leads }, (_, l) => l);
  return {
    V: Array.from({ length: potential.bands }, (_, band) => Float64Array.from({ length: nodes }, (_unused, n) => (V[band * nodes + n] + V[(potential.bands + band) * nodes + n]) * emf)),
    j: pairs(CUR.X),
    spin: potential.bands === 2 ? pairs(CUR.GX) : null,
    U: leads.map((l) => state[LST.U + l] * emf),
    I: leads.map((l) => state[LST.I + l] * sigma * emf * scene.grid.cellSize[2]),
    iterations: state[LST.ITERATIONS],
    residual: state[LST.RESIDUAL],
  };
}
