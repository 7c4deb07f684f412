// q = K z of the direction z of an iteration, with the tensor of the magnetization, and its products with the residual and the directions
// before. A thread takes PER nodes and looks at the four cells around each.
//
// args.x: the iteration, from 0

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
override WORK: u32;
override ASPECT: f32;
override NODES: u32 = (NX + 1u) * (NY + 1u);
override VECTOR: u32 = NODES + 2u * (NX + 2u);

@group(0) @binding(0) var<uniform> args: vec4u;
@group(0) @binding(1) var<storage, read> conductor: array<vec4f>;
@group(0) @binding(2) var<storage, read> tensor: array<vec4f>;
@group(0) @binding(3) var<storage, read> lead_shape: array<f32>;
@group(0) @binding(4) var<storage, read> lead_state: array<f32>;
@group(0) @binding(5) var<storage, read_write> solve_work: array<f32>;
@group(0) @binding(6) var<storage, read_write> solve_sums: array<vec4f>;

// First number of a vector's first band, the residual being vector 0, then directions, then what the operator makes of them.
fn vector_at(sim: u32, index: u32) -> u32 { return sim * WORK + index * BANDS * VECTOR + NX + 2u; }

fn corners(first: u32) -> vec4f {
  return vec4f(solve_work[first], solve_work[first + 1u], solve_work[first + NX + 1u], solve_work[first + NX + 2u]);
}

// Inflow of up and down electrons (of all in one band) at a node, from the mean potential `z` and that of spin after it.
fn inflow(sim: u32, node: u32, z: u32) -> vec2f {
  let i = node % (NX + 1u);
  let k = node / (NX + 1u);
  var out = vec2f(0.0);
  for (var corner = 0u; corner < 4u; corner++) {
    let right = corner & 1u;
    let above = corner >> 1u;
    if (i + right < 1u || i + right > NX || k + above < 1u || k + above > NY) { continue; }
    let x = i + right - 1u;
    let y = k + above - 1u;
    let cell = sim * NX * NY + y * NX + x;
    let c = conductor[cell];
    if (!(c.x > 0.0)) { continue; }
    let s = vec2f(1.0 - 2.0 * f32(right), 1.0 - 2.0 * f32(above));
    let low = y * (NX + 1u) + x;
    let d = differences(corners(z + low));
    if (BANDS == 1u) {
      out.x -= outflow_at(s, tensor_times(tensor[cell], mean_field(d)), c.x * hourglass(d));
    } else {
      let spin = differences(corners(z + VECTOR + low));
      let up = d + c.w * spin;
      let down = d - spin / c.w;
      let e = vec4f(mean_field(up), mean_field(down));
      let j = band_currents(c, e, band_force(tensor[cell], c, e));
      let leak = 0.25 * c.z / ASPECT * (c.w + 1.0 / c.w) * solve_work[z + VECTOR + node];
      out.x -= outflow_at(s, j.xy, c.x * hourglass(up)) - leak;
      out.y -= outflow_at(s, j.zw, c.y * hourglass(down)) + leak;
    }
  }
  return out;
}

@compute @workgroup_size(WG)
fn apply(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  let sim = group.y;
  if (lead_state[sim * LST_STRIDE + LST_DONE] > 0.0) { return; }
  let iteration = args.x;
  let own = direction_of(iteration, 0u);
  let steps = sim * LST_STRIDE + LST_STEP_U + own * LEADS_MAX;
  let shapes = sim * (LEADS + 1u) * NODES;
  let z = vector_at(sim, 1u + own);
  var sums: array<vec4f, SUMS_ROWS_MAX>;
  for (var p = 0u; p < PER; p++) {
    let node = (group.x * PER + p) * WG + thread;
    if (node >= NODES) { break; }
    let tilt = lead_shape[shapes + LEADS * NODES + node];
    let f = inflow(sim, node, z);
    let charge = f.x + f.y;
    var of_leads = 0.0;
    for (var l = 0u; l < LEADS; l++) {
      let slot = SUMS_LEADS + l;
      let shape = lead_shape[shapes + l * NODES + node];
      sums[slot >> 2u][slot & 3u] += shape * charge;
      of_leads += lead_state[steps + l] * shape;
    }
    let inside = tilt > 0.0;
    for (var band = 0u; band < BANDS; band++) {
      let at = band * VECTOR + node;
      var q = charge;
      if (band == 1u) { q = tilt * f.x - f.y / tilt; }
      q = select(0.0, q, inside);
      let r = solve_work[vector_at(sim, 0u) + at];
      solve_work[vector_at(sim, 1u + DIRECTIONS + own) + at] = q;
      sums[0].x += q * q;
      sums[0].y += q * r;
      for (var j = 0u; j < earlier(iteration); j++) {
        sums[(2u + j) >> 2u][(2u + j) & 3u] += q * solve_work[vector_at(sim, 1u + DIRECTIONS + direction_of(iteration, j + 1u)) + at];
      }
      // The part of a free lead in z has a residual of its own.
      sums[1].y += r * (solve_work[z + at] - select(of_leads, 0.0, band == 1u));
    }
  }
  store_sums(thread, sim, group.x, &sums);
}
