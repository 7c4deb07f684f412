/** Sliders, switches and presets of a lab, made from what it says of them: what they show, and what they change. */
import { parseScene, type BackendChoice, type SceneInput } from 'spinmotive';
import { same, type Linked } from '../link.js';
import { numberText } from '../numbers.js';
import { element } from '../page.js';
import { settled } from '../steer.js';
import { thumbnail } from './thumbnail.js';

export interface Preset {
  /** On the button. */
  readonly name: string;
  /** What to look for. */
  readonly look: string;
  readonly scene: SceneInput;
}

/** By the names that links have for them; the first is where a page without a link begins. */
export type Presets = Readonly<Record<string, Preset>>;

export interface Slider {
  readonly id: string;
  readonly label: string;
  /** The letter of the label. */
  readonly symbol: string;
  /** SI units in one unit of the page. */
  readonly scale: number;
  readonly unit: string;
  /** In units of the page. */
  readonly range: readonly [min: number, max: number, step: number];
  readonly note?: string;
  /** SI units; null where the scene has no such thing, and the slider is not shown. */
  readonly read: (scene: SceneInput) => number | null;
  /** What it sets, paths to values in SI units. @param time simulated s */
  readonly set: (value: number, scene: SceneInput, time: number) => Readonly<Record<string, unknown>>;
  /** The value in words, where a number is not the best. */
  readonly words?: (value: number) => string | null;
}

export interface Switch {
  readonly id: string;
  readonly legend: string;
  /** A label is HTML of the lab's own. */
  readonly options: readonly (readonly [value: string, label: string, spoken?: string])[];
  /** Null where the scene leaves no choice, and the switch is not shown. */
  readonly read: (scene: SceneInput) => string | null;
  /** A scene of its own, or what it sets of the run that goes on. */
  readonly write: (scene: SceneInput, value: string) => { readonly scene: SceneInput } | { readonly set: Readonly<Record<string, unknown>> };
}

export interface ControlsHeard {
  readonly preset: (name: string) => void;
  readonly slider: (slider: Slider, value: number) => void;
  /** A slider is let go. */
  readonly settled: () => void;
  readonly switched: (one: Switch, value: string) => void;
  readonly backend: (backend: BackendChoice) => void;
}

const BACKENDS: Switch['options'] = [['auto', 'auto'], ['gpu', 'WebGPU'], ['cpu', 'float64']];

const rounded = (value: number) => Number(value.toPrecision(12));

const inputOf = ({ id }: Slider) => element<HTMLInputElement>(id);

function make<K extends keyof HTMLElementTagNameMap>(tag: K, properties: Partial<HTMLElementTagNameMap[K]> = {}, ...children: (Node | string)[]): HTMLElementTagNameMap[K] {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

/** A number at a path of a scene; 0 where it is left out, null where its holder is. */
export function numberAt(scene: SceneInput, path: string): number | null {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let holder: unknown = scene;
  for (const key of keys) holder = (holder as Record<string, unknown> | undefined)?.[key];
  if (typeof holder !== 'object' || holder === null) return null;
  const value = (holder as Record<string, unknown>)[last];
  return typeof value === 'number' ? value : 0;
}

/** A slider that sets one number of the scene. */
export const pathSlider = (path: string, slider: Omit<Slider, 'read' | 'set'> & Partial<Pick<Slider, 'read'>>): Slider => ({ read: (scene) => numberAt(scene, path), ...slider, set: (value) => ({ [path]: value }) });

/** In the units of the page, as words. */
export function valueText(slider: Slider, value: number): string {
  const here = rounded(value / slider.scale);
  return slider.words?.(value) ?? `${numberText(here)}${slider.unit && `\u202f${slider.unit}`}`;
}

/** `B = 3 mT, V = 0 V, ...` */
export const settingsText = (sliders: readonly Slider[], steered: SceneInput, scene = settled(steered)): string =>
  sliders
    .flatMap((slider) => {
      const value = slider.read(scene);
      return value === null ? [] : [`${slider.symbol} = ${valueText(slider, value)}`];
    })
    .join(', ');

export class Controls {
  constructor(private readonly presets: Presets, private readonly sliders: readonly Slider[], private readonly switches: readonly Switch[], private readonly heard: ControlsHeard) {
    element('presets').append(...Object.entries(presets).map(([name, preset]) => this.presetButton(name, preset)));
    element('controls').prepend(
      ...sliders.map((slider) => this.sliderRow(slider)),
      ...switches.map(({ id, legend, options }) => this.fieldset(id, legend, options, (value) => this.heard.switched(this.switches.find((one) => one.id === id)!, value))),
      this.fieldset('backend', 'Engine', BACKENDS, (value) => this.heard.backend(value as BackendChoice)),
    );
  }

  /** Brings the page in step with what is chosen. */
  show({ preset, scene: steered, backend }: Linked): void {
    const scene = settled(steered);
    for (const slider of this.sliders) {
      const value = slider.read(scene);
      element(`${slider.id}-row`).hidden = value === null;
      if (value === null) continue;
      const text = valueText(slider, value);
      inputOf(slider).value = String(rounded(value / slider.scale));
      inputOf(slider).ariaValueText = text;
      element<HTMLOutputElement>(`${slider.id}-value`).value = text;
    }
    for (const { id, read } of this.switches) {
      const value = read(scene);
      element(`${id}-row`).hidden = value === null;
      this.check(id, value);
    }
    this.check('backend', backend);
    const asIs = same(scene, this.presets[preset].scene);
    for (const button of element('presets').querySelectorAll('button')) button.ariaPressed = String(button.value === preset && asIs);
    element('look').textContent = `${this.presets[preset].look}${asIs ? '' : ' (Changed since.)'}`;
  }

  private check(name: string, value: string | null): void {
    for (const radio of document.querySelectorAll<HTMLInputElement>(`[name=${name}]`)) radio.checked = radio.value === value;
  }

  private presetButton(value: string, { name, scene }: Preset): HTMLButtonElement {
    const button = make('button', { type: 'button', value }, thumbnail(parseScene(scene)), name);
    button.addEventListener('click', () => this.heard.preset(value));
    return button;
  }

  private sliderRow(slider: Slider): HTMLElement {
    const { id, label, symbol, range: [min, max, step], note } = slider;
    const input = make('input', { id, type: 'range', min: String(min), max: String(max), step: String(step) });
    input.addEventListener('input', () => this.heard.slider(slider, rounded(Number(input.value) * slider.scale)));
    input.addEventListener('change', () => this.heard.settled());
    const name = make('span', {}, `${label} `, make('i', {}, symbol));
    const output = make('output', { id: `${id}-value` });
    output.htmlFor.add(id);
    return make('div', { className: 'slider', id: `${id}-row` }, make('label', { htmlFor: id }, name, output), input, ...(note ? [make('small', {}, note)] : []));
  }

  private fieldset(name: string, legend: string, options: Switch['options'], heard: (value: string) => void): HTMLElement {
    const labels = options.map(([value, label, spoken]) => {
      const radio = make('input', { type: 'radio', name, value });
      if (spoken) radio.ariaLabel = spoken;
      radio.addEventListener('change', () => heard(value));
      return make('label', {}, radio, make('span', { innerHTML: label }));
    });
    return make('fieldset', { id: `${name}-row` }, make('legend', {}, legend), ...labels);
  }
}
