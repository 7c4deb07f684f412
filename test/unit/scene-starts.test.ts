/** The starts of films: topological charges by the lattice formula, symmetry, profiles and defaults. */
import { describe, expect, test } from 'vitest';
import { writeOvf } from '../../src/io/ovf.js';
import { openScene } from '../../src/io/sceneFiles.js';
import { mask } from '../../src/scene/geometry.js';
import { NO_FILES } from '../../src/scene/files.js';
import { initialMagnetization, startMagnetization } from '../../src/scene/initial.js';
import { SceneError } from '../../src/scene/parse.js';
import { anyScene } from '../support/anyScene.js';

type Json = Record<string, unknown>;

const film = (initial: Json, more: Json = {}): Json => ({
  grid: { cells: [64, 64], cellSize: [2e-9, 2e-9, 5e-9] },
  material: { Ms: 8e5, A: 1.3e-11, alpha: 0.02 },
  run: { duration: 1e-9 },
  initial,
  ...more,
});
const strip = (initial: Json): Json => film(initial, { grid: { cells: [160, 40], cellSize: [4e-9, 4e-9, 5e-9] } });
const start = (json: Json): Float64Array => initialMagnetization(anyScene(json));

function problems(json: Json): readonly string[] {
  try {
    anyScene(json, NO_FILES);
    return [];
  } catch (error) {
    if (!(error instanceof SceneError)) throw error;
    return error.problems;
  }
}

type V = readonly [number, number, number];
const dot = (a: V, b: V): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const triple = (a: V, b: V, c: V): number => a[0] * (b[1] * c[2] - b[2] * c[1]) + a[1] * (b[2] * c[0] - b[0] * c[2]) + a[2] * (b[0] * c[1] - b[1] * c[0]);

/** B. Berg & M. Luescher, Nucl. Phys. B 190, 412 (1981): the spherical triangles of all cells' corners, over 4 pi. */
function charge(m: Float64Array, nx: number, ny: number): number {
  const at = (i: number, j: number): V => [m[3 * (j * nx + i)], m[3 * (j * nx + i) + 1], m[3 * (j * nx + i) + 2]];
  const angle = (a: V, b: V, c: V): number => 2 * Math.atan2(triple(a, b, c), 1 + dot(a, b) + dot(b, c) + dot(c, a));
  let sum = 0;
  for (let j = 0; j + 1 < ny; j++) {
    for (let i = 0; i + 1 < nx; i++) {
      sum += angle(at(i, j), at(i + 1, j), at(i + 1, j + 1)) + angle(at(i, j), at(i + 1, j + 1), at(i, j + 1));
    }
  }
  return sum / (4 * Math.PI);
}

const SENSES = [1, -1] as const;

