/** Whole runs of wires that one workgroup integrates, beside the same runs stage by stage over all cells. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GpuHandle } from '../../src/gpu/platform.js';
import { tableColumns, tableRow } from '../../src/observe/columns.js';
import { parseScene } from '../../src/scene/parse.js';
import type { Scene, SceneInput } from '../../src/scene/schema.js';
import { runBatch, type LaneRun } from '../support/batches.js';
import { gpuHandle } from '../support/gpu.js';
import { small } from '../support/measured.js';

const CELLS = 60;
const tiling = { threads: 8, cellsPerThread: 8, attemptsOfDispatch: 5 };

const wire: SceneInput = {
  grid: { cells: [CELLS, 1], cellSize: [5e-9, 1e-7, 1e-8] },
  material: { Ms: 8e5, A: 1.3e-11, alpha: 0.1, anisotropy: [{ axis: [1, 0, 0], Ku1: 5e4 }, { axis: [0, 0, 1], Ku1: -2e4 }] },
  initial: { kind: 'wall', left: [1, 0, 0], centre: [0, 1, 0.1], right: [-1, 0, 0], at: 1.5e-7 },
  field: { B: [5e-3, 1e-3, 0], waveform: { kind: 'sine', frequency: 2e9, offset: 1 } },
  transport: { polarization: 0.6, beta: 0.2, conductivity: 4e6, closure: 'prescribed', j: [2e11, 0] },
  run: { duration: 2e-10 },
  output: { sampleEvery: 1e-11 },
};
const pulse = { kind: 'pulse', start: 3.3e-11, width: 5e-11 } as const;
const circuit = { ...wire.transport!, j: undefined, closure: 'circuit', voltage: 1e-3, load: 0.2 } as const;
const cases: [string, SceneInput][] = [
  ['a sine of the field', wire],
  ['jumps of field and current between samples, and snapshots', { ...wire, field: { B: [5e-3, 0, 0], waveform: pulse }, transport: { ...wire.transport!, jWaveform: pulse }, output: { sampleEvery: 1e-11, snapshotEvery: 7e-11 } }],
  ['a closed circuit whose voltage jumps', { ...wire, transport: { ...circuit, voltageWaveform: pulse } }],
  ['a closed circuit on a ring', { ...wire, grid: { ...wire.grid, periodic: [true, false] }, initial: { kind: 'random', seed: 4 }, transport: { ...circuit, conductivity: 4e7 } }],
  ['back-reaction cell by cell', { ...wire, transport: { ...wire.transport!, j: undefined, closure: 'local', conductivity: 4e7 } }],
  ['fixed steps of rk4', { ...wire, run: { duration: 1e-10, method: 'rk4', fixedStep: 2e-13, gradientOrder: 2 } }],
  ['bs32, cubic', { ...wire, material: { ...wire.material, anisotropy: [...wire.material.anisotropy!, { kind: 'cubic', Kc1: 1e4 }] }, run: { duration: 1e-10, method: 'bs32' } }],
];
const scenesOf = (input: SceneInput): Scene[] => [0.05, 0.1, 0.3].map((alpha) => parseScene({ ...input, material: { ...input.material, alpha } }));
const table = (scene: Scene, { readings }: LaneRun) => readings.map((reading) => tableRow(scene, reading));

describe.each(cases)('%s', (_name, input) => {
  const scenes = scenesOf(input);
  let staged: LaneRun[];
  let handle: GpuHandle;
  beforeAll(async () => {
    handle = await gpuHandle();
    staged = await runBatch(scenes, { gpu: null, tiling: { threads: 1, cellsPerThread: CELLS } }); // sums in one order
  });
  afterAll(() => handle.release());

  it('float64: equal to the last bit', async () => {
    const whole = await runBatch(scenes, { gpu: null, tiling });
    scenes.forEach((scene, sim) => {
      expect(staged[sim].failure).toBeNull();
      expect(table(scene, whole[sim])).toEqual(table(scene, staged[sim]));
      expect(whole[sim].snapshots).toEqual(staged[sim].snapshots);
      expect(whole[sim].m).toEqual(staged[sim].m);
    });
  });

  it('GPU: the same rows to float32, whatever number of steps a dispatch takes', async () => {
    const whole = await runBatch(scenes, { gpu: handle, tiling });
    const others = await runBatch(scenes, { gpu: handle, tiling: { ...tiling, attemptsOfDispatch: 64 }, attempts: 64 });
    scenes.forEach((scene, sim) => {
      const columns = tableColumns(scene);
      const [a, b, c] = [staged, whole, others].map((runs) => table(scene, runs[sim]));
      expect([b.length, c.length]).toEqual([a.length, a.length]);
      columns.forEach(({ name }, k) => {
        // A dispatch hands over m and what its threads have booked; what it held otherwise is worked out anew, to the same bits.
        for (const [i, row] of b.entries()) expect(c[i][k], `${name}, row ${i}`).toBe(row[k]);
        // Counts and estimates follow the error of a step, of which float32 knows three digits; P_sigma and P_xi are what others leave.
        if (['steps', 'dt', 'ledger', 'P_sigma', 'P_xi'].includes(name)) return;
        const scale = Math.max(...a.map((row) => Math.abs(row[k])), 1e-300);
        for (const [i, row] of a.entries()) {
          // Measured: 9e-5 of mz on a ring of random moments, 2e-5 of what walls do.
          if (Number.isFinite(row[k])) small(`${_name}, ${name}`, (b[i][k] - row[k]) / scale, 3e-4);
        }
      });
    });
  });
});
