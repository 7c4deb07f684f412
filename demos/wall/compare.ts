/** The table that puts means over the run next to theory. */
import type { Scene } from 'spinmotive';
import { numberText } from '../shared/numbers.js';
import { element } from '../shared/page.js';
import { closedForms, type ClosedForm } from './closedForms.js';
import type { Curves } from './curves.js';
import { measure, type Measured } from './means.js';
import { drivenCurrent, easyComponent, turnOver, type Means, type Theory } from './theory.js';

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
  const turning = turnOver(scene);
  const latest = measure(curves, turning);
  // To and fro within one turning says nothing about the mean.
  const measured = theory?.angle === null && !latest?.turnings ? null : latest;
  element('regime').textContent = `${expectation(scene, theory)} ${averaging(measured, turning === Math.PI ? 'half-turn' : 'turn')}`;
  element('about-theory').hidden = theory === null;
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

function expectation(scene: Scene, theory: Theory | null): string {
  if (!theory) return 'This scene is not one that the theory of a rigid wall is about.';
  if (scene.field.B[easyComponent(scene)] === 0 && drivenCurrent(scene) === 0) return 'Theory expects that the wall, which nothing drives, comes to rest.';
  return `Theory expects that the wall ${theory.angle === null ? 'turns as it moves' : Math.abs(theory.velocity) < NOTHING ? 'tilts and stands still' : 'settles at an angle and moves on steadily'}.`;
}

/** @param turning what one is called */
function averaging(measured: Measured | null, turning: string): string {
  if (measured === null) return `The first ${turning} is not over yet.`;
  const { turnings, gone } = measured;
  const span = turnings === 0 ? 'quarter of the time' : turnings === 1 ? `${turning} of the wall` : `${turnings} ${turning}s of the wall`;
  return gone ? `The wall has left the wire. Means over the last ${span} before.` : `Means over the last ${span}.`;
}

const rounded = (value: number) => (Math.abs(value) < NOTHING ? 0 : value);

/** With a sign, unless it rounds to zero. */
function percent(share: number): string {
  const text = Math.abs(100 * share).toFixed(1);
  return `${Number(text) === 0 ? '' : share < 0 ? '\u2212' : '+'}${text} %`;
}
