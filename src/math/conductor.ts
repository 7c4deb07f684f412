/**
 * A conductor without magnetization, in float64: how the potential falls off from each lead, and how the leads conduct among each other.
 * docs/physics.md, section 9. Relative units: lengths in dx, conductances in sigma_0.
 */
import { conjugateGradients, Cycle, dot, type Preconditioner } from './gradients.js';
import { hierarchyShape, packHierarchy } from './hierarchy.js';
import { applyStencil, guardOf, lengthOf, stiffness, without, type Size, type Stencil } from './stencil.js';

/** Most leads of a scene. */
export const mostLeads = 8;

export interface Lead {
  /** Nodes of the boundary; node (i, k) is number k (nx + 1) + i. No node belongs to two leads. */
  readonly nodes: readonly number[];
  /** Held at `voltage`; otherwise its potential follows from the currents through it. */
  readonly fixed: boolean;
  readonly voltage: number;
  /** Fed into the magnet here. */
  readonly current: number;
}

/** What conducts, as plain data in relative units (current densities in sigma_0 emf/dx, currents in sigma_0 emf dz, resistances in 1/(sigma_0 dz)). */
export interface Conductor {
  readonly cells: readonly [nx: number, ny: number];
  /** Any unit: only the aspect counts. */
  readonly cellSize: readonly [dx: number, dy: number];
  readonly bands: 1 | 2;
  /** [ny][nx][4]: conductance (of up electrons), that of down electrons (0 in one band), leak between the bands per area dx^2, 0. All 0 outside the magnet. */
  readonly conductor: Float64Array;
  readonly leads: readonly Lead[];
  /** Network outside: current into the magnet at lead l = current_l wI(t) + gV_l wV(t) - sum_k G_lk U_k. Symmetric, positive semidefinite. */
  readonly G: readonly (readonly number[])[];
  readonly gV: readonly number[];
}

export interface StaticConductor {
  readonly nodes: Size;
  /** Of charge, and of spin in two bands. */
  readonly preconditioners: readonly Preconditioner[];
  /** [leads][nodes]: 1 on a lead, 0 on all others, no current in between. */
  readonly shapes: Float64Array;
  /** How far the potential of the up electrons goes with the spin unknown, the root of conductance down over up; that of the down electrons goes by its inverse the other way. 1 in one band. */
  readonly tilt: number;
  /** [nodes]: that number; -1 at leads and where nothing conducts. */
  readonly tilts: Float64Array;
  /** [leads][leads]: current into the magnet at the first for a unit potential of the second, of one band of the whole conductance. */
  readonly conductance: number[][];
  /** What is round-off in it. */
  readonly least: number;
}

/** Throws RangeError where a conductor makes no sense, with the entry. @param most nodes of the coarsest grid */
export function staticConductor(conductor: Conductor, most: number): StaticConductor {
  check(conductor);
  const [nx, ny] = conductor.cells, cells = nx * ny, nodes: Size = [nx + 1, ny + 1];
  const aspect = conductor.cellSize[0] / conductor.cellSize[1];
  const whole = new Float64Array(cells), spin = new Float64Array(cells), leak = new Float64Array(cells);
  const tilt = conductor.bands === 1 ? 1 : tiltOf(conductor);
  for (let n = 0; n < cells; n++) {
    const up = conductor.conductor[4 * n], down = conductor.conductor[4 * n + 1];
    whole[n] = up + down;
    spin[n] = tilt ** 2 * up + down / tilt ** 2;
    leak[n] = (tilt + 1 / tilt) ** 2 * conductor.conductor[4 * n + 2];
  }
  const operator = stiffness([nx, ny], aspect, whole);
  const held = new Uint8Array(nodes[0] * nodes[1]);
  for (const lead of conductor.leads) for (const node of lead.nodes) held[node] = 1;
  const guard = guardOf(nodes);
  const tilts = new Float64Array(held.length);
  for (let node = 0; node < held.length; node++) tilts[node] = held[node] || !(operator.centre[guard + node] > 0) ? -1 : tilt;
  const shape = hierarchyShape(nodes, aspect, most);
  const preconditioner = (a: Stencil): Preconditioner => {
    const tables = new Float64Array(shape.length);
    packHierarchy(shape, without(a, held), tables);
    return { shape, tables };
  };
  const preconditioners = [preconditioner(operator)];
  if (conductor.bands === 2) preconditioners.push(preconditioner(stiffness([nx, ny], aspect, spin, leak)));

  const cycle = new Cycle(preconditioners[0]);
  const shapes = new Float64Array(conductor.leads.length * held.length);
  const z = new Float64Array(lengthOf(nodes)), b = new Float64Array(z.length);
  const inside = without(operator, held);
  conductor.leads.forEach((lead, l) => {
    z.fill(0);
    for (const node of lead.nodes) z[guard + node] = 1;
    applyStencil(operator, z, b);
    for (let node = 0; node < held.length; node++) b[guard + node] = held[node] ? 0 : -b[guard + node];
    const x = conjugateGradients((from, to) => applyStencil(inside, from, to), (from, to) => cycle.run(from, to), b);
    for (let node = 0; node < held.length; node++) shapes[l * held.length + node] = z[guard + node] + x[guard + node];
  });
  const conductance = conductor.leads.map((_, m) => {
    z.set(shapes.subarray(m * held.length, (m + 1) * held.length), guard);
    applyStencil(operator, z, b);
    return conductor.leads.map((_unused, l) => dot(shapes.subarray(l * held.length, (l + 1) * held.length), b.subarray(guard, guard + held.length)));
  });
  const contact = Math.max(0, ...conductor.leads.map((lead) => lead.nodes.reduce((sum, node) => sum + operator.centre[guard + node], 0)));
  return { nodes, preconditioners, shapes, tilt, tilts, conductance, least: 1e-12 * contact };
}

