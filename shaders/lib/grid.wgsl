// Neighbours on a line of cells.

//#import lib/difference

// The cell that stands in for index i, which may lie up to two cells outside: its image on a periodic line, its mirror
// image at a free end (so that dm/dx = 0 at the surface, half a cell outside the last centre).
fn stand_in(i: i32, cells: i32, periodic: bool) -> u32 {
  if (periodic) { return u32(((i % cells) + cells) % cells); }
  var k = i;
  if (k < 0) { k = -1 - k; }
  if (k >= cells) { k = 2 * cells - 1 - k; }
  return u32(clamp(k, 0, cells - 1));
}

// dm/dx in units of 1/dx from the four nearest neighbours: centred difference of order 2 or 4. The torque and the
// motive force both use this one, or the ledger would not close.
fn gradient(order: u32, l2: vec3f, l: vec3f, r: vec3f, r2: vec3f) -> vec3f {
  if (order == 4u) { return (8.0 * difference(r, l) - difference(r2, l2)) / 12.0; }
  return 0.5 * (r - l);
}
