// Nine-point operators on a level of the hierarchy, scaled to a diagonal of one: src/math/hierarchy.ts. A vector has a guard of
// NX + 1 numbers before its first node and after its last one. Needs: storage hierarchy, solve_work: array<f32>, overrides
// NX, NY, MX, MY, COUPLINGS, TRANSFERS, FINEST, SCALE, and a `Level`.

struct Level {
  tables: u32, // where the tables of this operator begin
  right: u32,  // where its right side begins
}

fn guard_of(nx: u32) -> u32 { return nx + 1u; }
fn length_of(nx: u32, ny: u32) -> u32 { return nx * ny + 2u * (nx + 1u); }

// The residual at a place of the level, as the level has it.
fn right_at(level: Level, n: u32) -> f32 {
  let r = solve_work[level.right + n];
  if (FINEST == 1u) { return hierarchy[level.tables + SCALE + n] * r; }
  return r;
}

// Along which a coupling lies: right, above, above right, above left.
fn along_x(pair: u32) -> i32 { return select(select(1, -1, pair == 3u), 0, pair == 1u); }
fn along_y(pair: u32) -> i32 { return select(1, 0, pair == 0u); }

// What a fine node takes of a coarse one. Planes by the place of the fine node in the block of its coarse node: same place; right of one, of
// that one and the next; above one, likewise; between four, x first.
fn transfer(level: Level, plane: u32, block: u32) -> f32 {
  return hierarchy[level.tables + TRANSFERS + plane * length_of(MX, MY) + block];
}