describe('a vortex', () => {
  test.each(SENSES.flatMap((circulation) => SENSES.map((polarity) => [circulation, polarity])))('of circulation %i and polarity %i', (circulation, polarity) => {
    const m = start(film({ kind: 'vortex', circulation, polarity }));
    // The edge lies in the plane, so the triangles cover half a sphere to rounding.
    expect(Math.abs(charge(m, 64, 64) - polarity / 2)).toBeLessThan(1e-12);
    let turning = 0;
    for (let cell = 0; cell < 4096; cell++) {
      const [x, y] = [(cell % 64) - 31.5, Math.floor(cell / 64) - 31.5];
      const along = (x * m[3 * cell + 1] - y * m[3 * cell]) / Math.hypot(x, y);
      if (along * circulation < 0) expect.fail(`cell ${cell} turns the other way`);
      turning += along;
      expect(Math.abs(x * m[3 * cell] + y * m[3 * cell + 1])).toBeLessThan(1e-12);
      // Quarter turns about the middle turn m with them.
      const turned = (63 - Math.floor(cell / 64)) + 64 * (cell % 64);
      expect(m[3 * turned]).toBeCloseTo(-m[3 * cell + 1], 12);
      expect(m[3 * turned + 1]).toBeCloseTo(m[3 * cell], 12);
    }
    expect(Math.abs(turning)).toBeGreaterThan(3900);
  });

  test('has a core of three exchange lengths, or as wide as it is told', () => {
    const length = Math.sqrt((2 * 1.3e-11) / (4e-7 * Math.PI * 8e5 ** 2));
    const { initial } = anyScene(film({ kind: 'vortex', circulation: 1, polarity: 1 }));
    // mu0 is 4e-7 pi to 1e-9 only.
    expect((initial as { coreRadius: number }).coreRadius / (3 * length)).toBeCloseTo(1, 8);
    expect((initial as { at: number[] }).at).toEqual([6.4e-8, 6.4e-8]);
    const m = start(film({ kind: 'vortex', circulation: 1, polarity: -1, at: [3.1e-8, 4.1e-8], coreRadius: 1e-8 }));
    const mz = (i: number): number => m[3 * (20 * 64 + i) + 2];
    expect(mz(15)).toBe(-1);
    // (b^2 - r^2)/(b^2 + r^2) at r = b/5 and b.
    expect(mz(16)).toBeCloseTo(-24 / 26, 12);
    expect(Math.abs(mz(20))).toBeLessThan(1e-12);
    expect(mz(21) + 0).toBe(0);
  });

  test('in very large cells still has one', () => {
    for (const at of [[3.2e-8, 3.2e-8], [3e-8, 3e-8], [3.01e-8, 3.3e-8]]) {
      const m = start(film({ kind: 'vortex', circulation: 1, polarity: 1, at }, { grid: { cells: [8, 8], cellSize: [8e-9, 8e-9, 5e-9] }, material: { Ms: 8e5, A: 1e-13, alpha: 1 } }));
      expect(Math.abs(charge(m, 8, 8) - 0.5)).toBeLessThan(1e-12);
    }
  });
});

test.each(SENSES)('an antivortex of polarity %i', (polarity) => {
  const m = start(film({ kind: 'antivortex', polarity, angle: 0.4, at: [6.1e-8, 6.3e-8] }));
  expect(Math.abs(charge(m, 64, 64) + polarity / 2)).toBeLessThan(1e-12);
  const east = 3 * (31 * 64 + 60);
  expect(Math.atan2(m[east + 1], m[east])).toBeCloseTo(0.4, 12);
  const north = 3 * (60 * 64 + 30);
  expect(Math.atan2(m[north + 1], m[north])).toBeCloseTo(0.4 - Math.PI / 2, 12);
});

