/**
 * Scenes -> plan, for wires (ny = 1). A plan runs a batch of scenes of one shape: equal cells, method, kind of closure,
 * gradient and ends. What differs between simulations is in `params`, `schedule` and the magnetization.
 */
import { stableStep, TABLEAUS, type Tableau } from '../math/tableau.js';
import {
  ANISO_STRIDE, CLK, CLK_STRIDE, CLOSURE, FLG, FLG_STRIDE, GAZE, LED_STRIDE, MAX_STAGES, MODE, OBS_STRIDE, PAR, PAR_BASE,
  REC_STRIDE, SEG_STRIDE, STATE, SUMS_STRIDE, TAB, TAB_LENGTH,
} from '../plan/layout.js';
import type { BufferSpec, Pass } from '../plan/types.js';
import type { Segment } from '../scene/schedule.js';
import type { CubicAnisotropy, Scene, UniaxialAnisotropy } from '../scene/schema.js';
import { wireUnits, type WireUnits } from './units.js';

/** How an engine wants the cells cut up: threads of a workgroup, a power of two, and the most cells a thread takes. */
export interface Tiling {
  readonly threads: number;
  readonly cellsPerThread: number;
}

export interface WirePlan {
  readonly buffers: Readonly<Record<string, BufferSpec>>;
  /** Values the buffers start with; the rest is zero. */
  readonly contents: Readonly<Record<string, Float64Array | Uint32Array>>;
  /** Evaluates the rate where it is missing. Once at the start of every chunk. */
  readonly begin: readonly Pass[];
  /** One attempted step. */
  readonly attempt: readonly Pass[];
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
  readonly units: readonly WireUnits[];
}

/** What scenes of one batch must have in common. */
export function shapeKey(scene: Scene): string {
  return JSON.stringify([scene.grid.cells, scene.grid.periodic, scene.run.method, scene.run.gradientOrder, closureKind(scene), scene.run.fixedStep !== null]);
}

export function closureKind(scene: Scene): number {
  switch (scene.transport?.closure) {
    case 'circuit': return CLOSURE.CIRCUIT;
    case 'local': return CLOSURE.LOCAL;
    default: return CLOSURE.PRESCRIBED; // open is a prescribed current of zero
  }
}

/**
 * @param scenes one or more of equal shapeKey
 * @param start magnetization of each, [cells * 3]
 * @param attempts most attempted steps between two looks of the host
 */
