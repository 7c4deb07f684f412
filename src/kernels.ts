import { compose } from './cpu/film/compose.js';
import { observe as observeFilm } from './cpu/film/observe.js';
import { rate } from './cpu/film/rate.js';
import { control } from './cpu/step/control.js';
import { judge } from './cpu/step/judge.js';
import { record } from './cpu/step/record.js';
import { observe } from './cpu/wire/observe.js';
import { shift } from './cpu/wire/shift.js';
import { stage } from './cpu/wire/stage.js';
import type { Twin } from './plan/types.js';

/**
 * THE TABLE: every kernel with its WGSL source, its bindings in order, its override constants and its float64 twin.
 * The GPU engine makes explicit bind group layouts from it, the CPU engine calls the twins, and the tests walk it.
 */
export type Access = 'read' | 'read_write';

export interface Binding {
  readonly name: string;
  readonly access: Access;
  readonly kind: 'f32' | 'u32';
}

export interface Kernel {
  /** `room/stem`: the shader is shaders/room/stem.wgsl, its one entry point is `stem`, its twin src/cpu/room/stem.ts. */
  readonly name: string;
  /** Storage buffers at @group(0) @binding(1...), in order. Binding 0 is always the uniform `args: vec4u`. */
  readonly bindings: readonly Binding[];
  /** Names of the `override` constants every pass must set. */
  readonly constants: readonly string[];
  readonly twin: Twin;
  /** Largest difference between shader and twin, relative to the largest value of the column of a buffer; measured and explained in test/kernels/twins.test.ts. */
  readonly tolerance: number;
}

const read = (...names: string[]) => names.map((name): Binding => ({ name, access: 'read', kind: kindOf(name) }));
const write = (...names: string[]) => names.map((name): Binding => ({ name, access: 'read_write', kind: kindOf(name) }));
const kindOf = (name: string) => (name === 'flags' || name === 'shifts' ? 'u32' : 'f32');

const table: Kernel[] = [
  {
    name: 'wire/stage',
    bindings: [...read('tableau', 'params', 'clock', 'flags'), ...write('m', 'drift', 'lever', 'sums')],
    constants: ['CELLS', 'BATCH', 'STAGES', 'WG', 'PER', 'GROUPS', 'KIND', 'GRADIENT', 'PERIODIC', 'UNIAXIAL', 'CUBIC'],
    twin: stage,
    tolerance: 4e-6,
  },
  {
    name: 'step/judge',
    bindings: [...read('tableau', 'params', 'clock', 'flags', 'drift', 'lever'), ...write('sums', 'worst')],
    constants: ['CELLS', 'BATCH', 'STAGES', 'WG', 'PER', 'GROUPS', 'KIND', 'UNIAXIAL', 'CUBIC'],
    twin: judge,
    tolerance: 4e-7,
  },
  {
    name: 'step/control',
    bindings: [...read('tableau', 'params', 'schedule', 'worst'), ...write('sums', 'clock', 'flags', 'ledger')],
    constants: ['CELLS', 'BATCH', 'STAGES', 'WG', 'GROUPS', 'KIND', 'UNIAXIAL', 'CUBIC', 'SEGMENTS'],
    twin: control,
    tolerance: 1e-6,
  },
  {
    name: 'wire/observe',
    bindings: [...read('params', 'clock', 'flags', 'm', 'drift', 'lever', 'sums'), ...write('observed')],
    constants: ['CELLS', 'BATCH', 'STAGES', 'WG', 'PER', 'GROUPS', 'KIND', 'GRADIENT', 'PERIODIC', 'UNIAXIAL', 'CUBIC'],
    twin: observe,
    tolerance: 1.5e-6,
  },
  {
    name: 'step/record',
    bindings: [...read('observed', 'schedule', 'clock'), ...write('flags', 'ledger', 'records')],
    constants: ['GROUPS', 'WG', 'RING', 'SEGMENTS', 'CELLS', 'PERIODIC'],
    twin: record,
    tolerance: 1e-6,
  },
  {
    name: 'wire/shift',
    bindings: [...read('flags', 'shifts'), ...write('m')],
    constants: ['CELLS', 'BATCH', 'WG'],
    twin: shift,
    tolerance: 0,
  },
  {
    name: 'film/compose',
    bindings: [...read('tableau', 'clock', 'flags', 'drift'), ...write('m', 'stage_m')],
    constants: ['CELLS', 'BATCH', 'STAGES', 'WG', 'GROUPS'],
    twin: compose,
    tolerance: 2e-6,
  },
  {
    name: 'film/rate',
    bindings: [...read('params', 'clock', 'flags', 'stage_m', 'demag'), ...write('drift', 'sums')],
    constants: ['CELLS', 'NX', 'NY', 'BATCH', 'STAGES', 'WG', 'GROUPS', 'KIND', 'GRADIENT', 'PERIODIC_X', 'PERIODIC_Y', 'UNIAXIAL', 'CUBIC', 'MAGNETOSTATIC'],
    twin: rate,
    tolerance: 2e-6,
  },
  {
    name: 'film/observe',
    bindings: [...read('params', 'clock', 'flags', 'stage_m', 'demag', 'drift'), ...write('observed')],
    constants: ['CELLS', 'NX', 'NY', 'BATCH', 'STAGES', 'WG', 'GROUPS', 'KIND', 'GRADIENT', 'PERIODIC_X', 'PERIODIC_Y', 'UNIAXIAL', 'CUBIC', 'MAGNETOSTATIC'],
    twin: observeFilm,
    tolerance: 2e-6,
  },
];

export const kernels: ReadonlyMap<string, Kernel> = new Map(table.map((kernel) => [kernel.name, kernel]));
