/** Nodes of leads, islands of conductor and probes, against sets written down by hand and counts from geometry. */
import { describe, expect, test } from 'vitest';
import { pcg4d } from '../../src/math/random.js';
import { mask } from '../../src/scene/geometry.js';
import { drivenLeads, islands, leadGroups, leadNodes, placedLeads, probeNode } from '../../src/scene/leads.js';
import type { Lead } from '../../src/scene/transportSchema.js';
import { anyScene } from '../support/anyScene.js';

const grid = (nx: number, ny: number, dx = 1e-9, dy = 1e-9) => ({ cells: [nx, ny] as [number, number], cellSize: [dx, dy, 1e-9] as [number, number, number], periodic: [false, false] as [boolean, boolean] });

/** A magnet from its picture, first row on top. */
function drawn(...rows: string[]): Uint8Array {
  return Uint8Array.from([...rows].reverse().join('').split('').map((c) => (c === '#' ? 1 : 0)));
}

/** Nodes as [i, k]. */
const places = (nx: number, nodes: readonly number[]): number[][] => nodes.map((node) => [node % (nx + 1), Math.floor(node / (nx + 1))]);
const nodes = (nx: number, ny: number, lead: Partial<Lead>, magnet: Uint8Array | null = null, dx?: number, dy?: number): number[][] => places(nx, leadNodes(grid(nx, ny, dx, dy), lead, magnet));

describe('the nodes of an edge', () => {
  test.each([
    ['left', [[0, 0], [0, 1], [0, 2]]],
    ['right', [[3, 0], [3, 1], [3, 2]]],
    ['bottom', [[0, 0], [1, 0], [2, 0], [3, 0]]],
    ['top', [[0, 2], [1, 2], [2, 2], [3, 2]]],
  ] as const)('%s of a full grid are its side', (edge, expected) => {
    expect(nodes(3, 2, { edge })).toEqual(expected);
    expect(nodes(3, 2, { edge }, new Uint8Array(6).fill(1))).toEqual(expected);
  });

  test('of a wire are two at each end', () => {
    expect(nodes(5, 1, { edge: 'left' })).toEqual([[0, 0], [0, 1]]);
    expect(nodes(5, 1, { edge: 'right' })).toEqual([[5, 0], [5, 1]]);
  });

  const cross = drawn('..#..', '.###.', '..#..', '.....');
  test.each([
    ['left', [[1, 2], [1, 3]]],
    ['right', [[4, 2], [4, 3]]],
    ['bottom', [[2, 1], [3, 1]]],
    ['top', [[2, 4], [3, 4]]],
  ] as const)('%s of a shape are its outermost ones', (edge, expected) => expect(nodes(5, 4, { edge }, cross)).toEqual(expected));

  test('of two arms are those of both, or of one from one place to another', () => {
    const fork = drawn('#...##', '######');
    expect(nodes(6, 2, { edge: 'top' }, fork)).toEqual([[0, 2], [1, 2], [4, 2], [5, 2], [6, 2]]);
    expect(nodes(6, 2, { edge: 'top', from: 3e-9 }, fork)).toEqual([[4, 2], [5, 2], [6, 2]]);
    expect(nodes(6, 2, { edge: 'top', to: 3e-9 }, fork)).toEqual([[0, 2], [1, 2]]);
  });

  test('from and to take the corners between them, those on either included for all rounding', () => {
    const d = 0.1e-9; // 3 * 0.1 is not 0.3
    expect(nodes(2, 10, { edge: 'right', from: 0.3e-9, to: 0.7e-9 }, null, d, d)).toEqual([3, 4, 5, 6, 7].map((k) => [2, k]));
    expect(nodes(2, 10, { edge: 'right', from: 0.31e-9, to: 0.69e-9 }, null, d, d)).toEqual([4, 5, 6].map((k) => [2, k]));
    expect(nodes(2, 10, { edge: 'right', from: 0.31e-9, to: 0.39e-9 }, null, d, d)).toEqual([]);
    expect(nodes(10, 2, { edge: 'bottom', from: 0.7e-9 }, null, d, 1e-9)).toEqual([7, 8, 9, 10].map((i) => [i, 0]));
  });
});

