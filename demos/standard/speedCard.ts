/** The card that measures how fast this browser is. */
import type { BackendChoice } from 'spinmotive';
import { numberText } from '../shared/numbers.js';
import { element } from '../shared/page.js';
import { caution, speeds } from './speeds.js';
import type { Throughput } from './throughput.js';
import type { Measured } from './throughputWorker.js';
import { takeTurn } from './turns.js';

/** @param measured called with each figure */
export function speedCard(backend: () => BackendChoice, measured: (throughput: Throughput) => void): void {
  const known = new Map<string, Throughput>();
  const button = element<HTMLButtonElement>('measure');
  const show = (text: string) => {
    element('speed-state').textContent = text;
  };
  drawSpeeds([]);
  button.addEventListener('click', async () => {
    button.disabled = true;
    show('measuring, some seconds; waits for runs that are under way …');
    element('speed-error').textContent = '';
    const giveOn = await takeTurn(new AbortController().signal);
    const found = await measuredBy(backend());
    if ('throughput' in found) {
      const { throughput } = found;
      known.set(throughput.backend.kind, throughput);
      drawSpeeds([...known.values()]);
      measured(throughput);
      show(`${numberText(throughput.megaCellEvaluations)} million cells × evaluations a second: ${throughput.attempts.toLocaleString('en')} steps in ${numberText(throughput.seconds)} s. ${caution(throughput)}`);
    } else {
      const { message, foreseen } = found.failure;
      show('');
      element('speed-error').textContent = message;
      if (!foreseen) console.error(message);
    }
    giveOn?.();
    button.disabled = false;
  });
}

/** In a worker of its own, so that the page draws meanwhile and takes nothing from the figure. */
async function measuredBy(backend: BackendChoice): Promise<Measured> {
  const worker = new Worker(new URL('./throughputWorker.ts', import.meta.url), { type: 'module' });
  try {
    return await new Promise<Measured>((resolve) => {
      worker.onmessage = ({ data }: MessageEvent<Measured>) => resolve(data);
      worker.onerror = ({ message }) => resolve({ failure: { message: message || 'the worker did not start', foreseen: false, lost: false } });
      worker.postMessage(backend);
    });
  } finally {
    worker.terminate();
  }
}

function drawSpeeds(measured: readonly Throughput[]): void {
  const list = speeds(measured);
  const most = Math.log10(Math.max(...list.map(({ value }) => value)) / LEAST);
  element('speeds').replaceChildren(...list.map(({ what, value, here }) => {
    const row = document.createElement('tr');
    row.className = here ? 'here' : '';
    const [name, bar, figure] = ['th', 'td', 'td'].map((tag) => document.createElement(tag));
    name.setAttribute('scope', 'row');
    name.textContent = what;
    const strip = bar.appendChild(document.createElement('i'));
    strip.style.width = `${(100 * Math.log10(Math.max(value, LEAST) / LEAST)) / most}%`;
    figure.textContent = numberText(value);
    row.append(name, bar, figure);
    return row;
  }));
}

/** Where the bars begin, 1e6 cells x evaluations per second. */
const LEAST = 0.1;
