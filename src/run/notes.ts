/** What a person should know about a run, a line each. */
import type { Lane } from '../observe/lane.js';
import { numberText } from '../scene/errors.js';
import { sceneNotes } from '../scene/notes.js';
import { regionMaterials } from '../scene/regions.js';
import type { Scene } from '../scene/schema.js';
import { backReaction } from '../units.js';

/** What can be said before a run starts. */
export function startNotes(scene: Scene, lane: Lane): string[] {
  return [...sceneNotes(scene, lane.regions), ...physicsNotes(scene)];
}

/** Said of a wall that is gone. */
export function lostNote({ state: { wallLostAt }, scene }: Lane): string[] {
  if (wallLostAt === null) return [];
  return [`the wall has left the ${scene.grid.cells[1] > 1 ? 'strip' : 'wire'} at t = ${numberText(wallLostAt)} s; run.followTexture keeps it in the window`];
}

/** Where the model itself is at its limit. */
function physicsNotes(scene: Scene): string[] {
  const { initial } = scene;
  if (initial.kind !== 'wall') return [];
  const { width } = initial;
  return regionMaterials(scene).flatMap(({ material, transport }, k) => {
    if (!transport?.conductivity) return [];
    const kappa = backReaction(material.gamma, transport.polarization, material.Ms, transport.conductivity);
    const share = (transport.beta ** 2 * kappa) / width ** 2;
    if (share <= material.alpha) return [];
    const [path, where] = k === 0 ? ['transport.beta', 'in the wall'] : [`regions.${k - 1}`, 'in a wall of this region'];
    return [`${path}: beta^2 kappa |dm/dx|^2 = ${numberText(share)} exceeds alpha = ${numberText(material.alpha)} ${where}: the heat of docs/physics.md section 5 can become negative there`];
  });
}
