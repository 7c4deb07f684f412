/** Cells x evaluations of field and torque a second, on the film that micromagnetic codes are timed with (bench/README.md). */
import { Simulation, type Backend, type BackendChoice, type SceneInput } from 'spinmotive';

export interface Throughput {
  readonly backend: Backend;
  /** Cells along x and along y. */
  readonly edge: number;
  /** Steps tried, and the wall-clock s they took. */
  readonly attempts: number;
  readonly seconds: number;
  /** 1e6 cells x evaluations per second. */
  readonly megaCellEvaluations: number;
}

/** Of a step of Dormand-Prince, whose last evaluation is the first of the next step. */
const EVALUATIONS = 6;
/** Wall-clock s to get up to speed, and to measure. */
const WARM = 1;
const MEASURE = 3;

/** Edge x edge cubes of 4 nm, magnetostatics, exchange and a field. */
function film(edge: number): SceneInput {
  return {
    grid: { cells: [edge, edge], cellSize: [4e-9, 4e-9, 4e-9] },
    material: { Ms: 8e5, A: 1.3e-11, alpha: 0.01 },
    demag: 'full',
    initial: { kind: 'uniform', m: [1, 0.1, 0] },
    field: { B: [-24.6e-3, 4.3e-3, 0] },
    run: { duration: 1e-7 },
    output: { sampleEvery: 1e-7 },
  };
}

/** What a few seconds are enough for. */
const edgeFor = ({ kind, software }: Backend): number => (kind === 'cpu' ? 128 : software ? 64 : 256);

export async function measureThroughput(choice: BackendChoice): Promise<Throughput> {
  const probe = await Simulation.create(film(16), { backend: choice });
  const edge = edgeFor(probe.backend);
  probe.destroy();

  const simulation = await Simulation.create(film(edge), { backend: choice });
  try {
    const attempts = () => {
      const { steps, rejected } = simulation.summary();
      return steps + rejected;
    };
    const until = async (seconds: number) => {
      const began = performance.now();
      while (performance.now() - began < 1000 * seconds && !(await chunks.next()).done);
      return (performance.now() - began) / 1000;
    };
    const chunks = simulation.advance();
    await chunks.next(); // pipelines and caches
    await until(WARM);
    const before = attempts();
    const seconds = await until(MEASURE);
    const measured = attempts() - before;
    return { backend: simulation.backend, edge, attempts: measured, seconds, megaCellEvaluations: (edge * edge * EVALUATIONS * measured) / seconds / 1e6 };
  } finally {
    simulation.destroy();
  }
}
