/**
 * Where things lie in the buffers, once for both engines: the twins index with these numbers, the shaders get them as
 * the `const` lines of `prelude()`. All quantities are in the reduced units of src/lower/units.ts.
 */
import { mostLeads } from '../math/conductor.js';

function names<K extends string>(...keys: K[]): Readonly<Record<K, number>> {
  return Object.fromEntries(keys.map((key, i) => [key, i])) as Record<K, number>;
}

/**
 * `params`: one row a simulation, which is that of the magnet's rest, followed by ANISO_STRIDE floats for each uniaxial axis, then for each
 * cubic one. Where there are regions (REGIONS > 1, the rest counted), their rows follow those of all simulations: see `materialRow`. Energies are in units of
 * the rest's Ms B0 in every row; the field that belongs to them is -dE/dm over the row's SATURATION.
 */
export const PAR = names(
  'ALPHA', 'BETA', 'POLARIZATION',
  'EXCHANGE', // 2A / (Ms dx^2 B0): energy of a bond per (m_i - m_j)^2/2
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
  'SATURATION', // films: Ms over that of the rest
  'RESISTIVITY', // films: 1/sigma over that of the rest
  'CONDUCTANCE', // closures with a potential: q per j, see shaders/lib/response.wgsl
  'SPIN_FLUX', 'TEXTURE_DAMPING', // Saslow's model: what L_Qn takes from the coefficient of torque and pumping, and 2 L_QN3
  'AMR', // anisotropic magnetoresistance, (rho along m - rho across m) / rho across m
);
export const PAR_BASE = Object.keys(PAR).length;
/** Uniaxial: axis x, y, z, k1, k2. Cubic: first axis x, y, z, kc1, second axis x, y, z, kc2. */
export const ANISO_STRIDE = 8;

/** The row of `params` of a cell with this w in `m`: 1 is the rest, k + 1 region k. */
export function materialRow(sim: number, w: number, batch: number, regions: number): number {
  return w > 1 ? batch + sim * (regions - 1) + w - 2 : sim;
}

/** `clock`: one row a simulation. NOW_Q is the current of a closed circuit. From DRIVE on, four numbers a stage: factors of field, current, voltage, and d(field)/dt. */
export const CLK = names('H', 'H_TRY', 'ERR_PREV', 'NOW_FIELD', 'NOW_CURRENT', 'NOW_VOLTAGE', 'NOW_SLOPE', 'NOW_Q', 'DRIVE');
export const MAX_STAGES = 8;
export const CLK_STRIDE = CLK.DRIVE + 4 * MAX_STAGES;

/** Most cells that a thread takes of a wire which one workgroup integrates: their rates are in its registers. */
export const MOST_PER = 8;

/** `flags`: one row a simulation. */
export const FLG = names(
  'STATE', 'PARITY',
  'FRESH', // the rate of the current state has to be evaluated anew (start, jump of the drive, shifted window)
  'SEGMENT', 'TICKS', 'TRY_TICKS', // time since the start of the segment, and the step that is tried, in ticks
  'STEP_IN_SEGMENT', 'LANDS', 'STEPS', 'REJECTED', 'REJECTED_IN_A_ROW', 'RECORDS', 'CROSSING',
  'LOOK_EVERY', // accepted steps from one look of the host at the window of a wire to the next; 0 without a window
);
export const FLG_STRIDE = Object.keys(FLG).length;

