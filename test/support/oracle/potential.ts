/**
 * The potential of a film with leads by one dense linear system: bilinear elements integrated by 2 x 2 Gauss points, every
 * node of a lead with a Lagrange multiplier (the current that it injects) that holds it at the lead's potential, every lead
 * with its potential, its current and the law of what it is wired to. docs/physics.md, section 9, from the integrals.
 * No harmonic functions of leads, no stencil, no iteration. SI; nothing here is from src.
 *
 * Nodes are the corners of the cells, (i, k) at k (nx + 1) + i. In every cell and band the mean current is an affine
 * function of the mean fields, and what is left of the field drives the bare conductivity.
 */
import { factor } from './linear.js';

/** What a lead is wired to: an ideal voltage, a voltage behind a resistance, a given current, or nothing. Volt, ohm, ampere against time in s. */
export interface Lead {
  readonly nodes: readonly number[];
  readonly voltage?: (t: number) => number;
  readonly resistance?: number;
  readonly current?: (t: number) => number;
}

/** A resistance in ohm between two leads, outside. */
export interface Load { readonly between: readonly [number, number]; readonly resistance: number }

/** One conducting cell: mean current densities (x, y of each band, A/m^2) = still + tensor E, E the mean fields in the same order. */
export interface CellLaw {
  readonly still: ArrayLike<number>;
  /** By rows, (2 bands)^2. */
  readonly tensor: ArrayLike<number>;
  /** Conductivity of each band, for what the field varies inside the cell, S/m. */
  readonly bare: ArrayLike<number>;
  /** What leaves the first band for the second per volt between them, S/m^3. */
  readonly leak: number;
}

export interface PotentialSolution {
  /** [band][node] in V; zero at nodes of no conducting cell. */
  readonly V: readonly Float64Array[];
  /** Of each lead: potential in V, current into the magnet in A. */
  readonly U: Float64Array;
  readonly I: Float64Array;
}

/** Gauss points on the unit square, all of weight 1/4. */
const low = 0.5 - 0.5 / Math.sqrt(3), high = 0.5 + 0.5 / Math.sqrt(3);
const points = [[low, low], [high, low], [low, high], [high, high]] as const;

export class PotentialGrid {
  readonly nodes: number;
  /** Gradients of the four corners' functions at the Gauss points and their means, 1/m: [point][corner][axis]. */
  private readonly slopes: number[][][];
  private readonly means: number[][];
  private readonly volume: number;

  /** @param inside per cell, whether it conducts */
  constructor(
    readonly cells: readonly [number, number], readonly cellSize: readonly [number, number, number], readonly inside: ArrayLike<number>,
    readonly leads: readonly Lead[], readonly loads: readonly Load[] = [],
  ) {
    const [nx, ny] = cells, [dx, dy, dz] = cellSize;
    this.nodes = (nx + 1) * (ny + 1);
    this.volume = dx * dy * dz;
    this.slopes = points.map(([x, y]) => [[-(1 - y) / dx, -(1 - x) / dy], [(1 - y) / dx, -x / dy], [-y / dx, (1 - x) / dy], [y / dx, x / dy]]);
    this.means = [0, 1, 2, 3].map((corner) => [0, 1].map((axis) => this.slopes.reduce((sum, at) => sum + at[corner][axis] / 4, 0)));
    const seen = new Set<number>();
    for (const node of leads.flatMap((lead) => [...lead.nodes])) {
      if (seen.has(node)) throw new Error(`node ${node} stands in two leads`);
      if (!this.touches(node)) throw new Error(`node ${node} of a lead touches no conducting cell`);
      seen.add(node);
    }
  }

  /** The corners of a cell: lower left, lower right, upper left, upper right. */
  corners(cell: number): [number, number, number, number] {
    const nx = this.cells[0], at = cell + Math.floor(cell / nx);
    return [at, at + 1, at + nx + 1, at + nx + 2];
  }

  private touches(node: number): boolean {
    return Array.from(this.inside, (is, cell) => is > 0 && this.corners(cell).includes(node)).some(Boolean);
  }

