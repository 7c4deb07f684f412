/**
 * Leads, probes and islands on the nodes of a grid. Node (i, k) is the lower left corner of cell (i, k) and has the number
 * k (nx + 1) + i; there are (nx + 1)(ny + 1). Nodes that touch a cell of the magnet carry a potential. Grids do not close on
 * themselves here. A magnet is [nx * ny], 1 in its cells, x fastest; null where all cells are.
 */
import { WITH_LEADS } from './film.js';
import { nodesInside } from './geometry.js';
import type { ParsedScene } from './schema.js';
import type { Lead, Load, Transport } from './transportSchema.js';

type Grid = ParsedScene['grid'];
type Magnet = Uint8Array | null;

/** A lead and what drives it: the voltage of a source behind a resistance, or a current into the magnet, 0 where it floats. */
export interface DrivenLead extends Pick<Lead, 'name' | 'edge' | 'from' | 'to' | 'geometry'> {
  /** Times the waveform of the voltage: {V, ohm}; times that of the current: {A}. */
  readonly drive: { readonly kind: 'voltage'; readonly voltage: number; readonly resistance: number } | { readonly kind: 'current'; readonly current: number };
}

const ENDS: readonly Lead[] = [{ name: 'left', edge: 'left' }, { name: 'right', edge: 'right' }];

export const hasDrive = ({ voltage, current }: Lead): boolean => voltage !== undefined || current !== undefined;

/**
 * The leads of a magnet, none where the closure has none. Where no lead has a drive of its own, the scene's voltage stands
 * behind its load at the first lead, and the second is grounded: a positive voltage drives a current in at the first.
 */
export function drivenLeads(transport: Transport): DrivenLead[] {
  const { closure, voltage, load } = transport;
  if (!WITH_LEADS.includes(closure)) return [];
  const leads: readonly Lead[] = transport.leads ?? ENDS;
  const own = leads.some(hasDrive);
  return leads.map((lead, l): DrivenLead => {
    const { name, edge, from, to, geometry } = lead;
    const where = { name, edge, from, to, geometry };
    if (!own && l < 2) return { ...where, drive: { kind: 'voltage', voltage: l === 0 ? voltage : 0, resistance: l === 0 ? load : 0 } };
    if (lead.voltage !== undefined) return { ...where, drive: { kind: 'voltage', voltage: lead.voltage, resistance: lead.resistance ?? 0 } };
    return { ...where, drive: { kind: 'current', current: lead.current ?? 0 } };
  });
}

/** Names of the leads of a scene, in order. */
export const leadNames = ({ transport }: Pick<ParsedScene, 'transport'>): string[] => (transport ? drivenLeads(transport).map(({ name }) => name) : []);

export interface PlacedLead extends DrivenLead {
  /** In increasing order. */
  readonly nodes: readonly number[];
}

/** The leads of a scene with their nodes. */
export function placedLeads({ grid, transport }: Pick<ParsedScene, 'grid' | 'transport'>, magnet: Magnet): PlacedLead[] {
  return transport ? drivenLeads(transport).map((lead) => ({ ...lead, nodes: leadNodes(grid, lead, magnet) })) : [];
}

/** Share of a cell within which a node counts as at the end of a lead, as cells on the edge of a shape do. */
const ON_EDGE = 1e-6;

/**
 * The nodes of a lead in increasing order: for an edge, those of the magnet in its outermost column or row on that side, from
 * `from` to `to`; for a shape, those inside it and on the magnet's boundary, holes included.
 */
export function leadNodes(grid: Grid, { edge, from = -Infinity, to = Infinity, geometry }: Pick<Lead, 'edge' | 'from' | 'to' | 'geometry'>, magnet: Magnet): number[] {
  const [nx, ny] = grid.cells;
  const inside = geometry && nodesInside({ grid }, geometry);
  const outermost = edge && edgeTest(grid, edge, magnet);
  const across = edge === 'left' || edge === 'right';
  const length = grid.cellSize[across ? 1 : 0];
  const [first, last] = [from / length - ON_EDGE, to / length + ON_EDGE];
  const nodes: number[] = [];
  for (let k = 0; k <= ny; k++) {
    for (let i = 0; i <= nx; i++) {
      const node = k * (nx + 1) + i;
      const along = across ? k : i;
      const here = outermost ? outermost(i, k) && along >= first && along <= last : inside?.[node];
      if (!here) continue;
      const cells = touching(grid, magnet, i, k);
      if (cells > 0 && (outermost || cells < 4)) nodes.push(node);
    }
  }
  return nodes;
}

