/** The fields, the presets and the choice of engine: what they show, and what they change. */
import type { BackendChoice } from 'spinmotive';
import type { History } from '../shared/history.js';
import { same } from '../shared/link.js';
import { numberText } from '../shared/numbers.js';
import { element } from '../shared/page.js';
import { PRESETS } from './presets.js';
import { ALLOWED, NAMES, type Choice, type Name } from './settings.js';
import { drawThumbnail } from './thumbnail.js';

const BACKENDS: readonly BackendChoice[] = ['auto', 'gpu', 'cpu'];

type Field = HTMLInputElement | HTMLSelectElement;
const fieldsOf = (name: Name | 'backend') => document.querySelectorAll<Field>(`[name=${name}]`);

function show(field: Field, value: unknown): void {
  if (field instanceof HTMLInputElement && field.type === 'radio') field.checked = field.value === String(value);
  else field.value = String(value);
}

/** Brings the page in step with what is chosen. */
export function showChoice({ preset, scene, backend }: Choice): void {
  for (const name of NAMES) for (const field of fieldsOf(name)) show(field, scene[name]);
  for (const field of fieldsOf('backend')) show(field, backend);
  element<HTMLOutputElement>('alpha-value').value = numberText(scene.alpha);
  element('reach-of').innerHTML = scene.drive === 'field' ? '<i>B</i>/<i>B</i><sub>W</sub>' : '<i>u</i>/<i>u</i><sub>c</sub>';
  const { look, settings } = PRESETS[preset];
  const untouched = same(scene, settings);
  for (const button of element('presets').querySelectorAll('button')) button.ariaPressed = String(button.value === preset && untouched);
  element('look').textContent = `${look}${untouched ? '' : ' (Changed since.)'}`;
}

/**
 * Makes the buttons of the presets, and listens.
 * @param chosen called after every change; soon where more may follow at once
 */
export function listenToControls(choices: History<Choice>, chosen: (soon: boolean) => void): void {
  for (const [preset, { name, settings }] of Object.entries(PRESETS)) {
    const button = Object.assign(document.createElement('button'), { type: 'button', value: preset });
    const picture = document.createElement('canvas');
    picture.ariaHidden = 'true';
    button.append(picture, name);
    button.addEventListener('click', () => {
      choices.change({ ...choices.current, preset, scene: settings });
      chosen(false);
    });
    element('presets').append(button);
    drawThumbnail(picture, settings);
  }
  for (const name of NAMES) {
    for (const field of fieldsOf(name)) {
      field.addEventListener('input', () => {
        const value = ALLOWED[name].find((one) => String(one) === field.value);
        if (value === undefined) return;
        choices.change({ ...choices.current, scene: { ...choices.current.scene, [name]: value } }, name);
        chosen(field.matches('[type=range]'));
      });
      field.addEventListener('change', () => choices.settle());
    }
  }
  for (const field of fieldsOf('backend')) {
    field.addEventListener('input', () => {
      choices.change({ ...choices.current, backend: BACKENDS.find((one) => one === field.value) ?? 'auto' });
      chosen(false);
    });
  }
}
