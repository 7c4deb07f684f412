/** Films whose current needs the potential, whole runs of the library beside the independent oracle (test/support/oracle/conductingFilm.ts). */
import { describe, expect, it } from 'vitest';
import { largest, small } from '../support/measured.js';
import { compareRun } from '../support/oracle/conductionRun.js';
import { conductionScenes } from '../support/oracle/conductionScenes.js';

const common = ['E_total', 'P_lambda', 'P_sigma', 'P_xi', 'P_in'];
const byFluxes = ['P_gilbert', 'P_joule', 'P_cross'];

describe.each(conductionScenes)('%s', (name, scene) => {
  it('cpu', async () => {
    const { closure } = scene.transport;
    const twoLeads = closure !== 'open' && scene.transport.leads === undefined;
    const columns = [...common, ...(closure === 'landau-lifshitz' ? [] : byFluxes), ...(closure === 'open' ? [] : ['jx']), ...(twoLeads ? ['V', 'I'] : [])];
    // Without leads, and in two bands of unlike parts, the oracle has another notion of what the leads see of a motive force.
    if (closure !== 'open' && name !== 'two bands of unlike parts') columns.push('emf');
    const run = await compareRun({ ...scene, run: { ...scene.run, potentialTolerance: 1e-12 } }, 'cpu', 20, columns);
    // The oracle's steps are right to 1e-7; measured at most 5e-8 in m, 3.2e-7 in the columns.
    small('m', run.m, 2e-7);
    for (const column of columns) small(column, run.columns[column], 1e-6);
    const names = (scene.transport.leads ?? [{ name: 'left' }, { name: 'right' }]).map((lead) => lead.name);
    if (closure !== 'open') {
      names.forEach((lead, l) => {
        const [U, I] = [run.library(`U_${lead}`), run.library(`I_${lead}`)];
        const off = (x: Float64Array, of: 'U' | 'I') => largest(run.oracle.map((sample, k) => sample[of][l] - x[k])) / Math.max(...run.oracle.map((sample) => largest(sample[of])));
        small(`U_${lead}`, off(U, 'U'), 1e-6);
        small(`I_${lead}`, off(I, 'I'), 1e-6);
      });
    }
    expect(run.library('P_sigma').every((p) => p > 0)).toBe(true);
  });
});
