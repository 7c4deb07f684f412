/** What labs make of a run that a hand has changed: the way back, the words, the pulses, and curves of many points. */
import { describe, expect, test } from 'vitest';
import { brush, poke } from '../../demos/shared/lab/kicks.js';
import { settingsText } from '../../demos/shared/lab/controls.js';
import { strokeCurve } from '../../demos/shared/axes.js';
import { lastChange, settled, wayBack } from '../../demos/shared/steer.js';
import { PRESETS as VORTICES } from '../../demos/vortex/presets.js';
import { openVortexScene } from '../../demos/vortex/scene.js';
import { SLIDERS as OF_VORTICES } from '../../demos/vortex/settings.js';
import { openWallScene } from '../../demos/wall/limits.js';
import { PRESETS as WALLS } from '../../demos/wall/presets.js';
import { SLIDERS, SWITCHES } from '../../demos/wall/settings.js';
import { parseScene, type SceneInput } from '../../src/node/index.js';

const { scene } = WALLS.turning;
const KICK = { impulse: [0, 0, 1e-12] as [number, number, number], at: [1e-7, 5e-8] as [number, number], radius: 2e-8 };

describe('a run that was changed on the way', () => {
  const steered: SceneInput = { ...scene, changes: [{ at: 1e-9, set: { 'field.B.0': 5e-3, 'material.alpha': 0.1 } }, { at: 2e-9, kicks: [KICK] }, { at: 3e-9, set: { 'field.B.0': 7e-3 } }] };

  test('as it stands at a time, and when it last changed', () => {
    expect(settled(steered, 1.5e-9).field?.B).toEqual([5e-3, 0, 0]);
    expect(settled(steered).field?.B).toEqual([7e-3, 0, 0]);
    expect(settled(steered).changes).toBeUndefined();
    expect([0, 1.5e-9, 2.5e-9, 1].map((time) => lastChange(steered, time))).toEqual([0, 1e-9, 2e-9, 3e-9]);
  });

  test('what sets it back', () => {
    expect(wayBack(steered, scene)).toEqual({ 'field.B.0': 3e-3, 'material.alpha': 0.03 });
    expect(wayBack(steered, { ...steered, changes: steered.changes!.slice(0, 2) })).toEqual({ 'field.B.0': 5e-3 });
    // A kick is nothing that a value could take back.
    expect(wayBack({ ...scene, changes: [{ at: 1e-9, kicks: [KICK] }] }, scene)).toEqual({});
    const vortex = VORTICES.ring.scene;
    const driven: SceneInput = { ...vortex, changes: [{ at: 1e-9, set: { 'transport.leads.0.current': 1e-3, 'transport.leads.1.current': -1e-3, 'transport.jWaveform': { kind: 'sine', frequency: 1e9 } } }] };
    expect(wayBack(driven, vortex)).toEqual({ 'transport.leads.0.current': 0, 'transport.leads.1.current': -0, 'transport.jWaveform': { kind: 'constant' } });
  });
});

test('a poke turns by a quarter in its middle, a brush as a field of 50 mT would between two samples', () => {
  const parsed = parseScene(scene);
  const { gamma } = parsed.material;
  expect(gamma * poke(parsed, [0, 1, 0], [1e-7, 5e-8], 2e-8).impulse[1]).toBeCloseTo(Math.PI / 2, 5); // six digits
  expect(brush(parsed, [0, 0, -1], [1e-7, 5e-8], 2e-8)).toEqual({ impulse: [0, 0, -2.5e-12], at: [1e-7, 5e-8], radius: 2e-8 });
});

describe('settings', () => {
  test('every preset is a scene that its lab takes', () => {
    for (const [name, preset] of Object.entries(WALLS)) expect(() => openWallScene(preset.scene), name).not.toThrow();
    for (const [name, preset] of Object.entries(VORTICES)) expect(() => openVortexScene(preset.scene), name).not.toThrow();
  });

  test('what sliders set, the library takes while it runs', () => {
    const takes = (given: SceneInput, set: Readonly<Record<string, unknown>>) => () => parseScene({ ...given, changes: [{ at: given.output!.sampleEvery!, set }] });
    for (const [name, preset] of Object.entries(WALLS)) {
      for (const slider of SLIDERS) {
        if (slider.read(preset.scene) === null) continue;
        for (const value of slider.range.slice(0, 2)) expect(takes(preset.scene, slider.set(value * slider.scale, preset.scene, 0)), `${name}: ${slider.id} ${value}`).not.toThrow();
      }
    }
    for (const slider of OF_VORTICES) for (const value of slider.range.slice(0, 2)) expect(takes(VORTICES.ring.scene, slider.set(value * slider.scale, VORTICES.ring.scene, 0)), `vortex: ${slider.id} ${value}`).not.toThrow();
  });

  test('what switches of the wall lab make of its presets, it takes', () => {
    for (const [name, preset] of Object.entries(WALLS)) {
      for (const { options, write, read } of SWITCHES) {
        for (const [value] of options) {
          const written = write(preset.scene, value);
          const next = 'scene' in written ? written.scene : settled({ ...preset.scene, changes: [{ at: 0, set: written.set }] });
          expect(() => openWallScene(next), `${name}: ${value}`).not.toThrow();
          expect(read(next), `${name}: ${value}`).toBe(value);
        }
      }
    }
  });

  test('in words', () => {
    expect(settingsText(SLIDERS, scene)).toBe('B = 3\u202fmT, V = 0\u202fV, \u03b1 = 0.03, \u03b2 = 0.06');
    expect(settingsText(OF_VORTICES, VORTICES.push.scene)).toBe('I = 6\u202fmA, f = steady, \u03b1 = 0.03, \u03b2 = 0.04');
  });
});

test('a curve of many points keeps its ends and its peaks, in few', () => {
  const drawn: [number, number][] = [];
  const context = { beginPath() {}, stroke() {}, lineTo: (x: number, y: number) => void drawn.push([x, y]) } as unknown as CanvasRenderingContext2D;
  const count = 50_000;
  const x = Array.from({ length: count }, (_, k) => (100 * k) / count);
  const y = x.map((at, k) => (k === 12_345 ? 9 : k === 30_001 ? -7 : k === 40_000 ? NaN : Math.sin(at)));
  strokeCurve(context, '#000', x, y, (at) => at, (value) => value);
  expect(drawn.length).toBeLessThan(401);
  expect(drawn[0]).toEqual([x[0], y[0]]);
  expect(drawn.at(-1)).toEqual([x.at(-1), y.at(-1)]);
  expect([Math.min(...drawn.map(([, value]) => value)), Math.max(...drawn.map(([, value]) => value))]).toEqual([-7, 9]);
  // Few points are drawn as they are.
  drawn.length = 0;
  strokeCurve(context, '#000', [0, 10, 20], [1, NaN, 3], (at) => at, (value) => value);
  expect(drawn).toEqual([[0, 1], [20, 3]]);
});
