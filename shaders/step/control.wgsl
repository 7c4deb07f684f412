// The clock of each simulation, one workgroup a simulation: judge the step that was tried, keep the ledger, choose the
// next one. Nothing here needs the host, so many steps run between two looks from outside.
//
// args.x: MODE_JUDGE  accept or reject the attempt, advance the clock, plan the next attempt
//         MODE_ARM    plan an attempt where the rate is missing (start, jump of the drive, shifted window)
//         MODE_READY  the rate has just been evaluated: book the work of the drive's jump, let it run
//
// Step control: proportional-integral, Gustafsson, ACM TOMS 17, 533 (1991); exponents 0.7/k and 0.4/k.

//#import lib/params
//#import lib/planes
//#import lib/closure
//#import lib/reduce
//#import lib/total
//#import lib/window

override CELLS: u32;
override BATCH: u32;
override STAGES: u32;
override WG: u32;
override GROUPS: u32;
override KIND: u32;
override UNIAXIAL: u32;
override CUBIC: u32;
override SEGMENTS: u32;   // rows of `schedule` a simulation has at a time, used as a ring

@group(0) @binding(0) var<uniform> args: vec4u;
@group(0) @binding(1) var<storage, read> tableau: array<f32>;
@group(0) @binding(2) var<storage, read> params: array<f32>;
@group(0) @binding(3) var<storage, read> schedule: array<f32>;
@group(0) @binding(4) var<storage, read> worst: array<f32>;
@group(0) @binding(5) var<storage, read_write> sums: array<vec4f>;
@group(0) @binding(6) var<storage, read_write> clock: array<f32>;
@group(0) @binding(7) var<storage, read_write> flags: array<u32>;
@group(0) @binding(8) var<storage, read_write> ledger: array<f32>;

@compute @workgroup_size(WG)
fn control(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  let sim = group.x;
  let first = sim * FLG_STRIDE;
  let parity = flags[first + FLG_PARITY];
  if (args.x == MODE_JUDGE) {
    var largest = 0.0;
    for (var g = thread; g < GROUPS; g += WG) { largest = max(largest, worst[sim * GROUPS + g]); }
    let error = tree_max(thread, vec4f(largest)).x;
    if (thread == 0u && flags[first + FLG_STATE] == STATE_RUN && flags[first + FLG_FRESH] == 0u) { judge_step(sim, error); }
  } else if (args.x == MODE_ARM) {
    if (thread == 0u) {
      flags[first + FLG_RECORDS] = 0u; // the host has read the ring
      if (flags[first + FLG_FRESH] == 1u) { plan_step(sim); }
    }
  } else {
    let sum = total(thread, sim, slot(1u, parity));
    if (thread == 0u && flags[first + FLG_FRESH] == 1u) {
      store_total(sim, slot(1u, parity), sum);
      // The energy -m.B jumps with the field; the field's source pays for it.
      let c = sim * CLK_STRIDE;
      ledger[sim * LED_STRIDE + LED_FIELD_WORK] += (drive(sim, 1u, 0u) - clock[c + CLK_NOW_FIELD]) * sum.high.w;
      remember_now(sim, 1u);
      flags[first + FLG_FRESH] = 0u;
      if (KIND >= CLOSURE_POTENTIAL) { ready_solve(sim, sum.leads); }
    }
  }
}

// What the solve of a rate that is evaluated anew has left.
fn ready_solve(sim: u32, leads: vec4f) {
  let l = sim * LED_STRIDE;
  if (leads.w >= HUGE) {
    flags[sim * FLG_STRIDE + FLG_STATE] = STATE_UNSOLVED;
    return;
  }
  ledger[l + LED_ITERATIONS] = max(ledger[l + LED_ITERATIONS], leads.z);
  ledger[l + LED_RESIDUAL] = max(ledger[l + LED_RESIDUAL], leads.w);
}