/**
 * One tilt for all nodes: with one that varies, a difference of potentials that does not would drive currents. The share of the up electrons that it stands
 * for lies between the extremes of the film such that charge and spin couple in both alike, relative to their own operators: the squared coupling is
 * d^2/(p (1 - p) + d^2) in a cell of share p, d away from it. It does not ask how well a cell conducts, since that cancels.
 */
function tiltOf({ conductor }: Conductor): number {
  let low = 1, high = 0;
  for (let n = 0; n < conductor.length; n += 4) {
    if (!(conductor[n] > 0)) continue;
    const share = conductor[n] / (conductor[n] + conductor[n + 1]);
    low = Math.min(low, share);
    high = Math.max(high, share);
  }
  if (low > high) return 1;
  const ofLow = Math.sqrt(low * (1 - low)), ofHigh = Math.sqrt(high * (1 - high)), share = (low * ofHigh + high * ofLow) / (ofLow + ofHigh);
  return Math.sqrt((1 - share) / share);
}

function check({ cells: [nx, ny], cellSize, bands, conductor, leads, G, gV }: Conductor): void {
  const fail = (what: string): never => {
    throw new RangeError(`conductor: ${what}`);
  };
  for (const count of [nx, ny]) if (!Number.isInteger(count) || count < 1) fail(`${nx} x ${ny} is no number of cells`);
  for (const size of cellSize) if (!(size > 0 && Number.isFinite(size))) fail(`a cell size is ${size}, it must be positive`);
  if (conductor.length !== 4 * nx * ny) fail(`${conductor.length} numbers for ${nx} x ${ny} cells, there must be four a cell`);
  for (let n = 0; n < conductor.length; n++) {
    const value = conductor[n];
    if (!(value >= 0 && Number.isFinite(value))) fail(`entry ${n % 4} of cell ${n >> 2} is ${value}, it must not be negative`);
    if (n % 4 === 1 && (bands === 1 ? value !== 0 : (value > 0) !== (conductor[n - 1] > 0))) fail(`cell ${n >> 2} conducts in one band only, there are ${bands}`);
  }
  if (leads.length > mostLeads) fail(`${leads.length} leads, ${mostLeads} is the most`);
  if (gV.length !== leads.length || G.length !== leads.length || G.some((row) => row.length !== leads.length)) fail(`G and gV must be as many as the ${leads.length} leads`);
  const taken = new Map<number, number>();
  leads.forEach(({ nodes }, l) => {
    let touches = false;
    for (const node of nodes) {
      if (!Number.isInteger(node) || node < 0 || node >= (nx + 1) * (ny + 1)) fail(`lead ${l}: ${node} is no node`);
      if (taken.has(node)) fail(`lead ${l}: node ${node} belongs to lead ${taken.get(node)} too`);
      taken.set(node, l);
      const i = node % (nx + 1), k = Math.floor(node / (nx + 1));
      for (const [x, y] of [[i - 1, k - 1], [i, k - 1], [i - 1, k], [i, k]]) if (x >= 0 && y >= 0 && x < nx && y < ny && conductor[4 * (y * nx + x)] > 0) touches = true;
    }
    if (!touches) fail(`lead ${l} touches nothing that conducts`);
  });
}
