/** Scenes -> plan, for films, and for wires with full magnetostatics: compose, field and rate in dispatches of their own. */
import { regionMaterials } from '../scene/regions.js';
import type { Scene } from '../scene/schema.js';
import { planConduction, type ConductionTiling } from './conduction.js';
import { demagContents, planDemag, type DemagTiling } from './demag.js';
import { f32, regionsOf, staged, stepPlan, type StepPlan, type Tiling } from './steps.js';

/** Parameters as of `stepPlan`. A thread takes one cell. */
export function lowerFilm(scenes: readonly Scene[], start: readonly Float64Array[], tiling: Tiling, demagTiling: DemagTiling, attempts: number, conductionTiling: ConductionTiling, regions: readonly Uint8Array[] = regionsOf(scenes)): StepPlan {
  const [first] = scenes;
  const [nx, ny] = first.grid.cells;
  const cells = nx * ny;
  const batch = scenes.length;
  const groups = Math.ceil(cells / tiling.threads);
  const wide = [groups, batch, 1] as const;
  const shape = { cells: [nx, ny], cellSize: first.grid.cellSize, periodic: first.grid.periodic } as const;
  const saturation = scenes.map((scene) => regionMaterials(scene).map(({ material }) => material.Ms / scene.material.Ms));
  const magnetostatic = first.demag === 'full' ? planDemag(shape, batch, demagTiling, saturation) : null;
  const field = magnetostatic?.passes ?? [];
  const potential = planConduction(scenes, start, regions, conductionTiling);
  const { iterations } = conductionTiling;
  return stepPlan(scenes, start, attempts, {
    tiling: { ...tiling, cellsPerThread: 1 },
    groups,
    constants: { NX: nx, NY: ny, PERIODIC_X: first.grid.periodic[0] ? 1 : 0, PERIODIC_Y: first.grid.periodic[1] ? 1 : 0, PERIODIC: 0, MAGNETOSTATIC: magnetostatic ? 1 : 0 },
    buffers: { ...(magnetostatic?.buffers ?? { stage_m: f32(batch * cells * 4), demag: f32(4) }), ...potential?.buffers },
    contents: { ...(magnetostatic ? demagContents(magnetostatic) : {}), ...potential?.contents },
    stepping: (steps, pass) => staged(steps, pass, (s) => [
      pass('film/compose', wide, [s, 0]),
      ...field,
      ...(potential ? [pass('film/respond', wide, [s]), ...potential.solve(s, s === 1 ? iterations.first : iterations.stage), pass('film/transfer', wide, [s])] : [pass('film/rate', wide, [s])]),
    ]),
    prepare: (pass) => [pass('film/compose', wide, [1, 1]), ...field],
    observe: 'film/observe',
    readsTexture: true,
    demag: magnetostatic,
    potential,
    marksMagnet: true,
  }, regions);
}
