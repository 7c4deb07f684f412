// When the window of a simulation is looked at. Needs: storage `flags`.

// Whether a simulation is to wait until the host has looked at its window: by its own steps, so that nobody who shares its batch has a say.
fn window_due(sim: u32) -> bool {
  let every = flags[sim * FLG_STRIDE + FLG_LOOK_EVERY];
  return every > 0u && flags[sim * FLG_STRIDE + FLG_STEPS] % every == 0u;
}
