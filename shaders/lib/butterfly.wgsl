// What every pass of a transform does with its few numbers: fetch them, and put their transform down. Written out for
// the sake of registers, see lib/dft. Needs: a structure Place, and functions number(r, place) and put(r, place, value)
// for number r.

//#import lib/dft

fn gather(radix: u32, place: Place) -> Numbers {
  var x: Numbers;
  x[0] = number(0u, place);
  if (radix > 1u) { x[1] = number(1u, place); }
  if (radix > 2u) { x[2] = number(2u, place); }
  if (radix > 3u) { x[3] = number(3u, place); }
  if (radix > 4u) { x[4] = number(4u, place); }
  if (radix > 5u) {
    x[5] = number(5u, place);
    x[6] = number(6u, place);
  }
  if (radix > 7u) { x[7] = number(7u, place); }
  if (radix > 8u) {
    x[8] = number(8u, place);
    x[9] = number(9u, place);
    x[10] = number(10u, place);
    x[11] = number(11u, place);
    x[12] = number(12u, place);
    x[13] = number(13u, place);
    x[14] = number(14u, place);
    x[15] = number(15u, place);
  }
  return x;
}

fn scatter(radix: u32, place: Place, y: Numbers) {
  put(0u, place, y[0]);
  if (radix > 1u) { put(1u, place, y[1]); }
  if (radix > 2u) { put(2u, place, y[2]); }
  if (radix > 3u) { put(3u, place, y[3]); }
  if (radix > 4u) { put(4u, place, y[4]); }
  if (radix > 5u) {
    put(5u, place, y[5]);
    put(6u, place, y[6]);
  }
  if (radix > 7u) { put(7u, place, y[7]); }
  if (radix > 8u) {
    put(8u, place, y[8]);
    put(9u, place, y[9]);
    put(10u, place, y[10]);
    put(11u, place, y[11]);
    put(12u, place, y[12]);
    put(13u, place, y[13]);
    put(14u, place, y[14]);
    put(15u, place, y[15]);
  }
}
