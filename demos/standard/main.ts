/** The lab: cards of the standard problems, a figure of speed, and a report of both. */
import type { BackendChoice } from 'spinmotive';
import { Address } from '../shared/address.js';
import { copy } from '../shared/copy.js';
import { save } from '../shared/exports.js';
import { History } from '../shared/history.js';
import { listenForKeys } from '../shared/keys.js';
import type { Kept } from '../shared/lab/player.js';
import { same } from '../shared/link.js';
import { element } from '../shared/page.js';
import { backendNotice } from '../shared/status.js';
import { Card } from './card.js';
import { PROBLEMS, type Problem } from './problems.js';
import { judge, over, type Run } from './record.js';
import { report, reportJson, reportText } from './report.js';
import { DEFAULTS, LINKS, type ProblemSettings, type Settings } from './settings.js';
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

/** ms without a move of a slider, or of a hand, before the address follows. */
const PAUSE = 150;

const lab: StandardLab = { runs: {}, throughput: {} };
window.standardLab = lab;
const address = new Address(LINKS);
const choices = new History(await address.open());
/** Settings that are as those before them, but for a poke: where undoing that leads back to. */
const pokes = new WeakMap<Settings, { readonly card: Card; readonly before: Kept }>();
const backend = () => choices.current.backend;
let pending = 0;

const cards = PROBLEMS.map((problem) => {
  const card: Card = new Card(element('problems'), element<HTMLTemplateElement>('problem'), problem, {
    backend,
    settings: () => choices.current.problems[problem.key],
    changed: (run) => changed(problem, run),
    set: (change, by) => set(problem, change, by),
    settled: () => choices.settle(),
    poked: (before, stroke) => poked(card, before, stroke),
    undo: () => void undo(),
    forget: (time) => forget(card, time),
    copy: async (text, what, say) => {
      if (await copy(text, say)) say(`${what} is copied.`);
    },
  });
  return card;
});
/** Whom the keys are for: the card that was touched last. */
let current = cards[0];

function changed({ id }: Problem, run: Run | null): void {
  if (run) lab.runs[id] = run;
  else delete lab.runs[id];
  if (run?.backend) element('notice').textContent = backendNotice(run.backend);
  offer();
}

/** A run with other settings is another run: the one there is ends, and what a hand has done to it goes with it. */
function set(problem: Problem, change: Partial<ProblemSettings>, by: string | null): void {
  const { problems } = choices.current;
  choose({ ...choices.current, problems: { ...problems, [problem.key]: { ...problems[problem.key], changes: [], ...change } } }, by);
}

/** What repeats all that is shown: the settings, and what a hand has done to the runs. */
function shown(): Settings {
  const { backend, problems } = choices.current;
  return {
    backend,
    problems: Object.fromEntries(PROBLEMS.map(({ key, id }) => [key, id in lab.runs ? { ...problems[key], changes: lab.runs[id].scene.changes ?? [] } : problems[key]])),
  };
}

/** Lets the address follow, soon. */
function follow(): void {
  clearTimeout(pending);
  pending = window.setTimeout(() => {
    const now = shown();
    void address.show(same(now, DEFAULTS) ? null : now);
  }, PAUSE);
}

function choose(next: Settings, by: string | null = null): void {
  const before = choices.current;
  choices.change(next, by);
  chosen(before);
}

/** A poke that was asked for before is made first. */
async function undo(): Promise<void> {
  await Promise.all(cards.map((card) => card.poked()));
  const before = choices.current;
  choices.undo();
  const poke = pokes.get(before);
  if (!poke) return chosen(before);
  poke.card.unpoke(poke.before);
  showUndo();
  follow();
}

/** A stroke is one thing to undo. */
function poked(card: Card, before: Kept, stroke: number): void {
  choices.change({ ...choices.current }, `${card.problem.key} ${stroke}`);
  pokes.set(choices.current, { card, before });
  showUndo();
  follow();
}

function forget(card: Card, time: number): void {
  choices.forget((one) => {
    const poke = pokes.get(one);
    return poke?.card === card && poke.before.time >= time;
  });
  showUndo();
  follow();
}

