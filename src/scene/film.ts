/** Which scenes the kernels of films run, and which of them need the electric potential. */
import type { ParsedScene } from './schema.js';
import type { Closure, Transport } from './transportSchema.js';

/** The closures through whose leads a current may enter and leave. */
export const WITH_LEADS: readonly Closure[] = ['circuit', 'two-band', 'landau-lifshitz'];

/**
 * Films, and wires with what only a film's kernels do: empty cells, regions, full magnetostatics, Dzyaloshinskii-Moriya interaction,
 * leads and probes of their own, a conductivity that depends on m, two bands, spin fluxes.
 */
export function isFilm({ grid, geometry, regions, demag, material, transport }: ParsedScene): boolean {
  const dmi = material.dmi.interfacial !== 0 || material.dmi.bulk !== 0;
  return grid.cells[1] > 1 || geometry !== undefined || regions.length > 0 || demag === 'full' || dmi || (transport !== undefined && spreads(transport));
}

const spreads = ({ closure, leads, loads, probes, amr }: Transport): boolean =>
  closure === 'two-band' || closure === 'landau-lifshitz' || leads !== undefined || loads.length > 0 || probes.length > 0 || amr !== 0;

/** Whether div j = 0 has to be solved for the potential; the one number of a plain wire's current needs no potential. */
export function needsPotential(scene: ParsedScene): boolean {
  const closure = scene.transport?.closure;
  return closure !== undefined && (closure === 'open' || WITH_LEADS.includes(closure)) && isFilm(scene);
}
