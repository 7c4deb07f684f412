/**
 * The passes of src/math/fft.ts, one a radix, written out: a loop over the radix would take three times as long.
 * Each takes n/radix groups of inputs n/radix apart, turns them by the twiddles, and writes their transform `span` apart.
 */
export interface Step {
  readonly radix: number;
  /** Product of the radices before. */
  readonly span: number;
  /** Factors of the inputs but the first, for every place below `span`. */
  readonly twiddles: Float64Array;
}

/**
 * @param swap 0, or 1 to exchange real and imaginary parts on the way in and out, which makes the transform an inverse one
 * @param lower only the lower half of the results is wanted; passes may write the upper half all the same
 */
type Pass = (step: Step, n: number, count: number, from: Float64Array, to: Float64Array, swap: number, lower: boolean) => void;

const half = Math.SQRT1_2;
const sin3 = Math.sin((2 * Math.PI) / 3);
const cos5_1 = Math.cos((2 * Math.PI) / 5), cos5_2 = Math.cos((4 * Math.PI) / 5);
const sin5_1 = Math.sin((2 * Math.PI) / 5), sin5_2 = Math.sin((4 * Math.PI) / 5);
const cos7_1 = Math.cos((2 * Math.PI) / 7), cos7_2 = Math.cos((4 * Math.PI) / 7), cos7_3 = Math.cos((6 * Math.PI) / 7);
const sin7_1 = Math.sin((2 * Math.PI) / 7), sin7_2 = Math.sin((4 * Math.PI) / 7), sin7_3 = Math.sin((6 * Math.PI) / 7);

const pass2: Pass = ({ span, twiddles }, n, count, from, to, swap) => {
  const real = swap, imag = 1 - swap, width = 2 * count;
  const apart = (width * n) / 2, step = width * span, groups = n / (2 * span);
  for (let k = 0; k < span; k++) {
    const t = 2 * k;
    const c1 = twiddles[t + 0], s1 = twiddles[t + 1];
    for (let q = 0; q < groups; q++) {
      let o = width * (q * span * 2 + k);
      const start = width * (q * span + k), end = start + width;
      for (let i = start; i < end; i += 2, o += 2) {
        const a0 = from[i + real], b0 = from[i + imag];
        const p1 = from[i + apart + real], q1 = from[i + apart + imag];
        const a1 = p1 * c1 - q1 * s1, b1 = p1 * s1 + q1 * c1;
        to[o + real] = a0 + a1;
        to[o + imag] = b0 + b1;
        to[o + step + real] = a0 - a1;
        to[o + step + imag] = b0 - b1;
      }
    }
  }
};

const pass3: Pass = ({ span, twiddles }, n, count, from, to, swap) => {
  const real = swap, imag = 1 - swap, width = 2 * count;
  const apart = (width * n) / 3, step = width * span, groups = n / (3 * span);
  for (let k = 0; k < span; k++) {
    const t = 4 * k;
    const c1 = twiddles[t + 0], s1 = twiddles[t + 1], c2 = twiddles[t + 2], s2 = twiddles[t + 3];
    for (let q = 0; q < groups; q++) {
      let o = width * (q * span * 3 + k);
      const start = width * (q * span + k), end = start + width;
      for (let i = start; i < end; i += 2, o += 2) {
        const a0 = from[i + real], b0 = from[i + imag];
        const p1 = from[i + apart + real], q1 = from[i + apart + imag];
        const a1 = p1 * c1 - q1 * s1, b1 = p1 * s1 + q1 * c1;
        const p2 = from[i + 2 * apart + real], q2 = from[i + 2 * apart + imag];
        const a2 = p2 * c2 - q2 * s2, b2 = p2 * s2 + q2 * c2;
        const sa = a1 + a2, sb = b1 + b2, da = sin3 * (a1 - a2), db = sin3 * (b1 - b2);
        const ha = a0 - 0.5 * sa, hb = b0 - 0.5 * sb;
        to[o + real] = a0 + sa;
        to[o + imag] = b0 + sb;
        to[o + step + real] = ha + db;
        to[o + step + imag] = hb - da;
        to[o + 2 * step + real] = ha - db;
        to[o + 2 * step + imag] = hb + da;
      }
    }
  }
};

