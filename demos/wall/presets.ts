/** The lab's scenes: head-to-head walls in a wire whose ends are joined by a battery, or by nothing. The window follows the wall. */
import type { SceneInput } from 'spinmotive';

export interface Preset {
  /** On the button. */
  readonly name: string;
  /** What to look for. */
  readonly look: string;
  readonly scene: SceneInput;
}

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

/** By the names that links have for them; the first is where a page without a link begins. */
export const PRESETS: Readonly<Record<string, Preset>> = {
  turning: {
    name: 'Above breakdown',
    look: 'Four times the Walker field: the wall turns without end, runs forward and back with every half-turn, and the turning makes an emf of about 2P\u03bcB/e.',
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
    look: 'With \u03b2 = 2\u03b1 the wall ends at twice the speed of the electrons\u2019 drift, \u03b2u/\u03b1, and leans over on its way. Its emf is against the battery.',
    scene: wire({ title: 'A wall driven by a battery', voltage: -0.12 }),
  },
  back: {
    name: 'Back-reaction',
    look: 'A short, round wire that conducts very well: the turning wall pumps so much current that its torque acts like damping, and the wall drifts at 44 mm/s. Open the circuit, and the 28 mm/s of \u03b1 alone are left.',
    scene: wire({ title: 'A wall and the current that it pumps', field: 1e-2, alpha: 1e-3, beta: 0, polarization: 0.9, conductivity: 6e7, cells: 64, hard: 0 }),
  },
};
