/** The moving window: a short wire that follows its wall is a long wire that does not, and its ledger closes all the same. */
import { describe, expect, it } from 'vitest';
import { Simulation, type SceneInput } from '../../src/node/index.js';
import { parseScene } from '../../src/scene/parse.js';
import { runBatch } from '../support/batches.js';
import { largest, small } from '../support/measured.js';

const DX = 5e-9, WINDOW = 96; // 30 wall widths: what is cut off or made up at its ends is e^-30 of a domain
type Backend = 'cpu' | 'gpu';

interface Motion {
  readonly field?: SceneInput['field'];
  readonly transport?: SceneInput['transport'];
  /** The wall's start within the window, in cells; 48 is the middle. */
  readonly at?: number;
  /** Tail to tail instead of head to head. */
  readonly reversed?: boolean;
  readonly duration?: number;
  readonly fixedStep?: number;
  /** Cells that it travels at least, and which way. */
  readonly cells: number;
}

const motions: Record<string, Motion> = {
  'driven to the right by a field': { field: { B: [0.01, 0, 0] }, cells: 22 },
  'driven to the left': { field: { B: [-0.01, 0, 0] }, cells: -22 },
  'a tail-to-tail wall': { field: { B: [0.01, 0, 0] }, reversed: true, cells: -22 },
  'a wall that starts near the end of the window': { field: { B: [-0.01, 0, 0] }, at: 62, cells: -22 },
  'pushed by a current': { transport: { polarization: 0.6, beta: 0.3, conductivity: 4e6, closure: 'prescribed', j: [-2.5e12, 0] }, cells: 20 },
  'above breakdown, forth and back': { field: { B: [0.03, 0, 0] }, transport: { polarization: 0.6, beta: 0.3, conductivity: 4e6, closure: 'open' }, cells: 20 },
  'in pulses of field and current': {
    field: { B: [0.014, 0, 0], waveform: { kind: 'pulse', start: 1e-10, width: 2.1e-10, period: 3e-10 } },
    transport: { polarization: 0.6, beta: 0.3, conductivity: 4e6, closure: 'prescribed', j: [-2e12, 0], jWaveform: { kind: 'pulse', start: 0, width: 1e-10, period: 2.3e-10 } },
    cells: 20,
  },
  // The window is due every 24 steps, 6e-12 s: each time at a jump.
  'in pulses of fixed steps, a jump whenever the window is due': { field: { B: [0.05, 0, 0], waveform: { kind: 'pulse', start: 3e-12, width: 3e-12, period: 6e-12 } }, fixedStep: 2.5e-13, duration: 6e-10, cells: 12 },
};

function scene({ field, transport, at = 48, reversed = false, duration = 1.6e-9, fixedStep }: Motion, extra: number, followTexture: boolean, backend: Backend): SceneInput {
  const sign = reversed ? -1 : 1;
  return {
    grid: { cells: [WINDOW + 2 * extra, 1], cellSize: [DX, 1e-7, 1e-8] },
    material: { Ms: 8e5, A: 1.3e-11, alpha: 0.3, anisotropy: [{ axis: [1, 0, 0], Ku1: 5e4 }, { axis: [0, 0, 1], Ku1: -5e4 }] },
    initial: { kind: 'wall', left: [sign, 0, 0], centre: [0, 1, 0.1], right: [-sign, 0, 0], at: (at + extra + 0.3) * DX },
    field, transport,
    run: { duration, followTexture, ...(fixedStep ? { method: 'rk4', fixedStep } : { tolerance: backend === 'cpu' ? 1e-8 : 1e-5 }) },
    output: { sampleEvery: 2e-11 },
  };
}

async function run(input: SceneInput, backend: Backend) {
  const simulation = await Simulation.create(input, { backend });
  const table = await simulation.run();
  const { notes } = simulation;
  simulation.destroy();
  expect(notes).toEqual([]);
  const moved = (name: string) => table.column(name).map((x, _, all) => x - all[0]);
  return { table, x: moved('wall_x'), phi: moved('wall_phi'), start: table.column('wall_x')[0], width: table.column('wall_width') };
}

async function check(name: string, motion: Motion, backend: Backend, bounds: { place: number; ledger: number }): Promise<void> {
  const extra = Math.abs(motion.cells) * 2 + 20;
  const follow = await run(scene(motion, 0, true, backend), backend);
  const stay = await run(scene(motion, extra, false, backend), backend);
  const travelled = Math.max(...stay.x.map(Math.abs));
  expect(Math.sign(stay.x.at(-1)!) * travelled / DX, name).toSatisfy((cells: number) => (motion.cells > 0 ? cells >= motion.cells : cells <= motion.cells));
  small(`${backend} ${name}, start`, (follow.start - stay.start) / DX + extra, 1e-6);
  small(`${backend} ${name}, position`, largest(follow.x.map((x, k) => x - stay.x[k])) / travelled, bounds.place);
  small(`${backend} ${name}, angle`, largest(follow.phi.map((phi, k) => phi - stay.phi[k])), 10 * bounds.place);
  small(`${backend} ${name}, width`, largest(follow.width.map((w, k) => w / stay.width[k] - 1)), 10 * bounds.place);
  small(`${backend} ${name}, ledger`, largest(follow.table.column('ledger')), bounds.ledger);
  small(`${backend} ${name}, ledger of the long wire`, largest(stay.table.column('ledger')), bounds.ledger);
}

