/** The demagnetizing tensor: closed forms, 60-digit arithmetic, brute force, and films of many cells that add up to blocks. */
import { describe, expect, it } from 'vitest';
import { FilmTensor } from '../../src/math/filmTensor.js';
import { CellTensor, farDistance, XX, XY, XZ, YY, YZ, ZZ } from '../../src/math/newell.js';
import { overlapRule, legendreRule } from '../../src/math/quadrature.js';
import { blockFactor, bruteTensor } from '../support/demag.js';
import { near, small } from '../support/measured.js';

type Vector = readonly [number, number, number];
const diagonal = [[0, 0], [1, 1], [2, 2], [0, 1], [0, 2], [1, 2]] as const;

describe('one cell in its own field', () => {
  const shapes: readonly (readonly [name: string, size: Vector])[] = [
    ['cube', [3e-9, 3e-9, 3e-9]], ['rod', [2e-9, 2e-9, 40e-9]], ['thin square', [100e-9, 100e-9, 1e-9]], ['a wire cell', [2e-9, 100e-9, 5e-9]], ['brick', [1, 2, 3]],
  ];
  it.each(shapes)('%s: the closed form, trace 1', (name, [a, b, c]) => {
    const n = new CellTensor([a, b, c]).at(0, 0, 0);
    // Long cells are put together from pieces: 2e-13 of round-off for the thin square.
    near(`${name} xx`, n[XX], blockFactor(b, c, a), 1e-9);
    near(`${name} yy`, n[YY], blockFactor(c, a, b), 1e-9);
    near(`${name} zz`, n[ZZ], blockFactor(a, b, c), 1e-9);
    small(`${name} trace - 1`, n[XX] + n[YY] + n[ZZ] - 1, 1e-11);
    expect([n[XY], n[XZ], n[YZ]]).toEqual([0, 0, 0]);
  });

  it('cube 1/3; thin plane 1; long rod 1/2 across', () => {
    near('cube', new CellTensor([1, 1, 1]).at(0, 0, 0)[ZZ], 1 / 3, 1e-14);
    // An edge of 1000 leaves (2/pi) (ln 1000 + ...)/1000 of the field of a plane: published as a closed form above.
    small('1 - plane', 1 - new CellTensor([1000, 1000, 1]).at(0, 0, 0)[ZZ], 6e-3);
    small('1/2 - rod', 0.5 - new CellTensor([1, 1, 500]).at(0, 0, 0)[XX], 1e-3);
  });
});

