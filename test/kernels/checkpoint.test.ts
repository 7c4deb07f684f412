/** A run that is stopped, saved to bytes and resumed gives the rows, snapshots and summary of one that was not, to the last bit. */
import { expect, it } from 'vitest';
import { CpuEngine } from '../../src/cpu/engine.js';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/io/checkpoint.js';
import { RunError, Simulation, type Checkpoint, type SceneInput, type Summary } from '../../src/node/index.js';
import { kernels } from '../../src/kernels.js';
import { lowerWire } from '../../src/lower/wire.js';
import { Batch } from '../../src/run/batch.js';
import { initialMagnetization } from '../../src/scene/initial.js';
import { parseScene } from '../../src/scene/parse.js';

/** A wall above breakdown in a closed circuit. */
const base: SceneInput = {
  grid: { cells: [80, 1], cellSize: [5e-9, 1e-7, 1e-8] },
  material: { Ms: 8e5, A: 1.3e-11, alpha: 0.1, anisotropy: [{ axis: [1, 0, 0], Ku1: 5e4 }, { axis: [0, 0, 1], Ku1: -2e4 }] },
  initial: { kind: 'wall', left: [1, 0, 0], centre: [0, 1, 0.1], right: [-1, 0, 0], at: 1.5e-7 },
  field: { B: [0.02, 0, 0] },
  transport: { polarization: 0.6, beta: 0.2, conductivity: 4e6, closure: 'circuit', voltage: 1e-3 },
  run: { duration: 5e-10 },
  output: { sampleEvery: 1e-11 },
};
const pulse = { kind: 'pulse', start: 6e-11, width: 9e-11, period: 2e-10 } as const;

const cases: Record<string, SceneInput> = {
  'a wall in a circuit': base,
  'a window that follows': { ...base, field: { B: [0.05, 0, 0] }, material: { ...base.material, alpha: 0.4 }, run: { duration: 5e-10, followTexture: true } },
  'snapshots': { ...base, output: { sampleEvery: 1e-11, snapshotEvery: 7e-11 } },
  'snapshots that fall together with samples and the end': { ...base, output: { sampleEvery: 1e-11, snapshotEvery: 1e-10 } },
  'jumps of the field and of the current': {
    ...base, field: { B: [0.03, 0, 0], waveform: pulse },
    transport: { polarization: 0.6, beta: 0.2, conductivity: 4e6, closure: 'prescribed', j: [2e12, 0], jWaveform: { ...pulse, start: 1e-10 } },
  },
  'jumps, a window that follows and snapshots': {
    ...base, field: { B: [0.08, 0, 0], waveform: pulse }, material: { ...base.material, alpha: 0.4 },
    run: { duration: 5e-10, followTexture: true }, output: { sampleEvery: 1e-11, snapshotEvery: 5e-11 },
  },
  'a sine, by fixed steps': { ...base, field: { B: [0.03, 0.01, 0], waveform: { kind: 'sine', frequency: 3e9 } }, run: { duration: 3e-10, method: 'rk4', fixedStep: 1e-12 } },
  'two walls on a ring, local closure': {
    ...base, grid: { ...base.grid, periodic: [true, false] }, transport: { ...base.transport!, closure: 'local', voltage: 0 }, run: { duration: 3e-10, method: 'bs32' },
  },
  'no wall': { ...base, initial: { kind: 'random', seed: 4 } },
  'at rest first': { ...base, run: { duration: 2e-10, relaxFirst: 'without-drive' } },
};
const onGpu = ['a wall in a circuit', 'jumps, a window that follows and snapshots', 'two walls on a ring, local closure', 'a sine, by fixed steps'];

interface Outcome { rows: number[][]; snapshots: { index: number; time: number; m: Float64Array }[]; summary: Summary; m: Float64Array }

/** Through the bytes of a file, as a run on disk goes. */
const overDisk = (checkpoint: Checkpoint) => decodeCheckpoint(encodeCheckpoint(checkpoint));

