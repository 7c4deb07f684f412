/** Where a wall breaks down: Walker's field, and the drift velocities of Zhang and Li (2004) with a width that follows the wall's angle (docs/physics.md, section 7). */

export const DRIVES = ['current', 'field'] as const;
export type Drive = (typeof DRIVES)[number];

const HBAR = 1.054571817e-34; // J s, CODATA 2022
const E = 1.602176634e-19; // C, exact
/** Angles at which D(phi) sin 2 phi is evaluated; its top is flat, so this is converged. */
const ANGLES = 3600;

export interface WireMaterial {
  readonly Ms: number;
  readonly A: number;
  readonly Ku: number;
  readonly Kp: number;
  readonly polarization: number;
  /** rad/(s T) */
  readonly gamma: number;
}

/** B_W, T. */
export const walkerField = ({ Kp, Ms }: WireMaterial, alpha: number): number => (alpha * Kp) / Ms;

/** u_c, m/s: the drift velocity up to which a wall with beta = 0 stays; u_W there. */
export function pinningDrift({ gamma, A, Ku, Kp, Ms }: WireMaterial): number {
  let most = 0;
  for (let k = 0; k <= ANGLES; k++) {
    const phi = ((Math.PI / 2) * k) / ANGLES;
    most = Math.max(most, Math.sqrt(A / (Ku + Kp * Math.sin(phi) ** 2)) * Math.sin(2 * phi));
  }
  return ((gamma * Kp) / Ms) * most;
}

/** Drift velocity that a current density makes, m/s for A/m^2; a current to -x drives to +x. */
export const driftPerCurrent = ({ gamma, polarization, Ms }: WireMaterial): number => (gamma * HBAR * polarization) / (2 * E * Ms);

/** u_W in units of u_c. */
export const walkerDrift = (ratio: number): number => 1 / Math.abs(1 - ratio);

/** Where theory itself lets a wall neither settle nor turn. @param x the drive in units of its threshold at beta = 0, but for round-off */
export const atThreshold = (drive: Drive, x: number, ratio: number): boolean => Math.abs((drive === 'field' ? x : x * Math.abs(1 - ratio)) - 1) < 1e-9;

/** A line in the map: x the drive in units of its threshold at beta = 0, y beta/alpha. */
export interface Threshold {
  /** With what stands below the line of writing. */
  readonly label: readonly [text: string, below?: string];
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Where the label goes. */
  readonly at: readonly [x: number, y: number];
}

/** Pieces of a line that is drawn as a curve. */
const PIECES = 96;

/** @param reach the largest drive, @param ratio the largest beta/alpha of the map */
export function thresholds(drive: Drive, reach: number, ratio: number): Threshold[] {
  const lines: Threshold[] = [];
  if (drive === 'field') lines.push({ label: ['B', 'W'], points: [[1, 0], [1, ratio]], at: [1, 0.86 * ratio] });
  else {
    const branch = (from: number, to: number): (readonly [number, number])[] => Array.from({ length: PIECES + 1 }, (_, k) => from + ((to - from) * k) / PIECES).map((y) => [walkerDrift(y), y] as const);
    const gap = 1 / reach;
    lines.push({ label: ['u', 'W'], points: branch(0, 1 - gap), at: [walkerDrift(0.3), 0.3] });
    if (ratio > 1 + gap) lines.push({ label: ['u', 'W'], points: branch(1 + gap, ratio), at: [walkerDrift((1 + gap + ratio) / 2), (1 + gap + ratio) / 2] });
    lines.push({ label: ['u', 'c'], points: [[1, 0]], at: [1, 0] });
  }
  lines.push({ label: ['\u03b1 = \u03b2'], points: [[0, 1], [reach, 1]], at: [0.14 * reach, 1] });
  return lines;
}
