/**
 * What the two collective coordinates of a wall, its position and its angle, are expected to do: the Thiele equations of a wall between domains
 * along and against an easy axis, under a field B along that axis, in a wire of length L through which a current flows: that of a battery V through a
 * load, that of a source, or none. After Schryer and Walker (1974), Thiaville et al. (2005) for the current, Duine (2008) for the emf, Thiaville et al.
 * (2012) for the Dzyaloshinskii-Moriya energy, with the current that the wall itself pumps put in:
 *
 *     phi' + alpha X = gamma B - beta w          X = v/D,  w = b j/D = b j0/D - k (phi' + beta X)
 *     X - alpha phi' = (gamma Kp/Ms) sin 2 phi - (pi gamma Di/(2 Ms D)) sin phi_x - w
 *     k = 2 kappa/(L D) R/(R + R_load),  D = sqrt(A/(Ku + Kp sin^2 phi))
 *
 * phi is zero where the transverse anisotropy has the wall, phi_x is counted from x. The wall is rigid but for its width, which follows phi at once; so
 * these are not exact above the Walker field.
 */
import type { Scene, SceneInput } from 'spinmotive';

const HBAR = 1.054571817e-34; // J s, CODATA 2022
const E = 1.602176634e-19; // C, exact
const TURN = 2 * Math.PI;
/** Angles at which a turn is evaluated; the integrand is smooth and periodic, so this is converged. */
const POINTS = 1440;

/** Means over time: m/s, rad/s, V, A. The current is the part that the wall pumps, without the battery's. */
export interface Means {
  readonly velocity: number;
  readonly turning: number;
  readonly emf: number;
  readonly pumped: number;
}

export interface Theory extends Means {
  /** The angle at which the wall settles, rad; null where it turns for ever. */
  readonly angle: number | null;
}

/** Of the wire and what closes its circuit, ohm; infinite where nothing that the wall pumps flows. */
export function resistance(scene: Scene): number {
  const { transport } = scene;
  return transport?.closure === 'circuit' ? ownResistance(scene) + transport.load : Infinity;
}

/** Of the wire or strip alone between its ends, ohm; infinite without a conductivity. */
export function ownResistance({ grid, transport }: Scene): number {
  const { cells: [nx, ny], cellSize: [dx, dy, thickness] } = grid;
  return (nx * dx) / ((transport?.conductivity ?? 0) * ny * dy * thickness);
}

/** The same at a time (s) of a run in which the load is changed. */
export function resistanceAt(scene: Scene, time: number): number {
  const loads = (scene.changes ?? []).filter(({ at }) => at < time).map(({ set }) => set?.['transport.load']).filter((load) => typeof load === 'number');
  return scene.transport && loads.length > 0 ? resistance({ ...scene, transport: { ...scene.transport, load: loads[loads.length - 1] } }) : resistance(scene);
}

/** By how much a wall turns until it stands as before, rad: chirality tells it from its opposite. */
export const turnOver = ({ material }: Scene): number => (material.dmi.interfacial === 0 ? Math.PI : 2 * Math.PI);

/** m^3/C: what the drift velocity u is a current density of 1 A/m^2 times. */
export const driftPerCurrent = ({ material: { gamma, Ms }, transport }: Scene): number => (gamma * HBAR * (transport?.polarization ?? 0)) / (2 * E * Ms);

/** A/m^2 that a battery or a source drives without the wall; 0 in an open circuit. */
export function drivenCurrent(scene: Scene): number {
  const { transport, grid } = scene;
  if (transport?.closure === 'prescribed') return transport.j[0];
  if (transport?.closure !== 'circuit') return 0;
  const [, dy, thickness] = grid.cellSize;
  return transport.voltage / (resistance(scene) * grid.cells[1] * dy * thickness);
}

type Vector = readonly [number, number, number];

/** The axis that a vector of any length lies along, and its sign; null for one that lies askew. */
function axisOf(v: Vector): { readonly axis: 0 | 1 | 2; readonly sign: 1 | -1 } | null {
  const [axis, ...others] = ([0, 1, 2] as const).filter((k) => v[k] !== 0);
  return axis === undefined || others.length > 0 ? null : { axis, sign: v[axis] > 0 ? 1 : -1 };
}

/** The component of the field that drives a wall: along its domains. */
export const easyComponent = ({ initial }: Pick<SceneInput, 'initial'>): 0 | 1 | 2 => (initial.kind === 'wall' ? axisOf(initial.left)?.axis ?? 0 : 0);