describe('a skyrmion', () => {
  test.each(SENSES.flatMap((polarity) => SENSES.flatMap((q) => [0, 1, Math.PI / 2].map((helicity) => [polarity, q, helicity]))))('of polarity %i, charge %i and helicity %d', (polarity, q, helicity) => {
    const m = start(film({ kind: 'skyrmion', polarity, charge: q, helicity, radius: 2.5e-8, width: 4e-9 }));
    // At the edge, 64 nm out, the wall's tail is still 2 sinh(25/4)/exp(64/4) = 6e-5 from straight: measured 1.6e-9.
    expect(Math.abs(charge(m, 64, 64) - q)).toBeLessThan(1e-8);
    const east = m.subarray(3 * (31 * 64 + 44), 3 * (31 * 64 + 45));
    expect(Math.atan2(east[1], east[0])).toBeCloseTo(helicity, 0);
  });

  test('has the profile it should, at its radius in the plane', () => {
    const m = start(film({ kind: 'skyrmion', polarity: 1, at: [6.5e-8, 6.5e-8], radius: 2.4e-8, width: 5e-9, helicity: 0 }));
    const row = (i: number): Float64Array => m.subarray(3 * (32 * 64 + i), 3 * (32 * 64 + i) + 3);
    expect([...row(32)]).toEqual([0, 0, 1].map((x) => expect.closeTo(x, 12)));
    expect([...row(44)]).toEqual([1, 0, 0].map((x) => expect.closeTo(x, 12)));
    expect([...row(20)]).toEqual([-1, 0, 0].map((x) => expect.closeTo(x, 12)));
    for (let i = 33; i < 64; i++) {
      const r = (i - 32) * 2e-9;
      const theta = 2 * Math.atan(Math.sinh(2.4e-8 / 5e-9) / Math.sinh(r / 5e-9));
      expect(row(i)[2]).toBeCloseTo(-Math.cos(theta), 12);
      expect(row(i)[0]).toBeCloseTo(Math.sin(theta), 12);
    }
  });

  test('is sharp or wide as told, beyond any number too', () => {
    for (const width of [1e-300, 1e-12, 1e-9, 1e-6, 1e-3]) {
      const m = start(film({ kind: 'skyrmion', polarity: -1, radius: 2.5e-8, width }));
      for (let k = 0; k < m.length; k += 3) if (!(Math.abs(Math.hypot(m[k], m[k + 1], m[k + 2]) - 1) < 1e-12)) expect.fail(`${width}: ${m.subarray(k, k + 3)}`);
      expect(m[3 * (31 * 64 + 31) + 2]).toBeLessThan(-0.9);
    }
  });

  test.each<[string, Json, object]>([
    ['without anything', {}, { width: 1e-8, helicity: 0, charge: -1 }],
    ['with an easy axis along z', { anisotropy: [{ axis: [0, 0, 1], Ku1: 1.3e6 }] }, { width: Math.sqrt(1e-17), helicity: 0 }],
    ['with interfacial DMI', { dmi: { interfacial: 3e-3 } }, { helicity: 0 }],
    ['with interfacial DMI the other way', { dmi: { interfacial: -3e-3 } }, { helicity: Math.PI }],
    ['with bulk DMI', { dmi: { bulk: 3e-3 } }, { helicity: Math.PI / 2 }],
    ['with both', { dmi: { bulk: 3e-3, interfacial: 3e-3 } }, { helicity: Math.PI / 4 }],
  ])('fills in its defaults %s', (_name, material, expected) => {
    const scene = anyScene(film({ kind: 'skyrmion', polarity: -1, radius: 3e-8 }, { material: { Ms: 8e5, A: 1.3e-11, alpha: 0.02, ...material } }));
    const close = Object.fromEntries(Object.entries(expected).map(([key, value]) => [key, expect.closeTo(value as number, 14)]));
    expect(scene.initial).toMatchObject(close);
  });

  test('has by default the helicity of least DMI energy, written out here', () => {
    const density = (m: Float64Array, dmi: { interfacial: number; bulk: number }): number => {
      const at = (i: number, j: number, k: number): number => m[3 * (j * 64 + i) + k];
      let sum = 0;
      for (let j = 1; j < 63; j++) {
        for (let i = 1; i < 63; i++) {
          const [x, y, z] = [0, 1, 2].map((k) => at(i, j, k));
          const ddx = [0, 1, 2].map((k) => (at(i + 1, j, k) - at(i - 1, j, k)) / 4e-9);
          const ddy = [0, 1, 2].map((k) => (at(i, j + 1, k) - at(i, j - 1, k)) / 4e-9);
          sum += dmi.interfacial * (z * (ddx[0] + ddy[1]) - (x * ddx[2] + y * ddy[2]));
          sum += dmi.bulk * (x * ddy[2] - y * ddx[2] + z * (ddx[1] - ddy[0]));
        }
      }
      return sum;
    };
    for (const polarity of SENSES) {
      for (const dmi of [{ interfacial: 2e-3, bulk: 0 }, { interfacial: 0, bulk: -1e-3 }, { interfacial: -1e-3, bulk: 2e-3 }]) {
        const skyrmion = { kind: 'skyrmion', polarity, radius: 2.5e-8, width: 5e-9 };
        const material = { Ms: 8e5, A: 1.3e-11, alpha: 0.02, dmi };
        const { helicity } = anyScene(film(skyrmion, { material })).initial as { helicity: number };
        const energy = (off: number): number => density(start(film({ ...skyrmion, helicity: helicity + off })), dmi);
        const [least, ...others] = [0, 0.1, -0.1, Math.PI].map(energy);
        for (const other of others) expect(other).toBeGreaterThan(least);
        expect(least).toBeLessThan(0);
      }
    }
  });
});

