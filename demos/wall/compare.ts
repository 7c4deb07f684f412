/** The table that puts means over the run next to theory. */
import type { Scene } from 'spinmotive';
import { numberText } from '../shared/numbers.js';
import { element } from '../shared/page.js';
import { closedForms, type ClosedForm } from './closedForms.js';
import type { Curves } from './curves.js';
import { measure, type Measured } from './means.js';
import type { Means, Theory } from './theory.js';

/** Names, SI units in a unit of the page, units. */
const ROWS: readonly (readonly [keyof Means, number, string])[] = [
  ['velocity', 1, 'm/s'],
  ['turning', Math.PI / 180 / 1e-9, '\u00b0/ns'],
  ['emf', 1e-6, '\u00b5V'],
  ['pumped', 1e-9, 'nA'],
];
/** Of a row's unit: less is round-off, and has no difference to speak of. */
const NOTHING = 1e-6;

/** @param curves since the last change */
export function compare(scene: Scene, curves: Curves, theory: Theory | null): void {
  const latest = measure(curves);
  // To and fro within a half-turn says nothing about the mean.
  const measured = theory?.angle === null && !latest?.halfTurns ? null : latest;
  element('regime').textContent = `${expectation(theory)} ${averaging(measured)}`;
  for (const [name, unit, text] of ROWS) {
    element(`${name}-theory`).textContent = theory ? `${numberText(rounded(theory[name] / unit))} ${text}` : '\u2013';
    element(`${name}-run`).textContent = shown(measured, name, unit, text);
    const off = measured && theory && Math.abs(theory[name] / unit) > NOTHING ? measured.means[name] / theory[name] - 1 : null;
    element(`${name}-off`).textContent = off === null ? '' : percent(off);
  }
  element('forms').replaceChildren(...closedForms(scene, theory).map((form) => formRow(form, measured)));
}

function formRow({ name, holds, of, value }: ClosedForm, measured: Measured | null): HTMLTableRowElement {
  const [, unit, text] = ROWS.find(([key]) => key === of)!;
  const row = document.createElement('tr');
  const head = Object.assign(document.createElement('th'), { scope: 'row', innerHTML: name });
  head.append(Object.assign(document.createElement('small'), { textContent: holds }));
  const run = measured?.means[of];
  row.append(head, cell(shown(measured, of, unit, text)), cell(`${numberText(rounded(value / unit))} ${text}`), cell(run === undefined || Number.isNaN(run) || Math.abs(value / unit) <= NOTHING ? '' : percent(run / value - 1)));
  return row;
}

const cell = (textContent: string) => Object.assign(document.createElement('td'), { textContent });

function shown(measured: Measured | null, name: keyof Means, unit: number, text: string): string {
  if (!measured) return '\u2026';
  return Number.isNaN(measured.means[name]) ? '\u2013' : `${numberText(rounded(measured.means[name] / unit))} ${text}`;
}

function expectation(theory: Theory | null): string {
  if (!theory) return 'This scene is not one that the theory of a rigid wall is about.';
  return `Theory expects that the wall ${theory.angle === null ? 'turns as it moves' : Math.abs(theory.velocity) < NOTHING ? 'tilts and stands still' : 'settles at an angle and moves on steadily'}.`;
}

function averaging(measured: Measured | null): string {
  if (measured === null) return 'The first half-turn is not over yet.';
  if (measured.halfTurns === 0) return 'Means over the last quarter of the time.';
  return `Means over the last ${measured.halfTurns === 1 ? 'half-turn' : `${measured.halfTurns} half-turns`} of the wall.`;
}

const rounded = (value: number) => (Math.abs(value) < NOTHING ? 0 : value);

/** With a sign, unless it rounds to zero. */
function percent(share: number): string {
  const text = Math.abs(100 * share).toFixed(1);
  return `${Number(text) === 0 ? '' : share < 0 ? '\u2212' : '+'}${text} %`;
}
