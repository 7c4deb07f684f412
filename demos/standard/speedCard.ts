/** The card that measures how fast this browser is. */
import type { BackendChoice } from 'spinmotive';
import { numberText } from '../shared/numbers.js';
import { element } from '../shared/page.js';
import { caution, speeds } from './speeds.js';
import type { Throughput } from './throughput.js';
import { takeTurn } from './turns.js';
import { startWorker } from './work.js';

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
    const { signal } = new AbortController();
    const giveOn = await takeTurn(signal);
    const worker = await new Promise<Worker>((resolve) => {
      const working = startWorker({ task: 'throughput', backend: backend() }, signal, (news) => {
        if (news.kind === 'throughput') {
          const { throughput } = news;
          known.set(throughput.backend.kind, throughput);
          drawSpeeds([...known.values()]);
          measured(throughput);
          show(`${numberText(throughput.megaCellEvaluations)} million cells × evaluations a second: ${throughput.attempts.toLocaleString('en')} steps in ${numberText(throughput.seconds)} s. ${caution(throughput)}`);
          return;
        }
        if (news.kind === 'failed') {
          show('');
          element('speed-error').textContent = news.message;
          if (!news.foreseen) console.error(news.message);
        }
        resolve(working);
      });
    });
    worker.terminate();
    giveOn?.();
    button.disabled = false;
  });
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
