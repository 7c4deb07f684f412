// x, or 0 when it is infinite or not a number: comparisons with one may be folded away, but its bits stay.
fn finite(x: f32) -> f32 {
  return select(x, 0.0, (bitcast<u32>(x) & 0x7f800000u) == 0x7f800000u);
}
