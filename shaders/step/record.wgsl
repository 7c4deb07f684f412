// Adds up what `observe` found and writes it down, one workgroup a simulation: a row of the ring for a sample, after
// which the simulation goes on and its ledger starts anew; the last row for a look, which changes nothing.
//
// args.x: GAZE_SAMPLE or GAZE_LOOK, as in `observe`.

//#import lib/crossing
//#import lib/reduce
//#import lib/window

override GROUPS: u32;
override WG: u32;
override RING: u32;       // rows of the ring
override SEGMENTS: u32;
override CELLS: u32;
override PERIODIC: u32;
override KIND: u32;

@group(0) @binding(0) var<uniform> args: vec4u;
@group(0) @binding(1) var<storage, read> observed: array<f32>;
@group(0) @binding(2) var<storage, read> schedule: array<f32>;
@group(0) @binding(3) var<storage, read> clock: array<f32>;
@group(0) @binding(4) var<storage, read_write> flags: array<u32>;
@group(0) @binding(5) var<storage, read_write> ledger: array<f32>;
@group(0) @binding(6) var<storage, read_write> records: array<f32>;
@group(0) @binding(7) var<storage, read> lead_state: array<f32>; // of closures with a potential

@compute @workgroup_size(WG)
fn record(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  let sim = group.x;
  let f = sim * FLG_STRIDE;
  let c = sim * CLK_STRIDE;
  let full = flags[f + FLG_RECORDS] >= RING;
  let due = args.x == GAZE_LOOK || (flags[f + FLG_STATE] == STATE_HOLD && !full);
  let to = (sim * (RING + 1u) + select(flags[f + FLG_RECORDS], RING, args.x == GAZE_LOOK)) * REC_STRIDE;

  for (var part = 0u; part < OBS_SUMS; part += 4u) {
    var sum = vec4f(0.0);
    for (var g = thread; g < GROUPS; g += WG) { sum += take((sim * GROUPS + g) * OBS_STRIDE + part); }
    sum = tree_sum(thread, sum);
    if (thread == 0u && due) { put(to + part, sum); }
  }
  var top = vec4f(0.0);
  for (var g = thread; g < GROUPS; g += WG) { top = max(top, take((sim * GROUPS + g) * OBS_STRIDE + OBS_MAX_TORQUE)); }
  top = tree_max(thread, top);
  if (thread != 0u || !due) { return; }

  put(to + OBS_MAX_TORQUE, vec4f(top.xy, -1.0, 0.0));
  for (var i = OBS_NEAR; i < OBS_STRIDE; i++) { records[to + i] = 0.0; }
  var nearest = NO_CROSSING;
  for (var g = 0u; g < GROUPS; g++) {
    let source = (sim * GROUPS + g) * OBS_STRIDE;
    let cell = observed[source + OBS_CROSSING];
    if (cell >= 0.0) {
      let key = distance_key(u32(cell), flags[f + FLG_CROSSING]);
      if (key < nearest) {
        nearest = key;
        for (var i = OBS_CROSSING; i < OBS_STRIDE; i++) { records[to + i] = observed[source + i]; }
      }
    }
  }
  for (var i = 0u; i < LED_STRIDE; i++) { records[to + REC_LEDGER + i] = ledger[sim * LED_STRIDE + i]; }
  records[to + REC_TICKS] = f32(flags[f + FLG_TICKS]);
  records[to + REC_H] = clock[c + CLK_H];
  records[to + REC_STEPS_LOW] = f32(flags[f + FLG_STEPS] & 0xffffu);
  records[to + REC_STEPS_HIGH] = f32(flags[f + FLG_STEPS] >> 16u);
  records[to + REC_NOW_FIELD] = clock[c + CLK_NOW_FIELD];
  records[to + REC_NOW_CURRENT] = clock[c + CLK_NOW_CURRENT];
  records[to + REC_NOW_VOLTAGE] = clock[c + CLK_NOW_VOLTAGE];
  records[to + REC_NOW_SLOPE] = clock[c + CLK_NOW_SLOPE];
  if (KIND >= CLOSURE_POTENTIAL) {
    for (var i = 0u; i < 2u * LEADS_MAX; i++) { records[to + REC_LEADS + i] = lead_state[sim * LST_STRIDE + LST_U + i]; }
    for (var i = 0u; i < PROBES_MAX; i++) { records[to + REC_PROBES + i] = lead_state[sim * LST_STRIDE + LST_PROBES + i]; }
  }
  if (args.x == GAZE_LOOK) { return; }

  if (nearest != NO_CROSSING) { flags[f + FLG_CROSSING] = u32(records[to + OBS_CROSSING]); }
  for (var i = 0u; i < LED_STRIDE; i++) { ledger[sim * LED_STRIDE + i] = 0.0; }
  flags[f + FLG_RECORDS] += 1u;
  flags[f + FLG_STATE] = after_sample(sim);
}

// A snapshot may be due at the same moment, a look at the window, or the end. The first sample, at t = 0, is the end of no segment.
fn after_sample(sim: u32) -> u32 {
  let f = sim * FLG_STRIDE;
  let segment = flags[f + FLG_SEGMENT];
  if (segment == 0u) { return STATE_RUN; }
  let ended = (sim * SEGMENTS + (segment - 1u) % SEGMENTS) * SEG_STRIDE;
  let events = u32(schedule[ended + SEG_EVENTS]);
  if ((events & EVENT_SNAPSHOT) != 0u) { return STATE_PAUSE; }
  if ((events & EVENT_LAST) != 0u) { return STATE_DONE; }
  return select(STATE_RUN, STATE_PAUSE, window_due(sim));
}

fn take(at: u32) -> vec4f {
  return vec4f(observed[at], observed[at + 1u], observed[at + 2u], observed[at + 3u]);
}

fn put(at: u32, v: vec4f) {
  records[at] = v.x;
  records[at + 1u] = v.y;
  records[at + 2u] = v.z;
  records[at + 3u] = v.w;
}
