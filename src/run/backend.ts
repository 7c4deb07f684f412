/** Which engine a scene would be run on, for those who only want to know. */
import type { Platform } from '../gpu/platform.js';
import { parseScene } from '../scene/parse.js';
import type { Scene } from '../scene/schema.js';
import { checkPoints, hasSweep, openSweep } from '../scene/sweep.js';
import { chooseBackend, finestTolerance, type Backend, type BackendChoice } from './host.js';

/** Of a scene, or of all points of its sweep. @throws SceneError where it is wrong, whatever is in the files that it names; else as openHost */
export async function backendFor(platform: Platform, input: unknown, choice: BackendChoice): Promise<Backend> {
  let finest = Infinity;
  const look = (scene: Scene) => void (finest = Math.min(finest, finestTolerance([scene])));
  if (hasSweep(input)) checkPoints(openSweep(input), undefined, undefined, look);
  else look(parseScene(input));
  return chooseBackend(platform, finest, choice);
}
