/** A pulse that takes no time, against the equation integrated through a short one, and where it has nowhere to turn. */
import { expect, it } from 'vitest';
import { afterImpulse } from '../../src/math/impulse.js';
import { small } from '../support/measured.js';
import { stream } from '../support/stream.js';

type Vector = [number, number, number];
const cross = (a: Vector, b: Vector): Vector => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
const gamma = 1.76e11;

/** dm/dt = -gamma m x B + alpha m x dm/dt through a pulse of constant field, by RK4, written with its alpha term as it stands. */
function integrated(m: Vector, field: Vector, alpha: number, steps: number): Vector {
  const rate = (at: Vector): Vector => {
    // (1 - alpha m x) v = -gamma m x B, solved for v at right angles to m.
    const t = cross(at, field).map((x) => -gamma * x) as Vector, a = cross(at, t);
    return t.map((x, k) => (x + alpha * a[k]) / (1 + alpha * alpha)) as Vector;
  };
  const h = 1 / steps;
  const on = (v: Vector, dv: Vector, s: number): Vector => v.map((x, k) => x + s * dv[k]) as Vector;
  for (let n = 0; n < steps; n++) {
    const k1 = rate(m), k2 = rate(on(m, k1, h / 2)), k3 = rate(on(m, k2, h / 2)), k4 = rate(on(m, k3, h));
    m = m.map((x, k) => x + (h / 6) * (k1[k] + 2 * k2[k] + 2 * k3[k] + k4[k])) as Vector;
  }
  return m;
}

it.each([0, 0.02, 0.5, 3])('is where the equation leads through a pulse, alpha %d', (alpha) => {
  const next = stream(7);
  const direction = (): Vector => {
    const v = [next() - 0.5, next() - 0.5, next() - 0.5] as Vector, size = Math.hypot(...v);
    return v.map((x) => x / size) as Vector;
  };
  for (let n = 0; n < 20; n++) {
    const m = direction(), b = direction(), impulse = (4 * next()) / gamma;
    const told = afterImpulse(m, b, impulse, gamma, alpha);
    const found = integrated(m, b.map((x) => x * impulse) as Vector, alpha, 2000);
    told.forEach((x, k) => small('m', x - found[k], 1e-11)); // measured: 2e-13
    small('|m|', Math.hypot(...told) - 1, 3e-16);
  }
});

it('a quarter turn about z takes x to y', () => {
  const [x, y, z] = afterImpulse([1, 0, 0], [0, 0, 1], Math.PI / 2 / gamma, gamma, 0);
  small('x', x, 1e-16);
  expect(y).toBe(1);
  expect(z).toBe(0);
});

it('along the field and against it nothing turns, however strong it is', () => {
  for (const impulse of [1e-12, 1]) {
    expect(afterImpulse([0, 0, 1], [0, 0, 1], impulse, gamma, 0.1)).toEqual([0, 0, 1]);
    expect(afterImpulse([0, 0, -1], [0, 0, 1], impulse, gamma, 0.1)).toEqual([0, 0, -1]);
  }
});
