// The terms of the effective field and their energy densities, B = -dE/dm, in units of B0 = mu0 Ms and Ms B0 per cell.
// docs/physics.md, section 1. Needs: lib/params.

//#import lib/difference

fn exchange_field(c: f32, l: vec3f, m: vec3f, r: vec3f) -> vec3f {
  // Differences first: l + r - 2 m loses seventy times as many digits.
  return c * (difference(l, m) + difference(r, m));
}

// Half of each of the cell's two bonds.
fn exchange_energy(c: f32, l: vec3f, m: vec3f, r: vec3f) -> f32 {
  return 0.25 * c * (dot(l - m, l - m) + dot(r - m, r - m));
}

fn demag_field(factors: vec3f, m: vec3f) -> vec3f {
  return -factors * m;
}

// E = -k1 (m.a)^2 - k2 (m.a)^4, but written as a height above m = a where that is the ground state: a domain then adds
// nothing to the sum, and its round-off does not hide the wall. The host adds the constant -(k1 + k2).
fn uniaxial_field(a: vec3f, k1: f32, k2: f32, m: vec3f) -> vec3f {
  let c = dot(a, m);
  return (2.0 * k1 * c + 4.0 * k2 * c * c * c) * a;
}

fn uniaxial_energy(a: vec3f, k1: f32, k2: f32, m: vec3f) -> f32 {
  let c2 = dot(a, m) * dot(a, m);
  if (k1 <= 0.0) { return -(k1 + k2 * c2) * c2; }
  let across = cross(a, m);
  let s2 = dot(across, across);
  return (k1 + k2 * (1.0 + c2)) * s2;
}

// E = k1 (x^2 y^2 + y^2 z^2 + z^2 x^2) + k2 x^2 y^2 z^2, with x, y, z along the crystal's axes u, v, u x v.
fn cubic_field(u: vec3f, v: vec3f, k1: f32, k2: f32, m: vec3f) -> vec3f {
  let w = cross(u, v);
  let p = vec3f(dot(m, u), dot(m, v), dot(m, w));
  let s = p * p;
  let h = -2.0 * p * (k1 * (s.yzx + s.zxy) + k2 * s.yzx * s.zxy);
  return h.x * u + h.y * v + h.z * w;
}

fn cubic_energy(u: vec3f, v: vec3f, k1: f32, k2: f32, m: vec3f) -> f32 {
  let p = vec3f(dot(m, u), dot(m, v), dot(m, cross(u, v)));
  let s = p * p;
  return k1 * (s.x * s.y + s.y * s.z + s.z * s.x) + k2 * s.x * s.y * s.z;
}

// By the row of `params`, which without regions is the simulation's.
fn anisotropy_field(row: u32, m: vec3f) -> vec3f {
  var field = vec3f(0.0);
  for (var i = 0u; i < UNIAXIAL; i++) {
    let at = PAR_BASE + ANISO_STRIDE * i;
    field += uniaxial_field(par3(row, at), par(row, at + 3u), par(row, at + 4u), m);
  }
  for (var i = 0u; i < CUBIC; i++) {
    let at = PAR_BASE + ANISO_STRIDE * (UNIAXIAL + i);
    field += cubic_field(par3(row, at), par3(row, at + 4u), par(row, at + 3u), par(row, at + 7u), m);
  }
  return field;
}

fn anisotropy_energy(row: u32, m: vec3f) -> f32 {
  var energy = 0.0;
  for (var i = 0u; i < UNIAXIAL; i++) {
    let at = PAR_BASE + ANISO_STRIDE * i;
    energy += uniaxial_energy(par3(row, at), par(row, at + 3u), par(row, at + 4u), m);
  }
  for (var i = 0u; i < CUBIC; i++) {
    let at = PAR_BASE + ANISO_STRIDE * (UNIAXIAL + i);
    energy += cubic_energy(par3(row, at), par3(row, at + 4u), par(row, at + 3u), par(row, at + 7u), m);
  }
  return energy;
}

// What the field takes from a simulation's parameters, read once a thread and not once a cell.
struct Medium { exchange: f32, factors: vec3f, applied: vec3f }

// `waveform` is the factor of the applied field at this moment.
fn medium(sim: u32, waveform: f32) -> Medium {
  return Medium(par(sim, PAR_EXCHANGE), par3(sim, PAR_DEMAG_X), waveform * par3(sim, PAR_FIELD_X));
}

// Everything local, from m and its two neighbours.
fn effective_field(sim: u32, given: Medium, l: vec3f, m: vec3f, r: vec3f) -> vec3f {
  return exchange_field(given.exchange, l, m, r) + anisotropy_field(sim, m) + demag_field(given.factors, m) + given.applied;
}