const pass4: Pass = ({ span, twiddles }, n, count, from, to, swap, lower) => {
  const real = swap, imag = 1 - swap, width = 2 * count;
  const apart = (width * n) / 4, step = width * span, groups = n / (4 * span);
  for (let k = 0; k < span; k++) {
    const t = 6 * k;
    const c1 = twiddles[t + 0], s1 = twiddles[t + 1], c2 = twiddles[t + 2], s2 = twiddles[t + 3], c3 = twiddles[t + 4], s3 = twiddles[t + 5];
    for (let q = 0; q < groups; q++) {
      let o = width * (q * span * 4 + k);
      const start = width * (q * span + k), end = start + width;
      for (let i = start; i < end; i += 2, o += 2) {
        const a0 = from[i + real], b0 = from[i + imag];
        const p1 = from[i + apart + real], q1 = from[i + apart + imag];
        const a1 = p1 * c1 - q1 * s1, b1 = p1 * s1 + q1 * c1;
        const p2 = from[i + 2 * apart + real], q2 = from[i + 2 * apart + imag];
        const a2 = p2 * c2 - q2 * s2, b2 = p2 * s2 + q2 * c2;
        const p3 = from[i + 3 * apart + real], q3 = from[i + 3 * apart + imag];
        const a3 = p3 * c3 - q3 * s3, b3 = p3 * s3 + q3 * c3;
        const ea = a0 + a2, eb = b0 + b2, fa = a0 - a2, fb = b0 - b2;
        const ga = a1 + a3, gb = b1 + b3, ha = a1 - a3, hb = b1 - b3;
        to[o + real] = ea + ga;
        to[o + imag] = eb + gb;
        to[o + step + real] = fa + hb;
        to[o + step + imag] = fb - ha;
        if (lower) continue;
        to[o + 2 * step + real] = ea - ga;
        to[o + 2 * step + imag] = eb - gb;
        to[o + 3 * step + real] = fa - hb;
        to[o + 3 * step + imag] = fb + ha;
      }
    }
  }
};

const pass5: Pass = ({ span, twiddles }, n, count, from, to, swap) => {
  const real = swap, imag = 1 - swap, width = 2 * count;
  const apart = (width * n) / 5, step = width * span, groups = n / (5 * span);
  for (let k = 0; k < span; k++) {
    const t = 8 * k;
    const c1 = twiddles[t + 0], s1 = twiddles[t + 1], c2 = twiddles[t + 2], s2 = twiddles[t + 3], c3 = twiddles[t + 4], s3 = twiddles[t + 5], c4 = twiddles[t + 6], s4 = twiddles[t + 7];
    for (let q = 0; q < groups; q++) {
      let o = width * (q * span * 5 + k);
      const start = width * (q * span + k), end = start + width;
      for (let i = start; i < end; i += 2, o += 2) {
        const a0 = from[i + real], b0 = from[i + imag];
        const p1 = from[i + apart + real], q1 = from[i + apart + imag];
        const a1 = p1 * c1 - q1 * s1, b1 = p1 * s1 + q1 * c1;
        const p2 = from[i + 2 * apart + real], q2 = from[i + 2 * apart + imag];
        const a2 = p2 * c2 - q2 * s2, b2 = p2 * s2 + q2 * c2;
        const p3 = from[i + 3 * apart + real], q3 = from[i + 3 * apart + imag];
        const a3 = p3 * c3 - q3 * s3, b3 = p3 * s3 + q3 * c3;
        const p4 = from[i + 4 * apart + real], q4 = from[i + 4 * apart + imag];
        const a4 = p4 * c4 - q4 * s4, b4 = p4 * s4 + q4 * c4;
        const sa1 = a1 + a4, sb1 = b1 + b4, da1 = a1 - a4, db1 = b1 - b4;
        const sa2 = a2 + a3, sb2 = b2 + b3, da2 = a2 - a3, db2 = b2 - b3;
        const ha1 = a0 + cos5_1 * sa1 + cos5_2 * sa2, hb1 = b0 + cos5_1 * sb1 + cos5_2 * sb2;
        const va1 = sin5_1 * da1 + sin5_2 * da2, vb1 = sin5_1 * db1 + sin5_2 * db2;
        const ha2 = a0 + cos5_2 * sa1 + cos5_1 * sa2, hb2 = b0 + cos5_2 * sb1 + cos5_1 * sb2;
        const va2 = sin5_2 * da1 - sin5_1 * da2, vb2 = sin5_2 * db1 - sin5_1 * db2;
        to[o + real] = a0 + sa1 + sa2;
        to[o + imag] = b0 + sb1 + sb2;
        to[o + step + real] = ha1 + vb1;
        to[o + step + imag] = hb1 - va1;
        to[o + 2 * step + real] = ha2 + vb2;
        to[o + 2 * step + imag] = hb2 - va2;
        to[o + 3 * step + real] = ha2 - vb2;
        to[o + 3 * step + imag] = hb2 + va2;
        to[o + 4 * step + real] = ha1 - vb1;
        to[o + 4 * step + imag] = hb1 + va1;
      }
    }
  }
};

