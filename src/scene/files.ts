/**
 * What a scene takes from other files. This layer opens none: it says which it needs, and takes their contents, decoded,
 * from whoever can (src/io/sceneFiles.ts with a function that reads bytes).
 */
import { SceneError, valueText } from './errors.js';
import type { Shape } from './shapeSchema.js';

/** A picture, four bytes a pixel (red, green, blue, opacity), rows from the top. An ImageData is one. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: ArrayLike<number>;
}

/** A vector field on a rectangular mesh: [nodes * 3], x fastest, three components per node. */
export interface VectorField {
  readonly nodes: readonly [number, number, number];
  readonly values: ArrayLike<number>;
}

/** Contents of files by the path that the scene has for them. */
export interface SceneFiles {
  readonly pictures: ReadonlyMap<string, Picture>;
  readonly fields: ReadonlyMap<string, VectorField>;
}

export const NO_FILES: SceneFiles = { pictures: new Map(), fields: new Map() };

/** A file that a scene needs. */
export interface FileNeed {
  /** Where the scene says so, e.g. `initial.file`. */
  readonly path: string;
  readonly file: string;
  readonly kind: 'picture' | 'field';
}

/** The parts of a scene that may name files. */
export interface NamesFiles {
  readonly geometry?: Shape;
  readonly regions: readonly { readonly geometry: Shape }[];
  readonly initial: { readonly kind: string; readonly file?: string };
}

/** Every file a scene needs, in order; one that is named twice is listed twice. */
export function neededFiles({ geometry, regions, initial }: NamesFiles): FileNeed[] {
  const needs: FileNeed[] = [];
  const pictures = (shape: Shape, path: string): void => void needs.push(...picturesOf(shape, path));
  if (geometry) pictures(geometry, 'geometry');
  regions.forEach((region, i) => pictures(region.geometry, `regions.${i}.geometry`));
  if (initial.kind === 'ovf' && initial.file !== undefined) needs.push({ path: 'initial.file', file: initial.file, kind: 'field' });
  return needs;
}

/** The pictures that a shape is made of. */
export function picturesOf(shape: Shape, path: string): FileNeed[] {
  if (shape.shape === 'image') return [{ path: `${path}.file`, file: shape.file, kind: 'picture' }];
  if (shape.shape === 'and' || shape.shape === 'or') return shape.of.flatMap((part, i) => picturesOf(part, `${path}.of.${i}`));
  return shape.shape === 'not' || shape.shape === 'repeat' ? picturesOf(shape.of, `${path}.of`) : [];
}

/** What was expected and what was got where a file was not handed in. */
export const missingFile = (kind: FileNeed['kind'], file: string): [expected: string, got: string] => [
  `the contents of ${kind === 'picture' ? 'a PNG' : 'an OVF'} file to be handed in`,
  `none for ${valueText(file)}`,
];

/** @throws SceneError where the picture was not handed in */
export function pictureAt(files: SceneFiles, path: string, file: string): Picture {
  const picture = files.pictures.get(file);
  if (picture) return picture;
  const [expected, got] = missingFile('picture', file);
  throw new SceneError([`${path}.file: expected ${expected}, got ${got}`]);
}
