/** What the reader can turn in this lab: the current through the contacts, the two dampings, and which vortex it is. */
import type { SceneInput } from 'spinmotive';
import { numberAt, pathSlider, type Slider, type Switch } from '../shared/lab/controls.js';
import { DISK, SQUARE, waveform } from './scene.js';

type Vortex = Extract<SceneInput['initial'], { kind: 'vortex' }>;

const frequencyOf = ({ transport }: SceneInput) => (transport?.jWaveform?.kind === 'sine' ? transport.jWaveform.frequency : 0);

export const SLIDERS: readonly Slider[] = [
  {
    id: 'current',
    label: 'Current',
    symbol: 'I',
    scale: 1e-3,
    unit: 'mA',
    range: [-10, 10, 0.25],
    read: (scene) => numberAt(scene, 'transport.leads.0.current'),
    set: (value) => ({ 'transport.leads.0.current': value, 'transport.leads.1.current': -value }),
  },
  {
    id: 'frequency',
    label: 'alternating at',
    symbol: 'f',
    scale: 1e6,
    unit: 'MHz',
    range: [0, 2000, 10],
    read: frequencyOf,
    set: (value) => ({ 'transport.jWaveform': waveform(value) }),
    words: (value) => (value === 0 ? 'steady' : null),
  },
  pathSlider('material.alpha', { id: 'alpha', label: 'Damping', symbol: '\u03b1', scale: 1, unit: '', range: [0.005, 0.1, 0.005] }),
  pathSlider('transport.beta', { id: 'beta', label: 'Non-adiabaticity', symbol: '\u03b2', scale: 1, unit: '', range: [0, 0.2, 0.01] }),
];

const turn = (round: string, tip: string) => `<svg viewBox="0 0 20 20" aria-hidden="true"><path d="${round}" /><path d="${tip}" /></svg>`;

const vortex = ({ initial }: SceneInput) => initial as Vortex;
const sign = (value: string) => (value === '-1' ? -1 : 1);

export const SWITCHES: readonly Switch[] = [
  {
    id: 'polarity',
    legend: 'Core',
    options: [['1', 'up'], ['-1', 'down']],
    read: (scene) => String(vortex(scene).polarity),
    write: (scene, value) => ({ scene: { ...scene, initial: { ...vortex(scene), polarity: sign(value) } } }),
  },
  {
    id: 'circulation',
    legend: 'Turns',
    options: [['1', turn('M4.5 13a6 6 0 1 0 .3-6.5', 'M4.6 2.7v4h4'), 'counter-clockwise'], ['-1', turn('M15.5 13a6 6 0 1 1-.3-6.5', 'M15.4 2.7v4h-4'), 'clockwise']],
    read: (scene) => String(vortex(scene).circulation),
    write: (scene, value) => ({ scene: { ...scene, initial: { ...vortex(scene), circulation: sign(value) } } }),
  },
  {
    id: 'shape',
    legend: 'Dot',
    options: [['disk', 'disk'], ['rectangle', 'square']],
    read: ({ geometry }) => geometry?.shape ?? 'rectangle',
    write: (scene, value) => ({ scene: { ...scene, geometry: value === 'disk' ? DISK : SQUARE } }),
  },
];
