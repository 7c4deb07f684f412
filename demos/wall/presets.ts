/** The lab's scenes: walls in wires and strips whose ends are joined by a battery, by a source, or by nothing. In plain wires the window follows the wall. */
import type { SceneInput } from 'spinmotive';
import type { Presets } from '../shared/lab/controls.js';

/** SI units. */
interface Wire {
  readonly title: string;
  /** Field along the wire, T. */
  readonly field?: number;
  /** Battery, V; positive drives a current to +x. */
  readonly voltage?: number;
  readonly alpha?: number;
  readonly beta?: number;
  readonly polarization?: number;
  readonly conductivity?: number;
  readonly cells?: number;
  /** Strength of the hard axis out of the film, J/m^3; 0 for a round wire. */
  readonly hard?: number;
}

const CELL = 4e-9;

function wire({ title, field = 0, voltage = 0, alpha = 0.03, beta = 0.06, polarization = 0.6, conductivity = 4e6, cells = 192, hard = 2e4 }: Wire): SceneInput {
  return {
    title,
    grid: { cells: [cells, 1], cellSize: [CELL, 1e-7, 5e-9] },
    material: {
      Ms: 8e5,
      A: 1.3e-11,
      alpha,
      anisotropy: [
        { axis: [1, 0, 0], Ku1: 5e4 },
        { axis: [0, 0, 1], Ku1: -hard },
      ],
    },
    initial: { kind: 'wall', left: [1, 0, 0], centre: [0, 1, 0], right: [-1, 0, 0], at: (cells * CELL) / 2 },
    field: { B: [field, 0, 0] },
    transport: { polarization, beta, conductivity, closure: 'circuit', voltage, load: 0 },
    run: { duration: 3e-8, followTexture: true },
    output: { sampleEvery: 5e-11 },
  };
}

/** Of a film magnetized across its plane, of anisotropy that its magnetostatic field is part of. SI units. */
interface Upright {
  readonly title: string;
  readonly centre: [number, number, number];
  readonly alpha: number;
  /** Field across the film, T. */
  readonly field: number;
  /** Interfacial Dzyaloshinskii-Moriya energy, J/m^2. It tilts m at the ends of a wire, which a window that follows the wall would move: such a wire is as long as the wall needs. */
  readonly dmi?: number;
}

function upright({ title, centre, alpha, field, dmi = 0 }: Upright): SceneInput {
  const cell = 2e-9;
  const [cells, at, duration] = dmi === 0 ? [224, 2.24e-7, 2e-8] : [360, 1e-7, 3e-9];
  return {
    title,
    grid: { cells: [cells, 1], cellSize: [cell, 6e-8, 1e-9] },
    material: {
      Ms: 5.8e5,
      A: 1.5e-11,
      alpha,
      ...(dmi === 0 ? {} : { dmi: { interfacial: dmi } }),
      anisotropy: [
        { axis: [0, 0, 1], Ku1: 2e5 },
        { axis: [1, 0, 0], Ku1: -1e4 },
      ],
    },
    initial: { kind: 'wall', left: [0, 0, 1], centre, right: [0, 0, -1], at },
    field: { B: [0, 0, field] },
    transport: { polarization: 0.5, beta: 0.05, conductivity: 4e6, ...(dmi === 0 ? { closure: 'circuit' } : { closure: 'prescribed', j: [0, 0] }), voltage: 0, load: 0 },
    run: { duration, followTexture: dmi === 0 },
    output: { sampleEvery: duration / 500 },
  };
}

/** Of permalloy, in its own magnetostatic field, with a source of current. SI units. */
interface Strip {
  readonly title: string;
  readonly cells: [number, number];
  readonly cell: number;
  readonly thickness: number;
  readonly initial: SceneInput['initial'];
  /** A/m^2 */
  readonly j: number;
  /** s: until the ends, which attract the wall, hurry it on. */
  readonly duration: number;
}

/** As long as the wall needs: a window that follows it would move the ends, where m turns aside. */
const strip = ({ title, cells, cell, thickness, initial, j, duration }: Strip): SceneInput => ({
  title,
  grid: { cells, cellSize: [cell, cell, thickness] },
  material: { Ms: 8e5, A: 1.3e-11, alpha: 0.05 },
  demag: 'full',
  initial,
  field: { B: [0, 0, 0] },
  transport: { polarization: 0.6, beta: 0.1, conductivity: 4e6, closure: 'prescribed', j: [j, 0], voltage: 0, load: 0 },
  run: { duration },
  output: { sampleEvery: 1e-11 },
});

