/**
 * Twin of shaders/lib/closure.wgsl: who closes the circuit, and the current q that flows. A row of sums has eight
 * entries, see the shader. docs/physics.md, section 4.
 */
type Vec = ArrayLike<number>;

/** One current for the whole wire, its own back-reaction in it: q = (bias + chi G0) / (1 - chi G1). */
export function circuitCurrent(bias: number, chi: number, beta: number, sums: Vec, at: number): number {
  const ofDrift = sums[at + 3] + beta * sums[at + 5];
  const ofLever = sums[at + 4] + beta * sums[at + 6];
  return (bias + chi * ofDrift) / (1 - chi * ofLever);
}

/** The same in one cell whose field E is zero, from berry + beta slide of drift and of lever. */
export function localCurrent(chi: number, ofDrift: number, ofLever: number): number {
  return (chi * ofDrift) / (1 - chi * ofLever);
}

/**
 * The heat of a cell of a wire in the forces' other representation, into out: that of the effective field alone, that of it and the electric field
 * together. Vectors of three; ofDrift, ofLever: P times the motive force of drift and of lever. docs/physics.md, section 12.
 */
export function wireHeat(conductance: number, B: Vec, drift: Vec, lever: Vec, ofDrift: number, ofLever: number, j: number, rate: Vec, out: Float64Array): void {
  const open = 1 - conductance * ofLever;
  const pumped = ofDrift / open;
  let without = 0, all = 0;
  for (let k = 0; k < 3; k++) {
    without += B[k] * (drift[k] + conductance * pumped * lever[k]);
    all += B[k] * rate[k];
  }
  out[0] = without;
  out[1] = conductance * open * (j - pumped) * pumped + all - without;
}

/** The same in one cell of a film: (1 - chi S) q = chi s0; s0 of the drift, S_ik the emf along i of the lever of k. */
export function localCurrents(chi: number, sx: number, sy: number, sxx: number, sxy: number, syx: number, syy: number): [number, number] {
  const a = 1 - chi * sxx, b = -chi * sxy, c = -chi * syx, d = 1 - chi * syy;
  const det = a * d - b * c;
  return [(chi * (d * sx - b * sy)) / det, (chi * (a * sy - c * sx)) / det];
}
