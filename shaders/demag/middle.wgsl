// A pass in the middle of a transform, or the last along columns, between two buffers. Number k of a line lies at (outer LENGTH + k) INNER + inner: INNER is 1 for
// rows, the width of a row for columns.

//#import lib/butterfly
//#import lib/item

override LENGTH: u32;   // of the transform
override INNER: u32;
override RADIX: u32;
override SPAN: u32;     // product of the radices before
override KEPT: u32;     // numbers of the result from here on are not wanted
override ROOTS: u32;    // where the twiddles of the transform begin
override INVERSE: u32;
override WG: u32;
override GX: u32;
override ITEMS: u32;
override APART: u32 = LENGTH / RADIX;
override FIRST: u32 = ROOTS + SPAN - 1u;

@group(0) @binding(0) var<uniform> args: vec4u;
@group(0) @binding(1) var<storage, read> demag_roots: array<vec2f>;
@group(0) @binding(2) var<storage, read> lines_in: array<vec2f>;
@group(0) @binding(3) var<storage, read_write> lines_out: array<vec2f>;

struct Place { base: u32, j: u32, k: u32 }

fn number(r: u32, place: Place) -> vec2f {
  let value = lines_in[place.base + (place.j + r * APART) * INNER];
  let x = select(value, value.yx, INVERSE == 1u);
  if (r == 0u) { return x; }
  return times(x, demag_roots[FIRST + place.k * (RADIX - 1u) + r - 1u]);
}

fn put(r: u32, place: Place, value: vec2f) {
  let to = (place.j - place.k) * RADIX + place.k + r * SPAN;
  if (to < KEPT) { lines_out[place.base + to * INNER] = select(value, value.yx, INVERSE == 1u); }
}

@compute @workgroup_size(WG)
fn middle(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  let item = item_of(group, thread);
  if (item >= ITEMS) { return; }
  let line = item / INNER;
  let j = line % APART;
  let place = Place((line / APART) * LENGTH * INNER + item % INNER, j, j % SPAN);
  scatter(RADIX, place, dft(RADIX, gather(RADIX, place)));
}
