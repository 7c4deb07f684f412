/**
 * Closed forms that the solver must reproduce, each with its source. SI units, fields in T. Nothing here is from src.
 *
 * Conventions: head-to-head wall (m = +x on the left) at X with angle phi = atan2(mz, my); easy axis Ku along x, hard
 * axis +Kp mz^2; j is charge current along +x, so u = b j pushes the wall to -x.
 */
import { E, HBAR, MU_B } from './oracle/constants.js';

export interface WallMaterial {
  readonly Ms: number;
  readonly A: number;
  readonly alpha: number;
  readonly gamma: number;
  readonly Ku: number;
  readonly Kp: number;
}

/** b = gamma hbar P / (2 e Ms), m^3/C: |b j| is the spin-drift velocity u. Zhang and Li, PRL 93, 127204 (2004), without 1/(1 + beta^2). */
export function driftCoefficient(gamma: number, Ms: number, polarization: number): number {
  return (gamma * HBAR * polarization) / (2 * E * Ms);
}

/** kappa = gamma hbar^2 P^2 sigma / (4 e^2 Ms), m^2. Brataas et al., "Spin Pumping and Spin Transfer" (2011), eq. (19). */
export function textureDamping(gamma: number, Ms: number, polarization: number, conductivity: number): number {
  return (gamma * HBAR ** 2 * polarization ** 2 * conductivity) / (4 * E ** 2 * Ms);
}

/** D(phi) = sqrt(A/(Ku + Kp sin^2 phi)). Schryer and Walker, J. Appl. Phys. 45, 5406 (1974). */
export function wallWidth(w: WallMaterial, phi: number): number {
  return Math.sqrt(w.A / (w.Ku + w.Kp * Math.sin(phi) ** 2));
}

/** B_W = alpha Kp/Ms: alpha times half the hard axis' anisotropy field. Schryer and Walker (1974). */
export function walkerField(w: WallMaterial): number {
  return (w.alpha * w.Kp) / w.Ms;
}

/** Angle of the steady wall below B_W: sin 2 phi = B/B_W. Schryer and Walker (1974). */
export function walkerAngle(w: WallMaterial, B: number): number {
  return 0.5 * Math.asin(B / walkerField(w));
}

/** v = gamma D(phi) B / alpha, exact below B_W. Schryer and Walker (1974). */
export function walkerVelocity(w: WallMaterial, B: number): number {
  return (w.gamma * wallWidth(w, walkerAngle(w, B)) * B) / w.alpha;
}

/** Above B_W, small Kp/Ku: mean rate of phi, rad/s, gamma sqrt(B^2 - B_W^2)/(1 + alpha^2). Schryer and Walker (1974). */
export function meanPhiRate(w: WallMaterial, B: number): number {
  return (w.gamma * Math.sqrt(B * B - walkerField(w) ** 2)) / (1 + w.alpha ** 2);
}

/** Above B_W, small Kp/Ku: mean velocity (D0/alpha)(gamma B - <dphi/dt>). Schryer and Walker (1974). */
export function meanVelocity(w: WallMaterial, B: number): number {
  return (wallWidth(w, 0) / w.alpha) * (w.gamma * B - meanPhiRate(w, B));
}

/** Below u_W a current u alone moves the wall at beta u/alpha. Thiaville, Nakatani, Miltat, Suzuki, EPL 69, 990 (2005). */
export function currentVelocity(w: WallMaterial, beta: number, u: number): number {
  return (beta * u) / w.alpha;
}

/**
 * Largest u a wall bears before it starts to turn, field-free: (gamma Kp/Ms) max over phi of D(phi) sin 2 phi, over
 * |beta/alpha - 1|. beta = 0 gives the intrinsic pinning u_c of Tatara and Kohno, PRL 92, 086601 (2004); beta > 0 the
 * breakdown u_W of Thiaville et al. (2005). For Kp << Ku the maximum is D0, their form; this one is exact for the wire.
 */
export function criticalDrift(w: WallMaterial, beta: number): number {
  let best = 0;
  for (let k = 0; k <= 20000; k++) {
    const phi = (k / 20000) * (Math.PI / 2);
    best = Math.max(best, wallWidth(w, phi) * Math.sin(2 * phi));
  }
  return (w.gamma * w.Kp * best) / (w.Ms * Math.abs(beta / w.alpha - 1));
}

/**
 * Angle of the steady, current-driven wall, `drift` = b j with its sign: from v/D - alpha dphi/dt = (gamma Kp/Ms) sin 2 phi - b j/D
 * at dphi/dt = 0 and v = -beta b j/alpha (Thiaville et al., 2005).
 */
export function currentAngle(w: WallMaterial, beta: number, drift: number): number {
  let phi = 0;
  for (let k = 0; k < 200; k++) phi = 0.5 * Math.asin(((1 - beta / w.alpha) * drift * w.Ms) / (w.gamma * w.Kp * wallWidth(w, phi)));
  return phi;
}

/** 2 P muB_g / e = P hbar gamma / e, V/T, with muB_g = hbar gamma/2. Barnes and Maekawa, PRL 98, 246601 (2007); Saslow (2007), eq. (88). */
export function emfPerField(gamma: number, polarization: number): number {
  return (polarization * HBAR * gamma) / E;
}

