/** The pieces of the multigrid cycle, each against what defines it: densely, on small grids. */
import { describe, expect, it } from 'vitest';
import { pseudoInverse, symmetricInverse } from '../../src/math/dense.js';
import { Cycle } from '../../src/math/gradients.js';
import { hierarchyShape, packHierarchy } from '../../src/math/hierarchy.js';
import { applyStencil, coarser, galerkin, guardOf, interpolation, lengthOf, stiffness, TRANSFERS, without, type Coarsening, type Size, type Stencil } from '../../src/math/stencil.js';
import { distance, largest, small } from '../support/measured.js';
import { stream } from '../support/stream.js';

const conductances = ([nx, ny]: Size, seed = 1, missing = 0.2) => {
  const random = stream(seed);
  return Float64Array.from({ length: nx * ny }, () => (random() < missing ? 0 : 0.5 + random()));
};

/** Row after row, from products with unit vectors. */
function dense(a: Stencil): number[][] {
  const guard = guardOf(a.size), n = a.size[0] * a.size[1], z = new Float64Array(lengthOf(a.size)), y = new Float64Array(z.length);
  const columns = Array.from({ length: n }, (_, k) => {
    z.fill(0)[guard + k] = 1;
    applyStencil(a, z, y);
    return Array.from(y.subarray(guard, guard + n));
  });
  return columns.map((_, i) => columns.map((column) => column[i]));
}

/** P[fine][coarse], from the planes of weights. */
function denseTransfer([nx, ny]: Size, along: Coarsening, w: Float64Array): number[][] {
  const [cx, cy] = coarser([nx, ny], along), plane = lengthOf([cx, cy]), guard = cx + 1;
  const first = [[0, 1], [3, 5]];
  return Array.from({ length: nx * ny }, (_, n) => {
    const row = new Array<number>(cx * cy).fill(0);
    const i = n % nx, k = Math.floor(n / nx), x = along[0] ? i % 2 : 0, y = along[1] ? k % 2 : 0, I = along[0] ? i >> 1 : i, K = along[1] ? k >> 1 : k;
    for (let b = 0; b <= y; b++) {
      for (let a = 0; a <= x; a++) {
        const weight = w[(first[y][x] + b * (1 + x) + a) * plane + guard + K * cx + I];
        if (weight === 0) continue;
        expect(I + a < cx && K + b < cy).toBe(true);
        row[(K + b) * cx + I + a] += weight;
      }
    }
    return row;
  });
}

const grids: readonly (readonly [cells: Size, aspect: number, along: Coarsening])[] = [[[7, 6], 1, [true, true]], [[8, 8], 0.7, [true, true]], [[9, 4], 0.1, [true, false]], [[4, 9], 8, [false, true]], [[11, 1], 3, [true, true]], [[1, 6], 1, [true, true]]];

