// After a residual is known, one workgroup a simulation: whether the error is small enough, and what the leads do next.
//
// args.x: iterations done; 0 after `open`

//#import lib/reduce
//#import lib/krylovSums
//#import lib/krylov
//#import lib/finite

override BATCH: u32;
override LEADS: u32;
override WG: u32;
override GROUPS: u32;
override TOLERANCE: f32;

@group(0) @binding(0) var<uniform> args: vec4u;
@group(0) @binding(1) var<storage, read> solve_sums: array<vec4f>;
@group(0) @binding(2) var<storage, read> lead_setup: array<f32>;
@group(0) @binding(3) var<storage, read_write> lead_state: array<f32>;

@compute @workgroup_size(WG)
fn decide(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  let sim = group.x;
  var total = total_of(thread, sim);
  var left = 0.0;
  for (var g = thread; g < GROUPS; g += WG) { left += solve_sums[sums_of(sim) + GROUPS * sums_rows() + g].x; }
  left = tree_sum(thread, vec4f(left)).x;
  let state = sim * LST_STRIDE;
  if (thread != 0u || lead_state[state + LST_DONE] > 0.0) { return; }
  let iteration = args.x;
  var size = left;
  var before = 0.0;
  if (iteration == 0u) {
    size = total[0].x;
    look_at_leads(sim, &total);
  } else {
    before = move_leads(sim, iteration - 1u, &total);
  }
  for (var l = 0u; l < LEADS; l++) { size += lead_state[state + LST_RHO + l] * lead_state[state + LST_RHO + l]; }

  // r.z is the square of the error in the currents, that of the residual before; this one is taken to have shrunk alike.
  var ratio = lead_state[state + LST_RATIO];
  if (iteration > 0u) { ratio = max(before, 0.0) / lead_state[state + LST_RESIDUAL2]; }
  if (iteration == 1u) { lead_state[state + LST_RATIO] = ratio; }
  let scale = lead_state[state + LST_SCALE2];
  let error = ratio * size;
  let enough = size == 0.0 || (ratio > 0.0 && error <= TOLERANCE * TOLERANCE * scale);
  lead_state[state + LST_ITERATIONS] = f32(iteration);
  lead_state[state + LST_RESIDUAL2] = size;
  lead_state[state + LST_RESIDUAL] = select(select(1.0, sqrt(error / scale), ratio > 0.0 && scale > 0.0), 0.0, size == 0.0);
  lead_state[state + LST_CONVERGED] = select(0.0, 1.0, enough);
  lead_state[state + LST_DONE] = select(0.0, 1.0, enough);

  let next = state + LST_STEP_U + direction_of(iteration, 0u) * LEADS_MAX;
  for (var l = 0u; l < LEADS; l++) {
    var potential = 0.0;
    for (var k = 0u; k < LEADS; k++) { potential += lead_setup[sim * LSU_STRIDE + LSU_INVERSE + l * LEADS_MAX + k] * lead_state[state + LST_RHO + k]; }
    lead_state[next + l] = potential;
  }
}

// Notes which stage is solved for and how long its step is; by how much of what it moved in the step before `begin` has moved the potential.
fn start_of_step(state: u32) -> f32 {
  let stage = lead_state[state + LST_STAGE];
  let h = lead_state[state + LST_H];
  let before = lead_state[state + select(LST_H_BEFORE, LST_H_NOW, stage == 2.0)];
  lead_state[state + LST_LAST] = stage;
  if (stage == 2.0) {
    lead_state[state + LST_H_BEFORE] = lead_state[state + LST_H_NOW];
    lead_state[state + LST_H_NOW] = h;
  }
  return select(0.0, min(h / before, 2.0), stage > 1.0 && before > 0.0);
}

// Potentials, currents and residuals of the leads as they stand, and their part of the scale.
fn look_at_leads(sim: u32, total: ptr<function, array<vec4f, SUMS_ROWS_MAX>>) {
  let state = sim * LST_STRIDE;
  let setup = sim * LSU_STRIDE;
  var scale = slot_of(total, 1u);
  let share = start_of_step(state);
  let stage = u32(lead_state[state + LST_STAGE]);
  for (var l = 0u; l < LEADS; l++) {
    let free = lead_setup[setup + 4u * l + LEAD_FREE] > 0.0;
    let base = finite(lead_state[state + LST_U + l]);
    let guessed = base + share * lead_state[state + LST_STAGE_U + (stage - 1u) * LEADS_MAX + l];
    lead_state[state + LST_U_BASE + l] = base;
    lead_state[state + LST_U + l] = select(lead_state[state + LST_GIVEN + l], guessed, free);
  }
  for (var l = 0u; l < LEADS; l++) {
    let inflow = slot_of(total, SUMS_LEADS + l);
    lead_state[state + LST_I + l] = -inflow;
    var rho = 0.0;
    if (lead_setup[setup + 4u * l + LEAD_FREE] > 0.0) {
      var outside = 0.0;
      for (var k = 0u; k < LEADS; k++) { outside += lead_setup[setup + LSU_NETWORK + l * LEADS_MAX + k] * lead_state[state + LST_U + k]; }
      let fed = lead_state[state + LST_FED + l];
      scale += lead_setup[setup + LSU_INVERSE + l * LEADS_MAX + l] * (fed * fed + outside * outside);
      rho = fed - outside + inflow;
    }
    lead_state[state + LST_RHO + l] = rho;
  }
  lead_state[state + LST_SCALE2] = scale;
}

// The step of an iteration, as far as it concerns the leads. Gives r.z, of all unknowns.
fn move_leads(sim: u32, iteration: u32, total: ptr<function, array<vec4f, SUMS_ROWS_MAX>>) -> f32 {
  let state = sim * LST_STRIDE;
  let own = direction_of(iteration, 0u);
  var rz = slot_of(total, SUMS_RZ);
  for (var l = 0u; l < LEADS; l++) { rz += lead_state[state + LST_STEP_U + own * LEADS_MAX + l] * lead_state[state + LST_RHO + l]; }
  var step = step_of(total, sim, iteration);
  lead_state[state + LST_QQ + own] = step.qq;
  for (var l = 0u; l < LEADS; l++) {
    let at = own * LEADS_MAX + l;
    var potential = lead_state[state + LST_STEP_U + at];
    var current = slot_of(total, SUMS_LEADS + l);
    var q = step.q[l];
    for (var j = 0u; j < earlier(iteration); j++) {
      let kept = direction_of(iteration, j + 1u) * LEADS_MAX + l;
      potential -= step.beta[j] * lead_state[state + LST_STEP_U + kept];
      current -= step.beta[j] * lead_state[state + LST_STEP_I + kept];
      q -= step.beta[j] * lead_state[state + LST_STEP_Q + kept];
    }
    lead_state[state + LST_STEP_U + at] = potential;
    lead_state[state + LST_STEP_I + at] = current;
    lead_state[state + LST_STEP_Q + at] = q;
    lead_state[state + LST_U + l] += step.alpha * potential;
    lead_state[state + LST_I + l] += step.alpha * current;
    lead_state[state + LST_RHO + l] -= step.alpha * q;
  }
  return rz;
}
