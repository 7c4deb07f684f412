/** Walls on finer and finer grids: what is left when dx goes to zero must be the closed form, on both engines. */
import { describe, it } from 'vitest';
import { backends, runWire, type Backend } from '../support/library.js';
import { between, near, small } from '../support/measured.js';
import { currentForDrift, steadyWall, wallScene } from '../support/oracle/cases.js';
import { observedOrder } from '../support/oracle/differences.js';
import { meanRates } from '../support/oracle/trace.js';
import * as theory from '../support/theory.js';

const w = steadyWall, P = 0.6;

/** Value at dx = 0 from three cell sizes, error a h^p + b h^(p+2), by solving for the value exactly. */
function extrapolate(N: readonly number[], values: readonly number[], p: number): number {
  const rows = N.map((n, k) => [1, n ** -p, n ** -(p + 2), values[k]]);
  const det = (c: number[]): number => {
    const [a, b, d] = rows.map((r) => c.map((k) => r[k]));
    return a[0] * (b[1] * d[2] - b[2] * d[1]) - a[1] * (b[0] * d[2] - b[2] * d[0]) + a[2] * (b[0] * d[1] - b[1] * d[0]);
  };
  return det([3, 1, 2]) / det([0, 1, 2]);
}

describe.each(backends)('%s: dx to zero', (backend: Backend) => {
  const tolerance = backend === 'cpu' ? 1e-8 : 1e-5;

  it('Walker velocity', async () => {
    const B = 0.5 * theory.walkerField(w), phi = theory.walkerAngle(w, B);
    const N = [4, 6, 8], v: number[] = [];
    for (const perD of N) {
      const { trace } = await runWire(wallScene(w, { perD, length: 32, at: 9, phi, width: theory.wallWidth(w, phi), B, duration: 5e-9, sampleEvery: 1e-10, run: { tolerance } }), backend);
      v.push(meanRates(trace, 2e-9, 5e-9).v / theory.walkerVelocity(w, B));
    }
    near('v at dx = D/6', v[1], 1, 5e-3); // 3.6e-3 low
    near('v at dx = 0', extrapolate(N, v, 2), 1, 1e-4); // 1e-6 low
  });

  it.each([2, 4] as const)('alpha = beta, gradient of order %s', async (gradientOrder) => {
    const u = 40, N = [3, 4, 6], v: number[] = [];
    for (const perD of N) {
      const { trace } = await runWire(wallScene(w, {
        perD, length: 30, at: 9, phi: 0, width: theory.wallWidth(w, 0), duration: 5e-9, sampleEvery: 1e-10,
        transport: { polarization: P, beta: w.alpha, conductivity: 4e6, j: [currentForDrift(w, P, u), 0] }, run: { gradientOrder, tolerance },
      }), backend);
      v.push(meanRates(trace, 2e-9, 5e-9).v / u);
    }
    small('v/u - 1 at dx = D/6', v[2] - 1, gradientOrder === 2 ? 5e-3 : 2e-4); // 4.7e-3 and 7.8e-5
    near('v/u at dx = 0', extrapolate(N, v, gradientOrder), 1, 1e-4); // 9e-6 and 1e-7 low
    between('order', observedOrder(N.map((n) => 1 / n), v.map((x) => x - 1)), gradientOrder - 0.15, gradientOrder + 0.2); // 2.03 and 4.04
  });
});
