/** A wall read off two cells: exact for the tanh profile wherever it stands, moves and points. */
import { describe, expect, it } from 'vitest';
import { transverseFrame, wallBetween } from '../../src/observe/wall.js';
import { small } from '../support/measured.js';
import { stream } from '../support/stream.js';

type Vec = [number, number, number];
const dot = (a: Vec, b: Vec) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a: Vec, b: Vec): Vec => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
const unit = (v: Vec): Vec => v.map((x) => x / Math.hypot(...v)) as Vec;

/** m of a wall at X of width D and angle phi about `easy`, seen from cell i; sense +1 falls from +easy to -easy. */
function profile(i: number, X: number, D: number, phi: number, sense: number, easy: Vec, frame: readonly [Vec, Vec]): Vec {
  const s = (i - X) / D;
  return easy.map((e, k) => -sense * Math.tanh(s) * e + (Math.cos(phi) * frame[0][k] + Math.sin(phi) * frame[1][k]) / Math.cosh(s)) as Vec;
}

/** A right-handed frame of one's own. */
function frameOf(easy: Vec): [Vec, Vec] {
  const [e2, e3] = transverseFrame(easy) as [Vec, Vec];
  return [e2, e3];
}

describe('wallBetween', () => {
  it('finds place, velocity, angle, width and sense of 500 walls', () => {
    const next = stream(1), between = (a: number, b: number) => a + (b - a) * next();
    const worst = { x: 0, v: 0, phi: 0, width: 0 };
    for (let n = 0; n < 500; n++) {
      const easy = unit([between(-1, 1), between(-1, 1), between(-1, 1)]), frame = frameOf(easy);
      const cell = Math.floor(between(0, 50)), X = cell + between(0.001, 0.999), D = between(0.3, 12), phi = between(-3.1, 3.1), sense = next() < 0.5 ? 1 : -1;
      const [v, spin] = [between(-2, 2), between(-2, 2)];
      const h = 1e-5;
      const near = [0, 1].flatMap((side) => {
        const at = (t: number) => profile(cell + side, X + v * t, D, phi + spin * t, sense, easy, frame);
        const [a, b] = [at(-h), at(h)];
        return [...at(0), ...a.map((x, k) => (b[k] - x) / (2 * h))];
      });
      const wall = wallBetween(cell, near, easy);
      expect(wall.sense).toBe(sense);
      worst.x = Math.max(worst.x, Math.abs(wall.x - X));
      worst.v = Math.max(worst.v, Math.abs(wall.v - v));
      worst.phi = Math.max(worst.phi, Math.abs(wall.phi - phi));
      worst.width = Math.max(worst.width, Math.abs(wall.width / D - 1));
    }
    // artanh near 1 magnifies round-off where D is a third of a cell; the velocity has the differences' own error in it.
    // Measured: 2e-15, 4e-16, 2e-15 and 5e-10.
    small('place', worst.x, 2e-14);
    small('angle', worst.phi, 5e-15);
    small('width', worst.width, 2e-14);
    small('velocity', worst.v, 5e-9);
  });

  it('puts a wall thinner than a cell half way, without a division by zero', () => {
    const wall = wallBetween(7, [1, 0, 0, 0, 0, 0, -1, 0, 0, 0, 0, 0], [1, 0, 0]);
    expect(wall.x).toBeCloseTo(7.5, 12);
    expect(wall.v).toBe(0);
    expect(wall.width).toBeLessThan(0.1);
    expect(Number.isFinite(wall.phi)).toBe(true);
  });

  it('takes a cell that lies exactly across for the wall itself', () => {
    expect(wallBetween(3, [0.6, 0.8, 0, 0, 0, 0, 0, 0.6, 0.8, 0, 0, 0], [1, 0, 0]).x).toBe(4);
    expect(wallBetween(3, [0, 1, 0, 0, 0, 0, 0.6, 0.8, 0, 0, 0, 0], [1, 0, 0])).toMatchObject({ x: 3, sense: -1 });
  });

  it('measures the angle from y towards z for a wall along x, from x towards y along z', () => {
    const phiOf = (easy: Vec, across: Vec) => wallBetween(0, [...easy.map((e, k) => 0.6 * e + 0.8 * across[k]), 0, 0, 0, ...easy.map((e, k) => -0.6 * e + 0.8 * across[k]), 0, 0, 0], easy).phi;
    expect(phiOf([1, 0, 0], [0, 1, 0])).toBeCloseTo(0, 12);
    expect(phiOf([1, 0, 0], [0, 0, 1])).toBeCloseTo(Math.PI / 2, 12);
    expect(phiOf([0, 0, 1], [1, 0, 0])).toBeCloseTo(0, 12);
    expect(phiOf([0, 0, 1], [0, 1, 0])).toBeCloseTo(Math.PI / 2, 12);
    expect(phiOf([0, 1, 0], [0, 0, 1])).toBeCloseTo(0, 12);
  });
});

describe('transverseFrame', () => {
  it('is orthonormal and right-handed about any axis', () => {
    const next = stream(2);
    for (const easy of [[1, 0, 0], [0, 1, 0], [0, 0, 1], [-1, 0, 0], unit([1, 1, 0]), unit([1, 1, 1]), ...Array.from({ length: 100 }, () => unit([next() - 0.5, next() - 0.5, next() - 0.5]))] as Vec[]) {
      const [e2, e3] = transverseFrame(easy) as [Vec, Vec];
      expect(dot(e2, easy)).toBeCloseTo(0, 14);
      expect(Math.hypot(...e2)).toBeCloseTo(1, 14);
      cross(easy, e2).forEach((x, k) => expect(x).toBeCloseTo(e3[k], 14));
    }
    expect(transverseFrame([1, 0, 0])).toEqual([[0, 1, 0], [0, 0, 1]]);
    expect(transverseFrame([0, 0, 1])).toEqual([[1, 0, 0], [0, 1, 0]]);
  });
});
