/** What holds and steps a run in a page, undoes its settings, and says how fast it goes. */
import { expect, test } from 'vitest';
import { Gate } from '../../demos/shared/gate.js';
import { History } from '../../demos/shared/history.js';
import { Pace } from '../../demos/shared/pace.js';
import { backendNotice, statusFigures } from '../../demos/shared/status.js';
import { parseScene } from '../../src/scene/parse.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));
/** Long enough for several samples, and counted in turns, so that it does not matter how busy the machine is. */
const soon = async () => {
  for (let k = 0; k < 50; k++) await turn();
};

/** A run that counts its samples, three looks at the gate to a sample. */
function runAt(gate: Gate): { samples: () => number; stop: () => Promise<void> } {
  const controller = new AbortController();
  let samples = 0;
  const over = (async () => {
    for (let k = 1; !controller.signal.aborted; k++) {
      await gate.pass(controller.signal);
      if (controller.signal.aborted) return;
      await turn();
      if (k % 3 > 0) continue;
      samples++;
      gate.sampled();
    }
  })();
  return {
    samples: () => samples,
    stop: () => {
      controller.abort();
      gate.renew();
      return over;
    },
  };
}


test('a gate holds, steps and lets go', async () => {
  const waits: boolean[] = [];
  const gate = new Gate((waiting) => waits.push(waiting));
  gate.hold();
  const { samples, stop } = runAt(gate);
  await soon();
  expect([samples(), waits]).toEqual([0, [true]]);
  gate.step();
  await soon();
  expect([samples(), waits]).toEqual([1, [true, false, true]]);
  gate.step();
  gate.step();
  await soon();
  expect(samples()).toBe(3);
  gate.run();
  await soon();
  expect(samples()).toBeGreaterThan(4);
  expect([gate.isOpen, gate.passes]).toEqual([true, true]);
  gate.step();
  await soon();
  expect([gate.isOpen, gate.passes, waits.at(-1)]).toEqual([false, false, true]);
  await stop();
});

test('a drag is one change; undo goes back change by change', () => {
  const history = new History(0);
  expect(history.canUndo).toBe(false);
  for (const value of [1, 2, 3]) history.change(value, 'field');
  history.change(4, 'alpha');
  history.settle();
  history.change(5, 'alpha');
  history.change(6);
  history.change(7);
  const seen: number[] = [];
  while (history.canUndo) {
    history.undo();
    seen.push(history.current);
  }
  expect(seen).toEqual([6, 5, 4, 3, 0]);
  history.undo();
  expect(history.current).toBe(0);
});

test('what is dead is nothing to undo, and undoing skips it', () => {
  const history = new History(0);
  for (const value of [1, 2, 13, 3, 14, 15]) history.change(value);
  history.forget((value) => value > 10);
  expect(history.current).toBe(3);
  const seen: number[] = [];
  while (history.canUndo) {
    history.undo();
    seen.push(history.current);
  }
  expect(seen).toEqual([2, 1, 0]);
});

test('the pace is that of the latest second, and a pause does not count', () => {
  const pace = new Pace();
  expect(pace.value).toBeNull();
  for (let at = 0; at <= 3000; at += 50) pace.add(at, at < 1500 ? 0 : (at - 1500) * 1e-12);
  expect(pace.value).toBeCloseTo(1e-9, 15);
  pace.pause();
  expect(pace.value).toBeNull();
  pace.add(9000, 5e-9);
  pace.add(9050, 6e-9);
  expect(pace.value).toBeNull();
  pace.add(9200, 7e-9);
  expect(pace.value).toBeCloseTo(1e-8, 15);
});

test('the figures have units, and what is not known is a dash', () => {
  const scene = parseScene({
    grid: { cells: [64, 1], cellSize: [4e-9, 1e-7, 5e-9] },
    material: { Ms: 8e5, A: 1.3e-11, alpha: 0.02 },
    initial: { kind: 'uniform', m: [1, 0, 0] },
    run: { duration: 3e-8 },
  });
  const backend = { kind: 'gpu', adapter: 'apple', software: false, reason: 'a hardware adapter was found' } as const;
  expect(statusFigures({ scene, time: 1.234e-9, pace: 2.5e-9, dt: 1.25e-12, ledger: -3e-8, backend })).toEqual({
    time: '1.23 of 30 ns',
    pace: '2.5 ns/s',
    dt: '1.25 ps',
    ledger: '\u22123.00e\u22128',
    cells: '64',
    engine: 'WebGPU on apple',
  });
  const { pace, dt, ledger } = statusFigures({ scene, time: 0, pace: null, dt: undefined, ledger: undefined, backend });
  expect([pace, dt, ledger]).toEqual(['\u2013', '\u2013', '\u2013']);
  expect(backendNotice(backend)).toBe('');
  expect(backendNotice({ kind: 'cpu', adapter: 'float64', software: true, reason: 'no WebGPU adapter' })).toMatch(/float64 on the CPU.*: no WebGPU adapter\.$/);
});
