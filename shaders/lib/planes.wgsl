// Where the planes of a batch lie. Needs: overrides CELLS, BATCH, STAGES, GROUPS.

// Which plane of rates stage `stage` (from 1) owns. The first and the last change places with every accepted step, so
// that the last rate of one step is the first of the next without being copied.
fn slot(stage: u32, parity: u32) -> u32 {
  if (stage == 1u) { return select(0u, STAGES - 1u, parity == 1u); }
  if (stage == STAGES) { return select(STAGES - 1u, 0u, parity == 1u); }
  return stage - 1u;
}

// First element of a simulation's plane in `m`, `drift` or `lever`.
fn plane(index: u32, sim: u32) -> u32 {
  return (index * BATCH + sim) * CELLS;
}

// First vec4f of a row of `sums`; row 0 is the total, row g + 1 that of workgroup g.
fn sums_row(sim: u32, slot: u32, row: u32) -> u32 {
  return 3u * ((sim * STAGES + slot) * (GROUPS + 1u) + row);
}