/** Brings the page in step with what is chosen now. */
function chosen(before: Settings): void {
  element('refused').textContent = '';
  const { current: now } = choices;
  for (const card of cards) {
    const { key } = card.problem;
    if (!same(before.problems[key], now.problems[key])) card.clear();
  }
  showChoice();
  follow();
}

function showChoice(): void {
  for (const radio of radios) radio.checked = radio.value === backend();
  for (const card of cards) card.showSettings();
  showUndo();
}

const showUndo = () => {
  element<HTMLButtonElement>('undo').disabled = !choices.canUndo;
  const poke = pokes.get(choices.current);
  for (const card of cards) card.offerUndo(card === poke?.card);
};

const say = (words: string) => {
  element('said').textContent = words;
};

/** What can be reported: runs that are over, or held after their start. */
const reported = () => PROBLEMS.flatMap(({ id }) => lab.runs[id] ?? []).filter((run) => over(run) || (run.state === 'paused' && run.whole));

function offer(): void {
  const runs = reported();
  const ready = runs.length + Object.keys(lab.throughput).length > 0;
  for (const id of ['report-text', 'report-json']) element<HTMLButtonElement>(id).disabled = !ready;
  const passed = runs.filter((run) => judge(run).verdict === 'pass').length;
  element('report-state').textContent = ready ? `${runs.length} of ${PROBLEMS.length} run, ${passed} passed.` : 'Nothing to report yet.';
}

function use(card: Card): void {
  current = card;
  for (const one of cards) one.element.classList.toggle('current', one === card);
}

function goTo(card: Card): void {
  use(card);
  card.element.querySelector<HTMLElement>('.run')?.focus({ preventScroll: true });
  card.element.scrollIntoView({ block: 'start' });
}

const radios = [...document.querySelectorAll<HTMLInputElement>('[name=backend]')];
for (const radio of radios) radio.addEventListener('change', () => choose({ ...choices.current, backend: radio.value as BackendChoice }));
for (const card of cards) for (const event of ['focusin', 'pointerdown']) card.element.addEventListener(event, () => use(card));
const runAll = () => cards.forEach((card) => card.go());
const copyLink = () => void address.copy(shown(), say);
for (const [id, act] of [['all', runAll], ['undo', () => void undo()], ['copy-link', copyLink], ['keys', () => element<HTMLDialogElement>('help').showModal()]] as const) element(id).addEventListener('click', act);
listenForKeys(
  [
    { key: ' ', does: 'run or pause the problem that is marked', act: () => current.runOrPause() },
    { key: '.', does: 'one sample on', act: () => current.step() },
    { key: 'r', does: 'back to before the start', act: () => current.reset() },
    ...cards.map((card, k) => ({ key: String(k + 1), does: `go to: ${card.problem.title}`, act: () => goTo(card) })),
    { key: 'a', does: 'run all, one after the other', act: runAll },
    { key: 'p', does: 'poke what is seen in the middle', act: () => current.poke() },
    { key: '+', does: 'a closer look at the film', act: () => current.zoom(1) },
    { key: '-', does: 'from further off', act: () => current.zoom(-1) },
    { key: '0', does: 'all of the film', act: () => current.zoom(0) },
    { key: 'u', does: 'undo the last poke, or change of the settings', act: () => void undo() },
  ],
  element<HTMLDialogElement>('help'),
);

speedCard(backend, (throughput) => {
  lab.throughput[throughput.backend.kind] = throughput;
  offer();
});
const whole = () => report(reported(), Object.values(lab.throughput), new Date());
element('report-text').addEventListener('click', () => save('standard-problems.md', reportText(whole()), 'text/markdown'));
element('report-json').addEventListener('click', () => save('standard-problems.json', reportJson(whole()), 'application/json'));

document.addEventListener('visibilitychange', () => cards.forEach((card) => card.see(!document.hidden)));
address.listen((next) => {
  clearTimeout(pending);
  const before = shown();
  const { textContent: refusal } = element('refused');
  if (same(before, next)) return;
  choices.change(next);
  chosen(before);
  element('refused').textContent = refusal;
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => cards.forEach((card) => card.redraw()));
use(cards[0]);
showChoice();
offer();
