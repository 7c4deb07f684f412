// The moving window: copies the magnetization to the other plane, every row `by` cells to the left, its end cell repeated
// where the window opens on new ground. The host then changes planes and marks the rate as missing.

override CELLS: u32;
override NX: u32;
override BATCH: u32;
override WG: u32;

@group(0) @binding(0) var<uniform> args: vec4u;
@group(0) @binding(1) var<storage, read> flags: array<u32>;
@group(0) @binding(2) var<storage, read> shifts: array<u32>;   // one i32 a simulation, as its bits
@group(0) @binding(3) var<storage, read_write> m: array<vec4f>;

@compute @workgroup_size(WG)
fn shift(@builtin(global_invocation_id) id: vec3u) {
  let cell = id.x;
  let sim = id.y;
  let by = bitcast<i32>(shifts[sim]);
  if (cell >= CELLS || by == 0) { return; }
  let parity = flags[sim * FLG_STRIDE + FLG_PARITY];
  let column = cell % NX;
  let source = cell - column + u32(clamp(i32(column) + by, 0, i32(NX) - 1));
  m[((1u - parity) * BATCH + sim) * CELLS + cell] = m[(parity * BATCH + sim) * CELLS + source];
}
