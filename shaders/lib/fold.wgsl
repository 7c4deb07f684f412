// The tensor, where it meets the transforms of mx, my and mz. Needs: overrides LX, LY; storage `demag_tensor`, three planes
// [LY/2 + 1][LX/2 + 1]: xx, yy and xy of the transform of N, over LX LY.

struct Tensor { xx: f32, yy: f32, zz: f32, xy: f32 }

// At a wave vector with kx <= LX/2. N is even, and its xy component odd in x and in y alone.
fn tensor_at(kx: u32, ky: u32) -> Tensor {
  let plane = (LX / 2u + 1u) * (LY / 2u + 1u);
  let upper = 2u * ky > LY;
  let at = select(ky, LY - ky, upper) * (LX / 2u + 1u) + kx;
  let xx = demag_tensor[at];
  let yy = demag_tensor[plane + at];
  let xy = demag_tensor[2u * plane + at];
  // The trace of N is 1 where the offset is 0 and 0 elsewhere.
  return Tensor(xx, yy, 1.0 / f32(LX * LY) - xx - yy, select(xy, -xy, upper));
}

// The numbers j, j + apart, ... of a column of mz times -N, with real and imaginary parts exchanged for the way back. Written
// out, like its neighbour, for the sake of registers: see lib/dft.
fn fold_z(kx: u32, j: u32, apart: u32, radix: u32, z: Numbers) -> Numbers {
  var out: Numbers;
  out[0] = -tensor_at(kx, j + 0u * apart).zz * z[0].yx;
  if (radix > 1u) { out[1] = -tensor_at(kx, j + 1u * apart).zz * z[1].yx; }
  if (radix > 2u) { out[2] = -tensor_at(kx, j + 2u * apart).zz * z[2].yx; }
  if (radix > 3u) { out[3] = -tensor_at(kx, j + 3u * apart).zz * z[3].yx; }
  if (radix > 4u) { out[4] = -tensor_at(kx, j + 4u * apart).zz * z[4].yx; }
  if (radix > 5u) {
    out[5] = -tensor_at(kx, j + 5u * apart).zz * z[5].yx;
    out[6] = -tensor_at(kx, j + 6u * apart).zz * z[6].yx;
  }
  if (radix > 7u) { out[7] = -tensor_at(kx, j + 7u * apart).zz * z[7].yx; }
  if (radix > 8u) {
    out[8] = -tensor_at(kx, j + 8u * apart).zz * z[8].yx;
    out[9] = -tensor_at(kx, j + 9u * apart).zz * z[9].yx;
    out[10] = -tensor_at(kx, j + 10u * apart).zz * z[10].yx;
    out[11] = -tensor_at(kx, j + 11u * apart).zz * z[11].yx;
    out[12] = -tensor_at(kx, j + 12u * apart).zz * z[12].yx;
    out[13] = -tensor_at(kx, j + 13u * apart).zz * z[13].yx;
    out[14] = -tensor_at(kx, j + 14u * apart).zz * z[14].yx;
    out[15] = -tensor_at(kx, j + 15u * apart).zz * z[15].yx;
  }
  return out;
}

struct InPlane { x: Numbers, y: Numbers }

fn fold_pair(n: Tensor, x: vec2f, y: vec2f) -> vec4f {
  return -vec4f(n.xx * x.yx + n.xy * y.yx, n.xy * x.yx + n.yy * y.yx);
}

// The same for columns of mx and my, which N mixes.
fn fold_xy(kx: u32, j: u32, apart: u32, radix: u32, x: Numbers, y: Numbers) -> InPlane {
  var both: array<vec4f, 16>;
  both[0] = fold_pair(tensor_at(kx, j + 0u * apart), x[0], y[0]);
  if (radix > 1u) { both[1] = fold_pair(tensor_at(kx, j + 1u * apart), x[1], y[1]); }
  if (radix > 2u) { both[2] = fold_pair(tensor_at(kx, j + 2u * apart), x[2], y[2]); }
  if (radix > 3u) { both[3] = fold_pair(tensor_at(kx, j + 3u * apart), x[3], y[3]); }
  if (radix > 4u) { both[4] = fold_pair(tensor_at(kx, j + 4u * apart), x[4], y[4]); }
  if (radix > 5u) {
    both[5] = fold_pair(tensor_at(kx, j + 5u * apart), x[5], y[5]);
    both[6] = fold_pair(tensor_at(kx, j + 6u * apart), x[6], y[6]);
  }
  if (radix > 7u) { both[7] = fold_pair(tensor_at(kx, j + 7u * apart), x[7], y[7]); }
  if (radix > 8u) {
    both[8] = fold_pair(tensor_at(kx, j + 8u * apart), x[8], y[8]);
    both[9] = fold_pair(tensor_at(kx, j + 9u * apart), x[9], y[9]);
    both[10] = fold_pair(tensor_at(kx, j + 10u * apart), x[10], y[10]);
    both[11] = fold_pair(tensor_at(kx, j + 11u * apart), x[11], y[11]);
    both[12] = fold_pair(tensor_at(kx, j + 12u * apart), x[12], y[12]);
    both[13] = fold_pair(tensor_at(kx, j + 13u * apart), x[13], y[13]);
    both[14] = fold_pair(tensor_at(kx, j + 14u * apart), x[14], y[14]);
    both[15] = fold_pair(tensor_at(kx, j + 15u * apart), x[15], y[15]);
  }
  var out: InPlane;
  out.x[0] = both[0].xy;
  if (radix > 1u) { out.x[1] = both[1].xy; }
  if (radix > 2u) { out.x[2] = both[2].xy; }
  if (radix > 3u) { out.x[3] = both[3].xy; }
  if (radix > 4u) { out.x[4] = both[4].xy; }
  if (radix > 5u) {
    out.x[5] = both[5].xy;
    out.x[6] = both[6].xy;
  }
  if (radix > 7u) { out.x[7] = both[7].xy; }
  if (radix > 8u) {
    out.x[8] = both[8].xy;
    out.x[9] = both[9].xy;
    out.x[10] = both[10].xy;
    out.x[11] = both[11].xy;
    out.x[12] = both[12].xy;
    out.x[13] = both[13].xy;
    out.x[14] = both[14].xy;
    out.x[15] = both[15].xy;
  }
  out.y[0] = both[0].zw;
  if (radix > 1u) { out.y[1] = both[1].zw; }
  if (radix > 2u) { out.y[2] = both[2].zw; }
  if (radix > 3u) { out.y[3] = both[3].zw; }
  if (radix > 4u) { out.y[4] = both[4].zw; }
  if (radix > 5u) {
    out.y[5] = both[5].zw;
    out.y[6] = both[6].zw;
  }
  if (radix > 7u) { out.y[7] = both[7].zw; }
  if (radix > 8u) {
    out.y[8] = both[8].zw;
    out.y[9] = both[9].zw;
    out.y[10] = both[10].zw;
    out.y[11] = both[11].zw;
    out.y[12] = both[12].zw;
    out.y[13] = both[13].zw;
    out.y[14] = both[14].zw;
    out.y[15] = both[15].zw;
  }
  return out;
}
