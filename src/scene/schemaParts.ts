/** What the pieces of the schema share: how a key says its unit and meaning, and the common kinds of value. */
import * as z from 'zod';

/** What a key is: its unit ("" for none) and what it means, as a noun phrase. */
export const is = (unit: string, doc: string) => ({ unit, doc });

export const vector = z.tuple([z.number(), z.number(), z.number()]);
/** A place in the plane, [x, y]. */
export const point = z.tuple([z.number(), z.number()]);
export const positive = z.number().gt(0);
export const notNegative = z.number().min(0);
/** One of two senses. */
export const sense = z.union([z.literal(1), z.literal(-1)]);
