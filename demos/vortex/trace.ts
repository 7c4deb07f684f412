/** What the samples of a run say, oldest first; SI units. */
export interface Trace {
  readonly t: number[];
  /** Core, from the dot's lower left corner; NaN where there is none. */
  readonly x: number[];
  readonly y: number[];
  /** The core's polarity. */
  readonly polarity: number[];
  /** What the texture makes between the contacts. */
  readonly emf: number[];
  /** Potential of the upper probe above the lower one. */
  readonly across: number[];
}

export const emptyTrace = (): Trace => ({ t: [], x: [], y: [], polarity: [], emf: [], across: [] });

/** Samples kept. */
const MOST = 4000;

/** @param from simulated s before this run */
export function extend(trace: Trace, column: (name: string) => number, row: readonly number[], from: number): void {
  const value = (name: string) => row[column(name)];
  trace.t.push(from + value('t'));
  trace.x.push(value('core_x'));
  trace.y.push(value('core_y'));
  trace.polarity.push(value('core_p'));
  trace.emf.push(value('emf'));
  trace.across.push(value('V_top') - value('V_bottom'));
  if (trace.t.length > MOST) for (const values of Object.values(trace) as number[][]) values.splice(0, MOST / 8);
}
