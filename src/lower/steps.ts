/**
 * What every plan that steps in time has: the clock, the ledger, the ring of records, and the passes around the
 * evaluation of a rate. A wire and a film differ in how they evaluate and observe.
 */
import { kernels } from '../kernels.js';
import { stableStep, TABLEAUS, type Tableau } from '../math/tableau.js';
import {
  ANISO_STRIDE, CLK, CLK_STRIDE, CLOSURE, FLG, FLG_STRIDE, GAZE, LED_STRIDE, materialRow, MAX_STAGES, MODE, OBS_STRIDE, PAR, PAR_BASE,
  REC_STRIDE, SEG_STRIDE, STATE, SUMS_STRIDE, TAB, TAB_LENGTH,
} from '../plan/layout.js';
import type { BufferSpec, Pass } from '../plan/types.js';
import { regionIndex, regionMaterials } from '../scene/regions.js';
import { isEmpty } from '../scene/empty.js';
import { needsPotential } from '../scene/film.js';
import { leadNames } from '../scene/leads.js';
import type { Scene } from '../scene/schema.js';
import type { DemagPlan } from './demag.js';
import type { ConductionPlan, Rewrite } from './conduction.js';
import { closureKind, cubicOf, packParams, startOfWall, stiffestField, uniaxialOf } from './params.js';
import { gridUnits, type GridUnits } from './units.js';

/** How an engine wants the cells cut up: threads of a workgroup, a power of two, and the most cells a thread takes. */
export interface Tiling {
  readonly threads: number;
  readonly cellsPerThread: number;
  /** One workgroup integrates a whole wire, for at most as many attempted steps a dispatch; 0 or nothing where dispatches are for all cells of a stage. */
  readonly attemptsOfDispatch?: number;
}

export interface StepPlan {
  readonly buffers: Readonly<Record<string, BufferSpec>>;
  /** Values the buffers start with; the rest is zero. */
  readonly contents: Readonly<Record<string, Float64Array | Uint32Array>>;
  /** Evaluates the rate where it is missing. */
  readonly rate: readonly Pass[];
  /** The same, and writes due samples down. Once at the start of every chunk. */
  readonly begin: readonly Pass[];
  /** One attempted step. */
  readonly attempt: readonly Pass[];
  /** Several of them at a time: `several[k]` is k + 1. */
  readonly several: readonly (readonly Pass[])[];
  /** A simulation that waits at a sample costs nothing while others go on. */
  readonly waitsFree: boolean;
  /** Writes due samples down. */
  readonly gaze: readonly Pass[];
  /** Writes the state as it stands into the last row of the ring. */
  readonly look: readonly Pass[];
  /** Moves the window by `shifts`. */
  readonly shift: readonly Pass[];
  readonly tableau: Tableau;
  readonly batch: number;
  readonly cells: number;
  /** Rows of the ring of records and of segments, a simulation. */
  readonly ring: number;
  readonly segments: number;
  readonly units: readonly GridUnits[];
  /** Of `params`: how many axes a row has, and of which regions (the rest is 0) each simulation has cells. */
  readonly terms: Terms & { readonly present: readonly (readonly number[])[] };
  /** The host reads m at every sample, to find textures in it; the simulation waits for that. */
  readonly readsTexture: boolean;
  /** How the full magnetostatic field is worked out; null without it. */
  readonly demag: DemagPlan | null;
  /** How the potential is solved for; null where none is. */
  readonly potential: ConductionPlan | null;
}

interface Terms {
  readonly uniaxial: number;
  readonly cubic: number;
}

/** What a kind of grid adds to the common plan. */
export interface GridPart {
  readonly tiling: Tiling;
  readonly groups: number;
  readonly constants: Readonly<Record<string, number>>;
  readonly buffers: Readonly<Record<string, BufferSpec>>;
  readonly contents: Readonly<Record<string, Float64Array | Uint32Array>>;
  /** How steps are taken: `staged`, or `whole` of wires in one workgroup. */
  stepping(shape: StepShape, pass: PassMaker): Stepping;
  /** Kernels that make the state ready to be observed outside a sample. */
  prepare(pass: PassMaker): Pass[];
  readonly observe: string;
  readonly readsTexture: boolean;
  readonly demag: DemagPlan | null;
  readonly potential: ConductionPlan | null;
  /** w of a cell is 0 outside the magnet, 1 in its rest and k + 1 in region k; otherwise it is padding. */
  readonly marksMagnet: boolean;
}

