/**
 * Where things lie in the buffers, once for both engines: the twins index with these numbers, the shaders get them as
 * the `const` lines of `prelude()`. All quantities are in the reduced units of src/lower/units.ts.
 */
import { mostLeads } from '../math/conductor.js';

function names<K extends string>(...keys: K[]): Readonly<Record<K, number>> {
  return Object.fromEntries(keys.map((key, i) => [key, i])) as Record<K, number>;
}

/** `params`: one row a simulation, followed by ANISO_STRIDE floats for each uniaxial axis, then for each cubic one. */
export const PAR = names(
  'ALPHA', 'BETA', 'POLARIZATION',
  'EXCHANGE', // 2A / (Ms dx^2 B0): field per unit difference between neighbours
  'DEMAG_X', 'DEMAG_Y', 'DEMAG_Z',
  'FIELD_X', 'FIELD_Y', 'FIELD_Z', // applied field; its waveform is a factor in `clock`
  'DRIFT', // closure `prescribed`: the current q = j / J0, see src/lower/units.ts
  'BIAS', // closure `circuit`: the current q of the voltage alone, V / R
  'CHI', // circuit: kappa / (P dx (L + sigma R_load A)); local: kappa / (P dx^2)
  'TOLERANCE', 'H_MAX', 'H_MIN',
  'EASY_X', 'EASY_Y', 'EASY_Z', // a wall is where m . easy changes sign
  'ASPECT', // films: dx / dy
  'EXCHANGE_Y', 'DRIFT_Y', // films: as EXCHANGE and DRIFT, along y
  'DMI_INTERFACIAL', 'DMI_BULK', // films: D / (dx Ms B0)
);
export const PAR_BASE = Object.keys(PAR).length;
/** Uniaxial: axis x, y, z, k1, k2. Cubic: first axis x, y, z, kc1, second axis x, y, z, kc2. */
export const ANISO_STRIDE = 8;

/** `clock`: one row a simulation. From DRIVE on, four numbers a stage: factors of field, current, voltage, and d(field)/dt. */
export const CLK = names('H', 'H_TRY', 'ERR_PREV', 'NOW_FIELD', 'NOW_CURRENT', 'NOW_VOLTAGE', 'NOW_SLOPE', 'DRIVE');
export const MAX_STAGES = 8;
export const CLK_STRIDE = CLK.DRIVE + 4 * MAX_STAGES;

/** `flags`: one row a simulation. */
export const FLG = names(
  'STATE', 'PARITY',
  'FRESH', // the rate of the current state has to be evaluated anew (start, jump of the drive, shifted window)
  'SEGMENT', 'TICKS', 'TRY_TICKS', // time since the start of the segment, and the step that is tried, in ticks
  'STEP_IN_SEGMENT', 'LANDS', 'STEPS', 'REJECTED', 'REJECTED_IN_A_ROW', 'RECORDS', 'CROSSING',
);
export const FLG_STRIDE = Object.keys(FLG).length;

export const STATE = names(
  'RUN',
  'HOLD', // at a sample, until `record` has written it down
  'PAUSE', // at a snapshot, until the host has read the magnetization
  'DONE',
  'NOT_FINITE',
  'COLLAPSED', // the step fell below H_MIN, or below a tick
);
/** Ticks of a segment. Whole numbers add up exactly, where a float32 sum of steps would drift. */
export const TICKS = 2 ** 30;
/** No wall was found. */
export const NO_CROSSING = 0xffffffff;

/** `tableau`: a in full rows, then b, e and c. */
export const TAB = { A: 0, B: MAX_STAGES * MAX_STAGES, E: MAX_STAGES * MAX_STAGES + MAX_STAGES, C: MAX_STAGES * MAX_STAGES + 2 * MAX_STAGES, ORDER: MAX_STAGES * MAX_STAGES + 3 * MAX_STAGES, FIXED: MAX_STAGES * MAX_STAGES + 3 * MAX_STAGES + 1 };
export const TAB_LENGTH = TAB.FIXED + 3;

/** `schedule`: one row a segment; three polynomials of six coefficients in s = tau / duration. */
export const SEG = { DURATION: 0, STEPS: 1, EVENTS: 2, FIELD: 4, CURRENT: 10, VOLTAGE: 16 };
export const SEG_STRIDE = 24;
/** Bits of SEG.EVENTS: what happens at the end of the segment. */
export const EVENT = { SAMPLE: 1, SNAPSHOT: 2, JUMP: 4, LAST: 8 };

/** What `control` is asked to do. */
export const MODE = names('JUDGE', 'ARM', 'READY');
/** What `observe` and `record` are asked to do: write down due samples, or look at the state whatever it is. */
export const GAZE = names('SAMPLE', 'LOOK');

/**
 * `ledger`: integrals over time since the last record, of sums over cells. Names follow the power densities of
 * docs/physics.md section 5, in reduced units.
 */
export const LED = names('GILBERT', 'JOULE', 'CROSS', 'EMF_WORK', 'FIELD_WORK', 'EMF', 'CURRENT', 'BERRY');
export const LED_STRIDE = Object.keys(LED).length;

/** `observed`, one row a workgroup, and the first part of `records`: sums over cells, two maxima, and the wall. */
export const OBS = names(
  'M_X', 'M_Y', 'M_Z', 'E_EXCHANGE',
  'E_ANISOTROPY', 'E_ZEEMAN', 'E_DEMAG', 'RATE2', // |dm/dt|^2
  'BERRY', // m . (dm/dt x d m)
  'SLIDE', // dm/dt . d m
  'Q', 'Q2',
  'Q_SLIDE', 'Q_EMF', 'E_DMI', 'Q_Y',
  'MAX_TORQUE', 'MAX_RATE', // |m x B|, |dm/dt|
  'CROSSING', // distance key while in `observed`, cell index in `records`; -1 when there is no wall
  'SPARE_2',
  'NEAR', // m left of the crossing (3), its rate (3), m right of it (3), its rate (3)
);
export const OBS_SUMS = 16;
export const OBS_STRIDE = 32;

