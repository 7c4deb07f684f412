/**
 * A conductor without magnetization, in float64: how the potential falls off from each lead, how the leads conduct among each other, and where a
 * current between the first two of them goes. docs/physics.md, "The potential". Relative units: lengths in dx, conductances in sigma_0.
 */
import { prolong, restrict, scratch, solveBottom, type Scratch } from './cycle.js';
import { hierarchyShape, packHierarchy, type HierarchyShape } from './hierarchy.js';
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

/** One operator with its hierarchy: a preconditioner on the nodes that are no lead. */
export interface Preconditioner {
  readonly shape: HierarchyShape;
  readonly tables: Float64Array;
}

export interface StaticConductor {
  readonly nodes: Size;
  /** Of charge, and of spin in two bands. */
  readonly preconditioners: readonly Preconditioner[];
  /** [leads][nodes]: 1 on a lead, 0 on all others, no current in between. */
  readonly shapes: Float64Array;
  /** [nodes]: share of the up electrons in the conductance around a node (1 in one band); -1 at leads and where nothing conducts. */
  readonly share: Float64Array;
  /** The share by which the mean of both bands is an unknown of the solve: one number for all nodes. */
  readonly mixture: number;
  /** [leads][leads]: current into the magnet at the first for a unit potential of the second, of one band of the whole conductance. */
  readonly conductance: number[][];
}

/** Throws RangeError where a conductor makes no sense, with the entry. @param most nodes of the coarsest grid */
export function staticConductor(conductor: Conductor, most: number): StaticConductor {
  check(conductor);
  const [nx, ny] = conductor.cells, cells = nx * ny, nodes: Size = [nx + 1, ny + 1];
  const aspect = conductor.cellSize[0] / conductor.cellSize[1];
  const mixture = mixtureOf(conductor);
  const whole = new Float64Array(cells), spin = new Float64Array(cells), leak = new Float64Array(cells);
  for (let n = 0; n < cells; n++) {
    const up = conductor.conductor[4 * n], down = conductor.conductor[4 * n + 1];
    whole[n] = up + down;
    spin[n] = up * (1 - mixture) ** 2 + down * mixture ** 2;
    leak[n] = conductor.conductor[4 * n + 2];
  }
  const operator = stiffness([nx, ny], aspect, whole);
  const held = new Uint8Array(nodes[0] * nodes[1]);
  for (const lead of conductor.leads) for (const node of lead.nodes) held[node] = 1;
  const guard = guardOf(nodes);
  const share = new Float64Array(held.length).fill(-1);
  const upAround = new Float64Array(held.length);
  for (let k = 0; k < ny; k++) {
    for (let i = 0; i < nx; i++) {
      const n = k * nx + i, up = conductor.conductor[4 * n];
      for (const node of [k * (nx + 1) + i, k * (nx + 1) + i + 1, (k + 1) * (nx + 1) + i, (k + 1) * (nx + 1) + i + 1]) upAround[node] += up;
    }
  }
  const allAround = stiffness([nx, ny], 1, whole).centre;
  for (let node = 0; node < held.length; node++) {
    // The diagonal of a square cell is 2/3 of its conductance.
    const all = 1.5 * allAround[guard + node];
    if (!held[node] && all > 0) share[node] = conductor.bands === 1 ? 1 : upAround[node] / all;
  }
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
  return { nodes, preconditioners, shapes, share, mixture, conductance };
}

/**
 * The share p of the up electrons by which V_up = V + (1 - p) D, V_down = V - p D decouple best, exactly where all cells have it. It has to be one for all: were it that of each
 * place, D at a jump of the polarization would have an energy of the order of the conductance over dx. In a cell of share s the cosine of the angle between V and
 * D is (s - p)/sqrt(s (1 - s) + (s - p)^2), so that p makes |s - p|/sqrt(s (1 - s)) the same at both extremes.
 */
