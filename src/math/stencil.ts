/**
 * Symmetric nine-point operators on a grid of nodes, as they come of bilinear finite elements, and how they are made coarser.
 *
 * A vector over the nodes of a level has `guard` numbers before its first node and after its last one, so that all nine
 * neighbours of every node can be read; coefficients towards neighbours that are not there are zero.
 */

/** Nodes along x and y. Node (i, k) is number k nx + i. */
export type Size = readonly [nx: number, ny: number];

export const guardOf = ([nx]: Size): number => nx + 1;
/** Length of a vector with its guards. */
export const lengthOf = (size: Size): number => size[0] * size[1] + 2 * guardOf(size);

/** A symmetric operator: the diagonal, and the couplings of each node to its neighbours at the right, above, above right, above left. */
export interface Stencil {
  readonly size: Size;
  readonly centre: Float64Array;
  readonly east: Float64Array;
  readonly north: Float64Array;
  readonly northEast: Float64Array;
  readonly northWest: Float64Array;
}

export function emptyStencil(size: Size): Stencil {
  const plane = () => new Float64Array(lengthOf(size));
  return { size, centre: plane(), east: plane(), north: plane(), northEast: plane(), northWest: plane() };
}

/**
 * Stiffness matrix of bilinear elements, Int c grad N_i . grad N_k, and a lumped mass, in units of dx. docs/physics.md, section 9.
 * @param cells nx, ny  @param aspect dx/dy  @param conductance c of each cell  @param leak mass density of each cell
 */
export function stiffness([nx, ny]: Size, aspect: number, conductance: ArrayLike<number>, leak?: ArrayLike<number>): Stencil {
  const out = emptyStencil([nx + 1, ny + 1]);
  const { centre, east, north, northEast, northWest } = out;
  const row = nx + 1, guard = guardOf(out.size);
  const self = (aspect + 1 / aspect) / 3, along = aspect / 6 - 1 / aspect / 3, across = 1 / aspect / 6 - aspect / 3, diagonal = -(aspect + 1 / aspect) / 6;
  for (let k = 0; k < ny; k++) {
    for (let i = 0; i < nx; i++) {
      const c = conductance[k * nx + i];
      if (c === 0) continue;
      const a = guard + k * row + i, b = a + 1, d = a + row, e = d + 1;
      const own = self * c + (leak ? leak[k * nx + i] / (4 * aspect) : 0);
      centre[a] += own;
      centre[b] += own;
      centre[d] += own;
      centre[e] += own;
      east[a] += along * c;
      east[d] += along * c;
      north[a] += across * c;
      north[b] += across * c;
      northEast[a] += diagonal * c;
      northWest[b] += diagonal * c;
    }
  }
  return out;
}

/** out = A z. Vectors with guards. */
export function applyStencil(a: Stencil, z: Float64Array, out: Float64Array): void {
  const [nx, ny] = a.size, guard = guardOf(a.size);
  const { centre, east, north, northEast, northWest } = a;
  for (let n = guard, end = guard + nx * ny; n < end; n++) {
    out[n] = centre[n] * z[n] + east[n] * z[n + 1] + east[n - 1] * z[n - 1] + north[n] * z[n + nx] + north[n - nx] * z[n - nx]
      + northEast[n] * z[n + nx + 1] + northEast[n - nx - 1] * z[n - nx - 1] + northWest[n] * z[n + nx - 1] + northWest[n - nx + 1] * z[n - nx + 1];
  }
}

/** Without the rows and columns of nodes where `fixed` is not zero. @param fixed one number a node, without guards */
export function without(a: Stencil, fixed: ArrayLike<number>): Stencil {
  const out: Stencil = { size: a.size, centre: a.centre.slice(), east: a.east.slice(), north: a.north.slice(), northEast: a.northEast.slice(), northWest: a.northWest.slice() };
  const [nx, ny] = a.size, guard = guardOf(a.size);
  for (let node = 0; node < nx * ny; node++) {
    if (!fixed[node]) continue;
    const n = guard + node;
    out.centre[n] = out.east[n] = out.east[n - 1] = out.north[n] = out.north[n - nx] = 0;
    out.northEast[n] = out.northEast[n - nx - 1] = out.northWest[n] = out.northWest[n - nx + 1] = 0;
  }
  return out;
}

