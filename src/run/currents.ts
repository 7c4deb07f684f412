/** Where the current of a simulation goes, read from the engine. */
import type { StepPlan } from '../lower/steps.js';
import { currentsOf, type Currents } from '../observe/currents.js';
import type { Engine } from '../plan/types.js';
import type { Scene } from '../scene/schema.js';
import { currentRanges } from './places.js';

/** Whether its snapshots have more than m. */
export const asksForCurrents = ({ output }: Scene): boolean => output.snapshotQuantities.some((quantity) => quantity !== 'm');

/** As the last solve for the potential left them; null where none is solved for. */
export async function solvedCurrents(engine: Engine, plan: StepPlan, sim: number, { grid, transport }: Scene): Promise<Currents | null> {
  const { potential, units } = plan;
  if (!potential) return null;
  const [current, ...planes] = await engine.read(currentRanges(plan, sim));
  const bands = Array.from({ length: potential.bands }, (_, band) => planes.slice(2 * band, 2 * band + 2));
  const { emf, dx } = units[sim];
  return currentsOf(grid.cells, potential.conductors[sim].conductor, current, bands, { density: ((transport?.conductivity ?? 0) * emf) / dx, potential: emf });
}
