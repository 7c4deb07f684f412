// The last pass of the transform along columns, the tensor, and the first pass of the transform back: all three take the
// same RADIX numbers of a column. A thread takes the columns of mx, my and mz of one kx.

//#import lib/butterfly
//#import lib/item
//#import lib/fold

override LX: u32;       // lengths of the transforms
override LY: u32;
override RADIX: u32;    // last of those of LY
override ROOTS: u32;    // where the twiddles of the columns begin
override WG: u32;
override GX: u32;
override ITEMS: u32;
override HALF: u32 = LX / 2u + 1u;
override APART: u32 = LY / RADIX;
override FIRST: u32 = ROOTS + APART - 1u;

@group(0) @binding(0) var<uniform> args: vec4u;
@group(0) @binding(1) var<storage, read> demag_roots: array<vec2f>;
@group(0) @binding(2) var<storage, read> demag_tensor: array<f32>;
@group(0) @binding(3) var<storage, read> lines_in: array<vec2f>;
@group(0) @binding(4) var<storage, read_write> lines_out: array<vec2f>;

struct Place { first: u32, j: u32 }

fn number(r: u32, place: Place) -> vec2f {
  let x = lines_in[place.first + (place.j + r * APART) * 3u * HALF];
  if (r == 0u) { return x; }
  return times(x, demag_roots[FIRST + place.j * (RADIX - 1u) + r - 1u]);
}

// Back from the spectrum with real and imaginary parts exchanged, which makes the transform an inverse one.
fn put(r: u32, place: Place, value: vec2f) {
  lines_out[place.first + (place.j * RADIX + r) * 3u * HALF] = value.yx;
}

@compute @workgroup_size(WG)
fn fold(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  let item = item_of(group, thread);
  if (item >= ITEMS) { return; }
  let kx = item % HALF;
  let j = (item / HALF) % APART;
  let first = (item / HALF / APART) * LY * 3u * HALF + kx;

  let of_z = Place(first + 2u * HALF, j);
  let z = fold_z(kx, j, APART, RADIX, dft(RADIX, gather(RADIX, of_z)));
  scatter(RADIX, of_z, dft(RADIX, z));

  let of_x = Place(first, j);
  let of_y = Place(first + HALF, j);
  let xy = fold_xy(kx, j, APART, RADIX, dft(RADIX, gather(RADIX, of_x)), dft(RADIX, gather(RADIX, of_y)));
  scatter(RADIX, of_x, dft(RADIX, xy.x));
  scatter(RADIX, of_y, dft(RADIX, xy.y));
}
