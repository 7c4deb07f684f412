// Spin transfer: adds to dm/dt, in `drift`, what the current does that the conduction solve has found (`current`), and the sums over
// cells that the ledger needs. docs/physics.md, sections 9 to 11.
//
// args.x: the stage, from 1. Stage 1 runs only where the rate of the current state is missing.

//#import lib/site
//#import lib/turn
//#import lib/response
//#import lib/closure
//#import lib/reduce
//#import lib/total
//#import lib/leads

override CELLS: u32;
override NX: u32;
override NY: u32;
override BATCH: u32;
override STAGES: u32;
override WG: u32;
override GROUPS: u32;
override KIND: u32;
override GRADIENT: u32;
override PERIODIC_X: u32;
override PERIODIC_Y: u32;
override UNIAXIAL: u32;
override CUBIC: u32;
override REGIONS: u32;

@group(0) @binding(0) var<uniform> args: vec4u;
@group(0) @binding(1) var<storage, read> params: array<f32>;
@group(0) @binding(2) var<storage, read> clock: array<f32>;
@group(0) @binding(3) var<storage, read> flags: array<u32>;
@group(0) @binding(4) var<storage, read> stage_m: array<vec4f>;
@group(0) @binding(5) var<storage, read> current: array<vec4f>;
@group(0) @binding(6) var<storage, read> lead_state: array<f32>;
@group(0) @binding(7) var<storage, read_write> drift: array<vec4f>;
@group(0) @binding(8) var<storage, read_write> sums: array<vec4f>;

@compute @workgroup_size(WG)
fn transfer(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  let sim = group.y;
  let s = args.x;
  let first = sim * FLG_STRIDE;
  if (!stage_runs(sim, s)) { return; }

  let own_slot = slot(s, flags[first + FLG_PARITY]);
  if (s > 2u && group.x == 0u) {
    let before = slot(s - 1u, flags[first + FLG_PARITY]);
    let sum = total(thread, sim, before);
    if (thread == 0u) { store_total(sim, before, sum); }
  }

  var low = vec4f(0.0);
  var high = vec4f(0.0);
  let cell = group.x * WG + thread;
  if (cell < CELLS && stage_m[plane(0u, sim) + min(cell, CELLS - 1u)].w > 0.0) {
    let at = site(sim, cell, stage_m[plane(0u, sim) + cell]);
    let m = at.own.xyz;
    let d = site_slopes(at);
    let to = plane(own_slot, sim) + cell;
    let r0 = drift[to].xyz;
    let from_cell = 2u * (plane(0u, sim) + cell);
    let flow = flow_of(current[from_cell], current[from_cell + 1u]);
    let across = across_of(m, r0, par(at.row, PAR_ALPHA));
    let result = r0 + flow_rate(at, d, flow, across);
    let powers = flow_powers(at, d, flow, result, across);
    low = vec4f(powers.gilbert, powers.joule, powers.cross, motive(m, d.x, result).x);
    high = vec4f(par(sim, PAR_CONDUCTANCE) * flow.j.x, powers.emf, powers.emf_work, saturation(at.row) * dot(m, par3(sim, PAR_FIELD_X)));
    drift[to] = vec4f(result, 0.0);
  }
  low = tree_sum(thread, low);
  high = tree_sum(thread, high);
  if (thread != 0u) { return; }
  let at = sums_row(sim, own_slot, group.x + 1u);
  sums[at] = low;
  sums[at + 1u] = high;
  // What the leads bring is known once, not cell by cell. Its unit is that of the Joule heat.
  let scale = par(sim, PAR_CONDUCTANCE);
  sums[at + 2u] = select(vec4f(0.0), lead_sums(sim, scale * scale * par(sim, PAR_ASPECT)), group.x == 0u);
}
