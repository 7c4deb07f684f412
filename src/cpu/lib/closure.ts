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
 * The heat of a cell of a wire in the forces' other representation: [that of the effective field alone, that of it and the electric field
 * together]. Vectors of three; d is the gradient times P. docs/physics.md, section 12.
 */
export function wireHeat(conductance: number, alpha: number, beta: number, m: Vec, d: Vec, B: Vec, j: number, rate: Vec): [number, number] {
  const cross = (a: Vec, b: Vec) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
  const dot = (a: Vec, b: Vec) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  const across = cross(m, d), turned = cross(m, B), damped = cross(m, turned), scale = 1 / (1 + alpha * alpha);
  const force = (v: Vec) => beta * dot(v, d) - dot(v, across);
  const drift = [0, 1, 2].map((k) => -(turned[k] + alpha * damped[k]) * scale);
  const lever = [0, 1, 2].map((k) => ((1 + alpha * beta) * d[k] - (beta - alpha) * across[k]) * scale);
  const open = 1 - conductance * force(lever);
  const pumped = force(drift) / open;
  const without = [0, 1, 2].map((k) => drift[k] + conductance * pumped * lever[k]);
  return [dot(B, without), conductance * open * (j - pumped) * pumped + dot(B, rate) - dot(B, without)];
}

/** The same in one cell of a film: (1 - chi S) q = chi s0; s0 of the drift, S_ik the emf along i of the lever of k. */
export function localCurrents(chi: number, sx: number, sy: number, sxx: number, sxy: number, syx: number, syy: number): [number, number] {
  const a = 1 - chi * sxx, b = -chi * sxy, c = -chi * syx, d = 1 - chi * syy;
  const det = a * d - b * c;
  return [(chi * (d * sx - b * sy)) / det, (chi * (a * sy - c * sx)) / det];
}
