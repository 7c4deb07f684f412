// First pass of the transform along rows, from cells. It makes lines of LX complex numbers: one a row, mx + i my, and after
// these one for every two rows, mz of the first + i mz of the second. The rows of all simulations follow one another. What
// lies beyond the film is zero.

//#import lib/butterfly
//#import lib/item

override NX: u32;       // cells of a row
override ROWS: u32;     // of all simulations
override LX: u32;       // length of the transform
override RADIX: u32;
override WG: u32;       // threads of a workgroup
override GX: u32;       // workgroups in x
override ITEMS: u32;    // butterflies
override APART: u32 = LX / RADIX;

@group(0) @binding(0) var<uniform> args: vec4u;
@group(0) @binding(1) var<storage, read> stage_m: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> lines_out: array<vec2f>;

struct Place { line: u32, j: u32 }

fn cell(i: u32, row: u32) -> vec3f {
  if (row >= ROWS) { return vec3f(0.0); }
  let m = stage_m[row * NX + i];
  return m.w * m.xyz;
}

fn number(r: u32, place: Place) -> vec2f {
  let i = place.j + r * APART;
  if (i >= NX) { return vec2f(0.0); }
  if (place.line < ROWS) { return cell(i, place.line).xy; }
  let row = 2u * (place.line - ROWS);
  return vec2f(cell(i, row).z, cell(i, row + 1u).z);
}

fn put(r: u32, place: Place, value: vec2f) {
  lines_out[place.line * LX + place.j * RADIX + r] = value;
}

@compute @workgroup_size(WG)
fn from_cells(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  let item = item_of(group, thread);
  if (item >= ITEMS) { return; }
  let place = Place(item / APART, item % APART);
  scatter(RADIX, place, dft(RADIX, gather(RADIX, place)));
}
