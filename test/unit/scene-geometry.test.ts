/** Which cells belong to a shape: areas, symmetry, the algebra of and, or and not, against tests of a point written out here. */
import { describe, expect, test } from 'vitest';
import { pcg4d, unitInterval } from '../../src/math/random.js';
import { NO_FILES, type Picture, type SceneFiles } from '../../src/scene/files.js';
import { coverage, mask } from '../../src/scene/geometry.js';
import { sceneNotes } from '../../src/scene/notes.js';
import { parseScene, SceneError } from '../../src/scene/parse.js';
import { regionCells, regionIndex, regionMaterials } from '../../src/scene/regions.js';
import type { ShapeInput } from '../../src/scene/shapeSchema.js';

/** A film of nx x ny cells that is 200 nm wide and as high as its cells, square unless said otherwise, make it. */
function film(nx: number, ny: number, geometry?: ShapeInput, more: object = {}): Record<string, unknown> {
  const d = 2e-7 / nx;
  return {
    grid: { cells: [nx, ny], cellSize: [d, d, 5e-9] },
    ...(geometry ? { geometry } : {}),
    material: { Ms: 8e5, A: 1.3e-11, alpha: 0.02 },
    initial: { kind: 'uniform', m: [1, 0, 0] },
    run: { duration: 1e-9 },
    ...more,
  };
}

const cells = (nx: number, ny: number, geometry: ShapeInput, files?: SceneFiles): Uint8Array => {
  const scene = parseScene(film(nx, ny, geometry), files);
  return mask(scene, files) ?? new Uint8Array(nx * ny).fill(1);
};
const count = (inside: Uint8Array): number => inside.reduce((sum, cell) => sum + cell, 0);
const area = (n: number, geometry: ShapeInput): number => count(cells(n, n, geometry)) * (2e-7 / n) ** 2;

function problems(json: unknown, files: SceneFiles = NO_FILES): readonly string[] {
  try {
    parseScene(json, files);
    return [];
  } catch (error) {
    if (!(error instanceof SceneError)) throw error;
    return error.problems;
  }
}

describe('areas', () => {
  const ring: [number, number][] = Array.from({ length: 5 }, (_, k) => [1e-7 + 9e-8 * Math.sin((4 * Math.PI * k) / 5), 1e-7 + 9e-8 * Math.cos((4 * Math.PI * k) / 5)]);
  // A pentagram's five points, without the pentagon in the middle, that even-odd leaves out: by the sine rule, 5 triangles.
  const inner = (9e-8 * Math.cos((2 * Math.PI) / 5)) / Math.cos(Math.PI / 5);
  const star = 5 * 9e-8 * inner * Math.sin(Math.PI / 5) - 2.5 * inner ** 2 * Math.sin((2 * Math.PI) / 5);
  test.each<[string, ShapeInput, exact: number, perimeter: number]>([
    ['a disk', { shape: 'disk', diameter: 1.7e-7 }, (Math.PI / 4) * 1.7e-7 ** 2, Math.PI * 1.7e-7],
    ['an ellipse, turned', { shape: 'ellipse', size: [1.8e-7, 7e-8], rotation: 0.7 }, (Math.PI / 4) * 1.8e-7 * 7e-8, Math.PI * 1.25e-7],
    ['a rectangle, turned', { shape: 'rectangle', size: [1.3e-7, 6e-8], rotation: -0.4, at: [9e-8, 1.1e-7] }, 1.3e-7 * 6e-8, 3.8e-7],
    ['a triangle', { shape: 'polygon', points: [[1e-8, 2e-8], [1.9e-7, 5e-8], [6e-8, 1.8e-7]] }, 0.5 * (1.8e-7 * 1.6e-7 - 5e-8 * 3e-8), 5.4e-7],
    ['a pentagram, whose sides cross', { shape: 'polygon', points: ring }, star, 8.6e-7],
  ])('of %s converge', (_name, geometry, exact, perimeter) => {
    // Counting centres misses at most a strip of half a cell along the edge.
    for (const n of [50, 200, 800]) expect(Math.abs(area(n, geometry) - exact)).toBeLessThan((0.5 * perimeter * 2e-7) / n);
    expect(Math.abs(area(800, geometry) / exact - 1)).toBeLessThan(0.002);
  });
});

