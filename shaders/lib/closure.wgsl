// Who closes the circuit: the current q that flows, and the sums a stage leaves behind.
// docs/physics.md, section 4.
//
// A row of sums over cells is three vec4f, low, high and leads.
//   closure circuit:      low  = |r0|^2, r0.r1, |r1|^2, berry(r0)     high = berry(r1), slide(r0), slide(r1), m.B_applied
//   every other closure:  low  = LED_GILBERT, _JOULE, _CROSS, _BERRY  high = LED_CURRENT, _EMF, _EMF_WORK, w m.B_applied
//   closures with a potential: as every other, and  leads = LED_LEAD_WORK, _LEAD_CURRENT, _ITERATIONS, _RESIDUAL, HUGE where the solve did not converge
// where r0, r1 are drift and lever, berry, slide the two parts of `motive`, and the names those of `ledger` in src/plan/layout.ts.
//#import lib/llg

struct Sums { low: vec4f, high: vec4f, leads: vec4f }

// One current for the whole wire, with its own back-reaction in it: q = (bias + chi G0) / (1 - chi G1).
fn circuit_current(bias: f32, chi: f32, beta: f32, sums: Sums) -> f32 {
  let of_drift = sums.low.w + beta * sums.high.y;
  let of_lever = sums.high.x + beta * sums.high.z;
  return closed_current(bias, chi, of_drift, of_lever);
}

// The same from the motive forces, summed up, of drift and of a unit lever.
fn closed_current(bias: f32, chi: f32, of_drift: f32, of_lever: f32) -> f32 {
  return (bias + chi * of_drift) / (1.0 - chi * of_lever);
}

// The same in one cell whose field E is zero.
fn local_current(chi: f32, beta: f32, of_drift: vec2f, of_lever: vec2f) -> f32 {
  return closed_current(0.0, chi, of_drift.x + beta * of_drift.y, of_lever.x + beta * of_lever.y);
}

// The heat of a cell of a wire in the forces' other representation, the effective field and the electric field: x that of the field
// alone, y that of both together. pumped_by: P times the motive force of drift and of lever. docs/physics.md, section 12; of films: lib/response.
fn wire_heat(conductance: f32, field: vec3f, drift: vec3f, lever: vec3f, pumped_by: vec2f, j: f32, rate: vec3f) -> vec2f {
  let open = 1.0 - conductance * pumped_by.y;
  let pumped = pumped_by.x / open;
  let without = drift + conductance * pumped * lever;
  return vec2f(dot(field, without), conductance * open * (j - pumped) * pumped + dot(field, rate - without));
}

// The same in one cell of a film: (1 - chi S) q = chi s0 with the 2 x 2 matrix S of what each current's torque pumps.
fn local_currents(chi: f32, beta: f32, m: vec3f, dx: vec3f, dy: vec3f, r0: vec3f, rx: vec3f, ry: vec3f) -> vec2f {
  let weight = vec2f(1.0, beta);
  let s = chi * vec2f(dot(weight, motive(m, dx, r0)), dot(weight, motive(m, dy, r0)));
  let a = 1.0 - chi * dot(weight, motive(m, dx, rx));
  let b = -chi * dot(weight, motive(m, dx, ry));
  let c = -chi * dot(weight, motive(m, dy, rx));
  let d = 1.0 - chi * dot(weight, motive(m, dy, ry));
  return vec2f(d * s.x - b * s.y, a * s.y - c * s.x) / (a * d - b * c);
}
