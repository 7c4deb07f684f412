// What a cell is made of, by the w of its m: 0 outside the magnet, 1 in its rest, k + 1 in region k. With one region nothing is
// read for it. Needs: lib/params, overrides BATCH, REGIONS (the rest counted).

// The row of `params` of a cell that is magnet.
fn material_row(sim: u32, w: f32) -> u32 {
  if (REGIONS == 1u || w < 1.5) { return sim; }
  return BATCH + sim * (REGIONS - 1u) + u32(w) - 2u;
}

// Ms over that of the rest.
fn saturation(row: u32) -> f32 {
  if (REGIONS == 1u) { return 1.0; }
  return par(row, PAR_SATURATION);
}

// 1/sigma over that of the rest.
fn resistivity(row: u32) -> f32 {
  if (REGIONS == 1u) { return 1.0; }
  return par(row, PAR_RESISTIVITY);
}

// The exchange constant of the bond from a cell of `row` to one with that w: the harmonic mean of the two, which makes
// A dm/dn the same on both sides of the face between them                             docs/physics.md, section 1
fn bond_exchange(sim: u32, key: u32, row: u32, w: f32) -> f32 {
  let own = par(row, key);
  if (REGIONS == 1u || w == 0.0) { return own; }
  let other = par(material_row(sim, w), key);
  return own * (2.0 * other / (own + other));
}
