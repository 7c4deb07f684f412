/**
 * Means of a moving wall, from samples of the oracle or of the library alike: same columns, same arithmetic, so that a
 * difference between the two is a difference of physics.
 */
export interface Trace {
  readonly t: ArrayLike<number>; // s
  readonly x: ArrayLike<number>; // m
  readonly phi: ArrayLike<number>; // rad, unwrapped
  readonly emf: ArrayLike<number>; // V
  readonly I: ArrayLike<number>; // A
}

export interface Rates { v: number; phiRate: number; emf: number; I: number; duration: number }

/** Mean rates between two times, linear between samples; emf and I by the trapezoidal rule. */
export function meanRates(trace: Trace, t0: number, t1: number): Rates {
  const { t } = trace;
  const at = (y: ArrayLike<number>, time: number): number => {
    let k = 1;
    while (k < t.length - 1 && t[k] < time) k++;
    return y[k - 1] + ((time - t[k - 1]) / (t[k] - t[k - 1])) * (y[k] - y[k - 1]);
  };
  const integral = (y: ArrayLike<number>): number => {
    let s = 0, lastT = t0, lastY = at(y, t0);
    for (let k = 0; k < t.length && t[k] < t1; k++) {
      if (t[k] <= t0) continue;
      s += 0.5 * (lastY + y[k]) * (t[k] - lastT);
      lastT = t[k];
      lastY = y[k];
    }
    return s + 0.5 * (lastY + at(y, t1)) * (t1 - lastT);
  };
  const span = t1 - t0;
  return {
    v: (at(trace.x, t1) - at(trace.x, t0)) / span,
    phiRate: (at(trace.phi, t1) - at(trace.phi, t0)) / span,
    emf: integral(trace.emf) / span,
    I: integral(trace.I) / span,
    duration: span,
  };
}

/** Mean rates over `turns` half turns of a wall whose angle grows, from the first time it passes phi0. Throws if it never gets there. */
export function meanOverHalfTurns(trace: Trace, phi0: number, turns = 1): Rates {
  const passes = (phi: number): number => {
    for (let k = 1; k < trace.t.length; k++) {
      if (trace.phi[k - 1] <= phi && trace.phi[k] > phi) return trace.t[k - 1] + ((phi - trace.phi[k - 1]) / (trace.phi[k] - trace.phi[k - 1])) * (trace.t[k] - trace.t[k - 1]);
    }
    throw new Error(`the wall's angle never passes ${phi} rad; it ends at ${trace.phi[trace.phi.length - 1]}`);
  };
  return meanRates(trace, passes(phi0), passes(phi0 + turns * Math.PI));
}
