// The start of a solve: what the last one found is taken over into the potential it started from; to it comes what this stage added in
// the step before, which is near to what it will add now, and what the voltages of the leads have moved. `potential` has two planes, of which the sum counts: the second is what a solve adds, so that float32
// holds it to its own digits.
// What a stage that went wrong has left is no number any more and starts anew from 0.
//
// args.x: the stage, from 1. Stage 1 runs only where the rate of the current state is missing.

//#import lib/finite
//#import lib/turn

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
@group(0) @binding(7) var<storage, read_write> potential_history: array<f32>; // of each stage, what its solve added last

@compute @workgroup_size(WG)
fn begin(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  let sim = group.y;
  let s = args.x;
  let node = group.x * WG + thread;
  let runs = stage_runs(sim, s);
  let state = sim * LST_STRIDE;
  let setup = sim * LSU_STRIDE;
  let drive = sim * CLK_STRIDE + CLK_DRIVE + 4u * (s - 1u);
  let current = clock[drive + 1u];
  let voltage = clock[drive + 2u];
  let h = clock[sim * CLK_STRIDE + CLK_H_TRY];
  let before = lead_state[state + select(LST_H_BEFORE, LST_H_NOW, s == 2u)];
  let share = select(0.0, min(h / before, 2.0), s > 1u && before > 0.0);
  let last = u32(lead_state[state + LST_LAST]);
  if (node == 0u) {
    lead_state[state + LST_ACTIVE] = select(0.0, 1.0, runs);
    lead_state[state + LST_DONE] = select(1.0, 0.0, runs);
    if (runs) {
      lead_state[state + LST_STAGE] = f32(s);
      lead_state[state + LST_H] = h;
      for (var l = 0u; l < LEADS; l++) {
        let lead = setup + 4u * l;
        // Never of this stage, which the other threads read.
        if (last > 0u && last != s) { lead_state[state + LST_STAGE_U + (last - 1u) * LEADS_MAX + l] = finite(lead_state[state + LST_U + l] - lead_state[state + LST_U_BASE + l]); }
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
    let guessed = finite(lead_state[state + LST_U + l]) + share * lead_state[state + LST_STAGE_U + (s - 1u) * LEADS_MAX + l];
    moved += (voltage * lead_setup[lead + LEAD_VOLTAGE] - guessed) * lead_shape[(sim * (LEADS + 1u) + l) * NODES + node];
  }
  for (var band = 0u; band < BANDS; band++) {
    let at = (sim * BANDS + band) * NODES + node;
    let correction = BATCH * BANDS * NODES + at;
    let plane = BATCH * BANDS * NODES;
    if (last > 0u && last != s) { potential_history[(last - 1u) * plane + at] = finite(potential[correction]); }
    potential[at] = finite(potential[at] + potential[correction]);
    potential[correction] = share * potential_history[(s - 1u) * plane + at] + moved;
  }
}
