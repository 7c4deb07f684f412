// The sweep from zero again, the correction of the next coarser grid, and a second sweep; on the grid of the film what the leads add. A thread
// takes a node, and works out the first sweep and the correction of its neighbours for itself.
//
// args.x: the iteration, from 0; it counts on the grid of the film

//#import lib/stencil

override NX: u32;
override NY: u32;
override MX: u32;
override MY: u32;
override BATCH: u32;
override BANDS: u32;
override LEADS: u32;
override WG: u32;
override WORK: u32;
override FROM: u32;
override COARSE: u32;     // where the solution of the coarser grid lies
override TO: u32;
override TABLES: u32;
override SHARED: u32;
override FINEST: u32;
override OMEGA: u32;
override SCALE: u32;
override COUPLINGS: u32;
override TRANSFERS: u32;

@group(0) @binding(0) var<uniform> args: vec4u;
@group(0) @binding(1) var<storage, read> hierarchy: array<f32>;
@group(0) @binding(2) var<storage, read> lead_shape: array<f32>;
@group(0) @binding(3) var<storage, read> lead_state: array<f32>;
@group(0) @binding(4) var<storage, read_write> solve_work: array<f32>;

// omega r + P e at node (i, k); `coarse` is where e begins.
fn corrected(level: Level, coarse: u32, omega: f32, i: u32, k: u32) -> f32 {
  let x = select(0u, i & 1u, MX < NX);
  let y = select(0u, k & 1u, MY < NY);
  let block = guard_of(MX) + select(k, k >> 1u, MY < NY) * MX + select(i, i >> 1u, MX < NX);
  // Planes of a place begin at 0, 1, 3, 5, and have a weight for each coarse node it takes from.
  let first = select(select(0u, 1u, x == 1u), select(3u, 5u, x == 1u), y == 1u);
  var sum = omega * right_at(level, guard_of(NX) + k * NX + i);
  for (var b = 0u; b <= y; b++) {
    for (var a = 0u; a <= x; a++) {
      sum += transfer(level, first + b * (1u + x) + a, block) * solve_work[coarse + block + b * MX + a];
    }
  }
  return sum;
}

@compute @workgroup_size(WG)
fn prolong(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  let sim = group.y;
  let band = group.z;
  let node = group.x * WG + thread;
  if (node >= NX * NY || lead_state[sim * LST_STRIDE + LST_DONE] > 0.0) { return; }
  let level = Level((select(sim, 0u, SHARED == 1u) * BANDS + band) * TABLES, sim * WORK + FROM + band * length_of(NX, NY));
  let coarse = sim * WORK + COARSE + band * length_of(MX, MY);
  let omega = hierarchy[level.tables + OMEGA];
  let i = node % NX;
  let k = node / NX;
  let n = guard_of(NX) + node;
  let own = corrected(level, coarse, omega, i, k);
  var flow = own;
  for (var pair = 0u; pair < 8u; pair++) {
    let along = vec2i(along_x(pair >> 1u), along_y(pair >> 1u));
    let apart = u32(along.x + along.y * i32(NX));
    let table = level.tables + COUPLINGS + (pair >> 1u) * length_of(NX, NY);
    let back = (pair & 1u) == 1u;
    let coupling = hierarchy[table + select(n, n - apart, back)];
    if (coupling != 0.0) {
      let there = vec2i(i32(i), i32(k)) + select(along, -along, back);
      flow += coupling * corrected(level, coarse, omega, u32(there.x), u32(there.y));
    }
  }
  var value = own + omega * (right_at(level, n) - flow);
  var to = sim * WORK + TO + band * length_of(NX, NY) + n;
  if (FINEST == 1u) {
    let turn = args.x % DIRECTIONS;
    value *= hierarchy[level.tables + SCALE + n];
    if (band == 0u) {
      for (var l = 0u; l < LEADS; l++) { value += lead_state[sim * LST_STRIDE + LST_STEP_U + turn * LEADS_MAX + l] * lead_shape[(sim * (LEADS + 1u) + l) * NX * NY + node]; }
    }
    to += turn * BANDS * length_of(NX, NY);
  }
  solve_work[to] = value;
}
