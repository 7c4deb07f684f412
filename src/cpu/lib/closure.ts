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
