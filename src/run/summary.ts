/** What a run amounts to, from what its lane remembers. */
import type { StepPlan } from '../lower/steps.js';
import { tableColumns, tableRow } from '../observe/columns.js';
import { gyration, type Gyration } from '../observe/gyration.js';
import type { Lane } from '../observe/lane.js';
import { WITH_LEADS } from '../scene/film.js';
import type { Scene } from '../scene/schema.js';
import type { LaneChunk } from './batch.js';

export interface Summary {
  /** Over the second half of the run; null where it has not been reached, or there is no wall. */
  readonly mean: { readonly wall_v: number | null; readonly phi_rate: number | null; readonly emf: number | null; readonly I: number | null };
  /** How the core went round in the second half of the run; only for films that can have one. */
  readonly gyration?: Gyration;
  /** The last row, by column. */
  readonly final: Readonly<Record<string, number | null>>;
  /** Energies in J since the start: where it came from and where it went. */
  readonly energy: { readonly gilbert: number; readonly joule: number; readonly cross: number; readonly emfWork: number; readonly fieldWork: number; readonly leadWork: number };
  /** Between the first two leads of a circuit, of the magnet without its magnetization, ohm. */
  readonly resistance?: number;
  readonly steps: number;
  readonly rejected: number;
  /** s */
  readonly simulated: number;
  readonly notes: readonly string[];
}

/** Of a simulation of a plan, between the first two leads, ohm; null without a circuit. */
export function leadResistance(scene: Scene, { potential, units }: Pick<StepPlan, 'potential' | 'units'>, sim: number): number | null {
  const { transport, grid } = scene;
  if (!transport?.conductivity || !WITH_LEADS.includes(transport.closure)) return null;
  if (!potential) return units[sim].resistance;
  const unit = potential.unitCurrent(sim);
  return unit && unit.resistance / (transport.conductivity * grid.cellSize[2]);
}

/** @param last the lane's last chunk, null before the first */
export function summaryOf(lane: Lane, last: Pick<LaneChunk, 'time' | 'steps' | 'rejected'> | null, notes: readonly string[], resistance: number | null): Summary {
  const { state, scene } = lane;
  const columns = tableColumns(scene);
  const means = lane.means();
  const hasCore = columns.some(({ name }) => name === 'core_x');
  const finite = (x: number | undefined) => (x !== undefined && Number.isFinite(x) ? x : null);
  const row = state.last ? tableRow(scene, state.last) : [];
  const { gilbert, joule, cross, emfWork, fieldWork, leadWork } = state.totals;
  return {
    mean: { wall_v: finite(means?.wall_v), phi_rate: finite(means?.phi_rate), emf: finite(means?.emf), I: finite(means?.I) },
    ...(hasCore ? { gyration: gyration(state.path) } : {}),
    final: Object.fromEntries(columns.map(({ name }, k) => [name, finite(row[k])])),
    energy: { gilbert, joule, cross, emfWork, fieldWork, leadWork },
    ...(resistance === null ? {} : { resistance }),
    steps: last?.steps ?? state.last?.steps ?? 0,
    rejected: last?.rejected ?? 0,
    simulated: last?.time ?? state.last?.t ?? 0,
    notes,
  };
}