fn judge_step(sim: u32, error: f32) {
  let f = sim * FLG_STRIDE;
  let c = sim * CLK_STRIDE;
  let h = clock[c + CLK_H_TRY];
  let fixed = tableau[TAB_FIXED] > 0.0;
  let order = tableau[TAB_ORDER];
  let tolerance = par(sim, PAR_TOLERANCE);

  let unsolved = conduction_unsolved(sim);
  if (unsolved || error >= HUGE || (!fixed && error > tolerance)) {
    flags[f + FLG_REJECTED] += 1u;
    flags[f + FLG_REJECTED_IN_A_ROW] += 1u;
    var factor = 0.1;
    // After a shorter step the potential is nearer to the last one found.
    if (unsolved && error < HUGE) { factor = 0.5; }
    else if (error < HUGE) { factor = clamp(0.9 * pow(tolerance / error, 1.0 / order), 0.2, 0.9); }
    clock[c + CLK_H] = h * factor;
    // A step of one tick cannot be made shorter.
    if (fixed || h * factor < par(sim, PAR_H_MIN) || flags[f + FLG_TRY_TICKS] == 1u) {
      flags[f + FLG_STATE] = select(select(STATE_COLLAPSED, STATE_UNSOLVED, unsolved), STATE_NOT_FINITE, error >= HUGE);
      return;
    }
    plan_step(sim);
    return;
  }

  book(sim, h);
  remember_now(sim, STAGES);
  flags[f + FLG_PARITY] = 1u - flags[f + FLG_PARITY];
  flags[f + FLG_STEPS] += 1u;
  flags[f + FLG_STEP_IN_SEGMENT] += 1u;
  if (!fixed) {
    let small = max(error, 1e-4 * tolerance);
    var factor = clamp(0.9 * pow(tolerance / small, 0.7 / order) * pow(clock[c + CLK_ERR_PREV] / tolerance, 0.4 / order), 0.2, 5.0);
    if (flags[f + FLG_REJECTED_IN_A_ROW] > 0u) { factor = min(factor, 1.0); }
    var next = h * factor;
    // A step cut short to land on a sample says nothing against the longer one that was proposed.
    if (h < 0.99 * clock[c + CLK_H]) { next = max(next, clock[c + CLK_H]); }
    clock[c + CLK_H] = min(next, par(sim, PAR_H_MAX));
    clock[c + CLK_ERR_PREV] = small;
  }
  flags[f + FLG_REJECTED_IN_A_ROW] = 0u;

  if (flags[f + FLG_LANDS] == 0u) {
    flags[f + FLG_TICKS] += flags[f + FLG_TRY_TICKS];
  } else {
    let events = u32(schedule[segment_row(sim) + SEG_EVENTS]);
    flags[f + FLG_TICKS] = 0u;
    flags[f + FLG_STEP_IN_SEGMENT] = 0u;
    flags[f + FLG_SEGMENT] += 1u;
    if ((events & EVENT_SAMPLE) != 0u) { flags[f + FLG_STATE] = STATE_HOLD; }
    else if ((events & EVENT_SNAPSHOT) != 0u) { flags[f + FLG_STATE] = STATE_PAUSE; }
    if ((events & EVENT_JUMP) != 0u) { flags[f + FLG_FRESH] = 1u; }
    if ((events & EVENT_LAST) != 0u) { return; } // what comes after is nobody's plan
  }
  if (flags[f + FLG_STATE] == STATE_RUN && window_due(sim)) { flags[f + FLG_STATE] = STATE_PAUSE; }
  plan_step(sim);
}

// Chooses the next attempt so that it lands exactly on the end of the segment, and evaluates the drive at its stages.
fn plan_step(sim: u32) {
  let f = sim * FLG_STRIDE;
  let c = sim * CLK_STRIDE;
  let at = segment_row(sim);
  let duration = schedule[at + SEG_DURATION];
  let steps = schedule[at + SEG_STEPS];
  var start = 0.0;   // of the step, as a part of the segment
  var h = clock[c + CLK_H];
  var lands = false;
  if (steps > 0.0) {
    start = f32(flags[f + FLG_STEP_IN_SEGMENT]) / steps;
    h = duration / steps;
    lands = f32(flags[f + FLG_STEP_IN_SEGMENT] + 1u) >= steps;
    clock[c + CLK_H] = h;
  } else {
    // Two even steps rather than a long one and a sliver.
    let rest = TICKS - flags[f + FLG_TICKS];
    let wanted = min(h / duration, 1.0) * f32(TICKS);
    var ticks = max(1u, u32(wanted));
    if (wanted >= 0.999 * f32(rest)) { ticks = rest; lands = true; }
    else if (wanted > 0.5 * f32(rest)) { ticks = (rest + 1u) / 2u; }
    flags[f + FLG_TRY_TICKS] = ticks;
    start = f32(flags[f + FLG_TICKS]) / f32(TICKS);
    h = f32(ticks) / f32(TICKS) * duration;
  }
  clock[c + CLK_H_TRY] = h;
  flags[f + FLG_LANDS] = select(0u, 1u, lands);
  for (var s = 0u; s < STAGES; s++) {
    let x = clamp(start + tableau[TAB_C + s] * h / duration, 0.0, 1.0);
    let to = c + CLK_DRIVE + 4u * s;
    clock[to] = polynomial(at + SEG_FIELD, x);
    clock[to + 1u] = polynomial(at + SEG_CURRENT, x);
    clock[to + 2u] = polynomial(at + SEG_VOLTAGE, x);
    clock[to + 3u] = slope(at + SEG_FIELD, x) / duration;
  }
}

