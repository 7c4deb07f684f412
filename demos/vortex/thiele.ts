/**
 * The frequency at which Thiele's equation expects a vortex to go round in a disk, with the stiffness of the two-vortices model (K. Yu. Guslienko
 * et al., J. Appl. Phys. 91, 8037 (2002)): displaced by s R the vortex bears the volume charge -2 Ms s sin(phi)/R and none on the rim, so that
 *
 *     omega = 2 gamma mu0 Ms F(L/R),   F(b) = Int_0^inf dt/t f(b t) (Int_0^1 r J1(r t) dr)^2,   f(x) = 1 - (1 - e^-x)/x
 *
 * Exchange and the rim's own charge are left out; they nearly cancel.
 */
const MU0 = 1.25663706127e-6; // N/A^2, CODATA 2022

/** J1(x) by its integral, whose integrand is periodic: the sum is exact to round-off for x below the number of points. */
function bessel(x: number): number {
  const points = 128;
  let sum = 0;
  for (let k = 0; k < points; k++) {
    const a = ((k + 0.5) * Math.PI) / points;
    sum += Math.cos(a - x * Math.sin(a));
  }
  return sum / points;
}

/** Hz. @param gamma rad/(s T) */
export function gyrationFrequency(Ms: number, radius: number, thickness: number, gamma: number): number {
  const [dt, points] = [0.1, 40];
  let F = 0;
  for (let t = dt / 2; t < 60; t += dt) {
    let inner = 0;
    for (let k = 0; k < points; k++) inner += (((k + 0.5) / points) * bessel((t * (k + 0.5)) / points)) / points;
    const x = (t * thickness) / radius;
    F += (dt / t) * (1 - (1 - Math.exp(-x)) / x) * inner ** 2;
  }
  return (gamma * MU0 * Ms * F) / Math.PI;
}
