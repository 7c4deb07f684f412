// The clock of each simulation, one workgroup a simulation: judge the step that was tried, keep the ledger, choose the
// next one. Nothing here needs the host, so many steps run between two looks from outside.
//
// args.x: MODE_JUDGE  accept or reject the attempt, advance the clock, plan the next attempt
//         MODE_ARM    plan an attempt where the rate is missing (start, jump of the drive, shifted window)
//         MODE_READY  the rate has just been evaluated: book the work of the drive's jump, let it run

//#import lib/params
//#import lib/planes
//#import lib/closure
//#import lib/reduce
//#import lib/total
//#import lib/clockwork

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
      remember_now(sim, 1u, current_of(sim, 1u));
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
  let unsolved = conduction_unsolved(sim);
  var goes_on = false;
  if (accepts(sim, error, unsolved)) {
    book(sim, clock[sim * CLK_STRIDE + CLK_H_TRY]);
    remember_now(sim, STAGES, current_of(sim, STAGES));
    goes_on = advance(sim, error);
  } else {
    goes_on = refuse(sim, error, unsolved);
  }
  if (goes_on) { plan_step(sim); }
}

fn ring_of(sim: u32) -> u32 {
  return sim;
}

// The current of a closed circuit at a stage whose total is stored.
fn current_of(sim: u32, stage: u32) -> f32 {
  if (KIND != CLOSURE_CIRCUIT) { return 0.0; }
  let own = slot(stage, flags[sim * FLG_STRIDE + FLG_PARITY]);
  return circuit_current(bias(sim, stage), par(sim, PAR_CHI), par(sim, PAR_BETA), stored_total(sim, own));
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
      let q = current_of(sim, s);
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
