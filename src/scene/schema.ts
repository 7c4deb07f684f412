/**
 * The scene file: one source for its types, its validation, its JSON Schema and its reference table. Shapes are in
 * shapeSchema.ts, starts in startSchema.ts, conduction in transportSchema.ts, waveforms in waveformSchema.ts. Structure and
 * ranges of single values stand here; rules between values are in rules.ts, defaults that depend on other values in
 * complete.ts, and what is recognised but not available yet in unsupported.ts.
 *
 * SI units throughout, fields as B in tesla, angles in radians.
 */
import * as z from 'zod';
import { GAMMA_DEFAULT } from '../units.js';
import { is, notNegative, point, positive, vector } from './schemaParts.js';
import { shape } from './shapeSchema.js';
import { initial, type Initial } from './startSchema.js';
import { regionTransport, transport } from './transportSchema.js';
import { aWaveform } from './waveformSchema.js';

export type { Initial } from './startSchema.js';
export type { Closure, Transport } from './transportSchema.js';
export type { Waveform } from './waveformSchema.js';

/** Most cells a grid may have, nx ny. */
export const MAX_CELLS = 16777216;
/** Most cells along an axis with full magnetostatics. */
export const MAX_MAGNETOSTATIC = 4096;
/** Most regions: their numbers, with 0 for the rest, fit a byte. */
export const MAX_REGIONS = 255;
/** Most samples, and most pieces the time axis may be cut into by samples, snapshots and waveforms together. */
export const MAX_SAMPLES = 1e7;
export const MAX_PIECES = 2e7;
/** Most snapshots: their files are numbered with six digits. */
export const MAX_SNAPSHOTS = 999999;
/** Most combinations of a sweep. */
export const MAX_POINTS = 65536;
/** Most steps of a fixed length in a run. */
export const MAX_FIXED_STEPS = 1e10;

const grid = z.strictObject({
  cells: z
    .tuple([z.int().min(1).max(MAX_CELLS), z.int().min(1).max(MAX_CELLS)])
    .meta(is('', 'the number of cells along x and y; [nx, 1] is a wire')),
  cellSize: z.tuple([positive, positive, positive]).meta(is('m', 'the size of a cell along x, y and z')),
  periodic: z
    .tuple([z.boolean(), z.boolean()])
    .default([false, false])
    .meta(is('', 'whether the grid closes on itself along x and y')),
});

const uniaxial = z.strictObject({
  kind: z.literal('uniaxial').optional().default('uniaxial').meta(is('', 'one axis, F = -Ku1 (m.a)^2 - Ku2 (m.a)^4; need not be said')),
  axis: vector.meta(is('', 'the direction a of the axis; any length')),
  Ku1: z.number().meta(is('J/m^3', 'the first-order constant; > 0 an easy axis, < 0 a hard one')),
  Ku2: z.number().default(0).meta(is('J/m^3', 'the second-order constant')),
});
const cubic = z.strictObject({
  kind: z
    .literal('cubic')
    .meta(is('', 'F = Kc1 (a1^2 a2^2 + a2^2 a3^2 + a3^2 a1^2) + Kc2 a1^2 a2^2 a3^2, a1, a2, a3 the components of m along the cube axes')),
  axes: z
    .tuple([vector, vector])
    .default([
      [1, 0, 0],
      [0, 1, 0],
    ])
    .meta(is('', 'two cube axes at right angles; the third is their cross product')),
  Kc1: z.number().meta(is('J/m^3', 'the first-order constant; > 0 makes the cube axes easy')),
  Kc2: z.number().default(0).meta(is('J/m^3', 'the second-order constant')),
});

const anisotropy = z.array(z.discriminatedUnion('kind', [uniaxial, cubic]));

const material = z.strictObject({
  Ms: positive.meta(is('A/m', 'the saturation magnetization')),
  A: positive.meta(is('J/m', 'the exchange stiffness')),
  alpha: notNegative.meta(is('', 'the Gilbert damping')),
  gamma: positive.default(GAMMA_DEFAULT).meta(is('rad/(s T)', 'the gyromagnetic ratio')),
  anisotropy: anisotropy
    .default([])
    .meta(is('', 'any number of uniaxial and cubic terms')),
  dmi: z
    .strictObject({
      interfacial: z.number().default(0).meta(is('J/m^2', 'the interfacial Dzyaloshinskii-Moriya constant')),
      bulk: z.number().default(0).meta(is('J/m^2', 'the bulk Dzyaloshinskii-Moriya constant')),
    })
    .prefault({})
    .meta(is('', 'the Dzyaloshinskii-Moriya interaction')),
  temperature: notNegative.default(0).meta(is('K', 'the temperature of the thermal field')),
});

const factors = z.strictObject({
  factors: z.tuple([notNegative, notNegative, notNegative]).meta(is('', 'the demagnetizing factors Nx, Ny, Nz; their sum is 1')),
});
const demag = z
  .union([z.literal('none'), z.literal('full'), factors])
  .default('none')
  .meta(is('', 'the magnetostatic field: none, by demagnetizing factors, or in full'));

const region = z.strictObject({
  geometry: shape.meta(is('', 'where the region is; later regions lie over earlier ones')),
  material: z
    .strictObject({
      Ms: positive.optional().meta(is('A/m', 'the saturation magnetization there')),
      A: positive.optional().meta(is('J/m', 'the exchange stiffness there')),
      alpha: notNegative.optional().meta(is('', 'the Gilbert damping there')),
      anisotropy: anisotropy.optional().meta(is('', 'the anisotropy there, in place of all the terms of the rest')),
    })
    .optional()
    .meta(is('', 'what differs from the material of the rest')),
  transport: regionTransport.optional().meta(is('', 'what differs from the transport of the rest')),
});