const pass7: Pass = ({ span, twiddles }, n, count, from, to, swap) => {
  const real = swap, imag = 1 - swap, width = 2 * count;
  const apart = (width * n) / 7, step = width * span, groups = n / (7 * span);
  for (let k = 0; k < span; k++) {
    const t = 12 * k;
    const c1 = twiddles[t + 0], s1 = twiddles[t + 1], c2 = twiddles[t + 2], s2 = twiddles[t + 3], c3 = twiddles[t + 4], s3 = twiddles[t + 5], c4 = twiddles[t + 6], s4 = twiddles[t + 7], c5 = twiddles[t + 8], s5 = twiddles[t + 9], c6 = twiddles[t + 10], s6 = twiddles[t + 11];
    for (let q = 0; q < groups; q++) {
      let o = width * (q * span * 7 + k);
      const start = width * (q * span + k), end = start + width;
      for (let i = start; i < end; i += 2, o += 2) {
        const a0 = from[i + real], b0 = from[i + imag];
        const p1 = from[i + apart + real], q1 = from[i + apart + imag];
        const a1 = p1 * c1 - q1 * s1, b1 = p1 * s1 + q1 * c1;
        const p2 = from[i + 2 * apart + real], q2 = from[i + 2 * apart + imag];
        const a2 = p2 * c2 - q2 * s2, b2 = p2 * s2 + q2 * c2;
        const p3 = from[i + 3 * apart + real], q3 = from[i + 3 * apart + imag];
        const a3 = p3 * c3 - q3 * s3, b3 = p3 * s3 + q3 * c3;
        const p4 = from[i + 4 * apart + real], q4 = from[i + 4 * apart + imag];
        const a4 = p4 * c4 - q4 * s4, b4 = p4 * s4 + q4 * c4;
        const p5 = from[i + 5 * apart + real], q5 = from[i + 5 * apart + imag];
        const a5 = p5 * c5 - q5 * s5, b5 = p5 * s5 + q5 * c5;
        const p6 = from[i + 6 * apart + real], q6 = from[i + 6 * apart + imag];
        const a6 = p6 * c6 - q6 * s6, b6 = p6 * s6 + q6 * c6;
        const sa1 = a1 + a6, sb1 = b1 + b6, da1 = a1 - a6, db1 = b1 - b6;
        const sa2 = a2 + a5, sb2 = b2 + b5, da2 = a2 - a5, db2 = b2 - b5;
        const sa3 = a3 + a4, sb3 = b3 + b4, da3 = a3 - a4, db3 = b3 - b4;
        const ha1 = a0 + cos7_1 * sa1 + cos7_2 * sa2 + cos7_3 * sa3, hb1 = b0 + cos7_1 * sb1 + cos7_2 * sb2 + cos7_3 * sb3;
        const va1 = sin7_1 * da1 + sin7_2 * da2 + sin7_3 * da3, vb1 = sin7_1 * db1 + sin7_2 * db2 + sin7_3 * db3;
        const ha2 = a0 + cos7_2 * sa1 + cos7_3 * sa2 + cos7_1 * sa3, hb2 = b0 + cos7_2 * sb1 + cos7_3 * sb2 + cos7_1 * sb3;
        const va2 = sin7_2 * da1 - sin7_3 * da2 - sin7_1 * da3, vb2 = sin7_2 * db1 - sin7_3 * db2 - sin7_1 * db3;
        const ha3 = a0 + cos7_3 * sa1 + cos7_1 * sa2 + cos7_2 * sa3, hb3 = b0 + cos7_3 * sb1 + cos7_1 * sb2 + cos7_2 * sb3;
        const va3 = sin7_3 * da1 - sin7_1 * da2 + sin7_2 * da3, vb3 = sin7_3 * db1 - sin7_1 * db2 + sin7_2 * db3;
        to[o + real] = a0 + sa1 + sa2 + sa3;
        to[o + imag] = b0 + sb1 + sb2 + sb3;
        to[o + step + real] = ha1 + vb1;
        to[o + step + imag] = hb1 - va1;
        to[o + 2 * step + real] = ha2 + vb2;
        to[o + 2 * step + imag] = hb2 - va2;
        to[o + 3 * step + real] = ha3 + vb3;
        to[o + 3 * step + imag] = hb3 - va3;
        to[o + 4 * step + real] = ha3 - vb3;
        to[o + 4 * step + imag] = hb3 + va3;
        to[o + 5 * step + real] = ha2 - vb2;
        to[o + 5 * step + imag] = hb2 + va2;
        to[o + 6 * step + real] = ha1 - vb1;
        to[o + 6 * step + imag] = hb1 + va1;
      }
    }
  }
};

