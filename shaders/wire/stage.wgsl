// One Runge-Kutta stage of a wire, in one pass over the magnetization:
//   m_1 = m,   m_s = normalised( m + h sum_{i<s} a_si k_i ),   k_s = dm/dt at m_s,   and the sums over cells that k_s needs.
// A workgroup owns a tile of cells and computes m_s for the tile and two cells on either side of it, so that one
// dispatch is enough: m_s of the neighbours need not have been written by anybody.
//
// In a closed circuit the current of stage i follows from sums over the whole wire. They are complete only after the
// dispatch, so k_i is kept as drift + q_i lever and put together by whoever reads it.
//
// args.x: the stage, from 1. Stage 1 runs only where the rate of the current state is missing (flag FRESH).

//#import lib/params
//#import lib/planes
//#import lib/turn
//#import lib/grid
//#import lib/field
//#import lib/llg
//#import lib/closure
//#import lib/reduce
//#import lib/total
//#import lib/rates

override CELLS: u32;      // cells of the wire
override BATCH: u32;      // simulations
override STAGES: u32;     // stages of the method, the new state included
override WG: u32;         // threads of a workgroup
override PER: u32;        // cells of a thread
override GROUPS: u32;     // workgroups of a simulation
override KIND: u32;       // CLOSURE_*
override GRADIENT: u32;   // order of the gradient
override PERIODIC: u32;
override UNIAXIAL: u32;   // axes of either kind
override CUBIC: u32;
override TILE: u32 = WG * PER;

@group(0) @binding(0) var<uniform> args: vec4u;
@group(0) @binding(1) var<storage, read> tableau: array<f32>;
@group(0) @binding(2) var<storage, read> params: array<f32>;
@group(0) @binding(3) var<storage, read> clock: array<f32>;
@group(0) @binding(4) var<storage, read> flags: array<u32>;
@group(0) @binding(5) var<storage, read_write> m: array<vec4f>;
@group(0) @binding(6) var<storage, read_write> drift: array<vec4f>;
@group(0) @binding(7) var<storage, read_write> lever: array<vec4f>;
@group(0) @binding(8) var<storage, read_write> sums: array<vec4f>;

var<workgroup> tile: array<vec4f, TILE + 4u>;

@compute @workgroup_size(WG)
fn stage(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  let sim = group.y;
  let s = args.x;
  let first = sim * FLG_STRIDE;
  if (!stage_runs(sim, s)) { return; }

  let parity = flags[first + FLG_PARITY];
  let h = clock[sim * CLK_STRIDE + CLK_H_TRY];
  let alpha = par(sim, PAR_ALPHA);
  let beta = par(sim, PAR_BETA);
  let chi = par(sim, PAR_CHI);
  let polarization = par(sim, PAR_POLARIZATION);

  // The total of the stage before, which only its own dispatch could not make. That of stage 1 is there already:
  // `control` made it, or `judge` when it was the last stage of the step before.
  var sum = stored_total(sim, slot(1u, parity));
  if (s > 2u && (KIND == CLOSURE_CIRCUIT || group.x == 0u)) {
    sum = total(thread, sim, slot(s - 1u, parity));
    if (thread == 0u && group.x == 0u) { store_total(sim, slot(s - 1u, parity), sum); }
  }
  set_terms(thread, sim, parity, s - 1u, TAB_A + (s - 1u) * MAX_STAGES, sum);

  let base = group.x * TILE;
  let from_plane = plane(parity, sim);
  for (var t = thread; t < TILE + 4u; t += WG) {
    let i = i32(base + t) - 2;
    if (i < i32(CELLS) + 2) {
      let cell = stand_in(i, i32(CELLS), PERIODIC == 1u);
      var here = m[from_plane + cell].xyz;
      if (s > 1u) {
        let moved = here + h * weighted_rates(s - 1u, cell);
        here = moved / sqrt(dot(moved, moved));
      }
      tile[t] = vec4f(here, 0.0);
    }
  }
  workgroupBarrier();

  let direction = par3(sim, PAR_FIELD_X);
  let around = medium(sim, drive(sim, s, 0u));
  let given = drive(sim, s, 1u) * par(sim, PAR_DRIFT);
  let to = plane(slot(s, parity), sim);
  var low = vec4f(0.0);
  var high = vec4f(0.0);
  for (var t = thread; t < TILE; t += WG) {
    let cell = base + t;
    if (cell < CELLS) {
      let l = tile[t + 1u].xyz;
      let here = tile[t + 2u].xyz;
      let r = tile[t + 3u].xyz;
      let d = transverse(here, gradient(GRADIENT, tile[t].xyz, l, r, tile[t + 4u].xyz));
      let r0 = llg_drift(here, effective_field(sim, around, l, here, r), alpha);
      let r1 = llg_lever(here, polarization * d, alpha, beta);
      let work = dot(here, direction);
      let of_drift = motive(here, d, r0);
      let of_lever = motive(here, d, r1);
      if (s == STAGES) { m[plane(1u - parity, sim) + cell] = vec4f(here, 0.0); }
      if (KIND == CLOSURE_CIRCUIT) {
        drift[to + cell] = vec4f(r0, 0.0);
        lever[to + cell] = vec4f(r1, 0.0);
        low += vec4f(dot(r0, r0), dot(r0, r1), dot(r1, r1), of_drift.x);
        high += vec4f(of_lever.x, of_drift.y, of_lever.y, work);
      } else {
        let q = select(given, local_current(chi, beta, of_drift, of_lever), KIND == CLOSURE_LOCAL);
        let rate = r0 + q * r1;
        let of_rate = of_drift + q * of_lever;
        drift[to + cell] = vec4f(rate, 0.0);
        let emf = polarization * (of_rate.x + beta * of_rate.y);
        low += vec4f(alpha * dot(rate, rate), q * q, beta * polarization * q * of_rate.y, of_rate.x);
        high += vec4f(q, emf, q * emf, work);
      }
    }
  }
  low = tree_sum(thread, low);
  high = tree_sum(thread, high);
  if (thread == 0u) {
    let at = sums_row(sim, slot(s, parity), group.x + 1u);
    sums[at] = low;
    sums[at + 1u] = high;
  }
}
