// Transforms of whole lines in workgroup memory, in place: every thread fetches the numbers of one butterfly, all wait, and
// every thread puts its results down. Needs: overrides THREADS (of a line, at least the length over any of its radices) and
// LINES (of a workgroup), KINDS (bit r is set where r is a radix, so that no others are compiled); storage `demag_roots`;
// the workgroup array `lines`, LINES times the length.

//#import lib/butterfly

struct Place { base: u32, j: u32, k: u32, apart: u32, span: u32, radix: u32, first: u32 }

fn number(r: u32, place: Place) -> vec2f {
  let x = lines[place.base + place.j + r * place.apart];
  if (r == 0u) { return x; }
  return times(x, demag_roots[place.first + place.k * (place.radix - 1u) + r - 1u]);
}

fn put(r: u32, place: Place, value: vec2f) {
  lines[place.base + (place.j - place.k) * place.radix + place.k + r * place.span] = value;
}

fn dft_of_kind(radix: u32, x: Numbers) -> Numbers {
  if ((KINDS & (1u << 16u)) != 0u && radix == 16u) { return dft(16u, x); }
  if ((KINDS & (1u << 8u)) != 0u && radix == 8u) { return dft(8u, x); }
  if ((KINDS & (1u << 7u)) != 0u && radix == 7u) { return dft(7u, x); }
  if ((KINDS & (1u << 5u)) != 0u && radix == 5u) { return dft(5u, x); }
  if ((KINDS & (1u << 4u)) != 0u && radix == 4u) { return dft(4u, x); }
  if ((KINDS & (1u << 3u)) != 0u && radix == 3u) { return dft(3u, x); }
  return dft(2u, x);
}

// The place of thread j in the pass of a transform of `length` that comes after passes of radices whose product is `span`.
// roots: where the twiddles of the transform begin.
fn place_of(base: u32, j: u32, length: u32, radix: u32, span: u32, roots: u32) -> Place {
  return Place(base, j, j % span, length / radix, span, radix, roots + span - 1u);
}

// The passes of the radices in `packed`, five bits each, from a given span on. Every thread of the workgroup must call.
fn passes(base: u32, j: u32, length: u32, packed: u32, before: u32, roots: u32) {
  var span = before;
  for (var rest = packed; rest != 0u; rest = rest >> 5u) {
    let radix = rest & 31u;
    let place = place_of(base, j, length, radix, span, roots);
    let busy = j < place.apart;
    var x: Numbers;
    if (busy) { x = dft_of_kind(radix, gather(radix, place)); }
    workgroupBarrier();
    if (busy) { scatter(radix, place, x); }
    workgroupBarrier();
    span *= radix;
  }
}
