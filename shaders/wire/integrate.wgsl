// Integrates whole wires, one workgroup each, for as many attempted steps as the dispatch is given. The stage's m lies in workgroup memory, beside the
// clock and the parameters of the wire; m and the rates of a cell are its thread's own. From one dispatch to the next only m, clock, flags, ledger and what each
// thread has booked are kept: the rate of the state is worked out anew, with the drive that the step before it saw, which gives the same bits. Threads' books are
// summed up where a simulation stops, so that the order of the sums does not depend on how many attempts a dispatch has.
//
// A simulation stops by itself at a sample, at a snapshot and at its end, and where a step fails. In a closed circuit two sums over the wire
// give the current of a stage at once.
//
// args.x: most attempted steps
// args.y: 1 at the start of a chunk, with no steps to attempt: the host has read the ring, and the rate is worked out wherever it is missing

//#import lib/params
//#import lib/grid
//#import lib/field
//#import lib/llg
//#import lib/closure
//#import lib/reduce
//#import lib/clockwork

override CELLS: u32;
override BATCH: u32;
override STAGES: u32;
override WG: u32;
override PER: u32;        // cells of a thread, MOST_PER at most
override KIND: u32;
override GRADIENT: u32;
override PERIODIC: u32;
override UNIAXIAL: u32;
override CUBIC: u32;
override SEGMENTS: u32;
override PARAMS: u32 = PAR_BASE + ANISO_STRIDE * (UNIAXIAL + CUBIC);

@group(0) @binding(0) var<uniform> args: vec4u;
@group(0) @binding(1) var<storage, read> tableau: array<f32>;
@group(0) @binding(2) var<storage, read> kept_params: array<f32>;
@group(0) @binding(3) var<storage, read> schedule: array<f32>;
@group(0) @binding(4) var<storage, read_write> m: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> kept_clock: array<f32>;
@group(0) @binding(6) var<storage, read_write> kept_flags: array<u32>;
@group(0) @binding(7) var<storage, read_write> kept_ledger: array<f32>;
@group(0) @binding(8) var<storage, read_write> unsummed: array<vec4f>;   // Powers of each thread

// In workgroup memory the simulation is the only one.
const OWN = 0u;
var<workgroup> params: array<f32, PARAMS>;
var<workgroup> clock: array<f32, CLK_STRIDE>;
var<workgroup> flags: array<u32, FLG_STRIDE>;
var<workgroup> tile: array<vec4f, CELLS>;
var<workgroup> worst: atomic<u32>;
var<workgroup> word: u32; // what thread 0 tells the others

var<private> simulation: u32;
var<private> state: array<vec3f, MOST_PER>;               // m at the start of the step
var<private> rates: array<vec3f, MOST_PER * MAX_STAGES>;  // dm/dt, a row a cell
var<private> levers: array<vec3f, MOST_PER>;              // of the stage, the rate of a unit current
var<private> forces: array<vec4f, MOST_PER>;              // of the stage, `motive` of drift and of lever
var<private> q_stage: f32;                                // the current of the stage in a closed circuit

// Sums over a thread's cells, in the order of `ledger`: LED_GILBERT to LED_EMF_WORK; w m.B in place of LED_FIELD_WORK, LED_EMF to LED_BERRY.
struct Powers { low: vec4f, high: vec4f }

// Bits of what thread 0 makes of an attempt.
const ACCEPTED = 1u;
const PLANNED = 2u;   // another one is planned
const WAITS = 4u;     // but not yet: the simulation is at a sample or a snapshot
const RENEW = 8u;     // it begins with the rate of the state, which is missing

@compute @workgroup_size(WG)
fn integrate(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  simulation = group.x;
  if (thread == 0u) { word = wakes(); }
  if (workgroupUniformLoad(&word) == 0u) { return; }
  fetch(thread);

  var left = args.x;
  var s = 1u;
  var first: Powers;    // of the state
  var attempt: Powers;  // of the step so far, times its weights
  var booked = unsummed_of(thread); // of all accepted steps since the simulation last stopped
  loop {
    var fresh = false;
    if (s == 1u) {
      workgroupBarrier(); // drives may just have been set that are now set anew
      if (thread == 0u) { word = prepare(); }
      fresh = workgroupUniformLoad(&word) == RENEW;
    } else {
      workgroupBarrier(); // the drives are there, and nobody reads `tile` any more
    }
    if (s == 2u) { attempt = weighed(1u, first); }
    form(thread, s);
    workgroupBarrier();
    let powers = evaluate(thread, s);

    if (s == 1u) {
      first = powers;
      if (fresh) { renew(thread, powers); }
      if (left == 0u) { break; }
    } else {
      let more = weighed(s, powers);
      attempt = Powers(attempt.low + more.low, attempt.high + more.high);
    }
    if (s < STAGES) {
      s += 1u;
      continue;
    }

    atomicMax(&worst, bitcast<u32>(largest_error()));
    workgroupBarrier();
    if (thread == 0u) { word = judged(bitcast<f32>(atomicExchange(&worst, 0u))); }
    let verdict = workgroupUniformLoad(&word);
    if ((verdict & ACCEPTED) != 0u) {
      booked = Powers(booked.low + attempt.low, booked.high + attempt.high);
      first = powers;
      take_over(thread);
    }
    if ((verdict & PLANNED) != 0u) {
      for (var k = thread; k < STAGES; k += WG) { set_drive(OWN, k + 1u); }
    }
    left -= 1u;
    if (left == 0u || (verdict & (PLANNED | WAITS)) != PLANNED) { break; }
    s = select(2u, 1u, (verdict & RENEW) != 0u);
  }
  keep(thread, booked);
}

