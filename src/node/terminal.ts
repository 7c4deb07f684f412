/**
 * Where the command line speaks: results on standard output, everything else on standard error, colour only on a
 * terminal. A reader that goes away (`| head`) is no error.
 */
import picocolors from 'picocolors';

type Colors = ReturnType<typeof picocolors.createColors>;

export interface Terminal {
  /** One line of results. */
  out(line: string): void;
  /** One line of errors, notes or progress. */
  err(line: string): void;
  readonly errStream: NodeJS.WriteStream;
  readonly outColors: Colors;
  readonly errColors: Colors;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') process.exitCode = 3;
    });
  }
  return {
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
    errStream: process.stderr,
    outColors: colorsFor(process.stdout),
    errColors: colorsFor(process.stderr),
  };
}

/** A remark that is no error, as it is shown. */
export function noteLine(text: string, terminal: Terminal): string {
  return `${terminal.errColors.yellow('note:')} ${text}`;
}

/** Rows of cells with the columns lined up to the left, but for column `right`. */
export function alignRows(rows: readonly (readonly string[])[], right?: number, gap = '   '): string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)));
  return rows.map((row) => row.map((cell, i) => (i === right ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join(gap).trimEnd());
}

function colorsFor(stream: NodeJS.WriteStream): Colors {
  const plain = 'NO_COLOR' in process.env || process.env.TERM === 'dumb' || stream.isTTY !== true;
  return picocolors.createColors(!plain);
}
