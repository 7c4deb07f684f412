/** Conjugate gradients with a multigrid cycle, in float64: for what is worked out once. */
import { prolong, restrict, scratch, solveBottom, type Scratch } from './cycle.js';
import type { HierarchyShape } from './hierarchy.js';
import { lengthOf } from './stencil.js';

/** One operator with its hierarchy: a preconditioner on the nodes that are no lead. */
export interface Preconditioner {
  readonly shape: HierarchyShape;
  readonly tables: Float64Array;
}

/** The multigrid cycle of a preconditioner on vectors of its own. */
export class Cycle {
  private readonly vectors: { readonly right: Float64Array; readonly solution: Float64Array }[];
  private readonly work: Scratch[];

  constructor(private readonly of: Preconditioner) {
    this.vectors = of.shape.levels.map(({ coarse }) => ({ right: new Float64Array(lengthOf(coarse)), solution: new Float64Array(lengthOf(coarse)) }));
    this.work = of.shape.levels.map(scratch);
  }

  /** to = M^-1 from. Vectors with guards; `to` is overwritten. */
  run(from: Float64Array, to: Float64Array): void {
    const { shape, tables } = this.of;
    const { levels } = shape;
    levels.forEach((level, depth) => restrict(level, tables, depth === 0 ? from : this.vectors[depth - 1].right, 0, this.vectors[depth].right, 0, this.work[depth]));
    const last = this.vectors.at(-1);
    solveBottom(shape.bottom, tables, shape.inverse, shape.bottomScale, last?.right ?? from, 0, last?.solution ?? to, 0);
    for (let depth = levels.length - 1; depth >= 0; depth--) {
      prolong(levels[depth], tables, depth === 0 ? from : this.vectors[depth - 1].right, 0, this.vectors[depth].solution, 0, depth === 0 ? to : this.vectors[depth - 1].solution, 0, this.work[depth]);
    }
  }
}

/** Accuracy of what is worked out once, relative to the right side, and how long it may take. */
const accuracy = 1e-13;
const mostIterations = 400;

/** Preconditioned conjugate gradients from zero (Hestenes & Stiefel 1952). Throws Error where they do not converge. */
export function conjugateGradients(operate: (from: Float64Array, to: Float64Array) => void, precondition: (from: Float64Array, to: Float64Array) => void, b: Float64Array): Float64Array {
  const x = new Float64Array(b.length), r = b.slice(), z = new Float64Array(b.length), p = new Float64Array(b.length), q = new Float64Array(b.length);
  const target = accuracy * Math.sqrt(dot(b, b));
  let before = 0;
  for (let round = 0; round < mostIterations; round++) {
    const size = Math.sqrt(dot(r, r));
    if (size <= target) return x;
    precondition(r, z);
    const rz = dot(r, z), beta = round === 0 ? 0 : rz / before;
    before = rz;
    for (let n = 0; n < p.length; n++) p[n] = z[n] + beta * p[n];
    operate(p, q);
    const alpha = rz / dot(p, q);
    for (let n = 0; n < p.length; n++) {
      x[n] += alpha * p[n];
      r[n] -= alpha * q[n];
    }
  }
  throw new Error(`the potential of a lead does not converge in ${mostIterations} iterations: residual ${Math.sqrt(dot(r, r)) / Math.sqrt(dot(b, b))} of ${accuracy}`);
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let n = 0; n < a.length; n++) sum += a[n] * b[n];
  return sum;
}
