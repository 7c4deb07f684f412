/**
 * Motive force of moving walls: its sign (Saslow 2007, Fig. 1), its size below, at and above breakdown, and what the
 * voltmeter of each closure shows.
 */
import { describe, expect, it } from 'vitest';
import { backends, runWire, type Backend } from '../support/library.js';
import { near, small } from '../support/measured.js';
import { AREA, D0, steadyWall, turningWall, wallScene } from '../support/oracle/cases.js';
import { meanOverHalfTurns, meanRates } from '../support/oracle/trace.js';
import * as theory from '../support/theory.js';

const P = 0.6;

describe.each(backends)('%s: emf', (backend: Backend) => {
  it('pumps current to -x when a head-to-head wall is pushed to +x (Saslow, Fig. 1)', async () => {
    const w = steadyWall, B = 0.5 * theory.walkerField(w), phi = theory.walkerAngle(w, B);
    const r = await runWire(wallScene(w, {
      perD: 4, length: 24, at: 12, phi, width: D0, B, duration: 1e-9, sampleEvery: 1e-10,
      transport: { polarization: P, beta: 0.1, conductivity: 4e6, closure: 'circuit' },
    }), backend);
    const mean = meanRates(r.trace, 0.5e-9, 1e-9);
    expect(mean.v).toBeGreaterThan(0);
    expect(mean.I).toBeLessThan(0);
    expect(mean.emf).toBeLessThan(0);
    // shorted: the wire's own voltage is nought, and emf = R I
    const R = (24 * D0) / (4e6 * AREA);
    small('V of a short', Math.max(...r.column('V').map(Math.abs)) / Math.abs(mean.emf), backend === 'cpu' ? 1e-12 : 1e-5); // 2e-15 and 4e-7
    near('R I', mean.I * R, mean.emf, backend === 'cpu' ? 1e-12 : 1e-5); // 1e-15 and 2e-7
  });

  it('is beta/alpha of P hbar gamma B/e below B_W', async () => {
    const w = steadyWall, B = 0.6 * theory.walkerField(w), phi = theory.walkerAngle(w, B);
    for (const ratio of backend === 'cpu' ? [0.5, 1, 3] : [1, 3]) {
      const r = await runWire(wallScene(w, {
        perD: 6, length: 30, at: 10, phi, width: theory.wallWidth(w, phi), B, duration: 4e-9, sampleEvery: 1e-10,
        transport: { polarization: P, beta: ratio * w.alpha, closure: 'open' },
      }), backend);
      near(`emf at beta = ${ratio} alpha`, -meanRates(r.trace, 2e-9, 4e-9).emf / (theory.emfPerField(w.gamma, P) * B), ratio, 1e-3); // 9e-5 low: the gradient at dx = D/6
      // open circuit: no current, and the voltmeter shows -emf
      expect(Math.max(...r.column('I').map(Math.abs))).toBe(0);
      const V = r.column('V'), emf = r.column('emf');
      for (let k = 0; k < V.length; k++) expect(V[k]).toBeCloseTo(-emf[k], 20);
    }
  });

  it('is x + (beta/alpha)(1 - x) of it at 5 B_W', async () => {
    const w = turningWall, B = 5 * theory.walkerField(w), period = Math.PI / theory.meanPhiRate(w, B);
    for (const ratio of backend === 'cpu' ? [0, 0.5, 1, 2, 4] : [0, 4]) {
      const beta = ratio * w.alpha;
      const r = await runWire(wallScene(w, {
        perD: 4, length: 26, at: 12, phi: 0, width: D0, B, duration: 1.4 * period, sampleEvery: period / 200,
        transport: { polarization: P, beta, closure: 'open' },
      }), backend);
      near(`emf at 5 B_W, beta = ${ratio} alpha`, -meanOverHalfTurns(r.trace, 0.7).emf / (theory.emfPerField(w.gamma, P) * B), theory.emfRatio(w, beta, B), 2e-3); // 4e-4 low: dx = D/4
    }
  });
});

describe('cpu: voltmeter', () => {
  it('with j given, V = R I - emf', async () => {
    const w = steadyWall, cells = 96, j = 1e11, sigma = 4e6;
    const r = await runWire(wallScene(w, { perD: 4, length: 24, at: 12, phi: 0.1, width: D0, B: 3e-3, duration: 1e-9, sampleEvery: 1e-10, transport: { polarization: P, beta: 0.1, conductivity: sigma, j: [j, 0] } }), 'cpu');
    const R = (cells * (D0 / 4)) / (sigma * AREA);
    r.column('V').forEach((V, k) => near('V', V, R * j * AREA - r.column('emf')[k], 1e-12));
    r.column('jx').forEach((jx) => near('jx', jx, j, 1e-12));
    // the field stands still: all the power comes through the leads
    r.column('P_in').forEach((input, k) => near('P_in', input, j * AREA * r.column('V')[k], 1e-12));
  });

  it('in a circuit the source feeds wire and load: I V = P_in, and the load burns the rest of I V_applied', async () => {
    const w = steadyWall, sigma = 4e6, load = 40, voltage = 1e-2;
    const r = await runWire(wallScene(w, { perD: 4, length: 24, at: 12, phi: 0.1, width: D0, B: 3e-3, duration: 1e-9, sampleEvery: 1e-10, transport: { polarization: P, beta: 0.1, conductivity: sigma, closure: 'circuit', voltage, load } }), 'cpu');
    const [I, V, input] = ['I', 'V', 'P_in'].map((name) => r.column(name));
    I.forEach((current, k) => {
      near('Kirchhoff', V[k] + load * current, voltage, 1e-12);
      near('P_in', input[k], current * V[k], 1e-12);
    });
  });
});
