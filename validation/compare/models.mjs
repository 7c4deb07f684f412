/**
 * One wall, three forms of what it and a current do to each other (docs/physics.md, sections 2, 10, 11): the same scene in each, and what closed forms say of it.
 * Pure functions; run.mjs and test/physics/film-models.test.ts share them.
 */
const E = 1.602176634e-19, HBAR = 6.62607015e-34 / (2 * Math.PI);

/** The models by name. `l` is the spin-flip length in wall widths. */
export const models = {
  gilbert: { label: 'Gilbert form, one band' },
  'two-band, short l': { label: 'two bands, l_sf = 0.05 D', l: 0.05 },
  'two-band': { label: 'two bands, l_sf = D', l: 1 },
  fields: { label: 'generic magnet, the same alpha, beta, P', fields: true },
  'fields, mapped': { label: 'generic magnet, the same dm/dt in a current', fields: true, mapped: true },
  'fields, LQn': { label: 'generic magnet, with L_Qn, the same xi', fields: true, LQn: 0.25 },
};

/** What a wire is, read off its scene: SI. */
export function wireOf(scene) {
  const [nx] = scene.grid.cells, [dx, dy, dz] = scene.grid.cellSize, { Ms, A, alpha, gamma, anisotropy } = scene.material;
  const { polarization: P, beta, conductivity: sigma } = scene.transport, area = dy * dz, length = nx * dx;
  const b1 = (gamma * HBAR) / (2 * E * Ms);
  return {
    Ms, alpha, beta, gamma, P, sigma, area, length, b1,
    D: Math.sqrt(A / anisotropy[0].Ku1), Kp: anisotropy[1] ? -anisotropy[1].Ku1 : 0,
    resistance: length / (sigma * area), kappa: (b1 * P ** 2 * sigma * HBAR) / (2 * E),
  };
}

/** The scene of the base in a model, `open` behind a load beside which the wire is a short. */
export function sceneOf(base, name, open) {
  const s = structuredClone(base), model = models[name], w = wireOf(base), t = s.transport;
  t.load = open ? 1e9 * w.resistance : 0;
  if (model.l !== undefined) Object.assign(t, { closure: 'two-band', spinFlipLength: model.l * w.D });
  if (model.fields) t.closure = 'landau-lifshitz';
  if (model.mapped) {
    // section 11: xi = b sigma (1 + alpha beta)/(1 + alpha^2), gamma/(1 + alpha^2), (beta - alpha)/(1 + alpha beta)
    t.polarization = w.P * (1 + w.alpha * w.beta);
    t.beta = (w.beta - w.alpha) / (1 + w.alpha * w.beta);
    s.material.gamma = w.gamma / (1 + w.alpha ** 2);
  }
  if (model.LQn) {
    // the pair with beta has no L_Qn in it
    t.polarization = w.P + model.LQn;
    t.beta = (w.beta * w.P) / t.polarization;
    t.landauLifshitz = { LQn: (model.LQn * w.b1 * w.sigma) / E };
  }
  return s;
}

/** Angle of the steady wall in a field below the Walker field alpha Kp/Ms, put into the scene as its start. */
export function startSteady(scene) {
  const w = wireOf(scene);
  return startAt(scene, 0.5 * Math.asin((scene.field.B[0] * w.Ms) / (w.alpha * w.Kp)));
}

/** Likewise, about, of a wall in a current without a field: sin 2 phi = (v - u) Ms/(gamma Kp D), with v/u as in a Gilbert form (section 7). */
export function startDriven(scene, name, u) {
  const w = wireOf(scene), model = models[name], excess = model.fields && !model.mapped ? w.beta / w.alpha : w.beta / w.alpha - 1;
  return startAt(scene, 0.5 * Math.asin((excess * u * w.Ms) / (w.gamma * w.Kp * w.D)));
}

function startAt(scene, phi) {
  const w = wireOf(scene);
  scene.initial.centre = [0, Math.cos(phi), Math.sin(phi)];
  scene.initial.width = Math.sqrt(scene.material.A / (scene.material.anisotropy[0].Ku1 + w.Kp * Math.sin(phi) ** 2));
  return scene;
}

/** Below the Walker field, of an open wire: voltage over (2 P mu/e) B; in a short the current is that over R. Of a current: velocity over u = -b j. The same number. */
export function ratio(base, name) {
  const w = wireOf(base), model = models[name];
  return model.fields && !model.mapped ? 1 + w.beta / w.alpha : w.beta / w.alpha;
}

/** 2 P mu/e = P hbar gamma/e, V/T. */
export function perTesla(base) {
  const w = wireOf(base);
  return (w.P * HBAR * w.gamma) / E;
}

/** C(x) of section 10, by the midpoint rule. */
export function share(x) {
  let sum = 0;
  for (let k = 0; k < 40000; k++) {
    const t = (k + 0.5) * 1e-3, u = x * t;
    sum += Math.exp(-t) * (u < 1e-3 ? 1 / 3 : u > 300 ? 0 : (u / Math.tanh(u) - 1) / Math.sinh(u) ** 2) * 1e-3;
  }
  return 3 * sum;
}

/** Damping of the angle of a wall of width D without a hard axis, beta = 0, to first order in kappa: v = damping D dphi/dt. */
export function damping(base, name, open, D = wireOf(base).D) {
  const w = wireOf(base), model = models[name], loop = open ? 0 : (2 * w.kappa) / (w.length * D);
  if (model.fields) return w.alpha + loop - ((2 / 3) * w.kappa) / D ** 2;
  return w.alpha + loop + (model.l === undefined ? 0 : ((2 / 3) * w.kappa * (1 / w.P ** 2 - 1) * share((model.l * wireOf(base).D) / D)) / D ** 2);
}

/** From columns of a run: means over its second half. */
export function meansOf(column) {
  const t = column('t'), last = t.length - 1, half = last >> 1, span = t[last] - t[half];
  const slope = (name) => (column(name)[last] - column(name)[half]) / span;
  const mean = (name) => {
    const y = column(name);
    let sum = 0;
    for (let k = half; k < last; k++) sum += 0.5 * (y[k] + y[k + 1]) * (t[k + 1] - t[k]);
    return sum / span;
  };
  return { v: slope('wall_x'), phiRate: slope('wall_phi'), width: column('wall_width')[last], V: mean('V'), I: mean('I') };
}
