/**
 * Making and measuring walls in the oracle. Head-to-head: m = +x on the left, -x on the right; the angle phi is
 * atan2(mz, my) of the wall. Positions come from integrals, not from a zero crossing, so they are smooth in the sub-cell
 * position (a sum over cells of an analytic profile converges exponentially).
 */
import type { Trace } from './trace.js';
import type { OracleWire } from './wire.js';

/** tanh/sech wall of width D at `at` (m, from the left end), with angle phi. */
export function wallState(cells: number, dx: number, at: number, D: number, phi: number): Float64Array {
  const m = new Float64Array(3 * cells);
  for (let i = 0; i < cells; i++) {
    const s = ((i + 0.5) * dx - at) / D;
    const sech = 1 / Math.cosh(s);
    m[3 * i] = -Math.tanh(s);
    m[3 * i + 1] = sech * Math.cos(phi);
    m[3 * i + 2] = sech * Math.sin(phi);
  }
  return m;
}

export interface Wall { x: number; phi: number; width: number }

/** Position (m), angle (rad, in (-pi, pi]) and width D = (1/2) Int (1 - mx^2) dx of a head-to-head wall. */
export function measureWall(m: Float64Array, dx: number): Wall {
  let left = 0, y = 0, z = 0, w = 0;
  for (let o = 0; o < m.length; o += 3) {
    left += 0.5 * (1 + m[o]);
    y += m[o + 1];
    z += m[o + 2];
    w += 1 - m[o] * m[o];
  }
  return { x: left * dx, phi: Math.atan2(z, y), width: 0.5 * w * dx };
}

/** Follows a wall from sample to sample, with the angle unwrapped: a Trace. */
export class WallTrace implements Trace {
  readonly t: number[] = [];
  readonly x: number[] = [];
  readonly phi: number[] = [];
  readonly width: number[] = [];
  readonly emf: number[] = [];
  readonly I: number[] = [];

  constructor(private readonly wire: OracleWire) {}

  readonly visit = (t: number, m: Float64Array): void => {
    const wall = measureWall(m, this.wire.p.dx);
    const last = this.phi.at(-1);
    const turn = 2 * Math.PI;
    const phi = last === undefined ? wall.phi : wall.phi + turn * Math.round((last - wall.phi) / turn);
    const { emf, meanCurrent } = this.wire.instant(m, t);
    this.t.push(t);
    this.x.push(wall.x);
    this.phi.push(phi);
    this.width.push(wall.width);
    this.emf.push(emf);
    this.I.push(meanCurrent * this.wire.p.area);
  };
}
