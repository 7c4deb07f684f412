// What a row of `sums` takes from the last conduction solve: the power through the leads times `unit`, the current through the first, the
// iterations and the residual, HUGE where it did not converge. Needs: storage `lead_state`, lib/reduce.

fn lead_sums(sim: u32, unit: f32) -> vec4f {
  let at = sim * LST_STRIDE;
  var power = 0.0;
  for (var l = LST_LEADS; l < LST_PROBES; l += 2u) { power += lead_state[at + l] * lead_state[at + l + 1u]; }
  let residual = select(HUGE, lead_state[at + LST_RESIDUAL], lead_state[at + LST_CONVERGED] == 1.0);
  return vec4f(unit * power, lead_state[at + LST_LEADS + 1u], lead_state[at + LST_ITERATIONS], residual);
}
