// Currents in a cell of a conductor and what flows out of its corners. docs/physics.md, section 9.
// Needs: override ASPECT (dx/dy).

//#import lib/difference

// Differences of the potentials at the corners (00, 10, 01, 11) of a cell: below, above, left, right. Taken before anything is added up.
fn differences(v: vec4f) -> vec4f {
  return difference4(v.ywzw, v.xzxy);
}

fn mean_field(d: vec4f) -> vec2f {
  return vec2f(-0.5 * (d.x + d.y), -0.5 * ASPECT * (d.z + d.w));
}

// The part of the field that the mean does not show.
fn hourglass(d: vec4f) -> f32 {
  return d.y - d.x;
}

fn tensor_times(t: vec4f, e: vec2f) -> vec2f {
  return vec2f(dot(t.xy, e), dot(t.zw, e));
}

// Outflow at the corner of signs s of a cell with mean current j and hourglass current ch.
fn outflow_at(s: vec2f, j: vec2f, ch: f32) -> f32 {
  return 0.5 * (s.x * j.x / ASPECT + s.y * j.y) - s.x * s.y * ch * (ASPECT + 1.0 / ASPECT) / 12.0;
}

// Mean currents of both bands: up in xy, down in zw. c holds the conductances and the leak, e both fields, force what drives them apart.
fn band_currents(c: vec4f, e: vec4f, force: vec2f) -> vec4f {
  return vec4f(c.x * (e.xy + force), c.y * (e.zw - force));
}

// Force of the tensor on the bands.
fn band_force(t: vec4f, c: vec4f, e: vec4f) -> vec2f {
  return tensor_times(t, c.x * e.xy - c.y * e.zw);
}