function mixtureOf({ bands, conductor }: Conductor): number {
  if (bands === 1) return 1;
  let low = 1, high = 0;
  for (let q = 0; q < conductor.length; q += 4) {
    const all = conductor[q] + conductor[q + 1];
    if (!(all > 0)) continue;
    low = Math.min(low, conductor[q] / all);
    high = Math.max(high, conductor[q] / all);
  }
  const width = (s: number) => Math.sqrt(s * (1 - s)) + 1e-3; // where one band is empty
  return high > low ? (low * width(high) + high * width(low)) / (width(low) + width(high)) : low;
}

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
  const U = symmetricSolve(conductance, drive);
  const flow = conductance.map((row) => row.reduce((sum, value, l) => sum + value * U[l], 0));
  if (Math.abs(flow[0] - 1) > 1e-6 || Math.abs(flow[1] + 1) > 1e-6) return null;
  const [nx, ny] = conductor.cells, count = (nx + 1) * (ny + 1), a = conductor.cellSize[0] / conductor.cellSize[1];
  const planes = Array.from({ length: bands }, (_, band) => {
    const V = new Float64Array(count);
    const from = bandsOf?.shapes ?? statics.shapes;
    U.forEach((value, l) => {
      for (let n = 0; n < count; n++) V[n] += value * from[(l * bands + band) * count + n];
    });
    return V;
  });
  const charge = new Float64Array(2 * nx * ny), spin = new Float64Array(2 * nx * ny);
  for (let k = 0; k < ny; k++) {
    for (let i = 0; i < nx; i++) {
      const cell = k * nx + i, n = k * (nx + 1) + i;
      planes.forEach((V, band) => {
        const c = conductor.conductor[4 * cell + band];
        const right = V[n + 1] - V[n], top = V[n + nx + 2] - V[n + nx + 1], left = V[n + nx + 1] - V[n], end = V[n + nx + 2] - V[n + 1];
        const x = (-c * (right + top)) / 2, y = (-c * a * (left + end)) / 2, sign = band === 0 ? 1 : -1;
        charge[2 * cell] += x;
        charge[2 * cell + 1] += y;
        spin[2 * cell] += sign * x;
        spin[2 * cell + 1] += sign * y;
      });
    }
  }
  return { resistance: U[0] - U[1], charge, spin };
}

/**
 * A unit current from the left end of what conducts to its right end, in and out through the outermost columns of cells, evenly along them. By reciprocity
 * what it passes of a motive force is the difference of the mean potentials there. null where the ends do not hang together.
 */
export function endCurrent(conductor: Conductor, statics: StaticConductor): UnitCurrent | null {
  const [nx, ny] = conductor.cells, { nodes } = statics, row = nx + 1, guard = guardOf(nodes), count = row * (ny + 1);
  const whole = Float64Array.from({ length: nx * ny }, (_, n) => conductor.conductor[4 * n] + conductor.conductor[4 * n + 1]);
  const columns = Array.from({ length: nx }, (_, i) => i).filter((i) => Array.from({ length: ny }, (_unused, k) => whole[k * nx + i]).some((c) => c > 0));
  if (columns.length === 0) return null;
  const b = new Float64Array(lengthOf(nodes)), ends: number[] = [];
  for (const [column, node, sign] of [[columns[0], columns[0], 1], [columns.at(-1)!, columns.at(-1)! + 1, -1]]) {
    const cells = Array.from({ length: ny }, (_, k) => k).filter((k) => whole[k * nx + column] > 0);
    for (const k of cells) {
      for (const n of [k * row + node, (k + 1) * row + node]) {
        b[guard + n] += (0.5 * sign) / cells.length;
        ends.push(n);
      }
    }
  }
  if (!hangTogether(conductor.cells, whole, ends)) return null;
  const operator = stiffness([nx, ny], conductor.cellSize[0] / conductor.cellSize[1], whole);
  const cycle = new Cycle(statics.preconditioners[0]);
  const V = conjugateGradients((from, to) => applyStencil(operator, from, to), (from, to) => cycle.run(from, to), b).subarray(guard, guard + count);
  const charge = new Float64Array(2 * nx * ny);
  addCurrents(conductor, V, whole, 1, charge);
  let resistance = 0;
  for (let n = 0; n < count; n++) resistance += V[n] * b[guard + n];
  return { resistance, charge, spin: charge };
}

/** Whether nodes belong to one piece of what conducts. */
function hangTogether([nx, ny]: readonly [number, number], conductance: ArrayLike<number>, nodes: readonly number[]): boolean {
  const row = nx + 1, seen = new Uint8Array(row * (ny + 1)), reached = [nodes[0]];
  seen[nodes[0]] = 1;
  for (const node of reached) {
    const i = node % row, k = (node - i) / row;
    for (const [x, y] of [[i - 1, k - 1], [i, k - 1], [i - 1, k], [i, k]]) {
      if (x < 0 || y < 0 || x >= nx || y >= ny || !(conductance[y * nx + x] > 0)) continue;
      for (const n of [y * row + x, y * row + x + 1, (y + 1) * row + x, (y + 1) * row + x + 1]) {
        if (seen[n]) continue;
        seen[n] = 1;
        reached.push(n);
      }
    }
  }
  return nodes.every((node) => seen[node] === 1);
}

