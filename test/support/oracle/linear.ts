/** Dense linear systems by LU with partial pivoting, for the oracles. Nothing here is from src. */

/** The solver of A x = b for a matrix [n * n] by rows, which is overwritten. A singular matrix is an error. */
export function factor(A: Float64Array, n: number): (b: ArrayLike<number>) => Float64Array<ArrayBuffer> {
  const order = Array.from({ length: n }, (_, i) => i);
  // Rows of very different units: pivots are compared after each row has been scaled by its largest entry.
  const scale = new Float64Array(n);
  for (let i = 0; i < n; i++) for (let k = 0; k < n; k++) scale[i] = Math.max(scale[i], Math.abs(A[i * n + k]));
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(A[order[i] * n + k]) * scale[order[best]] > Math.abs(A[order[best] * n + k]) * scale[order[i]]) best = i;
    [order[k], order[best]] = [order[best], order[k]];
    const p = order[k] * n, pivot = A[p + k];
    if (!(Math.abs(pivot) > 1e-13 * scale[order[k]])) throw new Error(`a singular matrix: pivot ${k} of ${n} is ${pivot}`);
    for (let i = k + 1; i < n; i++) {
      const r = order[i] * n;
      if (A[r + k] === 0) continue;
      const f = (A[r + k] /= pivot);
      for (let c = k + 1; c < n; c++) A[r + c] -= f * A[p + c];
    }
  }
  return (b) => {
    const x = Float64Array.from(order, (row) => b[row]);
    for (let i = 0; i < n; i++) for (let k = 0; k < i; k++) x[i] -= A[order[i] * n + k] * x[k];
    for (let i = n - 1; i >= 0; i--) {
      for (let k = i + 1; k < n; k++) x[i] -= A[order[i] * n + k] * x[k];
      x[i] /= A[order[i] * n + i];
    }
    return x;
  };
}
