/** A start read from a file: a vector for each cell, of any length. */
import { direction } from '../direction.js';
import { SceneError, valueText } from '../errors.js';
import { missingFile, type SceneFiles } from '../files.js';
import type { ParsedScene, Vector } from '../schema.js';
import type { Start } from './start.js';

type FileScene = Pick<ParsedScene, 'grid'> & { readonly initial: { readonly file: string } };

/**
 * What keeps the file of a scene from being its start, if anything: a line. `magnet` is the mask; outside it any vector will
 * do, zero too.
 */
export function fieldProblem({ grid: { cells }, initial: { file } }: FileScene, files: SceneFiles, magnet: Uint8Array | null): string | undefined {
  const field = files.fields.get(file);
  if (!field) {
    const [contents, none] = missingFile('field', file);
    return `initial.file: expected ${contents}, got ${none}`;
  }
  const expected = [cells[0], cells[1], 1];
  if (field.nodes.some((n, k) => n !== expected[k])) {
    return `initial.file: expected ${expected.join(' x ')} nodes, as many as the grid has cells, got ${field.nodes.join(' x ')} in ${valueText(file)}`;
  }
  for (let cell = 0; cell < cells[0] * cells[1]; cell++) {
    if ((magnet && !magnet[cell]) || direction(vectorAt(field.values, cell))) continue;
    const place = `[${cell % cells[0]}, ${Math.floor(cell / cells[0])}]`;
    return `initial.file: expected a vector that is not zero in every cell of the magnet, got ${valueText(vectorAt(field.values, cell))} in cell ${place} of ${valueText(file)}`;
  }
  return undefined;
}

/** @throws SceneError where fieldProblem has something to say */
export function fieldStart(scene: FileScene, files: SceneFiles, magnet: Uint8Array | null): Start {
  const problem = fieldProblem(scene, files, magnet);
  if (problem) throw new SceneError([problem]);
  const { values } = files.fields.get(scene.initial.file)!;
  return (_x, _y, cell) => direction(vectorAt(values, cell)) ?? [0, 0, 0];
}

const vectorAt = (values: ArrayLike<number>, cell: number): Vector => [values[3 * cell], values[3 * cell + 1], values[3 * cell + 2]];
