/** Vortices that are let go, pushed, and driven. */
import type { Presets } from '../shared/lab/controls.js';
import { SIZE, vortexScene } from './scene.js';

/** By the names that links have for them; the first is where a page without a link begins. */
export const PRESETS: Presets = {
  ring: {
    name: 'Let go',
    look: 'The core was put aside and let go: it spirals home, counter-clockwise if it points up, clockwise if it points down, whichever way the vortex turns. Going round, it makes a voltage.',
    scene: vortexScene({ title: 'A vortex that is let go', alpha: 0.01, at: [SIZE / 2 + 3e-8, SIZE / 2] }),
  },
  push: {
    name: 'Push',
    look: 'A steady current: the core spirals to a new place beside the middle. Take the current away, and it swings back home.',
    scene: vortexScene({ title: 'A vortex that a current pushes', alpha: 0.03, current: 6e-3 }),
  },
  resonance: {
    name: 'Resonance',
    look: 'A small alternating current at the frequency of the core itself: the orbit grows with every turn. Detune it by 200 MHz and the orbit collapses.',
    scene: vortexScene({ title: 'A vortex in resonance', alpha: 0.01, current: 1e-3, frequency: 9.5e8 }),
  },
  flip: {
    name: 'Core flips',
    look: 'Three times as much: the core gets so fast that it turns over, from white to black, and goes round the other way; a current to and fro drives that too, and it turns over again and again. Wait for a flip, set the current to 0, and the peak in the spectrum stands on the other side.',
    scene: vortexScene({ title: 'A vortex whose core is turned over', alpha: 0.01, current: 3e-3, frequency: 9.5e8 }),
  },
};
