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
      let flow = flow_at(sim, parity, cell, around);
      let q = flow.q;
      let rate = flow.rate;
      let slide = dot(rate, flow.gradient);
      let force = flow.of_drift + q * flow.of_lever;
      a += vec4f(here, exchange_energy(around.exchange, l, here, r));
      b += vec4f(anisotropy_energy(sim, here), -dot(here, around.applied), -0.5 * dot(here, demag_field(around.factors, here)), alpha * dot(rate, rate));
      c += vec4f(polarization * force, dot(here, direction), q, q * q);
      d += vec4f(beta * polarization * q * slide, polarization * q * force, 0.0, 0.0);
      let j = select(0.0, q / conductance, conductance > 0.0);
      e += vec4f(wire_heat(conductance, flow.field, flow.drift, flow.lever, polarization * vec2f(flow.of_drift, flow.of_lever), j, rate), 0.0, 0.0);
      top = max(top, vec4f(finite_length(cross(here, flow.field)), finite_length(rate), 0.0, 0.0));
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
    put3(at + OBS_NEAR + 3u, flow_at(sim, parity, found, around).rate);
    put3(at + OBS_NEAR + 6u, magnetization(sim, parity, i32(right)));
    put3(at + OBS_NEAR + 9u, flow_at(sim, parity, right, around).rate);
  }
}

fn magnetization(sim: u32, parity: u32, i: i32) -> vec3f {
  return m[(parity * BATCH + sim) * CELLS + stand_in(i, i32(CELLS), PERIODIC == 1u)].xyz;
}

// What goes on in a cell: the gradient, the field, the rate drift + q lever, and the motive forces of drift and lever over P.
struct Flow { gradient: vec3f, field: vec3f, drift: vec3f, lever: vec3f, rate: vec3f, of_drift: f32, of_lever: f32, q: f32 }

fn flow_at(sim: u32, parity: u32, cell: u32, around: Medium) -> Flow {
  let i = i32(cell);
  let alpha = par(sim, PAR_ALPHA);
  let beta = par(sim, PAR_BETA);
  let l = magnetization(sim, parity, i - 1);
  let here = magnetization(sim, parity, i);
  let r = magnetization(sim, parity, i + 1);
  var flow: Flow;
  flow.gradient = transverse(here, gradient(GRADIENT, magnetization(sim, parity, i - 2), l, r, magnetization(sim, parity, i + 2)));
  flow.field = effective_field(sim, around, l, here, r);
  flow.drift = llg_drift(here, flow.field, alpha);
  flow.lever = llg_lever(here, par(sim, PAR_POLARIZATION) * flow.gradient, alpha, beta);
  flow.of_drift = dot(vec2f(1.0, beta), motive(here, flow.gradient, flow.drift));
  flow.of_lever = dot(vec2f(1.0, beta), motive(here, flow.gradient, flow.lever));
  flow.q = clock[sim * CLK_STRIDE + CLK_NOW_CURRENT] * par(sim, PAR_DRIFT);
  if (KIND == CLOSURE_CIRCUIT) { flow.q = clock[sim * CLK_STRIDE + CLK_NOW_Q]; }
  if (KIND == CLOSURE_LOCAL) { flow.q = closed_current(0.0, par(sim, PAR_CHI), flow.of_drift, flow.of_lever); }
  flow.rate = flow.drift + flow.q * flow.lever;
  return flow;
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
