/** What the rigid wall of the wall lab does at a point of the map: what it pumps there changes its velocity by a millionth. */
import { parseScene, type Regime, type Scene } from 'spinmotive';
import { expected, type Theory } from '../wall/theory.js';
import { unitOf, wallScene, type Study } from './scene.js';
import { atThreshold } from './theory.js';

/** @returns theory at a beta and a drive, A/m^2 or T */
export function theoryOf(study: Study): (beta: number, drive: number) => Theory {
  // Whole scenes are checked once: a picture of theory asks for hundreds of points.
  const scene = parseScene(wallScene(study, 0, 0));
  return (beta, drive) => {
    const { field, transport } = wallScene(study, beta, drive);
    const there = { ...scene, field: { ...scene.field, ...field }, transport: { ...scene.transport, ...transport } } as Scene;
    const theory = expected(there);
    if (!theory) throw new Error('the wall lab has no theory for this wall');
    return theory;
  };
}

/** null where theory itself lets a wall neither settle nor turn. */
export function regimeOf(study: Study, beta: number, drive: number, { angle, velocity }: Theory): Regime | null {
  if (atThreshold(study.drive, drive / unitOf(study), beta / study.alpha)) return null;
  return angle === null ? 'precessing' : Math.abs(velocity) < 1e-9 ? 'pinned' : 'viscous';
}
