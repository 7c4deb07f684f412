// What is summed up of a film at a sample: magnetization, energies, rate and current over the workgroup's cells, and the
// largest torque and rate. Textures (cores, walls, charges) are found by the host, which reads m at a sample anyway.
//
// args.x: GAZE_SAMPLE  only simulations that stand at a sample
//         GAZE_LOOK    every simulation, wherever it stands

//#import lib/site_field
//#import lib/response
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
override REGIONS: u32;
override MAGNETOSTATIC: u32;

@group(0) @binding(0) var<uniform> args: vec4u;
@group(0) @binding(1) var<storage, read> params: array<f32>;
@group(0) @binding(2) var<storage, read> clock: array<f32>;
@group(0) @binding(3) var<storage, read> flags: array<u32>;
@group(0) @binding(4) var<storage, read> stage_m: array<vec4f>;
@group(0) @binding(5) var<storage, read> demag: array<vec4f>;
@group(0) @binding(6) var<storage, read> drift: array<vec4f>;
@group(0) @binding(7) var<storage, read> current: array<vec4f>; // of closures with a potential
@group(0) @binding(8) var<storage, read_write> observed: array<f32>;

@compute @workgroup_size(WG)
fn observe(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  let sim = group.y;
  let f = sim * FLG_STRIDE;
  if (args.x == GAZE_SAMPLE && flags[f + FLG_STATE] != STATE_HOLD) { return; }

  let parity = flags[f + FLG_PARITY];
  let now = sim * CLK_STRIDE + CLK_NOW_FIELD;
  let of_sim = plane(0u, sim);
  let cell = group.x * WG + thread;

  var a = vec4f(0.0);
  var b = vec4f(0.0);
  var c = vec4f(0.0);
  var d = vec4f(0.0);
  var e = vec4f(0.0);
  var top = vec4f(0.0);
  if (cell < CELLS && stage_m[of_sim + min(cell, CELLS - 1u)].w > 0.0) {
    let at = site(sim, cell, stage_m[of_sim + cell]);
    let here = at.own.xyz;
    let beta = par(at.row, PAR_BETA);
    let polarization = par(at.row, PAR_POLARIZATION);
    let weight = saturation(at.row);
    let direction = par3(sim, PAR_FIELD_X);
    let along_field = weight * dot(here, direction);
    let d_of = site_slopes(at);
    let rate = drift[plane(slot(1u, parity), sim) + cell].xyz;
    let force = force_of(here, d_of, beta, rate);
    let field = site_field(at, clock[now] * direction);
    let scale = par(sim, PAR_CONDUCTANCE);
    var q = clock[now + 1u] * vec2f(par(sim, PAR_DRIFT), par(sim, PAR_DRIFT_Y));
    if (KIND == CLOSURE_LOCAL) { q = par(at.row, PAR_CHI) * force; }
    var flow = Flow(select(vec2f(0.0), q / scale, scale > 0.0), vec2f(0.0), 0.0, vec2f(1.0, 0.0));
    if (KIND >= CLOSURE_POTENTIAL) {
      let from_cell = 2u * (of_sim + cell);
      flow = flow_of(current[from_cell], current[from_cell + 1u]);
      q = scale * flow.j;
    }
    var powers = Powers(par(at.row, PAR_ALPHA) * weight * dot(rate, rate), resistivity(at.row) * dot(q, q), beta * polarization * dot(q, vec2f(dot(rate, d_of.x), dot(rate, d_of.y))), polarization * dot(q, force), polarization * force.x);
    if (KIND >= CLOSURE_POTENTIAL) { powers = flow_powers(at, d_of, flow, rate, transverse(here, field)); }
    let heat = heat_of_fields(at, d_of, field, flow, rate);
    let bonds = bonds_energy(sim, at.own, at.along_x, at.along_y);
    a = vec4f(here, bonds.x);
    b = vec4f(anisotropy_energy(at.row, here), -clock[now] * along_field, -0.5 * weight * dot(here, magnetostatic_field(at)), powers.gilbert);
    c = vec4f(powers.emf, along_field, q.x, powers.joule);
    d = vec4f(powers.cross, powers.emf_work, bonds.y, q.y);
    e = vec4f(heat, 0.0, 0.0);
    top = vec4f(finite_length(cross(here, field)), finite_length(rate), 0.0, 0.0);
  }
  let at = (sim * GROUPS + group.x) * OBS_STRIDE;
  a = tree_sum(thread, a);
  b = tree_sum(thread, b);
  c = tree_sum(thread, c);
  d = tree_sum(thread, d);
  e = tree_sum(thread, e);
  top = tree_max(thread, top);
  if (thread != 0u) { return; }
  put(at, a);
  put(at + 4u, b);
  put(at + 8u, c);
  put(at + 12u, d);
  put(at + 16u, e);
  put(at + OBS_MAX_TORQUE, vec4f(top.xy, -1.0, 0.0));
  for (var i = OBS_NEAR; i < OBS_STRIDE; i++) { observed[at + i] = 0.0; }
}

fn put(at: u32, v: vec4f) {
  observed[at] = v.x;
  observed[at + 1u] = v.y;
  observed[at + 2u] = v.z;
  observed[at + 3u] = v.w;
}