fn segment_row(sim: u32) -> u32 {
  return (sim * SEGMENTS + flags[sim * FLG_STRIDE + FLG_SEGMENT] % SEGMENTS) * SEG_STRIDE;
}

fn polynomial(at: u32, x: f32) -> f32 {
  var value = 0.0;
  for (var k = 6u; k > 0u; k--) { value = value * x + schedule[at + k - 1u]; }
  return value;
}

fn slope(at: u32, x: f32) -> f32 {
  var value = 0.0;
  for (var k = 5u; k > 0u; k--) { value = value * x + f32(k) * schedule[at + k]; }
  return value;
}

// The drive at the current state, as the step that led to it saw it.
fn remember_now(sim: u32, stage: u32) {
  let c = sim * CLK_STRIDE;
  clock[c + CLK_NOW_FIELD] = drive(sim, stage, 0u);
  clock[c + CLK_NOW_CURRENT] = drive(sim, stage, 1u);
  clock[c + CLK_NOW_VOLTAGE] = drive(sim, stage, 2u);
  clock[c + CLK_NOW_SLOPE] = drive(sim, stage, 3u);
}

// Whether the conduction solve of a stage that was tried did not converge.
fn conduction_unsolved(sim: u32) -> bool {
  if (KIND < CLOSURE_POTENTIAL) { return false; }
  let parity = flags[sim * FLG_STRIDE + FLG_PARITY];
  var residual = 0.0;
  for (var s = 2u; s <= STAGES; s++) { residual = max(residual, stored_total(sim, slot(s, parity)).leads.w); }
  return residual >= HUGE;
}

// Adds the step to the integrals of the ledger, with the weights of the method itself. docs/physics.md, section 5
fn book(sim: u32, h: f32) {
  let l = sim * LED_STRIDE;
  let beta = par(sim, PAR_BETA);
  let polarization = par(sim, PAR_POLARIZATION);
  let parity = flags[sim * FLG_STRIDE + FLG_PARITY];
  for (var s = 1u; s <= STAGES; s++) {
    let w = h * tableau[TAB_B + s - 1u];
    let sum = stored_total(sim, slot(s, parity));
    var gilbert = sum.low.x;
    var joule = sum.low.y;
    var cross_heat = sum.low.z;
    var berry = sum.low.w;
    var current = sum.high.x;
    var emf = sum.high.y;
    var emf_work = sum.high.z;
    if (KIND == CLOSURE_CIRCUIT) {
      let q = circuit_current(bias(sim, s), par(sim, PAR_CHI), beta, sum);
      let slide = sum.high.y + q * sum.high.z;
      gilbert = par(sim, PAR_ALPHA) * (sum.low.x + q * (2.0 * sum.low.y + q * sum.low.z));
      joule = q * q * f32(CELLS);
      cross_heat = beta * polarization * q * slide;
      berry = sum.low.w + q * sum.high.x;
      current = q * f32(CELLS);
      emf = polarization * (berry + beta * slide);
      emf_work = q * emf;
    }
    ledger[l + LED_GILBERT] += w * gilbert;
    ledger[l + LED_JOULE] += w * joule;
    ledger[l + LED_CROSS] += w * cross_heat;
    ledger[l + LED_EMF_WORK] += w * emf_work;
    ledger[l + LED_FIELD_WORK] += w * drive(sim, s, 3u) * sum.high.w;
    ledger[l + LED_EMF] += w * emf;
    ledger[l + LED_CURRENT] += w * current;
    ledger[l + LED_BERRY] += w * berry;
    if (KIND >= CLOSURE_POTENTIAL) {
      ledger[l + LED_LEAD_WORK] += w * sum.leads.x;
      ledger[l + LED_LEAD_CURRENT] += w * sum.leads.y;
      ledger[l + LED_ITERATIONS] = max(ledger[l + LED_ITERATIONS], sum.leads.z);
      ledger[l + LED_RESIDUAL] = max(ledger[l + LED_RESIDUAL], sum.leads.w);
    }
  }
}
