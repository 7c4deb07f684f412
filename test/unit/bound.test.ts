/** How near a state comes to negative heat: the largest share by hand for textures of known gradients, and the line that says so. */
import { describe, expect, it } from 'vitest';
import { boundCoefficient, boundNote, closestToBound } from '../../src/observe/bound.js';
import { parseScene } from '../../src/scene/parse.js';
import { regionMaterials } from '../../src/scene/regions.js';
import type { Scene, SceneInput } from '../../src/scene/schema.js';
import { E, GAMMA } from '../support/oracle/constants.js';

const [nx, ny, dx, dy] = [9, 7, 4e-9, 2e-9];
const HBAR = 6.62607015e-34 / (2 * Math.PI);
/** gamma hbar^2 P^2 sigma/(4 e^2 Ms), m^2 */
const kappa = (P: number, sigma: number, Ms: number) => (GAMMA * HBAR ** 2 * P ** 2 * sigma) / (4 * E ** 2 * Ms);

function film(transport: Partial<NonNullable<SceneInput['transport']>>, more: Partial<SceneInput> = {}): Scene {
  return parseScene({
    grid: { cells: [nx, ny], cellSize: [dx, dy, 5e-9] },
    material: { Ms: 8e5, A: 1.3e-11, alpha: 0.02 },
    initial: { kind: 'uniform', m: [1, 0, 0] },
    transport: { polarization: 0.6, beta: 0.1, conductivity: 4e6, ...transport },
    run: { duration: 1e-9, gradientOrder: 2 },
    ...more,
  });
}

/** m turning in the plane by p from column to column and q from row to row. */
function turning(p: number, q: number): Float64Array {
  const m = new Float64Array(3 * nx * ny);
  for (let y = 0; y < ny; y++) for (let x = 0; x < nx; x++) m.set([Math.cos(p * x + q * y), Math.sin(p * x + q * y), 0], 3 * (y * nx + x));
  return m;
}

const nowhere = new Uint8Array(nx * ny);

describe('the coefficient', () => {
  it.each<[string, Partial<NonNullable<SceneInput['transport']>>, number]>([
    ['of the Gilbert form is beta^2 kappa', { closure: 'circuit' }, 0.01 * kappa(0.6, 4e6, 8e5)],
    ['with a resistance that falls along m is that of the best direction', { closure: 'circuit', amr: -0.2 }, (0.01 * kappa(0.6, 4e6, 8e5)) / 0.8],
    ['with one that rises is that across m', { closure: 'circuit', amr: 0.2 }, 0.01 * kappa(0.6, 4e6, 8e5)],
    ['of two bands knows no polarization', { closure: 'two-band', spinFlipLength: 1e-8 }, 0.01 * kappa(1, 4e6, 8e5)],
    ['of the fields is kappa, whatever beta', { closure: 'landau-lifshitz' }, kappa(0.6, 4e6, 8e5)],
    ['with a spin flux along m adds 2 LQN3/gamma', { closure: 'landau-lifshitz', landauLifshitz: { LQN3: 3e-8 } }, kappa(0.6, 4e6, 8e5) + 6e-8 / GAMMA],
    ['with one that damps textures is never negative', { closure: 'landau-lifshitz', landauLifshitz: { LQN3: -1 } }, 0],
    // xi = b sigma - e LQn, with b = gamma hbar P/(2 e Ms)
    ['with a spin flux of M is that of what is left of P', { closure: 'landau-lifshitz', landauLifshitz: { LQn: 1e15 } }, kappa(0.6 - (E * 1e15 * 2 * E * 8e5) / (GAMMA * HBAR * 4e6), 4e6, 8e5)],
  ])('%s', (_what, transport, expected) => {
    const [rest] = regionMaterials(film(transport));
    expect(Math.abs(boundCoefficient(rest) - expected)).toBeLessThanOrEqual(1e-9 * Math.abs(expected));
  });

  it('is of the material there', () => {
    const [, region] = regionMaterials(film({ closure: 'landau-lifshitz' }, { regions: [{ geometry: { shape: 'rectangle' }, material: { Ms: 4e5 }, transport: { conductivity: 8e6, polarization: 0.3 } }] }));
    expect(boundCoefficient(region)).toBeCloseTo(kappa(0.3, 8e6, 4e5), 25);
  });

  it('is 0 where nothing conducts', () => {
    expect(regionMaterials(film({ closure: 'open', conductivity: null })).map(boundCoefficient)).toEqual([0]);
    expect(closestToBound(film({ closure: 'circuit', beta: 0 }), nowhere, turning(0.1, 0.2))).toBeNull();
  });
});

