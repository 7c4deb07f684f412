/**
 * What a wall does under a steady drive. In Walker's ansatz its angle alone decides, and obeys an equation of first order, (1 + alpha^2) dphi/dt = f(phi), its
 * speed following from dphi/dt: either it comes to a rest, or it turns on and on. Near a threshold either takes arbitrarily long: docs/physics.md, section 7.
 */
import { wallAxis } from '../lower/params.js';
import type { Motion } from '../observe/lane.js';
import { regionMaterials } from '../scene/regions.js';
import type { Scene } from '../scene/schema.js';

/** `undecided`: the run was too short to tell. */
export const REGIMES = ['pinned', 'viscous', 'precessing', 'undecided'] as const;
export type Regime = (typeof REGIMES)[number];

/** Share of its width by which a pinned wall may still creep to its rest in the second half of a run. */
const CREEP = 0.1;

/**
 * Of the angle turned in a quarter of the run, the share of that in the quarter before that is left where a wall comes to its rest. At a threshold, where
 * dphi/dt = c phi^2, it tends to 1/2 from above, below it to 0, and above it rises again.
 */
const SETTLING = 0.4;
/** rad in a quarter of the run: a wall that turns by more may be on its way round. */
const SWING = 0.4;
/**
 * rad that count as none. A moving wall's angle trembles by 2e-4 over cells of half its width; one at its threshold turns by more in a
 * quarter of its run until that lasts 300/(gamma B_W).
 */
const STILL = 1e-3;

/**
 * `precessing` where the wall has turned right over, past every angle at which it could rest; `pinned` where its angle settles and the speed that is left when it has
 * settled is none, `viscous` where that is some; `undecided` where it neither settles nor has turned over. Under a drive that changes it goes by the second half of
 * the run as it is. null without a wall, and where its angle is not known.
 * @param width of the wall, m
 */
export function regimeOf(scene: Scene, motion: Motion | null, width: number): Regime | null {
  if (!motion || !(width > 0)) return null;
  const { whole, half } = motion;
  const steady = isSteady(scene);
  if (steady ? Math.abs(whole.turned) > turnOver(scene) : Math.abs(half.turned) > Math.PI / 2) return 'precessing';
  if (steady && !settles(motion, turnOver(scene))) return 'undecided';
  const left = steady ? restSpeed(motion) * half.span : half.moved;
  return Math.abs(left) < CREEP * width ? 'pinned' : 'viscous';
}

/** By how much, in rad, a wall has turned when it stands as before: half a turn where nothing that it feels tells m across its axis from -m. */
function turnOver(scene: Scene): number {
  const { field, demag } = scene;
  const axis = wallAxis(scene), coordinates = [[1, 0, 0], [0, 1, 0], [0, 0, 1]];
  const tilt = (v: readonly number[]) => v.reduce((sum, x, k) => sum + x * axis[k], 0) ** 2 / (v.reduce((sum, x) => sum + x * x, 0) || 1);
  const even = (v: readonly number[]) => tilt(v) < 1e-9 || tilt(v) > 1 - 1e-9; // along the axis or across it
  const halves = regionMaterials(scene).every(({ material: { anisotropy, dmi } }) => dmi.bulk === 0 && dmi.interfacial === 0 && anisotropy.every((term) => term.kind !== 'cubic' && even(term.axis)));
  const straight = field.B.every((b) => b === 0) || tilt(field.B) > 1 - 1e-9;
  return halves && straight && (demag === 'none' || coordinates.every(even)) ? Math.PI : 2 * Math.PI;
}

/** @param round the angle by which a wall has turned when it stands as before */
function settles({ whole, half, quarters: [third, last] }: Motion, round: number): boolean {
  const before = Math.abs(third.turned), now = Math.abs(last.turned), first = Math.abs(whole.turned - half.turned);
  if (now < STILL && (now < SETTLING * first || Math.abs(whole.turned) < STILL)) return true;
  // Beyond half of the way round it may have come out of one narrow place and be on its way to the next.
  return Math.abs(whole.turned) < round / 2 && before < SWING && now < SETTLING * before;
}

/** The speed at which a wall goes on when its angle has come to rest, m/s: at every moment alpha v/D + dphi/dt is the same, so that v is linear in dphi/dt. */
function restSpeed({ quarters: [third, last] }: Motion): number {
  const speed = last.moved / last.span;
  if (Math.abs(last.turned) < STILL) return speed;
  const rate = last.turned / last.span;
  return speed - (rate * (third.moved / third.span - speed)) / (third.turned / third.span - rate);
}

function isSteady({ field, transport, changes = [] }: Scene): boolean {
  return changes.length === 0 && [field.waveform, transport?.jWaveform, transport?.voltageWaveform].every((waveform) => (waveform?.kind ?? 'constant') === 'constant');
}
