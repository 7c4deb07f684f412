/**
 * `spinmotive regimes`: what a wall does under a current and under a field, for all beta/alpha: two sweeps with maps over reduced axes. The wall is a soft
 * and well damped one: in units of its width and of its thresholds the physics is that of permalloy, and a run costs a tenth.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pinningDrift, walkerField, wallTheory } from '../../observe/wallTheory.js';
import type { AxisWords } from '../../io/sweepQuantities.js';
import type { BackendChoice } from '../../run/host.js';
import { parseScene } from '../../scene/parse.js';
import type { SceneInput } from '../../scene/schema.js';
import { applySettings } from '../../scene/settings.js';
import { torqueCoefficient } from '../../units.js';
import { CommandError, type Context } from './context.js';
import { sweepCommand } from './sweep.js';

export interface RegimesOptions {
  readonly out: string;
  readonly backend: BackendChoice;
  readonly set: readonly string[];
  /** Values along each axis. */
  readonly points: number;
  readonly jobs?: number;
  readonly resume: boolean;
}

/** Largest beta/alpha, u/u_c and B/B_W of the maps. */
const REACH = { ratio: 3, drift: 2, field: 3 } as const;

/** Cells of a quarter of D0 = 20 nm; Kp = Ku/2. Long enough to turn 2 % above a threshold. */
const WALL: SceneInput = {
  grid: { cells: [104, 1], cellSize: [5e-9, 1e-7, 1e-8] },
  material: { Ms: 8e5, A: 1.3e-11, alpha: 0.3, anisotropy: [{ axis: [1, 0, 0], Ku1: 3.25e4 }, { axis: [0, 0, 1], Ku1: -1.625e4 }] },
  initial: { kind: 'wall', left: [1, 0, 0], centre: [0, 1, 0], right: [-1, 0, 0], at: 2.6e-7 },
  transport: { polarization: 0.6, beta: 0, conductivity: 4e6 },
  run: { duration: 3e-8, followTexture: true },
  output: { sampleEvery: 1e-10 },
};

export interface Study {
  readonly name: 'current' | 'field';
  readonly scene: SceneInput;
  readonly words: readonly AxisWords[];
}

/** The two sweeps. @throws SceneError where the settings make no scene; CommandError (2) where they make one without closed forms */
export function studies(settings: readonly string[], points: number): Study[] {
  const input = applySettings(WALL, settings) as SceneInput;
  const scene = parseScene(input);
  const wall = wallTheory(scene);
  if (!wall || !scene.transport || !(wall.alpha > 0 && wall.Kp > 0)) throw new CommandError(2, ['regimes: expected a wall in a wire with an easy axis along it, a hard one across, damping and transport, for which there are thresholds']);
  const drift = pinningDrift(wall), perCurrent = torqueCoefficient(wall.gamma, scene.transport.polarization, wall.Ms);
  const along = (to: number) => ({ from: 0, to: Number(to.toPrecision(12)), count: points });
  const beta = along(REACH.ratio * wall.alpha);
  const ratio: AxisWords = { title: 'β/α', factor: 1 / wall.alpha };
  const still: SceneInput = { ...input, field: {}, transport: { ...input.transport!, closure: 'prescribed', j: [0, 0] } };
  return [
    {
      name: 'current',
      // A current to -x drives the wall to +x.
      scene: { ...still, title: 'A wall under a current', sweep: { 'transport.beta': beta, 'transport.j.0': along((-REACH.drift * drift) / perCurrent) } },
      words: [ratio, { title: 'u / u_W at β = 0', factor: -perCurrent / drift }],
    },
    {
      name: 'field',
      scene: { ...still, title: 'A wall under a field', transport: { ...still.transport!, closure: 'open' }, sweep: { 'transport.beta': beta, 'field.B.0': along(REACH.field * walkerField(wall)) } },
      words: [ratio, { title: 'B / B_W', factor: 1 / walkerField(wall) }],
    },
  ];
}

/** Gives the exit code: that of the first sweep that was stopped, 3 where points failed, 0 else. */
export async function regimesCommand(options: RegimesOptions, context: Context): Promise<number> {
  if (options.points < 2) throw new CommandError(2, [`--points: expected 2 or more, got ${options.points}`]);
  let code = 0;
  for (const { name, scene, words } of studies(options.set, options.points)) {
    const out = path.join(options.out, name);
    const resume = options.resume && existsSync(path.join(out, 'points.jsonl'));
    const result = await sweepCommand({ input: scene, folder: '.' }, { ...options, set: [], out, resume, checkpointEvery: 0, words }, context);
    if (result > 3) return result;
    code = Math.max(code, result);
  }
  return code;
}
