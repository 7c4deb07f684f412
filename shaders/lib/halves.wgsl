// Two real rows in one complex transform, a + i b, and the half of each spectrum that says everything: what is at -k is the
// complex conjugate of what is at k.

// The transform of a (part 0) or of b (part 1) at k, from that of a + i b at k and at -k.
fn parted(right: vec2f, left: vec2f, part: u32) -> vec2f {
  return 0.5 * select(vec2f(right.y + left.y, left.x - right.x), vec2f(right.x + left.x, right.y - left.y), part == 0u);
}

// The transform of a + i b at k, or at -k (`mirrored`), from those of a and of b at k.
fn joined(a: vec2f, b: vec2f, mirrored: bool) -> vec2f {
  return select(vec2f(a.x - b.y, a.y + b.x), vec2f(a.x + b.y, b.x - a.y), mirrored);
}
