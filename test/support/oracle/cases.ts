/**
 * The wires that the physics tests use, as oracles and as scenes. Soft, well damped materials: in units of D and
 * 1/(gamma B_W) the physics is that of permalloy, and a run costs a tenth.
 */
import { E, GAMMA, HBAR } from './constants.js';
import type { WireScene } from './scene.js';
import { OracleWire, type WireParams } from './wire.js';
import type { WallMaterial } from '../theory.js';

/** D0 = 20 nm: A/Ku = 4e-16 m^2. Kp/Ku = 0.5, so the angle settles fast; steady Walker motion is exact at any Kp/Ku. */
export const steadyWall: WallMaterial = { Ms: 8e5, A: 1.3e-11, alpha: 0.3, gamma: GAMMA, Ku: 3.25e4, Kp: 1.625e4 };
/** Kp/Ku = 0.05: the closed forms above B_W hold for small Kp/Ku. */
export const turningWall: WallMaterial = { ...steadyWall, alpha: 0.2, Kp: 1.625e3 };
/** No hard axis: the wall turns at a steady rate, and its velocity is proportional to its damping. */
export const freeWall: WallMaterial = { ...steadyWall, alpha: 0.02, Kp: 0 };
export const D0 = 20e-9;
export const WIDTH = 100e-9, THICKNESS = 10e-9;
export const AREA = WIDTH * THICKNESS;

/** A wire of the given wall material, easy axis along x, hard axis z; transport open unless overridden. */
export function wallWire(w: WallMaterial, cells: number, dx: number, more: Partial<WireParams> = {}): OracleWire {
  return new OracleWire({
    cells, dx, area: AREA, periodic: false,
    Ms: w.Ms, A: w.A, alpha: w.alpha, gamma: w.gamma,
    anisotropy: [
      { kind: 'uniaxial', axis: [1, 0, 0], Ku1: w.Ku, Ku2: 0 },
      { kind: 'uniaxial', axis: [0, 0, 1], Ku1: -w.Kp, Ku2: 0 },
    ],
    demag: null, field: () => [0, 0, 0],
    polarization: 0.6, beta: 0.04, conductivity: 4e6, closure: 'open',
    current: () => 0, voltage: () => 0, load: 0, gradientOrder: 4,
    ...more,
  });
}

export interface WallRun {
  /** Cells per D0, wire length and start of the wall in units of D0. */
  perD: number;
  length: number;
  at: number;
  phi: number;
  /** tanh/sech width in m. */
  width: number;
  B?: number;
  duration: number;
  sampleEvery: number;
  transport?: WireScene['transport'];
  run?: Partial<WireScene['run']>;
}

/** A head-to-head wall in a wire of the given material, as a scene. */
export function wallScene(w: WallMaterial, r: WallRun): WireScene {
  const anisotropy: NonNullable<WireScene['material']['anisotropy']> = [{ axis: [1, 0, 0], Ku1: w.Ku }];
  if (w.Kp !== 0) anisotropy.push({ axis: [0, 0, 1], Ku1: -w.Kp });
  return {
    grid: { cells: [Math.round(r.length * r.perD), 1], cellSize: [D0 / r.perD, WIDTH, THICKNESS] },
    material: { Ms: w.Ms, A: w.A, alpha: w.alpha, gamma: w.gamma, anisotropy },
    initial: { kind: 'wall', left: [1, 0, 0], centre: [0, Math.cos(r.phi), Math.sin(r.phi)], right: [-1, 0, 0], at: r.at * D0, width: r.width },
    field: { B: [r.B ?? 0, 0, 0] },
    transport: r.transport,
    run: { duration: r.duration, ...r.run },
    output: { sampleEvery: r.sampleEvery },
  };
}

/** Charge current density that drifts the spins at u (m/s) along +x of the wall: j = -u/b. */
export function currentForDrift(w: WallMaterial, polarization: number, u: number): number {
  return (-u * 2 * E * w.Ms) / (w.gamma * HBAR * polarization);
}
