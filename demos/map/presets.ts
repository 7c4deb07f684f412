/** Maps to begin with, each with something to look for. */
import type { Settings } from './settings.js';

export interface Preset {
  /** On the button. */
  readonly name: string;
  readonly look: string;
  readonly settings: Settings;
}

const map = (settings: Partial<Settings>): Settings => ({ drive: 'current', show: 'velocity', alpha: 0.2, ratio: 3, reach: 2, finest: 33, ...settings });

/** By the names that links have for them; the first is where a page without a link begins. */
export const PRESETS: Readonly<Record<string, Preset>> = {
  carried: {
    name: 'Carried along',
    look: 'Between the two curves a wall moves at \u03b2u/\u03b1: with the electrons where \u03b2 = \u03b1, faster than they above that line, and not at all at the lower edge, where \u03b2 = 0. Beyond the curves it turns, and moves at about the speed of the electrons whatever \u03b2 is.',
    settings: map({}),
  },
  regimes: {
    name: 'Where walls turn',
    look: 'The current at which a wall begins to turn grows as 1/|1 \u2212 \u03b2/\u03b1|, without end where \u03b1 = \u03b2: there no current makes it turn. Below that line a wall turns one way, above it the other. Pinned are those that no current pushes, or a small one with \u03b2 = 0.',
    settings: map({ show: 'regime', reach: 3 }),
  },
  breakdown: {
    name: 'Walker breakdown',
    look: 'Up to the Walker field the velocity grows with the field; there it breaks down, as the wall begins to turn. Upwards nothing changes: in an open circuit there is no current, and without one no wall feels \u03b2.',
    settings: map({ drive: 'field' }),
  },
  emf: {
    name: 'Emf of a field',
    look: 'Along \u03b1 = \u03b2 the emf is \u22122P\u03bcB B/e, and breakdown is not to be seen in it. At the lower edge, where \u03b2 = 0, all of it comes from turning, and there is none below the Walker field; at the upper edge a wall makes more of it just before it turns than just after.',
    settings: map({ drive: 'field', show: 'emf' }),
  },
  driven: {
    name: 'Emf of a current',
    look: 'The current runs to the left, and so does what a negative emf drives. A wall that is carried makes an emf along the current, that grows as \u03b2\u00b2. Above \u03b1 = \u03b2 turning adds to it; far below it walls turn the other way, and their emf is against the current.',
    settings: map({ show: 'emf', reach: 3 }),
  },
};

export const SETTINGS = Object.fromEntries(Object.entries(PRESETS).map(([name, { settings }]) => [name, settings]));