// What is left is the tails that the window cuts off, and the steps' own tolerance. Measured: 2.1e-8 of the way, ledger
// 4.1e-9; in float32 1.2e-7 of the way, ledger 1.8e-5 (of the longer wire, whose sums have more cells in them).
describe('cpu', () => {
  it.each(Object.entries(motions))('%s', (name, motion) => check(name, motion, 'cpu', { place: 1e-7, ledger: 1.5e-8 }));
});

describe('gpu', () => {
  it.each(['driven to the right by a field', 'in pulses of field and current'])('%s', (name) => check(name, { ...motions[name], duration: 8e-10, cells: Math.floor(motions[name].cells / 2) }, 'gpu', { place: 5e-7, ledger: 6e-5 }));
});

describe('in a batch', () => {
  it('every window follows its own wall, whatever the others wait for', async () => {
    const scenes = ['in pulses of field and current', 'driven to the left', 'pushed by a current'].map((name) => {
      const { transport, ...rest } = motions[name];
      const input = scene({ ...rest, transport: transport ?? { polarization: 0, conductivity: 4e6, closure: 'prescribed' }, duration: 1e-9 }, 0, true, 'cpu');
      return parseScene({ ...input, output: { sampleEvery: name === 'pushed by a current' ? 2.5e-10 : 2e-11, snapshotEvery: name === 'driven to the left' ? 1.3e-10 : null } });
    });
    const together = await runBatch(scenes, { gpu: null });
    for (const [k, alone] of (await Promise.all(scenes.map((one) => runBatch([one], { gpu: null })))).entries()) {
      const { readings } = alone[0];
      expect(Math.abs(readings.at(-1)!.wall_x - readings[0].wall_x) / DX).toBeGreaterThan(10);
      small(`batch, ${k}, ledger`, largest(readings.map(({ ledger }) => ledger)), 1.5e-8);
      expect(together[k]).toEqual(alone[0]);
    }
  });
});

describe.each(['cpu', 'gpu'] as const)('%s: where the window is', (backend) => {
  it.each([[{ field: { B: [0.01, 0, 0] }, cells: 22 } as Motion, 1], [{ field: { B: [-0.01, 0, 0] }, cells: -22 } as Motion, 1], [{ field: { B: [0.01, 0, 0] }, cells: 0 } as Motion, 0]])('chunks and snapshots say %#', async (motion, follows) => {
    const input = { ...scene(motion, 0, follows === 1, backend), output: { sampleEvery: 2e-11, snapshotEvery: 4e-11 } };
    const simulation = await Simulation.create(input, { backend });
    const at = simulation.columns.findIndex(({ name }) => name === 'wall_x');
    /** Where mx changes sign, from the left edge of the grid. */
    const wall = (m: Float64Array) => {
      const k = [...Array(WINDOW - 1).keys()].find((i) => m[3 * i] > 0 !== m[3 * i + 3] > 0)!;
      return DX * (k + 0.5 + m[3 * k] / (m[3 * k] - m[3 * k + 3]));
    };
    const x = new Map<number, number>();
    let last = 0, snapshots = 0;
    for await (const chunk of simulation.advance()) {
      for (const row of chunk.rows) x.set(row[0], row[at]);
      for (const { time, m, origin } of chunk.snapshots.filter(({ time }) => time > 0)) {
        snapshots++;
        // Between two cells a straight line is nearly the wall's tanh. Measured: 1.7e-11.
        small('snapshot', wall(m) + origin - x.get(time)!, 0.01 * DX);
      }
      // The wall goes on a little after a row. Measured: 1.7e-9; the window moves by 4 columns at least.
      if (x.size > 0) small('chunk', wall(await simulation.magnetization()) + chunk.origin - [...x.values()].at(-1)!, DX / 2);
      last = chunk.origin;
    }
    simulation.destroy();
    expect(snapshots).toBe(40);
    if (follows === 0) expect(last).toBe(0);
    else expect(Math.sign(motion.cells) * last).toBeGreaterThan(15 * DX);
    if (follows === 1) small('whole columns', last / DX - Math.round(last / DX), 1e-9);
  });
});
