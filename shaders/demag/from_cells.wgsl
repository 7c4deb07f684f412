// First pass of the transform along rows, from cells. It makes lines of LX complex numbers, in the order of lib/pairs. What lies
// beyond the film is zero.

//#import lib/butterfly
//#import lib/item
//#import lib/pairs
//#import lib/weight

override NX: u32;       // cells of a row
override NY: u32;       // rows of a simulation
override ROWS: u32;     // of all simulations
override REGIONS: u32;
override LX: u32;       // length of the transform
override RADIX: u32;
override WG: u32;       // threads of a workgroup
override GX: u32;       // workgroups in x
override ITEMS: u32;    // butterflies
override APART: u32 = LX / RADIX;
override PAIRS: u32 = (NY + 1u) / 2u;

@group(0) @binding(0) var<uniform> args: vec4u;
@group(0) @binding(1) var<storage, read> stage_m: array<vec4f>;
@group(0) @binding(2) var<storage, read> demag_saturation: array<f32>;
@group(0) @binding(3) var<storage, read_write> lines_out: array<vec2f>;

struct Place { line: u32, row: u32, next: u32, j: u32 }

// Which cells are there is known beforehand for most r, and then costs nothing.
fn number(r: u32, place: Place) -> vec2f {
  if (r * APART >= NX) { return vec2f(0.0); }
  let i = place.j + r * APART;
  let inside = (r + 1u) * APART <= NX || i < NX;
  let own = stage_m[place.row * NX + min(i, NX - 1u)];
  let of_own = weight(place.row, own.w);
  var value = of_own * own.xy;
  if (place.line >= ROWS) {
    let next = stage_m[place.next * NX + min(i, NX - 1u)];
    let of_next = weight(place.next, next.w);
    value = vec2f(of_own * own.z, select(of_next * next.z, 0.0, NY % 2u == 1u && place.next == place.row));
  }
  return select(vec2f(0.0), value, inside);
}

fn put(r: u32, place: Place, value: vec2f) {
  lines_out[place.line * LX + place.j * RADIX + r] = value;
}

@compute @workgroup_size(WG)
fn from_cells(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  let item = item_of(group, thread);
  if (item >= ITEMS) { return; }
  let line = item / APART;
  var place = Place(line, line, line, item % APART);
  if (line >= ROWS) {
    let pair = pair_of(line);
    place = Place(line, pair.row, pair.next, item % APART);
  }
  scatter(RADIX, place, dft(RADIX, gather(RADIX, place)));
}