test('a wall in a film runs along y', () => {
  const m = start(film({ kind: 'wall', left: [1, 0, 0], centre: [0, 0, 1], right: [-1, 0, 0], at: 6e-8, width: 1e-8 }));
  for (let j = 1; j < 64; j++) expect(m.subarray(192 * j, 192 * (j + 1))).toEqual(m.subarray(0, 192));
  expect(m[3 * 30]).toBeCloseTo(-Math.tanh(0.1), 12);
});

describe('a transverse wall', () => {
  test.each(['head-to-head', 'tail-to-tail'].flatMap((ends) => SENSES.map((side) => [ends, side] as const)))('%s, its middle to %i', (ends, side) => {
    const m = start(strip({ kind: 'transverse-wall', ends, side }));
    const sign = ends === 'head-to-head' ? 1 : -1;
    const at = (i: number, j: number): Float64Array => m.subarray(3 * (160 * j + i), 3 * (160 * j + i) + 3);
    for (let j = 0; j < 40; j++) {
      expect(at(0, j)[0] * sign).toBeGreaterThan(0.98);
      expect(at(159, j)[0] * sign).toBeLessThan(-0.98);
      expect(at(79, j)[1] * side).toBeGreaterThan(0.98);
      for (let i = 0; i < 160; i++) expect(at(i, j)[2]).toBe(0);
    }
    // Wider where its middle points to.
    const width = (j: number): number => Array.from({ length: 160 }, (_, i) => Math.abs(at(i, j)[1])).reduce((a, b) => a + b);
    expect(width(side > 0 ? 39 : 0) / width(side > 0 ? 0 : 39)).toBeGreaterThan(3);
    // The integral of sech(s) is pi widths, the strip's 40 cells, less the tails beyond the grid: measured 39.90.
    expect((width(19) + width(20)) / 2).toBeCloseTo(40, 0);
  });
});

describe('a vortex wall', () => {
  const all = ['head-to-head', 'tail-to-tail'].flatMap((ends) => SENSES.flatMap((circulation) => SENSES.map((polarity) => [ends, circulation, polarity] as const)));
  test.each(all)('%s, circulation %i, polarity %i', (ends, circulation, polarity) => {
    const m = start(strip({ kind: 'vortex-wall', ends, circulation, polarity }));
    const sign = ends === 'head-to-head' ? 1 : -1;
    const at = (i: number, j: number): Float64Array => m.subarray(3 * (160 * j + i), 3 * (160 * j + i) + 3);
    for (let j = 0; j < 40; j++) {
      expect(at(0, j)[0] * sign).toBeGreaterThan(0.999);
      expect(at(159, j)[0] * sign).toBeLessThan(-0.999);
    }
    expect(Math.abs(charge(m, 160, 40) - polarity / 2)).toBeLessThan(1e-12);
    // Round the core, outside it, m follows the circle; along the edges, but where it turns round 20 cells from the vortex, it follows the edges.
    for (const [i, j] of [[86, 20], [73, 19], [80, 26], [79, 13]]) {
      const [x, y] = [i - 79.5, j - 19.5];
      expect((circulation * (x * at(i, j)[1] - y * at(i, j)[0])) / Math.hypot(x, y)).toBeGreaterThan(0.7);
    }
    for (const i of [5, 30, 50, 75, 85, 110, 130, 155]) for (const j of [0, 39]) expect(Math.abs(at(i, j)[0])).toBeGreaterThan(0.9);
  });

  test('stands where it is told, in a strip however long', () => {
    const json = strip({ kind: 'vortex-wall', circulation: 1, polarity: 1, at: [5e-5, 6e-8] });
    const m = start({ ...json, grid: { cells: [20000, 40], cellSize: [4e-9, 4e-9, 5e-9] } });
    expect(m.every(Number.isFinite)).toBe(true);
    expect([m[0], m[3 * 19999]]).toEqual([1, -1].map((x) => expect.closeTo(x, 9)));
    expect(m[3 * (15 * 20000 + 12500) + 2]).toBeGreaterThan(0.9);
  });
});

