/**
 * The muMAG standard problems of this lab as scenes, with the tables they are compared with and how far they may be off.
 * Problem 4: R. D. McMichael, M. J. Donahue et al. (NIST). Problem 5: M. Najafi et al., J. Appl. Phys. 105, 113914 (2009).
 */
import type { SceneInput } from 'spinmotive';
import sp4Table from './data/sp4-field1.csv?raw';
import weakTable from './data/sp5-beta0.05.csv?raw';
import weakCore from './data/sp5-beta0.05-core.csv?raw';
import strongTable from './data/sp5-beta0.5.csv?raw';
import strongCore from './data/sp5-beta0.5-core.csv?raw';
import sp4Picture from './pictures/sp4.webp';
import strongPicture from './pictures/sp5-strong.webp';
import weakPicture from './pictures/sp5-weak.webp';
import { parseReference, type Reference } from './reference.js';

export type Engine = 'gpu' | 'cpu';
export type GridName = 'coarse' | 'reference';

export interface Grid {
  readonly name: GridName;
  readonly cells: readonly [number, number];
  /** Edge of a cell in the plane, m. */
  readonly cell: number;
  /** How far the run may be from the table, by engine. */
  readonly allowed: Readonly<Record<Engine, Allowed>>;
}

export interface Allowed {
  /** Of each mean component of m, at every row of the table. */
  readonly m: number;
  /** Of the first zero of <mx>, s. */
  readonly crossing: number;
  /** Of the settled core along x and y, m. */
  readonly core: readonly [number, number];
  /** Why this much, with what was measured. */
  readonly reason: string;
}

/** Of this lab's own run, on the coarse grid in float64. */
export interface Picture {
  readonly url: string;
  /** What it shows, for those who do not see it too. */
  readonly text: string;
  /** s */
  readonly time: number;
}

export interface Problem {
  readonly id: string;
  /** In links. */
  readonly key: string;
  readonly title: string;
  readonly about: string;
  /** What to look for. */
  readonly look: string;
  readonly picture: Picture;
  readonly grids: readonly Grid[];
  /** s */
  readonly duration: number;
  /** s between the rows of the table. */
  readonly rowEvery: number;
  readonly table: Reference;
  /** The vortex core from the middle; null where there is none. */
  readonly core: Reference | null;
  scene(grid: Grid): SceneInput;
}

const E = 1.602176634e-19; // C, exact
const HBAR = 1.054571817e-34; // J s, CODATA 2022
/** rad/(s T): what the tables were made with. */
const GAMMA = 1.75946e11;
const PERMALLOY = { Ms: 8e5, A: 1.3e-11, gamma: GAMMA };
const SP4 = { length: 500e-9, width: 125e-9, thickness: 3e-9 };
const SP5 = { edge: 100e-9, thickness: 10e-9 };
/** No problem has both a crossing and a core; what is not judged is allowed nothing. */
const NOT_JUDGED = { crossing: 0, core: [0, 0] } as const;

function problem4(): Problem {
  const grid = (name: GridName, nx: number, allowed: Grid['allowed']): Grid => ({ name, cells: [nx, nx / 4], cell: SP4.length / nx, allowed });
  return {
    id: 'sp4-field1',
    key: 'sp4',
    title: 'Standard problem 4, field 1',
    about: 'A permalloy film of 500 × 125 × 3 nm, in its s-state, is reversed by a field of 25 mT that is switched on at t = 0.',
    look: 'The ends turn first and the middle follows. When the mean of mx falls through zero, at 0.14 ns, most of the film stands across: this is the moment at which codes are compared. Then it overshoots and rings.',
    picture: { url: sp4Picture, text: 'The film at 0.14 ns: mean mx is zero', time: 1.4e-10 },
    grids: [
      grid('coarse', 64, {
        cpu: { ...NOT_JUDGED, m: 2e-2, crossing: 1e-12, reason: 'Cells of twice the size cost 1.1e-2 of Ms and 0.54 ps (measured in float64); about twice that is allowed.' },
        gpu: { ...NOT_JUDGED, m: 2e-2, crossing: 1e-12, reason: 'Cells of twice the size cost 1.1e-2 of Ms and 0.54 ps (measured in float64 and, in float32, on a software adapter); about twice that is allowed.' },
      }),
      grid('reference', 128, {
        cpu: { ...NOT_JUDGED, m: 1e-4, crossing: 1e-13, reason: 'On the same cells float64 is 1.2e-5 of Ms and 0.2 fs from the table, which has six digits; there is room for an order of magnitude.' },
        gpu: { ...NOT_JUDGED, m: 1e-3, crossing: 5e-13, reason: 'On the same cells float32 on a software adapter is 1.0e-5 of Ms and 0.2 fs from the table; hardware rounds in other ways, for which two orders of magnitude are left.' },
      }),
    ],
    duration: 1e-9,
    rowEvery: 5e-12,
    table: parseReference(sp4Table),
    core: null,
    scene: ({ cells, cell }) => ({
      title: 'muMAG standard problem 4, field 1',
      grid: { cells: [...cells], cellSize: [cell, cell, SP4.thickness] },
      material: { ...PERMALLOY, alpha: 0.02 },
      demag: 'full',
      initial: { kind: 'uniform', m: [1, 0.1, 0] },
      field: { B: [-24.6e-3, 4.3e-3, 0] },
      run: { duration: 1e-9, relaxFirst: 'without-drive' },
      output: { sampleEvery: 5e-12 },
    }),
  };
}

