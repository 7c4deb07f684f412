// Which wall is meant where there are several. Needs: overrides CELLS, PERIODIC.

// Orders crossings by their distance from cell `last`, the nearer side first; around the ring if there is one.
fn distance_key(cell: u32, last: u32) -> u32 {
  var away = max(cell, last) - min(cell, last);
  if (PERIODIC == 1u) { away = min(away, CELLS - away); }
  return 2u * away + select(0u, 1u, cell < last);
}