test('empty cells are zero, the others of length 1, whatever the start', () => {
  const starts: Json[] = [
    { kind: 'uniform', m: [1, 2, 3] },
    { kind: 'random', seed: 1 },
    { kind: 'wall', left: [1, 0, 0], centre: [0, 0, 1], right: [-1, 0, 0], at: 6e-8, width: 1e-8 },
    { kind: 'vortex', circulation: 1, polarity: 1 },
    { kind: 'antivortex', polarity: 1 },
    { kind: 'skyrmion', polarity: 1, radius: 3e-8 },
    { kind: 'transverse-wall' },
    { kind: 'vortex-wall', circulation: 1, polarity: 1 },
  ];
  for (const initial of starts) {
    const json = film(initial, { geometry: { shape: 'disk', diameter: 1.1e-7 } });
    const magnet = mask(anyScene(json))!;
    const m = start(json);
    magnet.forEach((inside, cell) => {
      if (Math.abs(Math.hypot(m[3 * cell], m[3 * cell + 1], m[3 * cell + 2]) - inside) > 1e-14) expect.fail(`${initial.kind}: cell ${cell}`);
    });
  }
});

describe('a file', () => {
  const m = Float64Array.from({ length: 64 * 64 * 3 }, (_, k) => Math.sin(k) + 0.01);
  const mesh = { nodes: [64, 64, 1] as const, step: [2e-9, 2e-9, 5e-9] as const };
  const initial = { kind: 'ovf', file: 'm.ovf' };
  const open = (json: Json, bytes: Uint8Array) => openScene(json, () => bytes);

  test('gives its directions', async () => {
    const { scene, files } = await open(film(initial), writeOvf(mesh, m, { encoding: 'binary 8' }));
    const read = startMagnetization(scene, files);
    for (let k = 0; k < m.length; k += 3) {
      const length = Math.hypot(m[k], m[k + 1], m[k + 2]);
      for (const i of [0, 1, 2]) if (Math.abs(read[k + i] - m[k + i] / length) > 1e-15) expect.fail(`number ${k + i}`);
    }
  });

  const holed = m.slice().fill(0, 3 * 100, 3 * 101);
  const truncated = writeOvf(mesh, m, { encoding: 'binary 4' }).subarray(0, 30000);
  const lines: [name: string, bytes: Uint8Array, line: string][] = [
    ['of another size', writeOvf({ ...mesh, nodes: [32, 128, 1] }, m, { encoding: 'binary 4' }), 'initial.file: expected 64 x 64 x 1 nodes, as many as the grid has cells, got 32 x 128 x 1 in "m.ovf"'],
    ['of several layers', writeOvf({ ...mesh, nodes: [64, 32, 2] }, m, { encoding: 'binary 4' }), 'initial.file: expected 64 x 64 x 1 nodes, as many as the grid has cells, got 64 x 32 x 2 in "m.ovf"'],
    ['with a hole', writeOvf(mesh, holed, { encoding: 'binary 4' }), 'initial.file: expected a vector that is not zero in every cell of the magnet, got [0, 0, 0] in cell [36, 1] of "m.ovf"'],
    ['cut short', truncated, `initial.file: expected an OVF 2.0 file with a vector for each cell, got "m.ovf" of 30000 bytes: expected 49156 bytes of data, the file has ${30000 - (writeOvf(mesh, m, { encoding: 'binary 4' }).length - 49156 - 37)} left: it is cut short`],
    ['of something else', new TextEncoder().encode('{}\n'), 'initial.file: expected an OVF 2.0 file with a vector for each cell, got "m.ovf" of 3 bytes: first line: expected "# OOMMF OVF 2.0", got "{}"'],
    ['of nothing', new Uint8Array(0), 'initial.file: expected an OVF 2.0 file with a vector for each cell, got "m.ovf" of 0 bytes: not an OVF 2.0 file'],
  ];
  test.each(lines)('%s is refused', async (_name, bytes, line) => {
    await expect(open(film(initial), bytes)).rejects.toEqual(new SceneError([line]));
  });

  test('may have nothing where there is no magnet', async () => {
    const scene = film(initial, { geometry: { shape: 'not', of: { shape: 'rectangle', size: [2e-9, 2e-9], at: [7.3e-8, 3e-9] } } });
    await expect(open(scene, writeOvf(mesh, holed, { encoding: 'binary 4' }))).resolves.toBeDefined();
  });

  test('that was not handed in is asked for', () => {
    expect(problems(film(initial))).toEqual(['initial.file: expected the contents of an OVF file to be handed in, got none for "m.ovf"']);
    expect(() => start(film(initial))).toThrow(SceneError);
  });

  test('is not read for a scene that is wrong', async () => {
    await expect(open({ grid: 1 }, new Uint8Array(0))).rejects.toThrow('grid: expected an object');
  });
});

