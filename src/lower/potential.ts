/**
 * The potential of a conducting film as a plan: in every stage div j = 0 is solved for V on the nodes of the grid, the corners of its cells, with
 * j = T E + source in every cell. docs/physics.md, section 9, has the equations, the units, and what leads are.
 *
 * Solver: generalized conjugate residuals (Eisenstat, Elman & Schultz 1983), kept to the last DIRECTIONS directions, preconditioned by one multigrid cycle
 * of the conductor without its magnetization (src/math/hierarchy.ts), from the potential that the last solve left. T differs from the bare conductance by a
 * back-reaction only, so a few iterations do, however fine the grid. In two bands the unknowns are psi and mu of V_up = psi + t mu, V_dn = psi - mu/t with the tilt
 * t = sqrt(c_dn/c_up), which for a uniform polarization have nothing to do with each other; the residuals are transformed likewise.
 * A lead whose potential is free adds a number to the unknowns; its part of a direction is its static shape, and a small inverse preconditions it.
 *
 * A solve is converged where the error of the currents is at most tolerance x scale. In the norm of heat, the sum over cells of |dj|^2/c, that error is
 * r.K^-1 r of the residual r, for which the preconditioner gives r.M^-1 r at every iteration: a residual alone says little, since a smooth
 * one moves N times the current that a rough one of the same size does. scale^2 is the heat of |source|^2 + |T E|^2, plus that of what the network
 * feeds and draws at free leads. After a step both norms are taken to have shrunk alike, and before the first one to stand to each other as
 * at the start of the last solve. What has converged, or does not run, skips the passes that are left.
 */
import { sumsRows } from '../cpu/lib/krylov.js';
import { kernels } from '../kernels.js';
import { staticConductor, type Conductor, type StaticConductor } from '../math/conductor.js';
import { symmetricInverse } from '../math/dense.js';
import type { Level } from '../math/hierarchy.js';
import { lengthOf, type Size } from '../math/stencil.js';
import { endCurrent } from '../math/endCurrent.js';
import { unitCurrent, type UnitCurrent } from '../math/unitCurrent.js';
import { CUR_STRIDE, DIRECTIONS, LEAD, LEADS_MAX, LST_STRIDE, LSU, LSU_STRIDE, MAX_STAGES, PROBES_MAX } from '../plan/layout.js';
import type { BufferSpec, Pass } from '../plan/types.js';

export type { Conductor, Lead } from '../math/conductor.js';
export type { UnitCurrent } from '../math/unitCurrent.js';

/** What suits an engine. */
export interface PotentialTiling {
  /** Threads of a workgroup that adds up, a power of two. Where threads have nothing to do with each other there are more. */
  readonly threads: number;
  /** Most workgroups that a sum over all nodes is split into; every one of them adds up what all of them found. */
  readonly groups: number;
  /** Most nodes of the coarsest grid. */
  readonly bottom: number;
}

/** The float64 engine has neither threads nor dispatches. */
export const cpuPotentialTiling: PotentialTiling = { threads: 1, groups: 1, bottom: 81 };

/** For a GPU, where a level is two dispatches more; on a software adapter they cost little, and its workgroups are small. */
export function gpuPotentialTiling(software: boolean, threads: number): PotentialTiling {
  return software ? { threads, groups: 64, bottom: 81 } : { threads, groups: 256, bottom: 300 };
}

/** Threads of a workgroup without barriers, and most workgroups in one dimension of a dispatch. */
const plainThreads = 64;
const mostGroups = 65535;

export interface PotentialOptions {
  /** Relative error of the currents that will do, see above. */
  readonly tolerance: number;
  readonly tiling: PotentialTiling;
  /** Of the method. */
  readonly stages?: number;
  /** Nodes where the potential is looked at, of each simulation. */
  readonly probes?: readonly (readonly number[])[];
  /** [cells][2] of each simulation: how much of a motive force in a cell the leads see; `current` hands it on. */
  weights?(unitCurrent: (sim: number) => UnitCurrent | null): readonly Float64Array[];
}

