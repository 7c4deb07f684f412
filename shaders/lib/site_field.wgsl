// The effective field of a cell of a film. Needs: storage `demag`, override MAGNETOSTATIC, and what lib/site needs.
//#import lib/site
//#import lib/bonds
//#import lib/field

// The field of the magnet's own dipoles: by factors, and in full where `demag` holds it.
fn magnetostatic_field(at: Site) -> vec3f {
  var field = demag_field(par3(at.row, PAR_DEMAG_X), saturation(at.row) * at.own.xyz);
  if (MAGNETOSTATIC == 1u) { field += demag[plane(0u, at.sim) + at.cell].xyz; }
  return field;
}

// Everything: -dE/dm over the Ms of the cell.
fn site_field(at: Site, applied: vec3f) -> vec3f {
  let local = bonds_field(at.sim, at.own, at.along_x, at.along_y) + anisotropy_field(at.row, at.own.xyz);
  return local / saturation(at.row) + magnetostatic_field(at) + applied;
}
