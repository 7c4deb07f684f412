// Sums of a workgroup over its nodes. Needs: storage solve_sums, to be written, and lib/krylovSums.

// Adds the threads' sums up into the row of a workgroup. Every thread must call.
fn store_sums(thread: u32, sim: u32, group: u32, sums: ptr<function, array<vec4f, SUMS_ROWS_MAX>>) {
  for (var k = 0u; k < sums_rows(); k++) {
    let sum = tree_sum(thread, (*sums)[k]);
    if (thread == 0u) { solve_sums[sums_of(sim) + group * sums_rows() + k] = sum; }
  }
}