export interface PotentialPlan {
  readonly conductors: readonly Conductor[];
  /**
   * A unit current between the first two leads of a simulation, of a magnet without leads between its ends along x; null where none can flow.
   * Worked out once for conductors that are alike.
   */
  unitCurrent(sim: number): UnitCurrent | null;
  readonly statics: readonly StaticConductor[];
  readonly batch: number;
  readonly tolerance: number;
  readonly bands: 1 | 2;
  readonly leads: number;
  readonly nodes: Size;
  /** `conductor`, `tensor`, `source`, `potential`, `lead_shape`, `lead_setup`, `lead_state`, `current`, `hierarchy`, `solve_work`, `solve_sums`; it reads `flags` and `clock` besides. */
  readonly buffers: Readonly<Record<string, BufferSpec>>;
  /** What the buffers start with; the rest is zero. */
  readonly contents: Readonly<Record<string, Float64Array>>;
  /** The row of `lead_setup` of a simulation whose leads, the same, have other drives and another network outside. */
  setup(sim: number, network: Pick<Conductor, 'leads' | 'G' | 'gV'>): Float64Array;
  /** The solve of stage s (from 1), with that many iterations at most: from `tensor` and `source` to `potential`, `lead_state` and `current`. */
  solve(s: number, iterations: number): Pass[];
}

/**
 * @param conductors one a simulation, of one shape: as many cells, bands and leads, equal cell sizes
 * Throws RangeError where they are not, or where one makes no sense.
 */
