/** What must hold of shapes and regions: within each, and, where the grid is known to be sound, on the grid. */
import { numberText, valueText } from './errors.js';
import { missingFile, neededFiles, NO_FILES, picturesOf, type SceneFiles } from './files.js';
import { coverage } from './geometry.js';
import type { Report } from './report.js';
import { MAX_REGIONS, type ParsedScene } from './schema.js';
import { MAX_COPIES, MAX_CORNERS, type Shape } from './shapeSchema.js';

/** Reports what can be said of shapes without the grid. */
export function checkShapes({ geometry, regions, transport }: ParsedScene, report: Report): void {
  if (geometry) checkShape(geometry, 'geometry', 1, report);
  transport?.leads?.forEach(({ geometry: here }, l) => {
    const path = `transport.leads.${l}.geometry`;
    if (here) checkShape(here, path, 1, report);
    for (const { path: at, file } of here ? picturesOf(here, path) : []) report(at, 'no picture in the shape of a lead, since a run is resumed without files; a polygon can trace one', valueText(file));
  });
  if (regions.length > MAX_REGIONS) report('regions', `at most ${MAX_REGIONS} regions`, `${regions.length}`);
  regions.slice(0, MAX_REGIONS).forEach((region, k) => {
    const path = `regions.${k}`;
    checkShape(region.geometry, `${path}.geometry`, 1, report);
    if (region.transport && !transport) report(`${path}.transport`, 'a scene with transport, of which this would change a part', 'a scene without');
    if (region.transport?.conductivity !== undefined && transport?.conductivity === null) {
      report(`${path}.transport.conductivity`, 'transport.conductivity, that of the rest, to be given too', numberText(region.transport.conductivity, 'S/m'));
    }
  });
}

function checkShape(shape: Shape, path: string, copies: number, report: Report): void {
  if (shape.shape === 'polygon' && shape.points.length > MAX_CORNERS) report(`${path}.points`, `at most ${MAX_CORNERS} corners`, `${shape.points.length}`);
  if (shape.shape === 'and' || shape.shape === 'or') shape.of.forEach((part, i) => checkShape(part, `${path}.of.${i}`, copies, report));
  if (shape.shape === 'not') checkShape(shape.of, `${path}.of`, copies, report);
  if (shape.shape !== 'repeat') return;
  const all = copies * shape.count[0] * shape.count[1];
  if (all > MAX_COPIES) report(`${path}.count`, `at most ${MAX_COPIES} copies, those of repetitions around this one counted`, numberText(all));
  else checkShape(shape.of, `${path}.of`, all, report);
  shape.count.forEach((count, axis) => {
    if (count > 1 && shape.period[axis] === 0) report(`${path}.period.${axis}`, `a distance other than 0 between ${count} copies`, valueText(0, 'm'));
  });
}

/**
 * Reports files that were not handed in, shapes that hold no cell, and regions without a cell of the magnet. Nothing is
 * said of the grid where a picture is missing, nor that one is missing where `files` is undefined. For a grid of a size
 * that can be had.
 */
export function checkPlaces(scene: ParsedScene, files: SceneFiles | undefined, report: Report): void {
  const missing = neededFiles(scene).filter(({ kind, file }) => kind === 'picture' && !files?.pictures.has(file));
  for (const { path, file } of files ? missing : []) report(path, ...missingFile('picture', file));
  if (missing.length > 0) return;
  const holds = (shape: Shape, path: string): Uint8Array | undefined => {
    const { cells, empty } = coverage(scene, shape, path, files ?? NO_FILES);
    for (const part of empty) report(part, 'a shape that holds the centre of at least one cell', 'none');
    return empty.length === 0 ? cells : undefined;
  };
  const magnet = scene.geometry && holds(scene.geometry, 'geometry');
  scene.regions.forEach(({ geometry }, k) => {
    const path = `regions.${k}.geometry`;
    const cells = holds(geometry, path);
    if (cells && magnet && !cells.some((inside, cell) => inside && magnet[cell])) report(path, 'a region with at least one cell of the magnet', 'none');
  });
}
