/**
 * A multigrid cycle for a symmetric nine-point operator: one damped Jacobi sweep before and one after the correction from the next
 * coarser grid, operators by Galerkin's rule, an inverse at the bottom. It is the preconditioner of src/lower/potential.ts, on both
 * engines, and everything it needs lies in one array, in the order the shaders read it.
 *
 * On every level the operator is scaled to a diagonal of one (from both sides), so that the diagonal need not be stored: with d = 1/sqrt(diagonal),
 * a residual comes in as d r and a correction goes out as d z. Only the finest level meets numbers that are not scaled.
 */
import { pseudoInverse } from './dense.js';
import { pcg4d, unitInterval } from './random.js';
import { applyStencil, coarser, galerkin, guardOf, interpolation, lengthOf, TRANSFERS, type Coarsening, type Size, type Stencil } from './stencil.js';

/** A grid on the way down. Offsets count from the start of the hierarchy's tables. */
export interface Level {
  readonly size: Size;
  readonly along: Coarsening;
  readonly coarse: Size;
  /** Damping of the sweeps. */
  readonly omega: number;
  /** d of the finest level; -1 on others. */
  readonly scale: number;
  /** East, north, north-east, north-west, each as long as a vector. */
  readonly couplings: number;
  readonly transfers: number;
}

export interface HierarchyShape {
  readonly levels: readonly Level[];
  /** The grid of the inverse, and where its matrix lies. */
  readonly bottom: Size;
  readonly inverse: number;
  /** d where the bottom is the finest level; else -1. */
  readonly bottomScale: number;
  readonly length: number;
}

/** Cells more than this much longer than wide are joined along their short side only. */
const elongated = 1.5;

/**
 * The grids: coarser by two along both axes where cells are about as long as wide, else across their long sides, until there are `most` nodes at most.
 * @param nodes of the film  @param aspect dx/dy
 */
export function hierarchyShape(nodes: Size, aspect: number, most: number): HierarchyShape {
  const levels: Level[] = [];
  let size = nodes, ratio = aspect, at = 0;
  while (size[0] * size[1] > most) {
    const along: Coarsening = [size[0] > 1 && (ratio < elongated || size[1] === 1), size[1] > 1 && (ratio > 1 / elongated || size[0] === 1)];
    const coarse = coarser(size, along);
    const omega = at, finest = levels.length === 0, scale = finest ? at + 1 : -1;
    const couplings = at + 1 + (finest ? lengthOf(size) : 0);
    const transfers = couplings + 4 * lengthOf(size);
    at = transfers + TRANSFERS * lengthOf(coarse);
    levels.push({ size, along, coarse, omega, scale, couplings, transfers });
    ratio *= (along[0] ? 2 : 1) / (along[1] ? 2 : 1);
    size = coarse;
  }
  const alone = levels.length === 0, inverse = at + (alone ? lengthOf(size) : 0);
  return { levels, bottom: size, bottomScale: alone ? at : -1, inverse, length: inverse + (size[0] * size[1]) ** 2 };
}

/** Fills a hierarchy. @param a the operator without the nodes that are held  @param out of shape.length, from `at` on */
export function packHierarchy(shape: HierarchyShape, a: Stencil, out: Float64Array, at = 0): void {
  let operator = a;
  shape.levels.forEach((level, depth) => {
    const weights = interpolation(operator, level.along);
    const next = galerkin(operator, level.along, weights);
    const scale = inverseRoots(operator.centre), below = inverseRoots(next.centre);
    if (depth === 0) out.set(scale, at + level.scale);
    const unit = scaled(operator, scale);
    [unit.east, unit.north, unit.northEast, unit.northWest].forEach((plane, n) => out.set(plane, at + level.couplings + n * plane.length));
    out[at + level.omega] = 4 / 3 / largestEigenvalue(unit);
    out.set(scaledTransfers(weights, operator.size, level, scale, below), at + level.transfers);
    operator = next;
  });
  const scale = inverseRoots(operator.centre);
  if (shape.bottomScale >= 0) out.set(scale, at + shape.bottomScale);
  out.set(pseudoInverse(densely(scaled(operator, scale)), shape.bottom[0] * shape.bottom[1]), at + shape.inverse);
}