export const STATE = names(
  'RUN',
  'HOLD', // at a sample, until `record` has written it down
  'PAUSE', // at a snapshot, or where the window is due, until the host has read what it needs
  'DONE',
  'NOT_FINITE',
  'COLLAPSED', // the step fell below H_MIN, or below a tick
  'UNSOLVED', // the conduction solve did not converge
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
 * docs/physics.md section 5, in reduced units and with the material of each cell: alpha w |dm/dt|^2 with w its SATURATION, q^2 times its
 * RESISTIVITY, beta P q slide, P q (berry + beta slide), w m.B, P (berry + beta slide), q, and berry. Of closures with a potential also the power
 * that comes through the leads, in the unit of JOULE, the current through the first lead, and the most iterations and the largest residual
 * of a solve. Those sums: shaders/lib/response.wgsl.
 */
export const LED = names('GILBERT', 'JOULE', 'CROSS', 'EMF_WORK', 'FIELD_WORK', 'EMF', 'CURRENT', 'BERRY', 'LEAD_WORK', 'LEAD_CURRENT', 'ITERATIONS', 'RESIDUAL');
export const LED_STRIDE = Object.keys(LED).length;

/** `observed`, one row a workgroup, and the first part of `records`: sums over cells (powers as in `ledger`), two maxima, and the wall. */
export const OBS = names(
  'M_X', 'M_Y', 'M_Z', 'E_EXCHANGE',
  'E_ANISOTROPY', 'E_ZEEMAN', 'E_DEMAG', 'GILBERT',
  'EMF', // along x
  'M_B', // w m . B, the waveform of B left out
  'Q', 'JOULE',
  'CROSS', 'EMF_WORK', 'E_DMI', 'Q_Y',
  'LAMBDA', 'XI', // heat of the field alone, and of field and current together: docs/physics.md, section 12
  'SPARE_0', 'SPARE_1',
  'MAX_TORQUE', 'MAX_RATE', // |m x B|, |dm/dt|
  'CROSSING', // distance key while in `observed`, cell index in `records`; -1 when there is no wall
  'SPARE_2',
  'NEAR', // m left of the crossing (3), its rate (3), m right of it (3), its rate (3)
);
export const OBS_SUMS = 20;
export const OBS_STRIDE = 36;

/** Most leads of a conductor, and the directions that a solve for the potential keeps. */
export const LEADS_MAX = mostLeads;
export const DIRECTIONS = 4;
/** Most probes of a potential. */
export const PROBES_MAX = 16;

/** `lead_setup`: one row a simulation. Four numbers a lead, then two matrices [LEADS_MAX][LEADS_MAX]: the network outside, and the inverse of it and the magnet on the free leads; the nodes of the probes, -1 for none, and the share of the up electrons there. */
export const LSU = { LEAD: 0, NETWORK: 4 * LEADS_MAX, INVERSE: 4 * LEADS_MAX + LEADS_MAX * LEADS_MAX, PROBES: 4 * LEADS_MAX + 2 * LEADS_MAX * LEADS_MAX, SHARES: 4 * LEADS_MAX + 2 * LEADS_MAX * LEADS_MAX + PROBES_MAX };
export const LSU_STRIDE = LSU.SHARES + PROBES_MAX;
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
  PROBES: 16 + (5 + 3 * DIRECTIONS) * LEADS_MAX, // potentials there
  STAGE: 32 + (5 + 3 * DIRECTIONS) * LEADS_MAX, LAST: 33 + (5 + 3 * DIRECTIONS) * LEADS_MAX, // the stage that is solved for, and the one that was solved for last
  H: 34 + (5 + 3 * DIRECTIONS) * LEADS_MAX, H_NOW: 35 + (5 + 3 * DIRECTIONS) * LEADS_MAX, H_BEFORE: 36 + (5 + 3 * DIRECTIONS) * LEADS_MAX, // lengths of steps: the one tried, as of its second stage, and the one before
  U_BASE: 40 + (5 + 3 * DIRECTIONS) * LEADS_MAX, // potentials of the leads that the solve started from, its guess left out
  STAGE_U: 40 + (6 + 3 * DIRECTIONS) * LEADS_MAX, // of each stage: by how much they moved from the one before
};
export const LST_STRIDE = LST.STAGE_U + MAX_STAGES * LEADS_MAX;

/** `current`: eight numbers a cell. */
export const CUR = names(
  'X', 'Y', // charge current density
  'GX', 'GY', // what the torque of a cell is made of besides: field (one band), spin current (two bands)
  'HEAT', // of the part of the field that the mean does not show, and in two bands all of it
  'WEIGHT_X', 'WEIGHT_Y', // how much of a motive force there the leads see
  'SPARE',
);
export const CUR_STRIDE = 8;

/** `records`: one row a sample in the ring of a simulation, the last row is for GAZE.LOOK. */
export const REC = { OBSERVED: 0, LEDGER: OBS_STRIDE, TICKS: OBS_STRIDE + LED_STRIDE, H: OBS_STRIDE + LED_STRIDE + 1, STEPS_LOW: OBS_STRIDE + LED_STRIDE + 2, STEPS_HIGH: OBS_STRIDE + LED_STRIDE + 3, NOW_FIELD: OBS_STRIDE + LED_STRIDE + 4, NOW_CURRENT: OBS_STRIDE + LED_STRIDE + 5, NOW_VOLTAGE: OBS_STRIDE + LED_STRIDE + 6, NOW_SLOPE: OBS_STRIDE + LED_STRIDE + 7, LEADS: OBS_STRIDE + LED_STRIDE + 8, PROBES: OBS_STRIDE + LED_STRIDE + 8 + 2 * LEADS_MAX };
export const REC_STRIDE = REC.PROBES + PROBES_MAX;

/**
 * The closures whose rate is known cell by cell; `CIRCUIT`, whose current needs the whole wire; and those whose current needs the potential
 * in a film: of one band, of two, and of Saslow's model, which is written in the fields.
 */
export const CLOSURE = names('PRESCRIBED', 'LOCAL', 'CIRCUIT', 'POTENTIAL', 'BANDS', 'FIELDS');

/** Floats in one row of `sums`: see shaders/lib/closure.wgsl. */
export const SUMS_STRIDE = 12;

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
  const plain = { TICKS, PAR_BASE, ANISO_STRIDE, MAX_STAGES, MOST_PER, CLK_STRIDE, FLG_STRIDE, NO_CROSSING, SEG_STRIDE, LED_STRIDE, OBS_SUMS, OBS_STRIDE, REC_STRIDE, LEADS_MAX, DIRECTIONS, PROBES_MAX, LSU_STRIDE, LST_STRIDE, CUR_STRIDE };
  return [...lines, ...Object.entries(plain).map(([key, value]) => `const ${key} = ${value}u;`)].join('\n') + '\n';
}
