// A cell of a film that is magnet, with its neighbours and its material. Needs: storage `params`, `stage_m`, overrides CELLS,
// NX, NY, BATCH, PERIODIC_X, PERIODIC_Y, UNIAXIAL, CUBIC, REGIONS, GRADIENT.
//#import lib/params
//#import lib/planes
//#import lib/grid
//#import lib/material
//#import lib/lattice
//#import lib/llg

struct Site { sim: u32, cell: u32, row: u32, own: vec4f, along_x: Line, along_y: Line }

// `own` is stage_m of the cell, with w > 0.
fn site(sim: u32, cell: u32, own: vec4f) -> Site {
  let of_sim = plane(0u, sim);
  let x = i32(cell % NX);
  let y = i32(cell / NX);
  return Site(sim, cell, material_row(sim, own.w), own, line_through(of_sim, x, y, 1, 0), line_through(of_sim, x, y, 0, 1));
}

// dm/dx and dm/dy at right angles to m, both in units of 1/dx.
struct Slopes { x: vec3f, y: vec3f }

fn site_slopes(at: Site) -> Slopes {
  let here = at.own.xyz;
  return Slopes(transverse(here, slope_along(GRADIENT, at.along_x, here)), par(at.sim, PAR_ASPECT) * transverse(here, slope_along(GRADIENT, at.along_y, here)));
}
