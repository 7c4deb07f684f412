// First pass of the transform along rows back from the spectrum: joins the halves that to_columns has parted, so that mx
// and my of a row, and mz of two rows, share a line of LX complex numbers again.

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
override APART: u32 = LX / RADIX;
override PAIRS: u32 = (NY + 1u) / 2u;

@group(0) @binding(0) var<uniform> args: vec4u;
@group(0) @binding(1) var<storage, read> lines_in: array<vec2f>;
@group(0) @binding(2) var<storage, read_write> lines_out: array<vec2f>;

struct Place { line: u32, a: u32, b: u32, j: u32 }

fn number(r: u32, place: Place) -> vec2f {
  let i = place.j + r * APART;
  let mirrored = i >= HALF;
  let k = select(i, LX - i, mirrored);
  return joined(lines_in[place.a + k], lines_in[place.b + k], mirrored).yx;
}

fn put(r: u32, place: Place, value: vec2f) {
  lines_out[place.line * LX + place.j * RADIX + r] = value.yx;
}

// Where a component of a row begins.
fn start(row: u32, component: u32) -> u32 {
  return (((row / NY) * LY + row % NY) * 3u + component) * HALF;
}

@compute @workgroup_size(WG)
fn to_rows(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  let item = item_of(group, thread);
  if (item >= ITEMS) { return; }
  let line = item / APART;
  let j = item % APART;
  var place = Place(line, start(line, 0u), start(line, 1u), j);
  if (line >= ROWS) {
    let pair = pair_of(line);
    place = Place(line, start(pair.row, 2u), start(pair.next, 2u), j);
  }
  scatter(RADIX, place, dft(RADIX, gather(RADIX, place)));
}
