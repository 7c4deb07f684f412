/** Where a current between the first two leads of a conductor goes, in float64. docs/physics.md, section 9. */
import type { Conductor, StaticConductor } from './conductor.js';
import { symmetricInverse } from './dense.js';
import { conjugateGradients, Cycle, dot } from './gradients.js';
import { applyStencil, guardOf, lengthOf, stiffness } from './stencil.js';

/** A unit current from the first lead to the second, all others and the network outside left away. */
export interface UnitCurrent {
  /** Between the two leads, in 1/(sigma_0 dz). */
  readonly resistance: number;
  /** [cells][2]: charge current density in dx-units, 1/(dx dz) of the current. */
  readonly charge: Float64Array;
  /** Likewise its spin part: that of charge in one band, up less down in two. */
  readonly spin: Float64Array;
}

/** null where no current can flow between the first two leads. */
export function unitCurrent(conductor: Conductor, statics: StaticConductor): UnitCurrent | null {
  const { leads, bands } = conductor;
  if (leads.length < 2) return null;
  const bandsOf = bands === 1 ? null : twoBandShapes(conductor, statics);
  const conductance = bandsOf?.conductance ?? statics.conductance;
  const drive = leads.map((_, l) => (l === 0 ? 1 : l === 1 ? -1 : 0));
  const U = symmetricInverse(conductance, statics.least).map((row) => row.reduce((sum, value, k) => sum + value * drive[k], 0));
  const flow = conductance.map((row) => row.reduce((sum, value, l) => sum + value * U[l], 0));
  if (Math.abs(flow[0] - 1) > 1e-6 || Math.abs(flow[1] + 1) > 1e-6) return null;
  const [nx, ny] = conductor.cells, count = (nx + 1) * (ny + 1);
  const planes = Array.from({ length: bands }, (_, band) => {
    const V = new Float64Array(count);
    const from = bandsOf?.shapes ?? statics.shapes;
    U.forEach((value, l) => {
      for (let n = 0; n < count; n++) V[n] += value * from[(l * bands + band) * count + n];
    });
    return V;
  });
  const charge = new Float64Array(2 * nx * ny), spin = new Float64Array(2 * nx * ny);
  planes.forEach((V, band) => {
    const conductivity = Float64Array.from({ length: nx * ny }, (_, cell) => conductor.conductor[4 * cell + band]);
    addCurrents(conductor, V, conductivity, 1, charge);
    addCurrents(conductor, V, conductivity, band === 0 ? 1 : -1, spin);
  });
  return { resistance: U[0] - U[1], charge, spin };
}

/** out += sign x the mean current densities c E of a potential on the nodes, [cells][2]. */
export function addCurrents({ cells: [nx, ny], cellSize }: Conductor, V: ArrayLike<number>, conductance: ArrayLike<number>, sign: number, out: Float64Array): void {
  const a = cellSize[0] / cellSize[1], row = nx + 1;
  for (let k = 0; k < ny; k++) {
    for (let i = 0; i < nx; i++) {
      const cell = k * nx + i, n = k * row + i, c = sign * conductance[cell];
      out[2 * cell] -= (c * (V[n + 1] - V[n] + (V[n + row + 1] - V[n + row]))) / 2;
      out[2 * cell + 1] -= (c * a * (V[n + row] - V[n] + (V[n + row + 1] - V[n + 1]))) / 2;
    }
  }
}

/** The potentials of both bands for a unit potential of each lead, without any spin-motive force: [leads][2][nodes]. */
function twoBandShapes(conductor: Conductor, statics: StaticConductor): { shapes: Float64Array; conductance: number[][] } {
  const [nx, ny] = conductor.cells, cells = nx * ny, { nodes, tilts } = statics, count = nodes[0] * nodes[1];
  const aspect = conductor.cellSize[0] / conductor.cellSize[1], guard = guardOf(nodes), length = lengthOf(nodes);
  const of = (entry: number) => Float64Array.from({ length: cells }, (_, n) => conductor.conductor[4 * n + entry]);
  const operators = [stiffness([nx, ny], aspect, of(0)), stiffness([nx, ny], aspect, of(1))];
  const mass = stiffness([nx, ny], aspect, new Float64Array(cells).fill(1), of(2)).centre, bare = stiffness([nx, ny], aspect, new Float64Array(cells).fill(1)).centre;
  const leak = mass.map((value, n) => value - bare[n]);
  const cycles = statics.preconditioners.map((preconditioner) => new Cycle(preconditioner));
  const parts = (x: Float64Array) => [x.subarray(0, length), x.subarray(length)];
  /** Outflow of both bands at every node, from their potentials. */
  const outflow = (from: Float64Array, to: Float64Array) => {
    const [up, down] = parts(from);
    parts(to).forEach((out, band) => {
      applyStencil(operators[band], band === 0 ? up : down, out);
      for (let n = guard; n < guard + count; n++) out[n] += (band === 0 ? 1 : -1) * leak[n] * (up[n] - down[n]);
    });
  };
  const charged = new Float64Array(2 * length), flow = new Float64Array(2 * length);
  /** Unknowns are the mean potential, weighed by conductance, and that of spin; see src/lower/potential.ts. */
  const toBands = (from: Float64Array, to: Float64Array) => {
    for (let node = 0; node < count; node++) {
      const n = guard + node, t = tilts[node];
      to[n] = t < 0 ? 0 : from[n] + t * from[length + n];
      to[length + n] = t < 0 ? 0 : from[n] - from[length + n] / t;
    }
  };
  const fromBands = (from: Float64Array, to: Float64Array) => {
    for (let node = 0; node < count; node++) {
      const n = guard + node, t = tilts[node];
      to[n] = t < 0 ? 0 : from[n] + from[length + n];
      to[length + n] = t < 0 ? 0 : t * from[n] - from[length + n] / t;
    }
  };
  const operate = (from: Float64Array, to: Float64Array) => {
    toBands(from, charged);
    outflow(charged, flow);
    fromBands(flow, to);
  };
  const precondition = (from: Float64Array, to: Float64Array) => cycles.forEach((cycle, band) => cycle.run(parts(from)[band], parts(to)[band]));
  const shapes = new Float64Array(conductor.leads.length * 2 * count);
  const flows: Float64Array[] = [];
  conductor.leads.forEach((_, l) => {
    const held = new Float64Array(2 * length), b = new Float64Array(2 * length);
    for (let band = 0; band < 2; band++) held.set(statics.shapes.subarray(l * count, (l + 1) * count), band * length + guard);
    outflow(held, flow);
    fromBands(flow, b);
    for (let n = 0; n < b.length; n++) b[n] = -b[n];
    toBands(conjugateGradients(operate, precondition, b), charged);
    for (let n = 0; n < held.length; n++) held[n] += charged[n];
    for (let band = 0; band < 2; band++) shapes.set(held.subarray(band * length + guard, band * length + guard + count), (2 * l + band) * count);
    outflow(held, flow);
    flows.push(Float64Array.from({ length: count }, (_unused, n) => flow[guard + n] + flow[length + guard + n]));
  });
  return { shapes, conductance: conductor.leads.map((_, m) => conductor.leads.map((_unused, l) => dot(statics.shapes.subarray(l * count, (l + 1) * count), flows[m]))) };
}