// Whether there is anything to do; only thread 0 asks.
fn wakes() -> u32 {
  let f = simulation * FLG_STRIDE;
  if (args.y == 1u) {
    kept_flags[f + FLG_RECORDS] = 0u;
    return kept_flags[f + FLG_FRESH];
  }
  return select(0u, 1u, kept_flags[f + FLG_STATE] == STATE_RUN);
}

fn ring_of(sim: u32) -> u32 {
  return simulation;
}

fn fetch(thread: u32) {
  for (var i = thread; i < PARAMS; i += WG) { params[i] = kept_params[simulation * PARAMS + i]; }
  for (var i = thread; i < CLK_STRIDE; i += WG) { clock[i] = kept_clock[simulation * CLK_STRIDE + i]; }
  for (var i = thread; i < FLG_STRIDE; i += WG) {
    flags[i] = select(kept_flags[simulation * FLG_STRIDE + i], 0u, args.y == 1u && i == FLG_RECORDS);
  }
  workgroupBarrier();
  let plane = (flags[FLG_PARITY] * BATCH + simulation) * CELLS;
  for (var t = 0u; t < PER; t++) {
    let cell = thread + t * WG;
    if (cell < CELLS) { state[t] = m[plane + cell].xyz; }
  }
}

// The drive at the state: as the step before saw it, or as it is where the rate is missing.
fn prepare() -> u32 {
  if (flags[FLG_FRESH] == 1u) {
    plan_step(OWN);
    return RENEW;
  }
  clock[CLK_DRIVE] = clock[CLK_NOW_FIELD];
  clock[CLK_DRIVE + 1u] = clock[CLK_NOW_CURRENT];
  clock[CLK_DRIVE + 2u] = clock[CLK_NOW_VOLTAGE];
  return 0u;
}

// m of the stage, into `tile`.
fn form(thread: u32, s: u32) {
  let h = clock[CLK_H_TRY];
  for (var t = 0u; t < PER; t++) {
    let cell = thread + t * WG;
    if (cell < CELLS) {
      var here = state[t];
      if (s > 1u) {
        let moved = here + h * combined(t, s - 1u, TAB_A + (s - 1u) * MAX_STAGES);
        here = moved / sqrt(dot(moved, moved));
      }
      tile[cell] = vec4f(here, 0.0);
    }
  }
}

// The sum of the first `count` rates of a cell with the weights at `weights` in the tableau.
fn combined(t: u32, count: u32, weights: u32) -> vec3f {
  var sum = vec3f(0.0);
  for (var k = 0u; k < count; k++) { sum += tableau[weights + k] * rates[t * MAX_STAGES + k]; }
  return sum;
}

fn tile_at(i: i32) -> vec3f {
  return tile[stand_in(i, i32(CELLS), PERIODIC == 1u)].xyz;
}

// The rate of the stage and its powers. Every thread must call.
fn evaluate(thread: u32, s: u32) -> Powers {
  let alpha = par(OWN, PAR_ALPHA);
  let beta = par(OWN, PAR_BETA);
  let chi = par(OWN, PAR_CHI);
  let polarization = par(OWN, PAR_POLARIZATION);
  let direction = par3(OWN, PAR_FIELD_X);
  let around = medium(OWN, drive(OWN, s, 0u));
  var work = 0.0;
  var motives = vec2f(0.0);
  for (var t = 0u; t < PER; t++) {
    let cell = thread + t * WG;
    if (cell < CELLS) {
      let i = i32(cell);
      let l = tile_at(i - 1);
      let here = tile[cell].xyz;
      let r = tile_at(i + 1);
      let d = transverse(here, gradient(GRADIENT, tile_at(i - 2), l, r, tile_at(i + 2)));
      let r0 = llg_drift(here, effective_field(OWN, around, l, here, r), alpha);
      let r1 = llg_lever(here, polarization * d, alpha, beta);
      let force = vec4f(motive(here, d, r0), motive(here, d, r1));
      rates[t * MAX_STAGES + s - 1u] = r0;
      levers[t] = r1;
      forces[t] = force;
      motives += force.xz + beta * force.yw;
      work += dot(here, direction);
    }
  }

  q_stage = drive(OWN, s, 1u) * par(OWN, PAR_DRIFT);
  if (KIND == CLOSURE_CIRCUIT) {
    let all = tree_sum(thread, vec4f(motives, 0.0, 0.0));
    q_stage = closed_current(bias(OWN, s), chi, all.x, all.y);
  }
  var powers = Powers(vec4f(0.0), vec4f(work, 0.0, 0.0, 0.0));
  for (var t = 0u; t < PER; t++) {
    if (thread + t * WG < CELLS) {
      let of_drift = forces[t].xy;
      let of_lever = forces[t].zw;
      let q = select(q_stage, local_current(chi, beta, of_drift, of_lever), KIND == CLOSURE_LOCAL);
      let rate = rates[t * MAX_STAGES + s - 1u] + q * levers[t];
      rates[t * MAX_STAGES + s - 1u] = rate;
      let of_rate = of_drift + q * of_lever;
      let emf = polarization * (of_rate.x + beta * of_rate.y);
      powers.low += vec4f(alpha * dot(rate, rate), q * q, beta * polarization * q * of_rate.y, q * emf);
      powers.high += vec4f(0.0, emf, q, of_rate.x);
    }
  }
  return powers;
}