describe('the nodes of a shape', () => {
  test('are those of the boundary inside it, not of the interior', () => {
    const lead = { geometry: { shape: 'rectangle' as const, size: [4e-9, 4e-9] as [number, number], at: [0, 2e-9] as [number, number], rotation: 0 } };
    // Half the square covers i = 0 to 2 of k = 0 to 4; of a 4 x 4 grid that is the left side and parts of two others.
    expect(nodes(4, 4, lead)).toEqual([[0, 0], [1, 0], [2, 0], [0, 1], [0, 2], [0, 3], [0, 4], [1, 4], [2, 4]]);
  });

  test('may be the edge of a hole', () => {
    const ring = drawn('#####', '#####', '##.##', '#####', '#####');
    const hole = nodes(5, 5, { geometry: { shape: 'disk', diameter: 2e-9, at: [2.5e-9, 2.5e-9] } }, ring);
    expect(hole).toEqual([[2, 2], [3, 2], [2, 3], [3, 3]]);
  });

  test('of a disk lie on its outline and not inside', () => {
    const n = 40;
    const scene = anyScene({ ...film(n, n), geometry: { shape: 'disk', diameter: 40e-9 } });
    const magnet = mask(scene)!;
    const west = places(n, leadNodes(scene.grid, { geometry: { shape: 'rectangle', size: [20e-9, 20e-9], at: [0, 20e-9], rotation: 0 } }, magnet));
    expect(west.length).toBeGreaterThan(20);
    for (const [i, k] of west) {
      expect(i).toBeLessThanOrEqual(10);
      expect(Math.abs(k - 20)).toBeLessThanOrEqual(10);
      // A node of the boundary is within a cell's diagonal of the circle.
      expect(Math.abs(Math.hypot(i - 20, k - 20) - 20)).toBeLessThan(Math.SQRT2);
    }
    // Mirror images: the shape, the disk and the node numbers are symmetric about the middle row.
    expect(new Set(west.map(String))).toEqual(new Set(west.map(([i, k]) => String([i, 40 - k]))));
    // The extreme column of cells of a disk is a short segment of it.
    const extreme = places(n, leadNodes(scene.grid, { edge: 'left' }, magnet));
    expect(extreme.every(([i]) => i === 0)).toBe(true);
    expect(extreme.length).toBeLessThan(16);
  });
});

describe('islands', () => {
  const count = (...rows: string[]): number => islands(grid(rows[0].length, rows.length), drawn(...rows)).count;
  test.each<[string, number, string[]]>([
    ['a full magnet', 1, ['###', '###']],
    ['a ring', 1, ['###', '#.#', '###']],
    ['two bars', 2, ['#.#', '#.#']],
    ['cells that touch at a corner, which share its potential', 1, ['#..', '.#.', '..#']],
    ['the other diagonal', 1, ['..#', '.#.', '#..']],
    ['a spiral', 1, ['#####', '#...#', '#.#.#', '#.###', '#....']],
    ['dots', 6, ['#.#.#', '.....', '#.#.#']],
    ['nothing', 0, ['...', '...']],
  ])('%s', (_what, expected, rows) => expect(count(...rows)).toBe(expected));

  test('no mask is one island that holds every node', () => expect(islands(grid(3, 2), null)).toEqual({ count: 1, of: new Int32Array(12) }));

  test('nodes off the magnet are on none', () => {
    const { of } = islands(grid(4, 1), drawn('#..#'));
    expect([...of]).toEqual([0, 0, -1, 1, 1, 0, 0, -1, 1, 1]);
  });

  test('of random magnets are what joining the cells pair by pair gives', () => {
    for (let seed = 0; seed < 40; seed++) {
      const [nx, ny] = [7, 9];
      const magnet = Uint8Array.from({ length: nx * ny }, (_, c) => (pcg4d(c, 0, seed, 5)[0] % 5 < 2 ? 1 : 0));
      const { count, of } = islands(grid(nx, ny), magnet);
      const label = Array.from(magnet, (inside, c) => (inside ? c : -1));
      for (let changed = true; changed; ) {
        changed = false;
        for (let a = 0; a < nx * ny; a++) {
          for (let b = 0; b < nx * ny; b++) {
            const near = Math.abs((a % nx) - (b % nx)) <= 1 && Math.abs(Math.floor(a / nx) - Math.floor(b / nx)) <= 1;
            if (near && magnet[a] && magnet[b] && label[a] < label[b]) [label[b], changed] = [label[a], true];
          }
        }
      }
      expect(count).toBe(new Set(label.filter((l) => l >= 0)).size);
      const island = (c: number): number => of[c + Math.floor(c / nx)];
      for (let a = 0; a < nx * ny; a++) for (let b = 0; b < a; b++) if (magnet[a] && magnet[b]) expect(island(a) === island(b)).toBe(label[a] === label[b]);
    }
  });
});

