/**
 * Films whose current finds its own way, as runs: a batch is its scenes alone, a run that is resumed one that was not, probes and leads are read
 * where they are, and a potential that does not converge ends the run.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GpuHandle } from '../../src/gpu/platform.js';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/io/checkpoint.js';
import { cpuConduction, gpuConduction } from '../../src/lower/conduction.js';
import { shapeKey } from '../../src/lower/steps.js';
import { Simulation, type SceneInput } from '../../src/node/index.js';
import { parseScene } from '../../src/scene/parse.js';
import { runBatch } from '../support/batches.js';
import { gpuHandle } from '../support/gpu.js';
import { distance, largest, near, small } from '../support/measured.js';

type Transport = NonNullable<SceneInput['transport']>;
const leads: Transport['leads'] = [
  { name: 'a', edge: 'left', voltage: 2e-4, resistance: 0.1 },
  { name: 'b', edge: 'right', voltage: 0 },
  { name: 'c', edge: 'top', from: 2e-8, to: 3e-8 },
];
const closures: Record<string, Transport> = {
  circuit: {
    polarization: 0.7, beta: 0.1, conductivity: 1e9, closure: 'circuit', amr: 0.05, leads, loads: [{ between: ['b', 'c'], resistance: 0.4 }],
    probes: [{ name: 'below', at: [2.5e-8, 0] }, { name: 'above', at: [2.5e-8, 3.2e-8] }], voltageWaveform: { kind: 'sine', frequency: 4e9, offset: 0.2 },
  },
  open: { polarization: 0.7, beta: 0.1, conductivity: 1e9, closure: 'open' },
  'two-band': { polarization: 0.7, beta: 0.1, conductivity: 1e9, closure: 'two-band', spinFlipLength: 8e-9, leads },
  'landau-lifshitz': { polarization: 0.7, beta: 0.1, conductivity: 2e7, closure: 'landau-lifshitz', leads },
};

/** A strip with a notch, a vortex in it. */
const film = (transport: Transport, more: Partial<SceneInput> = {}): SceneInput => ({
  grid: { cells: [13, 8], cellSize: [4e-9, 4e-9, 1e-8] },
  geometry: { shape: 'not', of: { shape: 'rectangle', size: [8e-9, 8e-9], at: [4e-8, 0] } },
  material: { Ms: 8e5, A: 1.3e-11, alpha: 0.05 },
  demag: 'full',
  initial: { kind: 'vortex', circulation: 1, polarity: 1, at: [2.2e-8, 1.4e-8] },
  field: { B: [2e-2, 0, 0], waveform: { kind: 'pulse', start: 1.1e-11, width: 1e-11 } },
  transport,
  run: { duration: 2.4e-11 },
  output: { sampleEvery: 4e-12, snapshotEvery: 1.2e-11 },
  ...more,
});

describe.each(Object.entries(closures))('%s', (_closure, transport) => {
  it('a batch is its scenes alone', async () => {
    const other: Partial<SceneInput> = { geometry: { shape: 'rectangle' }, regions: [] };
    const scenes = [parseScene(film(transport)), parseScene(film({ ...transport, beta: 0.3, ...(transport.leads ? { leads: [{ ...leads![0], voltage: -1e-4 }, leads![1], leads![2]] } : {}) })), parseScene(film({ ...transport, polarization: 0.4 }, other))];
    const together = await runBatch(scenes, { gpu: null });
    for (const [k, scene] of scenes.entries()) {
      const [alone] = await runBatch([scene], { gpu: null });
      expect(alone.readings).toHaveLength(7);
      expect(together[k]).toEqual(alone);
    }
    expect(together[0].readings.at(-1)!.emf).not.toBe(together[1].readings.at(-1)!.emf);
  });

  it('stopped and resumed it goes on as if it had not been', async () => {
    const whole = await outcome(film(transport), null);
    expect(whole.chunks).toBeGreaterThan(5);
    expect(whole.rows).toHaveLength(7);
    for (const stop of [0, 1, whole.chunks >> 1, whole.chunks - 1]) expect(await outcome(film(transport), stop), `after chunk ${stop}`).toEqual(whole);
  });
});

