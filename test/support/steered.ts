/** A wire and a film that tests steer and kick while they run. */
import type { SceneInput } from '../../src/scene/schema.js';

export const wire: SceneInput = {
  grid: { cells: [60, 1], cellSize: [5e-9, 1e-7, 1e-8] },
  material: { Ms: 8e5, A: 1.3e-11, alpha: 0.1, anisotropy: [{ axis: [1, 0, 0], Ku1: 5e4 }, { axis: [0, 0, 1], Ku1: -2e4 }] },
  initial: { kind: 'wall', left: [1, 0, 0], centre: [0, 1, 0.1], right: [-1, 0, 0], at: 1.5e-7 },
  field: { B: [2e-3, 0, 0] },
  transport: { polarization: 0.6, beta: 0.2, conductivity: 4e6, closure: 'prescribed', j: [1e11, 0] },
  run: { duration: 3e-10, tolerance: 1e-6 },
  output: { sampleEvery: 1e-11 },
};

/** Without currents. */
export const film: SceneInput = {
  grid: { cells: [24, 24], cellSize: [5e-9, 5e-9, 1e-8] },
  geometry: { shape: 'disk', diameter: 1.2e-7 },
  material: { Ms: 8e5, A: 1.3e-11, alpha: 0.1 },
  demag: 'full',
  initial: { kind: 'vortex', circulation: 1, polarity: 1 },
  run: { duration: 6e-11 },
  output: { sampleEvery: 1e-11 },
};
