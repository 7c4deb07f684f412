/**
 * Whether the heat of a state can be negative: each closure keeps to the second law as long as a multiple of |d|^2 is no more than alpha
 * everywhere, |d|^2 the largest eigenvalue of d_i.d_k. docs/physics.md, sections 5, 10 and 11.
 */
import { gradientWeights } from '../cpu/lib/grid.js';
import { look, slopeAlong, type Lattice } from '../cpu/lib/lattice.js';
import { numberText } from '../scene/errors.js';
import { regionMaterials, type RegionMaterial } from '../scene/regions.js';
import type { Scene } from '../scene/schema.js';
import { backReaction, e, torqueCoefficient } from '../units.js';
import { isEmpty } from '../scene/empty.js';

/** Where a state comes closest to its bound. */
export interface Closest {
  /** The multiple of |d|^2 over alpha: beyond 1 the heat can be negative. */
  readonly ratio: number;
  /** The multiple of |d|^2. */
  readonly value: number;
  readonly alpha: number;
  /** By the numbers of regionIndex. */
  readonly region: number;
  /** Middle of the cell, m. */
  readonly at: readonly [x: number, y: number];
}

/** What multiplies |d|^2 in what alpha must not be less than, m^2; 0 where there is no such bound. */
export function boundCoefficient({ material: { gamma, Ms }, transport }: RegionMaterial): number {
  if (!transport?.conductivity) return 0;
  const { closure, conductivity, polarization, beta, amr } = transport;
  if (closure === 'landau-lifshitz') {
    const { LQn, LQN3 } = transport.landauLifshitz;
    const share = polarization - (e * LQn) / (torqueCoefficient(gamma, 1, Ms) * conductivity);
    return Math.max(0, backReaction(gamma, share, Ms, conductivity) + (2 * LQN3) / gamma);
  }
  // With magnetoresistance the better direction counts.
  return beta ** 2 * backReaction(gamma, closure === 'two-band' ? 1 : polarization, Ms, conductivity / (1 + Math.min(0, amr)));
}

/**
 * Where m [cells * 3] comes closest to the bound; null where there is none. Zero vectors are empty cells.
 * @param regions of each cell by the numbers of regionIndex
 */
export function closestToBound(scene: Scene, regions: ArrayLike<number>, m: ArrayLike<number>): Closest | null {
  const { grid, run } = scene;
  const materials = regionMaterials(scene), coefficients = materials.map(boundCoefficient), alphas = materials.map(({ material }) => material.alpha);
  if (coefficients.every((c) => c === 0)) return null;
  const [nx, ny] = grid.cells, [dx, dy] = grid.cellSize;
  const vectors = new Float64Array(4 * nx * ny);
  for (let i = 0; i < nx * ny; i++) {
    for (let k = 0; k < 3; k++) vectors[4 * i + k] = m[3 * i + k];
    vectors[4 * i + 3] = isEmpty(m, i) ? 0 : regions[i] + 1;
  }
  const lattice: Lattice = { nx, ny, periodicX: grid.periodic[0], periodicY: grid.periodic[1] };
  const [near, far] = gradientWeights(run.gradientOrder);
  const at = (x: number, y: number) => look(lattice, vectors, 0, x, y);
  const u = new Float64Array(3), v = new Float64Array(3);
  let ratio = -1, value = 0, cell = 0;
  for (let y = 0; y < ny; y++) {
    for (let x = 0; x < nx; x++) {
      const c = 4 * (y * nx + x);
      if (!(vectors[c + 3] > 0)) continue;
      const region = vectors[c + 3] - 1;
      slopeAlong(near, far, vectors, c, at(x - 2, y), at(x - 1, y), at(x + 1, y), at(x + 2, y), u);
      slopeAlong(near, far, vectors, c, at(x, y - 2), at(x, y - 1), at(x, y + 1), at(x, y + 2), v);
      const a = dot(u, u) / dx ** 2, b = dot(u, v) / (dx * dy), d = dot(v, v) / dy ** 2;
      const here = coefficients[region] * ((a + d) / 2 + Math.hypot((a - d) / 2, b));
      const part = here === 0 ? 0 : here / alphas[region];
      if (part > ratio) [ratio, value, cell] = [part, here, c / 4];
    }
  }
  if (ratio < 0) return null;
  const region = vectors[4 * cell + 3] - 1;
  return { ratio, value, alpha: alphas[region], region, at: [((cell % nx) + 0.5) * dx, (Math.floor(cell / nx) + 0.5) * dy] };
}

const dot = (a: Float64Array, b: Float64Array) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** The line that says it, t in s. */
export function boundNote(scene: Scene, { value, alpha, region, at: [x, y] }: Closest, t: number): string {
  const { closure, landauLifshitz } = scene.transport!;
  const [what, path, section] =
    closure === 'landau-lifshitz'
      ? [landauLifshitz.LQN3 === 0 ? 'kappa |grad m|^2' : '(kappa + 2 LQN3/gamma) |grad m|^2', 'transport.closure', 11]
      : [`beta^2 kappa |grad m|^2${closure === 'two-band' ? '/P^2' : ''}`, 'transport.beta', closure === 'two-band' ? 10 : 5];
  const where = scene.grid.cells[1] > 1 ? `(${numberText(round(x))}, ${numberText(round(y))}) m` : `x = ${numberText(round(x))} m`;
  const place = region > 0 ? `${where} in regions.${region - 1}` : where;
  return `${path}: ${what} = ${numberText(round(value))} exceeds alpha = ${numberText(alpha)} at ${place} at t = ${numberText(round(t))} s: the heat of docs/physics.md section ${section} can become negative there`;
}

const round = (x: number) => Number(x.toPrecision(4));
