/** The card of a problem: choice of grid, run and stop, curves over the table, findings and a verdict. */
import type { BackendChoice } from 'spinmotive';
import { numberText } from '../shared/numbers.js';
import { theme } from '../shared/theme.js';
import type { Address } from './address.js';
import { drawCurves, drawDifference, drawPath } from './charts.js';
import type { Grid, Problem } from './problems.js';
import { active, allowedOf, judge, type Run } from './record.js';
import { carryOut, newRun } from './run.js';
import { engineText, offText, valueText, waitText } from './words.js';

export interface Card {
  /** Starts a run, or queues it; nothing where one is under way. */
  start(): void;
  redraw(): void;
}

const NS = 1e-9;

/** @param changed called with the run whenever there is news of it */
export function addCard(list: HTMLElement, template: HTMLTemplateElement, problem: Problem, address: Address, backend: () => BackendChoice, changed: (run: Run) => void): Card {
  list.append(template.content.cloneNode(true));
  const card = list.lastElementChild as HTMLElement;
  const part = <T extends HTMLElement = HTMLElement>(name: string): T => {
    const found = card.querySelector<T>(`.${name}`);
    if (!found) throw new Error(`the card has no .${name}`);
    return found;
  };
  const [curves, difference, path] = ['curves', 'difference', 'path'].map((name) => part<HTMLCanvasElement>(name));
  const bar = part<HTMLProgressElement>('bar');
  let run: Run | null = null;
  let chosen: Grid = problem.grids.find(({ name }) => name === address.grid) ?? problem.grids[0];
  let stop = () => {};
  let due = 0;

  const draw = () => {
    due = 0;
    const shown = run ?? newRun(problem, chosen, address, backend());
    const { list: found, verdict } = judge(shown);
    const allowed = allowedOf(shown);
    const colours = theme();
    drawCurves(curves, problem, shown.curves, shown.scene.run.duration, colours);
    drawDifference(difference, problem, shown.curves, shown.scene.run.duration, allowed, colours);
    if (problem.core) drawPath(path, problem, shown.curves, colours);
    part('rows').replaceChildren(...found.map((one) => {
      const row = document.createElement('tr');
      row.className = one.pass ? 'within' : 'beyond';
      const name = document.createElement('th');
      name.setAttribute('scope', 'row');
      name.textContent = one.what;
      if (one.at !== null) name.append(Object.assign(document.createElement('small'), { textContent: `furthest off at ${numberText(one.at / NS)} ns` }));
      const values = [offText(one.off, one), `≤ ${offText(one.allowed, one)}`, valueText(one.value, one), valueText(one.reference, one)];
      row.replaceChildren(name, ...values.map((textContent) => Object.assign(document.createElement('td'), { textContent })));
      return row;
    }));
    part('findings').hidden = found.length === 0;
    part('why').textContent = allowed.reason;
    part('altered').textContent = shown.altered.length > 0 ? `Not the problem as it stands: ${shown.altered.join(', ')}.` : '';
    part('error').textContent = shown.error;
    part('engine').textContent = shown.backend ? `${engineText(shown.backend)}${shown.backend.reason === 'asked for' ? '' : `: ${shown.backend.reason}`}` : '';
    part('progress').textContent = run ? progressText(run) : '';
    bar.hidden = !run;
    if (shown.state === 'relaxing' || shown.state === 'waiting') bar.removeAttribute('value');
    else bar.value = shown.time / shown.scene.run.duration;
    const badge = part('badge');
    badge.textContent = run ? badgeText(run, verdict) : '';
    badge.dataset.verdict = run && !active(run) ? verdict : '';
    const busy = run !== null && active(run);
    part<HTMLButtonElement>('run').disabled = busy;
    part<HTMLButtonElement>('stop').disabled = !busy;
    for (const radio of card.querySelectorAll<HTMLInputElement>('input')) radio.disabled = busy;
  };
  /** Once for all news of a frame. */
  const redraw = () => void (due ||= requestAnimationFrame(draw));

  const start = () => {
    if (run && active(run)) return;
    const controller = new AbortController();
    stop = () => controller.abort();
    const fresh = (run = newRun(problem, chosen, address, backend()));
    changed(fresh);
    redraw();
    void carryOut(fresh, controller.signal, () => {
      changed(fresh);
      redraw();
    });
  };

  part('title').textContent = problem.title;
  part('about').textContent = problem.about;
  part('source').textContent = problem.table.source.replace(/:.*/, '');
  part('grid').append(...problem.grids.map((grid) => gridChoice(problem, grid, grid === chosen, () => {
    chosen = grid;
    run = null;
    redraw();
  })));
  path.hidden = problem.core === null;
  card.setAttribute('aria-label', problem.title);
  card.dataset.problem = problem.id;
  part('run').addEventListener('click', start);
  part('stop').addEventListener('click', () => stop());
  new ResizeObserver(redraw).observe(curves);
  return { start, redraw };
}

function gridChoice({ id }: Problem, grid: Grid, checked: boolean, choose: () => void): HTMLLabelElement {
  const label = document.createElement('label');
  const radio = Object.assign(document.createElement('input'), { type: 'radio', name: `grid-${id}`, value: grid.name, checked });
  const text = document.createElement('span');
  text.textContent = `${grid.cells[0]} × ${grid.cells[1]}${grid.name === 'reference' ? ', as the table' : ''}`;
  radio.addEventListener('change', choose);
  label.append(radio, text);
  return label;
}

function badgeText(run: Run, verdict: string): string {
  if (run.state === 'waiting') return 'waiting';
  if (active(run)) return 'running';
  if (run.state === 'failed') return 'failed';
  if (verdict === 'fail') return 'fail';
  return run.state === 'stopped' ? 'stopped' : 'pass';
}

function progressText(run: Run): string {
  if (run.state === 'waiting') return 'waits for its turn, or for the engine to start';
  if (run.relaxation && run.state === 'relaxing') return `relaxing to the start: ${numberText(run.relaxation.time / NS)} ns, |dm/dt|/γ ${numberText(run.relaxation.rate / 1e-6)} µT`;
  const end = run.scene.run.duration;
  const share = run.time / end;
  const took = `${run.steps.toLocaleString('en')} steps`;
  if (run.state !== 'running') return `${numberText(run.time / NS)} ns simulated, ${took}, ${waitText(run.relaxSeconds + run.runSeconds)}`;
  const left = share > 0.02 ? `, ${waitText(run.runSeconds * (1 / share - 1))} left` : '';
  return `${numberText(run.time / NS)} of ${numberText(end / NS)} ns, ${took}${left}`;
}
