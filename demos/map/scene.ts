/** The wire of the map: the wall lab's, in fewer and longer cells, with a sweep over beta and the drive. */
import type { SceneInput } from 'spinmotive';
import { wallScene, type Settings as WallSettings } from '../wall/scene.js';
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
const CELLS = 80;
const CELL = 6e-9;
/** rad/(s T); the library's default, with which the wall lab runs. */
const GAMMA = 1.760859e11;
/** s, by alpha: what makes a wall settle or turn a few hundredths off its thresholds. */
const DURATION = 4e-9;
const SAMPLES = 200;

/** Twelve digits, so that files and addresses hold round numbers. */
const round = (value: number): number => Number(value.toPrecision(12));

export const durationOf = (alpha: number): number => Number((DURATION / alpha).toPrecision(2));

const labWire = (alpha: number) => wallScene({ alpha, beta: 0, field: 0, voltage: 0, duration: durationOf(alpha) });

/** Of both labs. */
export function materialOf(alpha: number): WireMaterial {
  const { material: { Ms, A, anisotropy }, transport: { polarization } } = labWire(alpha);
  return { Ms, A, Ku: anisotropy[0].Ku1, Kp: -anisotropy[1].Ku1, polarization, gamma: GAMMA };
}

/** The drive in SI units at 1 on the map's axis: A/m^2 for a current, T for a field. */
export function unitOf({ drive, alpha }: Study): number {
  const material = materialOf(alpha);
  return drive === 'field' ? walkerField(material, alpha) : -pinningDrift(material) / driftPerCurrent(material);
}

/** The study without its sweep. */
function wireOf({ drive, alpha }: Study) {
  const { polarization, conductivity } = labWire(alpha).transport;
  const { material, initial, grid, run } = labWire(alpha);
  return {
    title: drive === 'field' ? 'A wall under a field: beta/alpha against B/B_W' : 'A wall under a current: beta/alpha against u/u_c',
    grid: { cells: [CELLS, 1], cellSize: [CELL, grid.cellSize[1], grid.cellSize[2]] },
    material: { ...material, gamma: GAMMA },
    initial: { ...initial, at: (CELLS * CELL) / 2 },
    field: { B: [0, 0, 0] },
    transport: { polarization, conductivity, beta: 0, closure: drive === 'field' ? 'open' : 'prescribed', ...(drive === 'field' ? {} : { j: [0, 0] }) },
    run: { ...run, method: 'bs32' },
    output: { sampleEvery: round(run.duration / SAMPLES) },
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
export function wallSettings(study: Study, beta: number, drive: number): WallSettings {
  const { grid, transport } = labWire(study.alpha);
  const length = grid.cells[0] * grid.cellSize[0];
  const settings = { alpha: study.alpha, beta, field: 0, voltage: 0, duration: durationOf(study.alpha) };
  return study.drive === 'field' ? { ...settings, field: drive } : { ...settings, voltage: (drive * length) / transport.conductivity };
}

/** Where the wall lab opens that wall. */
export function wallAddress(settings: WallSettings): string {
  const { alpha, beta, field, voltage, duration } = settings;
  const values = { alpha, beta, field: field / 1e-3, voltage, duration: duration / 1e-9 };
  return `../wall/index.html?${new URLSearchParams(Object.entries(values).map(([name, value]) => [name, String(round(value))]))}`;
}
