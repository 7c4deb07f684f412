/**
 * What a hand does to a texture: field pulses in the shape of a Gaussian. A poke is one that turns m by a quarter where it is strongest; a brush
 * is a pulse at every sample while it is drawn over the film, as strong as a steady field would be in the time between them.
 */
import type { Kick, Scene } from 'spinmotive';

export type Direction = readonly [number, number, number];

/** That a hand can choose from, in words. */
export const DIRECTIONS: readonly (readonly [words: string, direction: Direction])[] = [
  ['\u2299 up', [0, 0, 1]],
  ['\u2297 down', [0, 0, -1]],
  ['\u2192 right', [1, 0, 0]],
  ['\u2190 left', [-1, 0, 0]],
  ['\u2191 back', [0, 1, 0]],
  ['\u2193 front', [0, -1, 0]],
];

/** rad */
const QUARTER = Math.PI / 2;
/** T */
const BRUSH = 0.05;

const along = (direction: Direction, strength: number): [number, number, number] => [direction[0] * strength, direction[1] * strength, direction[2] * strength];

/** More than a hand has: what it does is then short to read, and in a link. */
const sixDigits = (value: number): number => Number(value.toPrecision(6));

/** @param strength T s @param at in the laboratory, m @param radius m */
const pulse = (direction: Direction, strength: number, [x, y]: readonly [number, number], radius: number): Kick => ({ impulse: along(direction, sixDigits(strength)), at: [sixDigits(x), sixDigits(y)], radius: sixDigits(radius) });

/** @param at in the laboratory, m @param radius m */
export const poke = ({ material }: Scene, direction: Direction, at: readonly [number, number], radius: number): Kick => pulse(direction, QUARTER / material.gamma, at, radius);

export const brush = ({ output }: Scene, direction: Direction, at: readonly [number, number], radius: number): Kick => pulse(direction, BRUSH * output.sampleEvery, at, radius);