/** Int s dx of a head-to-head wall: -(P hbar/e)(dphi/dt + beta v/D). Duine, PRB 77, 014409 (2008); Tserkovnyak and Mecklenburg, PRB 77, 134407 (2008). */
export function wallEmf(polarization: number, beta: number, phiRate: number, v: number, D: number): number {
  return -((polarization * HBAR) / E) * (phiRate + (beta * v) / D);
}

/** Mean |emf| / (P hbar gamma B/e) of an open wire: beta/alpha below B_W, x + (beta/alpha)(1 - x) above it, from the lines above. */
export function emfRatio(w: WallMaterial, beta: number, B: number): number {
  if (B <= walkerField(w)) return beta / w.alpha;
  const x = meanPhiRate(w, B) / (w.gamma * B);
  return x + (beta / w.alpha) * (1 - x);
}

/** Extra damping of the wall's angle in a closed loop: 2 kappa/(L D), L the wire's length plus the length of wire that the load is worth. */
export function loopDamping(kappa: number, length: number, D: number): number {
  return (2 * kappa) / (length * D);
}

/** Extra damping of the wall's angle in closure `local`: (2/3) kappa/D^2. Brataas et al. (2011), eq. (19), averaged over the wall. */
export function localDamping(kappa: number, D: number): number {
  return ((2 / 3) * kappa) / (D * D);
}

/**
 * The rigid wall without a hard axis (Kp = 0) in a closed loop, k = 2 kappa/(L D): the two Thiele equations
 *   (1 - beta k) dphi/dt + (alpha - beta^2 k) v/D = gamma B,   (1 - beta k) v/D = (alpha + k) dphi/dt
 * from eq. (1) with b j/D = -k (dphi/dt + beta v/D). Returns dphi/dt (rad/s), v/D (1/s).
 */
export function freeWallInLoop(alpha: number, beta: number, k: number, gammaB: number): { phiRate: number; vOverD: number } {
  const ratio = (alpha + k) / (1 - beta * k);
  const phiRate = gammaB / (1 - beta * k + (alpha - beta * beta * k) * ratio);
  return { phiRate, vOverD: ratio * phiRate };
}

/** Linear response of a wall, (v, I) = L (2 A_c Ms B, V). Brataas et al. (2011), eqs. (73)-(78), Walker ansatz. */
export interface WallResponse { Lww: number; Lwc: number; Lcw: number }

/** L_ww = gamma D/(2 alpha Ms A_c), L_wc = L_cw = -beta b/(alpha A_c R), to leading order in the back-reaction. */
export function wallResponse(w: WallMaterial, beta: number, polarization: number, area: number, resistance: number): WallResponse {
  const Lwc = (-beta * driftCoefficient(w.gamma, w.Ms, polarization)) / (w.alpha * area * resistance);
  return { Lww: (w.gamma * wallWidth(w, 0)) / (2 * w.alpha * w.Ms * area), Lwc, Lcw: Lwc };
}

/** alpha and beta back from a measured response and wall width: Brataas et al. (2011), eq. (78), G = 1/R. */
export function recoverAlphaBeta(r: { Lww: number; Lwc: number }, width: number, gamma: number, Ms: number, area: number, polarization: number, resistance: number): { alpha: number; beta: number } {
  return {
    alpha: (gamma * width) / (2 * area * Ms * r.Lww),
    beta: (-(E * width * resistance) / (HBAR * polarization)) * (r.Lwc / r.Lww),
  };
}

/** The numbers of Saslow, "Spin Pumping of Current in Non-Uniform Conducting Magnets" (2007), section VII.B, as he states them. */
export const saslowCobalt = { P: 0.6, Ms: 1.45e6, sigma: 3.4e7, e: 1.6e-19, muB: 9.3e-24, gamma: 1.9e11, delta: 10e-9 } as const;

export interface CobaltEstimates {
  xi: number; // m^2/(J s), eq. (81)
  R_ST: number; // T m/V, eq. (79)
  H_ST: number; // T at 1e4 V/m
  R_SP: number; // V/(T m), eq. (86)
  E_SP: number; // V/m at 0.1 T, eq. (85)
  voltage: number; // V, E_SP delta
  emfPerField: number; // V/T, eq. (88)
}

/** Eqs. (79)-(88) of Saslow (2007). */
export function cobaltEstimates(c: { P: number; Ms: number; sigma: number; e: number; muB: number; gamma: number; delta: number } = saslowCobalt): CobaltEstimates {
  const xi = (c.P * c.sigma * c.muB) / (c.e ** 2 * c.Ms);
  const R_ST = (xi * c.e) / (c.gamma * c.delta);
  const R_SP = (2 * c.e * c.Ms * xi) / (c.delta * c.sigma);
  return { xi, R_ST, H_ST: R_ST * 1e4, R_SP, E_SP: R_SP * 0.1, voltage: R_SP * 0.1 * c.delta, emfPerField: (2 * c.P * c.muB) / c.e };
}

