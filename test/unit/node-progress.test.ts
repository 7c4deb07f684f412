/** Progress: few plain lines without a terminal, a bar with time, speed and time left on one. */
import { PassThrough } from 'node:stream';
import picocolors from 'picocolors';
import { expect, it } from 'vitest';
import { showProgress } from '../../src/node/progress.js';
import type { Terminal } from '../../src/node/terminal.js';

function terminal(tty: boolean): { terminal: Terminal; lines: string[]; raw: () => string } {
  const lines: string[] = [];
  const stream = Object.assign(new PassThrough(), { isTTY: tty, columns: 100, cursorTo: () => true, clearLine: () => true }) as unknown as NodeJS.WriteStream;
  const colors = picocolors.createColors(false);
  return {
    terminal: { out: () => undefined, err: (line) => void lines.push(line), errStream: stream, outColors: colors, errColors: colors },
    lines,
    raw: () => String((stream as unknown as PassThrough).read() ?? ''),
  };
}

it('says little without a terminal: a start, a line every five seconds, an end', () => {
  const { terminal: t, lines } = terminal(false);
  let clock = 100;
  const progress = showProgress(t, 1e-8, { time: 0, steps: 0 }, () => clock);
  for (let k = 1; k <= 100; k++) {
    clock += 0.125;
    progress.update({ time: k * 1e-10, steps: 25 * k });
  }
  progress.stop(true);
  expect(lines).toEqual([
    'running 10 ns',
    ' 40 %  4 ns of 10 ns, 200 steps/s, 7.5 s left',
    ' 80 %  8 ns of 10 ns, 200 steps/s, 2.5 s left',
    'done at 10 ns after 13 s, 2500 steps',
  ]);
});

it('goes on from where a resumed run stands, and says so when it stops early', () => {
  const { terminal: t, lines } = terminal(false);
  const progress = showProgress(t, 1e-8, { time: 5e-9, steps: 777 }, () => 0);
  progress.stop(false);
  expect(lines).toEqual(['going on at 5 ns of 10 ns', 'stopped at 5 ns after 0.0 s, 777 steps']);
});

it('draws a bar on a terminal and writes no lines', () => {
  const { terminal: t, lines, raw } = terminal(true);
  let clock = 0;
  const progress = showProgress(t, 1e-8, { time: 0, steps: 0 }, () => clock);
  clock = 1;
  progress.update({ time: 2.5e-9, steps: 1000 });
  progress.stop(false);
  expect(lines).toEqual([]);
  expect(raw()).toMatch(/25% \| 2\.5 ns of 10 ns, 1000 steps\/s, 3\.0 s left/);
});
