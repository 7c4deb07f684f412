// The magnetization of a Runge-Kutta stage of a film, m_s = normalised( m + h sum_{i<s} a_si k_i ), into `stage_m`, from
// which the magnetostatic field and then the rate are worked out. The last stage is also the new state.
// The w of a cell is 0 outside the magnet, where m is zero; inside it is that of lib/material.
//
// args.x: the stage, from 1; stage 1 is the state itself and runs where its rate is missing.
// args.y: 1 composes the state whatever the simulation is doing, for a look between steps.

//#import lib/planes
//#import lib/turn

override CELLS: u32;
override BATCH: u32;
override STAGES: u32;
override WG: u32;
override GROUPS: u32;

@group(0) @binding(0) var<uniform> args: vec4u;
@group(0) @binding(1) var<storage, read> tableau: array<f32>;
@group(0) @binding(2) var<storage, read> clock: array<f32>;
@group(0) @binding(3) var<storage, read> flags: array<u32>;
@group(0) @binding(4) var<storage, read> drift: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> m: array<vec4f>;
@group(0) @binding(6) var<storage, read_write> stage_m: array<vec4f>;

var<workgroup> weights: array<f32, MAX_STAGES>;
var<workgroup> planes: array<u32, MAX_STAGES>;

@compute @workgroup_size(WG)
fn compose(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  let sim = group.y;
  let s = args.x;
  let first = sim * FLG_STRIDE;
  if (args.y == 0u && !stage_runs(sim, s)) { return; }
  let parity = flags[first + FLG_PARITY];
  let h = clock[sim * CLK_STRIDE + CLK_H_TRY];
  for (var k = thread; k + 1u < s; k += WG) {
    weights[k] = h * tableau[TAB_A + (s - 1u) * MAX_STAGES + k];
    planes[k] = plane(slot(k + 1u, parity), sim);
  }
  workgroupBarrier();
  let cell = group.x * WG + thread;
  if (cell >= CELLS) { return; }
  let start = m[plane(parity, sim) + cell];
  var composed = start;
  if (s > 1u && start.w > 0.0) {
    var moved = start.xyz;
    for (var k = 0u; k + 1u < s; k++) { moved += weights[k] * drift[planes[k] + cell].xyz; }
    composed = vec4f(moved / sqrt(dot(moved, moved)), start.w);
  }
  stage_m[plane(0u, sim) + cell] = composed;
  if (s == STAGES) { m[plane(1u - parity, sim) + cell] = composed; }
}
