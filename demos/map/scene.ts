/** The wire of the map: the wall lab's, in fewer and longer cells, with a sweep over beta and the drive. */
import type { SceneInput } from 'spinmotive';
import { linkOf } from '../shared/link.js';
import { PRESETS } from '../wall/presets.js';
import type { Side } from './lattice.js';
import { driftPerCurrent, pinningDrift, walkerField, type Drive, type WireMaterial } from './theory.js';

/** What the points depend on. */
export interface Study {
  readonly drive: Drive;
  readonly alpha: number;
  /** Largest beta/alpha. */
  readonly ratio: number;
  /** Largest u/u_c or B/B_W. */
  readonly reach: number;
}

/** Cells of 0.4 D: a tenth of the work of the wall lab's, and velocities within 2 % of its. */
export const CELLS = 80;
const CELL = 6e-9;
/** rad/(s T); the library's default, with which the wall lab runs. */
const GAMMA = 1.760859e11;
/** s, by alpha: what makes a wall settle or turn a few hundredths off its thresholds. */
const DURATION = 4e-9;
const SAMPLES = 200;

/** Twelve digits, so that files and addresses hold round numbers. */
const round = (value: number): number => Number(value.toPrecision(12));

export const durationOf = (alpha: number): number => Number((DURATION / alpha).toPrecision(2));

/** The wall lab's, by what drives it. */
const WALLS = { current: 'battery', field: 'turning' } as const;
const SCENES = Object.fromEntries(Object.entries(PRESETS).map(([name, { scene }]) => [name, scene]));

/** What there is in the wall lab's wire. @throws Error where it is no longer one that this map is about */
function labWire(drive: Drive) {
  const scene = SCENES[WALLS[drive]];
  const { material: { Ms, A, anisotropy: [easy, hard] = [] }, transport } = scene;
  if (easy?.kind === 'cubic' || hard?.kind === 'cubic' || !easy || !hard || !transport?.conductivity) throw new Error('the wall lab has another wire');
  return { scene, Ms, A, Ku: easy.Ku1, Kp: -hard.Ku1, transport, polarization: transport.polarization, conductivity: transport.conductivity };
}

/** Of both labs. */
export function materialOf({ drive }: Study): WireMaterial {
  const { Ms, A, Ku, Kp, polarization } = labWire(drive);
  return { Ms, A, Ku, Kp, polarization, gamma: GAMMA };
}

/** The drive in SI units at 1 on the map's axis: A/m^2 for a current, T for a field. */
export function unitOf(study: Study): number {
  const material = materialOf(study);
  return study.drive === 'field' ? walkerField(material, study.alpha) : -pinningDrift(material) / driftPerCurrent(material);
}

/** The study without its sweep. */
function wireOf({ drive, alpha }: Study) {
  const { scene, polarization, conductivity } = labWire(drive);
  const duration = durationOf(alpha);
  return {
    title: drive === 'field' ? 'A wall under a field: beta/alpha against B/B_W' : 'A wall under a current: beta/alpha against u/u_c',
    grid: { cells: [CELLS, 1], cellSize: [CELL, scene.grid.cellSize[1], scene.grid.cellSize[2]] },
    material: { ...scene.material, alpha, gamma: GAMMA },
    initial: { kind: 'wall', left: [1, 0, 0], centre: [0, 1, 0], right: [-1, 0, 0], at: (CELLS * CELL) / 2 },
    field: { B: [0, 0, 0] },
    transport: { polarization, conductivity, beta: 0, closure: drive === 'field' ? 'open' : 'prescribed', ...(drive === 'field' ? {} : { j: [0, 0] }) },
    run: { duration, method: 'bs32', followTexture: true },
    output: { sampleEvery: round(duration / SAMPLES) },
  } satisfies SceneInput;
}

/** All points of a level and of the coarser ones. Ranges of 2^n steps: what levels share, they share to the last bit. */
export function sweepScene(study: Study, side: Side): SceneInput {
  const along = (to: number) => ({ from: 0, to: round(to), count: side });
  return { ...wireOf(study), sweep: { 'transport.beta': along(study.ratio * study.alpha), [study.drive === 'field' ? 'field.B.0' : 'transport.j.0']: along(study.reach * unitOf(study)) } };
}

/** One point, to run alone. @param drive A/m^2 or T */
export function pointScene(study: Study, beta: number, drive: number): SceneInput {
  const wire = wireOf(study);
  return study.drive === 'field'
    ? { ...wire, field: { B: [drive, 0, 0] }, transport: { ...wire.transport, beta } }
    : { ...wire, transport: { ...wire.transport, beta, j: [drive, 0] } };
}

/** The same wall in the wall lab, whose battery drives the current density through a longer wire. */
export function wallScene(study: Study, beta: number, drive: number): SceneInput {
  const { scene, transport, conductivity } = labWire(study.drive);
  const length = scene.grid.cells[0] * scene.grid.cellSize[0];
  const [field, voltage] = study.drive === 'field' ? [drive, 0] : [0, (drive * length) / conductivity];
  return {
    ...scene,
    title: `A wall under a ${study.drive}`,
    material: { ...scene.material, alpha: study.alpha },
    field: { B: [round(field), 0, 0] },
    transport: { ...transport, beta, voltage: round(voltage) },
    run: { ...scene.run, duration: durationOf(study.alpha) },
  };
}

/** Where the wall lab opens that wall. */
export const wallAddress = (study: Study, beta: number, drive: number): string =>
  `../wall/index.html#${linkOf({ preset: WALLS[study.drive], scene: wallScene(study, beta, drive), backend: 'auto' }, SCENES)}`;
