/**
 * A wall from the two cells it lies between. With a_i = artanh(m_i . easy) a Walker profile tanh((x - X)/D) is a straight
 * line in i, so that position, width and velocity come out sub-cell and without a bias (docs/physics.md, section 6).
 */
import { vec3, type ReadonlyVec3 } from 'gl-matrix';

export interface Wall {
  /** Position in cells, from the centre of cell 0. */
  readonly x: number;
  /** dX/dt in cells per unit time. */
  readonly v: number;
  /** Angle of the transverse magnetization in its middle, in (-pi, pi], about the wall's axis. */
  readonly phi: number;
  /** D in cells. */
  readonly width: number;
  /** +1 where m . easy falls from + to - along x (head to head if easy is along x), else -1. */
  readonly sense: number;
}

type Vec = readonly [number, number, number];

/**
 * @param cell the cell left of the crossing
 * @param near m left (3), dm/dt left (3), m right (3), dm/dt right (3)
 * @param easy unit vector along the domains
 * @param frame across it
 */
export function wallBetween(cell: number, near: ArrayLike<number>, easy: Vec, [e2, e3] = transverseFrame(easy)): Wall {
  const along = (at: number, axis: ReadonlyVec3) => near[at] * axis[0] + near[at + 1] * axis[1] + near[at + 2] * axis[2];
  // A wall thinner than a cell has +-1 on either side; the clamp puts it half way between them.
  const clamp = (u: number) => Math.min(Math.max(u, -1 + 1e-12), 1 - 1e-12);
  const ul = clamp(along(0, easy)), ur = clamp(along(6, easy));
  const al = Math.atanh(ul), ar = Math.atanh(ur);
  const dal = along(3, easy) / (1 - ul * ul), dar = along(9, easy) / (1 - ur * ur);
  const f = al / (al - ar);
  const mid = (axis: ReadonlyVec3) => (1 - f) * along(0, axis) + f * along(6, axis);
  return {
    x: cell + f,
    v: (al * dar - dal * ar) / (al - ar) ** 2,
    phi: Math.atan2(mid(e3), mid(e2)),
    width: 1 / Math.abs(al - ar),
    sense: al > ar ? 1 : -1,
  };
}

/** Two unit vectors that make a right-handed frame with `easy`: for x they are y and z, for z they are x and y. */
export function transverseFrame(easy: Vec): readonly [Vec, Vec] {
  const largest = easy.map(Math.abs).reduce((best, value, i, all) => (value > all[best] * (1 + 1e-12) ? i : best), 0);
  const next: Vec = largest === 0 ? [0, 1, 0] : largest === 1 ? [0, 0, 1] : [1, 0, 0];
  const across: [number, number, number] = [0, 0, 0];
  vec3.normalize(across, vec3.scaleAndAdd(across, next, easy, -vec3.dot(next, easy)));
  const third: [number, number, number] = [0, 0, 0];
  vec3.cross(third, easy, across);
  return [across, third];
}