/** Damped precession of a macrospin about a field B along z: tan(theta/2) decays at alpha gamma B/(1+alpha^2), the angle grows at gamma B/(1+alpha^2). Kikuchi, J. Appl. Phys. 27, 1352 (1956). */
export function macrospin(theta0: number, gamma: number, alpha: number, B: number, t: number): { theta: number; phi: number } {
  const w = (gamma * B) / (1 + alpha * alpha);
  return { theta: 2 * Math.atan(Math.tan(theta0 / 2) * Math.exp(-alpha * w * t)), phi: w * t };
}

/** One side of an interface between two-channel conductors: conductivity (S/m), polarization, spin-flip length (m), distance to where the channels are shorted (m). */
export interface Channels { sigma: number; P: number; flip: number; length?: number }

/** How strongly a side holds V_up - V_dn down, S/m^2: sigma (1 - P^2)/l, over tanh(length/l) where a short stands near. */
function spinConductance({ sigma, P, flip, length = Infinity }: Channels): number {
  return (sigma * (1 - P * P)) / (flip * Math.tanh(length / flip));
}

/** V_up - V_dn in V at an interface that a current density J (A/m^2) crosses from left to right. Valet and Fert, PRB 48, 7099 (1993); Wegrowe and Drouhin, Entropy 13, 316 (2011), eqs. (10), (11). */
export function spinAccumulation(left: Channels, right: Channels, J: number): number {
  return (2 * J * (left.P - right.P)) / (spinConductance(left) + spinConductance(right));
}

/** The same at a distance x (m, positive to the right) from the interface. */
export function accumulationProfile(left: Channels, right: Channels, J: number, x: number): number {
  const { flip, length = Infinity } = x < 0 ? left : right, at = Math.abs(x);
  const decay = length === Infinity ? Math.exp(-at / flip) : Math.sinh((length - at) / flip) / Math.sinh(length / flip);
  return spinAccumulation(left, right, J) * decay;
}

/** What the interface adds to resistance times area, ohm m^2: (P1 - P2)^2 over the spin conductances. Valet and Fert (1993): 2 beta^2 rho* l for opposite P; Wegrowe and Drouhin (2011), eq. (12). */
export function interfaceResistance(left: Channels, right: Channels): number {
  return (left.P - right.P) ** 2 / (spinConductance(left) + spinConductance(right));
}

/**
 * C(x), by how much a sech^2 force of width D smeared over l = x D works less on itself: 3 Int exp(-t) (u coth u - 1)/sinh^2 u dt, u = x t
 * (the correlation of sech^2 with itself is 4 (u coth u - 1)/sinh^2 u). 1 at x = 0, 3/(2 x) for large x. docs/physics.md, section 10.
 */
export function smearing(x: number): number {
  const correlation = (u: number) => (u < 1e-2 ? 1 / 3 - (2 * u * u) / 15 : (u / Math.tanh(u) - 1) / Math.sinh(Math.min(u, 300)) ** 2);
  const n = 200000, end = 40; // Simpson; for large x the integrand is as narrow as 1/x
  const span = Math.min(end, 20 / x), h = span / n;
  let sum = 0;
  for (let k = 0; k <= n; k++) sum += (k === 0 || k === n ? 1 : k % 2 === 1 ? 4 : 2) * Math.exp(-k * h) * correlation(x * k * h);
  return (3 * sum * h) / 3;
}

/** What two bands damp the angle of a wall of width D more than one band with the same P, in a long wire: (2/3) kappa1 (1 - P^2) C(l/D)/D^2. docs/physics.md, section 10. */
export function twoBandDamping(kappa1: number, P: number, D: number, flip: number): number {
  return ((2 / 3) * kappa1 * (1 - P * P) * smearing(flip / D)) / (D * D);
}

/** Int s dx of a head-to-head wall in the Landau-Lifshitz form, s = s0 gamma [d + beta m x d].B with B along x: -(P hbar gamma/e)[B + beta (Kp/Ms) sin 2 phi]. docs/physics.md, section 11. */
export function wallEmfOfFields(w: WallMaterial, polarization: number, beta: number, B: number, phi: number): number {
  return -emfPerField(w.gamma, polarization) * (B + ((beta * w.Kp) / w.Ms) * Math.sin(2 * phi));
}

/** emfRatio for the Landau-Lifshitz form: 1 + beta/alpha below B_W, 1 + (beta/alpha)(1 - x), x = sqrt(1 - (B_W/B)^2), above (small Kp/Ku). */
export function emfRatioOfFields(w: WallMaterial, beta: number, B: number): number {
  const x = B <= walkerField(w) ? 0 : Math.sqrt(1 - (walkerField(w) / B) ** 2);
  return 1 + (beta / w.alpha) * (1 - x);
}

/** Least alpha of the Landau-Lifshitz form for which heat is never negative: kappa times the largest eigenvalue of d_i.d_k (1/m^2). Saslow (2007), eq. (42), adiabatic pair alone. */
export function leastDampingOfFields(kappa: number, xx: number, xy = 0, yy = 0): number {
  return kappa * ((xx + yy) / 2 + Math.hypot((xx - yy) / 2, xy));
}

export { MU_B };
