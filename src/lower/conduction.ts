/** What the conduction of scenes adds to the plan of a film: their conductors, what their leads see of a motive force, and the solve. */
import { TABLEAUS } from '../math/tableau.js';
import type { UnitCurrent } from '../math/unitCurrent.js';
import { isEmpty } from '../scene/empty.js';
import { needsPotential } from '../scene/film.js';
import { probeNode } from '../scene/leads.js';
import { regionMaterials } from '../scene/regions.js';
import type { Scene } from '../scene/schema.js';
import { LSU_STRIDE } from '../plan/layout.js';
import { conductorOf, networkOf, type Conductor } from './conductor.js';
import { cpuPotentialTiling, gpuPotentialTiling, planPotential, type PotentialPlan, type PotentialTiling } from './potential.js';

/** How an engine wants potentials solved for. */
export interface ConductionTiling {
  readonly potential: PotentialTiling;
  /** Where a scene says nothing. */
  readonly tolerance: number;
  /** Most iterations of a stage, and of the first of all, which has nothing to start from. */
  readonly iterations: { readonly stage: number; readonly first: number };
}

/** The float64 engine skips idle iterations for nothing. */
export const cpuConduction: ConductionTiling = { potential: cpuPotentialTiling, tolerance: 1e-9, iterations: { stage: 40, first: 60 } };

/** On a GPU idle iterations cost their dispatches; a step whose solves do not converge is tried again, shorter and from a better potential. */
export function gpuConduction({ software, workgroupSize }: { readonly software: boolean; readonly workgroupSize: number }): ConductionTiling {
  return { potential: gpuPotentialTiling(software, software ? workgroupSize : 256), tolerance: 1e-6, iterations: { stage: 6, first: 40 } };
}

/** A piece of a buffer that is written anew. */
export interface Rewrite {
  readonly buffer: string;
  readonly offset: number;
  readonly data: Float64Array;
}

export interface ConductionPlan extends PotentialPlan {
  /** What is different once simulation `sim` is `scene`, of the same conductor: drives and network, and what the leads see of a motive force. */
  changed(sim: number, scene: Scene): Rewrite[];
}

/**
 * @param start magnetization of each scene, [cells * 3]; a zero vector is an empty cell
 * @param regions the region of each cell, as of regionIndex
 * @returns null where no potential is needed
 */
export function planConduction(scenes: readonly Scene[], start: readonly Float64Array[], regions: readonly Uint8Array[], { potential, tolerance }: ConductionTiling): ConductionPlan | null {
  if (!needsPotential(scenes[0])) return null;
  const magnets = start.map((m) => Uint8Array.from({ length: m.length / 3 }, (_, i) => (isEmpty(m, i) ? 0 : 1)));
  const conductors = scenes.map((scene, sim) => conductorOf(scene, regions[sim], magnets[sim]));
  const plan = planPotential(conductors, {
    tolerance: scenes[0].run.potentialTolerance ?? tolerance,
    tiling: potential,
    stages: TABLEAUS[scenes[0].run.method].stages,
    probes: scenes.map(({ grid, transport }, sim) => (transport?.probes ?? []).map(({ at }) => probeNode(grid, at, magnets[sim]) ?? -1)),
    weights: (unitCurrent) => scenes.map((scene, sim) => emfWeights(scene, conductors[sim], unitCurrent(sim), regions[sim])),
  });
  return {
    ...plan,
    changed: (sim, scene) => [
      { buffer: 'lead_setup', offset: sim * LSU_STRIDE, data: plan.setup(sim, networkOf(scene, magnets[sim])) },
      { buffer: 'weight', offset: 2 * sim * regions[sim].length, data: emfWeights(scene, conductors[sim], plan.unitCurrent(sim), regions[sim]) },
    ],
  };
}

/**
 * [cells][2]: emf = sum of weight . (berry + beta slide) over cells, such that V = R I - emf between the first two leads; without leads between the
 * means over the two ends along x. docs/physics.md, section 9.
 */
function emfWeights(scene: Scene, conductor: Conductor, unit: UnitCurrent | null, region: Uint8Array): Float64Array {
  const out = new Float64Array(2 * region.length);
  if (!unit) return out;
  const perCell = conductor.cellSize[1] / conductor.cellSize[0];
  // In two bands the spin current says how polarized a current is; in Saslow's model the force has the polarization in it.
  const shares = regionMaterials(scene).map(({ transport }) => (transport?.closure === 'landau-lifshitz' || (transport?.closure === 'two-band' && conductor.leads.length > 1) ? 1 : (transport?.polarization ?? 0)));
  for (let k = 0; k < out.length; k++) out[k] = shares[region[k >> 1]] * unit.spin[k] * perCell;
  return out;
}
