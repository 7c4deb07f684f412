/** The part of the schema that says how the magnetization starts. */
import * as z from 'zod';
import { is, point, positive, sense, vector } from './schemaParts.js';

const core = positive.optional().meta(is('m', 'the radius at which m lies in the plane; by default three exchange lengths sqrt(2 A/(mu0 Ms^2))'));
const position = point.optional().meta(is('m', "the position from the grid's lower left corner; the middle if left out"));

const uniform = z.strictObject({
  kind: z.literal('uniform').meta(is('', 'one direction everywhere')),
  m: vector.meta(is('', 'the direction of m; any length')),
});
const random = z.strictObject({
  kind: z.literal('random').meta(is('', 'an independent direction in each cell, uniform on the sphere')),
  seed: z.int().min(0).max(4294967295).meta(is('', 'the seed; the same seed gives the same start everywhere')),
});
const wall = z.strictObject({
  kind: z.literal('wall').meta(is('', 'a tanh/sech wall across the wire; in a film it runs along y')),
  left: vector.meta(is('', 'the direction of m left of the wall; any length')),
  centre: vector.meta(is('', 'the direction of m in the middle of the wall; any length')),
  right: vector.meta(is('', 'the direction of m right of the wall; any length')),
  at: z.number().meta(is('m', "the wall's position from the grid's lower left corner")),
  width: positive
    .optional()
    .meta(is('m', "the width in tanh(x/width); by default that of the easy axis along `left`, sqrt(A/Ku1), or of the demagnetizing factors")),
});
const vortex = z.strictObject({
  kind: z.literal('vortex').meta(is('', 'a vortex')),
  circulation: sense.meta(is('', 'the sense of turning: 1 counter-clockwise, seen from +z')),
  polarity: sense.meta(is('', 'the direction of the core along z')),
  at: position,
  coreRadius: core,
});
const antivortex = z.strictObject({
  kind: z.literal('antivortex').meta(is('', 'an antivortex: m turns backwards on the way round the core')),
  polarity: sense.meta(is('', 'the direction of the core along z')),
  angle: z.number().default(0).meta(is('rad', 'the angle from x of m on the +x side of the core')),
  at: position,
  coreRadius: core,
});
const skyrmion = z.strictObject({
  kind: z.literal('skyrmion').meta(is('', 'a skyrmion: a round wall between a core and its opposite')),
  polarity: sense.meta(is('', 'the direction of the core along z; far away m is opposite')),
  charge: sense.optional().meta(is('', 'the topological charge; by default the polarity, which is a skyrmion and not an antiskyrmion')),
  radius: positive.meta(is('m', 'the radius at which m lies in the plane')),
  width: positive.optional().meta(is('m', 'the width of the round wall; by default that of the easy axis along z, sqrt(A/Ku1), at most radius/3')),
  helicity: z
    .number()
    .optional()
    .meta(is('rad', "the angle of m from the outward direction on the +x side; by default what the Dzyaloshinskii-Moriya interaction favours, 0 without one")),
  at: position,
});
const ends = z.enum(['head-to-head', 'tail-to-tail']).default('head-to-head').meta(is('', 'whether m points from both ends to the wall or from the wall to both'));
const transverse = z.strictObject({
  kind: z.literal('transverse-wall').meta(is('', 'a transverse wall across a strip along x, wider at the edge its middle points to')),
  ends,
  side: sense.default(1).meta(is('', 'the direction of m along y in the middle of the wall')),
  at: z.number().optional().meta(is('m', "the wall's position from the grid's left end; the middle if left out")),
  width: positive.optional().meta(is('m', "the width in tanh(x/width) halfway across; by default the strip's width/pi")),
});
const vortexWall = z.strictObject({
  kind: z.literal('vortex-wall').meta(is('', 'a vortex wall across a strip along x')),
  ends,
  circulation: sense.meta(is('', "the vortex's sense of turning: 1 counter-clockwise, seen from +z")),
  polarity: sense.meta(is('', "the direction of the vortex's core along z")),
  at: position,
  coreRadius: core,
});
const ovf = z.strictObject({
  kind: z.literal('ovf').meta(is('', 'a vector field read from a file, each vector brought to length 1')),
  file: z.string().meta(is('', 'the path of the OVF 2.0 file, with as many nodes as the grid has cells')),
});

export const initial = z.discriminatedUnion('kind', [wall, uniform, random, vortex, antivortex, skyrmion, transverse, vortexWall, ovf]);

/** The start as it is written, and before computed defaults. */
export type ParsedInitial = z.output<typeof initial>;
export type StartKind = ParsedInitial['kind'];

type Start<K extends StartKind> = Extract<ParsedInitial, { kind: K }>;
type Complete<K extends StartKind, Keys extends keyof Start<K>> = Start<K> & Required<Pick<Start<K>, Keys>>;

export type Wall = Complete<'wall', 'width'>;
export type Vortex = Complete<'vortex', 'at' | 'coreRadius'>;
export type Antivortex = Complete<'antivortex', 'at' | 'coreRadius'>;
export type Skyrmion = Complete<'skyrmion', 'at' | 'charge' | 'width' | 'helicity'>;
export type TransverseWall = Complete<'transverse-wall', 'at' | 'width'>;
export type VortexWall = Complete<'vortex-wall', 'at' | 'coreRadius'>;
/** The start with every default worked out and every direction of length 1. */
export type Initial = Start<'uniform' | 'random' | 'ovf'> | Wall | Vortex | Antivortex | Skyrmion | TransverseWall | VortexWall;
