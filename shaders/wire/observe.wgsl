// What is read off a wire at a sample: sums over the workgroup's cells of magnetization, energies, rate and current,
// the largest torque and rate, and the wall (where m . easy changes sign) nearest to the one seen last.
//
// args.x: GAZE_SAMPLE  only simulations that stand at a sample
//         GAZE_LOOK    every simulation, wherever it stands

//#import lib/params
//#import lib/grid
//#import lib/crossing
//#import lib/field
//#import lib/llg
//#import lib/closure
//#import lib/reduce

override CELLS: u32;
override BATCH: u32;
override WG: u32;
override PER: u32;
override GROUPS: u32;
override KIND: u32;
override GRADIENT: u32;
override PERIODIC: u32;
override UNIAXIAL: u32;
override CUBIC: u32;

@group(0) @binding(0) var<uniform> args: vec4u;
@group(0) @binding(1) var<storage, read> params: array<f32>;
@group(0) @binding(2) var<storage, read> clock: array<f32>;
@group(0) @binding(3) var<storage, read> flags: array<u32>;
@group(0) @binding(4) var<storage, read> m: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> observed: array<f32>;

var<workgroup> nearest: atomic<u32>;

@compute @workgroup_size(WG)
fn observe(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  let sim = group.y;
  let f = sim * FLG_STRIDE;
  if (args.x == GAZE_SAMPLE && flags[f + FLG_STATE] != STATE_HOLD) { return; }

  let parity = flags[f + FLG_PARITY];
  let beta = par(sim, PAR_BETA);
  let alpha = par(sim, PAR_ALPHA);
  let polarization = par(sim, PAR_POLARIZATION);
  let direction = par3(sim, PAR_FIELD_X);
  let easy = par3(sim, PAR_EASY_X);
  let conductance = par(sim, PAR_CONDUCTANCE);
  let around = medium(sim, clock[sim * CLK_STRIDE + CLK_NOW_FIELD]);

  if (thread == 0u) { atomicStore(&nearest, NO_CROSSING); }
  workgroupBarrier();

  var a = vec4f(0.0);
  var b = vec4f(0.0);
  var c = vec4f(0.0);
  var d = vec4f(0.0);
  var e = vec4f(0.0);
  var top = vec4f(0.0);
  var key = NO_CROSSING;
  var found = 0u;
  for (var t = thread; t < WG * PER; t += WG) {
    let cell = group.x * WG * PER + t;
    if (cell < CELLS) {
      let l = magnetization(sim, parity, i32(cell) - 1);
      let here = magnetization(sim, parity, i32(cell));
      let r = magnetization(sim, parity, i32(cell) + 1);
      let gradient_here = gradient_at(sim, parity, cell);
      let field = effective_field(sim, around, l, here, r);
      let q = current_in(sim, here, gradient_here, field);
      let rate = rate_in(sim, here, gradient_here, field, q);
      let parts = motive(here, gradient_here, rate);
      let force = parts.x + beta * parts.y;
      a += vec4f(here, exchange_energy(around.exchange, l, here, r));
      b += vec4f(anisotropy_energy(sim, here), -dot(here, around.applied), -0.5 * dot(here, demag_field(around.factors, here)), alpha * dot(rate, rate));
      c += vec4f(polarization * force, dot(here, direction), q, q * q);
      d += vec4f(beta * polarization * q * parts.y, polarization * q * force, 0.0, 0.0);
      let j = select(0.0, q / conductance, conductance > 0.0);
      e += vec4f(wire_heat(conductance, alpha, beta, here, polarization * gradient_here, field, j, rate), 0.0, 0.0);
      top = max(top, vec4f(finite_length(cross(here, field)), finite_length(rate), 0.0, 0.0));
      if ((dot(here, easy) > 0.0) != (dot(r, easy) > 0.0)) {
        let k = distance_key(cell, flags[f + FLG_CROSSING]);
        if (k < key) { key = k; found = cell; }
      }
    }
  }
  if (key != NO_CROSSING) { atomicMin(&nearest, key); }
  let at = (sim * GROUPS + group.x) * OBS_STRIDE;
  a = tree_sum(thread, a);
  b = tree_sum(thread, b);
  c = tree_sum(thread, c);
  d = tree_sum(thread, d);
  e = tree_sum(thread, e);
  top = tree_max(thread, top);
  let best = atomicLoad(&nearest);
  if (thread == 0u) {
    put(at, a);
    put(at + 4u, b);
    put(at + 8u, c);
    put(at + 12u, d);
    put(at + 16u, e);
    put(at + OBS_MAX_TORQUE, vec4f(top.xy, -1.0, 0.0));
    for (var i = OBS_NEAR; i < OBS_STRIDE; i++) { observed[at + i] = 0.0; }
  }
  storageBarrier();
  if (key == best && best != NO_CROSSING) {
    observed[at + OBS_CROSSING] = f32(found);
    let right = stand_in(i32(found) + 1, i32(CELLS), PERIODIC == 1u);
    put3(at + OBS_NEAR, magnetization(sim, parity, i32(found)));
    put3(at + OBS_NEAR + 3u, rate_at(sim, parity, found, around));
    put3(at + OBS_NEAR + 6u, magnetization(sim, parity, i32(right)));
    put3(at + OBS_NEAR + 9u, rate_at(sim, parity, right, around));
  }
}

