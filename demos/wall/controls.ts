/** The sliders, the choice of backend, and the address of the page, kept in step. */
import type { BackendChoice } from 'spinmotive';
import { numberText } from '../shared/numbers.js';
import { START, type Settings } from './scene.js';

type Name = keyof Settings;
interface Control {
  readonly name: Name;
  /** SI units in one unit of the page. */
  readonly scale: number;
  readonly unit: string;
}

const CONTROLS: readonly Control[] = [
  { name: 'alpha', scale: 1, unit: '' },
  { name: 'beta', scale: 1, unit: '' },
  { name: 'field', scale: 1e-3, unit: 'mT' },
  { name: 'voltage', scale: 1, unit: 'V' },
];
/** Not on a slider, but an address may set it: in ns. */
const DURATION: Control = { name: 'duration', scale: 1e-9, unit: 'ns' };

/** By the names on the buttons. */
const PRESETS: Readonly<Record<string, Partial<Settings>>> = {
  steady: { alpha: 0.03, beta: 0.06, field: 0.5e-3, voltage: 0 },
  turning: { alpha: 0.03, beta: 0.06, field: 3e-3, voltage: 0 },
  equal: { alpha: 0.03, beta: 0.03, field: 3e-3, voltage: 0 },
  battery: { alpha: 0.03, beta: 0.06, field: 0, voltage: -0.12 },
};

const BACKENDS: readonly BackendChoice[] = ['auto', 'gpu', 'cpu'];
/** ms without a change before a new run starts. */
const PAUSE = 150;

export interface Choice {
  readonly settings: Settings;
  readonly backend: BackendChoice;
}

/** Reads the address, fills the page, and calls back with every change. @returns the choice to begin with */
export function controls(changed: (choice: Choice) => void): Choice {
  const address = new URLSearchParams(location.search);
  const settings: Settings = { ...START };
  for (const { name, scale } of [...CONTROLS, DURATION]) {
    const given = address.get(name);
    if (given !== null && given !== '' && Number.isFinite(Number(given))) settings[name] = Number(given) * scale;
  }
  let backend = BACKENDS.find((choice) => choice === address.get('backend')) ?? 'auto';
  let pending = 0;

  const show = () => {
    for (const { name, scale, unit } of CONTROLS) {
      const value = Number((settings[name] / scale).toPrecision(12));
      slider(name).value = String(value);
      element<HTMLOutputElement>(`${name}-value`).value = `${numberText(value)}${unit && `\u202f${unit}`}`;
    }
    for (const button of document.querySelectorAll<HTMLButtonElement>('[data-preset]')) {
      const preset = Object.entries(PRESETS[button.dataset.preset ?? ''] ?? {}) as [Name, number][];
      button.ariaPressed = String(preset.every(([name, value]) => settings[name] === value));
    }
    for (const radio of document.querySelectorAll<HTMLInputElement>('[name=backend]')) radio.checked = radio.value === backend;
  };
  const restart = (after: number) => {
    show();
    history.replaceState(null, '', `?${addressOf(settings, backend)}`);
    clearTimeout(pending);
    pending = window.setTimeout(() => changed({ settings: { ...settings }, backend }), after);
  };

  for (const { name, scale } of CONTROLS) {
    slider(name).addEventListener('input', () => {
      settings[name] = Number(slider(name).value) * scale;
      restart(PAUSE);
    });
  }
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-preset]')) {
    button.addEventListener('click', () => {
      Object.assign(settings, PRESETS[button.dataset.preset ?? '']);
      restart(0);
    });
  }
  for (const radio of document.querySelectorAll<HTMLInputElement>('[name=backend]')) {
    radio.addEventListener('change', () => {
      backend = BACKENDS.find((choice) => choice === radio.value) ?? 'auto';
      restart(0);
    });
  }
  element('again').addEventListener('click', () => restart(0));
  show();
  return { settings: { ...settings }, backend };
}

function addressOf(settings: Settings, backend: BackendChoice): URLSearchParams {
  const address = new URLSearchParams({ backend });
  for (const { name, scale } of [...CONTROLS, DURATION]) address.set(name, String(Number((settings[name] / scale).toPrecision(12))));
  return address;
}

const slider = (name: Name) => element<HTMLInputElement>(name);

/** @throws Error where the page has no element of this id */
export function element<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found as T;
}
