// Which wall is meant where there are several. Needs: overrides CELLS, PERIODIC.

// Orders crossings by their distance from cell `last`, the right side first; around the ring if there is one. No two
// cells have the same key.
fn distance_key(cell: u32, last: u32) -> u32 {
  if (PERIODIC == 1u) {
    let right = (cell + CELLS - last) % CELLS;
    return min(2u * right, 2u * (CELLS - right) + 1u);
  }
  return 2u * (max(cell, last) - min(cell, last)) + select(0u, 1u, cell < last);
}
