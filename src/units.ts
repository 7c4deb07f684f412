/**
 * Physical constants in SI units and the three transport coefficients that follow from them.
 *
 * Source: CODATA 2022 (NIST, https://physics.nist.gov/cuu/Constants). h, e and kB are exact in the SI; mu0 and muB are
 * measured. The transport coefficients all come from one gamma and one hbar: with mixed constants (hbar gamma in one
 * place, g muB in another) torque and motive force are not reciprocal and the energy balance cannot close.
 */

/** Reduced Planck constant, J s (exact: h/2pi with h = 6.62607015e-34). */
export const hbar = 6.62607015e-34 / (2 * Math.PI);
/** Elementary charge, C (exact). */
export const e = 1.602176634e-19;
/** Vacuum permeability, N/A^2 = T m/A. */
export const mu0 = 1.25663706127e-6;
/** Bohr magneton, J/T. */
export const muB = 9.2740100657e-24;
/** Boltzmann constant, J/K (exact). */
export const kB = 1.380649e-23;

/** Gyromagnetic ratio used where a scene gives none, rad/(s T). Positive by convention. */
export const GAMMA_DEFAULT = 1.760859e11;

/** hbar gamma/2 in J/T: the moment that plays the Bohr magneton's part for this gamma (g muB = hbar gamma). */
export function muB_g(gamma: number): number {
  return (hbar * gamma) / 2;
}

/** b = gamma hbar P/(2 e Ms) in m^3/C: |b j| is the spin-drift velocity. */
export function torqueCoefficient(gamma: number, polarization: number, Ms: number): number {
  return (gamma * hbar * polarization) / (2 * e * Ms);
}

/** s0 = hbar P/(2 e) in V s: the motive field is s0 times a rate of turn and a gradient of m. */
export function motiveCoefficient(polarization: number): number {
  return (hbar * polarization) / (2 * e);
}

/** kappa = b sigma s0 = gamma hbar^2 P^2 sigma/(4 e^2 Ms) in m^2: the strength of the pumped current's back-reaction. */
export function backReaction(gamma: number, polarization: number, Ms: number, sigma: number): number {
  return torqueCoefficient(gamma, polarization, Ms) * sigma * motiveCoefficient(polarization);
}