export function lowerWire(scenes: readonly Scene[], start: readonly Float64Array[], tiling: Tiling, attempts: number): WirePlan {
  const [first] = scenes;
  if (scenes.some((scene) => shapeKey(scene) !== shapeKey(first))) throw new Error('lowerWire: the scenes of a batch must have one shape');
  const cells = first.grid.cells[0];
  const batch = scenes.length;
  const tableau = TABLEAUS[first.run.method];
  const stages = tableau.stages;
  const uniaxial = Math.max(...scenes.map((scene) => uniaxialOf(scene).length));
  const cubic = Math.max(...scenes.map((scene) => cubicOf(scene).length));
  const kind = closureKind(first);
  const tile = tiling.threads * tiling.cellsPerThread;
  const groups = Math.ceil(cells / tile);
  const ring = attempts + 1;
  const segments = attempts + 2;
  const stride = PAR_BASE + ANISO_STRIDE * (uniaxial + cubic);
  const units = scenes.map(wireUnits);

  const f32 = (length: number): BufferSpec => ({ kind: 'f32', length: Math.max(4, length) });
  const u32 = (length: number): BufferSpec => ({ kind: 'u32', length: Math.max(4, length) });
  const buffers = {
    tableau: f32(TAB_LENGTH),
    params: f32(batch * stride),
    schedule: f32(batch * segments * SEG_STRIDE),
    clock: f32(batch * CLK_STRIDE),
    flags: u32(batch * FLG_STRIDE),
    m: f32(2 * batch * cells * 4),
    drift: f32(stages * batch * cells * 4),
    lever: f32(kind === CLOSURE.CIRCUIT ? stages * batch * cells * 4 : 4),
    sums: f32(batch * stages * (groups + 1) * SUMS_STRIDE),
    worst: f32(batch * groups),
    ledger: f32(batch * LED_STRIDE),
    observed: f32(batch * groups * OBS_STRIDE),
    records: f32(batch * (ring + 1) * REC_STRIDE),
    shifts: u32(batch),
  };

  const params = new Float64Array(buffers.params.length);
  const clock = new Float64Array(buffers.clock.length);
  const flags = new Uint32Array(buffers.flags.length);
  const m = new Float64Array(batch * cells * 4);
  scenes.forEach((scene, sim) => {
    params.set(packParams(scene, units[sim], uniaxial, cubic), sim * stride);
    const stiffest = stiffestField(params, sim * stride, uniaxial, cubic);
    params[sim * stride + PAR.H_MAX] = stableStep(tableau, scene.material.alpha) / stiffest;
    params[sim * stride + PAR.H_MIN] = 1e-6 / stiffest;
    clock[sim * CLK_STRIDE + CLK.H] = 0.05 / stiffest;
    clock[sim * CLK_STRIDE + CLK.ERR_PREV] = scene.run.tolerance;
    const f = sim * FLG_STRIDE;
    flags[f + FLG.STATE] = STATE.HOLD; // t = 0 is a sample
    flags[f + FLG.FRESH] = 1;
    flags[f + FLG.CROSSING] = startOfWall(scene, units[sim]);
    for (let i = 0; i < cells; i++) m.set(start[sim].subarray(3 * i, 3 * i + 3), 4 * (sim * cells + i));
  });

  const all = {
    CELLS: cells, BATCH: batch, STAGES: stages, WG: tiling.threads, PER: tiling.cellsPerThread, GROUPS: groups, KIND: kind,
    GRADIENT: first.run.gradientOrder, PERIODIC: first.grid.periodic[0] ? 1 : 0, UNIAXIAL: uniaxial, CUBIC: cubic,
    SEGMENTS: segments, RING: ring,
  };
  const only = <K extends keyof typeof all>(...keys: K[]) => Object.fromEntries(keys.map((key) => [key, all[key]]));
  const wide = [groups, batch, 1] as const, one = [batch, 1, 1] as const;
  const stage = (s: number): Pass => ({
    kernel: 'wire/stage', groups: wide, args: [s],
    constants: only('CELLS', 'BATCH', 'STAGES', 'WG', 'PER', 'GROUPS', 'KIND', 'GRADIENT', 'PERIODIC', 'UNIAXIAL', 'CUBIC'),
  });
  const judge: Pass = {
    kernel: 'step/judge', groups: wide, args: [],
    constants: only('CELLS', 'BATCH', 'STAGES', 'WG', 'PER', 'GROUPS', 'KIND', 'UNIAXIAL', 'CUBIC'),
  };
  const control = (mode: number): Pass => ({
    kernel: 'step/control', groups: one, args: [mode],
    constants: only('CELLS', 'BATCH', 'STAGES', 'WG', 'GROUPS', 'KIND', 'UNIAXIAL', 'CUBIC', 'SEGMENTS'),
  });
  const gaze = (how: number): Pass[] => [
    { kernel: 'wire/observe', groups: wide, args: [how], constants: only('CELLS', 'BATCH', 'STAGES', 'WG', 'PER', 'GROUPS', 'KIND', 'GRADIENT', 'PERIODIC', 'UNIAXIAL', 'CUBIC') },
    { kernel: 'step/record', groups: one, args: [how], constants: only('GROUPS', 'WG', 'RING', 'SEGMENTS', 'CELLS', 'PERIODIC') },
  ];

  return {
    buffers,
    contents: { tableau: packTableau(tableau, first.run.fixedStep !== null), params, clock, flags, m },
    begin: [control(MODE.ARM), stage(1), control(MODE.READY), ...gaze(GAZE.SAMPLE)],
    attempt: [...Array.from({ length: stages - 1 }, (_, i) => stage(i + 2)), judge, control(MODE.JUDGE)],
    gaze: gaze(GAZE.SAMPLE),
    look: gaze(GAZE.LOOK),
    shift: [{ kernel: 'wire/shift', groups: [Math.ceil(cells / tiling.threads), batch, 1], args: [], constants: only('CELLS', 'BATCH', 'WG') }],
    tableau, batch, cells, ring, segments, units,
  };
}

const uniaxialOf = (scene: Scene) => scene.material.anisotropy.filter((a): a is UniaxialAnisotropy => a.kind === 'uniaxial');
const cubicOf = (scene: Scene) => scene.material.anisotropy.filter((a): a is CubicAnisotropy => a.kind === 'cubic');

