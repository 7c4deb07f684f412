// Hue is the direction in the plane, lightness (1 + mz)/2: magnetizationColour of the library. An angle is good enough for a colour here, as
// atan2 is off by 2^-11 at most.
fn colour(v: vec3f) -> vec3f {
  let lightness = clamp(0.5 + 0.5 * v.z, 0.0, 1.0);
  let chroma = (1.0 - abs(2.0 * lightness - 1.0)) * min(1.0, length(v));
  let hue = select(0.0, atan2(v.y, v.x) * 0.954929658551372, dot(v.xy, v.xy) > 0.0);
  let away = abs(6.0 * fract((vec3f(hue + 3.0) - vec3f(0.0, 2.0, 4.0)) / 6.0) - 3.0);
  return vec3f(lightness) + chroma * (clamp(2.0 - away, vec3f(0.0), vec3f(1.0)) - 0.5);
}