describe('two cells', () => {
  // From the formulas of Newell and others in 60-digit arithmetic; offsets on either side of the change to quadrature.
  const exact: readonly (readonly [size: Vector, offset: Vector, six: readonly number[]])[] = [
    [[1, 1, 1], [1, 0, 0], [-0.13501718054449527, 0.06750859027224763, 0.06750859027224763, 0, 0, 0]],
    [[1, 1, 1], [7, 3, 0], [-0.00027644937462510157, 9.630787682111159e-05, 0.00018014149780398996, -0.00019566379306344288, 0, 0]],
    [[1, 1, 1], [8, 1, 1], [-0.0002833145412186817, 0.00014165727060934085, 0.00014165727060934085, -5.39576404687511e-05, -5.39576404687511e-05, -6.743427190573399e-06]],
    [[1, 1, 1], [13, 4, 0], [-5.504462914767655e-05, 2.3419791267473334e-05, 3.162483788020322e-05, -2.6667192350166455e-05, 0, 0]],
    [[1, 1, 1], [300, 40, 0], [-5.590444004715394e-09, 2.7200142354933917e-09, 2.870429769222003e-09, -1.1281165031173335e-09, 0, 0]],
    [[4, 4, 3], [4, 4, 0], [-0.012607550504729791, -0.012607550504729791, 0.025215101009459583, -0.038406850168840455, 0, 0]],
    [[4, 4, 3], [28, 12, 3], [-0.00020185835473139263, 7.184607675082681e-05, 0.00013001227798056583, -0.0001436707554868532, -3.6144150036844146e-05, -1.548765731434605e-05]],
    [[4, 4, 3], [60, 80, 0], [-3.0610959466296643e-07, -3.5156155759289636e-06, 3.82172517059193e-06, -5.502002037628923e-06, 0, 0]],
    [[4, 4, 3], [4000, 8, 0], [-1.193648010461089e-10, 5.968203590016786e-11, 5.968276514594102e-11, -3.5809510627276974e-13, 0, 0]],
    [[2, 100, 5], [2, 0, 0], [-0.14405378997914148, 0.006703460584545989, 0.1373503293945955, 0, 0, 0]],
    [[2, 100, 5], [2, 100, 0], [0.0011827437395009425, -0.00331197227707544, 0.0021292285375744974, -0.002627649339633666, 0, 0]],
    [[2, 100, 5], [812, 0, 0], [-2.9503787615669617e-07, 1.469651934482326e-07, 1.4807268270846356e-07, 0, 0, 0]],
    [[1.5, 50, 5], [30, 250, 0], [1.8564620377010548e-06, -3.8004471585811576e-06, 1.943985120880103e-06, -7.081350789913205e-07, 0, 0]],
    [[1.5, 50, 5], [600, 100, 5], [-2.5368770562275385e-07, 1.2133461483997292e-07, 1.3235309078278092e-07, -6.398562995457357e-08, -3.2170992061287194e-09, -5.331863452227766e-10]],
  ];
  it.each(exact)('%j at %j: as in 60-digit arithmetic', (size, offset, six) => {
    const n = new CellTensor(size).at(...offset);
    const longest = Math.max(...size) / Math.min(...size);
    six.forEach((value, k) => small(`component ${k}`, n[k] - value, longest > 4 ? 5e-12 : 1e-12));
  });

  const offsets: readonly Vector[] = [[1, 0, 0], [0, 1, 0], [1, 1, 0], [2, -1, 0], [0, 0, 1], [1, 1, 1], [-3, 2, 1], [7, 0, 0], [9, 5, 2]];
  it.each([[[1, 1, 1]], [[4, 4, 3]], [[1, 2, 0.5]]] as const)('of edges %j: as by charges on faces', (size) => {
    const cell = new CellTensor(size);
    for (const steps of offsets) {
      const offset: Vector = [steps[0] * size[0], steps[1] * size[1], steps[2] * size[2]];
      const n = cell.at(...offset);
      diagonal.forEach(([i, j], k) => small(`${offset.join()} ${i}${j}`, n[k] - bruteTensor(size, offset, i, j), 1e-12));
    }
  });

  it('reciprocity and parity: N(r) = N(-r), and each component odd where it should be', () => {
    for (const [size, offset] of exact) {
      const cell = new CellTensor(size);
      const [x, y, z] = offset;
      const n = cell.at(x, y, z);
      const signs: readonly (readonly [Vector, readonly number[]])[] = [
        [[-1, -1, -1], [1, 1, 1, 1, 1, 1]], [[-1, 1, 1], [1, 1, 1, -1, -1, 1]], [[1, -1, 1], [1, 1, 1, -1, 1, -1]], [[1, 1, -1], [1, 1, 1, 1, -1, -1]],
      ];
      for (const [[sx, sy, sz], six] of signs) {
        const image = cell.at(sx * x, sy * y, sz * z);
        six.forEach((sign, k) => small('parity', image[k] - sign * n[k], 1e-12));
      }
      small('trace', n[XX] + n[YY] + n[ZZ], 2e-12);
    }
  });

  it('does not depend on the unit of length', () => {
    const metres = new CellTensor([4e-9, 4e-9, 3e-9]).at(8e-9, 4e-9, 0), nanometres = new CellTensor([4, 4, 3]).at(8, 4, 0);
    metres.forEach((value, k) => small('unit', value - nanometres[k], 1e-14));
  });

  it('passes from formulas to quadrature without a step', () => {
    const cell = new CellTensor([1, 1, 1]);
    const nearby = cell.at(farDistance - 1e-9, 1, 0), beyond = cell.at(farDistance + 1e-9, 1, 0);
    nearby.forEach((value, k) => small('step', value - beyond[k], 1e-12));
  });
});