/** `records`: one row a sample in the ring of a simulation, the last row is for GAZE.LOOK. */
export const REC = { OBSERVED: 0, LEDGER: OBS_STRIDE, TICKS: OBS_STRIDE + LED_STRIDE, H: OBS_STRIDE + LED_STRIDE + 1, STEPS_LOW: OBS_STRIDE + LED_STRIDE + 2, STEPS_HIGH: OBS_STRIDE + LED_STRIDE + 3, NOW_FIELD: OBS_STRIDE + LED_STRIDE + 4, NOW_CURRENT: OBS_STRIDE + LED_STRIDE + 5, NOW_VOLTAGE: OBS_STRIDE + LED_STRIDE + 6, NOW_SLOPE: OBS_STRIDE + LED_STRIDE + 7 };
export const REC_STRIDE = OBS_STRIDE + LED_STRIDE + 8;

/** Most leads of a conductor, and the directions that a solve for the potential keeps. */
export const LEADS_MAX = mostLeads;
export const DIRECTIONS = 4;

/** `lead_setup`: one row a simulation. Four numbers a lead, then two matrices [LEADS_MAX][LEADS_MAX]: the network outside, and the inverse of it and the magnet on the free leads. */
export const LSU = { LEAD: 0, NETWORK: 4 * LEADS_MAX, INVERSE: 4 * LEADS_MAX + LEADS_MAX * LEADS_MAX };
export const LSU_STRIDE = LSU.INVERSE + LEADS_MAX * LEADS_MAX;
/** Of a lead in `lead_setup`. */
export const LEAD = names(
  'FREE', // 1 where its potential is an unknown, 0 where it is given
  'VOLTAGE', 'CURRENT', // given potential, fed current: times their waveforms
  'BIAS', // current into the magnet for a unit voltage of the drive, through the network
);

/** `lead_state`: one row a simulation. What a solve for the potential left, and its numbers while it goes on. */
export const LST = {
  ITERATIONS: 0, RESIDUAL: 1, CONVERGED: 2, // of the last solve; the residual as the relative error of the currents
  ACTIVE: 3, // 1 where the last solve's stage was one to run
  DONE: 4, // 1 where nothing is left to do
  SCALE2: 5, RESIDUAL2: 6, // squares of the scale of the error, and of the residual
  RATIO: 7, // of the squares of error and residual, as the first iteration of the last solve found it
  U: 8, I: 8 + LEADS_MAX, // potentials of the leads, currents into the magnet
  GIVEN: 8 + 2 * LEADS_MAX, FED: 8 + 3 * LEADS_MAX, // potentials of fixed leads, sources of current, at this stage
  RHO: 8 + 4 * LEADS_MAX, // residuals of the free leads
  QQ: 8 + 5 * LEADS_MAX, // |q|^2 of each direction
  STEP_U: 16 + 5 * LEADS_MAX, STEP_I: 16 + (5 + DIRECTIONS) * LEADS_MAX, STEP_Q: 16 + (5 + 2 * DIRECTIONS) * LEADS_MAX, // of each direction: potentials, currents, parts of q
};
export const LST_STRIDE = LST.STEP_Q + DIRECTIONS * LEADS_MAX;

/** `current`: eight numbers a cell. */
export const CUR = names(
  'X', 'Y', // charge current density
  'GX', 'GY', // what the torque of a cell is made of besides: field (one band), spin current (two bands)
  'HEAT', // of the part of the field that the mean does not show, and in two bands all of it
  'POTENTIAL', 'SPIN_POTENTIAL', // means over the corners: weighed by conductance, and up less down
  'SPARE',
);
export const CUR_STRIDE = 8;

/** The closures whose rate is known cell by cell, and `CIRCUIT`, whose current needs the whole wire. */
export const CLOSURE = names('PRESCRIBED', 'LOCAL', 'CIRCUIT');

/** Floats in one row of `sums`: see shaders/lib/closure.wgsl. */
export const SUMS_STRIDE = 8;

/** Which plane of rates stage `stage` (1-based) owns: the first and the last change places with every accepted step. */
export function slot(stage: number, stages: number, parity: number): number {
  if (stage === 1) return parity ? stages - 1 : 0;
  if (stage === stages) return parity ? 0 : stages - 1;
  return stage - 1;
}

/** The same numbers as WGSL constants. */
export function prelude(): string {
  const groups: Record<string, Record<string, number>> = { PAR, CLK, FLG, STATE, TAB, SEG, EVENT, MODE, GAZE, LED, OBS, REC, LSU, LEAD, LST, CUR, CLOSURE };
  const lines = Object.entries(groups).flatMap(([group, table]) => Object.entries(table).map(([key, value]) => `const ${group}_${key} = ${value}u;`));
  const plain = { TICKS, PAR_BASE, ANISO_STRIDE, MAX_STAGES, CLK_STRIDE, FLG_STRIDE, NO_CROSSING, SEG_STRIDE, LED_STRIDE, OBS_SUMS, OBS_STRIDE, REC_STRIDE, LEADS_MAX, DIRECTIONS, LSU_STRIDE, LST_STRIDE, CUR_STRIDE };
  return [...lines, ...Object.entries(plain).map(([key, value]) => `const ${key} = ${value}u;`)].join('\n') + '\n';
}
