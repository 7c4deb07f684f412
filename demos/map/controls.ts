/** What the reader chooses, and the address of the page, kept in step. */
import type { BackendChoice } from 'spinmotive';
import { numberText } from '../shared/numbers.js';
import { element } from '../shared/page.js';
import { SIDES, type Side } from './lattice.js';
import { QUANTITIES, type Quantity } from './quantities.js';
import type { Study } from './scene.js';

export interface Choice {
  readonly study: Study;
  readonly quantity: Quantity;
  readonly finest: Side;
  readonly backend: BackendChoice;
}

/** By the names in the address, which are those of the page's fields; the first is what the page begins with. */
const CHOICES = {
  drive: ['current', 'field'],
  show: QUANTITIES,
  alpha: [0.2, 0.05, 0.1, 0.15, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5],
  ratio: [3, 2, 5],
  reach: [2, 1.5, 3],
  points: [33, ...SIDES],
  backend: ['auto', 'gpu', 'cpu'],
} as const;
type Name = keyof typeof CHOICES;
const NAMES = Object.keys(CHOICES) as Name[];

/** ms without a change before the map starts anew. */
const PAUSE = 250;

/** Reads the address, fills the page, and calls back with every change. @returns the choice to begin with */
export function controls(changed: (choice: Choice) => void): Choice {
  const address = new URLSearchParams(location.search);
  const chosen = Object.fromEntries(NAMES.map((name) => {
    const given = address.get(name);
    return [name, CHOICES[name].find((value) => String(value) === given) ?? CHOICES[name][0]];
  })) as { [N in Name]: (typeof CHOICES)[N][number] };
  const choice = (): Choice => {
    const { drive, alpha, ratio, reach, show, points, backend } = chosen;
    return { study: { drive, alpha, ratio, reach }, quantity: show, finest: points, backend };
  };
  let pending = 0;

  const show = () => {
    for (const name of NAMES) for (const field of fieldsOf(name)) {
      if (field instanceof HTMLInputElement && field.type === 'radio') field.checked = field.value === String(chosen[name]);
      else field.value = String(chosen[name]);
    }
    element<HTMLOutputElement>('alpha-value').value = numberText(chosen.alpha);
    element('reach-of').innerHTML = chosen.drive === 'field' ? '<i>B</i>/<i>B</i><sub>W</sub>' : '<i>u</i>/<i>u</i><sub>c</sub>';
  };
  for (const name of NAMES) for (const field of fieldsOf(name)) {
    field.addEventListener('input', () => {
      const value = CHOICES[name].find((one) => String(one) === field.value);
      if (value === undefined) return;
      Object.assign(chosen, { [name]: value });
      show();
      history.replaceState(null, '', `?${new URLSearchParams(NAMES.map((one) => [one, String(chosen[one])]))}`);
      clearTimeout(pending);
      pending = window.setTimeout(() => changed(choice()), name === 'alpha' ? PAUSE : 0);
    });
  }
  show();
  return choice();
}

const fieldsOf = (name: Name) => document.querySelectorAll<HTMLInputElement | HTMLSelectElement>(`[name=${name}]`);
