/**
 * Field, current and voltage in time: the columns against the waveform's own definition, and the motion they cause
 * against the independent oracle, for every kind.
 */
import { describe, expect, it } from 'vitest';
import { backends, runWire, type Backend } from '../support/library.js';
import { distance, largest, small } from '../support/measured.js';
import { D0, steadyWall, wallScene } from '../support/oracle/cases.js';
import { evolve, stableStep } from '../support/oracle/integrate.js';
import { factor, oracleOf, type SceneWaveform, type WireScene } from '../support/oracle/scene.js';
import { wallState } from '../support/oracle/wall.js';

const duration = 6e-10;
const kinds: [string, SceneWaveform][] = [
  ['constant', { kind: 'constant' }],
  ['sine', { kind: 'sine', frequency: 4.1e9, phase: 0.7, offset: 0.5 }],
  ['pulse with edges', { kind: 'pulse', start: 1.03e-10, width: 1.51e-10, rise: 0.52e-10, fall: 0.77e-10 }],
  ['pulses with jumps', { kind: 'pulse', start: 0.53e-10, width: 0.91e-10, period: 2.03e-10 }],
  ['ramp', { kind: 'ramp', start: 1.01e-10, duration: 3.03e-10, from: -0.5, to: 1.5 }],
  ['table', { kind: 'table', t: [0.2e-10, 1.7e-10, 3.1e-10, 5.3e-10], w: [0.3, -1, 1, 0.2] }],
];

function scenes(waveform: SceneWaveform, tolerance: number): [string, WireScene][] {
  const run = { perD: 3, length: 20, at: 10, phi: 0.3, width: D0, duration, sampleEvery: 1e-11, run: { tolerance } };
  const base = { polarization: 0.9, beta: 0.3, conductivity: 5e7 };
  return [
    ['B', { ...wallScene(steadyWall, { ...run, transport: { ...base, closure: 'circuit' } }), field: { B: [0.02, 0.01, -0.015], waveform } }],
    ['j', wallScene(steadyWall, { ...run, transport: { ...base, j: [4e12, 0], jWaveform: waveform } })],
    ['voltage', wallScene(steadyWall, { ...run, transport: { ...base, closure: 'circuit', voltage: 0.03, voltageWaveform: waveform, load: 0.1 } })],
  ];
}

describe.each(backends)('%s: waveforms', (backend: Backend) => {
  it.each(kinds)('%s', async (_kind, waveform) => {
    for (const [what, scene] of scenes(waveform, backend === 'cpu' ? 1e-8 : 1e-6)) {
      const r = await runWire(scene, backend);
      const t = r.column('t');
      // at a jump the sample shows one of the two sides: skip rows that stand on one
      const smooth = [...t.keys()].filter((k) => Math.abs(factor(waveform, t[k] + 1e-16) - factor(waveform, t[k] - 1e-16)) < 1e-3);
      expect(smooth.length).toBeGreaterThan(50);
      const exact = backend === 'cpu' ? 1e-9 : 1e-6; // a sine may be a polynomial piece by piece, to 1e-10; float32: 3e-7
      if (what === 'B') for (const [c, name] of ['Bx', 'By', 'Bz'].entries()) for (const k of smooth) small(name, r.column(name)[k] / scene.field!.B![c] - factor(waveform, t[k]), exact);
      if (what === 'j') for (const k of smooth) small('jx', r.column('jx')[k] / 4e12 - factor(waveform, t[k]), exact);
      const oracle = oracleOf(scene);
      if (what === 'voltage') {
        // Kirchhoff, row by row: (R + load) I = voltage + emf
        const [I, emf, V] = ['I', 'emf', 'V'].map((n) => r.column(n));
        for (const k of smooth) {
          small('loop', (I[k] * (oracle.resistance + 0.1) - 0.03 * factor(waveform, t[k]) - emf[k]) / 0.03, 10 * exact);
          small('V', (V[k] - (oracle.resistance * I[k] - emf[k])) / 0.03, 10 * exact);
        }
      }
      const m = wallState(oracle.p.cells, oracle.p.dx, 10 * D0, D0, 0.3);
      small('start', distance(m, r.initial), backend === 'cpu' ? 1e-14 : 1e-7);
      // RK4 across a jump would lose its order: end every oracle step on the grid of 1e-12 s, where all jumps lie
      evolve(oracle, m, 0, duration, Math.min(stableStep(oracle), 1e-12) / 2, { every: 1e-12 });
      small(`m at the end, ${what}`, distance(m, r.final), backend === 'cpu' ? 1e-8 : 5e-6); // 2e-9 and 4e-7
      expect(largest(m)).toBeLessThan(1 + 1e-9);
    }
  });
});
