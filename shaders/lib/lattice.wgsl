// Neighbours on a film with free, masked or periodic edges. Needs: storage `stage_m`, overrides NX, NY, PERIODIC_X,
// PERIODIC_Y. A neighbour that is not there has w = 0.

struct Line { l2: vec4f, l: vec4f, r: vec4f, r2: vec4f }

fn look(plane: u32, x: i32, y: i32) -> vec4f {
  var i = x;
  var k = y;
  if (PERIODIC_X == 1u) { i = (i + 2 * i32(NX)) % i32(NX); }
  if (PERIODIC_Y == 1u) { k = (k + 2 * i32(NY)) % i32(NY); }
  if (i < 0 || k < 0 || i >= i32(NX) || k >= i32(NY)) { return vec4f(0.0); }
  return stage_m[plane + u32(k) * NX + u32(i)];
}

// The four neighbours of a cell along one axis; dx, dy is the step.
fn line_through(plane: u32, x: i32, y: i32, dx: i32, dy: i32) -> Line {
  return Line(look(plane, x - 2 * dx, y - 2 * dy), look(plane, x - dx, y - dy), look(plane, x + dx, y + dy), look(plane, x + 2 * dx, y + 2 * dy));
}

// dm along the line, in units of its cell size: the centred differences of lib/grid, with mirror images beyond a surface.
fn slope_along(order: u32, line: Line, here: vec3f) -> vec3f {
  let l = select(here, line.l.xyz, line.l.w > 0.0);
  let r = select(here, line.r.xyz, line.r.w > 0.0);
  // The second neighbour beyond a surface mirrors the cell before that surface.
  var l2 = select(l, line.l2.xyz, line.l2.w > 0.0);
  if (line.l.w == 0.0) { l2 = r; }
  var r2 = select(r, line.r2.xyz, line.r2.w > 0.0);
  if (line.r.w == 0.0) { r2 = l; }
  return gradient(order, l2, l, r, r2);
}

// Exchange and Dzyaloshinskii-Moriya field of one bond, from E = (c/2)|m_j - m_i|^2 + D.(m_i x m_j): a bond that is not
// there gives none, which is the free surface's own boundary condition.
fn bond_field(c: f32, dmi: vec3f, here: vec3f, there: vec4f) -> vec3f {
  if (there.w == 0.0) { return vec3f(0.0); }
  return c * (there.xyz - here) + cross(dmi, there.xyz);
}

// Half the energies of one bond: x exchange, y Dzyaloshinskii-Moriya.
fn bond_energy(c: f32, dmi: vec3f, here: vec3f, there: vec4f) -> vec2f {
  if (there.w == 0.0) { return vec2f(0.0); }
  let step = there.xyz - here;
  return vec2f(0.25 * c * dot(step, step), 0.5 * dot(dmi, cross(here, there.xyz)));
}
