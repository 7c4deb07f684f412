/** Twin of shaders/lib/response.wgsl: how a cell of a film answers an electric field, and what the current in it does. docs/physics.md, sections 9 to 11. */
import { CLOSURE, PAR } from '../../plan/layout.js';
import type { Row } from './field.js';

type Vec = ArrayLike<number>;

const { ALPHA, BETA, POLARIZATION, SATURATION, RESISTIVITY, AMR, SPIN_FLUX, TEXTURE_DAMPING } = PAR;
const cross = (a: Vec, b: Vec) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
const dot = (a: Vec, b: Vec) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const { BANDS, FIELDS } = CLOSURE;

/**
 * j = T E + source of one band: T = (rho - S)^-1, source T s. Writes `tensor` from `to` on and `source` from half of it on.
 * @param fx motive force of the drift, its polarization in it  @param pumped S: xx, xy, yx, yy
 */
export function answerBand(resistivity: number, amr: number, x: number, y: number, fx: number, fy: number, pumped: Vec, tensor: Float64Array, source: Float64Array, to: number): void {
  const aniso = resistivity * amr;
  const a = resistivity + aniso * x * x - pumped[0], b = aniso * x * y - pumped[1], c = aniso * x * y - pumped[2], d = resistivity + aniso * y * y - pumped[3];
  const per = 1 / (a * d - b * c);
  tensor[to] = d * per;
  tensor[to + 1] = -b * per;
  tensor[to + 2] = -c * per;
  tensor[to + 3] = a * per;
  source[to >> 1] = (d * fx - b * fy) * per;
  source[(to >> 1) + 1] = (a * fy - c * fx) * per;
}

/** Motive force = F + M w of two bands, w = c_up E_up - c_dn E_dn: F to `source`, M to `tensor`. Parameters as of answerBand. */
export function answerBands(resistivity: number, fx: number, fy: number, pumped: Vec, tensor: Float64Array, source: Float64Array, to: number): void {
  const [xx, xy, yx, yy] = [pumped[0], pumped[1], pumped[2], pumped[3]];
  const a = 1 - xx / resistivity, b = -xy / resistivity, c = -yx / resistivity, d = 1 - yy / resistivity;
  const per = 1 / (a * d - b * c);
  tensor[to] = (d * xx - b * yx) * per;
  tensor[to + 1] = (d * xy - b * yy) * per;
  tensor[to + 2] = (a * yx - c * xx) * per;
  tensor[to + 3] = (a * yy - c * xy) * per;
  source[to >> 1] = (d * fx - b * fy) * per;
  source[(to >> 1) + 1] = (a * fy - c * fx) * per;
}

/** Saslow's coefficients of torque and pumping: see the shader. */
const plainCoefficient = (p: Vec, at: number): number => p[at + POLARIZATION] / (p[at + RESISTIVITY] * p[at + SATURATION]);
const crossCoefficient = (p: Vec, at: number): number => plainCoefficient(p, at) - p[at + SPIN_FLUX];

/** What flows in a cell, and where its energy goes: see the shader. One object for a whole sweep. */
export class Flow {
  jx = 0;
  jy = 0;
  gilbert = 0;
  joule = 0;
  cross = 0;
  emf = 0;
  emfWork = 0;
  otherX = 0;
  otherY = 0;
  private heat = 0;
  private weightX = 0;
  private weightY = 0;

  constructor(private readonly kind: number, private readonly conductance: number) {}

  /** The eight numbers of a cell in `current`, from `at` on. */
  take(current: Vec, at: number): void {
    this.jx = current[at];
    this.jy = current[at + 1];
    this.otherX = current[at + 2];
    this.otherY = current[at + 3];
    this.heat = current[at + 4];
    this.weightX = current[at + 5];
    this.weightY = current[at + 6];
  }

  /** Adds dm/dt of what flows to rate[0..2]; m, dx, dy are vectors, `field` as of work. */
  addRate({ params: p, at }: Row, m: Vec, dx: Vec, dy: Vec, rate: Float64Array, field: Vec): void {
    const { kind, conductance } = this;
    const beta = p[at + BETA], alpha = p[at + ALPHA];
    const P = kind === BANDS ? 1 : p[at + POLARIZATION];
    const other = kind === BANDS || kind === FIELDS;
    const qx = conductance * (other ? this.otherX : this.jx), qy = conductance * (other ? this.otherY : this.jy);
    const share = P / p[at + SATURATION] / (1 + alpha * alpha);
    const along = kind === FIELDS ? crossCoefficient(p, at) : share * (1 + alpha * beta), across = kind === FIELDS ? beta * plainCoefficient(p, at) : share * (beta - alpha);
    const vx = qx * dx[0] + qy * dy[0], vy = qx * dx[1] + qy * dy[1], vz = qx * dx[2] + qy * dy[2];
    rate[0] += along * vx - across * (m[1] * vz - m[2] * vy);
    rate[1] += along * vy - across * (m[2] * vx - m[0] * vz);
    rate[2] += along * vz - across * (m[0] * vy - m[1] * vx);
    if (kind !== FIELDS) return;
    const ax = p[at + TEXTURE_DAMPING] * dot(dx, field), ay = p[at + TEXTURE_DAMPING] * dot(dy, field);
    for (let k = 0; k < 3; k++) rate[k] -= ax * dx[k] + ay * dy[k];
  }

