/** The settings of a card: what they show, and what they change. */
import { numberText } from '../shared/numbers.js';
import type { Problem } from './problems.js';
import type { ProblemSettings } from './settings.js';

const NS = 1e-9;
const TOLERANCES = [1e-3, 1e-4, 1e-5, 1e-6, 1e-7];
const RESTS = [null, 1e-6, 1e-5, 1e-4, 1e-3];

export interface Controls {
  show(settings: ProblemSettings): void;
}

/**
 * @param part finds a part of the card
 * @param changed called with what was changed; `by` is a slider that is being dragged
 * @param settled called when it is let go
 */
export function addControls(problem: Problem, part: <T extends HTMLElement>(name: string) => T, changed: (change: Partial<ProblemSettings>, by: string | null) => void, settled: () => void): Controls {
  const radios = problem.grids.map(({ cells: [nx, ny], name }) => {
    const label = document.createElement('label');
    const radio = Object.assign(document.createElement('input'), { type: 'radio', name: `cells-${problem.key}`, value: String(nx) });
    radio.addEventListener('change', () => changed({ cells: nx }, null));
    label.append(radio, Object.assign(document.createElement('span'), { textContent: `${nx} × ${ny}${name === 'reference' ? ', as the table' : ''}` }));
    return { radio, label };
  });
  part('cells').append(...radios.map(({ label }) => label));

  const slider = (name: string, read: (value: number) => Partial<ProblemSettings>) => {
    const input = part<HTMLInputElement>(name);
    const label = part<HTMLLabelElement>(`${name}-label`);
    input.id = label.htmlFor = `${name}-${problem.key}`;
    input.addEventListener('input', () => changed(read(Number(input.value)), input.id));
    input.addEventListener('change', settled);
    return (value: number, text: string) => {
      input.value = String(value);
      input.ariaValueText = text;
      part(`${name}-value`).textContent = text;
    };
  };
  const step = problem.duration > 5 * NS ? 0.5 : 0.05;
  Object.assign(part<HTMLInputElement>('duration'), { min: String(step), max: String(problem.duration / NS), step: String(step) });
  const showAlpha = slider('alpha', (alpha) => ({ alpha }));
  const showDuration = slider('duration', (value) => ({ duration: Number((value * NS).toPrecision(12)) }));

  const choice = (name: string, values: readonly (number | null)[], words: (value: number | null) => string, read: (value: number | null) => Partial<ProblemSettings>) => {
    const select = part<HTMLSelectElement>(name);
    const label = part<HTMLLabelElement>(`${name}-label`);
    select.id = label.htmlFor = `${name}-${problem.key}`;
    const add = (value: number | null) => select.append(new Option(words(value), String(value)));
    values.forEach(add);
    select.addEventListener('change', () => changed(read(select.value === 'null' ? null : Number(select.value)), null));
    return (value: number | null) => {
      // What only a link asks for.
      if (![...select.options].some((option) => option.value === String(value))) add(value);
      select.value = String(value);
    };
  };
  const showTolerance = choice('tolerance', TOLERANCES, powerText, (value) => (value === null ? {} : { tolerance: value }));
  const showRest = choice('rest', RESTS, (value) => (value === null ? 'as far as it goes' : value < 1e-3 ? `to ${numberText(value / 1e-6)} µT` : `to ${numberText(value / 1e-3)} mT`), (rest) => ({ rest }));

  return {
    show({ cells, alpha, duration, tolerance, rest }) {
      for (const { radio } of radios) radio.checked = radio.value === String(cells);
      showAlpha(alpha, numberText(alpha));
      showDuration(duration / NS, `${numberText(duration / NS)} ns`);
      showTolerance(tolerance);
      showRest(rest);
    },
  };
}

/** 1e-5 */
const powerText = (value: number | null): string => (value ?? 0).toExponential().replace('-', '\u2212');
