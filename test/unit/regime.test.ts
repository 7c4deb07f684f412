/**
 * What a wall does, from parts of its run: against Walker's ansatz at constant width, whose angle obeys dphi/dtau = b - sin 2 phi with b = B/B_W or u/u_c and
 * tau = gamma B_W t/(1 + alpha^2), and whose speed is what alpha v/D + dphi/dt = drive leaves.
 */
import { describe, expect, it } from 'vitest';
import { pcg4d } from '../../src/math/random.js';
import type { Motion, Stretch } from '../../src/observe/lane.js';
import { regimeOf } from '../../src/run/regime.js';
import { parseScene } from '../../src/scene/parse.js';
import type { SceneInput } from '../../src/scene/schema.js';

const input: SceneInput = {
  grid: { cells: [40, 1], cellSize: [5e-9, 1e-7, 1e-8] },
  material: { Ms: 8e5, A: 1.3e-11, alpha: 0.1, anisotropy: [{ axis: [1, 0, 0], Ku1: 5e4 }, { axis: [0, 0, 1], Ku1: -2e4 }] },
  initial: { kind: 'wall', left: [1, 0, 0], centre: [0, 1, 0.1], right: [-1, 0, 0], at: 1e-7 },
  run: { duration: 3e-10 }, output: { sampleEvery: 1e-11 },
};
const scene = parseScene(input), alpha = 0.1, WIDTH = 1;

/** A wall of unit width that starts at phi, for a time tau; `drive` is what alpha v/D + dphi/dt comes to: (1 + alpha^2) b for a field, 0 for a current alone. */
function walker(b: number, drive: number, phi: number, tau: number): Motion {
  const rate = (at: number) => b - Math.sin(2 * at);
  const steps = 4 * Math.ceil(10 * tau), h = tau / steps;
  const at = [phi];
  for (let k = 0; k < steps; k++) {
    const k1 = rate(phi), k2 = rate(phi + 0.5 * h * k1), k3 = rate(phi + 0.5 * h * k2), k4 = rate(phi + h * k3);
    phi += (h / 6) * (k1 + 2 * k2 + 2 * k3 + k4);
    at.push(phi);
  }
  const part = (from: number, to: number): Stretch => {
    const span = (to - from) * tau, turned = at[Math.round(to * steps)] - at[Math.round(from * steps)];
    return { span, turned, moved: (WIDTH / alpha) * (drive * span - turned) };
  };
  return { whole: part(0, 1), half: part(0.5, 1), quarters: [part(0.5, 0.75), part(0.75, 1)] };
}

const DISTANCES = [0.5, 0.1, 0.02, 5e-3, 5e-4];
const uniform = (seed: number, k: number) => pcg4d(k, seed, 0, 0)[0] / 2 ** 32;

describe.each([['a field', 1 + alpha ** 2, 'viscous'], ['a current with beta = 0', 0, 'pinned']] as const)('under %s', (_name, perDrive, below) => {
  const word = (b: number, phi: number, tau: number) => regimeOf(scene, walker(b, perDrive * b, phi, tau), WIDTH);

  it('a wall at rest first, near a threshold: never the wrong word, and the right one in time', () => {
    for (const sign of [1, -1]) {
      for (const distance of DISTANCES) {
        for (const [b, right] of [[1 - distance, below], [1 + distance, 'precessing']] as const) {
          // Below, the angle settles at the rate 2 sqrt(1 - b^2); above, a half turn takes pi/sqrt(b^2 - 1). The start takes one in units of tau.
          const enough = 8 / Math.sqrt(Math.abs(1 - b * b)) + 2;
          for (let tau = 0.5; tau < 10 * enough; tau *= 1.3) {
            const found = word(sign * b, 0, tau);
            expect(found, `b = ${sign * b}, tau = ${tau}`).toSatisfy((one) => one === right || (one === 'undecided' && tau < enough));
          }
        }
      }
    }
  });

  it('from any angle never the wrong word', () => {
    let decided = 0;
    for (let k = 0; k < 3000; k++) {
      const distance = DISTANCES[k % DISTANCES.length], sign = k % 2 === 0 ? 1 : -1;
      const b = k % 3 === 0 ? 1 - distance : 1 + distance;
      const found = word(sign * b, Math.PI * uniform(1, k), 5 + 300 * uniform(2, k) ** 3);
      expect(found, `${k}`).toSatisfy((one) => one === 'undecided' || one === (b < 1 ? below : 'precessing'));
      if (found !== 'undecided') decided++;
    }
    expect(decided).toBeGreaterThan(1000);
  });
});

