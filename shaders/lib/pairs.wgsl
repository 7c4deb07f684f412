// The lines of the transforms along rows. First one a row, mx + i my, the rows of all simulations one after the other; then
// PAIRS of every simulation, mz of one of its rows + i mz of the next. Simulations share no line, so that none
// feels the round-off of another: the last of an odd number of rows goes with zeros there, and with itself on the way back,
// where its other half is not read. Needs: overrides NY, ROWS, PAIRS (of NY rows, rounded up).

// The line of mz that row y of a simulation is in.
fn line_of_z(sim: u32, y: u32) -> u32 {
  return ROWS + sim * PAIRS + y / 2u;
}

// row: the first of the two, among those of all simulations. next: the other, `row` again where there is none.
struct Pair { row: u32, next: u32 }

fn pair_of(line: u32) -> Pair {
  let pair = line - ROWS;
  if (NY % 2u == 0u) { return Pair(2u * pair, 2u * pair + 1u); }
  let row = 2u * pair - pair / PAIRS;
  return Pair(row, row + select(1u, 0u, pair % PAIRS == PAIRS - 1u));
}
