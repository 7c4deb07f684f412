/**
 * The energy balance of a film: a vortex in a square with full magnetostatics, driven by a current across it that swings,
 * and one whose own motive force drives currents (closure local), closes as a wire's does.
 */
import { describe, expect, it } from 'vitest';
import type { SceneInput } from '../../src/scene/schema.js';
import { largest, small } from '../support/measured.js';
import { runFilm } from '../support/oracle/filmRun.js';
import { backends } from '../support/library.js';

const vortex = (transport: NonNullable<SceneInput['transport']>, tolerance: number, more: Partial<SceneInput> = {}): SceneInput => ({
  grid: { cells: [16, 16], cellSize: [5e-9, 5e-9, 1e-8] },
  geometry: { shape: 'disk', diameter: 8e-8 },
  material: { Ms: 8e5, A: 1.3e-11, alpha: 0.02, dmi: { interfacial: 3e-4 } },
  demag: 'full',
  initial: { kind: 'vortex', circulation: 1, polarity: 1, at: [4.6e-8, 4e-8] },
  field: { B: [5e-3, 0, 2e-3], waveform: { kind: 'sine', frequency: 1e9 } },
  transport,
  ...more,
  run: { duration: 3e-10, tolerance },
  output: { sampleEvery: 1e-11 },
});

const drives: [string, NonNullable<SceneInput['transport']>][] = [
  ['current given, aslant and swinging', { polarization: 0.7, beta: 0.1, conductivity: 4e6, closure: 'prescribed', j: [2e12, 1e12], jWaveform: { kind: 'sine', frequency: 2e9, offset: 0.5 } }],
  ['closure local, strong', { polarization: 0.7, beta: 0.05, conductivity: 5e8, closure: 'local' }],
];

describe.each(backends)('%s: ledger of a vortex', (backend) => {
  it.each(drives)('%s', async (_name, transport) => {
    const r = await runFilm(vortex(transport, backend === 'cpu' ? 1e-9 : 1e-6), backend);
    const ledger = r.column('ledger');
    // float32 knows the energy to 1e-7 of its parts; of what is exchanged in the first samples that is more than a trifle
    if (backend === 'cpu') small('ledger', largest(ledger), 1e-7);
    else small('ledger, past the first third', largest(ledger.subarray(10)), 5e-4);
    expect(largest(r.column('P_cross'))).toBeGreaterThan(0.01 * largest(r.column('P_gilbert')));
    expect(Math.abs(r.column('charge').at(-1)!)).toBeGreaterThan(0.3); // still a vortex
  });
});

describe('cpu: ledger of a vortex', () => {
  it('does not close for a run that is too coarse in time', async () => {
    const loose = await runFilm(vortex(drives[0][1], 1e-3), 'cpu');
    expect(largest(loose.column('ledger'))).toBeGreaterThan(1e-6);
  });
});
