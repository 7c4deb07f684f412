/** Fills in the defaults that depend on other values and gives every direction the length 1. For scenes that passed rules.ts. */
import { direction, perpendicular } from './direction.js';
import { defaultWallWidth } from './initial.js';
import type { Initial, ParsedScene, Scene, Vector } from './schema.js';

const unit = (v: Vector): Vector => direction(v)!;

/** Completing a completed scene changes nothing, to the last bit. */
export function completed(parsed: ParsedScene): Scene {
  const { material, run, output } = parsed;
  return {
    ...parsed,
    material: {
      ...material,
      anisotropy: material.anisotropy.map((term) => {
        if (term.kind === 'uniaxial') return { ...term, axis: unit(term.axis) };
        const first = unit(term.axes[0]);
        return { ...term, axes: [first, perpendicular(unit(term.axes[1]), first)!] };
      }),
    },
    initial: completedInitial(parsed),
    output: { ...output, sampleEvery: output.sampleEvery ?? run.duration / 200 },
  };
}

function completedInitial(parsed: ParsedScene): Initial {
  const { initial } = parsed;
  if (initial.kind === 'uniform') return { ...initial, m: unit(initial.m) };
  if (initial.kind !== 'wall') return initial;
  return {
    ...initial,
    left: unit(initial.left),
    centre: unit(initial.centre),
    right: unit(initial.right),
    width: initial.width ?? defaultWallWidth(parsed, initial)!,
  };
}