describe.each(grids)('cells %j, aspect %f, coarser along %j', (cells, aspect, along) => {
  const size: Size = [cells[0] + 1, cells[1] + 1];
  const held = Float64Array.from({ length: size[0] * size[1] }, (_, n) => (n % size[0] === 0 && n < 3 * size[0] ? 1 : 0));
  const operator = without(stiffness(cells, aspect, conductances(cells)), held);

  it('the stiffness is symmetric, and constants cost nothing', () => {
    const matrix = dense(stiffness(cells, aspect, conductances(cells)));
    matrix.forEach((row, i) => {
      row.forEach((value, k) => expect(value).toBe(matrix[k][i]));
      small('sum', row.reduce((sum, value) => sum + value, 0), 1e-14 * (aspect + 1 / aspect));
    });
    expect(largest(matrix.flat())).toBeGreaterThan(0.1);
  });

  it('the coarse operator is P\' A P', () => {
    const w = interpolation(operator, along), P = denseTransfer(size, along, w), A = dense(operator), coarse = dense(galerkin(operator, along, w));
    const AP = A.map((row) => P[0].map((_, c) => row.reduce((sum, value, n) => sum + value * P[n][c], 0)));
    coarse.forEach((row, i) => row.forEach((value, k) => small(`${i} ${k}`, value - AP.reduce((sum, line, n) => sum + P[n][i] * line[k], 0), 1e-13 * (aspect + 1 / aspect))));
    expect(w.length).toBe(TRANSFERS * lengthOf(coarser(size, along)));
  });

  it('away from leads a constant stays one; in a uniform film the weights are bilinear', () => {
    const free = stiffness(cells, aspect, conductances(cells)), P = denseTransfer(size, along, interpolation(free, along));
    let lost = 0;
    P.forEach((row, n) => {
      if (!(free.centre[guardOf(size) + n] > 0)) return;
      const sum = row.reduce((all, value) => all + value, 0);
      // A node without a coupling across to any coarse one takes from none.
      if (sum === 0) lost++;
      else small(`node ${n}`, sum - 1, 1e-12);
    });
    expect(lost).toBeLessThan(0.1 * P.length);
    const even = denseTransfer(size, along, interpolation(stiffness(cells, aspect, new Float64Array(cells[0] * cells[1]).fill(1)), along));
    even.forEach((row, n) => {
      const x = along[0] && (n % size[0]) % 2 === 1 && (n % size[0]) + 1 < size[0], y = along[1] && Math.floor(n / size[0]) % 2 === 1 && Math.floor(n / size[0]) + 1 < size[1];
      const share = 1 / ((x ? 2 : 1) * (y ? 2 : 1));
      row.filter((value) => value !== 0).forEach((value) => small('weight', value - share, 1e-12));
    });
  });

  it('the cycle is symmetric and positive, and close to the inverse', () => {
    const shape = hierarchyShape(size, aspect, 9), tables = new Float64Array(shape.length);
    packHierarchy(shape, operator, tables);
    const cycle = new Cycle({ shape, tables }), random = stream(3), guard = guardOf(size);
    const vector = () => {
      // In the range of the operator.
      const z = new Float64Array(lengthOf(size)), y = new Float64Array(z.length);
      for (let n = 0; n < size[0] * size[1]; n++) z[guard + n] = random() - 0.5;
      applyStencil(operator, z, y);
      return y;
    };
    const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, n) => sum + value * b[n], 0);
    const a = vector(), b = vector(), za = new Float64Array(a.length), zb = new Float64Array(a.length), back = new Float64Array(a.length);
    cycle.run(a, za);
    cycle.run(b, zb);
    small('symmetry', dot(a, zb) - dot(b, za), 1e-12 * dot(a, za));
    expect(dot(a, za)).toBeGreaterThan(0);
    // Error of the cycle in the norm of the operator, below 1 for every vector.
    applyStencil(operator, za, back);
    const whole = dot(a, za);
    // 0.03 to 0.1.
    small('1 - M A', 1 - dot(back, za) / whole, 0.25);
  });
});

describe('small dense matrices', () => {
  it('the inverse on what is not the kernel: a ring of resistors, a grounded chain, a node of its own', () => {
    const n = 9, a = new Float64Array(n * n);
    const bond = (i: number, k: number, g: number) => {
      a[i * n + i] += g;
      a[k * n + k] += g;
      a[i * n + k] -= g;
      a[k * n + i] -= g;
    };
    bond(0, 1, 1);
    bond(1, 2, 2);
    bond(2, 3, 0.5);
    bond(3, 0, 1.5);
    bond(5, 6, 1);
    bond(6, 7, 3);
    a[5 * n + 5] += 0.3;
    const inverse = pseudoInverse(a, n);
    const times = (x: Float64Array, y: Float64Array) => Float64Array.from({ length: n * n }, (_, m) => Array.from({ length: n }, (_unused, k) => x[Math.floor(m / n) * n + k] * y[k * n + (m % n)]).reduce((sum, value) => sum + value, 0));
    // Moore & Penrose.
    small('A X A', distance(times(times(a, inverse), a), a), 1e-13);
    small('X A X', distance(times(times(inverse, a), inverse), inverse), 1e-13);
    const product = times(a, inverse);
    small('symmetry', distance(product, product.map((_, m) => product[(m % n) * n + Math.floor(m / n)])), 1e-13);
    expect(largest(inverse.subarray(8 * n))).toBe(0);
    const same = symmetricInverse(Array.from({ length: n }, (_, i) => [...a.subarray(i * n, (i + 1) * n)]), 1e-12);
    small('by rotations', distance(same.flat(), inverse), 1e-13);
  });

  it('says where a matrix is not positive', () => {
    expect(() => pseudoInverse(Float64Array.from([1, 2, 2, 1]), 2)).toThrow(/^a matrix of conduction is not positive: pivot/);
  });
});
