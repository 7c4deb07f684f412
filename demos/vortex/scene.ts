/** The lab's scene: a vortex in a dot of permalloy between two contacts that feed a current, and two probes on its edge. */
import { parseScene, SceneError, type Scene, type SceneInput } from 'spinmotive';

/** What presets differ in. SI units. */
export interface Settings {
  readonly title: string;
  readonly alpha: number;
  /** Current from the left contact to the right one, A. */
  readonly current?: number;
  /** Of the current, Hz; 0 is a steady one. */
  readonly frequency?: number;
  /** Where the core is put, m from the dot's lower left corner. */
  readonly at?: readonly [number, number];
}

export const CELLS = 32;
export const CELL = 5e-9;
export const SIZE = CELLS * CELL;
const MIDDLE = [SIZE / 2, SIZE / 2] as const;
/** From sample to sample, s. */
const SAMPLE = 1e-11;
/** s */
const DURATION = 1e-7;
/** Of a step. The ledger misses 8e-5 after 0.6 ns, against 4e-5 at a tenth of it; RK4 with nine steps a sample, a third faster, misses 1e-2, as it damps the shortest spin waves. */
const TOLERANCE = 1e-4;
/** Of the driven current, whose 0.1 V would bury the probes' microvolt: at 1e-4 their curve trembles by 0.1 \u00b5V under 6 mA, at this by 0.02 \u00b5V, in no more time. */
const POTENTIAL_TOLERANCE = 1e-6;
const MOST_SAMPLES = 20_000;

const contact = (name: string, x: number, current: number) => ({ name, current, geometry: { shape: 'rectangle' as const, size: [0.2 * SIZE, 0.4 * SIZE] as [number, number], at: [x, SIZE / 2] as [number, number] } });

export const DISK: SceneInput['geometry'] = { shape: 'disk', diameter: SIZE };
export const SQUARE: SceneInput['geometry'] = { shape: 'rectangle' };

/** Of an alternating current, or of a steady one at 0 Hz. */
export const waveform = (frequency: number) => (frequency > 0 ? ({ kind: 'sine', frequency } as const) : ({ kind: 'constant' } as const));

export function vortexScene({ title, alpha, current = 0, frequency = 0, at = MIDDLE }: Settings): SceneInput {
  return {
    title,
    grid: { cells: [CELLS, CELLS], cellSize: [CELL, CELL, 2e-8] },
    geometry: DISK,
    material: { Ms: 8e5, A: 1.3e-11, alpha },
    demag: 'full',
    initial: { kind: 'vortex', circulation: 1, polarity: 1, at: [at[0], at[1]] },
    transport: {
      polarization: 0.6,
      beta: 0.04,
      conductivity: 4e6,
      closure: 'circuit',
      leads: [contact('left', 0, current), contact('right', SIZE, -current)],
      probes: [
        { name: 'top', at: [SIZE / 2, SIZE] },
        { name: 'bottom', at: [SIZE / 2, 0] },
      ],
      jWaveform: waveform(frequency),
    },
    run: { duration: DURATION, tolerance: TOLERANCE, potentialTolerance: POTENTIAL_TOLERANCE },
    output: { sampleEvery: SAMPLE },
  };
}

/** @throws SceneError, one line a problem, where this lab does not take a scene */
export function openVortexScene(json: unknown): Scene {
  const scene = parseScene(json);
  const { grid, initial, transport, run, output, sweep } = scene;
  const problems: string[] = [];
  const expected = (right: boolean, line: string) => void (right || problems.push(line));
  expected(grid.cells[0] === CELLS && grid.cells[1] === CELLS, `grid.cells: expected ${CELLS}, ${CELLS} in this lab, got ${grid.cells.join(', ')}`);
  expected(grid.cellSize[0] === CELL && grid.cellSize[1] === CELL, `grid.cellSize: expected ${CELL}, ${CELL} m in this lab, got ${grid.cellSize.slice(0, 2).join(', ')} m`);
  expected(initial.kind === 'vortex', `initial.kind: expected "vortex" in this lab, got "${initial.kind}"`);
  expected(transport?.leads?.length === 2, `transport.leads: expected 2 in this lab, got ${transport?.leads?.length ?? 'none'}`);
  expected(transport?.probes.length === 2, `transport.probes: expected 2 in this lab, got ${transport?.probes.length ?? 'none'}`);
  expected(run.duration / output.sampleEvery <= MOST_SAMPLES, `output.sampleEvery: expected at most ${MOST_SAMPLES} samples in this lab, got ${Math.ceil(run.duration / output.sampleEvery)}`);
  expected(sweep === undefined, 'sweep: expected no sweep in this lab');
  expected(output.snapshotEvery === null, 'output.snapshotEvery: expected null in this lab, which writes no files by itself');
  if (problems.length > 0) throw new SceneError(problems);
  return scene;
}
