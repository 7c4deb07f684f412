/** Every simulation of a batch in a state of its own: going on, waiting in all ways, over, and about to be evaluated anew. */
import { FLG, FLG_STRIDE, STATE } from '../../src/plan/layout.js';
import type { Contents } from './plans.js';

const standings: readonly (readonly [state: number, fresh: number])[] = [
  [STATE.RUN, 0], [STATE.HOLD, 0], [STATE.RUN, 1], [STATE.PAUSE, 0], [STATE.HOLD, 1], [STATE.DONE, 0], [STATE.NOT_FINITE, 0], [STATE.COLLAPSED, 0],
];

export function flag(contents: Contents, sim: number, key: number, value: number): void {
  contents.flags[sim * FLG_STRIDE + key] = value;
}

/** @param first which standing the first simulation takes; parities alternate from `parity` */
export function stand(contents: Contents, batch: number, parity: number, first: number): void {
  for (let sim = 0; sim < batch; sim++) {
    const [state, fresh] = standings[(first + sim) % standings.length];
    flag(contents, sim, FLG.STATE, state);
    flag(contents, sim, FLG.FRESH, fresh);
    flag(contents, sim, FLG.PARITY, (parity + sim) % 2);
  }
}