fn magnetization(sim: u32, parity: u32, i: i32) -> vec3f {
  return m[(parity * BATCH + sim) * CELLS + stand_in(i, i32(CELLS), PERIODIC == 1u)].xyz;
}

fn gradient_at(sim: u32, parity: u32, cell: u32) -> vec3f {
  let i = i32(cell);
  let across = gradient(GRADIENT, magnetization(sim, parity, i - 2), magnetization(sim, parity, i - 1), magnetization(sim, parity, i + 1), magnetization(sim, parity, i + 2));
  return transverse(magnetization(sim, parity, i), across);
}

// The current in a cell, d the gradient there.
fn current_in(sim: u32, here: vec3f, d: vec3f, field: vec3f) -> f32 {
  if (KIND == CLOSURE_CIRCUIT) { return clock[sim * CLK_STRIDE + CLK_NOW_Q]; }
  if (KIND != CLOSURE_LOCAL) { return clock[sim * CLK_STRIDE + CLK_NOW_CURRENT] * par(sim, PAR_DRIFT); }
  let alpha = par(sim, PAR_ALPHA);
  let beta = par(sim, PAR_BETA);
  let lever = llg_lever(here, par(sim, PAR_POLARIZATION) * d, alpha, beta);
  return local_current(par(sim, PAR_CHI), beta, motive(here, d, llg_drift(here, field, alpha)), motive(here, d, lever));
}

fn rate_in(sim: u32, here: vec3f, d: vec3f, field: vec3f, q: f32) -> vec3f {
  let alpha = par(sim, PAR_ALPHA);
  return llg_drift(here, field, alpha) + q * llg_lever(here, par(sim, PAR_POLARIZATION) * d, alpha, par(sim, PAR_BETA));
}

fn rate_at(sim: u32, parity: u32, cell: u32, around: Medium) -> vec3f {
  let i = i32(cell);
  let here = magnetization(sim, parity, i);
  let d = gradient_at(sim, parity, cell);
  let field = effective_field(sim, around, magnetization(sim, parity, i - 1), here, magnetization(sim, parity, i + 1));
  return rate_in(sim, here, d, field, current_in(sim, here, d, field));
}

fn put(at: u32, v: vec4f) {
  observed[at] = v.x;
  observed[at + 1u] = v.y;
  observed[at + 2u] = v.z;
  observed[at + 3u] = v.w;
}

fn put3(at: u32, v: vec3f) {
  observed[at] = v.x;
  observed[at + 1u] = v.y;
  observed[at + 2u] = v.z;
}