const pass8: Pass = ({ span, twiddles }, n, count, from, to, swap, lower) => {
  const real = swap, imag = 1 - swap, width = 2 * count;
  const apart = (width * n) / 8, step = width * span, groups = n / (8 * span);
  for (let k = 0; k < span; k++) {
    const t = 14 * k;
    const c1 = twiddles[t + 0], s1 = twiddles[t + 1], c2 = twiddles[t + 2], s2 = twiddles[t + 3], c3 = twiddles[t + 4], s3 = twiddles[t + 5], c4 = twiddles[t + 6], s4 = twiddles[t + 7], c5 = twiddles[t + 8], s5 = twiddles[t + 9], c6 = twiddles[t + 10], s6 = twiddles[t + 11], c7 = twiddles[t + 12], s7 = twiddles[t + 13];
    for (let q = 0; q < groups; q++) {
      let o = width * (q * span * 8 + k);
      const start = width * (q * span + k), end = start + width;
      for (let i = start; i < end; i += 2, o += 2) {
        const a0 = from[i + real], b0 = from[i + imag];
        const p1 = from[i + apart + real], q1 = from[i + apart + imag];
        const a1 = p1 * c1 - q1 * s1, b1 = p1 * s1 + q1 * c1;
        const p2 = from[i + 2 * apart + real], q2 = from[i + 2 * apart + imag];
        const a2 = p2 * c2 - q2 * s2, b2 = p2 * s2 + q2 * c2;
        const p3 = from[i + 3 * apart + real], q3 = from[i + 3 * apart + imag];
        const a3 = p3 * c3 - q3 * s3, b3 = p3 * s3 + q3 * c3;
        const p4 = from[i + 4 * apart + real], q4 = from[i + 4 * apart + imag];
        const a4 = p4 * c4 - q4 * s4, b4 = p4 * s4 + q4 * c4;
        const p5 = from[i + 5 * apart + real], q5 = from[i + 5 * apart + imag];
        const a5 = p5 * c5 - q5 * s5, b5 = p5 * s5 + q5 * c5;
        const p6 = from[i + 6 * apart + real], q6 = from[i + 6 * apart + imag];
        const a6 = p6 * c6 - q6 * s6, b6 = p6 * s6 + q6 * c6;
        const p7 = from[i + 7 * apart + real], q7 = from[i + 7 * apart + imag];
        const a7 = p7 * c7 - q7 * s7, b7 = p7 * s7 + q7 * c7;
        const ea0 = a0 + a4, eb0 = b0 + b4, ea1 = a1 + a5, eb1 = b1 + b5, ea2 = a2 + a6, eb2 = b2 + b6, ea3 = a3 + a7, eb3 = b3 + b7;
        const fa0 = a0 - a4, fb0 = b0 - b4, fa1 = a1 - a5, fb1 = b1 - b5, fa2 = a2 - a6, fb2 = b2 - b6, fa3 = a3 - a7, fb3 = b3 - b7;
        // The odd half, turned by eighths.
        const ga1 = half * (fa1 + fb1), gb1 = half * (fb1 - fa1), ga3 = half * (fb3 - fa3), gb3 = -half * (fa3 + fb3);
        const ka = ea0 + ea2, kb = eb0 + eb2, la = ea0 - ea2, lb = eb0 - eb2, ma = ea1 + ea3, mb = eb1 + eb3, na = ea1 - ea3, nb = eb1 - eb3;
        const ta = fa0 + fb2, tb = fb0 - fa2, ua = fa0 - fb2, ub = fb0 + fa2, va = ga1 + ga3, vb = gb1 + gb3, wa = ga1 - ga3, wb = gb1 - gb3;
        to[o + real] = ka + ma;
        to[o + imag] = kb + mb;
        to[o + step + real] = ta + va;
        to[o + step + imag] = tb + vb;
        to[o + 2 * step + real] = la + nb;
        to[o + 2 * step + imag] = lb - na;
        to[o + 3 * step + real] = ua + wb;
        to[o + 3 * step + imag] = ub - wa;
        if (lower) continue;
        to[o + 4 * step + real] = ka - ma;
        to[o + 4 * step + imag] = kb - mb;
        to[o + 5 * step + real] = ta - va;
        to[o + 5 * step + imag] = tb - vb;
        to[o + 6 * step + real] = la - nb;
        to[o + 6 * step + imag] = lb + na;
        to[o + 7 * step + real] = ua - wb;
        to[o + 7 * step + imag] = ub + wa;
      }
    }
  }
};

