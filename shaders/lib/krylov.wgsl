// A step of the solve for the potential: generalized conjugate residuals, truncated to the last directions. Eisenstat, Elman &
// Schultz 1983, SIAM J. Numer. Anal. 20, 345. Needs: storage lead_setup, lead_state: array<f32>, override LEADS, and lib/krylovSums.

struct Step {
  alpha: f32,
  qq: f32,
  beta: array<f32, DIRECTIONS>,
  q: array<f32, LEADS_MAX>, // parts of q at the leads, before it is made orthogonal
}

fn slot_of(total: ptr<function, array<vec4f, SUMS_ROWS_MAX>>, index: u32) -> f32 {
  return (*total)[index >> 2u][index & 3u];
}

fn step_of(total: ptr<function, array<vec4f, SUMS_ROWS_MAX>>, sim: u32, iteration: u32) -> Step {
  let setup = sim * LSU_STRIDE;
  let state = sim * LST_STRIDE;
  let own = state + LST_STEP_U + direction_of(iteration, 0u) * LEADS_MAX;
  var step: Step;
  var qq = slot_of(total, 0u);
  var qr = slot_of(total, 1u);
  for (var l = 0u; l < LEADS; l++) {
    var q = 0.0;
    if (lead_setup[setup + 4u * l + LEAD_FREE] > 0.0) {
      q = slot_of(total, SUMS_LEADS + l);
      for (var k = 0u; k < LEADS; k++) { q += lead_setup[setup + LSU_NETWORK + l * LEADS_MAX + k] * lead_state[own + k]; }
    }
    step.q[l] = q;
    qq += q * q;
    qr += q * lead_state[state + LST_RHO + l];
  }
  for (var j = 0u; j < earlier(iteration); j++) {
    let before = direction_of(iteration, j + 1u);
    let length = lead_state[state + LST_QQ + before];
    var product = slot_of(total, 2u + j);
    for (var l = 0u; l < LEADS; l++) { product += step.q[l] * lead_state[state + LST_STEP_Q + before * LEADS_MAX + l]; }
    if (length > 0.0) {
      step.beta[j] = product / length;
      qq -= step.beta[j] * product;
    }
  }
  step.qq = qq;
  step.alpha = select(0.0, qr / qq, qq > 0.0);
  return step;
}