/** Runs to the end, or saves after `stop` chunks (0: before the first), goes through the bytes of a file, and is resumed. */
async function outcome(scene: SceneInput, stop: number | null, backend: 'cpu' | 'gpu' = 'cpu') {
  const rows: number[][] = [], snapshots: Float64Array[] = [];
  let simulation = await Simulation.create(scene, { backend }), chunks = 0;
  const go = async (most: number) => {
    if (most === 0) return;
    for await (const chunk of simulation.advance()) {
      rows.push(...chunk.rows);
      snapshots.push(...chunk.snapshots.map(({ m }) => m));
      if (++chunks === most) break;
    }
  };
  await go(stop ?? Infinity);
  if (stop !== null) {
    const checkpoint = decodeCheckpoint(encodeCheckpoint(await simulation.checkpoint()));
    simulation.destroy();
    simulation = await Simulation.resume(checkpoint);
    await go(Infinity);
  }
  const out = { rows, snapshots, summary: simulation.summary(), m: await simulation.magnetization(), chunks };
  simulation.destroy();
  return out;
}

it('scenes of one batch have as many bands and leads, and cells of one size', () => {
  const key = (transport: Transport, more?: Partial<SceneInput>) => shapeKey(parseScene(film(transport, more)));
  const own = key(closures.circuit);
  expect(key({ ...closures.circuit, beta: 0.3, probes: [], leads: leads!.map((lead) => ({ ...lead, voltage: 0, resistance: undefined })), loads: [] })).toBe(own);
  expect(key({ ...closures.circuit, loads: [], leads: leads!.slice(0, 2) })).not.toBe(own);
  expect(key(closures['two-band'])).not.toBe(key({ ...closures.circuit, loads: [], probes: [] }));
  expect(key(closures['landau-lifshitz'])).not.toBe(own);
  expect(key(closures.circuit, { grid: { cells: [13, 8], cellSize: [4e-9, 5e-9, 1e-8] } })).not.toBe(own);
  expect(key(closures.circuit, { run: { duration: 1e-11, potentialTolerance: 1e-7 } })).not.toBe(own);
});

