// How a cell of a film answers an electric field, and what the current in it does to m. docs/physics.md, sections 9 to 11.
// Electric fields are in units of emf/dx, current densities j in sigma_0 emf/dx with sigma_0 that of the magnet's rest: q = PAR_CONDUCTANCE j.
// Needs: lib/site, override KIND.

// A 2 x 2 matrix is xx, xy, yx, yy.
fn times(a: vec4f, v: vec2f) -> vec2f {
  return vec2f(dot(a.xy, v), dot(a.zw, v));
}

fn inverse_of(a: vec4f) -> vec4f {
  return vec4f(a.w, -a.y, -a.z, a.x) / (a.x * a.w - a.y * a.z);
}

// E = rho j without motive force: with anisotropic magnetoresistance that along m is (1 + amr) times that across it.
fn resistance_tensor(row: u32, m: vec3f) -> vec4f {
  let amr = par(row, PAR_AMR);
  return resistivity(row) * vec4f(1.0 + amr * m.x * m.x, amr * m.x * m.y, amr * m.x * m.y, 1.0 + amr * m.y * m.y);
}

// berry + beta slide of a rate, for the gradients along x and y: the motive force at P = 1.
fn force_of(m: vec3f, d: Slopes, beta: f32, rate: vec3f) -> vec2f {
  let weight = vec2f(1.0, beta);
  return vec2f(dot(weight, motive(m, d.x, rate)), dot(weight, motive(m, d.y, rate)));
}

// dm/dt without a current.
fn cell_drift(at: Site, field: vec3f) -> vec3f {
  let alpha = par(at.row, PAR_ALPHA);
  if (KIND == CLOSURE_FIELDS) { return ll_drift(at.own.xyz, field, alpha); }
  return llg_drift(at.own.xyz, field, alpha);
}

// dm/dt of unit currents along x and y that are polarized by `polarization`.
fn cell_levers(at: Site, d: Slopes, polarization: f32) -> Slopes {
  let alpha = par(at.row, PAR_ALPHA);
  let beta = par(at.row, PAR_BETA);
  let share = polarization / saturation(at.row);
  return Slopes(llg_lever(at.own.xyz, share * d.x, alpha, beta), llg_lever(at.own.xyz, share * d.y, alpha, beta));
}

// What a current pumps as it turns m: the motive force along i of a unit current along k, in emf/dx per j.
fn pumped_by(at: Site, d: Slopes, polarization: f32, levers: Slopes) -> vec4f {
  let m = at.own.xyz;
  let beta = par(at.row, PAR_BETA);
  let of_x = force_of(m, d, beta, levers.x);
  let of_y = force_of(m, d, beta, levers.y);
  return par(at.sim, PAR_CONDUCTANCE) * polarization * vec4f(of_x.x, of_y.x, of_x.y, of_y.y);
}

// The part of the field at right angles to m, back from the drift that it causes in the form of Landau and Lifshitz.
fn across_of(m: vec3f, drift: vec3f, alpha: f32) -> vec3f {
  return (alpha * drift + cross(m, drift)) / (1.0 + alpha * alpha);
}

// Saslow's coefficients of torque and pumping, in sigma_0 times the torque of a fully polarized current: x of d_i, y of beta m x d_i.
fn cross_coefficients(row: u32) -> vec2f {
  let plain = par(row, PAR_POLARIZATION) / (resistivity(row) * saturation(row));
  return vec2f(plain - par(row, PAR_SPIN_FLUX), plain);
}

// The damping by texture of Saslow's model, -2 L_QN3 d_i (d_i . B): of dm/dt.
fn texture_rate(at: Site, d: Slopes, across: vec3f) -> vec3f {
  return -par(at.row, PAR_TEXTURE_DAMPING) * (d.x * dot(d.x, across) + d.y * dot(d.y, across));
}

// The pumped current of Saslow's model over w, `across` the part of B at right angles to m.
fn pumped_by_field(at: Site, d: Slopes, across: vec3f) -> vec2f {
  let m = at.own.xyz;
  let xi = cross_coefficients(at.row);
  let turned = xi.y * par(at.row, PAR_BETA);
  return vec2f(dot(xi.x * d.x + turned * cross(m, d.x), across), dot(xi.x * d.y + turned * cross(m, d.y), across));
}

// One band: j = tensor E + source. Two bands: motive force = source + tensor (c_up E_up - c_dn E_dn).
struct Answer { tensor: vec4f, source: vec2f }

fn answer(at: Site, d: Slopes, field: vec3f, drift: vec3f) -> Answer {
  let m = at.own.xyz;
  let beta = par(at.row, PAR_BETA);
  let polarization = par(at.row, PAR_POLARIZATION);
  let conductivity = 1.0 / resistivity(at.row);
  if (KIND == CLOSURE_FIELDS) {
    let pumped = pumped_by_field(at, d, transverse(m, field));
    return Answer(conductivity * vec4f(1.0, 0.0, 0.0, 1.0), saturation(at.row) * pumped);
  }
  let force = force_of(m, d, beta, drift);
  if (KIND == CLOSURE_BANDS) {
    let back = pumped_by(at, d, 1.0, cell_levers(at, d, 1.0));
    let own = inverse_of(vec4f(1.0, 0.0, 0.0, 1.0) - conductivity * back);
    let by_x = times(own, back.xz);
    let by_y = times(own, back.yw);
    return Answer(vec4f(by_x.x, by_y.x, by_x.y, by_y.y), times(own, force));
  }
  let tensor = inverse_of(resistance_tensor(at.row, m) - pumped_by(at, d, polarization, cell_levers(at, d, polarization)));
  return Answer(tensor, times(tensor, polarization * force));
}