/** What there is to step. */
export interface StepShape {
  readonly batch: number;
  readonly cells: number;
  readonly stages: number;
  readonly groups: number;
  /** Of a workgroup. */
  readonly threads: number;
  readonly kind: number;
}

/** Most numbers in the rings of a batch: all of them are read at every look. */
const RING_NUMBERS = 2 ** 21;

/** See StepPlan; `begin` without what looks for samples. */
export type Stepping = Pick<StepPlan, 'begin' | 'several' | 'waitsFree'> & { readonly buffers: Readonly<Record<string, BufferSpec>> };

/**
 * Steps in dispatches over all cells, one or more a stage.
 * @param evaluate kernels of stage s: its magnetization and its rate
 */
export function staged({ batch, cells, stages, groups, kind }: StepShape, pass: PassMaker, evaluate: (s: number) => Pass[]): Stepping {
  const one = [batch, 1, 1] as const;
  const attempt = [...Array.from({ length: stages - 1 }, (_, i) => evaluate(i + 2)).flat(), pass('step/judge', [groups, batch, 1]), pass('step/control', one, [MODE.JUDGE])];
  return {
    buffers: {
      drift: f32(stages * batch * cells * 4),
      lever: f32(kind === CLOSURE.CIRCUIT ? stages * batch * cells * 4 : 4),
      sums: f32(batch * stages * (groups + 1) * SUMS_STRIDE),
      worst: f32(batch * groups),
    },
    begin: [pass('step/control', one, [MODE.ARM]), ...evaluate(1), pass('step/control', one, [MODE.READY])],
    several: [attempt],
    waitsFree: false,
  };
}

/** Steps of wires that a workgroup holds, at most `most` attempts a dispatch. */
export function whole({ batch, threads, cells, stages }: StepShape, pass: PassMaker, most: number): Stepping {
  const bind = { kept_params: 'params', kept_clock: 'clock', kept_flags: 'flags', kept_ledger: 'ledger' };
  const integrate = (attempts: number, begins: number): Pass => ({ ...pass('wire/integrate', [batch, 1, 1], [attempts, begins]), bind, effort: Math.ceil(cells / threads) * Math.max(1, attempts * (stages - 1)) });
  return { buffers: { unsummed: f32(batch * threads * 8) }, begin: [integrate(0, 1)], several: Array.from({ length: most }, (_, k) => [integrate(k + 1, 0)]), waitsFree: true };
}

/** So many attempted steps, in as few dispatches as will do. */
export function attemptsOf({ several }: Pick<StepPlan, 'several'>, count: number): Pass[] {
  const most = several.length;
  return Array.from({ length: Math.ceil(count / most) }, (_, k) => several[Math.min(most, count - k * most) - 1]).flat();
}

/** A pass of a kernel with the constants that the kernel table asks for. */
export type PassMaker = (kernel: string, groups: readonly [number, number, number], args?: readonly number[]) => Pass;

export const f32 = (length: number): BufferSpec => ({ kind: 'f32', length: Math.max(4, length) });
export const u32 = (length: number): BufferSpec => ({ kind: 'u32', length: Math.max(4, length) });

/** What scenes of one batch must have in common. */
export function shapeKey(scene: Scene): string {
  return JSON.stringify([scene.grid.cells, scene.grid.periodic, scene.run.method, scene.run.gradientOrder, closureKind(scene), scene.run.fixedStep !== null, scene.demag === 'full', scene.regions.length, scene.run.potentialTolerance, needsPotential(scene) ? [leadNames(scene).length, scene.grid.cellSize] : null]);
}