describe('the state', () => {
  const scene = film({ closure: 'landau-lifshitz' });
  it('of a spiral has one gradient: both axes add up', () => {
    const [p, q] = [0.3, 0.2];
    const found = closestToBound(scene, nowhere, turning(p, q))!;
    const value = kappa(0.6, 4e6, 8e5) * ((Math.sin(p) / dx) ** 2 + (Math.sin(q) / dy) ** 2);
    expect(found.value / value).toBeCloseTo(1, 9);
    expect(found.ratio / (value / 0.02)).toBeCloseTo(1, 9);
  });

  it('with gradients at right angles has the larger of the two', () => {
    const m = new Float64Array(3 * nx * ny).fill(0);
    for (let i = 0; i < nx * ny; i++) m[3 * i] = 1;
    const [x, y] = [4, 3], put = (a: number, b: number, v: number[]) => m.set(v, 3 * (b * nx + a));
    put(x - 1, y, [Math.cos(0.1), -Math.sin(0.1), 0]);
    put(x + 1, y, [Math.cos(0.1), Math.sin(0.1), 0]);
    put(x, y - 1, [Math.cos(0.3), 0, -Math.sin(0.3)]);
    put(x, y + 1, [Math.cos(0.3), 0, Math.sin(0.3)]);
    const { at, value } = closestToBound(scene, nowhere, m)!;
    expect(at).toEqual([4.5 * dx, 3.5 * dy]);
    expect(value / (kappa(0.6, 4e6, 8e5) * (Math.sin(0.3) / dy) ** 2)).toBeCloseTo(1, 9);
  });

  it('is judged with the alpha of every region, empty cells left out', () => {
    const [p, q] = [0.3, 0];
    const two = film({ closure: 'landau-lifshitz' }, { regions: [{ geometry: { shape: 'rectangle' }, material: { alpha: 0.001 } }] });
    const regions = nowhere.slice(), m = turning(p, q);
    regions[3 * nx + 5] = regions[2 * nx + 2] = 1;
    m.fill(0, 3 * (3 * nx + 5), 3 * (3 * nx + 5) + 3); // the first of the two holds no magnet
    const found = closestToBound(two, regions, m)!;
    expect(found).toMatchObject({ region: 1, alpha: 0.001, at: [2.5 * dx, 2.5 * dy] });
  });

  it('without damping is beyond it wherever m varies', () => {
    const undamped = film({ closure: 'landau-lifshitz' }, { material: { Ms: 8e5, A: 1.3e-11, alpha: 0 } });
    expect(closestToBound(undamped, nowhere, turning(0.1, 0))!.ratio).toBe(Infinity);
    expect(closestToBound(undamped, nowhere, turning(0, 0))!.ratio).toBe(0);
  });
});

describe('the line', () => {
  const closest = { ratio: 1.5, value: 0.03, alpha: 0.02, region: 0, at: [1.2e-8, 3.4e-8] as [number, number] };
  it.each<[string, Partial<NonNullable<SceneInput['transport']>>, string]>([
    ['in the fields', { closure: 'landau-lifshitz' }, 'transport.closure: kappa |grad m|^2 = 0.03 exceeds alpha = 0.02 at (1.2e-8, 3.4e-8) m at t = 2e-10 s: the heat of docs/physics.md section 11 can become negative there'],
    ['of two bands', { closure: 'two-band', spinFlipLength: 1e-8 }, 'transport.beta: beta^2 kappa |grad m|^2/P^2 = 0.03 exceeds alpha = 0.02 at (1.2e-8, 3.4e-8) m at t = 2e-10 s: the heat of docs/physics.md section 10 can become negative there'],
    ['of one', {}, 'transport.beta: beta^2 kappa |grad m|^2 = 0.03 exceeds alpha = 0.02 at (1.2e-8, 3.4e-8) m at t = 2e-10 s: the heat of docs/physics.md section 5 can become negative there'],
  ])('%s', (_what, transport, line) => expect(boundNote(film(transport), closest, 2e-10)).toBe(line));
  it('names a region', () => expect(boundNote(film({}), { ...closest, region: 2 }, 0)).toContain('(1.2e-8, 3.4e-8) m in regions.1 at t = 0 s'));
});
