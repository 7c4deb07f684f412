/** The lab's scene: a head-to-head wall in a wire whose ends are joined by a battery. The window follows the wall. */
import type { SceneInput } from 'spinmotive';

/** What the reader can turn. SI units. */
export interface Settings {
  alpha: number;
  beta: number;
  /** Field along the wire, T. */
  field: number;
  /** Battery, V; positive drives a current to +x. */
  voltage: number;
  /** s */
  duration: number;
}

export const START: Readonly<Settings> = { alpha: 0.03, beta: 0.06, field: 3e-3, voltage: 0, duration: 3e-8 };

const CELLS = 192;
const CELL = 4e-9;

export function wallScene({ alpha, beta, field, voltage, duration }: Settings) {
  return {
    title: 'A wall in a closed wire',
    grid: { cells: [CELLS, 1], cellSize: [CELL, 1e-7, 5e-9] },
    material: {
      Ms: 8e5,
      A: 1.3e-11,
      alpha,
      anisotropy: [
        { axis: [1, 0, 0], Ku1: 5e4 },
        { axis: [0, 0, 1], Ku1: -2e4 },
      ],
    },
    initial: { kind: 'wall', left: [1, 0, 0], centre: [0, 1, 0], right: [-1, 0, 0], at: (CELLS * CELL) / 2 },
    field: { B: [field, 0, 0] },
    transport: { polarization: 0.6, beta, conductivity: 4e6, closure: 'circuit', voltage, load: 0 },
    run: { duration, followTexture: true },
    output: { sampleEvery: 5e-11 },
  } satisfies SceneInput;
}

export type WallScene = ReturnType<typeof wallScene>;
