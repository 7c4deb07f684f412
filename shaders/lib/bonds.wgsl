// Exchange and Dzyaloshinskii-Moriya terms of a cell from its four bonds. Needs: lib/params, lib/material, lib/lattice.
// docs/physics.md, section 1: E = D_i [mz div m - (m.grad) mz] + D_b m.(curl m), on the bonds D.(m_i x m_j) with
// D = D_i z x r - D_b r for a bond along the unit vector r. `own` is the cell, with its w; the field is -dE/dm, not yet over its Ms.

fn bonds_field(sim: u32, own: vec4f, along_x: Line, along_y: Line) -> vec3f {
  let row = material_row(sim, own.w);
  let here = own.xyz;
  let of_x = dmi_x(sim);
  let of_y = dmi_y(sim);
  return (bond_field(bond_exchange(sim, PAR_EXCHANGE, row, along_x.l.w), -of_x, here, along_x.l)
    + bond_field(bond_exchange(sim, PAR_EXCHANGE, row, along_x.r.w), of_x, here, along_x.r))
    + (bond_field(bond_exchange(sim, PAR_EXCHANGE_Y, row, along_y.l.w), -of_y, here, along_y.l)
    + bond_field(bond_exchange(sim, PAR_EXCHANGE_Y, row, along_y.r.w), of_y, here, along_y.r));
}

// x exchange, y Dzyaloshinskii-Moriya.
fn bonds_energy(sim: u32, own: vec4f, along_x: Line, along_y: Line) -> vec2f {
  let row = material_row(sim, own.w);
  let here = own.xyz;
  let of_x = dmi_x(sim);
  let of_y = dmi_y(sim);
  return bond_energy(bond_exchange(sim, PAR_EXCHANGE, row, along_x.l.w), -of_x, here, along_x.l)
    + bond_energy(bond_exchange(sim, PAR_EXCHANGE, row, along_x.r.w), of_x, here, along_x.r)
    + bond_energy(bond_exchange(sim, PAR_EXCHANGE_Y, row, along_y.l.w), -of_y, here, along_y.l)
    + bond_energy(bond_exchange(sim, PAR_EXCHANGE_Y, row, along_y.r.w), of_y, here, along_y.r);
}

fn dmi_x(sim: u32) -> vec3f {
  return vec3f(-par(sim, PAR_DMI_BULK), par(sim, PAR_DMI_INTERFACIAL), 0.0);
}

fn dmi_y(sim: u32) -> vec3f {
  return par(sim, PAR_ASPECT) * vec3f(-par(sim, PAR_DMI_INTERFACIAL), -par(sim, PAR_DMI_BULK), 0.0);
}
