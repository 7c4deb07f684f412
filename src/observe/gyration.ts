/**
 * How a vortex core goes round, from where it was at the samples: its angle about the centre of the circle that fits
 * the path best (Kasa's algebraic fit, which needs no whole turn), unwrapped, and the slope of a straight line through that.
 */

/** Samples of a core's path. Plain data: a checkpoint keeps it. */
export interface CorePath {
  /** t (s), x (m), y (m) of one sample after the other. */
  points: number[];
  /** Every how many samples one is kept. */
  every: number;
  /** Samples seen. */
  seen: number;
  /** Polarity of the core; a core that flips turns the other way and starts a new path. */
  polarity: number;
}

export interface Gyration {
  /** Hz; null where the core does not turn by half a turn at least, or not evenly. */
  readonly frequency: number | null;
  /** +1 counter-clockwise, -1 clockwise, seen from +z; null as the frequency. */
  readonly sense: 1 | -1 | null;
  /** Mean distance from the centre in m; null as the frequency. */
  readonly radius: number | null;
}

/** Points kept; past this every other one is dropped. */
const MOST_POINTS = 2048;
const FEWEST_POINTS = 8;
/** rad about the straight line: an ellipse of axes 2 : 1 has 0.24, a random walk several. */
const MOST_UNEVEN = 0.6;

export const emptyPath = (): CorePath => ({ points: [], every: 1, seen: 0, polarity: 0 });

/** Adds a sample; nothing where there is no core (NaN). */
export function extendPath(path: CorePath, t: number, x: number, y: number, polarity: number): void {
  if (!Number.isFinite(x + y)) return;
  if (path.polarity !== polarity) Object.assign(path, emptyPath(), { polarity });
  if (path.seen++ % path.every !== 0) return;
  path.points.push(t, x, y);
  if (path.points.length <= 3 * MOST_POINTS) return;
  path.points = path.points.filter((_, i) => Math.floor(i / 3) % 2 === 0);
  path.every *= 2;
}

export function gyration({ points }: CorePath): Gyration {
  const still: Gyration = { frequency: null, sense: null, radius: null };
  const count = points.length / 3;
  if (count < FEWEST_POINTS) return still;
  const circle = fittedCircle(points);
  if (!circle) return still;

  const angles: number[] = [];
  for (let k = 0; k < count; k++) {
    const angle = Math.atan2(points[3 * k + 2] - circle.y, points[3 * k + 1] - circle.x);
    const before = k === 0 ? angle : angles[k - 1];
    angles.push(angle - 2 * Math.PI * Math.round((angle - before) / (2 * Math.PI)));
  }
  const line = straightLine(angles.map((_, k) => points[3 * k]), angles);
  const turned = Math.abs(line.slope) * (points[points.length - 3] - points[0]);
  if (!(turned >= Math.PI) || !(line.rms < MOST_UNEVEN)) return still;
  return { frequency: Math.abs(line.slope) / (2 * Math.PI), sense: line.slope > 0 ? 1 : -1, radius: circle.radius };
}

/** Centre and mean radius; undefined where the points stand still or lie on a line. Source: I. Kasa, IEEE Trans. Instrum. Meas. 25, 8 (1976). */
function fittedCircle(points: readonly number[]): { x: number; y: number; radius: number } | undefined {
  const count = points.length / 3;
  let x0 = 0, y0 = 0;
  for (let k = 0; k < points.length; k += 3) [x0, y0] = [x0 + points[k + 1] / count, y0 + points[k + 2] / count];
  let uu = 0, uv = 0, vv = 0, ur = 0, vr = 0;
  for (let k = 0; k < points.length; k += 3) {
    const u = points[k + 1] - x0, v = points[k + 2] - y0, r2 = u * u + v * v;
    [uu, uv, vv, ur, vr] = [uu + u * u, uv + u * v, vv + v * v, ur + u * r2, vr + v * r2];
  }
  const det = uu * vv - uv * uv;
  if (!(det > 1e-6 * (uu + vv) ** 2)) return undefined;
  const x = x0 + (ur * vv - vr * uv) / (2 * det), y = y0 + (vr * uu - ur * uv) / (2 * det);
  let radius = 0;
  for (let k = 0; k < points.length; k += 3) radius += Math.hypot(points[k + 1] - x, points[k + 2] - y) / count;
  return { x, y, radius };
}

/** Slope by least squares, and the root mean square of what is left. */
function straightLine(t: readonly number[], y: readonly number[]): { slope: number; rms: number } {
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const t0 = mean(t), y0 = mean(y);
  let tt = 0, ty = 0;
  t.forEach((time, k) => {
    tt += (time - t0) ** 2;
    ty += (time - t0) * (y[k] - y0);
  });
  const slope = ty / tt;
  return { slope, rms: Math.sqrt(mean(y.map((value, k) => (value - y0 - slope * (t[k] - t0)) ** 2))) };
}
