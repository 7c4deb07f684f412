// What is summed up of a film at a sample: magnetization, energies, rate and current over the workgroup's cells, and the
// largest torque and rate. Textures (cores, walls, charges) are found by the host, which reads m at a sample anyway.
//
// args.x: GAZE_SAMPLE  only simulations that stand at a sample
//         GAZE_LOOK    every simulation, wherever it stands

//#import lib/params
//#import lib/planes
//#import lib/grid
//#import lib/lattice
//#import lib/bonds
//#import lib/field
//#import lib/llg
//#import lib/closure
//#import lib/reduce

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
override MAGNETOSTATIC: u32;

@group(0) @binding(0) var<uniform> args: vec4u;
@group(0) @binding(1) var<storage, read> params: array<f32>;
@group(0) @binding(2) var<storage, read> clock: array<f32>;
@group(0) @binding(3) var<storage, read> flags: array<u32>;
@group(0) @binding(4) var<storage, read> stage_m: array<vec4f>;
@group(0) @binding(5) var<storage, read> demag: array<vec4f>;
@group(0) @binding(6) var<storage, read> drift: array<vec4f>;
@group(0) @binding(7) var<storage, read_write> observed: array<f32>;

@compute @workgroup_size(WG)
fn observe(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  let sim = group.y;
  let f = sim * FLG_STRIDE;
  if (args.x == GAZE_SAMPLE && flags[f + FLG_STATE] != STATE_HOLD) { return; }

  let parity = flags[f + FLG_PARITY];
  let beta = par(sim, PAR_BETA);
  let now = sim * CLK_STRIDE + CLK_NOW_FIELD;
  let applied = clock[now] * par3(sim, PAR_FIELD_X);
  let of_sim = plane(0u, sim);
  let cell = group.x * WG + thread;

  var a = vec4f(0.0);
  var b = vec4f(0.0);
  var c = vec4f(0.0);
  var d = vec4f(0.0);
  var top = vec4f(0.0);
  if (cell < CELLS && stage_m[of_sim + min(cell, CELLS - 1u)].w > 0.0) {
    let here = stage_m[of_sim + cell].xyz;
    let x = i32(cell % NX);
    let y = i32(cell / NX);
    let along_x = line_through(of_sim, x, y, 1, 0);
    let along_y = line_through(of_sim, x, y, 0, 1);
    let factors = par3(sim, PAR_DEMAG_X);
    var magnetostatic = demag_field(factors, here);
    if (MAGNETOSTATIC == 1u) { magnetostatic += demag[of_sim + cell].xyz; }
    let field = bonds_field(sim, here, along_x, along_y) + anisotropy_field(sim, here) + magnetostatic + applied;
    let dx = transverse(here, slope_along(GRADIENT, along_x, here));
    let dy = transverse(here, slope_along(GRADIENT, along_y, here)) * par(sim, PAR_ASPECT);
    let rate = drift[plane(slot(1u, parity), sim) + cell].xyz;
    let of_x = motive(here, dx, rate);
    let of_y = motive(here, dy, rate);
    var q = clock[now + 1u] * vec2f(par(sim, PAR_DRIFT), par(sim, PAR_DRIFT_Y));
    if (KIND == CLOSURE_LOCAL) { q = par(sim, PAR_CHI) * vec2f(of_x.x + beta * of_x.y, of_y.x + beta * of_y.y); }
    let bonds = bonds_energy(sim, here, along_x, along_y);
    a = vec4f(here, bonds.x);
    b = vec4f(anisotropy_energy(sim, here), -dot(here, applied), -0.5 * dot(here, magnetostatic), dot(rate, rate));
    c = vec4f(of_x, q.x, dot(q, q));
    d = vec4f(q.x * of_x.y + q.y * of_y.y, q.x * (of_x.x + beta * of_x.y) + q.y * (of_y.x + beta * of_y.y), bonds.y, q.y);
    top = vec4f(finite_length(cross(here, field)), finite_length(rate), 0.0, 0.0);
  }
  let at = (sim * GROUPS + group.x) * OBS_STRIDE;
  a = tree_sum(thread, a);
  b = tree_sum(thread, b);
  c = tree_sum(thread, c);
  d = tree_sum(thread, d);
  top = tree_max(thread, top);
  if (thread != 0u) { return; }
  put(at, a);
  put(at + 4u, b);
  put(at + 8u, c);
  put(at + 12u, d);
  put(at + OBS_MAX_TORQUE, vec4f(top.xy, -1.0, 0.0));
  for (var i = OBS_NEAR; i < OBS_STRIDE; i++) { observed[at + i] = 0.0; }
}

fn put(at: u32, v: vec4f) {
  observed[at] = v.x;
  observed[at + 1u] = v.y;
  observed[at + 2u] = v.z;
  observed[at + 3u] = v.w;
}
