/** The part of the schema that says how a drive varies in time; what a waveform is worth at a time is in waveform.ts. */
import * as z from 'zod';
import { is, notNegative, positive } from './schemaParts.js';

const constant = z.strictObject({
  kind: z.literal('constant').meta(is('', 'the factor 1 at all times')),
});
const sine = z.strictObject({
  kind: z.literal('sine').meta(is('', 'offset + sin(2 pi frequency t + phase)')),
  frequency: positive.meta(is('Hz', 'the frequency')),
  phase: z.number().default(0).meta(is('rad', 'the phase at t = 0')),
  offset: z.number().default(0).meta(is('', 'what is added to the sine')),
});
const pulse = z.strictObject({
  kind: z.literal('pulse').meta(is('', '1 inside, 0 outside, with straight edges')),
  start: z.number().meta(is('s', 'the time at which the rise begins')),
  width: positive.meta(is('s', 'the time spent at 1, between the edges')),
  rise: notNegative.default(0).meta(is('s', 'the duration of the rising edge; 0 is a jump')),
  fall: notNegative.default(0).meta(is('s', 'the duration of the falling edge; 0 is a jump')),
  period: positive.optional().meta(is('s', 'the time from one pulse to the next; without it there is one pulse')),
});
const ramp = z.strictObject({
  kind: z.literal('ramp').meta(is('', 'a straight line from one value to another, constant before and after')),
  start: z.number().default(0).meta(is('s', 'the time at which the ramp begins')),
  duration: positive.meta(is('s', 'the time the ramp takes')),
  from: z.number().default(0).meta(is('', 'the factor before the ramp')),
  to: z.number().default(1).meta(is('', 'the factor after the ramp')),
});
const table = z.strictObject({
  kind: z.literal('table').meta(is('', 'straight lines between given points, constant before and after')),
  t: z.array(z.number()).min(2).meta(is('s', 'the times of the points, increasing')),
  w: z.array(z.number()).min(2).meta(is('', 'the factors at those times')),
});
const waveform = z.discriminatedUnion('kind', [constant, sine, pulse, ramp, table]);
export const aWaveform = (of: string) =>
  waveform.prefault({ kind: 'constant' }).meta(is('', `the factor of time that multiplies ${of}`));

export type Waveform = z.output<typeof waveform>;
