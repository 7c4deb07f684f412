/** What the reader can turn in this lab: the field along the domains, what drives a current, and the two dampings. */
import { parseScene, type SceneInput } from 'spinmotive';
import { numberAt, pathSlider, type Slider, type Switch } from '../shared/lab/controls.js';
import { drivenCurrent, easyComponent, ownResistance } from './theory.js';

const fieldPath = (scene: SceneInput) => `field.B.${easyComponent(scene)}`;
const closure = ({ transport }: SceneInput) => transport?.closure ?? 'prescribed';
const load = ({ transport }: SceneInput) => transport?.load ?? 0;

export const SLIDERS: readonly Slider[] = [
  {
    id: 'field',
    label: 'Field along the domains',
    symbol: 'B',
    scale: 1e-3,
    unit: 'mT',
    range: [-10, 10, 0.1],
    read: (scene) => numberAt(scene, fieldPath(scene)),
    set: (value, scene) => ({ [fieldPath(scene)]: value }),
  },
  pathSlider('transport.voltage', {
    id: 'voltage',
    label: 'Battery',
    symbol: 'V',
    scale: 1,
    unit: 'V',
    range: [-0.5, 0.5, 0.01],
    note: 'below 0, electrons flow to the right',
    read: (scene) => (closure(scene) === 'circuit' ? numberAt(scene, 'transport.voltage') : null),
  }),
  pathSlider('transport.j.0', {
    id: 'current',
    label: 'Current density',
    symbol: 'j',
    scale: 1e12,
    unit: 'TA/m\u00b2',
    range: [-5, 5, 0.05],
    note: 'below 0, electrons flow to the right',
    read: (scene) => (closure(scene) === 'prescribed' ? numberAt(scene, 'transport.j.0') : null),
  }),
  pathSlider('transport.load', {
    id: 'load',
    label: 'Load',
    symbol: 'R',
    scale: 1,
    unit: '\u03a9',
    range: [10, 2000, 10],
    read: (scene) => (closure(scene) === 'circuit' && load(scene) > 0 ? load(scene) : null),
  }),
  pathSlider('material.alpha', { id: 'alpha', label: 'Damping', symbol: '\u03b1', scale: 1, unit: '', range: [0.001, 0.2, 0.001] }),
  pathSlider('transport.beta', { id: 'beta', label: 'Non-adiabaticity', symbol: '\u03b2', scale: 1, unit: '', range: [0, 0.2, 0.005] }),
];

/** Strips, and wires with an interaction that wires do not have. */
const isFilm = ({ grid, material }: SceneInput) => grid.cells[1] > 1 || (material.dmi?.interfacial ?? 0) !== 0;

/** Two digits. */
const short = (value: number) => Number(value.toPrecision(2));

const closed = (scene: SceneInput, how: 'open' | 'circuit' | 'prescribed', more: Partial<NonNullable<SceneInput['transport']>> = {}): SceneInput => ({ ...scene, transport: { ...scene.transport!, ...more, closure: how } });

export const SWITCHES: readonly Switch[] = [
  {
    id: 'closure',
    legend: 'Circuit',
    options: [['short', 'short', 'closed without a load'], ['load', 'load'], ['open', 'open'], ['source', 'source', 'a source of current']],
    read: (scene) => ({ circuit: load(scene) > 0 ? 'load' : 'short', open: 'open', prescribed: 'source' })[closure(scene) as 'circuit'] ?? null,
    write: (scene, value) => {
      if (value === 'open') return { scene: closed(scene, 'open') };
      if (value === 'source') return { scene: closed(scene, 'prescribed', { j: [short(drivenCurrent(parseScene(scene))), 0] }) };
      const ohm = value === 'load' ? short(ownResistance(parseScene(scene))) : 0;
      return closure(scene) === 'circuit' && !isFilm(scene) ? { set: { 'transport.load': ohm } } : { scene: closed(scene, 'circuit', { load: ohm }) };
    },
  },
];
