/**
 * The regimes of a driven wall as sweeps find them, against the thresholds of Schryer and Walker (1974), Tatara and Kohno (2004) and Thiaville et al. (2005):
 * B_W, u_c and u_W within 2 %, and the Galilean line alpha = beta.
 */
import { expect, it } from 'vitest';
import { sweep } from '../../src/node/index.js';
import type { SweepPoint } from '../../src/run/sweep.js';
import type { SceneInput } from '../../src/scene/schema.js';
import { near } from '../support/measured.js';
import { currentForDrift, D0, steadyWall, wallScene } from '../support/oracle/cases.js';
import * as theory from '../support/theory.js';

const w = steadyWall, P = 0.6;

async function run(scene: SceneInput): Promise<SweepPoint[]> {
  const points: SweepPoint[] = [];
  for await (const point of sweep(scene, { backend: 'cpu' })) points.push(point);
  return points.sort((a, b) => a.index - b.index);
}

const regimes = async (scene: SceneInput) => (await run(scene)).map(({ regime }) => regime);

/** A wall of cells of D0/4, from rest. */
const base = (perD = 4, duration = 24e-9): SceneInput => wallScene(w, {
  perD, length: 22, at: 11, phi: 0, width: D0, duration, sampleEvery: 1e-10, transport: { polarization: P, beta: 0, conductivity: 4e6 }, run: { followTexture: true },
}) as SceneInput;

it('breaks down within 2 % of B_W', async () => {
  const B = theory.walkerField(w);
  expect(await regimes({ ...base(), sweep: { 'field.B.0': [0, 0.5 * B, 0.98 * B, 1.02 * B, 2 * B] } })).toEqual(['pinned', 'viscous', 'viscous', 'precessing', 'precessing']);
});

// The run that a wall needs grows as 1/sqrt|1 - (B/B_W)^2|: 3.7/(gamma B_W) of it below, where 0.4 of the angle turned in a quarter of the run must be gone in the next,
// 3.1/(gamma B_W) above for half a turn; and the start takes a while.
it('is never the wrong word, however short the run, and undecided only where it is too short', async () => {
  const B = theory.walkerField(w), scale = (1 + w.alpha ** 2) / (w.gamma * B), ratios = [0.98, 0.995, 1.005, 1.02];
  for (const duration of [1, 3, 6, 12, 24].map((ns) => ns * 1e-9)) {
    const found = await regimes({ ...base(4, duration), output: { sampleEvery: duration / 40 }, sweep: { 'field.B.0': ratios.map((b) => b * B) } });
    ratios.forEach((b, k) => {
      const right = b < 1 ? 'viscous' : 'precessing';
      const enough = scale * (4 / Math.sqrt(Math.abs(1 - b * b)) + 3);
      expect(found[k], `${b} B_W, ${duration} s`).toBe(found[k] === 'undecided' && duration < enough ? 'undecided' : right);
    });
  }
});

it.each([0, 0.5, 3])('under a current with beta = %s alpha, within 2 % of u_c or u_W', async (ratio) => {
  const beta = ratio * w.alpha, u = theory.criticalDrift(w, beta);
  const scene = base();
  const below = ratio === 0 ? 'pinned' : 'viscous';
  expect(await regimes({ ...scene, transport: { ...scene.transport!, beta }, sweep: { 'transport.j.0': [0.98, 1.02].map((f) => currentForDrift(w, P, f * u)) } })).toEqual([below, 'precessing']);
});

it('on the line alpha = beta moves at u within 0.2 % at dx = D/12', async () => {
  const scene = base(12, 1e-9), drifts = [30, 90];
  const points = await run({ ...scene, transport: { ...scene.transport!, beta: w.alpha }, output: { sampleEvery: 5e-11 }, sweep: { 'transport.j.0': drifts.map((u) => currentForDrift(w, P, u)) } });
  points.forEach(({ summary, regime }, k) => {
    expect(regime).toBe('viscous');
    near(`v at u = ${drifts[k]} m/s`, summary!.mean.wall_v!, drifts[k], 2e-3);
  });
});