// What flows in a cell: `j` is the mean current, `other` what drives the torque where that is not j: the spin current of two bands, the
// field of Saslow's model. `heat` is that of the parts that are not mean.
struct Flow { j: vec2f, other: vec2f, heat: f32, weights: vec2f }

fn flow_of(j: vec4f, more: vec4f) -> Flow {
  return Flow(j.xy, j.zw, more.x, more.yz);
}

// dm/dt of what flows; of Saslow's model also that of the texture's own damping, for which `across` is the field at right angles to m.
fn flow_rate(at: Site, d: Slopes, flow: Flow, across: vec3f) -> vec3f {
  let scale = par(at.sim, PAR_CONDUCTANCE);
  if (KIND == CLOSURE_FIELDS) {
    let m = at.own.xyz;
    let beta = par(at.row, PAR_BETA);
    let xi = cross_coefficients(at.row);
    let along = scale * (flow.other.x * d.x + flow.other.y * d.y);
    return xi.x * along - xi.y * beta * cross(m, along) + texture_rate(at, d, across);
  }
  var polarization = par(at.row, PAR_POLARIZATION);
  var q = scale * flow.j;
  if (KIND == CLOSURE_BANDS) {
    polarization = 1.0;
    q = scale * flow.other;
  }
  let levers = cell_levers(at, d, polarization);
  return q.x * levers.x + q.y * levers.y;
}

// Where the energy goes, as in `ledger` and `observed`.
struct Powers { gilbert: f32, joule: f32, cross: f32, emf_work: f32, emf: f32 }

// `across` is the part of the effective field at right angles to m; only Saslow's model needs it.
fn flow_powers(at: Site, d: Slopes, flow: Flow, rate: vec3f, across: vec3f) -> Powers {
  let m = at.own.xyz;
  let alpha = par(at.row, PAR_ALPHA);
  let beta = par(at.row, PAR_BETA);
  let weight = saturation(at.row);
  let scale = par(at.sim, PAR_CONDUCTANCE);
  var polarization = par(at.row, PAR_POLARIZATION);
  if (KIND == CLOSURE_FIELDS) {
    let share = scale * weight * cross_coefficients(at.row).x;
    let pumped = weight * pumped_by_field(at, d, across);
    let heat = dot(flow.other, flow.other) / resistivity(at.row) + flow.heat;
    let along = vec2f(dot(d.x, across), dot(d.y, across));
    let own = alpha * dot(across, across) + dot(across, texture_rate(at, d, across));
    return Powers(weight * own, scale * scale * heat, -share * dot(flow.other, along), -scale * dot(flow.other, pumped), resistivity(at.row) * dot(flow.weights, pumped));
  }
  let force = force_of(m, d, beta, rate);
  let slide = vec2f(dot(rate, d.x), dot(rate, d.y));
  var q = scale * flow.j;
  var heat = dot(q, times(resistance_tensor(at.row, m), q)) + scale * scale * flow.heat;
  if (KIND == CLOSURE_BANDS) {
    polarization = 1.0;
    q = scale * flow.other;
    heat = scale * scale * flow.heat;
  }
  return Powers(alpha * weight * dot(rate, rate), heat, beta * polarization * dot(q, slide), polarization * dot(q, force), dot(flow.weights, force));
}

// The heat in the forces' other representation, the effective field and the electric field: x that of the field alone, y that of both
// together; what is left of all heat is that of the current alone. In units of Ms B0 per t0. docs/physics.md, section 12.
fn heat_of_fields(at: Site, d: Slopes, field: vec3f, flow: Flow, rate: vec3f) -> vec2f {
  let weight = saturation(at.row);
  let scale = par(at.sim, PAR_CONDUCTANCE);
  let drift = cell_drift(at, field);
  let of_cell = answer(at, d, field, drift);
  if (KIND == CLOSURE_FIELDS) {
    let alone = drift + texture_rate(at, d, transverse(at.own.xyz, field));
    return vec2f(weight * dot(field, alone), scale * dot(flow.other, of_cell.source) + weight * dot(field, rate - alone));
  }
  // The current that flows without an electric field, and what goes with the rest: E, of two bands c_up E_up - c_dn E_dn.
  var polarization = par(at.row, PAR_POLARIZATION);
  var pumped = of_cell.source;
  var electric = times(inverse_of(of_cell.tensor), flow.j - pumped);
  var work = dot(electric, pumped);
  if (KIND == CLOSURE_BANDS) {
    let conductivity = 1.0 / resistivity(at.row);
    polarization = 1.0;
    pumped = conductivity * of_cell.source;
    electric = times(inverse_of(vec4f(1.0, 0.0, 0.0, 1.0) + conductivity * of_cell.tensor), flow.other - pumped);
    work = dot(electric, of_cell.source);
  }
  let levers = cell_levers(at, d, polarization);
  let without = drift + scale * (pumped.x * levers.x + pumped.y * levers.y);
  return vec2f(weight * dot(field, without), scale * work + weight * dot(field, rate - without));
}
