// The direction of an iteration made orthogonal to those before, a step along it, and the size of what is left. A thread takes PER nodes;
// every workgroup adds up for itself what `apply` has found.
//
// args.x: the iteration, from 0

//#import lib/reduce
//#import lib/krylovSums
//#import lib/krylov

override NX: u32;      // cells
override NY: u32;
override BATCH: u32;
override BANDS: u32;
override LEADS: u32;
override WG: u32;
override PER: u32;
override GROUPS: u32;
override WORK: u32;
override NODES: u32 = (NX + 1u) * (NY + 1u);
override VECTOR: u32 = NODES + 2u * (NX + 2u);

@group(0) @binding(0) var<uniform> args: vec4u;
@group(0) @binding(1) var<storage, read> lead_shape: array<f32>;
@group(0) @binding(2) var<storage, read> lead_setup: array<f32>;
@group(0) @binding(3) var<storage, read> lead_state: array<f32>;
@group(0) @binding(4) var<storage, read_write> potential: array<f32>;
@group(0) @binding(5) var<storage, read_write> solve_work: array<f32>;
@group(0) @binding(6) var<storage, read_write> solve_sums: array<vec4f>;

// First number of a vector's first band, the residual being vector 0, then directions, then what the operator makes of them.
fn vector_at(sim: u32, index: u32) -> u32 { return sim * WORK + index * BANDS * VECTOR + NX + 2u; }

@compute @workgroup_size(WG)
fn update(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  let sim = group.y;
  if (lead_state[sim * LST_STRIDE + LST_DONE] > 0.0) { return; }
  let iteration = args.x;
  let own = direction_of(iteration, 0u);
  var total = total_of(thread, sim);
  var step = step_of(&total, sim, iteration);
  let r = vector_at(sim, 0u);
  let z = vector_at(sim, 1u + own);
  let q = vector_at(sim, 1u + DIRECTIONS + own);
  var size = 0.0;
  for (var p = 0u; p < PER; p++) {
    let node = (group.x * PER + p) * WG + thread;
    if (node >= NODES) { break; }
    var moved = vec2f(0.0);
    for (var band = 0u; band < BANDS; band++) {
      let at = band * VECTOR + node;
      var direction = solve_work[z + at];
      var result = solve_work[q + at];
      for (var j = 0u; j < earlier(iteration); j++) {
        let before = direction_of(iteration, j + 1u);
        direction -= step.beta[j] * solve_work[vector_at(sim, 1u + before) + at];
        result -= step.beta[j] * solve_work[vector_at(sim, 1u + DIRECTIONS + before) + at];
      }
      solve_work[z + at] = direction;
      solve_work[q + at] = result;
      let left = solve_work[r + at] - step.alpha * result;
      solve_work[r + at] = left;
      size += left * left;
      moved[band] = step.alpha * direction;
    }
    let correction = (BATCH + sim) * BANDS * NODES + node;
    if (BANDS == 1u) {
      potential[correction] += moved.x;
    } else {
      // Both bands move with the mean potential, and apart with that of spin, which is none at leads.
      let tilt = lead_shape[(sim * (LEADS + 1u) + LEADS) * NODES + node];
      let apart = select(0.0, moved.y, tilt > 0.0);
      potential[correction] += moved.x + tilt * apart;
      potential[correction + NODES] += moved.x - apart / tilt;
    }
  }
  size = tree_sum(thread, vec4f(size, 0.0, 0.0, 0.0)).x;
  if (thread == 0u) { solve_sums[sums_of(sim) + GROUPS * sums_rows() + group.x] = vec4f(size, 0.0, 0.0, 0.0); }
}
