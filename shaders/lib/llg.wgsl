// The Landau-Lifshitz-Gilbert equation with Zhang-Li torque, solved for dm/dt and split by the current:
//   dm/dt = drift + q lever,   d = P dm/dx                                                  docs/physics.md, section 2
// Fields in units of B0 = mu0 Ms, time in t0 = 1/(gamma B0), q = b j t0 / (P dx): cells per unit time at P = 1.

// What the field alone does: [ -m x B - alpha m x (m x B) ] / (1 + alpha^2).
fn llg_drift(m: vec3f, field: vec3f, alpha: f32) -> vec3f {
  let torque = -cross(m, field);
  return (torque + alpha * cross(m, torque)) / (1.0 + alpha * alpha);
}

// The same in the form of Landau and Lifshitz: -m x B - alpha m x (m x B).
fn ll_drift(m: vec3f, field: vec3f, alpha: f32) -> vec3f {
  let torque = -cross(m, field);
  return torque + alpha * cross(m, torque);
}

// What a unit current does: [ (1 + alpha beta) d - (beta - alpha) m x d ] / (1 + alpha^2), d the transverse gradient times P.
fn llg_lever(m: vec3f, d: vec3f, alpha: f32, beta: f32) -> vec3f {
  return ((1.0 + alpha * beta) * d - (beta - alpha) * cross(m, d)) / (1.0 + alpha * alpha);
}

// The part of v at right angles to m.
fn transverse(m: vec3f, v: vec3f) -> vec3f {
  return v - m * dot(m, v);
}

// The spin-motive force of a rate, in its two parts: x = m . (dm/dt x d), the adiabatic one (a Berry phase), and
// y = dm/dt . d, which beta multiplies. s = s0 (x + beta y)                  docs/physics.md, section 3
fn motive(m: vec3f, d: vec3f, rate: vec3f) -> vec2f {
  return vec2f(dot(m, cross(rate, d)), dot(rate, d));
}
