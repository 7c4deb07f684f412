/** The part of the schema that says how the magnet conducts: what closes the circuit, leads, loads and probes. */
import * as z from 'zod';
import { is, notNegative, point, positive } from './schemaParts.js';
import { shape } from './shapeSchema.js';
import { aWaveform } from './waveformSchema.js';

/** Most leads and probes: each takes a column of the table and a row of what the engines keep. */
export const MAX_LEADS = 8;
export const MAX_PROBES = 16;

const polarization = z.number().min(-1).max(1);

/** What a region may say of its own. */
export const regionTransport = z.strictObject({
  polarization: polarization.optional().meta(is('', 'the polarization there')),
  beta: z.number().optional().meta(is('', 'the non-adiabaticity there')),
  conductivity: positive.optional().meta(is('S/m', 'the conductivity there')),
  spinFlipLength: positive.optional().meta(is('m', 'the spin-flip length there')),
});

const lead = z.strictObject({
  name: z.string().meta(is('', 'what the lead is called in loads and in the table')),
  edge: z
    .enum(['left', 'right', 'bottom', 'top'])
    .optional()
    .meta(is('', 'the outermost side of the magnet that the lead covers; a lead has an edge or a geometry')),
  from: z.number().optional().meta(is('m', "where along the edge the lead begins, from the grid's lower left corner; the edge's own end if left out")),
  to: z.number().optional().meta(is('m', "where along the edge the lead ends; the edge's own end if left out")),
  geometry: shape.optional().meta(is('', "the shape, made without pictures, inside which the magnet's boundary is the lead")),
  voltage: z.number().optional().meta(is('V', 'the voltage applied to the lead, times voltageWaveform; with neither voltage nor current the lead floats')),
  resistance: notNegative.optional().meta(is('ohm', 'the resistance in series with the voltage; 0 if left out')),
  current: z.number().optional().meta(is('A', 'the current sent through the lead into the magnet, times jWaveform')),
});

const load = z.strictObject({
  between: z.tuple([z.string(), z.string()]).meta(is('', 'the names of the two leads')),
  resistance: positive.meta(is('ohm', 'the resistance that joins them outside the magnet')),
});

const probe = z.strictObject({
  name: z.string().meta(is('', 'what the probe is called in the table')),
  at: point.meta(is('m', "the place from the grid's lower left corner, [x, y]; the nearest corner of a cell of the magnet is taken")),
});

const landauLifshitz = z.strictObject({
  LQn: z.number().default(0).meta(is('m^2/(J s)', 'the spin flux per M and gradient of the electrochemical potential (Saslow 2007, eq. 60); its divergence takes LQn from the coefficient of the torque (eq. 61)')),
  LQN1: z.number().default(0).meta(is('m^2/(s T)', 'the spin flux along d_i M per field along m (Saslow 2007, eq. 37)')),
  LQN3: z.number().default(0).meta(is('m^2/(s T)', 'the spin flux along m per product of d_i M and the field (Saslow 2007, eq. 37)')),
});

export const transport = z.strictObject({
  polarization: polarization.meta(is('', 'the polarization P = (s_up - s_dn)/(s_up + s_dn) of the conductivity')),
  beta: z.number().default(0).meta(is('', 'the non-adiabaticity')),
  conductivity: positive.nullable().default(null).meta(is('S/m', 'the conductivity; may be left out only when closure is "open"')),
  closure: z
    .enum(['prescribed', 'open', 'circuit', 'local', 'two-band', 'landau-lifshitz'])
    .default('prescribed')
    .meta(is('', 'what closes the circuit')),
  j: z.tuple([z.number(), z.number()]).default([0, 0]).meta(is('A/m^2', 'the prescribed charge current density along x and y')),
  jWaveform: aWaveform('j and the currents of leads'),
  voltage: z.number().default(0).meta(is('V', 'the voltage of the first lead above the second, where no lead has a drive of its own')),
  voltageWaveform: aWaveform('the voltage and the voltages of leads'),
  load: notNegative.default(0).meta(is('ohm', 'the resistance in series with the voltage; 0 is a short')),
  leads: z.array(lead).optional().meta(is('', `where current enters and leaves, at most ${MAX_LEADS}; by default "left" and "right", the two ends along x`)),
  loads: z.array(load).default([]).meta(is('', 'resistances between leads, outside the magnet')),
  probes: z.array(probe).default([]).meta(is('', `places where the potential is written to the table, at most ${MAX_PROBES}`)),
  amr: z.number().gt(-1).default(0).meta(is('', 'the anisotropic magnetoresistance: the resistivity is (1 + amr m m^T)/conductivity (McGuire & Potter 1975), so that conductivity is that across m')),
  spinFlipLength: positive.optional().meta(is('m', 'the length over which the two bands of "two-band" come to one potential')),
  landauLifshitz: landauLifshitz.prefault({}).meta(is('', 'what the spin fluxes of "landau-lifshitz" add')),
});

export type Transport = z.output<typeof transport>;
export type Closure = Transport['closure'];
export type Lead = z.output<typeof lead>;
export type Load = z.output<typeof load>;
