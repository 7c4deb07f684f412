/**
 * What the two collective coordinates of a wall, x and phi, are expected to do: the Thiele equations of a head-to-head
 * wall under a field B and a battery V in a wire of length L, its circuit closed or open, after Schryer and Walker (1974), Thiaville et al. (2005)
 * for the current, Duine (2008) for the emf, with the current that the wall itself pumps put in:
 *
 *     phi' + alpha X = gamma B - beta w          X = v/D,  w = b j/D = (b sigma V/L)/D - k (phi' + beta X)
 *     X - alpha phi' = (gamma Kp/Ms) sin 2 phi - w      k = 2 kappa/(L D),  D = sqrt(A/(Ku + Kp sin^2 phi))
 *
 * The wall is rigid but for its width, which follows phi at once; so these are not exact above the Walker field.
 */
import type { Scene } from 'spinmotive';

const HBAR = 1.054571817e-34; // J s, CODATA 2022
const E = 1.602176634e-19; // C, exact
/** Angles at which a half-turn is evaluated; the integrand is smooth and periodic, so this is converged. */
const POINTS = 720;

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

/** Resistance of the wire between its leads, ohm; infinite where nothing joins them. */
export function resistance({ grid, transport }: Scene): number {
  const [dx, width, thickness] = grid.cellSize;
  if (transport?.closure === 'open') return Infinity;
  return (grid.cells[0] * dx) / ((transport?.conductivity ?? 0) * width * thickness);
}

/** Null for a scene that these equations are not about. */
export function expected(scene: Scene): Theory | null {
  const { material, transport, demag, field, grid, initial } = scene;
  const [easy, hard] = material.anisotropy;
  const constant = field.waveform.kind === 'constant' && transport?.voltageWaveform.kind === 'constant';
  const alone = demag === 'none' && material.dmi.interfacial === 0 && material.dmi.bulk === 0 && field.B[1] === 0 && field.B[2] === 0 && !grid.periodic[0];
  const plain = (transport?.closure === 'circuit' || transport?.closure === 'open') && transport.load === 0 && transport.loads.length === 0 && transport.leads === undefined && transport.amr === 0;
  const headToHead = initial.kind === 'wall' && initial.left[0] === 1 && initial.right[0] === -1;
  if (!constant || !alone || !plain || !headToHead || !transport.conductivity || material.anisotropy.length !== 2 || scene.regions.length > 0) return null;
  if (easy.kind !== 'uniaxial' || hard.kind !== 'uniaxial' || easy.Ku2 !== 0 || hard.Ku2 !== 0) return null;
  if (Math.abs(easy.axis[0]) !== 1 || Math.abs(hard.axis[2]) !== 1 || easy.Ku1 <= 0 || hard.Ku1 > 0) return null;

  const { Ms, A, alpha, gamma } = material;
  const { polarization, beta, closure } = transport;
  // An open circuit is one that conducts nothing, whatever its battery.
  const [conductivity, voltage] = closure === 'open' ? [0, 0] : [transport.conductivity, transport.voltage];
  const Ku = easy.Ku1;
  const Kp = -hard.Ku1;
  const length = grid.cells[0] * grid.cellSize[0];
  const b = (gamma * HBAR * polarization) / (2 * E * Ms);
  const kappa = (b * conductivity * HBAR * polarization) / (2 * E);
  const drive = gamma * field.B[0];

  const at = (phi: number) => {
    const D = Math.sqrt(A / (Ku + Kp * Math.sin(phi) ** 2));
    const k = (2 * kappa) / (length * D);
    const drift = (b * conductivity * voltage) / (length * D);
    // c11 phi' + c12 X = r1,  -c21 phi' + c22 X = r2
    const [c11, c12, r1] = [1 - beta * k, alpha - beta * beta * k, drive - beta * drift];
    const [c21, c22, r2] = [alpha + k, 1 - beta * k, ((gamma * Kp) / Ms) * Math.sin(2 * phi) - drift];
    const determinant = c11 * c22 + c12 * c21;
    const X = (c11 * r2 + c21 * r1) / determinant;
    return { velocity: D * X, turning: (c22 * r1 - c12 * r2) / determinant, motive: (c22 * r1 - c12 * r2) / determinant + beta * X };
  };
  const result = (velocity: number, turning: number, motive: number, angle: number | null): Theory => {
    const emf = -((polarization * HBAR) / E) * motive;
    return { velocity, turning, emf, pumped: emf / resistance(scene), angle };
  };

  const sense = Math.sign(at(0).turning);
  let rest = sense === 0 ? 0 : null;
  for (let i = 1; rest === null && i <= POINTS; i++) {
    if (at((sense * Math.PI * i) / POINTS).turning * sense > 0) continue;
    rest = bisect((phi) => at(sense * phi).turning * sense, (Math.PI * (i - 1)) / POINTS, (Math.PI * i) / POINTS) * sense;
  }
  if (rest !== null) return result(at(rest).velocity, 0, at(rest).motive, rest);

  let time = 0;
  let path = 0;
  let motive = 0;
  for (let i = 0; i < POINTS; i++) {
    const here = at((Math.PI * i) / POINTS);
    const dt = Math.PI / POINTS / Math.abs(here.turning);
    time += dt;
    path += here.velocity * dt;
    motive += here.motive * dt;
  }
  return result(path / time, (sense * Math.PI) / time, motive / time, null);
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