  /** The mean field of a cell, [x, y] in V/m. */
  meanField(V: ArrayLike<number>, cell: number): [number, number] {
    const c = this.corners(cell);
    return [0, 1].map((axis) => -c.reduce((sum, node, corner) => sum + V[node] * this.means[corner][axis], 0)) as [number, number];
  }

  /** The mean over a cell of |E - mean E|^2, (V/m)^2. */
  fieldVariance(V: ArrayLike<number>, cell: number): number {
    return this.product(V, V, cell) - this.meanField(V, cell).reduce((sum, E) => sum + E * E, 0);
  }

  /** The mean over a cell of grad V . grad W. */
  product(V: ArrayLike<number>, W: ArrayLike<number>, cell: number): number {
    const c = this.corners(cell);
    const slope = (f: ArrayLike<number>, at: number[][], axis: number) => c.reduce((sum, node, corner) => sum + f[node] * at[corner][axis], 0);
    return this.slopes.reduce((sum, at) => sum + (slope(V, at, 0) * slope(W, at, 0) + slope(V, at, 1) * slope(W, at, 1)) / 4, 0);
  }

  /** Groups of conducting nodes that hang together, each with whether a lead touches it. */
  private islands(): { nodes: number[]; held: boolean }[] {
    const group = new Int32Array(this.nodes).fill(-1);
    const cells = Array.from(this.inside, (is, cell) => ({ is, c: this.corners(cell) })).filter(({ is }) => is > 0).map(({ c }) => c);
    const roots: number[] = [];
    for (const first of cells) {
      if (group[first[0]] >= 0) continue;
      const own = roots.push(first[0]) - 1;
      group[first[0]] = own;
      for (let grew = true; grew; ) {
        grew = false;
        for (const c of cells) {
          if (!c.some((node) => group[node] === own)) continue;
          for (const node of c) if (group[node] !== own) {
            group[node] = own;
            grew = true;
          }
        }
      }
    }
    return roots.map((_, own) => {
      const nodes = Array.from(group.keys()).filter((node) => group[node] === own);
      return { nodes, held: this.leads.some((lead) => lead.nodes.some((node) => group[node] === own)) };
    });
  }

  /** The outflow of a state through every node in A, [band][node]: zero inside, minus what a lead injects on its nodes. */
  outflow(laws: readonly (CellLaw | null)[], V: readonly Float64Array[]): Float64Array[] {
    const bands = V.length, out = V.map(() => new Float64Array(this.nodes));
    this.eachTerm(laws, bands, (row, band, constant, terms) => {
      out[band][row] += constant + terms.reduce((sum, [node, of, weight]) => sum + weight * V[of][node], 0);
    });
    return out;
  }

  /** The integrals of grad N . j of every corner of every cell, as constant + sum of weight V[band][node]. */
  private eachTerm(laws: readonly (CellLaw | null)[], bands: number, take: (row: number, band: number, constant: number, terms: [number, number, number][]) => void): void {
    laws.forEach((law, cell) => {
      if (!law) return;
      const c = this.corners(cell);
      for (let p = 0; p < 4; p++) {
        for (let band = 0; band < bands; band++) {
          let constant = 0;
          const terms: [number, number, number][] = [];
          for (const at of this.slopes) {
            for (let axis = 0; axis < 2; axis++) {
              const weight = (this.volume / 4) * at[p][axis], row = 2 * band + axis;
              constant += weight * law.still[row];
              for (let q = 0; q < 4; q++) {
                for (let other = 0; other < bands; other++) {
                  for (let along = 0; along < 2; along++) terms.push([c[q], other, -weight * law.tensor[row * 2 * bands + 2 * other + along] * this.means[q][along]]);
                }
                terms.push([c[q], band, -weight * law.bare[band] * (at[q][axis] - this.means[q][axis])]);
              }
            }
          }
          if (bands === 2) {
            const leak = ((band === 0 ? -1 : 1) * this.volume * law.leak) / 4;
            terms.push([c[p], 0, leak], [c[p], 1, -leak]);
          }
          take(c[p], band, constant, terms);
        }
      }
    });
  }

