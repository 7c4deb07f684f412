/** Small dense symmetric matrices, row after row. */

/**
 * Inverse of a symmetric, positive semidefinite matrix on what is not its kernel; the kernel may hold vectors that are constant on a set of
 * connected unknowns, and unknowns without any entry.
 * @param a n x n  Throws Error where the kernel is of another kind.
 */
export function pseudoInverse(a: Float64Array, n: number): Float64Array {
  const regular = a.slice();
  let scale = 0;
  for (let i = 0; i < n; i++) scale = Math.max(scale, a[i * n + i]);
  const kernels: number[][] = [], empty: number[] = [];
  for (const part of connected(a, n, 1e-14 * scale)) {
    if (part.every((i) => a[i * n + i] <= 1e-14 * scale)) {
      empty.push(...part);
      for (const i of part) for (let k = 0; k < n; k++) regular[i * n + k] = regular[k * n + i] = i === k ? 1 : 0;
      continue;
    }
    const weights = constantOf(a, n, part);
    if (!weights) continue;
    let size = 0;
    for (const value of weights) size += value * value;
    const vector = new Array<number>(n).fill(0);
    part.forEach((i, k) => (vector[i] = weights[k] / Math.sqrt(size)));
    kernels.push(vector);
    for (const i of part) for (const k of part) regular[i * n + k] += scale * vector[i] * vector[k];
  }
  const out = choleskyInverse(regular, n);
  for (const vector of kernels) {
    for (let i = 0; i < n; i++) if (vector[i] !== 0) for (let k = 0; k < n; k++) out[i * n + k] -= (vector[i] * vector[k]) / scale;
  }
  for (const i of empty) out[i * n + i] = 0;
  return out;
}

/** Unknowns that hang together. */
function connected(a: Float64Array, n: number, least: number): number[][] {
  const seen = new Uint8Array(n), parts: number[][] = [];
  for (let start = 0; start < n; start++) {
    if (seen[start]) continue;
    const part = [start];
    seen[start] = 1;
    for (const i of part) {
      for (let k = 0; k < n; k++) {
        if (seen[k] || Math.abs(a[i * n + k]) <= least) continue;
        seen[k] = 1;
        part.push(k);
      }
    }
    parts.push(part);
  }
  return parts;
}

/** The vector of the kernel on these unknowns, by inverse iteration; null where the matrix is regular there. */
function constantOf(a: Float64Array, n: number, part: readonly number[]): number[] | null {
  const m = part.length;
  const own = new Float64Array(m * m);
  let trace = 0;
  for (let i = 0; i < m; i++) {
    for (let k = 0; k < m; k++) own[i * m + k] = a[part[i] * n + part[k]];
    trace += own[i * m + i];
  }
  const shift = (1e-8 * trace) / m;
  const shifted = own.slice();
  for (let i = 0; i < m; i++) shifted[i * m + i] += shift;
  const inverse = choleskyInverse(shifted, m);
  let vector = new Array<number>(m).fill(1 / Math.sqrt(m));
  for (let round = 0; round < 4; round++) {
    const next = vector.map((_, i) => vector.reduce((sum, value, k) => sum + inverse[i * m + k] * value, 0));
    const size = Math.hypot(...next);
    vector = next.map((value) => value / size);
  }
  let quotient = 0;
  for (let i = 0; i < m; i++) for (let k = 0; k < m; k++) quotient += vector[i] * own[i * m + k] * vector[k];
  return Math.abs(quotient) <= (1e-10 * trace) / m ? vector : null;
}

/** Throws Error where the matrix is not positive definite. */
function choleskyInverse(a: Float64Array, n: number): Float64Array {
  const l = a.slice();
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = l[i * n + j];
      for (let k = 0; k < j; k++) sum -= l[i * n + k] * l[j * n + k];
      if (i > j) l[i * n + j] = sum / l[j * n + j];
      else if (sum > 0) l[i * n + i] = Math.sqrt(sum);
      else throw new Error(`a matrix of conduction is not positive: pivot ${sum} in row ${i}`);
    }
  }
  const out = new Float64Array(n * n), x = new Float64Array(n);
  for (let c = 0; c < n; c++) {
    for (let i = c; i < n; i++) {
      let sum = i === c ? 1 : 0;
      for (let k = c; k < i; k++) sum -= l[i * n + k] * x[k];
      x[i] = sum / l[i * n + i];
    }
    for (let i = n - 1; i >= c; i--) {
      let sum = x[i];
      for (let k = i + 1; k < n; k++) sum -= l[k * n + i] * out[k * n + c];
      out[i * n + c] = out[c * n + i] = sum / l[i * n + i];
    }
  }
  return out;
}

/** The inverse of a symmetric, positive semidefinite matrix where its eigenvalues are more than `least`, by Jacobi's rotations: for a few leads. */
export function symmetricInverse(matrix: readonly (readonly number[])[], least: number): number[][] {
  const n = matrix.length, a = matrix.map((row) => [...row]), v = matrix.map((_, i) => matrix.map((_unused, k) => Number(i === k)));
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    for (let i = 0; i < n; i++) for (let k = 0; k < i; k++) off = Math.max(off, Math.abs(a[i][k]));
    if (off === 0) break;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        if (a[p][q] === 0) continue;
        const theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(theta, 1)), c = 1 / Math.hypot(t, 1), s = t * c;
        for (let k = 0; k < n; k++) [a[k][p], a[k][q]] = [c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q]];
        for (let k = 0; k < n; k++) [a[p][k], a[q][k]] = [c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k]];
        for (let k = 0; k < n; k++) [v[k][p], v[k][q]] = [c * v[k][p] - s * v[k][q], s * v[k][p] + c * v[k][q]];
      }
    }
  }
  return v.map((_, i) => v.map((_unused, k) => a.reduce((sum, row, m) => (row[m] > least ? sum + (v[i][m] * v[k][m]) / row[m] : sum), 0)));
}