/**
 * What a fine node takes of the coarse nodes around it, by the place of the fine node in the block of its coarse node:
 * SAME of the coarse node at its own place, RIGHT_*: a node to the right of one, of that one and the next; UP_*: likewise
 * above; MID_*: between four, x first. Planes [9][coarse nodes with guards].
 */
export const SAME = 0, RIGHT_0 = 1, RIGHT_1 = 2, UP_0 = 3, UP_1 = 4, MID_00 = 5, MID_10 = 6, MID_01 = 7, MID_11 = 8;
export const TRANSFERS = 9;

/** Which axes are made coarser by two. */
export type Coarsening = readonly [x: boolean, y: boolean];

export const coarser = ([nx, ny]: Size, [x, y]: Coarsening): Size => [x ? (nx + 1) >> 1 : nx, y ? (ny + 1) >> 1 : ny];

/**
 * Interpolation that follows the operator: a node between two others gets what balances the currents to either side, one
 * between four what balances all currents to its neighbours. In a uniform film it is bilinear; across an edge of the magnet or
 * to a lead it takes nothing. Source: Dendy 1982, J. Comput. Phys. 48, 366, section 2.
 */
export function interpolation(a: Stencil, along: Coarsening): Float64Array {
  const [nx, ny] = a.size, coarse = coarser(a.size, along), [cx] = coarse;
  const guard = guardOf(a.size), coarseGuard = guardOf(coarse), plane = lengthOf(coarse);
  const { centre: c, east: e, north: u, northEast: ue, northWest: uw } = a;
  const w = new Float64Array(TRANSFERS * plane);
  const sx = along[0] ? 2 : 1, sy = along[1] ? 2 : 1;
  const block = (i: number, k: number) => coarseGuard + Math.floor(k / sy) * cx + Math.floor(i / sx);
  /** Shares of the couplings to either side, when those along the line are taken to be equal on both. */
  const share = (to: number, first: number, second: number, middle: number, zero: number, one: number) => {
    if (first >= 0 && second >= 0) return;
    const whole = middle > 0 && first <= 0 && second <= 0 ? middle : -(Math.min(first, 0) + Math.min(second, 0));
    w[zero * plane + to] = Math.max(0, -first / whole);
    w[one * plane + to] = Math.max(0, -second / whole);
  };
  for (let k = 0; k < ny; k++) {
    for (let i = 0; i < nx; i++) {
      const n = guard + k * nx + i;
      if (!(c[n] > 0)) continue;
      const oddX = along[0] && i % 2 === 1, oddY = along[1] && k % 2 === 1;
      if (!oddX && !oddY) w[SAME * plane + block(i, k)] = 1;
      else if (oddX && !oddY) share(block(i, k), e[n - 1] + uw[n] + ue[n - nx - 1], e[n] + ue[n] + uw[n - nx + 1], c[n] + u[n] + u[n - nx], RIGHT_0, RIGHT_1);
      else if (!oddX && oddY) share(block(i, k), u[n - nx] + ue[n - nx - 1] + uw[n - nx + 1], u[n] + ue[n] + uw[n], c[n] + e[n] + e[n - 1], UP_0, UP_1);
    }
  }
  // A line of nodes between two coarse ones, with nothing to either side: it takes the place of a coarse node that is no part of the magnet, or a narrow arm would have no coarse grid.
  const adopt = (to: number, zero: number, one: number, next: number) => {
    if (w[zero * plane + to] > 0 || w[one * plane + to] > 0) return;
    const free = (coarse: number) => w[SAME * plane + coarse] === 0 && !taken[coarse];
    if (free(to)) taken[to] = w[zero * plane + to] = 1;
    else if (next > 0 && free(next)) taken[next] = w[one * plane + to] = 1;
  };
  const taken = new Uint8Array(plane);
  for (let k = 0; k < ny; k++) {
    for (let i = 0; i < nx; i++) {
      const oddX = along[0] && i % 2 === 1, oddY = along[1] && k % 2 === 1;
      if (oddX === oddY || !(c[guard + k * nx + i] > 0)) continue;
      const to = block(i, k);
      if (oddX) adopt(to, RIGHT_0, RIGHT_1, i + 1 < nx ? to + 1 : 0);
      else adopt(to, UP_0, UP_1, k + 1 < ny ? to + cx : 0);
    }
  }
  if (!along[0] || !along[1]) return w;
  for (let k = 1; k < ny; k += 2) {
    for (let i = 1; i < nx; i += 2) {
      const n = guard + k * nx + i, to = block(i, k);
      if (!(c[n] > 0)) continue;
      const at = (kind: number, x: number, y: number) => w[kind * plane + to + y * cx + x];
      const left = e[n - 1], right = e[n], below = u[n - nx], above = u[n];
      w[MID_00 * plane + to] = -(ue[n - nx - 1] * at(SAME, 0, 0) + below * at(RIGHT_0, 0, 0) + left * at(UP_0, 0, 0)) / c[n];
      w[MID_10 * plane + to] = -(uw[n - nx + 1] * at(SAME, 1, 0) + below * at(RIGHT_1, 0, 0) + right * at(UP_0, 1, 0)) / c[n];
      w[MID_01 * plane + to] = -(uw[n] * at(SAME, 0, 1) + above * at(RIGHT_0, 0, 1) + left * at(UP_1, 0, 0)) / c[n];
      w[MID_11 * plane + to] = -(ue[n] * at(SAME, 1, 1) + above * at(RIGHT_1, 0, 1) + right * at(UP_1, 1, 0)) / c[n];
    }
  }
  return w;
}

