// What a cell of a film asks of the conduction: dm/dt without a current, into `drift`, and how the cell answers an electric field,
// into `tensor` and `source` (lib/response), at the magnetization `stage_m` of a Runge-Kutta stage. docs/physics.md, section 9.
//
// args.x: the stage, from 1. Stage 1 runs only where the rate of the current state is missing.

//#import lib/site_field
//#import lib/turn
//#import lib/response

override CELLS: u32;
override NX: u32;
override NY: u32;
override BATCH: u32;
override STAGES: u32;
override WG: u32;
override GROUPS: u32;
override KIND: u32;         // CLOSURE_*
override GRADIENT: u32;
override PERIODIC_X: u32;
override PERIODIC_Y: u32;
override UNIAXIAL: u32;
override CUBIC: u32;
override REGIONS: u32;      // materials, the rest counted
override MAGNETOSTATIC: u32; // 1 where `demag` holds a field

@group(0) @binding(0) var<uniform> args: vec4u;
@group(0) @binding(1) var<storage, read> params: array<f32>;
@group(0) @binding(2) var<storage, read> clock: array<f32>;
@group(0) @binding(3) var<storage, read> flags: array<u32>;
@group(0) @binding(4) var<storage, read> stage_m: array<vec4f>;
@group(0) @binding(5) var<storage, read> demag: array<vec4f>;
@group(0) @binding(6) var<storage, read_write> drift: array<vec4f>;
@group(0) @binding(7) var<storage, read_write> tensor: array<vec4f>;
@group(0) @binding(8) var<storage, read_write> source: array<vec2f>;

@compute @workgroup_size(WG)
fn respond(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  let sim = group.y;
  let s = args.x;
  let first = sim * FLG_STRIDE;
  if (!stage_runs(sim, s)) { return; }

  let cell = group.x * WG + thread;
  if (cell >= CELLS) { return; }
  let own = stage_m[plane(0u, sim) + cell];
  var r0 = vec3f(0.0);
  var of_cell = Answer(vec4f(0.0), vec2f(0.0));
  if (own.w > 0.0) {
    let at = site(sim, cell, own);
    let field = site_field(at, drive(sim, s, 0u) * par3(sim, PAR_FIELD_X));
    r0 = cell_drift(at, field);
    of_cell = answer(at, site_slopes(at), field, r0);
  }
  drift[plane(slot(s, flags[first + FLG_PARITY]), sim) + cell] = vec4f(r0, 0.0);
  tensor[plane(0u, sim) + cell] = of_cell.tensor;
  source[plane(0u, sim) + cell] = of_cell.source;
}
