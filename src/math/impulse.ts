/** What a pulse of field does that is over before anything else happens. */

/**
 * m after a field along b whose time integral is `impulse`, in the limit in which it takes no time at all, by the equation with Gilbert damping alone:
 * with g = gamma/(1 + alpha^2), m turns about b by g impulse, right-handed, and tan(theta/2) of its angle to b shrinks by exp(-alpha g impulse).
 * Exact; docs/physics.md, section 2.
 * @param m to a length of 1 within round-off; what comes out has it to that of a double
 * @param b of length 1
 * @param impulse T s, 0 or more
 * @param gamma rad/(s T)
 */
export function afterImpulse(m: readonly [number, number, number], b: readonly [number, number, number], impulse: number, gamma: number, alpha: number): [number, number, number] {
  const angle = (gamma * impulse) / (1 + alpha * alpha);
  const size = Math.hypot(...m);
  const [x, y, z] = [m[0] / size, m[1] / size, m[2] / size];
  const along = x * b[0] + y * b[1] + z * b[2];
  // tan(theta/2) = sqrt((1 - along)/(1 + along)); its factor squared:
  const shrink = Math.exp(-2 * alpha * angle);
  const near = 1 + along, far = Math.max(0, 1 - along) * shrink;
  // Straight against b there is no way to turn.
  if (!(near + far > 0)) return [x, y, z];
  const then = (near - far) / (near + far), across = (2 * Math.sqrt(shrink)) / (near + far);
  const c = across * Math.cos(angle), s = across * Math.sin(angle);
  const turned = [
    then * b[0] + c * (x - along * b[0]) + s * (b[1] * z - b[2] * y),
    then * b[1] + c * (y - along * b[1]) + s * (b[2] * x - b[0] * z),
    then * b[2] + c * (z - along * b[2]) + s * (b[0] * y - b[1] * x),
  ];
  const length = Math.hypot(...turned);
  return [turned[0] / length, turned[1] / length, turned[2] / length];
}
