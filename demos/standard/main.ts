/** The lab: cards of the standard problems, a figure of speed, and a report of both. */
import type { BackendChoice } from 'spinmotive';
import { readAddress } from './address.js';
import { addCard } from './card.js';
import { download, element } from './page.js';
import { PROBLEMS } from './problems.js';
import { active, judge, type Run } from './record.js';
import { report, reportJson, reportText } from './report.js';
import { speedCard } from './speedCard.js';
import type { Throughput } from './throughput.js';

/** What the page shows, for a look from the browser's console: `standardLab.runs['sp4-field1'].curves`. */
export interface StandardLab {
  /** The latest of each problem. */
  readonly runs: Record<string, Run>;
  /** The latest of each engine. */
  readonly throughput: Partial<Record<'gpu' | 'cpu', Throughput>>;
}

declare global {
  interface Window {
    standardLab: StandardLab;
  }
}

const address = readAddress(location.search);
const lab: StandardLab = { runs: {}, throughput: {} };
window.standardLab = lab;

const radios = [...document.querySelectorAll<HTMLInputElement>('[name=backend]')];
for (const radio of radios) radio.checked = radio.value === address.backend;
const backend = () => (radios.find(({ checked }) => checked)?.value ?? 'auto') as BackendChoice;

const cards = PROBLEMS.map((problem) => addCard(element('problems'), element<HTMLTemplateElement>('problem'), problem, address, backend, changed));
speedCard(backend, (throughput) => {
  lab.throughput[throughput.backend.kind] = throughput;
  offer();
});

function changed(run: Run): void {
  lab.runs[run.problem.id] = run;
  offer();
}

/** What can be reported: runs that are over, and figures. */
const finished = () => PROBLEMS.flatMap(({ id }) => lab.runs[id] ?? []).filter((run) => !active(run));

function offer(): void {
  const runs = finished();
  const ready = runs.length + Object.keys(lab.throughput).length > 0;
  for (const id of ['report-text', 'report-json']) element<HTMLButtonElement>(id).disabled = !ready;
  const passed = runs.filter((run) => judge(run).verdict === 'pass').length;
  element('report-state').textContent = ready ? `${runs.length} of ${PROBLEMS.length} run, ${passed} passed.` : 'Nothing to report yet.';
}

const current = () => report(finished(), Object.values(lab.throughput), new Date());
element('report-text').addEventListener('click', () => download('standard-problems.md', 'text/markdown', reportText(current())));
element('report-json').addEventListener('click', () => download('standard-problems.json', 'application/json', reportJson(current())));
element('all').addEventListener('click', () => cards.forEach((card) => card.start()));
for (const radio of radios) radio.addEventListener('change', () => cards.forEach((card) => card.redraw()));
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => cards.forEach((card) => card.redraw()));
offer();