  /** Everything at once. @param laws per cell, null where nothing conducts */
  solve(laws: readonly (CellLaw | null)[], t: number): PotentialSolution {
    const bands = laws.find((law) => law !== null)!.bare.length, { leads, loads, nodes } = this;
    const held = leads.flatMap((lead, l) => lead.nodes.map((node) => ({ node, l })));
    // unknowns: V of every node and band; the injected current of every held node and band; U of every lead; I of every lead
    const injected = bands * nodes, potential = injected + bands * held.length, current = potential + leads.length, n = current + leads.length;
    const A = new Float64Array(n * n), b = new Float64Array(n);
    const add = (row: number, column: number, value: number) => void (A[row * n + column] += value);
    this.eachTerm(laws, bands, (row, band, constant, terms) => {
      const at = band * nodes + row;
      b[at] -= constant;
      for (const [node, of, weight] of terms) add(at, of * nodes + node, weight);
    });
    for (let band = 0; band < bands; band++) {
      held.forEach(({ node, l }, k) => {
        const own = injected + band * held.length + k;
        add(band * nodes + node, own, 1); // outflow + injected = 0
        add(own, band * nodes + node, 1); // V = U
        add(own, potential + l, -1);
        add(current + l, own, 1); // I = sum of injected
      });
      for (let node = 0; node < nodes; node++) if (!this.touches(node)) add(band * nodes + node, band * nodes + node, 1);
    }
    // An island that no lead holds: its first node at zero (both bands hang together through the leak only, if there is one).
    for (const island of this.islands()) {
      if (island.held) continue;
      for (let band = 0; band < bands; band++) {
        if (band === 1 && laws.some((law) => law !== null && law.leak > 0)) continue;
        const row = (band * nodes + island.nodes[0]) * n;
        A.fill(0, row, row + n);
        A[row + band * nodes + island.nodes[0]] = 1;
        b[row / n] = 0;
      }
    }
    const grounded = leads.some((lead) => lead.voltage !== undefined);
    leads.forEach((lead, l) => {
      add(current + l, current + l, -1);
      const law = potential + l;
      if ((lead.voltage && lead.resistance === undefined) || (!grounded && l === leads.length - 1)) {
        add(law, potential + l, 1);
        b[law] = lead.voltage?.(t) ?? 0;
        return;
      }
      add(law, current + l, 1);
      if (lead.voltage) {
        add(law, potential + l, 1 / lead.resistance!);
        b[law] += lead.voltage(t) / lead.resistance!;
      }
      if (lead.current) b[law] += lead.current(t);
      for (const { between, resistance } of loads) {
        if (!between.includes(l)) continue;
        add(law, potential + l, 1 / resistance);
        add(law, potential + (between[0] === l ? between[1] : between[0]), -1 / resistance);
      }
    });
    const x = factor(A, n)(b);
    return { V: Array.from({ length: bands }, (_, band) => x.slice(band * nodes, (band + 1) * nodes)), U: x.slice(potential, current), I: x.slice(current) };
  }
}

/** The nodes of one side of the grid that touch a conducting cell. */
export function side(cells: readonly [number, number], inside: ArrayLike<number>, which: 'left' | 'right' | 'bottom' | 'top'): number[] {
  const [nx, ny] = cells, nodes = new Set<number>();
  for (let y = 0; y < ny; y++) {
    for (let x = 0; x < nx; x++) {
      if (!(inside[y * nx + x] > 0)) continue;
      const at = y * (nx + 1) + x;
      if (which === 'left' && x === 0) nodes.add(at).add(at + nx + 1);
      if (which === 'right' && x === nx - 1) nodes.add(at + 1).add(at + nx + 2);
      if (which === 'bottom' && y === 0) nodes.add(at).add(at + 1);
      if (which === 'top' && y === ny - 1) nodes.add(at + nx + 1).add(at + nx + 2);
    }
  }
  return [...nodes].sort((a, b) => a - b);
}
