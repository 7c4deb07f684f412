/** The sliders, the presets and the choice of engine: what they show, and what they change. */
import type { BackendChoice, SceneInput } from 'spinmotive';
import { History } from '../shared/history.js';
import { changed, same, type Linked } from '../shared/link.js';
import { numberText } from '../shared/numbers.js';
import { settled } from '../shared/steer.js';
import { element } from '../shared/page.js';
import { PRESETS } from './presets.js';

interface Slider {
  /** The id of the slider. */
  readonly name: string;
  /** What it sets, keys joined by dots. */
  readonly path: string;
  /** SI units in one unit of the page. */
  readonly scale: number;
  readonly unit: string;
}

const SLIDERS: readonly Slider[] = [
  { name: 'alpha', path: 'material.alpha', scale: 1, unit: '' },
  { name: 'beta', path: 'transport.beta', scale: 1, unit: '' },
  { name: 'field', path: 'field.B.0', scale: 1e-3, unit: 'mT' },
  { name: 'voltage', path: 'transport.voltage', scale: 1, unit: 'V' },
];

const slider = (name: string) => element<HTMLInputElement>(name);

const radios = (name: string) => document.querySelectorAll<HTMLInputElement>(`[name=${name}]`);

export const withValue = (scene: SceneInput, path: string, value: number | string) => changed(scene, [[path, JSON.stringify(value)]]) as SceneInput;

/** Of a scene in the units of the page, rid of the round-off of the change; a key that is left out is 0. */
function valueOf(scene: SceneInput, { path, scale }: Slider): number {
  let value: unknown = scene;
  for (const key of path.split('.')) value = (value as Record<string, unknown> | undefined)?.[key];
  return Number(((typeof value === 'number' ? value : 0) / scale).toPrecision(12));
}

/** `B = 3 mT, V = 0 V, ...` */
export const settingsText = (steered: SceneInput, scene = settled(steered)): string =>
  SLIDERS.map((one) => `${{ alpha: '\u03b1', beta: '\u03b2', field: 'B', voltage: 'V' }[one.name]} = ${numberText(valueOf(scene, one))}${one.unit && `\u202f${one.unit}`}`).join(', ');

/** The values of the sliders in a scene, by their paths; SI units. */
export function slidersOf(steered: SceneInput): Record<string, number> {
  const scene = settled(steered);
  return Object.fromEntries(SLIDERS.map((one) => [one.path, Number((valueOf(scene, one) * one.scale).toPrecision(12))]));
}

/** Brings the page in step with what is chosen. */
export function showChoice({ preset, scene: steered, backend }: Linked): void {
  const scene = settled(steered);
  for (const one of SLIDERS) {
    const value = valueOf(scene, one);
    slider(one.name).value = String(value);
    const text = `${numberText(value)}${one.unit && `\u202f${one.unit}`}`;
    element<HTMLOutputElement>(`${one.name}-value`).value = text;
    slider(one.name).ariaValueText = text;
  }
  for (const button of element('presets').querySelectorAll('button')) button.ariaPressed = String(button.value === preset && same(scene, PRESETS[preset].scene));
  element('look').textContent = `${PRESETS[preset].look}${same(scene, PRESETS[preset].scene) ? '' : ' (Changed since.)'}`;
  for (const radio of radios('backend')) radio.checked = radio.value === backend;
  for (const radio of radios('closure')) radio.checked = radio.value === scene.transport?.closure;
}

/**
 * Makes the buttons of the presets, and listens.
 * @param chosen called after every change but those of sliders
 * @param turned called when a slider is moved, with what it sets, in SI units
 */
export function listenToControls(choices: History<Linked>, chosen: (soon: boolean) => void, turned: (path: string, value: number) => void): void {
  element('presets').append(
    ...Object.entries(PRESETS).map(([preset, { name, scene }]) => {
      const button = Object.assign(document.createElement('button'), { type: 'button', value: preset, textContent: name });
      button.addEventListener('click', () => {
        choices.change({ ...choices.current, preset, scene });
        chosen(false);
      });
      return button;
    }),
  );
  for (const { name, path, scale } of SLIDERS) {
    slider(name).addEventListener('input', () => {
      const value = Number((Number(slider(name).value) * scale).toPrecision(12));
      turned(path, value);
    });
    slider(name).addEventListener('change', () => choices.settle());
  }
  for (const radio of radios('closure')) {
    radio.addEventListener('change', () => {
      choices.change({ ...choices.current, scene: withValue(settled(choices.current.scene), 'transport.closure', radio.value) });
      chosen(false);
    });
  }
  for (const radio of radios('backend')) {
    radio.addEventListener('change', () => {
      choices.change({ ...choices.current, backend: radio.value as BackendChoice });
      chosen(false);
    });
  }
}
