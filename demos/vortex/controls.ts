/** Sliders, switches and examples, and the address of the page, kept in step. */
import type { BackendChoice } from 'spinmotive';
import { numberText } from '../shared/numbers.js';
import type { Choice } from './run.js';
import { SIZE, START, type Settings } from './scene.js';

type Slider = 'alpha' | 'beta' | 'current' | 'frequency';
type Switch = 'polarity' | 'circulation' | 'shape' | 'backend';

/** SI units in one unit of the page. */
const SLIDERS: Readonly<Record<Slider, { readonly scale: number; readonly unit: string }>> = {
  current: { scale: 1e-3, unit: 'mA' },
  frequency: { scale: 1e6, unit: 'MHz' },
  alpha: { scale: 1, unit: '' },
  beta: { scale: 1, unit: '' },
};
const NM = 1e-9;
const MIDDLE = [SIZE / 2, SIZE / 2] as const;

interface Preset {
  readonly settings: Partial<Settings>;
  readonly hint: string;
}

/** By the names on the buttons. */
const PRESETS: Readonly<Record<string, Preset>> = {
  ring: {
    settings: { alpha: 0.01, beta: 0.04, current: 0, frequency: 0, at: START.at },
    hint: 'The core was put aside and let go: it spirals home, counter-clockwise if it points up, clockwise if it points down, whichever way the vortex turns. Going round, it makes a voltage.',
  },
  push: {
    settings: { alpha: 0.03, beta: 0.04, current: 6e-3, frequency: 0, at: MIDDLE },
    hint: 'A steady current: the core spirals to a new place beside the middle. Take the current away, and it swings back home.',
  },
  resonance: {
    settings: { alpha: 0.01, beta: 0.04, current: 1e-3, frequency: 9.5e8, at: MIDDLE },
    hint: 'A small alternating current at the frequency of the core itself: the orbit grows with every turn. Detune it by 200 MHz and the orbit collapses.',
  },
  flip: {
    settings: { alpha: 0.01, beta: 0.04, current: 3e-3, frequency: 9.5e8, at: MIDDLE },
    hint: 'Three times as much: the core gets so fast that it turns over, from white to black. Watch the sense of its orbit, and the peak in the spectrum, change sides.',
  },
};

/** ms without a change before the run goes on with it. */
const PAUSE = 200;

export interface Controls {
  readonly choice: Choice;
  /** Puts the core there and starts anew; m from the dot's lower left corner. */
  place(at: readonly [number, number]): void;
}

/**
 * Reads the address, fills the page, and calls back with every change.
 * @param changed `anew` where the vortex itself is another one, not only what acts on it
 */
export function controls(changed: (choice: Choice, anew: boolean) => void): Controls {
  const address = new URLSearchParams(location.search);
  const settings: Settings = { ...START };
  let backend: BackendChoice = 'auto';
  let pending = 0;
  let pendingAnew = false;

  const number = (name: string, scale: number): number | undefined => {
    const given = address.get(name);
    return given !== null && given !== '' && Number.isFinite(Number(given)) ? Number((Number(given) * scale).toPrecision(12)) : undefined;
  };
  for (const name of Object.keys(SLIDERS) as Slider[]) settings[name] = number(name, SLIDERS[name].scale) ?? settings[name];
  settings.at = [number('x', NM) ?? settings.at[0], number('y', NM) ?? settings.at[1]];
  const flip = (name: Switch, value: string) => {
    if (name === 'polarity' || name === 'circulation') settings[name] = value === '-1' ? -1 : 1;
    else if (name === 'shape') settings.shape = value === 'square' ? 'square' : 'disk';
    else backend = value === 'gpu' || value === 'cpu' ? value : 'auto';
  };
  const switches: Readonly<Record<Switch, () => string>> = { polarity: () => String(settings.polarity), circulation: () => String(settings.circulation), shape: () => settings.shape, backend: () => backend };
  const names = Object.keys(switches) as Switch[];
  for (const name of names) flip(name, address.get(name) ?? switches[name]());

  const choice = (): Choice => ({ settings: { ...settings }, backend });
  const show = () => {
    for (const [name, { scale, unit }] of Object.entries(SLIDERS) as [Slider, (typeof SLIDERS)[Slider]][]) {
      const value = Number((settings[name] / scale).toPrecision(12));
      element<HTMLInputElement>(name).value = String(value);
      element<HTMLOutputElement>(`${name}-value`).value = name === 'frequency' && value === 0 ? 'steady' : `${numberText(value)}${unit && `\u202f${unit}`}`;
    }
    for (const name of names) for (const radio of radios(name)) radio.checked = radio.value === switches[name]();
    let hint = '';
    for (const button of presets()) {
      const preset = PRESETS[button.dataset.preset ?? ''];
      const chosen = Object.entries(preset.settings).every(([name, value]) => String(settings[name as keyof Settings]) === String(value));
      button.ariaPressed = String(chosen);
      if (chosen) hint = preset.hint;
    }
    element('hint').textContent = hint;
  };
  const change = (after: number, anew: boolean) => {
    show();
    history.replaceState(null, '', `?${addressOf(settings, switches)}`);
    clearTimeout(pending);
    pendingAnew ||= anew;
    pending = window.setTimeout(() => {
      changed(choice(), pendingAnew);
      pendingAnew = false;
    }, after);
  };

  for (const name of Object.keys(SLIDERS) as Slider[]) {
    element(name).addEventListener('input', () => {
      settings[name] = Number((Number(element<HTMLInputElement>(name).value) * SLIDERS[name].scale).toPrecision(12));
      change(PAUSE, false);
    });
  }
  for (const name of names) {
    for (const radio of radios(name)) {
      radio.addEventListener('change', () => {
        flip(name, radio.value);
        change(0, name !== 'backend');
      });
    }
  }
  for (const button of presets()) {
    button.addEventListener('click', () => {
      Object.assign(settings, PRESETS[button.dataset.preset ?? ''].settings);
      change(0, true);
    });
  }
  element('again').addEventListener('click', () => change(0, true));
  show();
  const place = (at: readonly [number, number]) => {
    settings.at = at;
    change(0, true);
  };
  return { choice: choice(), place };
}

function addressOf(settings: Settings, switches: Readonly<Record<Switch, () => string>>): URLSearchParams {
  const address = new URLSearchParams();
  for (const [name, value] of Object.entries(switches)) address.set(name, value());
  const set = (name: string, value: number) => address.set(name, String(Number(value.toPrecision(6))));
  for (const [name, { scale }] of Object.entries(SLIDERS) as [Slider, { scale: number }][]) set(name, settings[name] / scale);
  set('x', settings.at[0] / NM);
  set('y', settings.at[1] / NM);
  return address;
}

const radios = (name: Switch) => document.querySelectorAll<HTMLInputElement>(`[name=${name}]`);
const presets = () => document.querySelectorAll<HTMLButtonElement>('[data-preset]');

/** @throws Error where the page has no element of this id */
export function element<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found as T;
}
