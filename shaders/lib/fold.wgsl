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