function inverseRoots(diagonal: Float64Array): Float64Array {
  let top = 0;
  for (const value of diagonal) top = Math.max(top, value);
  return diagonal.map((value) => (value > 1e-13 * top ? 1 / Math.sqrt(value) : 0));
}

function scaled(a: Stencil, d: Float64Array): Stencil {
  const [nx, ny] = a.size, guard = guardOf(a.size);
  const times = (plane: Float64Array, offset: number) => {
    const out = new Float64Array(plane.length);
    for (let n = guard; n < guard + nx * ny; n++) if (plane[n] !== 0) out[n] = plane[n] * d[n] * d[n + offset];
    return out;
  };
  return { size: a.size, centre: times(a.centre, 0), east: times(a.east, 1), north: times(a.north, nx), northEast: times(a.northEast, nx + 1), northWest: times(a.northWest, nx - 1) };
}

/** Weights between scaled unknowns: those of the fine node over its d, times the d of the coarse one. */
function scaledTransfers(weights: Float64Array, [nx, ny]: Size, { along, coarse }: Level, fine: Float64Array, below: Float64Array): Float64Array {
  const out = new Float64Array(weights.length);
  const plane = lengthOf(coarse), coarseGuard = guardOf(coarse), guard = nx + 1;
  const sx = along[0] ? 2 : 1, sy = along[1] ? 2 : 1;
  const kinds = [[0, 0, [[0, 0]]], [1, 0, [[0, 0], [1, 0]]], [0, 1, [[0, 0], [0, 1]]], [1, 1, [[0, 0], [1, 0], [0, 1], [1, 1]]]] as const;
  let first = 0;
  for (const [dx, dy, parents] of kinds) {
    parents.forEach(([px, py], p) => {
      for (let K = 0; K < coarse[1]; K++) {
        for (let I = 0; I < coarse[0]; I++) {
          const from = coarseGuard + K * coarse[0] + I, w = weights[(first + p) * plane + from];
          if (w === 0) continue;
          const i = sx * I + dx, k = sy * K + dy, d = fine[guard + k * nx + i], e = below[from + py * coarse[0] + px];
          if (i < nx && k < ny && d > 0 && e > 0) out[(first + p) * plane + from] = w / d * e;
        }
      }
    });
    first += parents.length;
  }
  return out;
}

/** Of an operator with a diagonal of one: by power iteration, from a vector that no symmetry of the grid has. A bit too small, which damped sweeps allow. */
function largestEigenvalue(a: Stencil): number {
  const guard = guardOf(a.size), count = a.size[0] * a.size[1];
  let z = new Float64Array(lengthOf(a.size)), y = new Float64Array(z.length);
  for (let n = 0; n < count; n++) if (a.centre[guard + n] > 0) z[guard + n] = unitInterval(pcg4d(n, 0, 0, 0)[0]) - 0.5;
  let value = 1;
  for (let round = 0; round < 16; round++) {
    applyStencil(a, z, y);
    let zz = 0, zy = 0, yy = 0;
    for (let n = guard; n < guard + count; n++) {
      zz += z[n] * z[n];
      zy += z[n] * y[n];
      yy += y[n] * y[n];
    }
    if (!(yy > 0)) return 1;
    value = Math.max(zy / zz, 1);
    const size = 1 / Math.sqrt(yy);
    for (let n = guard; n < guard + count; n++) y[n] *= size;
    [z, y] = [y, z];
  }
  return value;
}

function densely(a: Stencil): Float64Array {
  const [nx, ny] = a.size, n = nx * ny, guard = guardOf(a.size);
  const out = new Float64Array(n * n);
  const set = (i: number, k: number, value: number) => {
    if (value === 0) return;
    out[i * n + k] = out[k * n + i] = value;
  };
  for (let i = 0; i < n; i++) {
    set(i, i, a.centre[guard + i]);
    set(i, i + 1, a.east[guard + i]);
    set(i, i + nx, a.north[guard + i]);
    set(i, i + nx + 1, a.northEast[guard + i]);
    set(i, i + nx - 1, a.northWest[guard + i]);
  }
  return out;
}