/** out += sign x the mean current densities c E of a potential on the nodes, [cells][2]. */
function addCurrents({ cells: [nx, ny], cellSize }: Conductor, V: ArrayLike<number>, conductance: ArrayLike<number>, sign: number, out: Float64Array): void {
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
  const [nx, ny] = conductor.cells, cells = nx * ny, { nodes, share, mixture } = statics, count = nodes[0] * nodes[1];
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
  /** Unknowns are the mean potential, weighed by the mixture, and the difference of the bands; see src/lower/potential.ts. */
  const toBands = (from: Float64Array, to: Float64Array) => {
    for (let node = 0; node < count; node++) {
      const n = guard + node, p = share[node] < 0 ? -1 : mixture;
      to[n] = p < 0 ? 0 : from[n] + (1 - p) * from[length + n];
      to[length + n] = p < 0 ? 0 : from[n] - p * from[length + n];
    }
  };
  const fromBands = (from: Float64Array, to: Float64Array) => {
    for (let node = 0; node < count; node++) {
      const n = guard + node, p = share[node] < 0 ? -1 : mixture;
      to[n] = p < 0 ? 0 : from[n] + from[length + n];
      to[length + n] = p < 0 ? 0 : (1 - p) * from[n] - p * from[length + n];
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

/** The multigrid cycle of a preconditioner on vectors of its own. */
export class Cycle {
  private readonly vectors: { readonly right: Float64Array; readonly solution: Float64Array; readonly scratch: Scratch | null }[];

  constructor(private readonly of: Preconditioner) {
    const sizes = [...of.shape.levels.map(({ coarse }) => coarse)];
    this.vectors = sizes.map((size) => ({ right: new Float64Array(lengthOf(size)), solution: new Float64Array(lengthOf(size)), scratch: null }));
    this.work = of.shape.levels.map(scratch);
  }

  private readonly work: Scratch[];

  /** to = M^-1 from. Vectors with guards; `to` is overwritten. */
  run(from: Float64Array, to: Float64Array): void {
    const { shape, tables } = this.of;
    const { levels } = shape;
    levels.forEach((level, depth) => restrict(level, tables, depth === 0 ? from : this.vectors[depth - 1].right, 0, this.vectors[depth].right, 0, this.work[depth]));
    const last = this.vectors.at(-1);
    solveBottom(shape.bottom, tables, shape.inverse, shape.bottomScale, last?.right ?? from, 0, last?.solution ?? to, 0);
    for (let depth = levels.length - 1; depth >= 0; depth--) {
      prolong(levels[depth], tables, depth === 0 ? from : this.vectors[depth - 1].right, 0, this.vectors[depth].solution, 0, depth === 0 ? to : this.vectors[depth - 1].solution, 0, this.work[depth]);
    }
  }
}

/** Accuracy of what is worked out once, relative to the right side, and how long it may take. */
const accuracy = 1e-13;
const mostIterations = 400;

/** Preconditioned conjugate gradients from zero (Hestenes & Stiefel 1952). Throws Error where they do not converge. */
export function conjugateGradients(operate: (from: Float64Array, to: Float64Array) => void, precondition: (from: Float64Array, to: Float64Array) => void, b: Float64Array): Float64Array {
  const x = new Float64Array(b.length), r = b.slice(), z = new Float64Array(b.length), p = new Float64Array(b.length), q = new Float64Array(b.length);
  const target = accuracy * Math.sqrt(dot(b, b));
  let before = 0;
  for (let round = 0; round < mostIterations; round++) {
    const size = Math.sqrt(dot(r, r));
    if (size <= target) return x;
    precondition(r, z);
    const rz = dot(r, z), beta = round === 0 ? 0 : rz / before;
    before = rz;
    for (let n = 0; n < p.length; n++) p[n] = z[n] + beta * p[n];
    operate(p, q);
    const alpha = rz / dot(p, q);
    for (let n = 0; n < p.length; n++) {
      x[n] += alpha * p[n];
      r[n] -= alpha * q[n];
    }
  }
  throw new Error(`the potential of a lead does not converge in ${mostIterations} iterations: residual ${Math.sqrt(dot(r, r)) / Math.sqrt(dot(b, b))} of ${accuracy}`);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let n = 0; n < a.length; n++) sum += a[n] * b[n];
  return sum;
}

/** The inverse of a symmetric, positive semidefinite matrix on what is not its kernel, by Jacobi's rotations: for a few leads. */
export function symmetricInverse(matrix: readonly (readonly number[])[]): number[][] {
  const n = matrix.length, a = matrix.map((row) => [...row]), v = matrix.map((_, i) => matrix.map((_unused, k) => Number(i === k)));
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    for (let i = 0; i < n; i++) for (let k = 0; k < i; k++) off = Math.max(off, Math.abs(a[i][k]));
    if (off === 0) break;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        if (a[p][q] === 0) continue;
        const theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(theta, 1)), c = 1 / Math.hypot(t, 1), s = t * c;
        for (let k = 0; k < n; k++) [a[k][p], a[k][q]] = [c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q]];
        for (let k = 0; k < n; k++) [a[p][k], a[q][k]] = [c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k]];
        for (let k = 0; k < n; k++) [v[k][p], v[k][q]] = [c * v[k][p] - s * v[k][q], s * v[k][p] + c * v[k][q]];
      }
    }
  }
  const top = Math.max(0, ...a.map((row, i) => row[i]));
  return v.map((_, i) => v.map((_unused, k) => a.reduce((sum, row, m) => (row[m] > 1e-10 * top ? sum + (v[i][m] * v[k][m]) / row[m] : sum), 0)));
}

const symmetricSolve = (matrix: readonly (readonly number[])[], b: readonly number[]) => symmetricInverse(matrix).map((row) => row.reduce((sum, value, k) => sum + value * b[k], 0));

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
