/** What the samples of a run say of its core and of the voltages, as they grow. */
import type { Column } from 'spinmotive';

/** Oldest first; SI units. */
export interface Trace {
  readonly t: number[];
  /** Core, from the dot's lower left corner; NaN where there is none. */
  readonly x: number[];
  readonly y: number[];
  /** The core's polarity. */
  readonly polarity: number[];
  /** What the texture makes between the contacts. */
  readonly emf: number[];
  /** Potential of the first probe above the second. */
  readonly across: number[];
}

export const emptyTrace = (): Trace => ({ t: [], x: [], y: [], polarity: [], emf: [], across: [] });

/** Adds what the table has got since. */
export function extend(trace: Trace, columns: readonly Column[], rows: readonly (readonly number[])[]): void {
  const at = (name: string) => columns.findIndex((column) => column.name === name);
  const [t, x, y, polarity, emf] = ['t', 'core_x', 'core_y', 'core_p', 'emf'].map(at);
  const [first, second] = columns.flatMap(({ name }, k) => (name.startsWith('V_') ? [k] : []));
  for (let k = trace.t.length; k < rows.length; k++) {
    const row = rows[k];
    trace.t.push(row[t]);
    trace.x.push(row[x]);
    trace.y.push(row[y]);
    trace.polarity.push(row[polarity]);
    trace.emf.push(row[emf]);
    trace.across.push(row[first] - row[second]);
  }
}