describe('symmetry', () => {
  test.each([32, 33, 50, 127])('a disk on %i cells is unchanged by mirrors and quarter turns', (n) => {
    // A diameter of whole cells puts centres on the very edge, where rounding would decide.
    for (const diameter of [(n - 2) * (2e-7 / n), 1.234e-7]) {
      const inside = cells(n, n, { shape: 'disk', diameter });
      const at = (i: number, j: number): number => inside[j * n + i];
      for (let j = 0; j < n; j++) for (let i = 0; i < n; i++) if (at(i, j) !== at(j, i) || at(i, j) !== at(n - 1 - i, j)) expect.fail(`cell ${i}, ${j} of ${n}`);
      expect(count(inside)).toBeGreaterThan(n);
    }
  });

  test('a rectangle of whole cells holds exactly those, whichever way it is said', () => {
    const d = 2e-7 / 48;
    const rectangle = cells(48, 48, { shape: 'rectangle', size: [20 * d, 10 * d] });
    expect(count(rectangle)).toBe(200);
    expect(cells(48, 48, { shape: 'polygon', points: [[14 * d, 19 * d], [34 * d, 19 * d], [34 * d, 29 * d], [14 * d, 29 * d]] })).toEqual(rectangle);
    expect(cells(48, 48, { shape: 'rectangle', size: [10 * d, 20 * d], rotation: Math.PI / 2 })).toEqual(rectangle);
    expect(cells(48, 48, { shape: 'rectangle', size: [20 * d, 10 * d], rotation: -Math.PI })).toEqual(rectangle);
  });

  test('centres on the edge are inside, of polygons too', () => {
    const d = 2e-7 / 8;
    const diamond = cells(8, 8, { shape: 'polygon', points: [[4 * d, 0.5 * d], [7.5 * d, 4 * d], [4 * d, 7.5 * d], [0.5 * d, 4 * d]] });
    const rows = Array.from({ length: 8 }, (_, j) => [...diamond.subarray(8 * j, 8 * j + 8)].join(''));
    expect(rows).toEqual(['00000000', '00011000', '00111100', '01111110', '01111110', '00111100', '00011000', '00000000']);
    expect(count(cells(8, 8, { shape: 'rectangle', size: [2 * d, 2 * d], at: [3.5 * d, 3.5 * d] }))).toBe(9);
    expect(count(cells(8, 8, { shape: 'polygon', points: [[2.5 * d, 2.5 * d], [4.5 * d, 2.5 * d], [4.5 * d, 4.5 * d], [2.5 * d, 4.5 * d]] }))).toBe(9);
  });
});

test('polygons of any kind hold the cells from which a line outwards crosses their sides an odd number of times', () => {
  const n = 40;
  const d = 2e-7 / n;
  for (let seed = 0; seed < 60; seed++) {
    const corners = 3 + (seed % 12);
    const random = (k: number): number => unitInterval(pcg4d(k, seed, 5, 0)[0]);
    const points = Array.from({ length: corners }, (_, k): [number, number] => [2.4e-7 * random(2 * k) - 2e-8, 2.4e-7 * random(2 * k + 1) - 2e-8]);
    const inside = coverage(parseScene(film(n, n)), { shape: 'polygon', points }, 'geometry').cells;
    for (let cell = 0; cell < n * n; cell++) {
      const [x, y] = [((cell % n) + 0.5) * d, (Math.floor(cell / n) + 0.5) * d];
      // Upwards, where the product looks along rows.
      const above = points.filter(([xa, ya], k) => {
        const [xb, yb] = points[(k + 1) % corners];
        return xa <= x !== xb <= x && ya + ((yb - ya) * (x - xa)) / (xb - xa) > y;
      });
      if (inside[cell] !== above.length % 2) expect.fail(`seed ${seed}, cell ${cell}`);
    }
  }
});