/** Coarse nodes that a fine node takes from: their offsets from its own block along x and y, and the planes of the weights. */
const places: readonly (readonly (readonly [x: number, y: number, plane: number])[])[] = [
  [[0, 0, SAME]],
  [[0, 0, RIGHT_0], [1, 0, RIGHT_1]],
  [[0, 0, UP_0], [0, 1, UP_1]],
  [[0, 0, MID_00], [1, 0, MID_10], [0, 1, MID_01], [1, 1, MID_11]],
];

/** The coarse operator P' A P (Galerkin). Nine points again, since P reaches no further than the next coarse node. */
export function galerkin(a: Stencil, along: Coarsening, w: Float64Array): Stencil {
  const [nx, ny] = a.size, coarse = coarser(a.size, along), [cx] = coarse;
  const out = emptyStencil(coarse);
  const guard = guardOf(a.size), coarseGuard = guardOf(coarse), plane = lengthOf(coarse);
  const sx = along[0] ? 2 : 1, sy = along[1] ? 2 : 1;
  const into = (x: number, y: number): Float64Array | null => (y === 0 ? (x === 0 ? out.centre : x === 1 ? out.east : null) : y === 1 ? (x === 0 ? out.north : x === 1 ? out.northEast : x === -1 ? out.northWest : null) : null);
  const kind = (i: number, k: number) => places[(along[0] ? i % 2 : 0) + 2 * (along[1] ? k % 2 : 0)];
  // Each pair of nodes once, from the lower one, and the other way round with the places exchanged.
  const pairs: readonly (readonly [Float64Array, number, number])[] = [[a.centre, 0, 0], [a.east, 1, 0], [a.north, 0, 1], [a.northEast, 1, 1], [a.northWest, -1, 1]];
  for (let k = 0; k < ny; k++) {
    for (let i = 0; i < nx; i++) {
      const I = Math.floor(i / sx), K = Math.floor(k / sy), from = coarseGuard + K * cx + I;
      const own = kind(i, k);
      for (const [coupling, dx, dy] of pairs) {
        const value = coupling[guard + k * nx + i];
        if (value === 0) continue;
        const J = Math.floor((i + dx) / sx), L = Math.floor((k + dy) / sy), to = coarseGuard + L * cx + J;
        for (const [ax, ay, ap] of own) {
          const left = value * w[ap * plane + from];
          if (left === 0) continue;
          for (const [bx, by, bp] of kind(i + dx, k + dy)) {
            const both = left * w[bp * plane + to];
            if (both === 0) continue;
            const x = J + bx - I - ax, y = L + by - K - ay;
            const twice = dx === 0 && dy === 0 ? 1 : x === 0 && y === 0 ? 2 : 1;
            const forward = into(x, y), backward = into(-x, -y);
            if (forward) forward[from + ay * cx + ax] += twice * both;
            else if (backward && !(dx === 0 && dy === 0)) backward[to + by * cx + bx] += both;
          }
        }
      }
    }
  }
  return out;
}
