/** What the benchmarks run, and how a round of it is timed. */
import { attemptsOf } from '../../lower/steps.js';
import { randomDirection } from '../../math/random.js';
import type { Host } from '../../run/host.js';
import { initialMagnetization } from '../../scene/initial.js';
import { parseScene } from '../../scene/parse.js';
import type { Scene } from '../../scene/schema.js';

/** The benchmark of the field's GPU codes: edge x edge cubes of 4 nm, demagnetizing field, exchange and Zeeman, alpha 0.01. */
export function filmScene(edge: number): Scene {
  return parseScene({
    grid: { cells: [edge, edge], cellSize: [4e-9, 4e-9, 4e-9] },
    material: { Ms: 8e5, A: 1.3e-11, alpha: 0.01 },
    demag: 'full',
    initial: { kind: 'uniform', m: [1, 0.1, 0] },
    field: { B: [-24.6e-3, 4.3e-3, 0] },
    run: { duration: 1e-7 },
    output: { sampleEvery: 1e-7 },
  });
}

/** A vortex in a square film with full magnetostatics, between two leads or with the same current given. */
export function conductionScene(edge: number, closure: 'prescribed' | 'circuit'): Scene {
  return parseScene({
    grid: { cells: [edge, edge], cellSize: [4e-9, 4e-9, 1e-8] },
    material: { Ms: 8e5, A: 1.3e-11, alpha: 0.05 },
    demag: 'full',
    initial: { kind: 'vortex', circulation: 1, polarity: 1 },
    transport: { polarization: 0.6, beta: 0.1, conductivity: 4e6, closure, ...(closure === 'prescribed' ? { j: [1e11, 0] as [number, number] } : { voltage: (1e11 * edge * 4e-9) / 4e6 }) },
    run: { duration: 1e-7, potentialTolerance: 1e-6 },
    output: { sampleEvery: 1e-7 },
  });
}

/** A wall in a wire of `cells`, cells of D/6, driven by field and current. */
export function benchScene(cells: number, closure: 'prescribed' | 'circuit'): Scene {
  return parseScene({
    grid: { cells: [cells, 1], cellSize: [1.9e-9, 1e-7, 5e-9] },
    material: { Ms: 8e5, A: 1.3e-11, alpha: 0.02, anisotropy: [{ axis: [1, 0, 0], Ku1: 1e5 }, { axis: [0, 0, 1], Ku1: -1e4 }] },
    initial: { kind: 'wall', left: [1, 0, 0], centre: [0, 1, 0], right: [-1, 0, 0], at: (cells * 1.9e-9) / 2 },
    field: { B: [1e-3, 0, 0] },
    transport: { polarization: 0.6, beta: 0.04, conductivity: 4e6, closure, j: closure === 'prescribed' ? [1e11, 0] : [0, 0], voltage: closure === 'circuit' ? 1e-3 : 0 },
    run: { duration: 1e-5, tolerance: 1e-5 },
    output: { sampleEvery: 1e-5 },
  });
}

/** The profile with a seeded tilt of a tenth of a radian, so that no cell is idle. */
export function tilted(scene: Scene, seed: number): Float64Array {
  const m = initialMagnetization(scene);
  for (let i = 0; i < m.length / 3; i++) {
    const n = randomDirection(seed, i);
    const v = [0, 1, 2].map((k) => m[3 * i + k] + 0.1 * n[k]);
    const size = Math.hypot(...v);
    for (let k = 0; k < 3; k++) m[3 * i + k] = v[k] / size;
  }
  return m;
}

/** Median seconds of a submission of `attempts` steps followed by one readback of what the host needs to go on. */
export async function secondsPerRound(host: Host, attempts: number, budget: number): Promise<{ seconds: number; rounds: number }> {
  const times: number[] = [];
  const until = performance.now() + 1000 * budget;
  while (times.length < 3 || (performance.now() < until && times.length < 2000)) {
    const before = performance.now();
    host.engine.run(attemptsOf(host.plan, attempts));
    await host.engine.read([{ buffer: 'flags' }, { buffer: 'clock' }]);
    times.push((performance.now() - before) / 1000);
  }
  times.sort((a, b) => a - b);
  return { seconds: times[Math.floor(times.length / 2)], rounds: times.length };
}