describe('shapes of shapes', () => {
  const disk: ShapeInput = { shape: 'disk', diameter: 1.2e-7, at: [8e-8, 1e-7] };
  const bar: ShapeInput = { shape: 'rectangle', size: [1.5e-7, 4e-8], rotation: 0.5, at: [1.2e-7, 1e-7] };

  test('and, or and not are those of sets', () => {
    const [a, b] = [cells(64, 64, disk), cells(64, 64, bar)];
    expect(cells(64, 64, { shape: 'and', of: [disk, bar] })).toEqual(a.map((x, k) => x & b[k]));
    expect(cells(64, 64, { shape: 'or', of: [disk, bar] })).toEqual(a.map((x, k) => x | b[k]));
    expect(cells(64, 64, { shape: 'not', of: disk })).toEqual(a.map((x) => 1 - x));
    expect(cells(64, 64, { shape: 'and', of: [bar, { shape: 'not', of: { shape: 'or', of: [disk, { shape: 'not', of: bar }] } }] })).toEqual(b.map((x, k) => x & (1 - a[k])));
  });

  test('a repetition is its copies, moved', () => {
    const period: [number, number] = [4.4e-8, -3.1e-8];
    const one: ShapeInput = { shape: 'and', of: [{ shape: 'disk', diameter: 3e-8, at: [2e-8, 1.8e-7] }, { shape: 'not', of: { shape: 'disk', diameter: 1e-8, at: [2e-8, 1.8e-7] } }] };
    const moved = (i: number, j: number): ShapeInput => {
      const at: [number, number] = [2e-8 + i * period[0], 1.8e-7 + j * period[1]];
      return { shape: 'and', of: [{ shape: 'disk', diameter: 3e-8, at }, { shape: 'not', of: { shape: 'disk', diameter: 1e-8, at } }] };
    };
    const copies = Array.from({ length: 20 }, (_, k) => moved(k % 4, Math.floor(k / 4)));
    expect(cells(100, 100, { shape: 'repeat', of: one, period, count: [4, 5] })).toEqual(cells(100, 100, { shape: 'or', of: copies }));
    const nested: ShapeInput = { shape: 'repeat', of: { shape: 'repeat', of: one, period, count: [4, 1] }, period, count: [1, 5] };
    expect(cells(100, 100, nested)).toEqual(cells(100, 100, { shape: 'or', of: copies }));
  });

  test('copies beyond the grid cost nothing', () => {
    const inside = cells(200, 200, { shape: 'repeat', of: { shape: 'disk', diameter: 1e-9, at: [5e-10, 5e-10] }, period: [1e-9, 1e-9], count: [200, 5000] });
    expect(count(inside)).toBe(40000);
  });

  test('everything is no mask', () => {
    expect(mask(parseScene(film(8, 8)))).toBeNull();
    expect(mask(parseScene(film(8, 8, { shape: 'rectangle' })))).toBeNull();
    expect(mask(parseScene(film(8, 8, { shape: 'disk', diameter: 1e-6 })))).toBeNull();
  });

  test('a wire may have a shape', () => {
    const geometry: ShapeInput = { shape: 'rectangle', size: [1e-7, 1] };
    expect([...(mask(parseScene(film(10, 1, geometry))) ?? [])].join('')).toBe('0011111100');
  });
});

