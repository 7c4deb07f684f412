// Whose turn it is. Needs: storage `flags`.

// Whether a Runge-Kutta stage (from 1) of a simulation is to be worked out: stage 1 where the rate of the current state is missing, the
// others where a step is being tried.
fn stage_runs(sim: u32, s: u32) -> bool {
  let fresh = flags[sim * FLG_STRIDE + FLG_FRESH] == 1u;
  return select(!fresh && flags[sim * FLG_STRIDE + FLG_STATE] == STATE_RUN, fresh, s == 1u);
}