function problem5(beta: number, table: string, core: string): Problem {
  const weak = beta < 0.1;
  const grid = (name: GridName, n: number, allowed: Grid['allowed']): Grid => ({ name, cells: [n, n], cell: SP5.edge / n, allowed });
  // Of the problem's text; the library has u = b j, without the 1/(1 + beta^2).
  const u = 72.35 / (1 + beta ** 2);
  return {
    id: `sp5-beta${beta}`,
    key: weak ? 'sp5weak' : 'sp5strong',
    title: `Standard problem 5, β = ${beta}`,
    about: `A vortex in a permalloy square of 100 × 100 × 10 nm is shifted by a current of 10¹² A/m² that is switched on at t = 0; ${weak ? 'weakly' : 'strongly'} non-adiabatic.`,
    look: weak
      ? 'The core is pushed down, overshoots, and spirals in to where its own field holds it against the current, 15 nm from the middle. It hardly moves sideways: that is for β to do.'
      : 'With ten times the β the core is pushed sideways as well, and settles 9 nm to the left and 12 nm down. Its path is the same spiral, turned.',
    picture: { url: weak ? weakPicture : strongPicture, text: 'The square at 14 ns, with the path of the core in white', time: 1.4e-8 },
    grids: [grid('coarse', 25, COARSE5), grid('reference', 50, FINE5)],
    duration: 1.4e-8,
    rowEvery: 1e-10,
    table: parseReference(table),
    core: parseReference(core),
    scene: ({ cells, cell }) => ({
      title: `muMAG standard problem 5, beta ${beta}`,
      grid: { cells: [...cells], cellSize: [cell, cell, SP5.thickness] },
      material: { ...PERMALLOY, alpha: 0.1 },
      demag: 'full',
      initial: { kind: 'vortex', circulation: 1, polarity: 1 },
      transport: { polarization: 1, beta, conductivity: 1e7, j: [(2 * E * PERMALLOY.Ms * u) / (GAMMA * HBAR), 0] },
      run: { duration: 1.4e-8, relaxFirst: 'without-drive', gradientOrder: 2 },
      // Finer than the table, for a smooth path.
      output: { sampleEvery: 2.5e-11 },
    }),
  };
}

const COARSE5: Grid['allowed'] = {
  cpu: { ...NOT_JUDGED, m: 2.5e-2, core: [6e-10, 1e-9], reason: 'Cells of twice the size cost up to 1.3e-2 of Ms on the way and 0.46 nm where the core settles (measured in float64); about twice that is allowed.' },
  gpu: { ...NOT_JUDGED, m: 2.5e-2, core: [6e-10, 1e-9], reason: 'Cells of twice the size cost up to 1.3e-2 of Ms on the way and 0.46 nm where the core settles (measured in float64 and, in float32, on a software adapter); about twice that is allowed.' },
};
const FINE5: Grid['allowed'] = {
  cpu: { ...NOT_JUDGED, m: 1e-4, core: [1e-10, 1e-10], reason: 'On the same cells float64 is up to 3e-6 of Ms from the table, which has six digits; there is room for more than an order of magnitude. The two codes find the top of the core by different rules, which is 0.04 nm.' },
  gpu: { ...NOT_JUDGED, m: 1e-3, core: [1e-10, 1e-10], reason: 'On the same cells float64 is up to 3e-6 of Ms from the table after 14 ns, and float32 on a software adapter 5e-8 from float64 after 0.2 ns, as far as it was run; hardware rounds in other ways, for which two orders of magnitude are left. The two codes find the top of the core by different rules, which is 0.04 nm.' },
};

export const PROBLEMS: readonly Problem[] = [problem4(), problem5(0.05, weakTable, weakCore), problem5(0.5, strongTable, strongCore)];
