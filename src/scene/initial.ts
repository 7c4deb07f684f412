/** The magnetization at the start of a run; each kind of start has a file in starts/. */
import { randomDirection } from '../math/random.js';
import { NO_FILES, type SceneFiles } from './files.js';
import { mask } from './geometry.js';
import type { Scene } from './schema.js';
import { fieldStart } from './starts/field.js';
import { skyrmionStart } from './starts/skyrmion.js';
import type { Start } from './starts/start.js';
import { transverseWallStart, vortexWallStart } from './starts/strip.js';
import { antivortexStart, vortexStart } from './starts/vortex.js';
import { wallStart } from './starts/wall.js';

/**
 * m at the start: [nx * ny * 3], x fastest, three components per cell, of length 1 in the magnet and zero outside it. The
 * centre of cell (i, j) is at ((i + 1/2) dx, (j + 1/2) dy).
 * @throws SceneError where the scene needs a file: see startMagnetization
 */
export function initialMagnetization(scene: Scene): Float64Array {
  return startMagnetization(scene, NO_FILES);
}

/**
 * As initialMagnetization, with the files the scene names. `magnet` is what mask(scene, files) gives, if it is at hand.
 * @throws SceneError where the scene needs a file that was not handed in, or that does not fit
 */
export function startMagnetization(scene: Scene, files: SceneFiles, magnet = mask(scene, files)): Float64Array {
  const [nx, ny] = scene.grid.cells;
  const [dx, dy] = scene.grid.cellSize;
  const m = new Float64Array(nx * ny * 3);
  const start = startOf(scene, files, magnet);
  for (let j = 0, cell = 0; j < ny; j++) {
    for (let i = 0; i < nx; i++, cell++) {
      if (!magnet || magnet[cell]) m.set(start((i + 0.5) * dx, (j + 0.5) * dy, cell), 3 * cell);
    }
  }
  return m;
}

function startOf(scene: Scene, files: SceneFiles, magnet: Uint8Array | null): Start {
  const { initial, grid } = scene;
  switch (initial.kind) {
    case 'uniform':
      return () => initial.m;
    case 'random':
      return (_x, _y, cell) => randomDirection(initial.seed, cell);
    case 'wall':
      return wallStart(initial);
    case 'vortex':
      return vortexStart(initial);
    case 'antivortex':
      return antivortexStart(initial);
    case 'skyrmion':
      return skyrmionStart(initial);
    case 'transverse-wall':
      return transverseWallStart(initial, grid);
    case 'vortex-wall':
      return vortexWallStart(initial, grid);
    case 'ovf':
      return fieldStart({ grid, initial }, files, magnet);
  }
}
