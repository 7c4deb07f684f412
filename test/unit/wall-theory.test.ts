/** The thresholds in the pictures against the closed forms of the tests, which share no code with them. */
import { describe, expect, it } from 'vitest';
import { openSweep } from '../../src/scene/sweep.js';
import { breakdown, pinningDrift, walkerField, wallTheory } from '../../src/observe/wallTheory.js';
import { zeroLine } from '../../src/io/contour.js';
import { theoryLines } from '../../src/io/sweepTheory.js';
import { parseScene } from '../../src/scene/parse.js';
import type { SceneInput } from '../../src/scene/schema.js';
import { currentForDrift, D0, steadyWall as w, wallScene } from '../support/oracle/cases.js';
import * as theory from '../support/theory.js';

const P = 0.6;
const scene = (more: Partial<SceneInput> = {}, B = 0, u = 0, beta = 0): SceneInput => ({
  ...(wallScene(w, { perD: 4, length: 20, at: 10, phi: 0, width: D0, B, duration: 1e-9, sampleEvery: 1e-10, transport: { polarization: P, beta, conductivity: 4e6, j: [currentForDrift(w, P, u), 0] } }) as SceneInput),
  ...more,
});
const of = (...args: Parameters<typeof scene>) => wallTheory(parseScene(scene(...args)))!;

describe('a wall', () => {
  it('has the thresholds of the closed forms', () => {
    expect(walkerField(of())).toBeCloseTo(theory.walkerField(w), 12);
    expect(pinningDrift(of()) / theory.criticalDrift(w, 0)).toBeCloseTo(1, 4);
  });

  it.each([0, 0.5, 1.5, 3])('breaks down at u_W for beta = %s alpha, to either side', (ratio) => {
    const beta = ratio * w.alpha, u = theory.criticalDrift(w, beta);
    for (const sign of [1, -1]) {
      expect(breakdown(of({}, 0, sign * 0.999 * u, beta))).toBeLessThan(0);
      expect(breakdown(of({}, 0, sign * 1.001 * u, beta))).toBeGreaterThan(0);
    }
  });

  it('breaks down at B_W, to either side, and never at alpha = beta under a current', () => {
    const B = theory.walkerField(w);
    for (const sign of [1, -1]) {
      expect(breakdown(of({}, sign * 0.999 * B))).toBeLessThan(0);
      expect(breakdown(of({}, sign * 1.001 * B))).toBeGreaterThan(0);
    }
    expect(breakdown(of({}, 0, 1e5, w.alpha))).toBeLessThanOrEqual(0);
  });

  it('is the same whichever way it lies, and with its hard axis from demagnetizing factors', () => {
    const turned = scene({ initial: { kind: 'wall', left: [0, 0, 1], centre: [1, 0, 0], right: [0, 0, -1], at: 2e-7 }, material: { Ms: w.Ms, A: w.A, alpha: w.alpha, anisotropy: [{ axis: [0, 0, 1], Ku1: w.Ku }, { axis: [1, 1, 0], Ku1: -w.Kp }] } });
    const theirs = wallTheory(parseScene(turned))!;
    expect(theirs.Ku).toBeCloseTo(w.Ku, 6);
    expect(theirs.Kp).toBeCloseTo(w.Kp, 6);
    const shape = of({ demag: { factors: [0, 0.4, 0.6] }, material: { Ms: w.Ms, A: w.A, alpha: w.alpha, anisotropy: [] } });
    const Kd = 0.5 * 1.25663706127e-6 * w.Ms ** 2;
    expect(shape.Ku / Kd).toBeCloseTo(0.4, 9);
    expect(shape.Kp / Kd).toBeCloseTo(0.2, 9);
  });

  it.each<[string, Partial<SceneInput>]>([
    ['a film', { grid: { cells: [80, 4], cellSize: [5e-9, 5e-9, 5e-9] } }],
    ['DMI', { material: { ...scene().material, dmi: { bulk: 1e-3 } } }],
    ['full magnetostatics', { demag: 'full' }],
    ['a cubic term', { material: { ...scene().material, anisotropy: [...scene().material.anisotropy!, { kind: 'cubic', Kc1: 1e3 }] } }],
    ['an oblique easy axis', { material: { ...scene().material, anisotropy: [{ axis: [1, 0.2, 0], Ku1: 1e5 }] }, initial: { kind: 'wall', left: [1, 0, 0], centre: [0, 1, 0], right: [-1, 0, 0], at: 2e-7, width: 1e-8 } }],
    ['a field across', { field: { B: [1e-3, 1e-3, 0] } }],
    ['currents that each cell makes its own', { transport: { ...scene().transport!, closure: 'local' } }],
    ['no wall', { initial: { kind: 'uniform', m: [1, 0, 0] } }],
  ])('has none with %s', (_what, more) => expect(wallTheory(parseScene(scene(more)))).toBeNull());
});

describe('lines', () => {
  it('of a sweep of the field stand at B_W', () => {
    const B = theory.walkerField(w);
    const lines = theoryLines(openSweep(scene({ sweep: { 'field.B.0': { from: -2 * B, to: 2 * B, count: 5 } } })));
    expect(lines.map(({ label }) => label)).toEqual(['Walker field']);
    expect(lines[0].at.map((x) => x / B)).toEqual([expect.closeTo(-1, 4), expect.closeTo(1, 4)]);
  });

  it('of a sweep of beta under a current stand at u_W and at alpha', () => {
    const u = 0.7 * theory.criticalDrift(w, 0);
    const lines = theoryLines(openSweep(scene({ sweep: { 'transport.beta': { from: 0.03, to: 3, count: 5, spacing: 'log' } } }, 0, u)));
    expect(lines.map(({ label }) => label)).toEqual(['u_W', 'α = β']);
    expect(lines[0].at).toEqual([expect.closeTo(w.alpha * (1 + 1 / 0.7), 4)]);
    expect(lines[1].at).toEqual([expect.closeTo(w.alpha, 9)]);
  });

  it('of a map follow u_W: |beta/alpha - 1| u = u_c', () => {
    const uc = theory.criticalDrift(w, 0);
    const [line] = theoryLines(openSweep(scene({ sweep: { 'transport.beta': { from: 0, to: 3 * w.alpha, count: 3 }, 'transport.j.0': { from: 0, to: currentForDrift(w, P, 2 * uc), count: 3 } } })));
    expect(line.pieces.length).toBeGreaterThan(50);
    for (const [x, y] of line.pieces) expect(Math.abs(y / w.alpha - 1) * (x / currentForDrift(w, P, uc))).toBeCloseTo(1, 2);
  });

  it('of a circle are a circle', () => {
    const pieces = zeroLine(41, 41, (i, k) => Math.hypot(i - 20, k - 20) - 12);
    for (const [x1, y1, x2, y2] of pieces) for (const [x, y] of [[x1, y1], [x2, y2]]) expect(Math.hypot(x - 20, y - 20)).toBeCloseTo(12, 1);
    const length = pieces.reduce((sum, [x1, y1, x2, y2]) => sum + Math.hypot(x2 - x1, y2 - y1), 0);
    expect(length / (2 * Math.PI * 12)).toBeCloseTo(1, 2);
    expect(zeroLine(5, 5, () => NaN)).toEqual([]);
  });
});
