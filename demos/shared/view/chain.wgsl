// The spins of a wire in space, straight from the buffer in which the solver keeps them: an arrow a cell, and a line along the wire. Places in
// cells: x along the wire from its end, y and z from its middle line.

// Defaults, as some browsers want values for entry points that do not use them.
override PARITY: u32 = 0u; // which of the flags says in which plane of m the state is
override CELLS_X: u32 = 1u;
override CELLS_Y: u32 = 1u;

struct View {
  clip: mat4x4f, // from the world to the clip space
  light: vec3f, // where the light comes from
  length: f32, // of an arrow, in cells
  canvas: vec2f, // device pixels
  first: u32, // cell of the first arrow
  stride: u32, // cells from arrow to arrow
  ink: vec3f, // of the line
  half: f32, // device pixels, half the width of the line
  arrow: vec3f, // radius of the shaft, radius of the head, where the head begins; of its length
  row: u32, // of the cells
  shade: vec3f, // brightness in the dark, what light adds, white that it adds
  rim: f32, // of the line's ink, where a surface bends away from the eye
  eye: vec3f, // where the eye is
  lift: f32, // of the line's ink in black
}

@group(0) @binding(0) var<uniform> view: View;
@group(0) @binding(1) var<storage, read> m: array<vec4f>;
@group(0) @binding(2) var<storage, read> flags: array<u32>;

struct Surface {
  @builtin(position) position: vec4f,
  @location(0) normal: vec3f,
  @location(1) eye: vec3f,
  @location(2) @interpolate(flat) colour: vec3f,
}

const SIDES = 12u;
const CORNERS = array<vec2u, 6>(vec2u(0u, 0u), vec2u(1u, 0u), vec2u(1u, 1u), vec2u(0u, 0u), vec2u(1u, 1u), vec2u(0u, 1u));

// A body of revolution: tail, shaft, the head's base, and the head, each a ring of SIDES quadrilaterals of six vertices.
@vertex
fn spin(@builtin(vertex_index) vertex: u32, @builtin(instance_index) instance: u32) -> Surface {
  let at = view.first + instance * view.stride;
  let here = m[(flags[PARITY] * CELLS_Y + view.row) * CELLS_X + at].xyz;
  let size = length(here);
  // In an empty cell there is nothing to see.
  let along = select(vec3f(), here / max(size, 1e-6), size > 0.5);
  let aside = normalize(cross(along, select(vec3f(0.0, 0.0, 1.0), vec3f(1.0, 0.0, 0.0), abs(along.z) > 0.9)) + vec3f(0.0, 0.0, 1e-9));
  let other = cross(along, aside);

  let corners = CORNERS;
  let corner = corners[vertex % 6u];
  let ring = vertex / 6u / SIDES;
  let angle = f32((vertex / 6u + corner.y) % SIDES) * (6.283185307179586 / f32(SIDES));
  let radial = cos(angle) * aside + sin(angle) * other;

  let shaft = view.arrow.x;
  let head = view.arrow.y;
  let neck = view.arrow.z;
  let profile = array<vec2f, 5>(vec2f(0.0, 0.0), vec2f(shaft, 0.0), vec2f(shaft, neck), vec2f(head, neck), vec2f(0.0, 1.0));
  let normals = array<vec2f, 4>(vec2f(0.0, -1.0), vec2f(1.0, 0.0), vec2f(0.0, -1.0), normalize(vec2f(1.0 - neck, head)));
  let place = profile[ring + corner.x];
  let normal = normals[ring];
  let world = vec3f(f32(at) + 0.5, 0.0, 0.0) + view.length * (place.x * radial + place.y * along) * select(0.0, 1.0, size > 0.5);
  return Surface(view.clip * vec4f(world, 1.0), normal.x * radial + normal.y * along, view.eye - world, lifted(colour(here)));
}

// Black is grey where it would not be seen.
fn lifted(pure: vec3f) -> vec3f {
  let dark = 1.0 - max(max(pure.r, pure.g), pure.b);
  return mix(pure, view.ink, view.lift * dark * dark);
}

@fragment
fn surface(in: Surface) -> @location(0) vec4f {
  let normal = normalize(in.normal);
  let lit = max(dot(normal, view.light), 0.0);
  let shaded = mix(in.colour * (view.shade.x + view.shade.y * lit), vec3f(1.0), view.shade.z * lit * lit);
  let away = 1.0 - abs(dot(normal, normalize(in.eye)));
  return vec4f(mix(shaded, view.ink, view.rim * away * away * away), 1.0);
}

// A piece of the line along the wire, from arrow to arrow; as wide near by as far away.
@vertex
fn line(@builtin(vertex_index) vertex: u32, @builtin(instance_index) instance: u32) -> @builtin(position) vec4f {
  let corners = CORNERS;
  let corner = corners[vertex];
  let start = view.clip * vec4f(joint(instance), 0.0, 0.0, 1.0);
  let stop = view.clip * vec4f(joint(instance + 1u), 0.0, 0.0, 1.0);
  let run = (stop.xy / stop.w - start.xy / start.w) * view.canvas;
  let across = vec2f(-run.y, run.x) / max(length(run), 1e-6) * view.half * 2.0 / view.canvas;
  let end = select(start, stop, corner.x == 1u);
  let place = vec4f(end.xy + select(-1.0, 1.0, corner.y == 1u) * across * end.w, end.zw);
  // A piece of which an end is not in front of the eye is left out.
  return select(vec4f(2.0, 2.0, 2.0, 1.0), place, min(start.z, stop.z) > 0.0);
}

fn joint(k: u32) -> f32 {
  return clamp(f32(view.first) + 0.5 + (f32(k) - 1.0) * f32(view.stride), 0.0, f32(CELLS_X));
}

@fragment
fn ink() -> @location(0) vec4f {
  return vec4f(view.ink, 1.0);
}