export const passes: Readonly<Record<number, Pass>> = { 2: pass2, 3: pass3, 4: pass4, 5: pass5, 7: pass7, 8: pass8 };

/** First passes of a transform whose upper half is zero: half the numbers to fetch, and no twiddles. */
export const firstOfHalf: Readonly<Record<number, Pass>> = {
  4: (_, n, count, from, to, swap) => {
    const real = swap, imag = 1 - swap, width = 2 * count, apart = (width * n) / 4;
    for (let q = 0; q < n / 4; q++) {
      let o = 4 * width * q;
      const start = width * q, end = start + width;
      for (let i = start; i < end; i += 2, o += 2) {
        const a0 = from[i + real], b0 = from[i + imag], a1 = from[i + apart + real], b1 = from[i + apart + imag];
        to[o + real] = a0 + a1;
        to[o + imag] = b0 + b1;
        to[o + width + real] = a0 + b1;
        to[o + width + imag] = b0 - a1;
        to[o + 2 * width + real] = a0 - a1;
        to[o + 2 * width + imag] = b0 - b1;
        to[o + 3 * width + real] = a0 - b1;
        to[o + 3 * width + imag] = b0 + a1;
      }
    }
  },
  8: (_, n, count, from, to, swap) => {
    const real = swap, imag = 1 - swap, width = 2 * count, apart = (width * n) / 8;
    for (let q = 0; q < n / 8; q++) {
      let o = 8 * width * q;
      const start = width * q, end = start + width;
      for (let i = start; i < end; i += 2, o += 2) {
        const a0 = from[i + real], b0 = from[i + imag], a1 = from[i + apart + real], b1 = from[i + apart + imag];
        const a2 = from[i + 2 * apart + real], b2 = from[i + 2 * apart + imag], a3 = from[i + 3 * apart + real], b3 = from[i + 3 * apart + imag];
        const ga1 = half * (a1 + b1), gb1 = half * (b1 - a1), ga3 = half * (b3 - a3), gb3 = -half * (a3 + b3);
        const ka = a0 + a2, kb = b0 + b2, la = a0 - a2, lb = b0 - b2, ma = a1 + a3, mb = b1 + b3, na = a1 - a3, nb = b1 - b3;
        const ta = a0 + b2, tb = b0 - a2, ua = a0 - b2, ub = b0 + a2, va = ga1 + ga3, vb = gb1 + gb3, wa = ga1 - ga3, wb = gb1 - gb3;
        to[o + real] = ka + ma;
        to[o + imag] = kb + mb;
        to[o + width + real] = ta + va;
        to[o + width + imag] = tb + vb;
        to[o + 2 * width + real] = la + nb;
        to[o + 2 * width + imag] = lb - na;
        to[o + 3 * width + real] = ua + wb;
        to[o + 3 * width + imag] = ub - wa;
        to[o + 4 * width + real] = ka - ma;
        to[o + 4 * width + imag] = kb - mb;
        to[o + 5 * width + real] = ta - va;
        to[o + 5 * width + imag] = tb - vb;
        to[o + 6 * width + real] = la - nb;
        to[o + 6 * width + imag] = lb + na;
        to[o + 7 * width + real] = ua - wb;
        to[o + 7 * width + imag] = ub + wa;
      }
    }
  },
};

