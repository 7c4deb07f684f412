// Whole rows back from the spectrum, and the field they end in. Lines are those of lib/pairs.

//#import lib/line
//#import lib/halves
//#import lib/pairs

override NX: u32;       // cells of a row
override NY: u32;       // rows of a simulation
override ROWS: u32;     // of all simulations
override LX: u32;       // length of the transform
override RADICES: u32;  // its radices, five bits each, the first in the lowest
override KINDS: u32;    // bit r is set for radix r
override THREADS: u32;  // of a line
override LINES: u32;    // of a workgroup
override GX: u32;       // workgroups in x
override WG: u32 = THREADS * LINES;
override HALF: u32 = LX / 2u + 1u;
override SPACE: u32 = LX * LINES;
override PAIRS: u32 = (NY + 1u) / 2u;
override LINES_IN_ALL: u32 = ROWS + ROWS / NY * PAIRS;

@group(0) @binding(0) var<uniform> args: vec4u;
@group(0) @binding(1) var<storage, read> demag_roots: array<vec2f>;
@group(0) @binding(2) var<storage, read> demag_lines: array<vec2f>;
@group(0) @binding(3) var<storage, read_write> demag: array<vec2f>;   // a cell is (x, y) and (z, 0)

var<workgroup> lines: array<vec2f, SPACE>;

@compute @workgroup_size(WG)
fn line_cells(@builtin(local_invocation_index) local: u32, @builtin(workgroup_id) group: vec3u) {
  let line = (group.y * GX + group.x) * LINES + local / THREADS;
  let base = (local / THREADS) * LX;
  let thread = local % THREADS;
  let wanted = line < LINES_IN_ALL;
  let pair = pair_of(line);
  let from_a = select((3u * pair.row + 2u) * HALF, 3u * line * HALF, line < ROWS);
  let from_b = select((3u * pair.next + 2u) * HALF, (3u * line + 1u) * HALF, line < ROWS);
  for (var i = thread; i < LX; i += THREADS) {
    var x = vec2f(0.0);
    if (wanted) {
      let mirrored = i >= HALF;
      let k = select(i, LX - i, mirrored);
      x = joined(demag_lines[from_a + k], demag_lines[from_b + k], mirrored).yx;
    }
    lines[base + i] = x;
  }
  workgroupBarrier();
  passes(base, thread, LX, RADICES, 1u, 0u);

  if (!wanted) { return; }
  for (var i = thread; i < NX; i += THREADS) {
    let value = lines[base + i].yx;
    if (line < ROWS) {
      demag[2u * (line * NX + i)] = value;
    } else {
      demag[2u * (pair.row * NX + i) + 1u] = vec2f(value.x, 0.0);
      if (pair.next > pair.row) { demag[2u * (pair.next * NX + i) + 1u] = vec2f(value.y, 0.0); }
    }
  }
}
