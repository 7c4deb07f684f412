// Whole columns: the transform, the tensor, and the transform back, in place. A line is one kx of a simulation; mx and my,
// which the tensor mixes, and mz take turns in workgroup memory. The last pass there and the first pass back take the same
// numbers, so the tensor meets them in registers. Radices back: those there in reverse.

//#import lib/line
//#import lib/fold

override NY: u32;         // cells of a column
override LX: u32;         // lengths of the transforms
override LY: u32;
override FORWARD: u32;    // radices but the last, five bits each
override LAST: u32;       // the last radix there, the first back
override BACKWARD: u32;   // radices back but the first
override ROOTS: u32;      // where the twiddles of the columns begin
override ROOTS_BACK: u32; // and those of their way back
override KINDS: u32;      // bit r is set for radix r
override THREADS: u32;    // of a line
override LINES: u32;      // of a workgroup
override WG: u32 = THREADS * LINES;
override HALF: u32 = LX / 2u + 1u;
override SPACE: u32 = LY * LINES;
override APART: u32 = LY / LAST;

@group(0) @binding(0) var<uniform> args: vec4u;
@group(0) @binding(1) var<storage, read> demag_roots: array<vec2f>;
@group(0) @binding(2) var<storage, read> demag_tensor: array<f32>;
@group(0) @binding(3) var<storage, read_write> demag_lines: array<vec2f>;

var<workgroup> lines: array<vec2f, SPACE>;

// The transform of a column, all but put down: numbers j + r APART of the spectrum. first: of the column.
fn there(base: u32, j: u32, first: u32, wanted: bool) -> Numbers {
  workgroupBarrier();
  for (var y = j; y < LY; y += THREADS) {
    var x = vec2f(0.0);
    if (wanted && y < NY) { x = demag_lines[first + y * 3u * HALF]; }
    lines[base + y] = x;
  }
  workgroupBarrier();
  passes(base, j, LY, FORWARD, 1u, ROOTS);
  var x: Numbers;
  if (j < APART) { x = dft(LAST, gather(LAST, place_of(base, j, LY, LAST, APART, ROOTS))); }
  return x;
}

// The way back, from numbers with real and imaginary parts exchanged.
fn back(base: u32, j: u32, first: u32, wanted: bool, x: Numbers) {
  workgroupBarrier();
  if (j < APART) { scatter(LAST, place_of(base, j, LY, LAST, 1u, ROOTS_BACK), dft(LAST, x)); }
  workgroupBarrier();
  passes(base, j, LY, BACKWARD, LAST, ROOTS_BACK);
  for (var y = j; y < NY; y += THREADS) {
    if (wanted) { demag_lines[first + y * 3u * HALF] = lines[base + y].yx; }
  }
}

@compute @workgroup_size(WG)
fn line_columns(@builtin(local_invocation_index) local: u32, @builtin(workgroup_id) group: vec3u) {
  let kx = group.x * LINES + local / THREADS;
  let wanted = kx < HALF;
  let base = (local / THREADS) * LY;
  let j = local % THREADS;
  let first = group.y * NY * 3u * HALF + kx;

  // mz there and back, mx there, my there, both back: in a loop, so that each way is compiled once.
  var x: Numbers;
  var y: Numbers;
  for (var step = 0u; step < 6u; step++) {
    let column = first + HALF * select(step & 1u, 2u, step < 2u);
    if (step == 0u || step == 2u || step == 3u) {
      let spectrum = there(base, j, column, wanted);
      if (step == 2u) { x = spectrum; }
      else { y = spectrum; }
      if (wanted && step == 0u) { y = fold_z(kx, j, APART, LAST, y); }
      if (wanted && step == 3u) {
        let xy = fold_xy(kx, j, APART, LAST, x, y);
        x = xy.x;
        y = xy.y;
      }
    } else {
      var field = y;
      if (step == 4u) { field = x; }
      back(base, j, column, wanted, field);
    }
  }
}