/** Null for a scene that these equations are not about. */
export function expected(scene: Scene): Theory | null {
  const { material, transport, demag, field, grid, initial } = scene;
  const { dmi } = material;
  const [easy, hard] = material.anisotropy;
  const constant = field.waveform.kind === 'constant' && transport?.voltageWaveform.kind === 'constant' && transport.jWaveform.kind === 'constant';
  const alone = demag === 'none' && dmi.bulk === 0 && grid.cells[1] === 1 && !grid.periodic[0] && scene.regions.length === 0;
  const plain = (transport?.closure === 'circuit' || transport?.closure === 'open' || transport?.closure === 'prescribed') && transport.loads.length === 0 && transport.leads === undefined && transport.amr === 0;
  if (!constant || !alone || !plain || !transport.conductivity || material.anisotropy.length !== 2 || initial.kind !== 'wall') return null;
  if (easy.kind !== 'uniaxial' || hard.kind !== 'uniaxial' || easy.Ku2 !== 0 || hard.Ku2 !== 0 || easy.Ku1 <= 0 || hard.Ku1 > 0) return null;
  const [e, h, left, right, centre] = [easy.axis, hard.axis, initial.left, initial.right, initial.centre].map(axisOf);
  if (!e || !h || !left || !right || !centre || left.sign !== 1 || right.sign !== -1) return null;
  const across = field.B.some((B, k) => k !== e.axis && B !== 0);
  if (h.axis === e.axis || left.axis !== e.axis || right.axis !== e.axis || centre.axis === e.axis || across || (dmi.interfacial !== 0 && e.axis !== 2)) return null;

  const { Ms, A, alpha, gamma } = material;
  const { polarization, beta } = transport;
  const Ku = easy.Ku1;
  const Kp = -hard.Ku1;
  const length = grid.cells[0] * grid.cellSize[0];
  const b = driftPerCurrent(scene);
  // What flows in the circuit depends on the wall by the share that is its own resistance; without a circuit nothing does.
  const share = transport.closure === 'circuit' ? ownResistance(scene) / resistance(scene) : 0;
  const kappa = (share * b * transport.conductivity * HBAR * polarization) / (2 * E);
  const drive = gamma * field.B[e.axis];
  const drivenDrift = b * drivenCurrent(scene);
  // phi is counted from the axis after the easy one, about it; a hard axis there makes phi = 90 degrees the easy angle.
  const from = (e.axis + 1) % 3;
  const turnedBy = h.axis === from ? Math.PI / 2 : 0;
  const start = (centre.axis === from ? (centre.sign > 0 ? 0 : Math.PI) : (centre.sign * Math.PI) / 2) - turnedBy;

  const at = (phi: number) => {
    const D = Math.sqrt(A / (Ku + Kp * Math.sin(phi) ** 2));
    const k = (2 * kappa) / (length * D);
    const drift = drivenDrift / D;
    // Of a wall from up to down, whose energy per area is pi D cos phi: phi + turnedBy is the angle from x.
    const chiral = ((-Math.PI * gamma * dmi.interfacial) / (2 * Ms * D)) * Math.sin(phi + turnedBy);
    // c11 phi' + c12 X = r1,  -c21 phi' + c22 X = r2
    const [c11, c12, r1] = [1 - beta * k, alpha - beta * beta * k, drive - beta * drift];
    const [c21, c22, r2] = [alpha + k, 1 - beta * k, ((gamma * Kp) / Ms) * Math.sin(2 * phi) + chiral - drift];
    const determinant = c11 * c22 + c12 * c21;
    const X = (c11 * r2 + c21 * r1) / determinant;
    return { velocity: D * X, turning: (c22 * r1 - c12 * r2) / determinant, motive: (c22 * r1 - c12 * r2) / determinant + beta * X };
  };
  const result = (velocity: number, turning: number, motive: number, angle: number | null): Theory => {
    const emf = -((polarization * HBAR) / E) * motive;
    return { velocity, turning, emf, pumped: emf / resistance(scene), angle };
  };

  const sense = Math.sign(at(start).turning);
  let rest = sense === 0 ? start : null;
  for (let i = 1; rest === null && i <= POINTS; i++) {
    if (at(start + (sense * TURN * i) / POINTS).turning * sense > 0) continue;
    rest = start + bisect((way) => at(start + sense * way).turning * sense, (TURN * (i - 1)) / POINTS, (TURN * i) / POINTS) * sense;
  }
  if (rest !== null) return result(at(rest).velocity, 0, at(rest).motive, rest + turnedBy);

  let time = 0;
  let path = 0;
  let motive = 0;
  for (let i = 0; i < POINTS; i++) {
    const here = at((TURN * i) / POINTS);
    const dt = TURN / POINTS / Math.abs(here.turning);
    time += dt;
    path += here.velocity * dt;
    motive += here.motive * dt;
  }
  return result(path / time, (sense * TURN) / time, motive / time, null);
}

/** Where a function that is positive at `low` and not at `high` turns. */
function bisect(f: (x: number) => number, low: number, high: number): number {
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (f(middle) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