/** By the names that links have for them; the first is where a page without a link begins. */
export const PRESETS: Presets = {
  turning: {
    name: 'Above breakdown',
    look: 'Four times the Walker field: the wall turns without end, runs forward and back with every half-turn, and the turning makes an emf of about 2P\u03bcB B/e, against the x axis.',
    scene: wire({ title: 'A wall above its Walker field', field: 3e-3 }),
  },
  steady: {
    name: 'Below breakdown',
    look: 'Below the Walker field of 0.75 mT the wall tilts a little, keeps its angle and moves on steadily. It does not turn, so what emf is left is that of \u03b2 alone.',
    scene: wire({ title: 'A wall below its Walker field', field: 0.5e-3 }),
  },
  equal: {
    name: '\u03b1 = \u03b2',
    look: 'With \u03b1 = \u03b2 the emf is flat although the wall swings to and fro: its two parts, of turning and of moving, ripple against each other and add up to the field alone.',
    scene: wire({ title: 'A turning wall with alpha = beta', field: 3e-3, beta: 0.03 }),
  },
  pinned: {
    name: 'Pinned, \u03b2 = 0',
    look: 'A current without \u03b2: the wall starts, tilts until its own anisotropy holds the torque, and stands still in a perfect wire. Beyond about \u22120.3 V nothing holds it.',
    scene: wire({ title: 'A current on a wall with beta = 0', voltage: -0.2, beta: 0 }),
  },
  carried: {
    name: 'Carried, \u03b2 = \u03b1',
    look: 'With \u03b2 = \u03b1 the electrons carry the wall along as it is: it moves at u = 45 m/s, neither tilts nor changes, and its angle stays at 0.',
    scene: wire({ title: 'A current on a wall with beta = alpha', voltage: -0.2, beta: 0.03 }),
  },
  battery: {
    name: 'Battery, \u03b2 = 2\u03b1',
    look: 'With \u03b2 = 2\u03b1 the wall ends at twice the speed of the electrons\u2019 drift, \u03b2u/\u03b1, and leans over on its way. Its emf has the sense of the battery, and is about a millionth of it.',
    scene: wire({ title: 'A wall driven by a battery', voltage: -0.12 }),
  },
  back: {
    name: 'Back-reaction',
    look: 'A short, round wire that conducts very well: the turning wall pumps so much current that its torque acts like damping, and the wall drifts at 44 mm/s. Open the circuit, and the 28 mm/s of \u03b1 alone are left.',
    scene: wire({ title: 'A wall and the current that it pumps', field: 1e-2, alpha: 1e-3, beta: 0, polarization: 0.9, conductivity: 6e7, cells: 64, hard: 0 }),
  },
  bloch: {
    name: 'Bloch wall',
    look: 'The film is magnetized up and down, and m turns across the wall without charges. A field up pushes the wall to the right; up to 0.86 mT it moves steadily, beyond that it turns from Bloch to N\u00e9el and back.',
    scene: upright({ title: 'A Bloch wall under a field', centre: [0, 1, 0], alpha: 0.05, field: 0.7e-3 }),
  },
  neel: {
    name: 'N\u00e9el wall',
    look: 'The Dzyaloshinskii-Moriya interaction of a heavy metal beneath holds m of the wall along the wire. So it stands nine times the field of a wall without it before it turns, 16 mT: here it leans over and moves at 150 m/s.',
    scene: upright({ title: 'A chiral N\u00e9el wall under a field', centre: [-1, 0, 0], alpha: 0.1, field: 1e-2, dmi: 5e-4 }),
  },
  transverse: {
    name: 'Transverse wall',
    look: 'A strip of permalloy, 60 nm wide, with all of its magnetostatic field: the wall is a V, and the current carries it at \u03b2u/\u03b1 once it has settled. Set \u03b2 to 0 on its way and it all but stops: only the nearer end of the strip still attracts it.',
    scene: strip({ title: 'A transverse wall in a strip, carried by a current', cells: [192, 12], cell: 5e-9, thickness: 5e-9, initial: { kind: 'transverse-wall', ends: 'head-to-head', side: 1, at: 2.8e-7 }, j: -2e12, duration: 2e-9 }),
  },
  vortex: {
    name: 'Vortex wall',
    look: 'In a wider and thicker strip the wall is a vortex. The current drives its core across the strip, up or down with its polarity, before it drifts along. Poke the core with the field \u2297 down: it turns over, and drifts to the other side.',
    scene: strip({ title: 'A vortex wall in a strip, carried by a current', cells: [140, 20], cell: 6e-9, thickness: 1.8e-8, initial: { kind: 'vortex-wall', ends: 'head-to-head', circulation: 1, polarity: 1, at: [2.7e-7, 6e-8] }, j: -2e12, duration: 2.5e-9 }),
  },
};
