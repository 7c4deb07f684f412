/** What a lab says of itself to whoever opens the browser's console, and to its tests. */
import type { Backend, SceneInput } from 'spinmotive';
import type { Player, State } from './player.js';

/** What a page shows, for a look from the browser's console: `lab.rows`, `copy(JSON.stringify(lab.scene))`. SI units. */
export interface Lab {
  readonly state: State;
  /** The scene that repeats the run. */
  readonly scene: SceneInput;
  readonly columns: readonly string[];
  /** The table so far. */
  readonly rows: readonly number[][];
  readonly time: number;
  readonly steps: number;
  readonly backend: Backend | null;
  /** ms from the opening of the page to the first picture that had moved. */
  readonly firstFrame: number | null;
  /** A/m^2, [cells * 2], where `current` is chosen; null where it is not known. */
  readonly current: Float64Array | null;
  /** [cells * 3] */
  magnetization(): Promise<Float64Array>;
  /** CSS px on the page of a place in cells, in the picture from above. */
  onPage(x: number, y: number): readonly [number, number];
}

declare global {
  interface Window {
    lab: Lab;
  }
}

/** @param more what the run itself does not know */
export function expose(player: Player, more: Pick<Lab, 'onPage'> & { readonly firstFrame: () => number | null }): void {
  window.lab = {
    get state() { return player.state; },
    get scene() { return player.recipe; },
    get columns() { return player.columns.map(({ name }) => name); },
    get rows() { return player.rows; },
    get time() { return player.time; },
    get steps() { return player.steps; },
    get backend() { return player.backend; },
    get firstFrame() { return more.firstFrame(); },
    get current() { return player.j; },
    magnetization: () => player.magnetization(),
    onPage: (x, y) => more.onPage(x, y),
  };
}
