/** What the wall lab says that theory expects, against runs of the library: chirality, an easy axis across the film, loads and sources. */
import { describe, expect, test } from 'vitest';
import { closedForms } from '../../demos/wall/closedForms.js';
import { emptyCurves, extend } from '../../demos/wall/curves.js';
import { measure } from '../../demos/wall/means.js';
import { PRESETS } from '../../demos/wall/presets.js';
import { drivenCurrent, expected, ownResistance, resistanceAt } from '../../demos/wall/theory.js';
import { parseScene, Simulation, type SceneInput } from '../../src/node/index.js';
import { small } from '../support/measured.js';

/** A preset with other values at some of its paths. */
function scene(preset: string, { run, material, field, transport }: Partial<Record<'run' | 'material' | 'field' | 'transport', object>>): SceneInput {
  const given = PRESETS[preset].scene;
  return { ...given, run: { ...given.run, ...run }, material: { ...given.material, ...material }, field: { ...given.field, ...field }, transport: { ...given.transport!, ...transport }, output: { sampleEvery: 2e-11 } };
}

async function measured(input: SceneInput) {
  const simulation = await Simulation.create(input, { backend: 'cpu' });
  try {
    const { columns, rows } = await simulation.run();
    const curves = emptyCurves();
    extend(curves, columns, rows, (at) => resistanceAt(simulation.scene, at));
    return { curves, means: measure(curves)!.means, theory: expected(simulation.scene)!, phi: curves.phi.at(-1)! };
  } finally {
    simulation.destroy();
  }
}

describe('walls that settle', () => {
  test('a Bloch wall under a field', async () => {
    const { means, theory, phi } = await measured(scene('bloch', { material: { alpha: 0.3 }, field: { B: [0, 0, 3e-3] }, run: { duration: 8e-9 } }));
    expect(theory.angle).not.toBeNull();
    // A wall of 4.3 cells is narrower by the lattice, and slower: -0.69 % in cells of 2 nm, -0.34 % in cells of 1.4 nm, as the square of them.
    small('velocity', Math.abs(means.velocity / theory.velocity - 1), 8e-3);
    small('emf', Math.abs(means.emf / theory.emf - 1), 1e-3);
    small('angle, rad', Math.abs(phi - theory.angle!), 1e-4);
  });

  test('a chiral wall under a field leans by what its interaction allows, the other way for the other sign', async () => {
    for (const sign of [1, -1]) {
      const given = scene('neel', { material: { alpha: 0.5, dmi: { interfacial: sign * 5e-4 } }, field: { B: [0, 0, 3e-2] }, run: { duration: 1.2e-9 } });
      const { means, theory, phi } = await measured({ ...given, initial: { kind: 'wall', left: [0, 0, 1], centre: [-sign, 0, 0], right: [0, 0, -1], at: 2e-7 } });
      small('velocity', Math.abs(means.velocity / theory.velocity - 1), 1e-2);
      small('angle, rad', Math.abs(phi - theory.angle!), 3e-2);
      // Without it the wall would turn: its Walker field is 8.6 mT here.
      expect(expected(parseScene(scene('bloch', { material: { alpha: 0.5 }, field: { B: [0, 0, 3e-2] } })))!.angle).toBeNull();
    }
  });

  test('a wall that a source carries moves at beta u/alpha, and nothing acts back', async () => {
    const given = scene('battery', { material: { alpha: 0.3 }, transport: { beta: 0.15, closure: 'prescribed', j: [-1e12, 0] }, run: { duration: 4e-9 } });
    const { means, theory, curves } = await measured(given);
    const [form] = closedForms(parseScene(given), theory);
    expect(form.of).toBe('velocity');
    // (0.15/0.3) x 4.3463e-11 m^3/C x 1e12 A/m^2.
    expect(form.value).toBeCloseTo(21.73, 2);
    small('velocity', Math.abs(means.velocity / theory.velocity - 1), 3e-3);
    small('closed form', Math.abs(means.velocity / form.value - 1), 3e-3);
    expect(curves.pumped.every((value) => value === 0)).toBe(true);
  });
});