/**
 * @param scenes one or more of equal shapeKey
 * @param start magnetization of each, [cells * 3]; a zero vector is an empty cell
 * @param attempts most attempted steps between two looks of the host
 * @param regions the region of each cell, as of regionIndex
 */
export function stepPlan(scenes: readonly Scene[], start: readonly Float64Array[], attempts: number, part: GridPart, regions: readonly Uint8Array[] = regionsOf(scenes)): StepPlan {
  const [first] = scenes;
  if (scenes.some((scene) => shapeKey(scene) !== shapeKey(first))) throw new Error('stepPlan: the scenes of a batch must have one shape');
  const cells = first.grid.cells[0] * first.grid.cells[1];
  const batch = scenes.length;
  const tableau = TABLEAUS[first.run.method];
  const stages = tableau.stages;
  const materials = scenes.map(regionMaterials);
  const uniaxial = Math.max(...materials.flat().map(({ material }) => uniaxialOf(material).length));
  const cubic = Math.max(...materials.flat().map(({ material }) => cubicOf(material).length));
  const terms: Terms & { present: number[][] } = { uniaxial, cubic, present: [] };
  const kind = closureKind(first);
  const { groups, tiling } = part;
  const ring = Math.min(attempts + 1, Math.max(4, Math.floor(RING_NUMBERS / (batch * REC_STRIDE))));
  const segments = attempts + 2;
  const stride = PAR_BASE + ANISO_STRIDE * (uniaxial + cubic);
  const units = scenes.map(gridUnits);

  const all: Record<string, number> = {
    CELLS: cells, BATCH: batch, STAGES: stages, WG: tiling.threads, PER: tiling.cellsPerThread, GROUPS: groups, KIND: kind,
    GRADIENT: first.run.gradientOrder, UNIAXIAL: uniaxial, CUBIC: cubic, REGIONS: materials[0].length, SEGMENTS: segments, RING: ring, ...part.constants,
  };
  const pass: PassMaker = (kernel, dispatch, args = []) => {
    const names = kernels.get(kernel)?.constants ?? [];
    return { kernel, groups: dispatch, args, constants: Object.fromEntries(names.map((name) => [name, all[name]])) };
  };
  const gaze = (how: number) => [pass(part.observe, [groups, batch, 1], [how]), pass('step/record', [batch, 1, 1], [how])];
  const stepping = part.stepping({ batch, cells, stages, groups, threads: tiling.threads, kind }, pass);

  const buffers = {
    tableau: f32(TAB_LENGTH),
    params: f32(batch * materials[0].length * stride),
    schedule: f32(batch * segments * SEG_STRIDE),
    clock: f32(batch * CLK_STRIDE),
    flags: u32(batch * FLG_STRIDE),
    m: f32(2 * batch * cells * 4),
    ledger: f32(batch * LED_STRIDE),
    observed: f32(batch * groups * OBS_STRIDE),
    records: f32(batch * (ring + 1) * REC_STRIDE),
    shifts: u32(batch),
    lead_state: f32(4),
    current: f32(4),
    ...stepping.buffers,
    ...part.buffers,
  };

  const params = new Float64Array(buffers.params.length);
  const clock = new Float64Array(buffers.clock.length);
  const flags = new Uint32Array(buffers.flags.length);
  const m = new Float64Array(batch * cells * 4);
  scenes.forEach((scene, sim) => {
    const made = new Uint8Array(materials[sim].length); // of which there are cells
    for (let i = 0; i < cells; i++) {
      const to = 4 * (sim * cells + i);
      for (let k = 0; k < 3; k++) m[to + k] = start[sim][3 * i + k];
      if (!part.marksMagnet) continue;
      m[to + 3] = isEmpty(start[sim], i) ? 0 : 1 + regions[sim][i];
      if (m[to + 3] > 0) made[regions[sim][i]] = 1;
    }
    const present = made.includes(1) ? [...made.keys()].filter((k) => made[k] === 1) : [0];
    terms.present.push(present);
    const { rows, stiffest } = packedRows(scene, units[sim], tableau, terms, present);
    rows.forEach((row, k) => params.set(row, stride * materialRow(sim, k + 1, batch, rows.length)));
    clock[sim * CLK_STRIDE + CLK.H] = 0.05 / stiffest;
    clock[sim * CLK_STRIDE + CLK.ERR_PREV] = scene.run.tolerance;
    const f = sim * FLG_STRIDE;
    flags[f + FLG.STATE] = STATE.HOLD; // t = 0 is a sample
    flags[f + FLG.FRESH] = 1;
    flags[f + FLG.CROSSING] = startOfWall(scene, units[sim]);
    flags[f + FLG.LOOK_EVERY] = scene.run.followTexture && !part.readsTexture ? stepsBetweenLooks(attempts) : 0;
  });

  return {
    buffers,
    contents: { tableau: packTableau(tableau, first.run.fixedStep !== null), params, clock, flags, m, ...part.contents },
    rate: stepping.begin,
    begin: [...stepping.begin, ...gaze(GAZE.SAMPLE)],
    attempt: stepping.several[0],
    several: stepping.several,
    waitsFree: stepping.waitsFree,
    gaze: gaze(GAZE.SAMPLE),
    look: [...part.prepare(pass), ...gaze(GAZE.LOOK)],
    shift: [pass('step/shift', [Math.ceil(cells / tiling.threads), batch, 1])],
    tableau, batch, cells, ring, segments, units, terms,
    readsTexture: part.readsTexture,
    demag: part.demag,
    potential: part.potential,
  };
}

