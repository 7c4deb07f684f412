/** The conductor made of a scene against numbers worked out by hand, and its currents, solved for densely, against Ohm's law in SI. */
import { describe, expect, test } from 'vitest';
import { conductorOf, type Conductor } from '../../src/lower/conductor.js';
import { gridUnits } from '../../src/lower/units.js';
import { mask } from '../../src/scene/geometry.js';
import { regionIndex } from '../../src/scene/regions.js';
import type { Scene } from '../../src/scene/schema.js';
import { applySettings } from '../../src/scene/settings.js';
import { anyScene } from '../support/anyScene.js';

// sigma dz = 0.02 S, so that 50 ohm are 1 and, with R_square = 50 ohm, a bar of n squares is n.
const film = {
  grid: { cells: [6, 3], cellSize: [2e-9, 3e-9, 5e-9] },
  material: { Ms: 8e5, A: 1.3e-11, alpha: 0.02 },
  initial: { kind: 'uniform', m: [1, 0, 0] },
  transport: { polarization: 0.6, conductivity: 4e6, closure: 'circuit' },
  run: { duration: 1e-9 },
};

function made(settings: readonly string[], json: unknown = film): { scene: Scene; conductor: Conductor; emf: number } {
  const scene = anyScene(applySettings(json, settings));
  return { scene, conductor: conductorOf(scene, regionIndex(scene), mask(scene)), emf: gridUnits(scene).emf };
}
const leads = (...list: object[]): string => `transport.leads=${JSON.stringify(list)}`;
const row = ({ conductor }: Conductor, cell: number): number[] => [...conductor.slice(4 * cell, 4 * cell + 4)];

describe('conductances', () => {
  const half = 'regions=[{"geometry":{"shape":"rectangle","size":[6e-9,9e-9],"at":[3e-9,4.5e-9]},"transport":{"conductivity":1e6,"polarization":-0.2,"spinFlipLength":4e-9}}]';

  test('are 1 in the rest, the ratio in a region, 0 outside the magnet', () => {
    const { conductor } = made([half.replace(',"spinFlipLength":4e-9', ''), 'geometry={"shape":"rectangle","size":[8e-9,9e-9]}']);
    expect([conductor.cells, conductor.cellSize, conductor.bands]).toEqual([[6, 3], [2e-9, 3e-9], 1]);
    for (let k = 0; k < 3; k++) expect([0, 1, 2, 3, 4, 5].map((i) => row(conductor, 6 * k + i)[0])).toEqual([0, 0.25, 0.25, 1, 1, 0]);
    expect(conductor.conductor).toHaveLength(4 * 18);
    expect(conductor.conductor.reduce((a, b) => a + b)).toBe(3 * 2.5);
  });

  test('of two bands are shared out by P, with a leak of their series conductance over the squared spin-flip length', () => {
    const { conductor } = made([half, 'transport.closure=two-band', 'transport.spinFlipLength=1e-8']);
    expect(conductor.bands).toBe(2);
    const near = (cell: number, expected: number[]): void => row(conductor, cell).forEach((x, i) => expect(x).toBeCloseTo(expected[i], 14));
    near(5, [0.8, 0.2, 0.16 / 25, 0]); // 0.8 0.2/(0.8 + 0.2), (1e-8/2e-9)^2
    near(0, [0.1, 0.15, 0.06 / 4, 0]); // 0.25 (1 -+ 0.2)/2; 0.1 0.15/0.25, (4e-9/2e-9)^2
  });

  test('an open magnet has no leads and needs no conductivity', () => {
    const { conductor } = made(['transport.closure=open', 'transport.conductivity=null']);
    expect([conductor.leads, conductor.G, conductor.gV]).toEqual([[], [], []]);
    expect(row(conductor, 7)).toEqual([1, 0, 0, 0]);
  });
});

