/**
 * The response of a domain wall to a field and to a voltage, eqs. (73)-(78) of Brataas, Tserkovnyak, Bauer, Kelly,
 * "Spin Pumping and Spin Transfer" (2011):  (v, I) = L (2 A_c Ms B, V).
 *
 * Pure functions over scene objects and measured means; the script run.mjs and test/physics/onsager.test.ts share them.
 */
const E = 1.602176634e-19, HBAR = 6.62607015e-34 / (2 * Math.PI);

/** What one wire is, read off its scene: SI units. */
export function wireOf(scene) {
  const [nx] = scene.grid.cells, [dx, dy, dz] = scene.grid.cellSize;
  const { Ms, A, alpha, gamma, anisotropy } = scene.material;
  const area = dy * dz;
  const { polarization: P, beta, conductivity } = scene.transport;
  return {
    Ms, alpha, gamma, P, beta, area,
    Kp: -anisotropy[1].Ku1,
    width: Math.sqrt(A / anisotropy[0].Ku1),
    resistance: (nx * dx) / (conductivity * area),
    b: (gamma * HBAR * P) / (2 * E * Ms),
  };
}

/** The scene with another damping and non-adiabaticity, driven by a field alone: `fraction` of the Walker field. V = 0. */
export function fieldScene(scene, alpha, beta, fraction) {
  const s = structuredClone(scene);
  s.material.alpha = alpha;
  s.transport.beta = beta;
  const w = wireOf(s);
  s.field = { B: [(fraction * alpha * w.Kp) / w.Ms, 0, 0] };
  s.transport.voltage = 0;
  // near the angle that the steady wall will have, so that there is little to wait for
  setAngle(s, 0.5 * Math.asin(fraction));
  return s;
}

/** The same, driven by a voltage alone: `fraction` of the largest one at which the wall does not turn. B = 0. */
export function voltageScene(scene, alpha, beta, fraction) {
  const s = structuredClone(scene);
  s.material.alpha = alpha;
  s.transport.beta = beta;
  const w = wireOf(s);
  const drift = (fraction * w.gamma * w.width * w.Kp) / (w.Ms * Math.max(1, Math.abs(beta / alpha - 1)));
  s.field = { B: [0, 0, 0] };
  s.transport.voltage = (-drift / w.b) * w.area * w.resistance;
  setAngle(s, 0.5 * Math.asin(((1 - beta / alpha) * -drift * w.Ms) / (w.gamma * w.Kp * w.width)));
  return s;
}

function setAngle(scene, phi) {
  scene.initial.centre = [0, Math.cos(phi), Math.sin(phi)];
}

/** The thermodynamic force of a field on a head-to-head wall, 2 A_c Ms B, in N. */
export function force(scene) {
  const w = wireOf(scene);
  return 2 * w.area * w.Ms * scene.field.B[0];
}

/** L from two runs: means of `wall_v` and `I`. */
export function responseOf(field, fieldMean, voltage, voltageMean) {
  const F = force(field);
  return { Lww: fieldMean.wall_v / F, Lcw: fieldMean.I / F, Lwc: voltageMean.wall_v / voltage.transport.voltage };
}

/** To leading order in the back-reaction: L_ww = gamma D/(2 alpha Ms A_c), L_wc = L_cw = -beta b/(alpha A_c R). */
export function closedForm(scene) {
  const w = wireOf(scene);
  const L = (-w.beta * w.b) / (w.alpha * w.area * w.resistance);
  return { Lww: (w.gamma * w.width) / (2 * w.alpha * w.Ms * w.area), Lcw: L, Lwc: L };
}

/** Eq. (78), with the measured wall width and G = 1/R: alpha from L_ww, beta from the voltage run's L_wc. */
export function recover(scene, L, width) {
  const w = wireOf(scene);
  return {
    alpha: (w.gamma * width) / (2 * w.area * w.Ms * L.Lww),
    beta: (-(E * width * w.resistance) / (HBAR * w.P)) * (L.Lwc / L.Lww),
  };
}
