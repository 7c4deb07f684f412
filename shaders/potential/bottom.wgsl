// The coarsest grid, by the inverse of its operator. A thread takes a node.
//
// args.x: the iteration, from 0; it counts where the coarsest grid is that of the film

override NX: u32;         // nodes
override NY: u32;
override BATCH: u32;
override BANDS: u32;
override LEADS: u32;
override WG: u32;
override WORK: u32;
override FROM: u32;
override TO: u32;
override TABLES: u32;
override SHARED: u32;
override FINEST: u32;
override SCALE: u32;
override INVERSE: u32;
override GUARD: u32 = NX + 1u;
override NODES: u32 = NX * NY;
override VECTOR: u32 = NODES + 2u * GUARD;

@group(0) @binding(0) var<uniform> args: vec4u;
@group(0) @binding(1) var<storage, read> hierarchy: array<f32>;
@group(0) @binding(2) var<storage, read> lead_shape: array<f32>;
@group(0) @binding(3) var<storage, read> lead_state: array<f32>;
@group(0) @binding(4) var<storage, read_write> solve_work: array<f32>;

@compute @workgroup_size(WG)
fn bottom(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  let sim = group.y;
  let band = group.z;
  let node = group.x * WG + thread;
  if (node >= NODES || lead_state[sim * LST_STRIDE + LST_DONE] > 0.0) { return; }
  let tables = (select(sim, 0u, SHARED == 1u) * BANDS + band) * TABLES;
  let right = sim * WORK + FROM + band * VECTOR + GUARD;
  var sum = 0.0;
  for (var k = 0u; k < NODES; k++) {
    var r = solve_work[right + k];
    if (FINEST == 1u) { r *= hierarchy[tables + SCALE + GUARD + k]; }
    sum += hierarchy[tables + INVERSE + node * NODES + k] * r;
  }
  var to = sim * WORK + TO + band * VECTOR + GUARD + node;
  if (FINEST == 1u) {
    let turn = args.x % DIRECTIONS;
    sum *= hierarchy[tables + SCALE + GUARD + node];
    if (band == 0u) {
      for (var l = 0u; l < LEADS; l++) { sum += lead_state[sim * LST_STRIDE + LST_STEP_U + turn * LEADS_MAX + l] * lead_shape[(sim * (LEADS + 1u) + l) * NODES + node]; }
    }
    to += turn * BANDS * VECTOR;
  }
  solve_work[to] = sum;
}