describe('the network', () => {
  test('by default: a voltage, or a voltage behind a load, on the left, and ground on the right', () => {
    const bare = made(['transport.voltage=1e-3']);
    expect(bare.conductor.leads.map(({ fixed, current }) => [fixed, current])).toEqual([[true, 0], [true, 0]]);
    expect(bare.conductor.leads[0].voltage * bare.emf).toBeCloseTo(1e-3, 15);
    expect(bare.conductor.leads[1].voltage).toBe(0);
    expect(bare.conductor.leads.map(({ nodes }) => nodes)).toEqual([[0, 7, 14, 21], [6, 13, 20, 27]]);
    expect([bare.conductor.G, bare.conductor.gV]).toEqual([[[0, 0], [0, 0]], [0, 0]]);

    const loaded = made(['transport.voltage=1e-3', 'transport.load=25']); // 25 ohm are 0.5
    expect(loaded.conductor.leads.map(({ fixed, voltage }) => [fixed, voltage])).toEqual([[false, 0], [true, 0]]);
    expect(loaded.conductor.G.flat().map((g) => Number(g.toPrecision(14)))).toEqual([2, 0, 0, 0]);
    expect(loaded.conductor.gV[0] * loaded.emf).toBeCloseTo(2e-3, 15);
  });

  test('currents, loads and ground', () => {
    const list = [{ name: 'a', edge: 'left', current: 1e-3 }, { name: 'b', edge: 'top', from: 4e-9, to: 8e-9 }, { name: 'c', edge: 'right', current: -1e-3 }];
    const { conductor, emf } = made([leads(...list), 'transport.loads=[{"between":["a","b"],"resistance":50},{"between":["c","b"],"resistance":12.5}]']);
    // No voltage anywhere: the last lead is ground and its own current follows from the others.
    expect(conductor.leads.map(({ fixed }) => fixed)).toEqual([false, false, true]);
    expect(conductor.leads.map(({ current }) => current * 0.02 * emf)).toEqual([1e-3, 0, 0].map((x) => expect.closeTo(x, 15)));
    expect(conductor.G.flat()).toEqual([1, -1, 0, -1, 5, -4, 0, -4, 4].map((x) => expect.closeTo(x, 12)));
    expect(conductor.gV).toEqual([0, 0, 0]);
  });

  test('each part of the magnet that no voltage reaches is grounded for itself', () => {
    const parts = 'geometry={"shape":"or","of":[{"shape":"rectangle","size":[4e-9,9e-9],"at":[2e-9,4.5e-9]},{"shape":"rectangle","size":[4e-9,9e-9],"at":[1e-8,4.5e-9]}]}';
    const list = [{ name: 'a', edge: 'left', current: 1 }, { name: 'b', edge: 'bottom', from: 2e-9, to: 4e-9, current: -1 }, { name: 'c', edge: 'right', voltage: 1, resistance: 50 }, { name: 'd', edge: 'top', from: 8e-9, to: 10e-9 }];
    expect(made([parts, leads(...list)]).conductor.leads.map(({ fixed }) => fixed)).toEqual([false, true, false, false]);
    // A load between the parts brings the ground of one to the other.
    expect(made([parts, leads(...list), 'transport.loads=[{"between":["a","d"],"resistance":1}]']).conductor.leads.map(({ fixed }) => fixed)).toEqual([false, false, false, false]);
  });
});

describe('the currents that follow, A, are those of Ohm\'s law', () => {
  const amperes = ({ conductor, emf }: { conductor: Conductor; emf: number }): number[] => solved(conductor).map((i) => i * 0.02 * emf);
  const close = (got: readonly number[], expected: readonly number[]): void => got.forEach((x, l) => expect(x / expected[l]).toBeCloseTo(1, 11));

  test('V/(R + R_load), into the first lead and out of the second, in wire and film', () => {
    for (const ny of [1, 3]) {
      for (const load of [0, 70]) {
        const R = (6 * 2e-9) / (4e6 * ny * 3e-9 * 5e-9);
        const I = 2e-3 / (R + load);
        close(amperes(made([`grid.cells.1=${ny}`, 'transport.voltage=2e-3', `transport.load=${load}`])), [I, -I]);
      }
    }
  });

  test('two conductivities in series', () => {
    const region = 'regions=[{"geometry":{"shape":"rectangle","size":[4e-9,9e-9],"at":[2e-9,4.5e-9]},"transport":{"conductivity":1e6}}]';
    const R = 2e-9 / (3 * 3e-9 * 5e-9) * (2 / 1e6 + 4 / 4e6);
    close(amperes(made([region, 'transport.voltage=1e-3'])), [1e-3 / R, -1e-3 / R]);
  });

  test('a load beside the bar', () => {
    const R = (6 * 2e-9) / (4e6 * 9e-9 * 5e-9);
    const list = [{ name: 'a', edge: 'left', current: 3e-3 }, { name: 'b', edge: 'right', voltage: 0 }];
    const I = (3e-3 * 40) / (R + 40); // the source's current is shared out between the bar and 40 ohm
    close(amperes(made([leads(...list), 'transport.loads=[{"between":["b","a"],"resistance":40}]'])), [I, -I]);
  });

  test('of currents alone, those that were given', () => {
    const list = [{ name: 'a', edge: 'left', current: 3e-3 }, { name: 'b', edge: 'right', current: -2e-3 }, { name: 'c', edge: 'top', from: 4e-9, to: 8e-9, current: -1e-3 }];
    close(amperes(made([leads(...list)])), [3e-3, -2e-3, -1e-3]);
  });

  test('two sources behind resistances, and a lead that floats on the line between them', () => {
    const list = [{ name: 'a', edge: 'left', voltage: 5e-3, resistance: 10 }, { name: 'b', edge: 'right', voltage: 2e-3, resistance: 20 }, { name: 'c', edge: 'top', from: 6e-9, to: 6e-9 }];
    const I = 3e-3 / (30 + (6 * 2e-9) / (4e6 * 9e-9 * 5e-9));
    const got = amperes(made([leads(...list)]));
    close(got.slice(0, 2), [I, -I]);
    expect(Math.abs(got[2])).toBeLessThan(1e-12 * I);
  });
});

