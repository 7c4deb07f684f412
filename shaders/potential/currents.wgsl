// The currents of every cell, what the torque needs besides, and the heat that they do not show; the potentials at the probes. A thread takes a cell.

//#import lib/conduction

override NX: u32;      // cells
override NY: u32;
override BATCH: u32;
override BANDS: u32;
override WG: u32;
override ASPECT: f32;
override NODES: u32 = (NX + 1u) * (NY + 1u);

@group(0) @binding(0) var<uniform> args: vec4u;
@group(0) @binding(1) var<storage, read> conductor: array<vec4f>;
@group(0) @binding(2) var<storage, read> tensor: array<vec4f>;
@group(0) @binding(3) var<storage, read> source: array<vec2f>;
@group(0) @binding(4) var<storage, read> potential: array<f32>;
@group(0) @binding(5) var<storage, read> weight: array<vec2f>;
@group(0) @binding(6) var<storage, read> lead_setup: array<f32>;
@group(0) @binding(7) var<storage, read_write> lead_state: array<f32>;
@group(0) @binding(8) var<storage, read_write> current: array<vec4f>;

fn corners(plane: u32, low: u32) -> vec4f {
  return vec4f(potential[plane + low], potential[plane + low + 1u], potential[plane + low + NX + 1u], potential[plane + low + NX + 2u]);
}

@compute @workgroup_size(WG)
fn currents(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  let sim = group.y;
  let place = group.x * WG + thread;
  if (group.x == 0u && lead_state[sim * LST_STRIDE + LST_ACTIVE] > 0.0) {
    for (var p = thread; p < PROBES_MAX; p += WG) { lead_state[sim * LST_STRIDE + LST_PROBES + p] = potential_at(sim, p); }
  }
  if (place >= NX * NY || !(lead_state[sim * LST_STRIDE + LST_ACTIVE] > 0.0)) { return; }
  let cell = sim * NX * NY + place;
  let low = place / NX * (NX + 1u) + place % NX;
  let base = sim * BANDS * NODES;
  let correction = BATCH * BANDS * NODES + base;
  let c = conductor[cell];
  var shown = vec4f(0.0);
  var hidden = vec4f(0.0);
  if (c.x > 0.0) {
    let t = tensor[cell];
    let own = source[cell];
    let v0 = corners(base, low);
    let v1 = corners(correction, low);
    let d = differences(v0) + differences(v1);
    let round = (1.0 + ASPECT * ASPECT) / 12.0;
    let h = hourglass(d);
    let e = mean_field(d);
    if (BANDS == 1u) {
      shown = vec4f(tensor_times(t, e) + own, e);
      hidden = vec4f(c.x * h * h * round, weight[cell], 0.0);
    } else {
      let w0 = corners(base + NODES, low);
      let w1 = corners(correction + NODES, low);
      let under = differences(w0) + differences(w1);
      let fields = vec4f(e, mean_field(under));
      let j = band_currents(c, fields, band_force(t, c, fields) + own);
      let g = hourglass(under);
      let apart = difference4(v0, w0) + difference4(v1, w1);
      shown = vec4f(j.xy + j.zw, j.xy - j.zw);
      let heat = dot(j.xy, j.xy) / c.x + dot(j.zw, j.zw) / c.y + (c.x * h * h + c.y * g * g) * round + 0.25 * c.z * dot(apart, apart);
      hidden = vec4f(heat, weight[cell], 0.0);
    }
  }
  current[2u * cell] = shown;
  current[2u * cell + 1u] = hidden;
}

// At a probe; of two bands the mean of both, weighed by conductance: what a contact that takes either spin reads.
fn potential_at(sim: u32, probe: u32) -> f32 {
  let node = lead_setup[sim * LSU_STRIDE + LSU_PROBES + probe];
  if (node < 0.0) { return 0.0; }
  let at = sim * BANDS * NODES + u32(node);
  let correction = BATCH * BANDS * NODES;
  let first = potential[at] + potential[at + correction];
  if (BANDS == 1u) { return first; }
  let up = lead_setup[sim * LSU_STRIDE + LSU_SHARES + probe];
  return up * first + (1.0 - up) * (potential[at + NODES] + potential[at + NODES + correction]);
}