describe('what is read', () => {
  const run = async (scene: SceneInput) => {
    const simulation = await Simulation.create(scene, { backend: 'cpu' });
    const table = await simulation.run();
    simulation.destroy();
    return table;
  };
  const [nx, ny, d] = [12, 6, 4e-9];
  /** At rest, along x: nothing but Ohm's law. */
  const strip = (transport: Partial<Transport>, more: Partial<SceneInput> = {}): SceneInput => ({
    grid: { cells: [nx, ny], cellSize: [d, d, 5e-9] },
    material: { Ms: 8e5, A: 1.3e-11, alpha: 0.1 },
    initial: { kind: 'uniform', m: [1, 0, 0] },
    transport: { polarization: 0.5, conductivity: 5e6, closure: 'circuit', ...transport },
    run: { duration: 2e-12 },
    output: { sampleEvery: 1e-12 },
    ...more,
  });
  const R = nx / (5e6 * ny * 5e-9);

  it('a voltage divider, from t = 0 on: probes along the strip, U and I of the leads, V, j, heat and power', async () => {
    const probes = [{ name: 'left_end', at: [0, 3 * d] as [number, number] }, { name: 'third', at: [4 * d, 0] as [number, number] }, { name: 'two_thirds', at: [8 * d, ny * d] as [number, number] }];
    const { columns, column, rows } = await run(strip({ voltage: 3e-3, load: R / 2, probes }));
    expect(columns.map(({ name, unit }) => `${name}=${unit}`).slice(-11)).toEqual(['U_left=V', 'I_left=A', 'U_right=V', 'I_right=A', 'V_left_end=V', 'V_third=V', 'V_two_thirds=V', 'solve_tolerance=', 'solve_residual=', 'solve_iterations=', 'bound=']);
    expect(rows).toHaveLength(3);
    for (let k = 0; k < 3; k++) {
      const at = (name: string) => column(name)[k];
      near('U_left', at('U_left'), 2e-3, 1e-8);
      small('U_right', Math.abs(at('U_right')), 0);
      near('I', at('I'), 2e-3 / R, 1e-8);
      near('I_left', at('I_left'), 2e-3 / R, 1e-8);
      near('I_right', at('I_right'), -2e-3 / R, 1e-8);
      near('V', at('V'), 2e-3, 1e-8);
      near('V_left_end', at('V_left_end'), 2e-3, 1e-8);
      near('third less two thirds', at('V_third') - at('V_two_thirds'), 2e-3 / 3, 1e-8);
      near('jx', at('jx'), 2e-3 / R / (ny * d * 5e-9), 1e-8);
      near('P_joule', at('P_joule'), 4e-6 / R, 1e-8);
      near('P_in', at('P_in'), 4e-6 / R, 1e-8);
      expect(at('bound')).toBe(0);
      expect(at('solve_residual')).toBeLessThanOrEqual(at('solve_tolerance'));
      expect(at('solve_tolerance')).toBe(1e-9);
    }
    expect(column('solve_iterations')[0]).toBeGreaterThan(0);
    expect(column('solve_residual')[0]).toBeGreaterThan(0);
  });

  it('currents into three leads by hand: a bridge of loads', async () => {
    const given: Transport['leads'] = [{ name: 'in', edge: 'left', current: 3e-4 }, { name: 'out', edge: 'right', voltage: 0 }, { name: 'loose', edge: 'top', from: 5 * d, to: 7 * d }];
    const { column } = await run(strip({ leads: given, jWaveform: { kind: 'ramp', duration: 2e-12 } }));
    for (let k = 0; k < 3; k++) {
      small(`I_in, row ${k}`, Math.abs(column('I_in')[k] - k * 1.5e-4), 1e-12);
      small(`I_out, row ${k}`, Math.abs(column('I_out')[k] + k * 1.5e-4), 1e-12);
      small(`I_loose, row ${k}`, Math.abs(column('I_loose')[k]), 1e-12);
    }
    // The piece of metal on the top edge shorts a little of the strip, and stands at half the voltage, being in the middle.
    const U = column('U_in')[2];
    expect(U).toBeLessThan(R * 3e-4);
    near('U_in', U, R * 3e-4, 0.1);
    near('U_loose', column('U_loose')[2], U / 2, 1e-7);
  });

  it('a Hall voltage of magnetoresistance, m at 45 degrees: the field across is that of rho_xy where leads are far', async () => {
    const [length, width] = [60, 6], amr = 0.1, rho = 1 / 5e6;
    const { column } = await run(strip({
      amr, leads: [{ name: 'in', edge: 'left', current: 1e-4 }, { name: 'out', edge: 'right', voltage: 0 }],
      probes: [{ name: 'low', at: [30 * d, 0] }, { name: 'high', at: [30 * d, width * d] }],
    }, { grid: { cells: [length, width], cellSize: [d, d, 5e-9] }, initial: { kind: 'uniform', m: [1, 1, 0] } }));
    // E_y = rho amr m_x m_y j_x, V_low - V_high = E_y w
    const expected = rho * amr * 0.5 * (1e-4 / (width * d * 5e-9)) * width * d;
    near('V_low - V_high', column('V_low')[0] - column('V_high')[0], expected, 1e-6); // leads 5 widths away: exp(-5 pi) = 1.5e-7
  });
});

