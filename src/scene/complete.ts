/** Fills in the defaults that depend on other values and gives every direction the length 1. For scenes that passed rules.ts. */
import { direction, perpendicular } from './direction.js';
import type { Anisotropy, ParsedScene, Scene, Vector } from './schema.js';
import type { Initial } from './startSchema.js';
import { defaultHelicity, defaultSkyrmionWidth } from './starts/skyrmion.js';
import { defaultTransverseWidth } from './starts/strip.js';
import { defaultCoreRadius } from './starts/vortex.js';
import { defaultWallWidth } from './starts/wall.js';

const unit = (v: Vector): Vector => direction(v)!;

/** Completing a completed scene changes nothing, to the last bit. */
export function completed(parsed: ParsedScene): Scene {
  const { material, regions, run, output } = parsed;
  return {
    ...parsed,
    material: { ...material, anisotropy: material.anisotropy.map(withUnitAxes) },
    regions: regions.map((region) =>
      region.material?.anisotropy ? { ...region, material: { ...region.material, anisotropy: region.material.anisotropy.map(withUnitAxes) } } : region,
    ),
    initial: completedInitial(parsed),
    output: { ...output, sampleEvery: output.sampleEvery ?? run.duration / 200 },
  };
}

function withUnitAxes(term: Anisotropy): Anisotropy {
  if (term.kind === 'uniaxial') return { ...term, axis: unit(term.axis) };
  const first = unit(term.axes[0]);
  return { ...term, axes: [first, perpendicular(unit(term.axes[1]), first)!] };
}

function completedInitial(parsed: ParsedScene): Initial {
  const { initial, grid } = parsed;
  const middle: [number, number] = [(grid.cells[0] * grid.cellSize[0]) / 2, (grid.cells[1] * grid.cellSize[1]) / 2];
  switch (initial.kind) {
    case 'random':
    case 'ovf':
      return initial;
    case 'uniform':
      return { ...initial, m: unit(initial.m) };
    case 'wall':
      return {
        ...initial,
        left: unit(initial.left),
        centre: unit(initial.centre),
        right: unit(initial.right),
        width: initial.width ?? defaultWallWidth(parsed, initial)!,
      };
    case 'vortex':
    case 'antivortex':
    case 'vortex-wall':
      return { ...initial, at: initial.at ?? middle, coreRadius: initial.coreRadius ?? defaultCoreRadius(parsed) };
    case 'skyrmion':
      return {
        ...initial,
        at: initial.at ?? middle,
        charge: initial.charge ?? initial.polarity,
        width: initial.width ?? defaultSkyrmionWidth(parsed, initial.radius),
        helicity: initial.helicity ?? defaultHelicity(parsed, initial),
      };
    case 'transverse-wall':
      return { ...initial, at: initial.at ?? middle[0], width: initial.width ?? defaultTransverseWidth(grid) };
  }
}
