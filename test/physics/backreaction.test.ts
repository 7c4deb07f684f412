/**
 * The pumped current acts back on the wall that pumps it. Against an independent float64 wire (test/support/oracle):
 * j(t) in a shorted wire, with a load, with an applied voltage, and cell by cell (`local`); and the extra damping
 * against the closed forms of Brataas et al. (2011), eq. (19).
 */
import { describe, expect, it } from 'vitest';
import { backends, runWire, type Backend } from '../support/library.js';
import { distance, largest, near, small } from '../support/measured.js';
import { AREA, D0, freeWall, steadyWall, wallScene } from '../support/oracle/cases.js';
import { evolve, stableStep } from '../support/oracle/integrate.js';
import { oracleOf, type WireScene } from '../support/oracle/scene.js';
import { meanRates } from '../support/oracle/trace.js';
import { wallState, WallTrace } from '../support/oracle/wall.js';
import * as theory from '../support/theory.js';

/** The conductivity is far above a metal's, so that the back-reaction is a tenth of the damping and not a ten-thousandth. */
const sigma = 1e9, P = 0.9;

interface Case { name: string; transport: NonNullable<WireScene['transport']> }
const cases: Case[] = [
  { name: 'short', transport: { polarization: P, beta: 0.1, conductivity: sigma, closure: 'circuit' } },
  { name: 'load', transport: { polarization: P, beta: 0.1, conductivity: sigma, closure: 'circuit', load: 0.3 } },
  { name: 'voltage and load', transport: { polarization: P, beta: 0.1, conductivity: sigma, closure: 'circuit', voltage: 2e-6, load: 0.3 } },
  { name: 'local', transport: { polarization: P, beta: 0.1, conductivity: sigma, closure: 'local' } },
];

/** A wall 0.9 rad off its angle in a field: it swings, turns and pumps for a nanosecond and a half. */
function swing(transport: Case['transport'], gradientOrder: 2 | 4, tolerance: number): WireScene {
  const w = { ...steadyWall, alpha: 0.1 };
  return wallScene(w, { perD: 4, length: 24, at: 11, phi: 0.9, width: D0, B: 1.5 * theory.walkerField(w), duration: 1.5e-9, sampleEvery: 5e-11, transport, run: { gradientOrder, tolerance } });
}

describe.each(backends)('%s: back-reaction', (backend: Backend) => {
  it.each(cases)('$name: j(t), emf(t) and the wall follow the independent solution', async ({ transport }) => {
    for (const gradientOrder of backend === 'cpu' ? ([2, 4] as const) : ([4] as const)) {
      const scene = swing(transport, gradientOrder, backend === 'cpu' ? 1e-8 : 1e-6);
      const oracle = oracleOf(scene);
      const m = wallState(oracle.p.cells, oracle.p.dx, 11 * D0, D0, 0.9);
      const trace = new WallTrace(oracle);
      evolve(oracle, m, 0, scene.run.duration, 0.25 * stableStep(oracle), { every: 5e-11, visit: trace.visit });
      const r = await runWire(scene, backend);
      // float64: the integrators' own errors, 5e-10; float32: rounding, 3e-6
      const bound = backend === 'cpu' ? 1e-8 : 5e-5;
      small('I(t)', distance(r.column('I'), trace.I) / largest(trace.I), bound);
      small('emf(t)', distance(r.column('emf'), trace.emf) / largest(trace.emf), bound);
      small('m at the end', distance(r.final, m), bound);
      // the current matters: without it the wall would be elsewhere by far more than the bound
      const open = oracleOf({ ...scene, transport: { ...transport, closure: 'open' } });
      const other = wallState(oracle.p.cells, oracle.p.dx, 11 * D0, D0, 0.9);
      evolve(open, other, 0, scene.run.duration, stableStep(open));
      expect(distance(other, m)).toBeGreaterThan(20 * bound); // 2.4e-3 with the load, more elsewhere
    }
  });

  it('damps the angle by 2 kappa/(L D) more in a loop, and by (2/3) kappa/D^2 more with `local`', async () => {
    const w = freeWall, perD = 6, length = 24, B = 4e-3;
    const kappa = theory.textureDamping(w.gamma, w.Ms, P, sigma);
    let D = 0;
    const damping = async (transport: NonNullable<WireScene['transport']>): Promise<number> => {
      const r = await runWire(wallScene(w, { perD, length, at: 12, phi: 0, width: D0, B, duration: 2e-9, sampleEvery: 1e-10, transport, run: { tolerance: 1e-6 } }), backend);
      const mean = meanRates(r.trace, 1e-9, 2e-9);
      // v = alpha' D dphi/dt when there is no hard axis, D as measured: dx = D/6 makes the middle 0.6 % narrower
      D = r.column('wall_width').at(-1)!;
      return mean.v / (D * mean.phiRate);
    };
    const base = { polarization: P, beta: 0, conductivity: sigma };
    const open = await damping({ ...base, closure: 'open' });
    near('alpha of the open wire', open, w.alpha, 5e-3); // 0.2 %: the wall's middle is narrower than its flanks
    const L = length * D0, load = L / (sigma * AREA);
    near('loop', (await damping({ ...base, closure: 'circuit' })) - open, theory.loopDamping(kappa, L, D), 1e-2);
    near('loop with a load', (await damping({ ...base, closure: 'circuit', load })) - open, theory.loopDamping(kappa, 2 * L, D), 1e-2);
    near('local', (await damping({ ...base, closure: 'local' })) - open, theory.localDamping(kappa, D), 1e-2);
  });
});

describe('cpu: a free wall in a loop', () => {
  it('obeys both Thiele equations, beta included', async () => {
    const w = freeWall, length = 24, B = 4e-3;
    const kappa = theory.textureDamping(w.gamma, w.Ms, P, sigma);
    for (const beta of [0, 0.05, 0.3]) {
      const r = await runWire(wallScene(w, { perD: 6, length, at: 12, phi: 0, width: D0, B, duration: 2e-9, sampleEvery: 1e-10, transport: { polarization: P, beta, conductivity: sigma, closure: 'circuit' }, run: { tolerance: 1e-7 } }), 'cpu');
      const mean = meanRates(r.trace, 1e-9, 2e-9);
      const closed = theory.freeWallInLoop(w.alpha, beta, theory.loopDamping(kappa, length * D0, D0), w.gamma * B);
      near('phi rate', mean.phiRate, closed.phiRate, 1e-3);
      near('v/D', mean.v / D0, closed.vOverD, 5e-3); // dx = D/6: 0.3 %
      near('emf', mean.emf, theory.wallEmf(P, beta, closed.phiRate, closed.vOverD * D0, D0), 2e-3);
    }
  });
});
