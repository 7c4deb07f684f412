// First pass of the transform along columns, from the lines of the row transforms. It parts the two real rows of every
// line and keeps kx = 0 ... LX/2 of each: a row is then 3 HALF numbers, those of mx, of my and of mz.

//#import lib/butterfly
//#import lib/item
//#import lib/halves
//#import lib/pairs

override NY: u32;       // cells of a column
override ROWS: u32;     // of all simulations
override LX: u32;       // lengths of the transforms
override LY: u32;
override RADIX: u32;
override WG: u32;
override GX: u32;
override ITEMS: u32;
override HALF: u32 = LX / 2u + 1u;
override APART: u32 = LY / RADIX;
override PAIRS: u32 = (NY + 1u) / 2u;

@group(0) @binding(0) var<uniform> args: vec4u;
@group(0) @binding(1) var<storage, read> lines_in: array<vec2f>;
@group(0) @binding(2) var<storage, read_write> lines_out: array<vec2f>;

struct Place { sim: u32, j: u32, component: u32, k: u32 }

fn number(r: u32, place: Place) -> vec2f {
  if (r * APART >= NY) { return vec2f(0.0); }
  let y = place.j + r * APART;
  let row = min(y, NY - 1u);
  let z = place.component == 2u;
  let line = LX * select(place.sim * NY + row, line_of_z(place.sim, row), z);
  let value = parted(lines_in[line + place.k], lines_in[line + select(LX - place.k, 0u, place.k == 0u)], select(place.component, row & 1u, z));
  return select(vec2f(0.0), value, (r + 1u) * APART <= NY || y < NY);
}

fn put(r: u32, place: Place, value: vec2f) {
  lines_out[((place.sim * LY + place.j * RADIX + r) * 3u + place.component) * HALF + place.k] = value;
}

@compute @workgroup_size(WG)
fn to_columns(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  let item = item_of(group, thread);
  if (item >= ITEMS) { return; }
  let line = item / (3u * HALF);
  let column = item % (3u * HALF);
  let place = Place(line / APART, line % APART, column / HALF, column % HALF);
  scatter(RADIX, place, dft(RADIX, gather(RADIX, place)));
}
