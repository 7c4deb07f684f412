/** Twin of shaders/lib/response.wgsl: how a cell of a film answers an electric field, and what the current in it does. docs/physics.md, sections 9 to 11. */
import { CLOSURE, CUR, CUR_STRIDE, PAR } from '../../plan/layout.js';
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

/** What flows in a cell, and where its energy goes: see the shader. One object for a whole sweep; vectors are m, dx, dy, the rate and the field. */
export class Flow {
  gilbert = 0;
  joule = 0;
  cross = 0;
  emf = 0;
  emfWork = 0;
  /** As in `current`. */
  readonly cell = new Float64Array(CUR_STRIDE);
  /** m x dx, m x dy. */
  private readonly turned = new Float64Array(6);

  constructor(private readonly kind: number, private readonly conductance: number) {}

  /** The numbers of a cell in `current`, from `at` on. */
  take(current: Vec, at: number): void {
    const { cell } = this;
    for (let k = 0; k < CUR_STRIDE; k++) cell[k] = current[at + k];
  }

  /** Adds dm/dt of what flows to `rate`. @param field the part of the effective field at right angles to m; only Saslow's model needs it */
  addRate({ params: p, at }: Row, m: Vec, dx: Vec, dy: Vec, rate: Float64Array, field: Vec): void {
    const { kind, conductance, cell, turned: t } = this;
    const beta = p[at + BETA], alpha = p[at + ALPHA];
    const own = kind === BANDS || kind === FIELDS ? CUR.GX : CUR.X;
    const qx = conductance * cell[own], qy = conductance * cell[own + 1];
    const share = (kind === BANDS ? 1 : p[at + POLARIZATION]) / p[at + SATURATION] / (1 + alpha * alpha);
    const along = kind === FIELDS ? crossCoefficient(p, at) : share * (1 + alpha * beta), across = kind === FIELDS ? beta * plainCoefficient(p, at) : share * (beta - alpha);
    turn(m, dx, dy, t);
    const ax = along * qx, ay = along * qy, bx = across * qx, by = across * qy;
    rate[0] += ax * dx[0] + ay * dy[0] - bx * t[0] - by * t[3];
    rate[1] += ax * dx[1] + ay * dy[1] - bx * t[1] - by * t[4];
    rate[2] += ax * dx[2] + ay * dy[2] - bx * t[2] - by * t[5];
    if (kind !== FIELDS) return;
    const cx = p[at + TEXTURE_DAMPING] * dot(dx, field), cy = p[at + TEXTURE_DAMPING] * dot(dy, field);
    for (let k = 0; k < 3; k++) rate[k] -= cx * dx[k] + cy * dy[k];
  }

  /** The powers at a rate. Parameters as of addRate. */
  work({ params: p, at }: Row, m: Vec, dx: Vec, dy: Vec, rate: Vec, field: Vec): void {
    const { kind, conductance: C, cell, turned: t } = this;
    const alpha = p[at + ALPHA], beta = p[at + BETA], w = p[at + SATURATION], resistivity = p[at + RESISTIVITY];
    const otherX = cell[CUR.GX], otherY = cell[CUR.GY], heat = cell[CUR.HEAT], weightX = cell[CUR.WEIGHT_X], weightY = cell[CUR.WEIGHT_Y];
    turn(m, dx, dy, t);
    if (kind === FIELDS) {
      const xi = w * crossCoefficient(p, at), turning = w * plainCoefficient(p, at) * beta;
      const ax = dot(dx, field), ay = dot(dy, field);
      const pumpedX = xi * ax + turning * (t[0] * field[0] + t[1] * field[1] + t[2] * field[2]), pumpedY = xi * ay + turning * (t[3] * field[0] + t[4] * field[1] + t[5] * field[2]);
      this.gilbert = w * (alpha * dot(field, field) - p[at + TEXTURE_DAMPING] * (ax * ax + ay * ay));
      this.joule = C * C * ((otherX * otherX + otherY * otherY) / resistivity + heat);
      this.cross = -C * xi * (otherX * ax + otherY * ay);
      this.emfWork = -C * (otherX * pumpedX + otherY * pumpedY);
      this.emf = resistivity * (weightX * pumpedX + weightY * pumpedY);
      return;
    }
    const u = rate[0], v = rate[1], z = rate[2];
    const sx = u * dx[0] + v * dx[1] + z * dx[2], sy = u * dy[0] + v * dy[1] + z * dy[2];
    const fx = beta * sx - (u * t[0] + v * t[1] + z * t[2]), fy = beta * sy - (u * t[3] + v * t[4] + z * t[5]);
    const bands = kind === BANDS, P = bands ? 1 : p[at + POLARIZATION];
    const qx = C * (bands ? otherX : cell[CUR.X]), qy = C * (bands ? otherY : cell[CUR.Y]);
    const along = m[0] * qx + m[1] * qy;
    this.gilbert = alpha * w * (u * u + v * v + z * z);
    this.joule = C * C * heat + (bands ? 0 : resistivity * (qx * qx + qy * qy + p[at + AMR] * along * along));
    this.cross = beta * P * (qx * sx + qy * sy);
    this.emfWork = P * (qx * fx + qy * fy);
    this.emf = weightX * fx + weightY * fy;
  }
}

/** m x dx and m x dy to out[0..5]. */
function turn(m: Vec, dx: Vec, dy: Vec, out: Float64Array): void {
  const x = m[0], y = m[1], z = m[2];
  out[0] = y * dx[2] - z * dx[1];
  out[1] = z * dx[0] - x * dx[2];
  out[2] = x * dx[1] - y * dx[0];
  out[3] = y * dy[2] - z * dy[1];
  out[4] = z * dy[0] - x * dy[2];
  out[5] = x * dy[1] - y * dy[0];
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
    return [w * alone, conductance * (flow.cell[CUR.GX] * source[0] + flow.cell[CUR.GY] * source[1]) + w * (dot(field, rate) - alone)];
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
    electric = solved(a, b, c, d, flow.cell[CUR.GX] - current[0], flow.cell[CUR.GY] - current[1]);
    work = electric[0] * source[0] + electric[1] * source[1];
  } else {
    answerBand(resistivity, p[at + AMR], m[0], m[1], fx, fy, pumped, tensor, source, 0);
    current = [source[0], source[1]];
    electric = solved(tensor[0], tensor[1], tensor[2], tensor[3], flow.cell[CUR.X] - current[0], flow.cell[CUR.Y] - current[1]);
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
