// The total of a stage's sums over the workgroups of a simulation. Needs: storage `sums`, lib/planes, lib/reduce,
// lib/closure, override KIND. `total` must be called by every thread of a workgroup.

fn total(thread: u32, sim: u32, slot: u32) -> Sums {
  var low = vec4f(0.0);
  var high = vec4f(0.0);
  var leads = vec4f(0.0);
  for (var g = thread; g < GROUPS; g += WG) {
    let at = sums_row(sim, slot, g + 1u);
    low += sums[at];
    high += sums[at + 1u];
    if (KIND >= CLOSURE_POTENTIAL) { leads += sums[at + 2u]; }
  }
  let sum = Sums(tree_sum(thread, low), tree_sum(thread, high), leads);
  if (KIND < CLOSURE_POTENTIAL) { return sum; }
  return Sums(sum.low, sum.high, tree_sum(thread, leads));
}

fn stored_total(sim: u32, slot: u32) -> Sums {
  let at = sums_row(sim, slot, 0u);
  return Sums(sums[at], sums[at + 1u], sums[at + 2u]);
}

fn store_total(sim: u32, slot: u32, sum: Sums) {
  let at = sums_row(sim, slot, 0u);
  sums[at] = sum.low;
  sums[at + 1u] = sum.high;
  sums[at + 2u] = sum.leads;
}
