// The clock of a simulation: what becomes of an attempted step, how long the next one is, and the drive at its stages.
// Step control: proportional-integral, Gustafsson, ACM TOMS 17, 533 (1991); exponents 0.7/k and 0.4/k.
// Needs: arrays `tableau`, `schedule`, `clock`, `flags`, lib/params, lib/reduce, overrides STAGES and SEGMENTS (rows of
// `schedule` a simulation has at a time, used as a ring), and a function `ring_of`: which ring is a simulation's.

//#import lib/window

// error: the largest of the step, HUGE where it is not finite. unsolved: a solve for the potential did not converge.
fn accepts(sim: u32, error: f32, unsolved: bool) -> bool {
  if (unsolved || error >= HUGE) { return false; }
  return tableau[TAB_FIXED] > 0.0 || error <= par(sim, PAR_TOLERANCE);
}

// After a step that is not accepted. Whether there is another to try.
fn refuse(sim: u32, error: f32, unsolved: bool) -> bool {
  let f = sim * FLG_STRIDE;
  let c = sim * CLK_STRIDE;
  flags[f + FLG_REJECTED] += 1u;
  flags[f + FLG_REJECTED_IN_A_ROW] += 1u;
  var factor = 0.1;
  // After a shorter step the potential is nearer to the last one found.
  if (unsolved && error < HUGE) { factor = 0.5; }
  else if (error < HUGE) { factor = clamp(0.9 * pow(par(sim, PAR_TOLERANCE) / error, 1.0 / tableau[TAB_ORDER]), 0.2, 0.9); }
  let h = clock[c + CLK_H_TRY] * factor;
  clock[c + CLK_H] = h;
  // A step of one tick cannot be made shorter.
  if (tableau[TAB_FIXED] > 0.0 || h < par(sim, PAR_H_MIN) || flags[f + FLG_TRY_TICKS] == 1u) {
    flags[f + FLG_STATE] = select(select(STATE_COLLAPSED, STATE_UNSOLVED, unsolved), STATE_NOT_FINITE, error >= HUGE);
    return false;
  }
  return true;
}

// After a step that is accepted. Whether anything comes after it.
fn advance(sim: u32, error: f32) -> bool {
  let f = sim * FLG_STRIDE;
  let c = sim * CLK_STRIDE;
  flags[f + FLG_PARITY] = 1u - flags[f + FLG_PARITY];
  flags[f + FLG_STEPS] += 1u;
  flags[f + FLG_STEP_IN_SEGMENT] += 1u;
  if (tableau[TAB_FIXED] <= 0.0) { lengthen(sim, error); }
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
    if ((events & EVENT_LAST) != 0u) { return false; } // what comes after is nobody's plan
  }
  if (flags[f + FLG_STATE] == STATE_RUN && window_due(sim)) { flags[f + FLG_STATE] = STATE_PAUSE; }
  return true;
}

fn lengthen(sim: u32, error: f32) {
  let c = sim * CLK_STRIDE;
  let h = clock[c + CLK_H_TRY];
  let order = tableau[TAB_ORDER];
  let tolerance = par(sim, PAR_TOLERANCE);
  let small = max(error, 1e-4 * tolerance);
  var factor = clamp(0.9 * pow(tolerance / small, 0.7 / order) * pow(clock[c + CLK_ERR_PREV] / tolerance, 0.4 / order), 0.2, 5.0);
  if (flags[sim * FLG_STRIDE + FLG_REJECTED_IN_A_ROW] > 0u) { factor = min(factor, 1.0); }
  var next = h * factor;
  // A step cut short to land on a sample says nothing against the longer one that was proposed.
  if (h < 0.99 * clock[c + CLK_H]) { next = max(next, clock[c + CLK_H]); }
  clock[c + CLK_H] = min(next, par(sim, PAR_H_MAX));
  clock[c + CLK_ERR_PREV] = small;
}

// The next attempt, and the drive at all its stages.
fn plan_step(sim: u32) {
  choose_step(sim);
  for (var s = 1u; s <= STAGES; s++) { set_drive(sim, s); }
}

// Chooses the next attempt so that it lands exactly on the end of the segment.
fn choose_step(sim: u32) {
  let f = sim * FLG_STRIDE;
  let c = sim * CLK_STRIDE;
  let at = segment_row(sim);
  let duration = schedule[at + SEG_DURATION];
  let steps = schedule[at + SEG_STEPS];
  var h = clock[c + CLK_H];
  var lands = false;
  if (steps > 0.0) {
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
    h = f32(ticks) / f32(TICKS) * duration;
  }
  clock[c + CLK_H_TRY] = h;
  flags[f + FLG_LANDS] = select(0u, 1u, lands);
}

// The drive at a stage (from 1) of the attempt that was chosen.
fn set_drive(sim: u32, stage: u32) {
  let f = sim * FLG_STRIDE;
  let c = sim * CLK_STRIDE;
  let at = segment_row(sim);
  let duration = schedule[at + SEG_DURATION];
  let steps = schedule[at + SEG_STEPS];
  var start = f32(flags[f + FLG_TICKS]) / f32(TICKS); // of the step, as a part of the segment
  if (steps > 0.0) { start = f32(flags[f + FLG_STEP_IN_SEGMENT]) / steps; }
  let x = clamp(start + tableau[TAB_C + stage - 1u] * clock[c + CLK_H_TRY] / duration, 0.0, 1.0);
  let to = c + CLK_DRIVE + 4u * (stage - 1u);
  clock[to] = polynomial(at + SEG_FIELD, x);
  clock[to + 1u] = polynomial(at + SEG_CURRENT, x);
  clock[to + 2u] = polynomial(at + SEG_VOLTAGE, x);
  clock[to + 3u] = slope(at + SEG_FIELD, x) / duration;
}

fn segment_row(sim: u32) -> u32 {
  return (ring_of(sim) * SEGMENTS + flags[sim * FLG_STRIDE + FLG_SEGMENT] % SEGMENTS) * SEG_STRIDE;
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

// The drive at the current state, as the step that led to it saw it, and the current of a closed circuit.
fn remember_now(sim: u32, stage: u32, q: f32) {
  let c = sim * CLK_STRIDE;
  clock[c + CLK_NOW_FIELD] = drive(sim, stage, 0u);
  clock[c + CLK_NOW_CURRENT] = drive(sim, stage, 1u);
  clock[c + CLK_NOW_VOLTAGE] = drive(sim, stage, 2u);
  clock[c + CLK_NOW_SLOPE] = drive(sim, stage, 3u);
  clock[c + CLK_NOW_Q] = q;
}