describe('pictures', () => {
  const paint = (width: number, rows: readonly string[]): Picture => {
    const colours: Record<string, number[]> = { '#': [0, 0, 0, 255], '.': [255, 255, 255, 255], ' ': [0, 0, 0, 0], '+': [100, 100, 100, 255] };
    return { width, height: rows.length, data: Uint8ClampedArray.from([...rows.join('')].flatMap((c) => colours[c])) };
  };
  const files = (picture: Picture): SceneFiles => ({ ...NO_FILES, pictures: new Map([['mask.png', picture]]) });
  const image: ShapeInput = { shape: 'image', file: 'mask.png' };

  test('are stretched over the grid, their first row along the upper edge', () => {
    const inside = cells(6, 4, image, files(paint(3, ['##.', ' . '])));
    const rows = Array.from({ length: 4 }, (_, j) => [...inside.subarray(6 * j, 6 * j + 6)].join(''));
    expect(rows).toEqual(['000000', '000000', '111100', '111100']);
  });

  test('count from a darkness on', () => {
    const grey = files(paint(2, ['+.']));
    // Grey 100 of 255 is 0.61 dark.
    expect(count(cells(2, 2, { ...image, threshold: 0.6 }, grey))).toBe(2);
    expect(problems(film(2, 2, { ...image, threshold: 0.62 }), grey)).toEqual(['geometry: expected a shape that holds the centre of at least one cell, got none']);
  });

  test('must be handed in', () => {
    expect(problems(film(4, 4, { shape: 'not', of: image }))).toEqual(['geometry.of.file: expected the contents of a PNG file to be handed in, got none for "mask.png"']);
    const scene = parseScene(film(4, 4, { shape: 'not', of: image }));
    expect(() => mask(scene)).toThrow(new SceneError(['geometry.of.file: expected the contents of a PNG file to be handed in, got none for "mask.png"']));
  });
});

describe('a wrong shape', () => {
  const disk: ShapeInput = { shape: 'disk', diameter: 1e-7 };
  const outside: ShapeInput = { shape: 'disk', diameter: 1e-7, at: [1e-6, 0] };
  const none = 'expected a shape that holds the centre of at least one cell, got none';
  const alone = JSON.parse('{"shape":"not"}') as Record<string, unknown>;
  alone.of = alone;
  const lines: [name: string, geometry: unknown, line: string][] = [
    ['outside the grid', outside, `geometry: ${none}`],
    ['partly outside', { shape: 'or', of: [disk, outside] }, `geometry.of.1: ${none}`],
    ['a hole outside', { shape: 'and', of: [disk, { shape: 'not', of: outside }] }, `geometry.of.1.of: ${none}`],
    ['copies outside', { shape: 'repeat', of: outside, period: [1e-7, 0], count: [3, 1] }, `geometry.of: ${none}`],
    ['nothing in common', { shape: 'and', of: [{ ...disk, at: [5e-8, 5e-8], diameter: 5e-8 }, { ...disk, at: [1.5e-7, 1.5e-7], diameter: 5e-8 }] }, `geometry: ${none}`],
    ['the opposite of everything', { shape: 'not', of: { shape: 'rectangle' } }, `geometry: ${none}`],
    ['smaller than a cell', { shape: 'disk', diameter: 1e-9 }, `geometry: ${none}`],
    ['a diameter below 0', { shape: 'disk', diameter: -1 }, 'geometry.diameter: expected 0 < diameter, got -1 m'],
    ['no kind', {}, 'geometry.shape: missing; expected "rectangle", "ellipse", "disk", "polygon", "image", "and", "or", "not" or "repeat", which one it is'],
    ['a kind misspelt', { shape: 'dsik', diameter: 1 }, 'geometry.shape: expected "rectangle", "ellipse", "disk", "polygon", "image", "and", "or", "not" or "repeat", got "dsik"; did you mean "disk"?'],
    ['a word', 'disk', 'geometry: expected an object with shape "rectangle", "ellipse", "disk", "polygon", "image", "and", "or", "not" or "repeat", got "disk"'],
    ['a key misspelt', { shape: 'disk', diametre: 1 }, 'geometry.diametre: unknown key; did you mean "diameter"?'],
    ['a key of another', { shape: 'disk', diameter: 1e-7, size: [1, 1] }, 'geometry.size: unknown key; did you mean shape "rectangle"?'],
    ['no parts', { shape: 'or', of: [] }, 'geometry.of: expected an array of one or more objects, got []'],
    ['a part in the depths', { shape: 'or', of: [disk, { shape: 'not', of: { shape: 'ellipse', size: [1e-8, 'x'] } }] }, 'geometry.of.1.of.size.1: expected a number > 0, got "x"'],
    ['two corners', { shape: 'polygon', points: [[0, 0], [1, 1]] }, 'geometry.points: expected an array of at least 3 arrays of 2 numbers, got an array of 2'],
    ['too many corners', { shape: 'polygon', points: Array.from({ length: 100001 }, () => [0, 0]) }, 'geometry.points: expected at most 100000 corners, got 100001'],
    ['a corner that is no place', { shape: 'polygon', points: [[0, 0], [1, 1], [1, NaN]] }, 'geometry.points.2.1: expected a number, got NaN m'],
    ['too many copies', { shape: 'repeat', of: { shape: 'repeat', of: disk, period: [1, 1], count: [1000, 1000] }, period: [1, 1], count: [1, 2] }, 'geometry.of.count: expected at most 1000000 copies, those of repetitions around this one counted, got 2000000'],
    ['copies on one spot', { shape: 'repeat', of: disk, period: [1e-8, 0], count: [2, 2] }, 'geometry.period.1: expected a distance other than 0 between 2 copies, got 0 m'],
    ['a threshold above 1', { shape: 'image', file: 'a.png', threshold: 2 }, 'geometry.threshold: expected 0 < threshold <= 1, got 2'],
    ['itself', alone, 'geometry.of.of: expected at most 100 levels of objects and arrays, got more'],
  ];
  test.each(lines)('%s', (_name, geometry, line) => {
    expect(problems(film(20, 20, geometry as ShapeInput))).toEqual([line]);
  });
});

