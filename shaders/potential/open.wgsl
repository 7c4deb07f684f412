// The residual of the potential as it stands, with the sums that its size, its scale and the currents through the leads come of.
// A thread takes PER nodes and looks at the four cells around each.

//#import lib/conduction
//#import lib/reduce
//#import lib/krylovSums
//#import lib/storeSums

override NX: u32;      // cells
override NY: u32;
override BATCH: u32;
override BANDS: u32;
override LEADS: u32;
override WG: u32;
override PER: u32;
override GROUPS: u32;
override WORK: u32;    // numbers of `solve_work` a simulation
override ASPECT: f32;
override NODES: u32 = (NX + 1u) * (NY + 1u);
override VECTOR: u32 = NODES + 2u * (NX + 2u);

@group(0) @binding(0) var<uniform> args: vec4u;
@group(0) @binding(1) var<storage, read> conductor: array<vec4f>;
@group(0) @binding(2) var<storage, read> tensor: array<vec4f>;
@group(0) @binding(3) var<storage, read> source: array<vec2f>;
@group(0) @binding(4) var<storage, read> potential: array<f32>;
@group(0) @binding(5) var<storage, read> lead_shape: array<f32>;
@group(0) @binding(6) var<storage, read> lead_state: array<f32>;
@group(0) @binding(7) var<storage, read_write> solve_work: array<f32>;
@group(0) @binding(8) var<storage, read_write> solve_sums: array<vec4f>;

fn corners(plane: u32, low: u32) -> vec4f {
  return vec4f(potential[plane + low], potential[plane + low + 1u], potential[plane + low + NX + 1u], potential[plane + low + NX + 2u]);
}

fn differences_of(sim: u32, band: u32, low: u32) -> vec4f {
  let plane = (sim * BANDS + band) * NODES;
  return differences(corners(plane, low)) + differences(corners(BATCH * BANDS * NODES + plane, low));
}

// Up less down at a node.
fn apart(sim: u32, node: u32) -> f32 {
  let at = sim * BANDS * NODES + node;
  let correction = BATCH * BANDS * NODES;
  let parts = difference4(vec4f(potential[at], potential[correction + at], 0.0, 0.0), vec4f(potential[at + NODES], potential[correction + at + NODES], 0.0, 0.0));
  return parts.x + parts.y;
}

// Outflow of up and down electrons (of all in one band) at a node, and the scale of the cell at its upper right.
fn outflow(sim: u32, node: u32) -> vec3f {
  let i = node % (NX + 1u);
  let k = node / (NX + 1u);
  var out = vec3f(0.0);
  for (var corner = 0u; corner < 4u; corner++) {
    let right = corner & 1u; // the cell lies at the right of the node
    let above = corner >> 1u;
    if (i + right < 1u || i + right > NX || k + above < 1u || k + above > NY) { continue; }
    let x = i + right - 1u;
    let y = k + above - 1u;
    let cell = sim * NX * NY + y * NX + x;
    let c = conductor[cell];
    if (!(c.x > 0.0)) { continue; }
    let s = vec2f(1.0 - 2.0 * f32(right), 1.0 - 2.0 * f32(above));
    let low = y * (NX + 1u) + x;
    let d = differences_of(sim, 0u, low);
    let own = source[cell];
    if (BANDS == 1u) {
      let j = tensor_times(tensor[cell], mean_field(d));
      out.x += outflow_at(s, j + own, c.x * hourglass(d));
      if (corner == 3u) { out.z = (dot(j, j) + dot(own, own)) / (c.x * ASPECT); }
    } else {
      let down = differences_of(sim, 1u, low);
      let e = vec4f(mean_field(d), mean_field(down));
      let pull = band_force(tensor[cell], c, e);
      let j = band_currents(c, e, pull + own);
      let leak = 0.25 * c.z / ASPECT * apart(sim, node);
      out.x += outflow_at(s, j.xy, c.x * hourglass(d)) - leak;
      out.y += outflow_at(s, j.zw, c.y * hourglass(down)) + leak;
      if (corner == 3u) {
        let up = e.xy + pull;
        let under = e.zw - pull;
        out.z = (c.x * (dot(up, up) + dot(own, own)) + c.y * (dot(under, under) + dot(own, own))) / ASPECT;
      }
    }
  }
  return out;
}

@compute @workgroup_size(WG)
fn open(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  let sim = group.y;
  if (lead_state[sim * LST_STRIDE + LST_DONE] > 0.0) { return; }
  var sums: array<vec4f, SUMS_ROWS_MAX>;
  let shapes = sim * (LEADS + 1u) * NODES;
  for (var p = 0u; p < PER; p++) {
    let node = (group.x * PER + p) * WG + thread;
    if (node >= NODES) { break; }
    let f = outflow(sim, node);
    let charge = f.x + f.y;
    for (var l = 0u; l < LEADS; l++) {
      let slot = SUMS_LEADS + l;
      sums[slot >> 2u][slot & 3u] += lead_shape[shapes + l * NODES + node] * charge;
    }
    let tilt = lead_shape[shapes + LEADS * NODES + node];
    let inside = tilt > 0.0;
    let r = select(0.0, charge, inside);
    let at = sim * WORK + NX + 2u + node;
    solve_work[at] = r;
    sums[0].x += r * r;
    sums[0].y += f.z;
    if (BANDS == 2u) {
      let spin = select(0.0, tilt * f.x - f.y / tilt, inside);
      solve_work[at + VECTOR] = spin;
      sums[0].x += spin * spin;
    }
  }
  store_sums(thread, sim, group.x, &sums);
}
