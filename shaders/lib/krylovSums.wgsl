// Rows of sums over nodes that the solve for the potential goes by. Needs: storage solve_sums: array<vec4f>, overrides LEADS, GROUPS, WG, and lib/reduce.

// |q|^2, q.r, q with the three directions before, r.z, phi_l . K z of each lead; of `open`, |r|^2 and the scale in the first two.
const SUMS_RZ = 5u;
const SUMS_LEADS = 6u;
const SUMS_ROWS_MAX = 4u;

fn sums_rows() -> u32 { return (SUMS_LEADS + LEADS + 3u) >> 2u; }

// First vec4f of a simulation's sums; those of |r|^2 follow the rows of all workgroups.
fn sums_of(sim: u32) -> u32 { return sim * GROUPS * (sums_rows() + 1u); }

// Where a direction lies, and the one `back` before it.
fn direction_of(iteration: u32, back: u32) -> u32 { return (iteration + DIRECTIONS - back) % DIRECTIONS; }

// Directions before this one that it is made orthogonal to.
fn earlier(iteration: u32) -> u32 { return min(iteration, DIRECTIONS - 1u); }

// Every thread must call.
fn total_of(thread: u32, sim: u32) -> array<vec4f, SUMS_ROWS_MAX> {
  var total: array<vec4f, SUMS_ROWS_MAX>;
  for (var k = 0u; k < sums_rows(); k++) {
    var sum = vec4f(0.0);
    for (var g = thread; g < GROUPS; g += WG) { sum += solve_sums[sums_of(sim) + g * sums_rows() + k]; }
    total[k] = tree_sum(thread, sum);
  }
  return total;
}
