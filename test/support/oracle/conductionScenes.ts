/** Small scenes of films that conduct, for runs beside the oracle: every closure that needs the potential, with currents that act back for all to see. */
import type { ConductingScene } from './conductionRun.js';

const base = {
  grid: { cells: [7, 6], cellSize: [5e-9, 4e-9, 3e-9] },
  material: { Ms: 8e5, A: 1.3e-11, alpha: 0.1, anisotropy: [{ axis: [1, 0, 1], Ku1: 5e4 }], dmi: { interfacial: 1e-3 } },
  demag: { factors: [0.1, 0.1, 0.8] },
  initial: { kind: 'vortex', circulation: 1, polarity: 1, at: [1.9e-8, 1.1e-8] },
  field: { B: [0.05, 0.02, 0.1], waveform: { kind: 'sine', frequency: 1e11, offset: 0.5 } },
  run: { duration: 4e-12, tolerance: 1e-10 },
  output: { sampleEvery: 1e-12 },
} as const satisfies Partial<ConductingScene>;
const transport = { polarization: 0.6, beta: 0.15, conductivity: 4e8 } as const;
/** Two cells in the middle, (2, 3) and (3, 3). */
const hole: Pick<ConductingScene, 'geometry'> = { geometry: { shape: 'and', of: [{ shape: 'rectangle' }, { shape: 'not', of: { shape: 'rectangle', size: [1e-8, 4e-9], at: [1.5e-8, 1.4e-8] } }] } };
const stripes = {
  regions: [
    { geometry: { shape: 'rectangle', size: [1e-8, 1], at: [3e-8, 1.2e-8] }, material: { Ms: 6e5, A: 1e-11, alpha: 0.2 }, transport: { conductivity: 1e8, polarization: -0.3, beta: 0.3 } },
    { geometry: { shape: 'rectangle', size: [1, 8e-9], at: [1.75e-8, 2e-8] }, transport: { polarization: 0.8 } },
  ],
} as const;
const swinging = { voltage: 2e-3, voltageWaveform: { kind: 'sine', frequency: 5e10, phase: 1 } } as const;
const crossed = {
  leads: [
    { name: 'in', edge: 'left', voltage: 2e-3, resistance: 0.4 },
    { name: 'out', edge: 'right', from: 4e-9, to: 1.6e-8, voltage: 0 },
    { name: 'tap', edge: 'top', from: 1e-8, to: 2e-8 },
    { name: 'feed', edge: 'bottom', from: 1.5e-8, to: 2.5e-8, current: 3e-4 },
  ],
  loads: [{ between: ['tap', 'out'], resistance: 0.9 }],
  voltageWaveform: { kind: 'sine', frequency: 5e10, phase: 1 },
  jWaveform: { kind: 'sine', frequency: 8e10 },
} as const;

export const conductionScenes: readonly (readonly [string, ConductingScene])[] = [
  ['open, with a hole', { ...base, ...hole, transport: { ...transport, closure: 'open' } }],
  ['a circuit with a load, of unlike parts', { ...base, ...stripes, transport: { ...transport, closure: 'circuit', ...swinging, load: 0.5 } }],
  ['four leads about a hole, anisotropic magnetoresistance', { ...base, ...hole, transport: { ...transport, closure: 'circuit', ...crossed, amr: 0.2 } }],
  ['two bands, a hole', { ...base, ...hole, transport: { ...transport, closure: 'two-band', spinFlipLength: 8e-9, ...crossed } }],
  ['two bands of unlike parts', { ...base, ...stripes, transport: { ...transport, closure: 'two-band', spinFlipLength: 2e-8, ...swinging, load: 0.5 } }],
  ['two bands in a line', { ...base, grid: { cells: [16, 1], cellSize: [4e-9, 2e-8, 3e-9] }, initial: { kind: 'wall', left: [1, 0, 0], centre: [0, 1, 0], right: [-1, 0, 0], at: 3e-8, width: 1e-8 }, transport: { ...transport, closure: 'two-band', spinFlipLength: 8e-9, ...swinging } }],
  ['forces as fields, four leads', { ...base, ...hole, transport: { ...transport, closure: 'landau-lifshitz', ...crossed, landauLifshitz: { LQn: 5e15, LQN1: 1e-7, LQN3: -2e-7 } } }],
];
