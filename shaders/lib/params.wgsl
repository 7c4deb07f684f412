// A row of `params`: that of a simulation has its number, that of a region see lib/material. Needs: storage `params`, `clock`,
// overrides UNIAXIAL, CUBIC.

fn start_of(row: u32) -> u32 {
  return row * (PAR_BASE + ANISO_STRIDE * (UNIAXIAL + CUBIC));
}

fn par(row: u32, key: u32) -> f32 {
  return params[start_of(row) + key];
}

fn par3(row: u32, key: u32) -> vec3f {
  let at = start_of(row) + key;
  return vec3f(params[at], params[at + 1u], params[at + 2u]);
}

// A factor of the drive at a Runge-Kutta stage (from 1): 0 field, 1 current, 2 voltage, 3 d(field)/dt.
fn drive(sim: u32, stage: u32, which: u32) -> f32 {
  return clock[sim * CLK_STRIDE + CLK_DRIVE + 4u * (stage - 1u) + which];
}

// The drift that the applied voltage alone would cause at a stage.
fn bias(sim: u32, stage: u32) -> f32 {
  return par(sim, PAR_BIAS) * drive(sim, stage, 2u);
}