export function planPotential(conductors: readonly Conductor[], { tolerance, tiling, stages = MAX_STAGES, probes, weights }: PotentialOptions): PotentialPlan {
  const [first] = conductors;
  if (!first) throw new RangeError('planPotential: there is no conductor');
  const [nx, ny] = first.cells, aspect = first.cellSize[0] / first.cellSize[1];
  for (const other of conductors) {
    if (other.cells[0] !== nx || other.cells[1] !== ny || other.bands !== first.bands || other.leads.length !== first.leads.length || Math.abs(other.cellSize[0] / other.cellSize[1] - aspect) > 1e-9 * aspect) throw new RangeError('planPotential: the conductors of a batch must have one shape');
  }
  const known: { of: Conductor; statics: StaticConductor }[] = [];
  const statics = conductors.map((conductor) => {
    let entry = known.find(({ of }) => alike(of, conductor));
    if (!entry) known.push((entry = { of: conductor, statics: staticConductor(conductor, tiling.bottom) }));
    return entry.statics;
  });
  const batch = conductors.length, { bands } = first, leads = first.leads.length;
  const nodes: Size = [nx + 1, ny + 1], count = nodes[0] * nodes[1], cells = nx * ny, vector = lengthOf(nodes);
  const { shape } = statics[0].preconditioners[0];
  const shared = known.length === 1;

  // Residual, directions, what the operator makes of them; then right side and solution of every coarser grid.
  let at = (1 + 2 * DIRECTIONS) * bands * vector;
  const coarser = shape.levels.map(({ coarse }) => {
    const right = at, solution = right + bands * lengthOf(coarse);
    at = solution + bands * lengthOf(coarse);
    return { right, solution };
  });
  const work = at;
  const threads = Math.min(tiling.threads, 256);
  const per = Math.ceil(count / (threads * tiling.groups)), groups = Math.ceil(count / (threads * per));
  const rows = sumsRows(leads);

  const f32 = (length: number): BufferSpec => ({ kind: 'f32', length: Math.max(4, length) });
  const buffers = {
    conductor: f32(4 * batch * cells),
    tensor: f32(4 * batch * cells),
    source: f32(2 * batch * cells),
    potential: f32(2 * batch * bands * count),
    potential_history: f32(stages * batch * bands * count),
    lead_shape: f32(batch * (leads + 1) * count),
    lead_setup: f32(batch * LSU_STRIDE),
    lead_state: f32(batch * LST_STRIDE),
    current: f32(CUR_STRIDE * batch * cells),
    weight: f32(2 * batch * cells),
    hierarchy: f32((shared ? 1 : batch) * bands * shape.length),
    solve_work: f32(batch * work),
    solve_sums: f32(4 * batch * groups * (rows + 1)),
  };

  const contents = {
    conductor: new Float64Array(buffers.conductor.length),
    lead_shape: new Float64Array(buffers.lead_shape.length),
    lead_setup: new Float64Array(buffers.lead_setup.length),
    weight: new Float64Array(buffers.weight.length),
    hierarchy: new Float64Array(buffers.hierarchy.length),
  };
  const setup: PotentialPlan['setup'] = (sim, network) => packLeads({ ...conductors[sim], ...network }, statics[sim], probes?.[sim] ?? []);
  conductors.forEach((conductor, sim) => {
    const { shapes, tilts, preconditioners } = statics[sim];
    contents.conductor.set(conductor.conductor, 4 * sim * cells);
    for (let n = 0; n < cells; n++) contents.conductor[4 * (sim * cells + n) + 3] = statics[sim].tilt;
    contents.lead_shape.set(shapes, sim * (leads + 1) * count);
    contents.lead_shape.set(tilts, (sim * (leads + 1) + leads) * count);
    contents.lead_setup.set(setup(sim, conductor), sim * LSU_STRIDE);
    if (!shared || sim === 0) preconditioners.forEach(({ tables }, band) => contents.hierarchy.set(tables, (sim * bands + band) * shape.length));
  });

  const spread = new Map<StaticConductor, UnitCurrent | null>();
  const currentOf = (sim: number): UnitCurrent | null => {
    const own = statics[sim];
    if (!spread.has(own)) spread.set(own, leads > 0 ? unitCurrent(conductors[sim], own) : endCurrent(conductors[sim], own));
    return spread.get(own) ?? null;
  };
  weights?.(currentOf).forEach((of, sim) => contents.weight.set(of, 2 * sim * cells));

  const all: Record<string, number> = {
    NX: nx, NY: ny, NODES: count, BATCH: batch, BANDS: bands, LEADS: leads, WG: threads, PER: per, GROUPS: groups, WORK: work, ASPECT: aspect, TOLERANCE: tolerance, SHARED: shared ? 1 : 0, TABLES: shape.length,
  };
  const pass = (kernel: string, dispatch: readonly [number, number, number], args: readonly number[], own: Readonly<Record<string, number>> = {}): Pass => {
    const names = kernels.get(kernel)?.constants ?? [];
    return { kernel, groups: dispatch, args, constants: Object.fromEntries(names.map((name) => [name, own[name] ?? all[name]])) };
  };
  // Without barriers more threads are better, as for the transforms of the magnetostatic field.
  const wide = tiling.groups === 1 ? threads : Math.max(threads, count > plainThreads * mostGroups ? 256 : plainThreads);
  const over = (items: number, depth = 1): [number, number, number] => [Math.ceil(items / wide), batch, depth];
  const reducing = [groups, batch, 1] as const, one = [batch, 1, 1] as const;
  const ofLevel = (level: Level, depth: number) => ({
    NX: level.size[0], NY: level.size[1], MX: level.coarse[0], MY: level.coarse[1], WG: wide, FINEST: depth === 0 ? 1 : 0, OMEGA: level.omega, SCALE: Math.max(0, level.scale),
    COUPLINGS: level.couplings, TRANSFERS: level.transfers, FROM: depth === 0 ? 0 : coarser[depth - 1].right,
  });
  /** Where directions begin in `solve_work`. */
  const directions = bands * vector;
  const alone = shape.levels.length === 0;
  const iteration = (n: number): Pass[] => [
    ...shape.levels.map((level, depth) => pass('potential/coarsen', over(level.coarse[0] * level.coarse[1], bands), [], { ...ofLevel(level, depth), TO: coarser[depth].right })),
    pass('potential/bottom', over(shape.bottom[0] * shape.bottom[1], bands), [n], {
      WG: wide, NX: shape.bottom[0], NY: shape.bottom[1], FROM: alone ? 0 : coarser[shape.levels.length - 1].right, TO: alone ? directions : coarser[shape.levels.length - 1].solution,
      FINEST: alone ? 1 : 0, SCALE: Math.max(0, shape.bottomScale), INVERSE: shape.inverse,
    }),
    ...shape.levels.map((level, depth) => pass('potential/prolong', over(level.size[0] * level.size[1], bands), depth === 0 ? [n] : [], {
      ...ofLevel(level, depth), COARSE: coarser[depth].solution, TO: depth === 0 ? directions : coarser[depth - 1].solution,
    })).reverse(),
    pass('potential/apply', reducing, [n]),
    pass('potential/update', reducing, [n]),
    pass('potential/decide', one, [n + 1]),
  ];
  // The same passes for every stage: a GPU finds them encoded, and the float64 engine their work space.
  const opening = [pass('potential/open', reducing, []), pass('potential/decide', one, [0])], closing = pass('potential/currents', over(cells), [], { WG: wide });
  const iterated: Pass[][] = [];
  return {
    conductors, statics, unitCurrent: currentOf, batch, tolerance, bands, leads, nodes, buffers, contents, setup,
    solve(s, iterations) {
      while (iterated.length < iterations) iterated.push(iteration(iterated.length));
      return [pass('potential/begin', over(count), [s], { WG: wide }), ...opening, ...iterated.slice(0, iterations).flat(), closing];
    },
  };
}

