/**
 * What theory says of a wall in a wire under a steady drive, for the lines in the pictures of sweeps. docs/physics.md, section 7: Walker's ansatz,
 * Schryer & Walker 1974 for the field, Zhang & Li 2004 for the current.
 */
import type { Scene, Vector } from '../scene/schema.js';
import { mu0, torqueCoefficient } from '../units.js';

/** A wall with one easy axis, along its domains, and one hard axis across. SI. */
export interface WallTheory {
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
  readonly Ms: number;
  readonly A: number;
  readonly Ku: number;
  readonly Kp: number;
  /** The field along the domain on the left, T. */
  readonly B: number;
  /** b j, m/s: the drift velocity with its sign; positive j pushes to -x. */
  readonly drift: number;
}

/** Closures under which the drive is the same in all of the wall; the back-reaction of a circuit is left out. */
const CLOSED_FORMS: readonly string[] = ['prescribed', 'open', 'circuit'];

/** The wall of a scene; null where the closed forms do not hold: a film, regions, other anisotropies, DMI, full magnetostatics, or a drive across. */
export function wallTheory(scene: Scene): WallTheory | null {
  const { initial, grid, material, regions, transport, field } = scene;
  if (initial.kind !== 'wall' || grid.cells[1] > 1 || regions.length > 0 || scene.geometry || scene.demag === 'full') return null;
  if (material.dmi.bulk !== 0 || material.dmi.interfacial !== 0) return null;
  const easy = initial.left;
  if (dot(initial.right, easy) > -1 + 1e-9) return null;
  const energy = quadratic(scene);
  if (!energy) return null;
  const across = transverse(energy, easy);
  if (!across) return null;
  const Ku = across.low - across.along, Kp = across.high - across.low;
  const B = dot(field.B, easy);
  if (!(Ku > 0 && Kp >= 0) || Math.hypot(...field.B) > Math.abs(B) * (1 + 1e-9) || (transport && (!CLOSED_FORMS.includes(transport.closure) || transport.leads))) return null;
  const { alpha, gamma, Ms, A } = material;
  const b = transport ? torqueCoefficient(gamma, transport.polarization, Ms) : 0;
  return { alpha, beta: transport?.beta ?? 0, gamma, Ms, A, Ku, Kp, B, drift: b * currentOf(scene) };
}

/** B_W = alpha Kp/Ms, T. */
export const walkerField = ({ alpha, Kp, Ms }: WallTheory): number => (alpha * Kp) / Ms;

/** u_c: the largest drift that leaves a wall with beta = 0 pinned, (gamma Kp/Ms) times the largest D(phi) sin 2 phi, m/s. */
export function pinningDrift(w: WallTheory): number {
  return ((w.gamma * w.Kp) / w.Ms) * Math.max(...ANGLES.map((phi) => width(w, phi) * Math.sin(2 * phi)));
}

/**
 * Rate in rad/s by which the drive outdoes the hard axis at the angle that holds best: < 0 where there is an angle at which the wall can stand
 * still or slide, > 0 where it must turn. At rest gamma B/alpha + (1 - beta/alpha) b j/D(phi) = (gamma Kp/Ms) sin 2 phi, from the two equations of
 * Walker's ansatz; it is zero at B_W for a field alone, at u_W (u_c where beta = 0) for a current alone.
 */
export function breakdown(w: WallTheory): number {
  const at = (phi: number) => (w.gamma * w.B) / w.alpha + ((1 - w.beta / w.alpha) * w.drift) / width(w, phi);
  const sign = at(Math.PI / 4) < 0 ? -1 : 1;
  return Math.min(...ANGLES.map((phi) => sign * at(phi) - ((w.gamma * w.Kp) / w.Ms) * Math.sin(2 * phi)));
}

/** Angles from 0 to a right angle: sin 2 phi is largest in between. */
const ANGLES = Array.from({ length: 181 }, (_, k) => (k / 180) * (Math.PI / 2));

/** D(phi) = sqrt(A/(Ku + Kp sin^2 phi)), m. */
const width = ({ A, Ku, Kp }: WallTheory, phi: number): number => Math.sqrt(A / (Ku + Kp * Math.sin(phi) ** 2));

const dot = (a: readonly number[], b: readonly number[]): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** Current density along x, A/m^2, that the drives make without the pumped one. */
function currentOf({ transport, grid }: Scene): number {
  if (!transport) return 0;
  if (transport.closure === 'prescribed') return transport.j[0];
  if (transport.closure !== 'circuit' || !transport.conductivity) return 0;
  const [dx, dy, dz] = grid.cellSize;
  const area = grid.cells[1] * dy * dz;
  return transport.voltage / (area * ((grid.cells[0] * dx) / (transport.conductivity * area) + transport.load));
}

/** Q of the energy density m.Q m; null where there are terms of higher order. */
function quadratic({ material, demag }: Scene): number[][] | null {
  const Q = [[0, 0, 0], [0, 0, 0], [0, 0, 0]];
  for (const term of material.anisotropy) {
    if (term.kind === 'cubic' || term.Ku2 !== 0) return null;
    for (let i = 0; i < 3; i++) for (let k = 0; k < 3; k++) Q[i][k] -= term.Ku1 * term.axis[i] * term.axis[k];
  }
  if (typeof demag === 'object') demag.factors.forEach((N, k) => (Q[k][k] += 0.5 * mu0 * material.Ms ** 2 * N));
  return Q;
}

/** Energies along the easy axis and along the two principal directions across; null where the easy axis is not one itself. */
function transverse(Q: readonly number[][], easy: Vector): { along: number; low: number; high: number } | null {
  const of = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * dot(Q[i], b), 0);
  const helper = Math.abs(easy[0]) < 0.9 ? [1, 0, 0] : [0, 1, 0];
  const raw = cross(easy, helper), length = Math.hypot(...raw);
  const p = raw.map((x) => x / length), q = cross(easy, p);
  const scale = Math.max(...Q.flat().map(Math.abs));
  if (Math.hypot(of(easy, p), of(easy, q)) > 1e-9 * scale) return null;
  const mean = (of(p, p) + of(q, q)) / 2, half = Math.hypot((of(p, p) - of(q, q)) / 2, of(p, q));
  return { along: of(easy, easy), low: mean - half, high: mean + half };
}

const cross = (a: readonly number[], b: readonly number[]): number[] => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