describe('films', () => {
  const films: readonly (readonly [cells: readonly [number, number], size: Vector])[] = [
    [[3, 4], [1, 2, 0.5]], [[64, 48], [4, 4, 3]], [[200, 1], [2, 100, 5]], [[1, 7], [3, 1, 1]], [[300, 20], [3.90625, 3.90625, 3]],
  ];
  /** Mean over the film of N, the film uniformly magnetized. */
  function mean(film: FilmTensor): Float64Array {
    const [nx, ny] = film.shape.cells;
    const sum = new Float64Array(6);
    for (let j = 0; j < ny; j++) {
      for (let i = 0; i < nx; i++) {
        const weight = ((nx - i) * (i ? 2 : 1) * (ny - j) * (j ? 2 : 1)) / (nx * ny);
        film.at(i, j).forEach((value, k) => (sum[k] += weight * value));
      }
    }
    return sum;
  }

  it.each(films)('of %j cells %j: the mean is the factor of the whole block', (cells, size) => {
    const n = mean(new FilmTensor({ cells, cellSize: size }));
    const [a, b, c] = [cells[0] * size[0], cells[1] * size[1], size[2]];
    small('xx', n[XX] - blockFactor(b, c, a), 1e-10);
    small('yy', n[YY] - blockFactor(c, a, b), 1e-10);
    small('zz', n[ZZ] - blockFactor(a, b, c), 1e-10);
  });

  it('3 x 4 cells of 1 x 2 x 0.5 nm: about the mean field another code gives, in T for mu0 Ms = 1 T', () => {
    const n = mean(new FilmTensor({ cells: [3, 4], cellSize: [1e-9, 2e-9, 0.5e-9] }));
    // Their trace is -0.99891 where it must be -1, so their tensor is good to a part in a thousand: off by 7e-5, 2e-5 and 1.0e-3.
    small('xx', -n[XX] + 0.15768295526, 1.1e-3);
    small('yy', -n[YY] + 0.05676037073, 1.1e-3);
    small('zz', -n[ZZ] + 0.78447151184, 1.1e-3);
  });

  it('layers apart: the same tensor at a height', () => {
    const film = new FilmTensor({ cells: [5, 4], cellSize: [2, 2, 1], height: 3 });
    expect([...film.at(2, -1)]).toEqual([...new CellTensor([2, 2, 1]).at(4, -2, 3)]);
  });
});

