/**
 * Gauss rules made on the spot, to full precision: nodes and weights of the orthogonal polynomials of a weight.
 * Source: W. Gautschi, Orthogonal Polynomials (Oxford, 2004), section 2.2 (discretized Stieltjes procedure).
 */

export interface Rule {
  /** In increasing order. */
  readonly nodes: readonly number[];
  readonly weights: readonly number[];
}

/** n-point rule for the weight 1 on [0, 1]: exact for polynomials of degree 2n - 1. */
export function legendreRule(n: number): Rule {
  // Three-term recurrence of the Legendre polynomials on [-1, 1], monic.
  const rule = ruleOf(n, (k) => (k * k) / (4 * k * k - 1), 2);
  return { nodes: rule.nodes.map((x) => (x + 1) / 2), weights: rule.weights.map((w) => w / 2) };
}

/**
 * n-point rule for the weight 1 - |u| on [-1, 1], the overlap of two equal intervals: averages a function of the
 * distance over both. Exact for polynomials of degree 2n - 1; n up to 15.
 */
export function overlapRule(n: number): Rule {
  const { nodes, weights } = legendreRule(16);
  const inner = (f: (u: number) => number) => nodes.reduce((sum, u, i) => sum + 2 * weights[i] * (1 - u) * f(u), 0);
  const beta = [0];
  const norms = [1];
  for (let k = 1; k < n; k++) {
    norms.push(inner((u) => values(beta, k, u)[k] ** 2));
    beta.push(norms[k] / norms[k - 1]);
  }
  return ruleOf(n, (k) => beta[k], 1);
}

/** Monic polynomials p_0 ... p_n of an even weight at x, from p_(k+1) = x p_k - beta_k p_(k-1). */
function values(beta: readonly number[], n: number, x: number): number[] {
  const p = [1, x];
  for (let k = 1; k < n; k++) p.push(x * p[k] - beta[k] * p[k - 1]);
  return p;
}

/** @param beta_ recurrence coefficients from k = 1 on  @param total integral of the weight over [-1, 1] */
function ruleOf(n: number, beta_: (k: number) => number, total: number): Rule {
  const beta = Array.from({ length: n }, (_, k) => (k === 0 ? 0 : beta_(k)));
  // The zeros of p_(k-1) part those of p_k.
  let nodes: number[] = [];
  for (let k = 1; k <= n; k++) {
    const ends = [-1, ...nodes, 1];
    nodes = Array.from({ length: k }, (_, i) => zero((x) => values(beta, k, x)[k], ends[i], ends[i + 1]));
  }
  const weights = nodes.map((x) => {
    const p = values(beta, n, x);
    let norm = total, sum = 0;
    for (let k = 0; k < n; k++) {
      if (k > 0) norm *= beta[k];
      sum += p[k] ** 2 / norm;
    }
    return 1 / sum;
  });
  return { nodes, weights };
}

function zero(f: (x: number) => number, low: number, high: number): number {
  const rising = f(high) > 0;
  let a = low, b = high;
  for (;;) {
    const middle = (a + b) / 2;
    if (middle <= a || middle >= b) return middle;
    if (f(middle) > 0 === rising) b = middle;
    else a = middle;
  }
}