/**
 * Relative currents into one band through its leads, by elimination: bilinear potentials on the corners, no sources within.
 * A cell's stiffness is Int grad N_a . c grad N_b, here from the exact integrals of products of linear functions along each side.
 */
function solved({ cells: [nx, ny], cellSize: [dx, dy], conductor, leads: contacts, G, gV }: Conductor): number[] {
  const count = (nx + 1) * (ny + 1);
  const K = Array.from({ length: count }, () => new Float64Array(count));
  const [stiff, mass] = [(a: number, b: number) => (a === b ? 1 : -1), (a: number, b: number) => (a === b ? 1 / 3 : 1 / 6)];
  for (let k = 0; k < ny; k++) {
    for (let i = 0; i < nx; i++) {
      for (let p = 0; p < 4; p++) {
        for (let q = 0; q < 4; q++) {
          const [px, py, qx, qy] = [p & 1, p >> 1, q & 1, q >> 1];
          const g = (dy / dx) * stiff(px, qx) * mass(py, qy) + (dx / dy) * stiff(py, qy) * mass(px, qx);
          K[(k + py) * (nx + 1) + i + px][(k + qy) * (nx + 1) + i + qx] += conductor[4 * (k * nx + i)] * g;
        }
      }
    }
  }
  // Unknowns: the nodes off leads, then the potential of each lead. An equation for each: no current, or the lead's law.
  const lead = new Int32Array(count).fill(-1);
  contacts.forEach(({ nodes }, l) => nodes.forEach((node) => (lead[node] = l)));
  const inner = [...lead.keys()].filter((node) => lead[node] < 0);
  const at = new Map(inner.map((node, n) => [node, n]));
  const unknown = (node: number): number => at.get(node) ?? inner.length + lead[node];
  const size = inner.length + contacts.length;
  const A = Array.from({ length: size }, () => new Float64Array(size + 1));
  for (let a = 0; a < count; a++) for (let b = 0; b < count; b++) A[unknown(a)][unknown(b)] += K[a][b];
  const outward = contacts.map((_, l) => A[inner.length + l].slice());
  contacts.forEach(({ fixed, voltage, current }, l) => {
    const equation = A[inner.length + l];
    if (fixed) {
      equation.fill(0);
      equation[inner.length + l] = 1;
      equation[size] = voltage;
    } else {
      contacts.forEach((_, m) => (equation[inner.length + m] += G[l][m]));
      equation[size] = current + gV[l];
    }
  });
  const V = eliminated(A);
  return outward.map((equation) => V.reduce((sum, v, n) => sum + equation[n] * v, 0));
}

function eliminated(A: Float64Array[]): number[] {
  const n = A.length;
  for (let c = 0; c < n; c++) {
    const pivot = A.findIndex((r, i) => i >= c && Math.abs(r[c]) === Math.max(...A.slice(c).map((x) => Math.abs(x[c]))));
    [A[c], A[pivot]] = [A[pivot], A[c]];
    for (let r = 0; r < n; r++) {
      if (r === c) continue;
      const f = A[r][c] / A[c][c];
      for (let k = c; k <= n; k++) A[r][k] -= f * A[c][k];
    }
  }
  return A.map((r, i) => r[n] / r[i]);
}
