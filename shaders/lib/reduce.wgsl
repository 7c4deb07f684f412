// Sums and maxima over a workgroup in a fixed order. Needs: override WG, a power of two. Every thread must call.

//#import lib/finite

var<workgroup> tree: array<vec4f, WG>;

fn tree_sum(thread: u32, value: vec4f) -> vec4f {
  workgroupBarrier();
  tree[thread] = value;
  workgroupBarrier();
  for (var half = WG / 2u; half > 0u; half = half / 2u) {
    if (thread < half) { tree[thread] += tree[thread + half]; }
    workgroupBarrier();
  }
  return tree[0];
}

fn tree_max(thread: u32, value: vec4f) -> vec4f {
  workgroupBarrier();
  tree[thread] = value;
  workgroupBarrier();
  for (var half = WG / 2u; half > 0u; half = half / 2u) {
    if (thread < half) { tree[thread] = max(tree[thread], tree[thread + half]); }
    workgroupBarrier();
  }
  return tree[0];
}

const HUGE = 3.0e38;

// |v|, or HUGE when it is infinite or not a number: max() would lose a NaN.
fn finite_length(v: vec3f) -> f32 {
  let size = length(v);
  return select(size, HUGE, is_lost(size));
}
