/**
 * Constants of the oracles, written out once more on purpose: nothing here comes from src.
 * SI 2019 exact values (BIPM, SI Brochure, 9th edition); mu0 and muB from CODATA 2022.
 */
export const E = 1.602176634e-19; // C
export const HBAR = 6.62607015e-34 / (2 * Math.PI); // J s
export const MU0 = 1.25663706127e-6; // T m/A
export const MU_B = 9.2740100657e-24; // J/T
export const GAMMA = 1.760859e11; // rad/(s T), the scene's default
