// The start of a solve: what the last one found is taken over into the potential it started from, and both move with the
// voltages of the leads. `potential` has two planes, of which the sum counts: the second is what a solve adds, so that float32
// holds it to its own digits.
// What a stage that went wrong has left is no number any more and starts anew from 0.
//
// args.x: the stage, from 1. Stage 1 runs only where the rate of the current state is missing.

//#import lib/finite

override NODES: u32;
override BATCH: u32;
override BANDS: u32;
override LEADS: u32;
override WG: u32;

@group(0) @binding(0) var<uniform> args: vec4u;
@group(0) @binding(1) var<storage, read> flags: array<u32>;
@group(0) @binding(2) var<storage, read> clock: array<f32>;
@group(0) @binding(3) var<storage, read> lead_shape: array<f32>;
@group(0) @binding(4) var<storage, read> lead_setup: array<f32>;
@group(0) @binding(5) var<storage, read_write> lead_state: array<f32>;
@group(0) @binding(6) var<storage, read_write> potential: array<f32>;

@compute @workgroup_size(WG)
fn begin(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  let sim = group.y;
  let s = args.x;
  let node = group.x * WG + thread;
  let fresh = flags[sim * FLG_STRIDE + FLG_FRESH] == 1u;
  let runs = select(!fresh && flags[sim * FLG_STRIDE + FLG_STATE] == STATE_RUN, fresh, s == 1u);
  let state = sim * LST_STRIDE;
  let setup = sim * LSU_STRIDE;
  let drive = sim * CLK_STRIDE + CLK_DRIVE + 4u * (s - 1u);
  let current = clock[drive + 1u];
  let voltage = clock[drive + 2u];
  if (node == 0u) {
    lead_state[state + LST_ACTIVE] = select(0.0, 1.0, runs);
    lead_state[state + LST_DONE] = select(1.0, 0.0, runs);
    if (runs) {
      for (var l = 0u; l < LEADS; l++) {
        let lead = setup + 4u * l;
        lead_state[state + LST_GIVEN + l] = voltage * lead_setup[lead + LEAD_VOLTAGE];
        lead_state[state + LST_FED + l] = current * lead_setup[lead + LEAD_CURRENT] + voltage * lead_setup[lead + LEAD_BIAS];
      }
    }
  }
  if (!runs || node >= NODES) { return; }
  var moved = 0.0;
  for (var l = 0u; l < LEADS; l++) {
    let lead = setup + 4u * l;
    if (lead_setup[lead + LEAD_FREE] > 0.0) { continue; }
    moved += (voltage * lead_setup[lead + LEAD_VOLTAGE] - finite(lead_state[state + LST_U + l])) * lead_shape[(sim * (LEADS + 1u) + l) * NODES + node];
  }
  for (var band = 0u; band < BANDS; band++) {
    let at = (sim * BANDS + band) * NODES + node;
    let correction = BATCH * BANDS * NODES + at;
    potential[at] = finite(potential[at] + potential[correction]);
    potential[correction] = moved;
  }
}