test('a shape that reaches past the grid is noted', () => {
  expect(sceneNotes(parseScene(film(20, 20, { shape: 'disk', diameter: 3e-7 })))).toEqual([
    'geometry: reaches from -5e-8 to 2.5e-7 m along x and from -5e-8 to 2.5e-7 m along y, past the grid, and is cut off there',
  ]);
  const fits: ShapeInput[] = [{ shape: 'disk', diameter: 2e-7 }, { shape: 'rectangle' }, { shape: 'not', of: { shape: 'disk', diameter: 1e-6, at: [0, 0] } }, { shape: 'and', of: [{ shape: 'disk', diameter: 3e-7 }, { shape: 'rectangle' }] }];
  for (const geometry of fits.slice(0, 2).concat(fits.slice(3))) expect(sceneNotes(parseScene(film(20, 20, geometry)))).toEqual([]);
  expect(sceneNotes(parseScene(film(20, 20, { shape: 'rectangle', size: [2e-7, 1e-7], rotation: 0.2 })))).toHaveLength(1);
});

describe('regions', () => {
  const transport = { polarization: 0.6, beta: 0.04, conductivity: 4e6 };
  const left: ShapeInput = { shape: 'rectangle', size: [1e-7, 2e-7], at: [5e-8, 1e-7] };
  const low: ShapeInput = { shape: 'rectangle', size: [2e-7, 1e-7], at: [1e-7, 5e-8] };
  const regions = [
    { geometry: left, material: { Ms: 4e5, anisotropy: [{ axis: [0, 0, 2], Ku1: 1e5 }] } },
    { geometry: low, transport: { beta: 0.2 } },
  ];

  test('are numbered from 1, later ones over earlier ones', () => {
    const scene = parseScene(film(4, 4, undefined, { regions, transport }));
    const index = regionIndex(scene);
    expect(Array.from({ length: 4 }, (_, j) => [...index.subarray(4 * j, 4 * j + 4)].join(''))).toEqual(['2222', '2222', '1100', '1100']);
    expect([...regionIndex(parseScene(film(2, 2)))]).toEqual([0, 0, 0, 0]);
  });

  test('change what they say and nothing else', () => {
    const scene = parseScene(film(4, 4, undefined, { regions, transport }));
    const [rest, first, second] = regionMaterials(scene);
    expect(rest).toEqual({ material: scene.material, transport: scene.transport });
    expect(first).toEqual({ material: { ...scene.material, Ms: 4e5, anisotropy: [{ kind: 'uniaxial', axis: [0, 0, 1], Ku1: 1e5, Ku2: 0 }] }, transport: scene.transport });
    expect(second).toEqual({ material: scene.material, transport: { ...scene.transport, beta: 0.2 } });
    expect(regionMaterials(parseScene(film(2, 2)))).toHaveLength(1);
  });

  test('have cells of the magnet, or a note', () => {
    const geometry = { shape: 'rectangle', size: [2e-7, 1.5e-7], at: [1e-7, 7.5e-8] } satisfies ShapeInput;
    const scene = parseScene(film(4, 4, geometry, { regions, transport }));
    expect(regionCells(scene)).toEqual([2, 2, 8]);
    expect(sceneNotes(scene, regionCells(scene))).toEqual([]);
    const covered = parseScene(film(4, 4, undefined, { regions: [...regions, { geometry: low }], transport }));
    expect(regionCells(covered)).toEqual([4, 4, 0, 8]);
    expect(sceneNotes(covered, regionCells(covered))).toEqual(['regions.1.geometry: no cell of the magnet is left to it, as later regions lie over all of it']);
  });

  test('may be 255', () => {
    const all = Array.from({ length: 255 }, (_, k) => ({ geometry: { shape: 'rectangle', size: [1e-8, 1e-8], at: [((k % 20) + 0.5) * 1e-8, (Math.floor(k / 20) + 0.5) * 1e-8] } }));
    const index = regionIndex(parseScene(film(20, 20, undefined, { regions: all })));
    expect([...index].filter((region) => region > 0).sort((a, b) => a - b)).toEqual(Array.from({ length: 255 }, (_, k) => k + 1));
    expect(problems(film(20, 20, undefined, { regions: [...all, all[0]] }))).toEqual(['regions: expected at most 255 regions, got 256']);
  });

  test.each<[string, object, string]>([
    ['outside the magnet', { geometry: { shape: 'disk', diameter: 5e-8, at: [1e-7, 1e-7] }, regions: [{ geometry: { shape: 'disk', diameter: 5e-8, at: [3e-8, 3e-8] } }] }, 'regions.0.geometry: expected a region with at least one cell of the magnet, got none'],
    ['outside the grid', { regions: [{ geometry: { shape: 'disk', diameter: 5e-8, at: [1, 1] } }] }, 'regions.0.geometry: expected a shape that holds the centre of at least one cell, got none'],
    ['of no shape', { regions: [{ material: { Ms: 1 } }] }, 'regions.0.geometry: missing; expected an object with shape "rectangle", "ellipse", "disk", "polygon", "image", "and", "or", "not" or "repeat", where the region is'],
    ['of no substance', { regions: [{ geometry: left, material: { Ms: 0 } }] }, 'regions.0.material.Ms: expected 0 < Ms, got 0 A/m'],
    ['with a key that regions do not have', { regions: [{ geometry: left, material: { gamma: 1 } }] }, 'regions.0.material.gamma: unknown key; did you mean "material.gamma"?'],
    ['with a transport of its own only', { regions: [{ geometry: left, transport: { beta: 1 } }] }, 'regions.0.transport: expected a scene with transport, of which this would change a part, got a scene without'],
    ['that conducts where the rest does not say', { transport: { polarization: 0.5, closure: 'open' }, regions: [{ geometry: left, transport: { conductivity: 1e6 } }] }, 'regions.0.transport.conductivity: expected transport.conductivity, that of the rest, to be given too, got 1e6 S/m'],
    ['with an axis of no direction', { regions: [{ geometry: left, material: { anisotropy: [{ axis: [0, 0, 0], Ku1: 1 }] } }] }, 'regions.0.material.anisotropy.0.axis: expected a vector that is not zero, got [0, 0, 0]'],
    ['beyond numbers', { regions: [{ geometry: left, material: { A: 1e300 } }] }, 'regions.0.material.A: expected the exchange field 2 A/(Ms dx^2) to be a finite number > 0, got Infinity T'],
  ])('a region %s is refused', (_name, more, line) => {
    expect(problems(film(20, 20, undefined, more))).toEqual([line]);
  });
});