function packParams(scene: Scene, units: WireUnits, uniaxial: number, cubic: number): Float64Array {
  const { material, transport } = scene;
  const row = new Float64Array(PAR_BASE + ANISO_STRIDE * (uniaxial + cubic));
  row[PAR.ALPHA] = material.alpha;
  row[PAR.EXCHANGE] = (2 * material.A) / (material.Ms * units.dx ** 2 * units.field);
  if (typeof scene.demag === 'object') {
    const { factors } = scene.demag;
    row.set(factors.map((n) => n - Math.min(...factors)), PAR.DEMAG_X); // a field along m turns nothing; see groundEnergies
  }
  row.set(scene.field.B.map((b) => b / units.field), PAR.FIELD_X);
  row[PAR.TOLERANCE] = scene.run.tolerance;
  row.set(wallAxis(scene), PAR.EASY_X);
  if (transport) {
    row[PAR.BETA] = transport.beta;
    row[PAR.POLARIZATION] = transport.polarization;
    // kappa/P = b s0 sigma/P with b = P dx/(J0 t0) and s0 = P emf t0; the other P is in the lever.
    const kappa = ((transport.polarization * units.dx * units.emf) / units.current) * (transport.conductivity ?? 0);
    if (transport.closure === 'prescribed') row[PAR.DRIFT] = transport.j[0] / units.current;
    if (transport.closure === 'local') row[PAR.CHI] = kappa / units.dx ** 2;
    if (transport.closure === 'circuit') {
      const ohms = units.resistance + transport.load;
      row[PAR.BIAS] = transport.voltage / (ohms * units.area * units.current);
      row[PAR.CHI] = (kappa / (units.dx * units.length)) * (units.resistance / ohms);
    }
  }
  const K0 = material.Ms * units.field;
  uniaxialOf(scene).forEach(({ axis, Ku1, Ku2 }, i) => row.set([...axis, Ku1 / K0, Ku2 / K0], PAR_BASE + ANISO_STRIDE * i));
  cubicOf(scene).forEach(({ axes, Kc1, Kc2 }, i) => row.set([...axes[0], Kc1 / K0, ...axes[1], Kc2 / K0], PAR_BASE + ANISO_STRIDE * (uniaxial + i)));
  return row;
}

/** An upper bound of the field in reduced units: what sets the fastest precession, and so the first and longest step. */
function stiffestField(params: Float64Array, at: number, uniaxial: number, cubic: number): number {
  const p = (key: number) => Math.abs(params[at + key]);
  let field = 4 * p(PAR.EXCHANGE) + Math.max(p(PAR.DEMAG_X), p(PAR.DEMAG_Y), p(PAR.DEMAG_Z)) + p(PAR.FIELD_X) + p(PAR.FIELD_Y) + p(PAR.FIELD_Z) + 1.5 * (p(PAR.DRIFT) + p(PAR.BIAS));
  for (let i = 0; i < uniaxial; i++) field += 2 * p(PAR_BASE + ANISO_STRIDE * i + 3) + 4 * p(PAR_BASE + ANISO_STRIDE * i + 4);
  for (let i = uniaxial; i < uniaxial + cubic; i++) field += 4 * p(PAR_BASE + ANISO_STRIDE * i + 3) + 2 * p(PAR_BASE + ANISO_STRIDE * i + 7);
  return field;
}

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

/** The axis along which a wall's two domains lie: that of `initial.left`, else the first easy axis, else x. */
export function wallAxis(scene: Scene): readonly [number, number, number] {
  if (scene.initial.kind === 'wall') return positive(scene.initial.left);
  const easy = uniaxialOf(scene).filter(({ Ku1 }) => Ku1 > 0).sort((a, b) => b.Ku1 - a.Ku1)[0];
  return positive(easy?.axis ?? [1, 0, 0]);
}

/** Of the two ends of an axis, the one whose largest component is positive. */
function positive([x, y, z]: readonly [number, number, number]): readonly [number, number, number] {
  const largest = [x, y, z].reduce((a, b) => (Math.abs(b) > Math.abs(a) * (1 + 1e-12) ? b : a));
  return largest < 0 ? [-x, -y, -z] : [x, y, z];
}

function startOfWall(scene: Scene, units: WireUnits): number {
  const cells = scene.grid.cells[0];
  const at = scene.initial.kind === 'wall' ? scene.initial.at / units.dx : cells / 2;
  return Math.min(Math.max(Math.floor(at - 0.5), 0), cells - 1);
}

/** One row of `schedule`. Times in s become reduced; with a fixed step the segment is cut into even steps. */
export function packSegment(segment: Segment, units: WireUnits, fixedStep: number | null, events: number): Float64Array {
  const row = new Float64Array(SEG_STRIDE);
  row[0] = segment.duration / units.time;
  row[1] = fixedStep === null ? 0 : Math.max(1, Math.ceil(segment.duration / fixedStep - 1e-6));
  row[2] = events;
  row.set(segment.field, 4);
  row.set(segment.current, 10);
  row.set(segment.voltage, 16);
  return row;
}
