/** The self-check of a GPU on the start of a run. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseScene, Simulation, sweep, type Scene, type SceneInput } from '../../src/node/index.js';
import { nodePlatform } from '../../src/node/dawn.js';
import type { Reading } from '../../src/observe/lane.js';
import { begin } from '../../src/run/begin.js';
import { apart, checkStart, startReading } from '../../src/run/checkStart.js';
import { initialMagnetization } from '../../src/scene/initial.js';
import { small } from '../support/measured.js';

const wire: SceneInput = {
  grid: { cells: [120, 1], cellSize: [5e-9, 1e-7, 1e-8] },
  material: { Ms: 8e5, A: 1.3e-11, alpha: 0.02, anisotropy: [{ axis: [1, 0, 0], Ku1: 5e4 }, { axis: [0, 0, 1], Ku1: -2e4 }] },
  initial: { kind: 'wall', left: [1, 0, 0], centre: [0, 1, 0.1], right: [-1, 0, 0], at: 2.9e-7 },
  field: { B: [5e-3, 0, 1e-3] },
  transport: { polarization: 0.6, beta: 0.1, conductivity: 4e6, closure: 'circuit', voltage: 1e-2 },
  run: { duration: 1e-11 },
  output: { sampleEvery: 1e-11 },
};
const film: SceneInput = { ...wire, grid: { cells: [40, 24], cellSize: [4e-9, 4e-9, 1e-9] }, material: { ...wire.material, dmi: { interfacial: 3e-3 }, anisotropy: [{ axis: [0, 0, 1], Ku1: 8e5 }] }, initial: { kind: 'random', seed: 3 } };
/** Many cells in which nothing happens: round-off is all there is. */
const still: SceneInput = { ...wire, grid: { ...wire.grid, cells: [4000, 1] }, initial: { kind: 'uniform', m: [1, 0, 0] }, field: { B: [5e-3, 0, 0] } };

const float64 = (scene: Scene): Promise<Reading> => startReading(scene, initialMagnetization(scene), new Uint8Array(scene.grid.cells[0] * scene.grid.cells[1]));

const driver = { exchange: 'c' };
vi.mock('../../src/gpu/shaders.js', async (original) => {
  const { shaderTexts } = await original<typeof import('../../src/gpu/shaders.js')>();
  const right = 'return c * (difference(l, m)';
  expect(shaderTexts['lib/field']).toContain(right);
  return { get shaderTexts() { return { ...shaderTexts, 'lib/field': shaderTexts['lib/field'].replace(right, right.replace('c', driver.exchange)) }; } };
});
afterEach(() => {
  driver.exchange = 'c';
});

describe.each(Object.entries({ wire, film, still }))('%s', (name, input) => {
  it('a GPU that computes as it should passes, far from what is allowed', async () => {
    const scene = parseScene(input);
    const regions = new Uint8Array(scene.grid.cells[0] * scene.grid.cells[1]);
    const [host, batch] = await begin(nodePlatform, [scene], [initialMagnetization(scene)], [regions], 'gpu', {});
    let found: Reading | undefined;
    batch.judgeStart(async (reading) => void (found = reading));
    await batch.chunk();
    host.release();
    const reading = await float64(scene);
    for (const { name: quantity, share } of apart(scene, reading, found!)) small(`${name}: ${quantity}, of what is allowed`, share, 0.1);
  });

  it('one that does not is found out', async () => {
    const scene = parseScene(input);
    const reading = await float64(scene);
    // Of a wire that is half as long, and with a neighbour that is not there.
    expect(() => checkStart(scene, reading, { ...reading, E_zeeman: 0.5 * reading.E_zeeman - 1e-18 })).toThrow(/^the GPU computes something else than it should: at the start the energy in the field is .* J there, and .* J in float64/);
    expect(() => checkStart(scene, reading, { ...reading, max_rate: reading.max_rate * 1.5 + 0.01 })).toThrow('|dm/dt|/gamma');
    // The run itself ends with that.
    expect(() => checkStart(scene, reading, { ...reading, max_rate: NaN, E_exchange: Infinity })).not.toThrow();
  });
});

describe('a driver that loses half of the exchange', () => {
  it('ends the run before its first row, and says what to do', async () => {
    driver.exchange = '0.5 * c';
    const simulation = await Simulation.create(wire, { backend: 'gpu' });
    const chunks = simulation.advance();
    await expect(chunks.next()).rejects.toThrow(/^the GPU computes something else than it should: .* in float64; its driver may be at fault: update it, or run on the float64 engine/);
    simulation.destroy();
  });

  it('is found while a start relaxes, too, and in a sweep', async () => {
    driver.exchange = '0.5 * c';
    await expect(Simulation.create({ ...wire, run: { ...wire.run, relaxFirst: 'without-drive' } }, { backend: 'gpu' })).rejects.toThrow('the GPU computes');
    await expect(sweep({ ...wire, sweep: { 'material.alpha': [0.02, 0.1] } }, { backend: 'gpu' }).next()).rejects.toThrow('the GPU computes');
  });
});
