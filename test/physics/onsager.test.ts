/**
 * Onsager reciprocity of a wall (Brataas et al. 2011, eqs. 73-78): the current that a field makes it pump and the velocity that
 * a voltage gives it are one coefficient. Two runs that know nothing of each other; scene and arithmetic of
 * validation/onsager, checked here against test/support/theory.ts.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { backends, runWire, type Backend } from '../support/library.js';
import { near } from '../support/measured.js';
import type { WireScene } from '../support/oracle/scene.js';
import { meanRates } from '../support/oracle/trace.js';
import * as theory from '../support/theory.js';
import { closedForm, fieldScene, recover, responseOf, voltageScene, wireOf } from '../../validation/onsager/response.mjs';

const scene = JSON.parse(readFileSync(new URL('../../validation/onsager/scene.json', import.meta.url), 'utf8')) as WireScene;

describe('validation/onsager', () => {
  it('its closed form is that of test/support', () => {
    const w = wireOf(scene), closed = closedForm(scene);
    const material: theory.WallMaterial = { Ms: w.Ms, A: scene.material.A, alpha: w.alpha, gamma: w.gamma, Ku: 3.25e4, Kp: w.Kp };
    const own = theory.wallResponse(material, w.beta, w.P, w.area, w.resistance);
    for (const key of ['Lww', 'Lwc', 'Lcw'] as const) near(key, closed[key], own[key], 1e-12);
    const L = { ...own, Lcw: own.Lwc };
    const a = recover(scene, L, w.width), b = theory.recoverAlphaBeta(L, w.width, w.gamma, w.Ms, w.area, w.P, w.resistance);
    near('alpha', a.alpha, b.alpha, 1e-12);
    near('beta', a.beta, b.beta, 1e-12);
    near('alpha of the closed form', a.alpha, w.alpha, 1e-12);
    near('beta of the closed form', a.beta, w.beta, 1e-12);
  });
});

describe.each(backends)('%s: response matrix', (backend: Backend) => {
  const materials = backend === 'cpu' ? [[0.1, 0.2], [0.1, 0.02], [0.3, 0.6]] : [[0.1, 0.2]];
  it.each(materials)('alpha = %s, beta = %s: L_wc = L_cw, and both numbers come back', async (alpha, beta) => {
    const short = { ...scene, run: { ...scene.run, duration: alpha < 0.2 ? 8e-9 : 4e-9 } };
    const field = fieldScene(short, alpha, beta, 0.1), voltage = voltageScene(short, alpha, beta, 0.1);
    expect(field.transport!.voltage).toBe(0);
    expect(voltage.field!.B).toEqual([0, 0, 0]);
    const mean = async (s: WireScene) => {
      const r = await runWire(s, backend);
      const { v, I } = meanRates(r.trace, 0.5 * s.run.duration, s.run.duration);
      return { wall_v: v, I, width: r.column('wall_width').at(-1)! };
    };
    const f = await mean(field), v = await mean(voltage);
    const L = responseOf(field, f, voltage, v);
    near('L_cw / L_wc', L.Lcw, L.Lwc, 1e-3); // at most 5e-5
    near('L_wc', L.Lwc, closedForm(field).Lwc, 1e-3); // 8e-5 low: the gradient at dx = D/6
    near('L_ww', L.Lww, closedForm(field).Lww, 5e-3); // 4e-3 low: the exchange at dx = D/6, as in the Walker velocity
    const back = recover(field, L, f.width);
    near('alpha', back.alpha, alpha, 5e-3); // 2.3e-3 low
    near('beta', back.beta, beta, 5e-3); // 2.4e-3 low
  });
});
