// Ms of a cell over that of the unit, by the row of cells it is in and its w. Needs: storage `demag_saturation`, overrides NY, REGIONS.

fn weight(row: u32, w: f32) -> f32 {
  if (REGIONS == 1u || w == 0.0) { return w; }
  return demag_saturation[(row / NY) * REGIONS + u32(w) - 1u];
}
