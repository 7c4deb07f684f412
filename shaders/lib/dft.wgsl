// The transform of a few numbers, the step that fast transforms are made of: X_k = sum_j x_j exp(-2 pi i j k / radix).
// Written out: a loop over the radix would keep the numbers in memory instead of registers. An inverse transform is this
// one with real and imaginary parts exchanged before and after.

alias Numbers = array<vec2f, 16>;

const HALF_ROOT = 0.70710678118654752;
const COS_8TH = 0.92387953251128674;   // of pi/8
const SIN_8TH = 0.38268343236508977;

fn times(a: vec2f, b: vec2f) -> vec2f {
  return vec2f(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x);
}

// -i a.
fn turned(a: vec2f) -> vec2f {
  return vec2f(a.y, -a.x);
}

// exp(-i pi/4) a, and exp(-3 i pi/4) a.
fn eighth(a: vec2f) -> vec2f {
  return HALF_ROOT * vec2f(a.x + a.y, a.y - a.x);
}

fn three_eighths(a: vec2f) -> vec2f {
  return HALF_ROOT * vec2f(a.y - a.x, -a.x - a.y);
}

struct Four { a: vec2f, b: vec2f, c: vec2f, d: vec2f }

fn four(a: vec2f, b: vec2f, c: vec2f, d: vec2f) -> Four {
  let e = a + c;
  let f = a - c;
  let g = b + d;
  let h = turned(b - d);
  return Four(e + g, f + h, e - g, f - h);
}

fn dft3(x: Numbers) -> Numbers {
  var y: Numbers;
  let s = x[1] + x[2];
  let d = 0.86602540378443865 * turned(x[1] - x[2]);
  let h = x[0] - 0.5 * s;
  y[0] = x[0] + s;
  y[1] = h + d;
  y[2] = h - d;
  return y;
}

fn dft5(x: Numbers) -> Numbers {
  const C1 = 0.30901699437494742;
  const C2 = -0.80901699437494742;
  const S1 = 0.95105651629515357;
  const S2 = 0.58778525229247313;
  var y: Numbers;
  let s1 = x[1] + x[4];
  let s2 = x[2] + x[3];
  let d1 = turned(x[1] - x[4]);
  let d2 = turned(x[2] - x[3]);
  let h1 = x[0] + C1 * s1 + C2 * s2;
  let h2 = x[0] + C2 * s1 + C1 * s2;
  let v1 = S1 * d1 + S2 * d2;
  let v2 = S2 * d1 - S1 * d2;
  y[0] = x[0] + s1 + s2;
  y[1] = h1 + v1;
  y[2] = h2 + v2;
  y[3] = h2 - v2;
  y[4] = h1 - v1;
  return y;
}

fn dft7(x: Numbers) -> Numbers {
  const C1 = 0.62348980185873353;
  const C2 = -0.22252093395631440;
  const C3 = -0.90096886790241913;
  const S1 = 0.78183148246802981;
  const S2 = 0.97492791218182361;
  const S3 = 0.43388373911755812;
  var y: Numbers;
  let s1 = x[1] + x[6];
  let s2 = x[2] + x[5];
  let s3 = x[3] + x[4];
  let d1 = turned(x[1] - x[6]);
  let d2 = turned(x[2] - x[5]);
  let d3 = turned(x[3] - x[4]);
  let h1 = x[0] + C1 * s1 + C2 * s2 + C3 * s3;
  let h2 = x[0] + C2 * s1 + C3 * s2 + C1 * s3;
  let h3 = x[0] + C3 * s1 + C1 * s2 + C2 * s3;
  let v1 = S1 * d1 + S2 * d2 + S3 * d3;
  let v2 = S2 * d1 - S3 * d2 - S1 * d3;
  let v3 = S3 * d1 - S1 * d2 + S2 * d3;
  y[0] = x[0] + s1 + s2 + s3;
  y[1] = h1 + v1;
  y[2] = h2 + v2;
  y[3] = h3 + v3;
  y[4] = h3 - v3;
  y[5] = h2 - v2;
  y[6] = h1 - v1;
  return y;
}

fn dft8(x: Numbers) -> Numbers {
  var y: Numbers;
  let even = four(x[0] + x[4], x[1] + x[5], x[2] + x[6], x[3] + x[7]);
  let odd = four(x[0] - x[4], eighth(x[1] - x[5]), turned(x[2] - x[6]), three_eighths(x[3] - x[7]));
  y[0] = even.a;
  y[1] = odd.a;
  y[2] = even.b;
  y[3] = odd.b;
  y[4] = even.c;
  y[5] = odd.c;
  y[6] = even.d;
  y[7] = odd.d;
  return y;
}

fn dft16(x: Numbers) -> Numbers {
  var y: Numbers;
  let a = four(x[0], x[4], x[8], x[12]);
  let b = four(x[1], x[5], x[9], x[13]);
  let c = four(x[2], x[6], x[10], x[14]);
  let d = four(x[3], x[7], x[11], x[15]);
  let first = four(a.a, b.a, c.a, d.a);
  let second = four(a.b, times(b.b, vec2f(COS_8TH, -SIN_8TH)), eighth(c.b), times(d.b, vec2f(SIN_8TH, -COS_8TH)));
  let third = four(a.c, eighth(b.c), turned(c.c), three_eighths(d.c));
  let fourth = four(a.d, times(b.d, vec2f(SIN_8TH, -COS_8TH)), three_eighths(c.d), times(d.d, vec2f(-COS_8TH, SIN_8TH)));
  y[0] = first.a;
  y[1] = second.a;
  y[2] = third.a;
  y[3] = fourth.a;
  y[4] = first.b;
  y[5] = second.b;
  y[6] = third.b;
  y[7] = fourth.b;
  y[8] = first.c;
  y[9] = second.c;
  y[10] = third.c;
  y[11] = fourth.c;
  y[12] = first.d;
  y[13] = second.d;
  y[14] = third.d;
  y[15] = fourth.d;
  return y;
}

// radix: 1 to 5, 7, 8 or 16.
fn dft(radix: u32, x: Numbers) -> Numbers {
  if (radix == 16u) { return dft16(x); }
  if (radix == 8u) { return dft8(x); }
  if (radix == 7u) { return dft7(x); }
  if (radix == 5u) { return dft5(x); }
  if (radix == 3u) { return dft3(x); }
  var y = x;
  if (radix == 4u) {
    let z = four(x[0], x[1], x[2], x[3]);
    y[0] = z.a;
    y[1] = z.b;
    y[2] = z.c;
    y[3] = z.d;
  } else if (radix == 2u) {
    y[0] = x[0] + x[1];
    y[1] = x[0] - x[1];
  }
  return y;
}