/** Runs to the end, or saves after `stopAfter` chunks (0: before the first) and has it resumed from there. */
async function outcome(scene: SceneInput, backend: 'cpu' | 'gpu', stopAfter: number | null): Promise<Outcome & { chunks: number }> {
  const rows: number[][] = [], snapshots: Outcome['snapshots'] = [];
  let simulation = await Simulation.create(scene, { backend });
  let chunks = 0;
  const change = async () => {
    const checkpoint = overDisk(await simulation.checkpoint());
    simulation.destroy();
    simulation = await Simulation.resume(checkpoint);
    expect(simulation.backend.kind).toBe(backend);
  };
  if (stopAfter === 0) await change();
  else {
    for await (const chunk of simulation.advance()) {
      rows.push(...chunk.rows);
      snapshots.push(...chunk.snapshots);
      if (++chunks === stopAfter) break;
    }
    if (stopAfter !== null) await change();
  }
  if (stopAfter !== null) {
    for await (const chunk of simulation.advance()) {
      rows.push(...chunk.rows);
      snapshots.push(...chunk.snapshots);
      chunks++;
    }
  }
  try {
    return { rows, snapshots, summary: simulation.summary(), m: await simulation.magnetization(), chunks };
  } finally {
    simulation.destroy();
  }
}

it.each(Object.entries(cases))('cpu, stopped after any chunk: %s', async (_name, scene) => {
  const whole = await outcome(scene, 'cpu', null);
  expect(whole.chunks).toBeGreaterThan(2);
  for (let stop = 0; stop <= whole.chunks; stop++) expect(await outcome(scene, 'cpu', stop), `after chunk ${stop}`).toEqual(whole);
});

it.each(onGpu)('gpu, stopped in the middle: %s', async (name) => {
  const whole = await outcome(cases[name], 'gpu', null);
  expect(await outcome(cases[name], 'gpu', whole.chunks >> 1)).toEqual(whole);
});

it('what a regime is told from survives too', async () => {
  const scene = parseScene({ ...base, transport: undefined, run: { duration: 1e-10 } });
  const open = () => {
    const plan = lowerWire([scene], [initialMagnetization(scene)], { threads: 1, cellsPerThread: 80 }, 32);
    return new Batch([scene], plan, new CpuEngine(plan.buffers, kernels), 32);
  };
  const whole = open(), half = open();
  while (!whole.done) await whole.chunk();
  while (half.lanes[0].state.marks.length < 2) await half.chunk();
  const saved = overDisk((await half.save()) as Checkpoint);
  const again = open();
  again.restore(saved.header, saved.arrays);
  while (!again.done) await again.chunk();
  expect(again.lanes[0].motion()).toEqual(whole.lanes[0].motion());
  expect(Math.abs(whole.lanes[0].motion()!.quarters[1].turned)).toBeGreaterThan(1e-3);
});

it('the window did move, the field did jump', async () => {
  const followed = await outcome(cases['a window that follows'], 'cpu', null);
  const x = followed.rows.map((row) => row[4]);
  expect(x.at(-1)! - x[0]).toBeGreaterThan(2.5e-8); // it moves by four cells, 2e-8 m
  const jumps = await outcome(cases['jumps of the field and of the current'], 'cpu', null);
  const simulation = await Simulation.create(base, { backend: 'cpu' });
  const Bx = simulation.columns.findIndex(({ name }) => name === 'Bx');
  expect(simulation.columns[4].name).toBe('wall_x');
  simulation.destroy();
  expect(new Set(jumps.rows.map((row) => row[Bx]))).toEqual(new Set([0, 0.03]));
});

it('a checkpoint of one engine is refused by the other', async () => {
  const simulation = await Simulation.create(base, { backend: 'cpu' });
  const checkpoint = await simulation.checkpoint();
  simulation.destroy();
  await expect(Simulation.resume(checkpoint, { backend: 'gpu' })).rejects.toThrow(RunError);
});