describe('a wrong start', () => {
  const vortex = { kind: 'vortex', circulation: 1, polarity: 1 };
  test.each<[string, Json, string]>([
    ['off the grid', film({ ...vortex, at: [1, 0] }), 'initial.at.0: expected 0 <= x <= 1.28e-7, inside the grid, got 1 m'],
    ['off the grid along y', film({ ...vortex, at: [0, -1e-9] }), 'initial.at.1: expected 0 <= y <= 1.28e-7, inside the grid, got -1e-9 m'],
    ['a wall off the grid', film({ kind: 'transverse-wall', at: 2e-7 }), 'initial.at: expected 0 <= at <= 1.28e-7, inside the strip, got 2e-7 m'],
    ['a core too small for the cells', film({ ...vortex, coreRadius: 1e-9 }), "initial.coreRadius: expected 2.828e-9 <= coreRadius, a cell's diagonal, or no cell might hold the core, got 1e-9 m"],
    ['a skyrmion too small for the cells', film({ kind: 'skyrmion', polarity: 1, radius: 1e-9 }), "initial.radius: expected 2.828e-9 <= radius, a cell's diagonal, or no cell might hold the core, got 1e-9 m"],
    ['a vortex in a wire', film(vortex, { grid: { cells: [64, 1], cellSize: [2e-9, 2e-9, 5e-9] } }), 'initial.kind: expected a start for a wire (one cell along y), got "vortex"'],
    ['no sense', film({ ...vortex, circulation: 0 }), 'initial.circulation: expected 1 or -1, got 0'],
    ['half a charge', film({ kind: 'skyrmion', polarity: 1, radius: 1e-8, charge: 0.5 }), 'initial.charge: expected 1 or -1, got 0.5'],
    ['a key of another', film({ ...vortex, helicity: 0 }), 'initial.helicity: unknown key; did you mean kind "skyrmion"?'],
    ['no radius', film({ kind: 'skyrmion', polarity: 1 }), 'initial.radius: missing; expected a number > 0, the radius at which m lies in the plane in m'],
    ['the wrong ends', film({ kind: 'transverse-wall', ends: 'head-on' }), 'initial.ends: expected "head-to-head" or "tail-to-tail", got "head-on"'],
    ['a core beyond numbers', film(vortex, { material: { Ms: 1e-160, A: 1e290, alpha: 0 } }), 'material.A: expected the exchange field 2 A/(Ms dx^2) to be a finite number > 0, got Infinity T'],
  ])('%s', (_name, json, line) => {
    expect(problems(json)[0]).toBe(line);
  });
});
