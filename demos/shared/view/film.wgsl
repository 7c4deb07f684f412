// A film from above, straight from the buffer in which the solver keeps it: colours, and arrows along m.

// Defaults, as some browsers want values for entry points that do not use them.
override PARITY: u32 = 0u; // which of the flags says in which plane of m the state is
override CELLS_X: u32 = 1u;
override CELLS_Y: u32 = 1u;

struct View {
  centre: vec2f, // the place in the middle of the canvas, in cells
  canvas: vec2f, // device pixels
  cell: vec2f, // device pixels of a cell's sides
  first: vec2u, // cell of the first arrow
  stride: vec2u, // cells from arrow to arrow
  columns: u32, // arrows side by side
  half: f32, // device pixels from the middle of an arrow to its tip
}

@group(0) @binding(0) var<uniform> view: View;
@group(0) @binding(1) var<storage, read> m: array<vec4f>;
@group(0) @binding(2) var<storage, read> flags: array<u32>;

// m of a cell, and 1 where there is magnet; all zero outside.
fn cell(at: vec2i) -> vec4f {
  if (any(at < vec2i(0)) || any(at >= vec2i(i32(CELLS_X), i32(CELLS_Y)))) { return vec4f(); }
  let here = m[flags[PARITY] * CELLS_X * CELLS_Y + u32(at.y) * CELLS_X + u32(at.x)];
  return vec4f(here.xyz, select(0.0, 1.0, dot(here.xyz, here.xyz) > 0.25));
}

// Between the centres of cells, of those that are magnet.
fn between(place: vec2f) -> vec3f {
  let corner = floor(place - 0.5);
  let share = place - 0.5 - corner;
  let at = vec2i(corner);
  let low = mix(cell(at), cell(at + vec2i(1, 0)), share.x);
  let high = mix(cell(at + vec2i(0, 1)), cell(at + vec2i(1, 1)), share.x);
  let sum = mix(low, high, share.y);
  return sum.xyz / max(sum.w, 1e-6);
}

@vertex
fn screen(@builtin(vertex_index) vertex: u32) -> @builtin(position) vec4f {
  // One triangle that covers the canvas.
  return vec4f(select(-1.0, 3.0, vertex == 1u), select(-1.0, 3.0, vertex == 2u), 0.0, 1.0);
}

@fragment
fn film(@builtin(position) pixel: vec4f) -> @location(0) vec4f {
  let place = view.centre + (pixel.xy - 0.5 * view.canvas) * vec2f(1.0, -1.0) / view.cell;
  if (cell(vec2i(floor(place))).w == 0.0) { return vec4f(); }
  return vec4f(colour(between(place)), 1.0);
}

struct Ink {
  @builtin(position) position: vec4f,
  @location(0) @interpolate(flat) colour: vec4f,
}

// Along +x, from -1 to 1: a shaft of two triangles and a head of one.
const ARROW = array<vec2f, 9>(
  vec2f(-1.0, -0.1), vec2f(0.3, -0.1), vec2f(0.3, 0.1), vec2f(-1.0, -0.1), vec2f(0.3, 0.1), vec2f(-1.0, 0.1),
  vec2f(0.2, -0.42), vec2f(1.0, 0.0), vec2f(0.2, 0.42),
);

@vertex
fn arrow(@builtin(vertex_index) vertex: u32, @builtin(instance_index) instance: u32) -> Ink {
  let at = view.first + vec2u(instance % view.columns, instance / view.columns) * view.stride;
  let here = cell(vec2i(at));
  let corners = ARROW;
  let along = view.half * corners[vertex];
  let place = (vec2f(at) + 0.5 - view.centre) * view.cell + along.x * here.xy + along.y * vec2f(-here.y, here.x);
  let position = place * 2.0 / view.canvas;
  // Dark arrows, but for dark cells.
  return Ink(vec4f(position, 0.0, 1.0), select(vec4f(0.0, 0.0, 0.0, 0.62), vec4f(0.62), here.z < -0.4));
}

@fragment
fn ink(in: Ink) -> @location(0) vec4f {
  return in.colour;
}