describe('groups of leads', () => {
  const two = islands(grid(5, 1), drawn('##.##'));
  const at = (name: string, ...on: number[]) => ({ name, nodes: on });
  test('are those that an island or a load joins', () => {
    const leads = [at('a', 0), at('b', 2), at('c', 3), at('d', 5)];
    expect(leadGroups(leads, two, [])).toEqual([[0, 1], [2, 3]]);
    expect(leadGroups(leads, two, [{ between: ['d', 'a'], resistance: 1 }])).toEqual([[0, 1, 2, 3]]);
  });
  test('a lead that lies on two islands joins them', () => {
    expect(leadGroups([at('a', 0), at('b', 5), at('wide', 2, 3)], two, [])).toEqual([[0, 1, 2]]);
    expect(leadGroups([at('a', 0), at('b', 5)], two, [])).toEqual([[0], [1]]);
  });
});

describe('probes', () => {
  const magnet = drawn('.....', '.##..', '.##..', '.....');
  const probe = (at: [number, number], on: Uint8Array | null = magnet, dx = 1e-9, dy = 1e-9): number[] | undefined => {
    const node = probeNode(grid(5, 4, dx, dy), at, on);
    return node === undefined ? undefined : places(5, [node])[0];
  };
  test('take the nearest corner of a cell of the magnet', () => {
    expect(probe([2.2e-9, 1.9e-9])).toEqual([2, 2]);
    expect(probe([0, 0])).toEqual([1, 1]);
    expect(probe([4.9e-9, 2.1e-9])).toEqual([3, 2]);
    expect(probe([4.9e-9, 3.9e-9], null)).toEqual([5, 4]);
    expect(probe([5.9e-9, 4.9e-9], null)).toEqual([5, 4]);
  });
  test('reach two cells, whatever these measure', () => {
    expect(probe([5e-9, 2e-9])).toEqual([3, 2]);
    expect(probe([5.01e-9, 2e-9])).toBeUndefined();
    expect(probe([-5, -5])).toBeUndefined();
    expect(probe([1e300, 0])).toBeUndefined();
    expect(probe([2e-9, 4.9e-7], magnet, 1e-9, 1e-7)).toEqual([2, 3]);
  });
});

function film(nx: number, ny: number, transport?: object) {
  return {
    grid: { cells: [nx, ny], cellSize: [1e-9, 1e-9, 1e-9] },
    material: { Ms: 8e5, A: 1.3e-11, alpha: 0.02 },
    initial: { kind: 'uniform', m: [1, 0, 0] },
    transport: { polarization: 0.6, conductivity: 4e6, closure: 'circuit', ...transport },
    run: { duration: 1e-9 },
  };
}

describe('drives', () => {
  const drives = (transport: object) => drivenLeads(anyScene(film(8, 4, transport)).transport!).map(({ name, drive }) => [name, drive]);
  const volt = (voltage: number, resistance = 0) => ({ kind: 'voltage', voltage, resistance });
  const floating = { kind: 'current', current: 0 };

  test('by default the voltage stands behind the load on the left, the right is grounded', () => {
    for (const closure of ['circuit', 'landau-lifshitz']) expect(drives({ closure, voltage: 2, load: 3 })).toEqual([['left', volt(2, 3)], ['right', volt(0)]]);
    expect(drives({ closure: 'two-band', spinFlipLength: 1e-8 })).toEqual([['left', volt(0)], ['right', volt(0)]]);
    for (const closure of ['open', 'local', 'prescribed']) expect(drives({ closure })).toEqual([]);
  });
  test('so it is with the first two of given leads, and the others float', () => {
    const leads = [{ name: 'a', edge: 'top' }, { name: 'b', edge: 'bottom' }, { name: 'c', edge: 'left', from: 2e-9, to: 3e-9 }];
    expect(drives({ voltage: 2, load: 3, leads })).toEqual([['a', volt(2, 3)], ['b', volt(0)], ['c', floating]]);
  });
  test('leads with drives of their own have these, and the others float', () => {
    const leads = [{ name: 'a', edge: 'top', voltage: 0 }, { name: 'b', edge: 'bottom', voltage: 2, resistance: 5 }, { name: 'c', edge: 'left', from: 2e-9, to: 3e-9, current: -1 }, { name: 'd', edge: 'right', from: 2e-9, to: 3e-9 }];
    expect(drives({ leads })).toEqual([['a', volt(0)], ['b', volt(2, 5)], ['c', { kind: 'current', current: -1 }], ['d', floating]]);
  });
  test('a list without leads isolates the magnet', () => expect(drives({ closure: 'landau-lifshitz', leads: [] })).toEqual([]));
  test('leads are placed with their drives', () => {
    expect(placedLeads(anyScene(film(2, 1)), null)).toMatchObject([{ name: 'left', nodes: [0, 3] }, { name: 'right', nodes: [2, 5] }]);
  });
});