describe('periodic films', () => {
  const size: Vector = [2, 3, 1];
  /** Sum over a period: the response to a uniform magnetization. */
  function total(film: FilmTensor): Float64Array {
    const sum = new Float64Array(6);
    for (let j = 0; j < film.shape.cells[1]; j++) for (let i = 0; i < film.shape.cells[0]; i++) film.at(i, j).forEach((value, k) => (sum[k] += value));
    return sum;
  }

  it.each([[7, 5], [16, 1], [1, 1], [40, 24]] as const)('in the plane, %i x %i cells: uniform along z is a plane, in it nothing', (nx, ny) => {
    const film = new FilmTensor({ cells: [nx, ny], cellSize: size, periodic: [true, true] });
    const n = total(film);
    // nx ny errors of about `imageError`, 1e-11, all of one sign: 1.5e-9 at most.
    small('xx', n[XX], 3e-9);
    small('yy', n[YY], 3e-9);
    small('zz - 1', n[ZZ] - 1, 3e-9);
    small('xy', n[XY], 1e-12);
  });

  it.each([[9, true], [1, true], [10, false], [1, false]] as const)('along one axis, %i cells: uniform is a bar without ends', (n, alongX) => {
    // One row of cells: a bar of rectangular cross-section, whose factors have a closed form of their own.
    const film = new FilmTensor({ cells: alongX ? [n, 1] : [1, n], cellSize: size, periodic: [alongX, !alongX] });
    const sum = total(film);
    const [width, height] = [alongX ? size[1] : size[0], size[2]];
    const p = height / width;
    // The limit of the block's: W. F. Brown, Magnetostatic Principles in Ferromagnetism (1962), table A.1.
    const z = (((1 - p * p) / (2 * p)) * Math.log(1 + p * p) + p * Math.log(p) + 2 * Math.atan(1 / p)) / Math.PI;
    small('along', sum[alongX ? XX : YY], 1e-10);
    small('z', sum[ZZ] - z, 1e-9);
    small('across', sum[alongX ? YY : XX] + z - 1, 1e-9);
  });

  it('exactly periodic and even', () => {
    const film = new FilmTensor({ cells: [6, 5], cellSize: size, periodic: [true, true] });
    for (const [i, j] of [[1, 2], [3, 1], [5, 4], [2, 0]]) {
      const n = [...film.at(i, j)];
      expect([...film.at(i - 6, j)]).toEqual(n);
      expect([...film.at(i, j - 5)]).toEqual(n);
      film.at(-i, -j).forEach((value, k) => small('even', value - n[k], 1e-13));
    }
    small('half a period', film.at(3, 1)[XY], 1e-13);
  });

  it.each([[true, false], [false, true], [true, true]] as const)('images beyond the sum: more of them change nothing (x %s, y %s)', (x, y) => {
    const shape = { cells: [6, 5], cellSize: size, periodic: [x, y], height: 0 } as const;
    const few = new FilmTensor({ ...shape, images: [12, 14] }), many = new FilmTensor({ ...shape, images: [60, 70] }), usual = new FilmTensor(shape);
    for (const [i, j] of [[0, 0], [2, 0], [0, 2], [2, 1], [3, 2]]) {
      const exact = many.at(i, j);
      // Measured: 3.4e-10 and 3.1e-11.
      few.at(i, j).forEach((value, k) => small(`few ${i} ${j} ${k}`, value - exact[k], 1e-9));
      usual.at(i, j).forEach((value, k) => small(`usual ${i} ${j} ${k}`, value - exact[k], 1e-10));
    }
  });

  it('images of layers apart sum to no field at all above a plane', () => {
    const film = new FilmTensor({ cells: [8, 8], cellSize: [1, 1, 1], periodic: [true, true], height: 2 });
    total(film).forEach((value) => small('above', value, 1e-9));
  });

  it('tells how many images it takes', () => {
    expect(new FilmTensor({ cells: [6, 5], cellSize: size }).images).toEqual([0, 0]);
    expect(new FilmTensor({ cells: [6, 5], cellSize: size, periodic: [true, false], images: [10, 10] }).images).toEqual([10, 0]);
    const [x, y] = new FilmTensor({ cells: [100, 100], cellSize: [4, 4, 3], periodic: [true, true] }).images;
    expect(x).toBeGreaterThan(5);
    expect(x).toBe(y);
  });
});

describe('Gauss rules', () => {
  it('are exact up to degree 2n - 1', () => {
    for (let n = 1; n <= 6; n++) {
      const overlap = overlapRule(n), legendre = legendreRule(n);
      for (let degree = 0; degree < 2 * n; degree++) {
        const sum = (rule: typeof overlap) => rule.nodes.reduce((total, u, i) => total + rule.weights[i] * u ** degree, 0);
        small(`overlap ${n} ${degree}`, sum(overlap) - (degree % 2 ? 0 : 2 / ((degree + 1) * (degree + 2))), 1e-15);
        small(`legendre ${n} ${degree}`, sum(legendre) - 1 / (degree + 1), 1e-15);
      }
    }
  });
});
