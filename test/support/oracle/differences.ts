/** Finite differences of a scalar function of the magnetization: the field that an energy implies, B = -(1/(Ms V)) dE/dm. */

/**
 * Centred differences of fourth order (five points) in every component of m, without keeping |m| = 1, so that also the
 * component along m is tested. `step` is in units of |m|.
 */
export function energyGradient(energy: (m: Float64Array) => number, m: Float64Array, step = 1e-2): Float64Array {
  const out = new Float64Array(m.length);
  const y = Float64Array.from(m);
  for (let i = 0; i < m.length; i++) {
    const at = (h: number): number => {
      y[i] = m[i] + h;
      const e = energy(y);
      y[i] = m[i];
      return e;
    };
    out[i] = (8 * (at(step) - at(-step)) - (at(2 * step) - at(-2 * step))) / (12 * step);
  }
  return out;
}

/** Slope of log(error) against log(step): the observed order of convergence, by least squares. */
export function observedOrder(steps: readonly number[], errors: readonly number[]): number {
  const x = steps.map(Math.log), y = errors.map((e) => Math.log(Math.abs(e)));
  const mx = x.reduce((a, b) => a + b) / x.length, my = y.reduce((a, b) => a + b) / y.length;
  let num = 0, den = 0;
  for (let i = 0; i < x.length; i++) {
    num += (x[i] - mx) * (y[i] - my);
    den += (x[i] - mx) ** 2;
  }
  return num / den;
}