test('a wall that turns pumps through a load what its emf drives through all of the circuit', async () => {
  const ohm = ownResistance(parseScene(PRESETS.back.scene));
  // 256 nm/(6e7 S/m x 100 nm x 5 nm).
  expect(ohm).toBeCloseTo(8.533, 3);
  const run = (load: number) => measured(scene('back', { transport: { load }, run: { duration: 4e-9 } }));
  const [short, load] = [await run(0), await run(ohm)];
  for (const { means, theory } of [short, load]) {
    small('pumped current', Math.abs(means.pumped / theory.pumped - 1), 5e-3);
    small('velocity', Math.abs(means.velocity / theory.velocity - 1), 3e-2);
  }
  small('half of it', Math.abs(load.theory.pumped / short.theory.pumped - 0.5), 1e-3);
  // The current's torque is that of half the conductivity.
  expect(load.theory.velocity).toBeLessThan(short.theory.velocity);
});

test('the battery drives sigma V/L, less through a load', () => {
  const at = (transport: object) => drivenCurrent(parseScene(scene('battery', { transport })));
  expect(at({})).toBeCloseTo((4e6 * -0.12) / 7.68e-7, -3);
  const ohm = ownResistance(parseScene(PRESETS.battery.scene));
  expect(at({ load: ohm }) / at({})).toBeCloseTo(0.5, 12);
  expect(at({ closure: 'open' })).toBe(0);
});

test('theory keeps silent about what it does not know', () => {
  for (const preset of ['transverse', 'vortex']) expect(expected(parseScene(PRESETS[preset].scene))).toBeNull();
  const askew = { ...PRESETS.turning.scene, initial: { kind: 'wall', left: [1, 0, 0], centre: [0, 1, 1], right: [-1, 0, 0], at: 3.84e-7 } } as SceneInput;
  expect(expected(parseScene(askew))).toBeNull();
  expect(expected(parseScene(scene('turning', { field: { B: [1e-3, 1e-3, 0] } })))).toBeNull();
});

test('the fields and voltages that presets speak of are where theory lets a wall turn', () => {
  /** The least of a drive at which the wall turns, to 0.1 %. */
  const threshold = (turns: (value: number) => boolean, most: number) => {
    let [low, high] = [0, most];
    while (high - low > 1e-3 * high) {
      const middle = (low + high) / 2;
      if (turns(middle)) high = middle;
      else low = middle;
    }
    return high;
  };
  const turns = (given: SceneInput) => expected(parseScene(given))!.angle === null;
  const inField = (preset: string, more = {}) => threshold((B) => turns(scene(preset, { field: { B: PRESETS[preset].scene.field!.B!.map((b) => (b === 0 ? 0 : B)) }, ...more })), 0.1);
  expect(inField('turning')).toBeCloseTo(0.75e-3, 5);
  expect(inField('bloch')).toBeCloseTo(0.86e-3, 5);
  expect(inField('neel')).toBeCloseTo(16e-3, 3);
  expect(inField('neel') / inField('bloch', { material: { alpha: 0.1 } })).toBeCloseTo(9, 0);
  expect(threshold((V) => turns(scene('pinned', { transport: { voltage: -V } })), 1)).toBeCloseTo(0.3, 1);
});

test('an emf of 2 P muB B/e is spoken of where a wall turns with gamma B, and nowhere else', () => {
  const emfs = (preset: string, more: Parameters<typeof scene>[1]) => {
    const given = parseScene(scene(preset, more));
    return closedForms(given, expected(given)).filter(({ of }) => of === 'emf');
  };
  // -2 x 0.6 x 5.7883818e-5 eV/T x 3 mT.
  expect(emfs('turning', {}).map(({ value }) => value)).toEqual([expect.closeTo(-2.0838e-7, 11)]);
  expect(emfs('steady', {})).toEqual([]);
  // Just above breakdown it hardly turns; a battery turns it back.
  expect(emfs('turning', { field: { B: [0.8e-3, 0, 0] } })).toEqual([]);
  expect(emfs('turning', { transport: { voltage: 0.4 } })).toEqual([]);
  // Of another moment than Bohr's magneton.
  expect(emfs('turning', { material: { gamma: 1e11 } })).toEqual([]);
});

test('a load that is changed on the way is in the circuit from then on', () => {
  const changed = parseScene({ ...scene('turning', { transport: { load: 100 } }), changes: [{ at: 1e-9, set: { 'transport.load': 300 } }, { at: 2e-9, set: { 'material.alpha': 0.1 } }] });
  const ohm = ownResistance(changed);
  expect([0, 1e-9, 1.1e-9, 3e-9].map((time) => resistanceAt(changed, time) - ohm)).toEqual([100, 100, 300, 300].map((load) => expect.closeTo(load, 9)));
  const open = parseScene(scene('turning', { transport: { closure: 'open' } }));
  expect(resistanceAt(open, 1e-9)).toBe(Infinity);
});
