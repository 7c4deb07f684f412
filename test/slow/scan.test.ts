/** Scans that a person would plot: velocity and emf against field through breakdown, and against current, point by point. */
import { describe, expect, it } from 'vitest';
import { runWire } from '../support/library.js';
import { between, near } from '../support/measured.js';
import { currentForDrift, D0, steadyWall, turningWall, wallScene } from '../support/oracle/cases.js';
import { meanOverHalfTurns, meanRates } from '../support/oracle/trace.js';
import * as theory from '../support/theory.js';

const P = 0.6;

describe('cpu: scans', () => {
  it('velocity and emf against field below B_W', async () => {
    const w = steadyWall;
    for (const f of [0.1, 0.3, 0.5, 0.7, 0.9, 0.97]) {
      const B = f * theory.walkerField(w), phi = theory.walkerAngle(w, B);
      const { trace } = await runWire(wallScene(w, { perD: 6, length: 32, at: 16, phi, width: theory.wallWidth(w, phi), B, duration: 8e-9, sampleEvery: 1e-10, transport: { polarization: P, beta: 0.1, closure: 'open' }, run: { followTexture: true } }), 'cpu');
      const mean = meanRates(trace, 5e-9, 8e-9);
      near(`v at ${f} B_W`, mean.v, theory.walkerVelocity(w, B), 5e-3); // 3.5e-3 to 4.2e-3 low: dx = D/6
      near(`emf at ${f} B_W`, -mean.emf, theory.emfPerField(w.gamma, P) * B * (0.1 / w.alpha), 1e-3); // 1e-4 low
    }
  });

  it('mean velocity, rate and emf against field above B_W', async () => {
    const w = { ...turningWall, Kp: 0.02 * turningWall.Ku }; // Kp/Ku = 0.02: the closed forms to 1 %
    for (const f of [1.2, 1.5, 2, 3, 5, 10]) {
      const B = f * theory.walkerField(w), period = Math.PI / theory.meanPhiRate(w, B);
      const { trace } = await runWire(wallScene(w, { perD: 4, length: 26, at: 13, phi: 0, width: D0, B, duration: 1.5 * period, sampleEvery: period / 400, transport: { polarization: P, beta: 2 * w.alpha, closure: 'open' }, run: { followTexture: true } }), 'cpu');
      const mean = meanOverHalfTurns(trace, 0.7);
      near(`rate at ${f} B_W`, mean.phiRate, theory.meanPhiRate(w, B), 5e-4); // 6e-5 low at 1.2 B_W, less above
      near(`v at ${f} B_W`, mean.v, theory.meanVelocity(w, B), 0.02); // 1.3 % low: dx = D/4 0.8 %, Kp/Ku 0.5 %
      near(`emf at ${f} B_W`, -mean.emf, theory.emfPerField(w.gamma, P) * B * theory.emfRatio(w, 2 * w.alpha, B), 2e-3); // 4e-4 low
    }
  });

  it('velocity against current, both signs of beta/alpha - 1', async () => {
    const w = steadyWall;
    for (const ratio of [0.2, 0.5, 1, 1.5, 3]) {
      const beta = ratio * w.alpha;
      for (const f of [0.3, 0.9]) {
        const u = f * Math.min(theory.criticalDrift(w, beta), 100);
        const phi = theory.currentAngle(w, beta, -u);
        const { trace } = await runWire(wallScene(w, { perD: 6, length: 32, at: 16, phi, width: theory.wallWidth(w, phi), duration: 8e-9, sampleEvery: 1e-10, transport: { polarization: P, beta, conductivity: 4e6, j: [currentForDrift(w, P, u), 0] }, run: { followTexture: true } }), 'cpu');
        near(`v at ${f} u_W, beta = ${ratio} alpha`, meanRates(trace, 4e-9, 8e-9).v, theory.currentVelocity(w, beta, u), 5e-4); // 1.2e-4 off at most
      }
    }
  });

  it('breakdown within half a percent of B_W and of u_c', async () => {
    const w = steadyWall;
    const end = async (B: number, u: number): Promise<number> => {
      const { trace } = await runWire(wallScene(w, {
        perD: 8, length: 24, at: 12, phi: B > 0 ? Math.PI / 4 : -0.72, width: theory.wallWidth(w, Math.PI / 4), B, duration: 30e-9, sampleEvery: 2e-10,
        transport: { polarization: P, beta: 0, conductivity: 4e6, j: [u === 0 ? 0 : currentForDrift(w, P, u), 0] }, run: { followTexture: true, gradientOrder: 4 },
      }), 'cpu');
      return Math.abs(trace.phi[trace.phi.length - 1]);
    };
    const BW = theory.walkerField(w), uc = theory.criticalDrift(w, 0);
    between('0.995 B_W', await end(0.995 * BW, 0), 0.6, Math.PI / 4);
    expect(await end(1.005 * BW, 0)).toBeGreaterThan(Math.PI / 2);
    between('0.995 u_c', await end(0, 0.995 * uc), 0.5, Math.PI / 4);
    expect(await end(0, 1.005 * uc)).toBeGreaterThan(Math.PI / 2);
  });
});