describe('gpu', () => {
  let handle: GpuHandle;
  beforeAll(async () => {
    handle = await gpuHandle();
  });
  afterAll(() => handle.release());
  const short: Partial<SceneInput> = { run: { duration: 8e-13 }, output: { sampleEvery: 4e-13 }, field: { B: [2e-2, 0, 0] }, demag: 'none' };
  const fewer = () => ({ ...gpuConduction(handle), iterations: { stage: 4, first: 12 } }); // of which each costs its dispatches

  it('a batch of two is the two alone, and what float64 has', async () => {
    const scenes = [0.1, 0.3].map((beta) => parseScene(film({ ...closures.circuit, beta }, short)));
    const together = await runBatch(scenes, { gpu: handle, conduction: fewer() });
    const [alone] = await runBatch(scenes.slice(1), { gpu: handle, conduction: fewer() });
    small('batch of two', distance(together[1].m, alone.m), 1e-5); // 0
    for (const [k, scene] of scenes.entries()) {
      const [exact] = await runBatch([scene], { gpu: null });
      small(`float64, ${k}`, distance(together[k].m, exact.m), 1e-5); // 3e-7
      for (const name of ['emf', 'I', 'V'] as const) near(`${name}, ${k}`, together[k].readings.at(-1)![name], exact.readings.at(-1)![name], 1e-4); // 3e-6
      near(`probe, ${k}`, together[k].readings.at(-1)!.probes[1], exact.readings.at(-1)!.probes[1], 1e-4);
    }
  });

  it('stopped and resumed it goes on as if it had not been', async () => {
    const whole = await outcome(film(closures.circuit, short), null, 'gpu');
    expect(await outcome(film(closures.circuit, short), whole.chunks >> 1, 'gpu')).toEqual(whole);
  });

  it('a potential that does not converge ends the run', async () => {
    const conduction = { ...gpuConduction(handle), iterations: { stage: 2, first: 1 } };
    const [{ failure, readings }] = await runBatch([parseScene(film(closures.circuit, short))], { gpu: handle, conduction });
    expect(readings).toEqual([]);
    expect(failure).toMatch(/^the electric potential did not converge at t = 0 s, step 0, dt \S+ s: .*run\.potentialTolerance 1e-6; try a larger one or the float64 engine \(--backend cpu\)$/);
  });
});

describe('a potential that does not converge ends the run', () => {
  const few = (stage: number, first: number) => ({ ...cpuConduction, iterations: { stage, first } });
  const scene = (more: Partial<SceneInput['run']> = {}) => [parseScene(film(closures.circuit, { run: { duration: 4e-11, ...more } }))];

  it('at the start', async () => {
    const [{ failure, readings }] = await runBatch(scene(), { gpu: null, conduction: few(60, 1) });
    expect(readings).toEqual([]);
    expect(failure).toMatch(/^the electric potential did not converge at t = 0 s, step 0, dt \S+ s: its residual does not fall below run\.potentialTolerance 1e-9; try a larger one, or conductivities that differ less$/);
  });

  it('on the way, after ever shorter steps', async () => {
    const [{ failure, readings }] = await runBatch(scene(), { gpu: null, conduction: few(1, 60) });
    expect(readings.length).toBeGreaterThan(0);
    expect(failure).toMatch(/^the electric potential did not converge at t = .* s, step \d+, dt \S+ s: /);
  });

  it('at once where the step is fixed', async () => {
    const [{ failure, readings }] = await runBatch(scene({ method: 'rk4', fixedStep: 1e-13 }), { gpu: null, conduction: few(1, 60) });
    expect(readings.length).toBe(1);
    expect(failure).toMatch(/^the electric potential did not converge at t = 0 s, step 0, dt 1e-13 s: /);
  });

  it('a shorter step helps where the potential is nearer to the last one', async () => {
    const rough = scene({ duration: 8e-12, potentialTolerance: 1e-5 });
    const free = await runBatch(rough, { gpu: null });
    const [{ failure, readings }] = await runBatch(rough, { gpu: null, conduction: few(1, 60) });
    expect(failure).toBeNull();
    expect(readings.at(-1)!.steps).toBeGreaterThan(free[0].readings.at(-1)!.steps);
    // The first row has the first solve, and so has the second: the step after it begins with its rate.
    expect(Math.max(...readings.slice(2).map(({ iterations }) => iterations))).toBeLessThanOrEqual(1);
    small('residual', largest(readings.map(({ residual }) => residual)), 1e-5);
  });
});