// Powers times the weight of a stage in the integral over the step.
fn weighed(s: u32, powers: Powers) -> Powers {
  let w = clock[CLK_H_TRY] * tableau[TAB_B + s - 1u];
  return Powers(w * powers.low, w * vec4f(drive(OWN, s, 3u), 1.0, 1.0, 1.0) * powers.high);
}

// The rate that was missing is there: books the work of the drive's jump, which changed -m.B; the field's source pays for it.
fn renew(thread: u32, powers: Powers) {
  let work = tree_sum(thread, vec4f(powers.high.x)).x;
  if (thread == 0u) {
    kept_ledger[simulation * LED_STRIDE + LED_FIELD_WORK] += (drive(OWN, 1u, 0u) - clock[CLK_NOW_FIELD]) * work;
    remember_now(OWN, 1u, closed_q());
    flags[FLG_FRESH] = 0u;
  }
}

fn closed_q() -> f32 {
  return select(0.0, q_stage, KIND == CLOSURE_CIRCUIT);
}

// Of the thread's cells.
fn largest_error() -> f32 {
  let h = clock[CLK_H_TRY];
  var largest = 0.0;
  for (var t = 0u; t < PER; t++) { largest = max(largest, finite_length(h * combined(t, STAGES, TAB_E))); }
  return largest;
}

fn judged(error: f32) -> u32 {
  var verdict = 0u;
  var another = false;
  if (accepts(OWN, error, false)) {
    verdict = ACCEPTED;
    remember_now(OWN, STAGES, closed_q());
    another = advance(OWN, error);
  } else {
    another = refuse(OWN, error, false);
  }
  if (!another) { return verdict; }
  choose_step(OWN);
  return verdict | PLANNED | select(WAITS, 0u, flags[FLG_STATE] == STATE_RUN) | select(0u, RENEW, flags[FLG_FRESH] == 1u);
}

// The state that was tried is the state now, and its rate the first of the next step.
fn take_over(thread: u32) {
  for (var t = 0u; t < PER; t++) {
    let cell = thread + t * WG;
    if (cell < CELLS) {
      state[t] = tile[cell].xyz;
      rates[t * MAX_STAGES] = rates[t * MAX_STAGES + STAGES - 1u];
    }
  }
}

fn unsummed_of(thread: u32) -> Powers {
  let at = 2u * (simulation * WG + thread);
  return Powers(unsummed[at], unsummed[at + 1u]);
}

fn keep(thread: u32, booked: Powers) {
  if (thread == 0u) { word = flags[FLG_STATE]; }
  var left = booked;
  if (workgroupUniformLoad(&word) != STATE_RUN) {
    let low = tree_sum(thread, booked.low);
    let high = tree_sum(thread, booked.high);
    if (thread == 0u) {
      let l = simulation * LED_STRIDE;
      for (var k = 0u; k < 4u; k++) {
        kept_ledger[l + LED_GILBERT + k] += low[k];
        kept_ledger[l + LED_FIELD_WORK + k] += high[k];
      }
    }
    left = Powers(vec4f(0.0), vec4f(0.0));
  }
  let at = 2u * (simulation * WG + thread);
  unsummed[at] = left.low;
  unsummed[at + 1u] = left.high;
  let plane = (flags[FLG_PARITY] * BATCH + simulation) * CELLS;
  for (var t = 0u; t < PER; t++) {
    let cell = thread + t * WG;
    if (cell < CELLS) { m[plane + cell] = vec4f(state[t], 0.0); }
  }
  for (var i = thread; i < CLK_STRIDE; i += WG) { kept_clock[simulation * CLK_STRIDE + i] = clock[i]; }
  for (var i = thread; i < FLG_STRIDE; i += WG) { kept_flags[simulation * FLG_STRIDE + i] = flags[i]; }
}