/** Any radix, as the sum that defines it: for radices that only shaders are fast with. */
export const passOfAny: Pass = ({ radix, span, twiddles }, n, count, from, to, swap) => {
  const real = swap, imag = 1 - swap, width = 2 * count;
  const apart = (width * n) / radix, step = width * span, groups = n / (radix * span);
  const cosines = Array.from({ length: radix }, (_, r) => Math.cos((2 * Math.PI * r) / radix));
  const sines = Array.from({ length: radix }, (_, r) => Math.sin((2 * Math.PI * r) / radix));
  const a = new Float64Array(radix), b = new Float64Array(radix);
  for (let k = 0; k < span; k++) {
    for (let q = 0; q < groups; q++) {
      for (let row = 0; row < width; row += 2) {
        const i = width * (q * span + k) + row, o = width * (q * span * radix + k) + row;
        for (let r = 0; r < radix; r++) {
          const p = from[i + r * apart + real], v = from[i + r * apart + imag];
          const t = 2 * (k * (radix - 1) + r - 1);
          const c = r === 0 ? 1 : twiddles[t], s = r === 0 ? 0 : twiddles[t + 1];
          a[r] = p * c - v * s;
          b[r] = p * s + v * c;
        }
        for (let m = 0; m < radix; m++) {
          let x = 0, y = 0;
          for (let r = 0; r < radix; r++) {
            const c = cosines[(m * r) % radix], s = sines[(m * r) % radix];
            x += a[r] * c + b[r] * s;
            y += b[r] * c - a[r] * s;
          }
          to[o + m * step + real] = x;
          to[o + m * step + imag] = y;
        }
      }
    }
  }
};
