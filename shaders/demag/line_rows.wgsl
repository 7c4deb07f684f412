// The transform of whole rows, from cells to kx = 0 ... LX/2 of mx, my and mz, LX/2 + 1 numbers each. Lines are those
// of lib/pairs. What lies beyond the film is zero.

//#import lib/line
//#import lib/halves
//#import lib/pairs
//#import lib/weight

override NX: u32;       // cells of a row
override NY: u32;       // rows of a simulation
override ROWS: u32;     // of all simulations
override REGIONS: u32;
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
@group(0) @binding(2) var<storage, read> stage_m: array<vec4f>;
@group(0) @binding(3) var<storage, read> demag_saturation: array<f32>;
@group(0) @binding(4) var<storage, read_write> demag_lines: array<vec2f>;

var<workgroup> lines: array<vec2f, SPACE>;

fn cell(i: u32, row: u32) -> vec3f {
  if (i >= NX) { return vec3f(0.0); }
  let m = stage_m[row * NX + i];
  return weight(row, m.w) * m.xyz;
}

@compute @workgroup_size(WG)
fn line_rows(@builtin(local_invocation_index) local: u32, @builtin(workgroup_id) group: vec3u) {
  let line = (group.y * GX + group.x) * LINES + local / THREADS;
  let base = (local / THREADS) * LX;
  let thread = local % THREADS;
  let wanted = line < LINES_IN_ALL;
  let pair = pair_of(line);
  let shared_line = pair.next > pair.row;
  for (var i = thread; i < LX; i += THREADS) {
    var x = vec2f(0.0);
    if (line < ROWS) { x = cell(i, line).xy; }
    else if (wanted) {
      x.x = cell(i, pair.row).z;
      if (shared_line) { x.y = cell(i, pair.next).z; }
    }
    lines[base + i] = x;
  }
  workgroupBarrier();
  passes(base, thread, LX, RADICES, 1u, 0u);

  if (!wanted) { return; }
  let to_a = select((3u * pair.row + 2u) * HALF, 3u * line * HALF, line < ROWS);
  let to_b = select((3u * pair.next + 2u) * HALF, (3u * line + 1u) * HALF, line < ROWS);
  for (var k = thread; k < HALF; k += THREADS) {
    let right = lines[base + k];
    let left = lines[base + select(LX - k, 0u, k == 0u)];
    demag_lines[to_a + k] = parted(right, left, 0u);
    if (line < ROWS || shared_line) { demag_lines[to_b + k] = parted(right, left, 1u); }
  }
}