const field = z.strictObject({
  B: vector.default([0, 0, 0]).meta(is('T', 'the applied field')),
  waveform: aWaveform('B'),
});

const run = z.strictObject({
  duration: positive.meta(is('s', 'the time to simulate')),
  relaxFirst: z
    .union([z.literal(false), z.literal('with-drive'), z.literal('without-drive')])
    .default(false)
    .meta(is('', 'whether to relax to equilibrium first, and whether under the drive at t = 0')),
  relaxTolerance: positive.nullable().default(null).meta(is('T', 'the largest |dm/dt|/gamma at which the start counts as relaxed; by default a few times what round-off leaves')),
  method: z.enum(['dopri54', 'bs32', 'rk4']).default('dopri54').meta(is('', 'the integrator; rk4 needs fixedStep')),
  tolerance: z.number().min(1e-13).max(1e-1).default(1e-5).meta(is('', 'the error allowed in m per step of an adaptive method')),
  fixedStep: positive.nullable().default(null).meta(is('s', 'the time step, if it is not to adapt')),
  followTexture: z.boolean().default(false).meta(is('', 'whether the window moves to keep the wall in the middle')),
  potentialTolerance: z
    .number()
    .min(1e-13)
    .max(1e-2)
    .nullable()
    .default(null)
    .meta(is('', 'the part of the currents by which div j may miss 0 where the potential is solved for; by default 1e-9 in float64 and 1e-6 on the GPU')),
  gradientOrder: z
    .union([z.literal(2), z.literal(4)])
    .default(4)
    .meta(is('', 'the order of the gradient that torque and motive force share')),
});

const output = z.strictObject({
  sampleEvery: positive.nullable().default(null).meta(is('s', 'the time between rows of the table; by default duration/200')),
  snapshotEvery: positive.nullable().default(null).meta(is('s', 'the time between snapshots; null for none')),
  snapshotFormats: z
    .array(z.enum(['ovf', 'npy', 'png']))
    .min(1)
    .default(['ovf'])
    .meta(is('', 'the kinds of files a snapshot is written as: OVF 2.0, a NumPy array [ny, nx, 3], a picture (films only)')),
  snapshotQuantities: z
    .array(z.enum(['m', 'j', 'V']))
    .min(1)
    .default(['m'])
    .meta(is('', 'what is written of a snapshot: the magnetization, and of films whose potential is solved for the current density and the potential')),
  ovfEncoding: z.enum(['binary 4', 'binary 8', 'text']).default('binary 4').meta(is('', 'how numbers are written in OVF files')),
});

const kick = z.strictObject({
  impulse: vector.meta(is('T s', 'the field in the middle, integrated over the pulse')),
  at: point.meta(is('m', 'the middle, in the laboratory as wall_x is')),
  radius: positive.meta(is('m', 'R of exp(-r^2/(2 R^2)), by which the field falls off')),
});

const change = z.strictObject({
  at: positive.meta(is('s', 'when')),
  set: z.record(z.string(), z.unknown()).optional().meta(is('', 'paths and their values from then on: of damping, field, beta, polarization, j, voltage, load, waveforms as a whole, and of the drives of leads')),
  kicks: z.array(kick).min(1).optional().meta(is('', 'pulses of field in one place that take no time, one after the other, once the values are set')),
});

const sweepRange = z.strictObject({
  from: z.number().meta(is('', 'the first value')),
  to: z.number().meta(is('', 'the last value')),
  count: z.int().min(1).max(MAX_POINTS).meta(is('', 'the number of values')),
  spacing: z.enum(['linear', 'log']).default('linear').meta(is('', 'how the values are spaced')),
});

export const sceneSchema = z.strictObject({
  title: z.string().default('').meta(is('', 'a line that says what the scene is')),
  grid: grid.meta(is('', 'the cells')),
  geometry: shape.optional().meta(is('', 'the shape of the magnet; the whole grid if left out')),
  regions: z.array(region).default([]).meta(is('', `parts of the magnet made of something else, at most ${MAX_REGIONS}`)),
  material: material.meta(is('', 'what the magnet is made of')),
  demag,
  initial: initial.meta(is('', 'the magnetization at the start')),
  field: field.prefault({}).meta(is('', 'the applied field')),
  transport: transport.optional().meta(is('', 'the conduction electrons; without it there is no torque and no motive force')),
  run: run.meta(is('', 'the time to simulate and how')),
  output: output.prefault({}).meta(is('', 'what is written and how often')),
  changes: z.array(change).optional().meta(is('', 'what changes while it runs, in order of time')),
  sweep: z
    .record(z.string(), z.union([z.array(z.unknown()).min(1), sweepRange]))
    .optional()
    .meta(is('', 'paths and the values they take, all combinations')),
});

/** A scene as it is written: what may be left out is optional. */
export type SceneInput = z.input<typeof sceneSchema>;
/** A scene whose structure is right, before rules and computed defaults. */
export type ParsedScene = z.output<typeof sceneSchema>;

export type UniaxialAnisotropy = z.output<typeof uniaxial>;
export type CubicAnisotropy = z.output<typeof cubic>;
export type Anisotropy = z.output<typeof anisotropy>[number];
export type Material = z.output<typeof material>;
export type Kick = z.output<typeof kick>;
export type Region = z.output<typeof region>;
export type Vector = [number, number, number];

/** A validated scene: every default filled in, every direction of length 1. Valid as a SceneInput too. */
export type Scene = Omit<ParsedScene, 'initial' | 'output'> & {
  initial: Initial;
  output: ParsedScene['output'] & { sampleEvery: number };
};

/** The JSON Schema (draft 2020-12) of a scene file; every key carries `unit` and `doc`. */
export function sceneJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(sceneSchema, { io: 'input' }) as Record<string, unknown>;
}