/** Whether node (i, k) lies in the magnet's outermost column or row of nodes on a side. */
function edgeTest({ cells: [nx, ny] }: Grid, edge: NonNullable<Lead['edge']>, magnet: Magnet): (i: number, k: number) => boolean {
  let [left, right, bottom, top] = [nx, 0, ny, 0];
  for (let k = 0; k < ny; k++) {
    for (let i = 0; i < nx; i++) {
      if (magnet && !magnet[k * nx + i]) continue;
      left = Math.min(left, i);
      right = Math.max(right, i + 1);
      bottom = Math.min(bottom, k);
      top = k + 1;
    }
  }
  const at = { left, right, bottom, top }[edge];
  return edge === 'left' || edge === 'right' ? (i) => i === at : (_, k) => k === at;
}

/** How many cells of the magnet node (i, k) touches, 0 to 4. */
function touching({ cells: [nx, ny] }: Grid, magnet: Magnet, i: number, k: number): number {
  const cell = (a: number, b: number): number => (a >= 0 && a < nx && b >= 0 && b < ny && (!magnet || magnet[b * nx + a]) ? 1 : 0);
  return cell(i - 1, k - 1) + cell(i, k - 1) + cell(i - 1, k) + cell(i, k);
}

/** How far from the magnet a probe may lie, in cells. */
export const PROBE_REACH = 2;

/** The node of the magnet nearest to a place in m, with distances counted in cells along each axis; undefined where none is within PROBE_REACH. */
export function probeNode(grid: Grid, [x, y]: readonly [number, number], magnet: Magnet): number | undefined {
  const [nx, ny] = grid.cells;
  const [dx, dy] = grid.cellSize;
  const [u, v] = [x / dx, y / dy];
  let best: number | undefined;
  let least = PROBE_REACH + ON_EDGE;
  for (let k = Math.max(0, Math.floor(v - least)); k <= Math.min(ny, v + least); k++) {
    for (let i = Math.max(0, Math.floor(u - least)); i <= Math.min(nx, u + least); i++) {
      const distance = Math.hypot(i - u, k - v);
      if (distance < least && touching(grid, magnet, i, k) > 0) [best, least] = [k * (nx + 1) + i, distance];
    }
  }
  return best;
}

export interface Islands {
  readonly count: number;
  /** Which island a node is on: [(nx + 1)(ny + 1)], from 0; -1 where it touches no magnet. */
  readonly of: Int32Array;
}

/** The parts of the magnet between which no current can flow. Cells that share a corner share its potential, so they are one part. */
export function islands(grid: Grid, magnet: Magnet): Islands {
  const [nx, ny] = grid.cells;
  const of = new Int32Array((nx + 1) * (ny + 1)).fill(magnet ? -1 : 0);
  if (!magnet) return { count: 1, of };
  const corners = [0, 1, nx + 1, nx + 2];
  const stack: number[] = [];
  let count = 0;
  for (let start = 0; start < nx * ny; start++) {
    const corner = start + Math.floor(start / nx);
    // A cell whose corner is already on an island has been reached with it.
    if (!magnet[start] || of[corner] >= 0) continue;
    of[corner] = count;
    stack.push(corner);
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      const i = node % (nx + 1);
      const k = (node - i) / (nx + 1);
      for (let b = Math.max(0, k - 1); b <= Math.min(ny - 1, k); b++) {
        for (let a = Math.max(0, i - 1); a <= Math.min(nx - 1, i); a++) {
          if (!magnet[b * nx + a]) continue;
          for (const step of corners) {
            const next = b * (nx + 1) + a + step;
            if (of[next] >= 0) continue;
            of[next] = count;
            stack.push(next);
          }
        }
      }
    }
    count++;
  }
  return { count, of };
}

/**
 * Leads between which a current can flow, through the magnet or a load: the numbers of the leads of each group, in order.
 * A lead that lies on several islands joins them.
 */
export function leadGroups(leads: readonly Pick<PlacedLead, 'name' | 'nodes'>[], { of }: Islands, loads: readonly Load[]): number[][] {
  const group = leads.map((_, l) => l);
  const join = (a: number, b: number): void => {
    const [to, from] = [group[a], group[b]];
    group.forEach((g, l) => void (g === from && (group[l] = to)));
  };
  const first = new Map<number, number>();
  leads.forEach(({ nodes }, l) => {
    for (const island of new Set(nodes.map((node) => of[node]))) {
      const other = first.get(island);
      if (other === undefined) first.set(island, l);
      else join(other, l);
    }
  });
  for (const { between } of loads) {
    const [a, b] = between.map((name) => leads.findIndex((lead) => lead.name === name));
    join(a, b);
  }
  return [...new Set(group)].map((g) => leads.flatMap((_, l) => (group[l] === g ? [l] : [])));
}
