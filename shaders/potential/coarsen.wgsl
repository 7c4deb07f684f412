// One sweep from zero, z = omega r, and what is left of the residual, carried to the next coarser grid. A thread takes a coarse node.

//#import lib/stencil

override NX: u32;         // nodes of the level
override NY: u32;
override MX: u32;         // nodes of the next coarser one
override MY: u32;
override BATCH: u32;
override BANDS: u32;
override WG: u32;
override WORK: u32;       // numbers of `solve_work` a simulation
override FROM: u32;       // where right side and result lie in it
override TO: u32;
override TABLES: u32;     // numbers of `hierarchy` an operator
override SHARED: u32;     // 1 where all simulations have the same
override FINEST: u32;
override OMEGA: u32;      // where the parts of the level lie in it
override SCALE: u32;
override COUPLINGS: u32;
override TRANSFERS: u32;

@group(0) @binding(0) var<uniform> args: vec4u;
@group(0) @binding(1) var<storage, read> hierarchy: array<f32>;
@group(0) @binding(2) var<storage, read> lead_state: array<f32>;
@group(0) @binding(3) var<storage, read_write> solve_work: array<f32>;

// What is left at a node after the sweep.
fn left_at(level: Level, n: u32, omega: f32) -> f32 {
  var flow = 0.0;
  for (var pair = 0u; pair < 4u; pair++) {
    let apart = u32(along_x(pair) + along_y(pair) * i32(NX));
    let table = level.tables + COUPLINGS + pair * length_of(NX, NY);
    flow += hierarchy[table + n] * right_at(level, n + apart) + hierarchy[table + n - apart] * right_at(level, n - apart);
  }
  return (1.0 - omega) * right_at(level, n) - omega * flow;
}

@compute @workgroup_size(WG)
fn coarsen(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  let sim = group.y;
  let band = group.z;
  let item = group.x * WG + thread;
  if (item >= MX * MY || lead_state[sim * LST_STRIDE + LST_DONE] > 0.0) { return; }
  let level = Level((select(sim, 0u, SHARED == 1u) * BANDS + band) * TABLES, sim * WORK + FROM + band * length_of(NX, NY));
  let omega = hierarchy[level.tables + OMEGA];
  let block = guard_of(MX) + item;
  let twice = vec2u(select(1u, 2u, MX < NX), select(1u, 2u, MY < NY));
  let n = guard_of(NX) + twice.y * (item / MX) * NX + twice.x * (item % MX);
  let reach = vec2i(twice) - 1;
  var sum = 0.0;
  for (var y = -reach.y; y <= reach.y; y++) {
    for (var x = -reach.x; x <= reach.x; x++) {
      let behind = vec2u(select(0u, 1u, x < 0), select(0u, 1u, y < 0));
      var plane = 5u + behind.x + 2u * behind.y;
      if (y == 0) { plane = select(1u + behind.x, 0u, x == 0); } else if (x == 0) { plane = 3u + behind.y; }
      let weight = transfer(level, plane, block - behind.x - behind.y * MX);
      if (weight != 0.0) { sum += weight * left_at(level, u32(i32(n) + y * i32(NX) + x), omega); }
    }
  }
  solve_work[sim * WORK + TO + band * length_of(MX, MY) + block] = sum;
}
