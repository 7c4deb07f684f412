/** The part of the schema that says which cells belong to something: shapes, and shapes made of shapes. */
import * as z from 'zod';
import { is, point, positive } from './schemaParts.js';

/** Most copies a repetition may make, those of repetitions inside it counted. */
export const MAX_COPIES = 1e6;
/** Most corners of a polygon. */
export const MAX_CORNERS = 1e5;

const at = point.optional().meta(is('m', "the middle of the shape from the grid's lower left corner; the grid's middle if left out"));
const rotation = z.number().default(0).meta(is('rad', 'how far it is turned about its middle, counter-clockwise'));
const size = z.tuple([positive, positive]);

const rectangle = z.strictObject({
  shape: z.literal('rectangle').meta(is('', 'a rectangle')),
  size: size.optional().meta(is('m', 'the lengths of its sides; those of the grid if left out')),
  at,
  rotation,
});
const ellipse = z.strictObject({
  shape: z.literal('ellipse').meta(is('', 'an ellipse')),
  size: size.meta(is('m', 'its two diameters')),
  at,
  rotation,
});
const disk = z.strictObject({
  shape: z.literal('disk').meta(is('', 'a disk')),
  diameter: positive.meta(is('m', 'the diameter')),
  at,
});
const polygon = z.strictObject({
  shape: z.literal('polygon').meta(is('', 'a polygon; where its sides cross, a point is inside if a line from it to far away crosses them an odd number of times')),
  points: z.array(point).min(3).meta(is('m', "its corners in order, [x, y] from the grid's lower left corner")),
});
const image = z.strictObject({
  shape: z.literal('image').meta(is('', 'the dark pixels of a picture that is stretched over the grid')),
  file: z.string().meta(is('', 'the path of the PNG file')),
  threshold: z
    .number()
    .gt(0)
    .max(1)
    .default(0.5)
    .meta(is('', 'how dark a pixel must be to count, from 0, white or transparent, to 1, opaque black')),
});

/** A shape as it is written. */
export type ShapeInput =
  | z.input<typeof rectangle>
  | z.input<typeof ellipse>
  | z.input<typeof disk>
  | z.input<typeof polygon>
  | z.input<typeof image>
  | { shape: 'and' | 'or'; of: ShapeInput[] }
  | { shape: 'not'; of: ShapeInput }
  | { shape: 'repeat'; of: ShapeInput; period: [number, number]; count: [number, number] };
/** A shape with its defaults filled in, but for those that depend on the grid. */
export type Shape =
  | z.output<typeof rectangle>
  | z.output<typeof ellipse>
  | z.output<typeof disk>
  | z.output<typeof polygon>
  | z.output<typeof image>
  | { shape: 'and' | 'or'; of: Shape[] }
  | { shape: 'not'; of: Shape }
  | { shape: 'repeat'; of: Shape; period: [number, number]; count: [number, number] };

type AnyShape = z.ZodType<Shape, ShapeInput>;

const and = z.strictObject({
  shape: z.literal('and').meta(is('', 'what all of several shapes have in common')),
  get of(): z.ZodArray<AnyShape> {
    return z.array(shape).min(1).meta(is('', 'the shapes'));
  },
});
const or = z.strictObject({
  shape: z.literal('or').meta(is('', 'what any of several shapes has')),
  get of(): z.ZodArray<AnyShape> {
    return z.array(shape).min(1).meta(is('', 'the shapes'));
  },
});
const not = z.strictObject({
  shape: z.literal('not').meta(is('', 'the rest of the grid')),
  get of(): AnyShape {
    return shape.meta(is('', 'the shape that is left out'));
  },
});
const repeat = z.strictObject({
  shape: z.literal('repeat').meta(is('', 'copies of a shape, side by side')),
  get of(): AnyShape {
    return shape.meta(is('', 'the shape'));
  },
  period: point.meta(is('m', 'the distance from one copy to the next along x and y')),
  count: z.tuple([z.int().min(1).max(MAX_COPIES), z.int().min(1).max(MAX_COPIES)]).meta(is('', 'the number of copies along x and y')),
});

/** Any shape. Rules between its values are in geometryRules.ts; which cells it holds in geometry.ts. */
export const shape: AnyShape = z.discriminatedUnion('shape', [rectangle, ellipse, disk, polygon, image, and, or, not, repeat]).meta({ id: 'shape' });