/**
 * Accepted steps between two looks at the window of a wire: so many fewer than a chunk attempts that the chunk has room for rejected attempts and
 * for waiting, and so few, where chunks are long, that a wall that moves by a third of a cell in a step stays in the window.
 */
function stepsBetweenLooks(attempts: number): number {
  return Math.max(1, Math.min(48, Math.floor(0.75 * attempts)));
}

/** The rows of `params` of a simulation, its rest first, with the longest and the shortest step; and the field that these follow. */
function packedRows(scene: Scene, units: GridUnits, tableau: Tableau, { uniaxial, cubic }: Terms, present: readonly number[]): { rows: Float64Array[]; stiffest: number } {
  const substances = regionMaterials(scene);
  const rows = substances.map((substance) => packParams(scene, substance, units, uniaxial, cubic));
  const stiffest = stiffestField(scene, present.map((k) => rows[k]), uniaxial, cubic);
  const longest = Math.min(...present.map((k) => stableStep(tableau, substances[k].material.alpha)));
  for (const row of rows) {
    row[PAR.H_MAX] = longest / stiffest;
    row[PAR.H_MIN] = 1e-6 / stiffest;
  }
  return { rows, stiffest };
}

/** What the buffers hold of simulation `sim` that is different once it is `scene`, of the same shape. */
export function rewritten({ tableau, batch, terms, units, potential }: StepPlan, sim: number, scene: Scene): Rewrite[] {
  const { rows } = packedRows(scene, units[sim], tableau, terms, terms.present[sim]);
  const params = rows.map((row, k) => ({ buffer: 'params', offset: row.length * materialRow(sim, k + 1, batch, rows.length), data: row }));
  return [...params, ...(potential?.changed(sim, scene) ?? [])];
}

/** Of shapes that need no file. */
export const regionsOf = (scenes: readonly Scene[]) => scenes.map((scene) => regionIndex(scene));

function packTableau(tableau: Tableau, fixed: boolean): Float64Array {
  const data = new Float64Array(TAB_LENGTH);
  tableau.a.forEach((row, s) => data.set(row, TAB.A + MAX_STAGES * s));
  data.set(tableau.b, TAB.B);
  data.set(tableau.e, TAB.E);
  data.set(tableau.c, TAB.C);
  data[TAB.ORDER] = (tableau.embedded ?? tableau.order) + 1;
  data[TAB.FIXED] = fixed ? 1 : 0;
  return data;
}