  /** The powers at a rate. @param field the part of the effective field at right angles to m; only Saslow's model needs it */
  work({ params: p, at }: Row, m: Vec, dx: Vec, dy: Vec, rate: Vec, field: Vec): void {
    const { kind, conductance: C, jx, jy, otherX, otherY, heat } = this;
    const alpha = p[at + ALPHA], beta = p[at + BETA], w = p[at + SATURATION], resistivity = p[at + RESISTIVITY], amr = p[at + AMR];
    const turned = (d: Vec, v: Vec) => (m[1] * d[2] - m[2] * d[1]) * v[0] + (m[2] * d[0] - m[0] * d[2]) * v[1] + (m[0] * d[1] - m[1] * d[0]) * v[2]; // (m x d) . v
    if (kind === FIELDS) {
      const xi = w * crossCoefficient(p, at), turning = w * plainCoefficient(p, at) * beta;
      const ax = dot(dx, field), ay = dot(dy, field);
      const pumpedX = xi * ax + turning * turned(dx, field), pumpedY = xi * ay + turning * turned(dy, field);
      this.gilbert = w * (alpha * dot(field, field) - p[at + TEXTURE_DAMPING] * (ax * ax + ay * ay));
      this.joule = C * C * ((otherX * otherX + otherY * otherY) / resistivity + heat);
      this.cross = -C * xi * (otherX * ax + otherY * ay);
      this.emfWork = -C * (otherX * pumpedX + otherY * pumpedY);
      this.emf = resistivity * (this.weightX * pumpedX + this.weightY * pumpedY);
      return;
    }
    const sx = dot(rate, dx), sy = dot(rate, dy);
    const fx = beta * sx - turned(dx, rate), fy = beta * sy - turned(dy, rate);
    const P = kind === BANDS ? 1 : p[at + POLARIZATION];
    const qx = C * (kind === BANDS ? otherX : jx), qy = C * (kind === BANDS ? otherY : jy);
    const along = m[0] * qx + m[1] * qy;
    this.gilbert = alpha * w * dot(rate, rate);
    this.joule = C * C * heat + (kind === BANDS ? 0 : resistivity * (qx * qx + qy * qy + amr * along * along));
    this.cross = beta * P * (qx * sx + qy * sy);
    this.emfWork = P * (qx * fx + qy * fy);
    this.emf = this.weightX * fx + this.weightY * fy;
  }
}

/**
 * The heat in the forces' other representation: [that of the effective field alone, that of it and the electric field together]. m, dx,
 * dy, field and rate are vectors. See the shader.
 */
export function heatOfFields(kind: number, conductance: number, { params: p, at }: Row, m: Vec, dx: Vec, dy: Vec, field: Vec, flow: Flow, rate: Vec): [number, number] {
  const alpha = p[at + ALPHA], beta = p[at + BETA], w = p[at + SATURATION], resistivity = p[at + RESISTIVITY];
  const turned = cross(m, field), damped = cross(m, turned), scale = kind === FIELDS ? 1 : 1 / (1 + alpha * alpha);
  const drift = [0, 1, 2].map((k) => -(turned[k] + alpha * damped[k]) * scale);
  const P = kind === BANDS ? 1 : p[at + POLARIZATION];
  const forceOf = (d: Vec, v: Vec) => beta * dot(v, d) - dot(v, cross(m, d));
  if (kind === FIELDS) {
    const source = [dx, dy].map((d) => w * (crossCoefficient(p, at) * dot(d, field) + plainCoefficient(p, at) * beta * dot(cross(m, d), field)));
    const alone = dot(field, drift) - p[at + TEXTURE_DAMPING] * (dot(dx, field) ** 2 + dot(dy, field) ** 2);
    return [w * alone, conductance * (flow.otherX * source[0] + flow.otherY * source[1]) + w * (dot(field, rate) - alone)];
  }
  const lever = (d: Vec) => [0, 1, 2].map((k) => (P / w) * scale * ((1 + alpha * beta) * d[k] - (beta - alpha) * cross(m, d)[k]));
  const levers = [lever(dx), lever(dy)];
  const pumped = [dx, dy].flatMap((d) => levers.map((v) => conductance * P * forceOf(d, v)));
  const tensor = new Float64Array(4), source = new Float64Array(2);
  const [fx, fy] = [P * forceOf(dx, drift), P * forceOf(dy, drift)];
  let electric: [number, number], current: number[], work: number;
  if (kind === BANDS) {
    answerBands(resistivity, fx, fy, pumped, tensor, source, 0);
    current = [source[0] / resistivity, source[1] / resistivity];
    const [a, b, c, d] = [1 + tensor[0] / resistivity, tensor[1] / resistivity, tensor[2] / resistivity, 1 + tensor[3] / resistivity];
    electric = solved(a, b, c, d, flow.otherX - current[0], flow.otherY - current[1]);
    work = electric[0] * source[0] + electric[1] * source[1];
  } else {
    answerBand(resistivity, p[at + AMR], m[0], m[1], fx, fy, pumped, tensor, source, 0);
    current = [source[0], source[1]];
    electric = solved(tensor[0], tensor[1], tensor[2], tensor[3], flow.jx - current[0], flow.jy - current[1]);
    work = electric[0] * current[0] + electric[1] * current[1];
  }
  const without = [0, 1, 2].map((k) => drift[k] + conductance * (current[0] * levers[0][k] + current[1] * levers[1][k]));
  return [w * dot(field, without), conductance * work + w * (dot(field, rate) - dot(field, without))];
}

/** x of (a b; c d) x = (u, v). */
function solved(a: number, b: number, c: number, d: number, u: number, v: number): [number, number] {
  const det = a * d - b * c;
  return [(d * u - b * v) / det, (a * v - c * u) / det];
}
