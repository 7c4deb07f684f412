// Whether x is infinite or not a number. With fast math there is no such thing, and comparisons that say otherwise are folded away, even those of
// plain bits (LLVM pull request 80414). Nobody folds bits that are combined with a number nobody knows: args.w, which is 0.
// Needs: the uniform `args`.
fn is_lost(x: f32) -> bool {
  return ((bitcast<u32>(x) ^ args.w) & 0x7f800000u) == 0x7f800000u;
}

// x, or 0 when it is lost.
fn finite(x: f32) -> f32 {
  return select(x, 0.0, is_lost(x));
}
