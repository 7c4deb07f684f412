// What a row of `sums` takes from the last conduction solve: the power through the leads times `unit`, the current through the first, the
// iterations and the residual, HUGE where it did not converge. Needs: storage `lead_state`, lib/reduce.

fn lead_sums(sim: u32, unit: f32) -> vec4f {
  let at = sim * LST_STRIDE;
  var power = 0.0;
  for (var l = 0u; l < LEADS_MAX; l++) { power += lead_state[at + LST_U + l] * lead_state[at + LST_I + l]; }
  let residual = select(HUGE, lead_state[at + LST_RESIDUAL], lead_state[at + LST_CONVERGED] == 1.0);
  return vec4f(unit * power, lead_state[at + LST_I], lead_state[at + LST_ITERATIONS], residual);
}
