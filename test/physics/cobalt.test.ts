/**
 * Saslow's estimates for cobalt ("Spin Pumping of Current in Non-Uniform Conducting Magnets", 2007, section VII), from
 * his constants and from a simulated wall; constants and scene of validation/cobalt.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { backends, runWire, type Backend } from '../support/library.js';
import { near } from '../support/measured.js';
import { E, MU_B } from '../support/oracle/constants.js';
import type { WireScene } from '../support/oracle/scene.js';
import { meanRates } from '../support/oracle/trace.js';
import * as theory from '../support/theory.js';
import { estimates } from '../../validation/cobalt/estimates.mjs';

const scene = JSON.parse(readFileSync(new URL('../../validation/cobalt/scene.json', import.meta.url), 'utf8')) as WireScene;

describe('validation/cobalt', () => {
  it('the constants give the printed numbers to the digits printed', () => {
    const own = theory.cobaltEstimates();
    const byName = Object.fromEntries(estimates().map((row) => [row.name, row]));
    near('xi', byName.xi.computed, own.xi, 1e-12);
    near('R_SP', byName.R_SP.computed, own.R_SP, 1e-12);
    near('emf/B', byName['emf/B'].computed, own.emfPerField, 1e-12);
    for (const row of estimates()) {
      // R_ST is printed with one digit: 4e-7 for 4.3e-7
      near(row.name, row.computed, row.paper, row.name.includes('ST') ? 0.08 : 7e-3);
    }
    // the abstract's 350 V/m is half of what its own eqs. (83)-(86) give, and would make 3.5e-6 V over 10 nm
    near('E_SP', own.E_SP, 700, 7e-3);
    near('E_SP delta', own.E_SP * 10e-9, 7.0e-6, 7e-3);
  });
});

describe.each(backends)('%s: a cobalt wall at 0.1 T', (backend: Backend) => {
  it('pumps 2 P muB/e of emf per tesla', async () => {
    const r = await runWire(scene, backend);
    const mean = meanRates(r.trace, 0.5 * scene.run.duration, scene.run.duration);
    expect(mean.emf).toBeLessThan(0); // head-to-head, B to +x: current to -x (Fig. 1)
    // beta = 0 and no hard axis: 1/(1 + alpha^2) of it, alpha = 0.01
    near('emf/B', -mean.emf / 0.1, (2 * 0.6 * MU_B) / E, 1e-3);
  });
});
