// Weighted sums of the rates of the stages so far. What they need is worked out once a workgroup: looking up planes and
// currents for every cell costs more than the sum. Needs: storage `drift`, `lever`, `tableau`, override KIND,
// lib/params, lib/planes, lib/closure, lib/total.

struct Term { weight: f32, of_lever: f32, plane: u32 }
var<workgroup> terms: array<Term, MAX_STAGES>;

// Terms for the stages 1 to `count` with the weights at `weights` in the tableau. Every thread must call. The totals of
// all stages but the last are stored; that of the last comes as `sum`, fresh from its dispatch.
fn set_terms(thread: u32, sim: u32, parity: u32, count: u32, weights: u32, sum: Sums) {
  for (var k = thread; k < count; k += WG) {
    let own = slot(k + 1u, parity);
    let weight = tableau[weights + k];
    var q = 0.0;
    if (KIND == CLOSURE_CIRCUIT) {
      var known = sum;
      if (k + 1u < count) { known = stored_total(sim, own); }
      q = circuit_current(bias(sim, k + 1u), par(sim, PAR_CHI), par(sim, PAR_BETA), known);
    }
    terms[k] = Term(weight, weight * q, plane(own, sim));
  }
  workgroupBarrier();
}

fn weighted_rates(count: u32, cell: u32) -> vec3f {
  var sum = vec3f(0.0);
  for (var k = 0u; k < count; k++) {
    let term = terms[k];
    sum += term.weight * drift[term.plane + cell].xyz;
    if (KIND == CLOSURE_CIRCUIT) { sum += term.of_lever * lever[term.plane + cell].xyz; }
  }
  return sum;
}
