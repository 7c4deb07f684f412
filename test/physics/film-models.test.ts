/**
 * validation/compare: one wall in the Gilbert form, in two bands and in Saslow's generic magnet. What it pumps below its Walker field is that of one band in
 * two, and larger by the adiabatic part in the generic magnet of the same alpha and beta; what the current does back differs in all three.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { SceneInput } from '../../src/scene/schema.js';
import { near } from '../support/measured.js';
import { runFilm } from '../support/oracle/filmRun.js';
import * as theory from '../support/theory.js';
import { damping, meansOf, models, perTesla, ratio, sceneOf, startSteady, wireOf } from '../../validation/compare/models.mjs';

const base = JSON.parse(readFileSync(new URL('../../validation/compare/scene.json', import.meta.url), 'utf8')) as SceneInput;

describe('validation/compare', () => {
  it('its constants are those of test/support', () => {
    const w = wireOf(base);
    near('kappa', w.kappa, theory.textureDamping(w.gamma, w.Ms, w.P, w.sigma), 1e-12);
    near('2 P mu/e', perTesla(base), theory.emfPerField(w.gamma, w.P), 1e-12);
  });

  it.each(Object.keys(models).filter((name) => name !== 'two-band, short l' && name !== 'fields, LQn'))('%s: voltage of an open wire and current of a short', async (name) => {
    const scene = startSteady({ ...structuredClone(base), run: { duration: 4e-10, tolerance: 1e-6 }, output: { sampleEvery: 2e-11 } }), w = wireOf(base), B = base.field!.B![0];
    for (const open of [true, false]) {
      const r = await runFilm(sceneOf(scene, name, open), 'cpu'), { V, I } = meansOf(r.column);
      near(open ? 'V of an open wire' : '-I R of a short', (open ? V : -I * w.resistance) / (perTesla(base) * B), ratio(base, name), 5e-3); // 4e-4: the gradient at dx = D/4
    }
  });

  it('damping of the angle: with one band alpha, more with two, less in the generic magnet', async () => {
    const free = structuredClone(base);
    free.material.anisotropy!.pop();
    Object.assign(free, { grid: { ...base.grid, cells: [56, 1] }, field: { B: [2e-2, 0, 0] }, transport: { ...base.transport!, beta: 0, conductivity: 8e8 }, run: { duration: 1.2e-9, tolerance: 1e-5 }, initial: { ...base.initial, at: 1.2e-7 } });
    const alpha: Record<string, number> = {}, closed: Record<string, number> = {};
    for (const name of ['gilbert', 'two-band', 'fields']) {
      const { v, phiRate, width } = meansOf((await runFilm(sceneOf(free, name, true), 'cpu')).column);
      alpha[name] = v / (width * phiRate);
      closed[name] = damping(free, name, true, width);
    }
    // what each adds to the damping at no currents; the grid and what has not settled go out of the difference
    for (const name of ['two-band', 'fields']) near(name, alpha[name] - alpha.gilbert, closed[name] - closed.gilbert, 2e-2); // 2e-3 and 6e-3
    expect(alpha['two-band']).toBeGreaterThan(1.1 * alpha.fields);
  });
});
