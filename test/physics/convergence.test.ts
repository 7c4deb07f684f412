/**
 * Orders, not only errors. Time: each integrator at fixed steps against a reference of order 8 by the independent
 * oracle, on a rough wire in a closed circuit under an oscillating field, so that stage times and the current inside
 * the stages count. Space: the three-point exchange by the Walker velocity.
 */
import { describe, expect, it } from 'vitest';
import { runWire } from '../support/library.js';
import { between, distance } from '../support/measured.js';
import { steadyWall, wallScene } from '../support/oracle/cases.js';
import { observedOrder } from '../support/oracle/differences.js';
import { evolve, gbs8 } from '../support/oracle/integrate.js';
import { oracleOf, type WireScene } from '../support/oracle/scene.js';
import { meanRates } from '../support/oracle/trace.js';
import * as theory from '../support/theory.js';

const duration = 2e-11;
/** 48 f duration = 20: whatever way a sine is cut into pieces at round fractions of its period, equal steps fit. */
const frequency = 20 / (48 * duration);

function driven(method: 'rk4' | 'bs32' | 'dopri54', steps: number): WireScene {
  return {
    grid: { cells: [24, 1], cellSize: [5e-9, 1e-7, 1e-8] },
    material: { Ms: 8e5, A: 1.3e-11, alpha: 0.1, anisotropy: [{ axis: [1, 0, 0], Ku1: 1e5 }, { axis: [0, 0, 1], Ku1: -5e4 }] },
    initial: { kind: 'random', seed: 3 },
    field: { B: [0.4, 0.2, -0.3], waveform: { kind: 'sine', frequency, phase: 0.4, offset: 0.3 } },
    transport: { polarization: 0.9, beta: 0.1, conductivity: 5e7, closure: 'circuit', voltage: 0.01, voltageWaveform: { kind: 'sine', frequency }, load: 0.1 },
    run: { duration, method, fixedStep: duration / steps },
    output: { sampleEvery: duration },
  };
}

describe('cpu: order in time', () => {
  it.each([
    ['rk4', 4, [80, 120, 180, 260]],
    ['bs32', 3, [120, 180, 260, 400]],
    ['dopri54', 5, [100, 140, 200, 280]],
  ] as const)('%s is of order %s', async (method, order, counts) => {
    const errors: number[] = [];
    let reference: Float64Array | undefined;
    for (const steps of counts) {
      const scene = driven(method, steps);
      const r = await runWire(scene, 'cpu');
      expect(r.steps).toBe(steps);
      if (!reference) {
        reference = Float64Array.from(r.initial);
        evolve(oracleOf(scene), reference, 0, duration, duration / 100, { stepper: gbs8(reference.length) });
      }
      errors.push(distance(r.final, reference));
    }
    between(`${method}, errors ${errors.map((e) => e.toExponential(1)).join(' ')}`, observedOrder(counts.map((n) => 1 / n), errors), order - 0.15, order + 0.5); // measured 3.98, 3.05, 5.32: from above, as the next order fades
  });

  it.each(['bs32', 'dopri54'] as const)('%s: a smaller tolerance buys a smaller error', async (method) => {
    const errors: number[] = [];
    for (const tolerance of [1e-4, 1e-6, 1e-8]) {
      const scene = driven(method, 1);
      scene.run = { duration, method, tolerance };
      const r = await runWire(scene, 'cpu');
      const m = Float64Array.from(r.initial);
      evolve(oracleOf(scene), m, 0, duration, duration / 100, { stepper: gbs8(m.length) });
      errors.push(distance(r.final, m) / tolerance);
    }
    // error per step is held at the tolerance; what it adds up to stays within a factor of ten or so of it
    errors.forEach((e, k) => between(`${method}, error/tolerance ${k}`, e, 1e-3, 100));
  });
});

describe('cpu: order in space', () => {
  it('the Walker velocity converges at second order', async () => {
    const w = steadyWall, B = 0.5 * theory.walkerField(w), phi = theory.walkerAngle(w, B);
    const N = [3, 4, 6], errors: number[] = [];
    for (const perD of N) {
      const r = await runWire(wallScene(w, { perD, length: 28, at: 10, phi, width: theory.wallWidth(w, phi), B, duration: 4e-9, sampleEvery: 1e-10, run: { tolerance: 1e-8 } }), 'cpu');
      errors.push(meanRates(r.trace, 2e-9, 4e-9).v / theory.walkerVelocity(w, B) - 1);
    }
    between('order of the exchange stencil', observedOrder(N.map((n) => 1 / n), errors), 1.9, 2.15); // oracle 2.04
  });
});
