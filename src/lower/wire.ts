/** Scenes -> plan, for wires (ny = 1) without full magnetostatics: one dispatch a stage. */
import type { Scene } from '../scene/schema.js';
import { staged, stepPlan, whole, type StepPlan, type Tiling } from './steps.js';

/** Parameters as of `stepPlan`. */
export function lowerWire(scenes: readonly Scene[], start: readonly Float64Array[], tiling: Tiling, attempts: number): StepPlan {
  const [first] = scenes;
  const cells = first.grid.cells[0];
  const batch = scenes.length;
  const { attemptsOfDispatch = 0 } = tiling;
  const groups = Math.ceil(cells / (tiling.threads * tiling.cellsPerThread));
  return stepPlan(scenes, start, attempts, {
    tiling,
    groups,
    constants: { NX: cells, PERIODIC: first.grid.periodic[0] ? 1 : 0 },
    buffers: {},
    contents: {},
    stepping: (shape, pass) => (attemptsOfDispatch > 0 ? whole(shape, pass, attemptsOfDispatch) : staged(shape, pass, (s) => [pass('wire/stage', [groups, batch, 1], [s])])),
    prepare: () => [],
    observe: 'wire/observe',
    readsTexture: false,
    demag: null,
    potential: null,
    marksMagnet: false,
  });
}
