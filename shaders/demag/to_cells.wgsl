// The last pass of the transform back along rows, and the field it ends in: x and y from the line of a row, z of two rows
// from the line they share, in the order of lib/pairs.

//#import lib/butterfly
//#import lib/item
//#import lib/pairs

override NX: u32;       // cells of a row
override NY: u32;       // rows of a simulation
override ROWS: u32;     // of all simulations
override LX: u32;       // length of the transform
override RADIX: u32;    // last of those of LX
override WG: u32;
override GX: u32;
override ITEMS: u32;
override APART: u32 = LX / RADIX;
override FIRST: u32 = APART - 1u;
override PAIRS: u32 = (NY + 1u) / 2u;

@group(0) @binding(0) var<uniform> args: vec4u;
@group(0) @binding(1) var<storage, read> demag_roots: array<vec2f>;
@group(0) @binding(2) var<storage, read> lines_in: array<vec2f>;
@group(0) @binding(3) var<storage, read_write> demag: array<vec2f>;   // a cell is (x, y) and (z, 0)

struct Place { line: u32, row: u32, next: u32, j: u32 }

fn number(r: u32, place: Place) -> vec2f {
  let x = lines_in[place.line * LX + place.j + r * APART].yx;
  if (r == 0u) { return x; }
  return times(x, demag_roots[FIRST + place.j * (RADIX - 1u) + r - 1u]);
}

fn put(r: u32, place: Place, value: vec2f) {
  // Whether there is such a cell is known beforehand for most r, and then costs nothing.
  if (r * APART >= NX) { return; }
  let i = place.j + r * APART;
  if ((r + 1u) * APART > NX && i >= NX) { return; }
  let of_z = place.line >= ROWS;
  demag[2u * (place.row * NX + i) + select(0u, 1u, of_z)] = vec2f(value.y, select(value.x, 0.0, of_z));
  if (place.next > place.row) { demag[2u * (place.next * NX + i) + 1u] = vec2f(value.x, 0.0); }
}

@compute @workgroup_size(WG)
fn to_cells(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
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