function packLeads(conductor: Conductor, { conductance, least }: StaticConductor, probes: readonly number[]): Float64Array {
  const { leads, G, gV } = conductor, out = new Float64Array(LSU_STRIDE);
  out.fill(-1, LSU.PROBES, LSU.PROBES + PROBES_MAX);
  out.set(probes, LSU.PROBES);
  probes.forEach((node, p) => (out[LSU.SHARES + p] = node < 0 ? 1 : shareAround(conductor, node)));
  leads.forEach(({ fixed, voltage, current }, l) => {
    out[LSU.LEAD + 4 * l + LEAD.FREE] = fixed ? 0 : 1;
    out[LSU.LEAD + 4 * l + LEAD.VOLTAGE] = voltage;
    out[LSU.LEAD + 4 * l + LEAD.CURRENT] = current;
    out[LSU.LEAD + 4 * l + LEAD.BIAS] = gV[l];
    for (let k = 0; k < leads.length; k++) out[LSU.NETWORK + l * LEADS_MAX + k] = G[l][k];
  });
  const free = leads.map((_, l) => l).filter((l) => !leads[l].fixed);
  const inverse = symmetricInverse(free.map((l) => free.map((k) => conductance[l][k] + G[l][k])), least);
  free.forEach((l, i) => free.forEach((k, j) => (out[LSU.INVERSE + l * LEADS_MAX + k] = inverse[i][j])));
  return out;
}

/** Share of the up electrons in the conductance of the cells around a node: a contact there reads that mean of both bands. */
function shareAround({ cells: [nx, ny], conductor }: Conductor, node: number): number {
  const i = node % (nx + 1), k = (node - i) / (nx + 1);
  let up = 0, all = 0;
  for (const y of [k - 1, k]) for (const x of [i - 1, i]) {
    if (x < 0 || y < 0 || x >= nx || y >= ny) continue;
    up += conductor[4 * (y * nx + x)];
    all += conductor[4 * (y * nx + x)] + conductor[4 * (y * nx + x) + 1];
  }
  return up / all;
}

/** Equal in all that the static parts depend on. */
function alike(a: Conductor, b: Conductor): boolean {
  if (a === b) return true;
  return a.bands === b.bands && a.conductor.every((value, n) => value === b.conductor[n]) && a.leads.every(({ nodes }, l) => nodes.length === b.leads[l].nodes.length && nodes.every((node, n) => node === b.leads[l].nodes[n]));
}
