/** The lab's scene: a vortex in a dot of permalloy between two contacts that feed a current, and two probes on its edge. */
import type { SceneFiles, SceneInput } from 'spinmotive';

/** What the reader can turn. SI units. */
export interface Settings {
  alpha: number;
  beta: number;
  /** Current from the left contact to the right one, A. */
  current: number;
  /** Of the current, Hz; 0 is a steady one. */
  frequency: number;
  polarity: 1 | -1;
  circulation: 1 | -1;
  shape: 'disk' | 'square';
  /** Where the core is put, m from the dot's lower left corner. */
  at: readonly [number, number];
}

export const CELLS = 32;
export const CELL = 5e-9;
export const SIZE = CELLS * CELL;
export const THICKNESS = 2e-8;
export const MATERIAL = { Ms: 8e5, A: 1.3e-11 } as const;
export const POLARIZATION = 0.6;
/** From sample to sample, s. */
export const SAMPLE = 1e-11;
/** Simulated s after which a run goes on as a new one. */
const DURATION = 4e-7;
/** s. With RK4 and this step the core is within 1e-12 m of where Dormand-Prince has it at a tolerance of 1e-5, and there in a third of the time. */
const STEP = SAMPLE / 9;

export const START: Readonly<Settings> = { alpha: 0.01, beta: 0.04, current: 0, frequency: 0, polarity: 1, circulation: 1, shape: 'disk', at: [SIZE / 2 + 3e-8, SIZE / 2] };

/** The file that a run goes on from. */
const NOW = 'now.ovf';

/** A state to go on from. */
export interface Standing {
  /** [cells * 3] */
  readonly m: Float64Array;
  /** Simulated s so far: an alternating current keeps its phase. */
  readonly time: number;
}

const contact = (name: string, x: number, current: number) => ({ name, current, geometry: { shape: 'rectangle' as const, size: [0.2 * SIZE, 0.4 * SIZE] as [number, number], at: [x, SIZE / 2] as [number, number] } });

export function vortexScene({ alpha, beta, current, frequency, polarity, circulation, shape, at }: Settings, from: Standing | null): SceneInput {
  return {
    title: `A vortex in a ${shape} between two contacts`,
    grid: { cells: [CELLS, CELLS], cellSize: [CELL, CELL, THICKNESS] },
    geometry: shape === 'disk' ? { shape, diameter: SIZE } : { shape: 'rectangle' },
    material: { ...MATERIAL, alpha },
    demag: 'full',
    initial: from ? { kind: 'ovf', file: NOW } : { kind: 'vortex', circulation, polarity, at: [at[0], at[1]] },
    transport: {
      polarization: POLARIZATION,
      beta,
      conductivity: 4e6,
      closure: 'circuit',
      leads: [contact('left', 0, current), contact('right', SIZE, -current)],
      probes: [
        { name: 'top', at: [SIZE / 2, SIZE] },
        { name: 'bottom', at: [SIZE / 2, 0] },
      ],
      ...(frequency > 0 ? { jWaveform: { kind: 'sine', frequency, phase: (2 * Math.PI * frequency * (from?.time ?? 0)) % (2 * Math.PI) } } : {}),
    },
    run: { duration: DURATION, method: 'rk4', fixedStep: STEP, potentialTolerance: 1e-4 },
    output: { sampleEvery: SAMPLE },
  };
}

export function vortexFiles(from: Standing | null): SceneFiles {
  const fields: SceneFiles['fields'] = new Map(from ? [[NOW, { nodes: [CELLS, CELLS, 1], values: from.m }]] : []);
  return { pictures: new Map(), fields };
}