describe('a word', () => {
  /** Of 4 s: moved and turned in the first half and in each quarter of the second. */
  const motion = (moved: [number, number, number], turned: [number, number, number]): Motion => {
    const stretch = (span: number, ...parts: number[]): Stretch => ({ span, moved: parts.reduce((sum, k) => sum + moved[k], 0), turned: parts.reduce((sum, k) => sum + turned[k], 0) });
    return { whole: stretch(4, 0, 1, 2), half: stretch(2, 1, 2), quarters: [stretch(1, 1), stretch(1, 2)] };
  };
  const sine = parseScene({ ...input, field: { B: [1e-3, 0, 0], waveform: { kind: 'sine', frequency: 1e9 } } });
  const across = parseScene({ ...input, field: { B: [0, 1e-3, 0] } });
  const askew = parseScene({ ...input, material: { ...input.material, anisotropy: [{ axis: [1, 0, 0], Ku1: 5e4 }, { axis: [1, 0, 1], Ku1: -2e4 }] } });
  const factors = parseScene({ ...input, demag: { factors: [0, 0.1, 0.9] } });

  it.each<[string, typeof scene, Motion | null, string | null]>([
    ['at rest', scene, motion([0, 0, 0], [0, 0, 0]), 'pinned'],
    ['at rest but for its cells', scene, motion([0, 1e-3, -1e-3], [1e-4, 2e-4, -2e-4]), 'pinned'],
    ['moving, its angle trembling over its cells', scene, motion([20, 10, 10], [0.3, 1e-4, 2e-4]), 'viscous'],
    ['moving to the left', scene, motion([-20, -10, -10], [-0.3, -1e-3, -1e-4]), 'viscous'],
    ['creeping to its rest: 1 of its width in the last quarter, all of it the angle\'s', scene, motion([-30, -3, -1], [3, 0.3, 0.1].map((x) => x / 5) as [number, number, number]), 'pinned'],
    ['slowing as much, but not to rest', scene, motion([30, 3.5, 1.5], [-0.6, -0.06, -0.02]), 'viscous'],
    ['slowing too little', scene, motion([-30, -3, -1.5], [0.6, 0.06, 0.03]), 'undecided'],
    ['turning as fast as ever', scene, motion([0, 0, 0], [0.2, 0.1, 0.1]), 'undecided'],
    ['turned over', scene, motion([0, 0, 0], [3.0, 0.1, 0.1]), 'precessing'],
    ['turned over backwards', scene, motion([0, 0, 0], [-3.0, -0.1, -0.1]), 'precessing'],
    ['turned over, in demagnetizing factors', factors, motion([0, 0, 0], [3.0, 0.1, 0.1]), 'precessing'],
    ['not turned over, as a field across holds one angle in a full turn', across, motion([0, 0, 0], [3.0, 0.1, 0.1]), 'undecided'],
    ['not turned over, as an axis askew does', askew, motion([0, 0, 0], [3.0, 0.1, 0.1]), 'undecided'],
    ['turned over for both', across, motion([0, 0, 0], [6.0, 0.2, 0.2]), 'precessing'],
    ['under a drive that changes, the second half as it is: moving', sine, motion([30, 3, 3], [3, 0.5, 0.5]), 'viscous'],
    ['the same: at rest', sine, motion([30, 1e-3, 1e-3], [3, 0.5, 0.5]), 'pinned'],
    ['the same: turning', sine, motion([30, 1e-3, 1e-3], [3, 0.9, 0.9]), 'precessing'],
    ['no wall', scene, null, null],
  ])('for a wall %s', (_what, of, how, word) => {
    expect(regimeOf(of, how, WIDTH)).toBe(word);
    if (how) expect(regimeOf(of, how, NaN)).toBeNull();
  });
});
