/** Kicks: pulses of field in one place, made by the host on the magnetization that it reads and writes back. */
import type { StepPlan } from '../lower/steps.js';
import { afterImpulse } from '../math/impulse.js';
import type { Turn } from '../observe/lane.js';
import { FLG, FLG_STRIDE } from '../plan/layout.js';
import type { Engine } from '../plan/types.js';
import type { Kick } from '../scene/changes.js';
import { direction } from '../scene/direction.js';
import { regionMaterials } from '../scene/regions.js';
import type { Scene } from '../scene/schema.js';
import { planeRange, triples } from './places.js';
import type { Turning } from './timeline.js';

/** Radii beyond which m is left as it is, to the last bit: exp(-18) of the impulse in the middle. */
const REACH = 6;

/** Makes the kicks of turnings in order, and gives m before and after; null where there are none. @param offset as of applyKick */
export async function kicked(engine: Engine, plan: StepPlan, sim: number, turnings: readonly Turning[], offset: number): Promise<Turn | null> {
  if (turnings.every(({ kicks = [] }) => kicks.length === 0)) return null;
  const [flags] = await engine.read([{ buffer: 'flags', offset: sim * FLG_STRIDE, length: FLG_STRIDE }]);
  const range = planeRange(plan, sim, flags[FLG.PARITY]);
  const [plane] = (await engine.read([range])) as (Float64Array | Float32Array)[];
  const before = triples(plane, plan.cells);
  for (const { kicks = [], scene } of turnings) for (const kick of kicks) applyKick(plane, scene, kick, offset, plan.readsTexture);
  engine.write(range.buffer, plane, range.offset);
  return { before, after: triples(plane, plan.cells) };
}

/**
 * Turns the cells of `plane` ([cells * 4], as in the buffer `m`) that the kick reaches, in place; with the damping that each has in `scene`.
 * @param offset columns by which the grid has moved to the right in the laboratory
 * @param marks whether w says which cells are empty and which region they are of
 */
function applyKick(plane: Float64Array | Float32Array, scene: Scene, { impulse, at, radius }: Kick, offset: number, marks: boolean): void {
  const [nx, ny] = scene.grid.cells, [dx, dy] = scene.grid.cellSize;
  const along = direction(impulse)!, size = Math.hypot(...impulse);
  const substances = regionMaterials(scene);
  const away = (centre: number, middle: number, length: number, periodic: boolean) => {
    const d = centre - middle;
    return (periodic ? d - length * Math.round(d / length) : d) / radius;
  };
  const across = Array.from({ length: nx }, (_, i) => away((i + 0.5 + offset) * dx, at[0], nx * dx, scene.grid.periodic[0]));
  for (let y = 0; y < ny; y++) {
    const v = away((y + 0.5) * dy, at[1], ny * dy, scene.grid.periodic[1]);
    for (let x = 0; x < nx; x++) {
      const c = 4 * (y * nx + x), u = across[x];
      if (!(u * u + v * v <= REACH * REACH) || (marks && plane[c + 3] === 0)) continue;
      const { alpha, gamma } = substances[marks ? plane[c + 3] - 1 : 0].material;
      plane.set(afterImpulse([plane[c], plane[c + 1], plane[c + 2]], along, size * Math.exp(-(u * u + v * v) / 2), gamma, alpha), c);
    }
  }
}
