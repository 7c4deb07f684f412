// dm/dt of a film at the magnetization `stage_m` of a Runge-Kutta stage, and the sums over cells that the ledger needs.
// The magnetostatic field has been worked out before, into `demag`. Currents are in units of J0 along both axes.
//
// args.x: the stage, from 1. Stage 1 runs only where the rate of the current state is missing.

//#import lib/site_field
//#import lib/turn
//#import lib/closure
//#import lib/reduce
//#import lib/total

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
@group(0) @binding(7) var<storage, read_write> sums: array<vec4f>;

@compute @workgroup_size(WG)
fn rate(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  let sim = group.y;
  let s = args.x;
  let first = sim * FLG_STRIDE;
  if (!stage_runs(sim, s)) { return; }

  let parity = flags[first + FLG_PARITY];
  if (s > 2u && group.x == 0u) {
    let sum = total(thread, sim, slot(s - 1u, parity));
    if (thread == 0u) { store_total(sim, slot(s - 1u, parity), sum); }
  }

  var low = vec4f(0.0);
  var high = vec4f(0.0);
  let cell = group.x * WG + thread;
  if (cell < CELLS) {
    let own = stage_m[plane(0u, sim) + cell];
    var result = vec3f(0.0);
    if (own.w > 0.0) {
      let at = site(sim, cell, own);
      let here = own.xyz;
      let alpha = par(at.row, PAR_ALPHA);
      let beta = par(at.row, PAR_BETA);
      let polarization = par(at.row, PAR_POLARIZATION);
      let weight = saturation(at.row);
      let direction = par3(sim, PAR_FIELD_X);

      let d = site_slopes(at);
      let r0 = llg_drift(here, site_field(at, drive(sim, s, 0u) * direction), alpha);
      let rx = llg_lever(here, polarization / weight * d.x, alpha, beta);
      let ry = llg_lever(here, polarization / weight * d.y, alpha, beta);
      var q = drive(sim, s, 1u) * vec2f(par(sim, PAR_DRIFT), par(sim, PAR_DRIFT_Y));
      if (KIND == CLOSURE_LOCAL) { q = local_currents(par(at.row, PAR_CHI), beta, here, d.x, d.y, r0, rx, ry); }
      result = r0 + q.x * rx + q.y * ry;
      let of_x = motive(here, d.x, result);
      let of_y = motive(here, d.y, result);
      let emf = polarization * vec2f(of_x.x + beta * of_x.y, of_y.x + beta * of_y.y);
      low = vec4f(alpha * weight * dot(result, result), resistivity(at.row) * dot(q, q), beta * polarization * dot(q, vec2f(of_x.y, of_y.y)), of_x.x);
      high = vec4f(q.x, emf.x, dot(q, emf), weight * dot(here, direction));
    }
    drift[plane(slot(s, parity), sim) + cell] = vec4f(result, 0.0);
  }
  low = tree_sum(thread, low);
  high = tree_sum(thread, high);
  if (thread == 0u) {
    let at = sums_row(sim, slot(s, parity), group.x + 1u);
    sums[at] = low;
    sums[at + 1u] = high;
  }
}

