/**
 * What a scene says of conduction -> the pure data from which the potential is solved for, in relative units: conductances in
 * the rest's sigma_0 (sheet conductances in sigma_0 dz), lengths in dx, potentials in units.emf, currents through leads in
 * sigma_0 emf dz, resistances in 1/(sigma_0 dz). Where no conductivity is given (closure `open`) sigma_0 is only a name: the
 * potential does not depend on it.
 */
import { islands, leadGroups, placedLeads, type PlacedLead } from '../scene/leads.js';
import { regionMaterials } from '../scene/regions.js';
import type { Scene } from '../scene/schema.js';
import { gridUnits } from './units.js';

/** A set of boundary nodes at one potential. Nodes are numbered as in src/scene/leads.ts. */
export interface ConductorLead {
  readonly nodes: readonly number[];
  /** The potential is given: `voltage` times the waveform of the voltage. Otherwise it follows from what flows in. */
  readonly fixed: boolean;
  /** Of a fixed lead; 0 of others. */
  readonly voltage: number;
  /** Current sent into the magnet, times the waveform of the current; 0 of a fixed lead, whose current follows. */
  readonly current: number;
}

/**
 * A conductor and the network outside it. The current INTO the magnet through lead l that is not fixed is
 * current_l w_I(t) + gV_l w_V(t) - sum_k G_lk U_k over all leads.
 */
export interface Conductor {
  readonly cells: readonly [number, number];
  /** dx and dy in m. */
  readonly cellSize: readonly [number, number];
  readonly bands: 1 | 2;
  /** [cells * 4]: c, or c_up, of a cell; c_dn, 0 with one band; the leak g between the bands; 0. All 0 outside the magnet. */
  readonly conductor: Float64Array;
  readonly leads: readonly ConductorLead[];
  /** [leads][leads], symmetric: loads between leads, and resistances in series with voltages. */
  readonly G: readonly (readonly number[])[];
  /** [leads]: voltage over resistance of the sources behind a resistance. */
  readonly gV: readonly number[];
}

export type Network = Pick<Conductor, 'leads' | 'G' | 'gV'>;

/**
 * @param region number of each cell in regionMaterials, [cells] (src/scene/regions.ts)
 * @param magnet [cells], 1 in the cells of the magnet; null where all are
 */
export function conductorOf(scene: Scene, region: Uint8Array, magnet: Uint8Array | null): Conductor {
  const { transport } = scene;
  if (!transport) throw new Error('conductorOf: expected a scene with transport');
  const [dx, dy] = scene.grid.cellSize;
  return {
    cells: scene.grid.cells,
    cellSize: [dx, dy],
    bands: transport.closure === 'two-band' ? 2 : 1,
    conductor: conductances(scene, region, magnet),
    ...networkOf(scene, magnet),
  };
}

/** The part of a conductor that its drives and what is outside it make. Parameters as of conductorOf. */
export function networkOf(scene: Scene, magnet: Uint8Array | null): Network {
  const { emf } = gridUnits(scene);
  // NaN is never used: without a conductivity the closure is open, which has no leads.
  const sheet = (scene.transport?.conductivity ?? NaN) * scene.grid.cellSize[2];
  return network(scene, placedLeads(scene, magnet), magnet, { volt: 1 / emf, ohm: sheet, ampere: 1 / (sheet * emf) });
}

/** Rows of `conductor`. The leak makes the spin-flip length the decay length of V_up - V_dn: the two bands in series, over its square. */
function conductances(scene: Scene, region: Uint8Array, magnet: Uint8Array | null): Float64Array {
  const [dx] = scene.grid.cellSize;
  const rest = scene.transport?.conductivity ?? 1;
  const rows = regionMaterials(scene).map(({ transport }) => {
    const c = (transport?.conductivity ?? rest) / rest;
    if (transport?.closure !== 'two-band') return [c, 0, 0];
    const [up, dn] = [(c * (1 + transport.polarization)) / 2, (c * (1 - transport.polarization)) / 2];
    return [up, dn, ((up / (up + dn)) * dn) / (transport.spinFlipLength! / dx) ** 2];
  });
  const out = new Float64Array(4 * region.length);
  region.forEach((r, cell) => {
    if (!magnet || magnet[cell]) out.set(rows[r], 4 * cell);
  });
  return out;
}

/** What one volt, ohm and ampere are in relative units. */
interface Relative {
  readonly volt: number;
  readonly ohm: number;
  readonly ampere: number;
}

function network({ grid, transport }: Scene, placed: readonly PlacedLead[], magnet: Uint8Array | null, { volt, ohm, ampere }: Relative): Network {
  const loads = transport?.loads ?? [];
  const G = placed.map(() => new Array<number>(placed.length).fill(0));
  const gV = new Array<number>(placed.length).fill(0);
  const leads = placed.map(({ nodes, drive }, l) => {
    if (drive.kind === 'current') return { nodes, fixed: false, voltage: 0, current: drive.current * ampere };
    if (drive.resistance === 0) return { nodes, fixed: true, voltage: drive.voltage * volt, current: 0 };
    const g = 1 / (drive.resistance * ohm);
    G[l][l] += g;
    gV[l] = g * drive.voltage * volt;
    return { nodes, fixed: false, voltage: 0, current: 0 };
  });
  for (const { between, resistance } of loads) {
    const [a, b] = between.map((name) => placed.findIndex((lead) => lead.name === name));
    const g = 1 / (resistance * ohm);
    G[a][a] += g;
    G[b][b] += g;
    G[a][b] -= g;
    G[b][a] -= g;
  }
  // Where no source gives a potential, only differences mean anything: the last lead is grounded, and what flows there is
  // what the other currents leave over, its own (src/scene/conductionRules.ts has them add up to 0).
  for (const group of leadGroups(placed, islands(grid, magnet), loads)) {
    const last = group[group.length - 1];
    if (group.every((l) => placed[l].drive.kind === 'current')) leads[last] = { ...leads[last], fixed: true, current: 0 };
  }
  return { leads, G, gV };
}
