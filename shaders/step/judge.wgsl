// The error of an attempted step: each workgroup's largest |h sum e_s k_s|, a length on the unit sphere. A value that
// is not finite counts as HUGE. Also completes the total of the last stage, whose dispatch nothing else follows.

//#import lib/params
//#import lib/planes
//#import lib/closure
//#import lib/reduce
//#import lib/total
//#import lib/rates

override CELLS: u32;
override BATCH: u32;
override STAGES: u32;
override WG: u32;
override PER: u32;
override GROUPS: u32;
override KIND: u32;
override UNIAXIAL: u32;
override CUBIC: u32;

@group(0) @binding(0) var<uniform> args: vec4u;
@group(0) @binding(1) var<storage, read> tableau: array<f32>;
@group(0) @binding(2) var<storage, read> params: array<f32>;
@group(0) @binding(3) var<storage, read> clock: array<f32>;
@group(0) @binding(4) var<storage, read> flags: array<u32>;
@group(0) @binding(5) var<storage, read> drift: array<vec4f>;
@group(0) @binding(6) var<storage, read> lever: array<vec4f>;
@group(0) @binding(7) var<storage, read_write> sums: array<vec4f>;
@group(0) @binding(8) var<storage, read_write> worst: array<f32>;

@compute @workgroup_size(WG)
fn judge(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  let sim = group.y;
  let first = sim * FLG_STRIDE;
  if (flags[first + FLG_STATE] != STATE_RUN || flags[first + FLG_FRESH] == 1u) { return; }

  let parity = flags[first + FLG_PARITY];
  let h = clock[sim * CLK_STRIDE + CLK_H_TRY];

  var sum = stored_total(sim, slot(1u, parity));
  if (KIND == CLOSURE_CIRCUIT || group.x == 0u) {
    sum = total(thread, sim, slot(STAGES, parity));
    if (thread == 0u && group.x == 0u) { store_total(sim, slot(STAGES, parity), sum); }
  }
  set_terms(thread, sim, parity, STAGES, TAB_E, sum);

  var largest = 0.0;
  for (var t = thread; t < WG * PER; t += WG) {
    let cell = group.x * WG * PER + t;
    if (cell < CELLS) {
      largest = max(largest, finite_length(h * weighted_rates(STAGES, cell)));
    }
  }
  let all = tree_max(thread, vec4f(largest));
  if (thread == 0u) { worst[sim * GROUPS + group.x] = all.x; }
}
