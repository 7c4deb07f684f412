/**
 * Ctrl-C and `kill`: the first signal asks the run to stop at the end of its chunk, the second one ends the process at
 * once, as does the first where nobody listens.
 */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;
type Signal = keyof typeof EXIT_CODES;
const SIGNALS = Object.keys(EXIT_CODES) as Signal[];

export interface Interrupt {
  /** The exit code of the signal that came, or undefined as long as none has. */
  readonly code: number | undefined;
  /** Stops listening. */
  dispose(): void;
}

/** Listens until `dispose`; `asked` is called at the first signal, `leaving` before a second one ends the process. */
export function listenForInterrupt(asked: () => void, leaving: () => void): Interrupt {
  let code: number | undefined;
  const onSignal = (signal: Signal): void => {
    if (code !== undefined) {
      leaving();
      process.exit(EXIT_CODES[signal]);
    }
    code = EXIT_CODES[signal];
    asked();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    get code() {
      return code;
    },
    dispose() {
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}
