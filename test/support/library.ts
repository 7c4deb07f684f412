/** Runs a wire through the library's public face, on either engine, and hands back what the physics tests look at. */
import { Simulation } from '../../src/node/index.js';
import type { Trace } from './oracle/trace.js';
import type { WireScene } from './oracle/scene.js';

export type Backend = 'cpu' | 'gpu';
export const backends: readonly Backend[] = ['cpu', 'gpu'];

export interface WireResult {
  column(name: string): Float64Array;
  /** wall_x, wall_phi, emf and I against t. */
  readonly trace: Trace;
  readonly initial: Float64Array;
  readonly final: Float64Array;
  readonly steps: number;
}

/** `gpu` means whatever adapter there is, a software one included; without any the test fails. */
export async function runWire(scene: WireScene, backend: Backend): Promise<WireResult> {
  const simulation = await Simulation.create(scene, { backend });
  try {
    const initial = Float64Array.from(await simulation.magnetization());
    const table = await simulation.run();
    const names = table.columns.map((c: string | { name: string }) => (typeof c === 'string' ? c : c.name));
    const column = (name: string): Float64Array => {
      if (!names.includes(name)) throw new Error(`the table has no column ${name}: ${names.join(' ')}`);
      return table.column(name);
    };
    const zero = new Float64Array(table.rows.length);
    return {
      column,
      trace: {
        t: column('t'),
        x: names.includes('wall_x') ? column('wall_x') : zero,
        phi: names.includes('wall_phi') ? column('wall_phi') : zero,
        emf: names.includes('emf') ? column('emf') : zero,
        I: names.includes('I') ? column('I') : zero,
      },
      initial,
      final: Float64Array.from(await simulation.magnetization()),
      steps: simulation.summary().steps,
    };
  } finally {
    simulation.destroy();
  }
}
