import { compose } from './cpu/film/compose.js';
import { observe as observeFilm } from './cpu/film/observe.js';
import { rate } from './cpu/film/rate.js';
import { respond } from './cpu/film/respond.js';
import { transfer } from './cpu/film/transfer.js';
import { fold } from './cpu/demag/fold.js';
import { from_cells } from './cpu/demag/from_cells.js';
import { line_cells } from './cpu/demag/line_cells.js';
import { line_columns } from './cpu/demag/line_columns.js';
import { line_rows } from './cpu/demag/line_rows.js';
import { middle } from './cpu/demag/middle.js';
import { to_cells } from './cpu/demag/to_cells.js';
import { to_columns } from './cpu/demag/to_columns.js';
import { to_rows } from './cpu/demag/to_rows.js';
import { apply } from './cpu/potential/apply.js';
import { begin } from './cpu/potential/begin.js';
import { bottom } from './cpu/potential/bottom.js';
import { coarsen } from './cpu/potential/coarsen.js';
import { currents } from './cpu/potential/currents.js';
import { decide } from './cpu/potential/decide.js';
import { open } from './cpu/potential/open.js';
import { prolong } from './cpu/potential/prolong.js';
import { update } from './cpu/potential/update.js';
import { control } from './cpu/step/control.js';
import { judge } from './cpu/step/judge.js';
import { record } from './cpu/step/record.js';
import { shift } from './cpu/step/shift.js';
import { integrate } from './cpu/wire/integrate.js';
import { observe } from './cpu/wire/observe.js';
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
const kindOf = (name: string) => (['flags', 'kept_flags', 'shifts'].includes(name) ? 'u32' : 'f32');

const table: Kernel[] = [
  {
    name: 'wire/stage',
    bindings: [...read('tableau', 'params', 'clock', 'flags'), ...write('m', 'drift', 'lever', 'sums')],
    constants: ['CELLS', 'BATCH', 'STAGES', 'WG', 'PER', 'GROUPS', 'KIND', 'GRADIENT', 'PERIODIC', 'UNIAXIAL', 'CUBIC'],
    twin: stage,
    tolerance: 4e-6,
  },
  // Instead of stage, judge and control, where one workgroup can hold the wire.
  {
    name: 'wire/integrate',
    bindings: [...read('tableau', 'kept_params', 'schedule'), ...write('m', 'kept_clock', 'kept_flags', 'kept_ledger', 'unsummed')],
    constants: ['CELLS', 'BATCH', 'STAGES', 'WG', 'PER', 'KIND', 'GRADIENT', 'PERIODIC', 'UNIAXIAL', 'CUBIC', 'SEGMENTS'],
    twin: integrate,
    tolerance: 2e-5,
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
    bindings: [...read('params', 'clock', 'flags', 'm'), ...write('observed')],
    constants: ['CELLS', 'BATCH', 'WG', 'PER', 'GROUPS', 'KIND', 'GRADIENT', 'PERIODIC', 'UNIAXIAL', 'CUBIC'],
    twin: observe,
    tolerance: 1.5e-6,
  },
  {
    name: 'step/record',
    bindings: [...read('observed', 'schedule', 'clock'), ...write('flags', 'ledger', 'records'), ...read('lead_state')],
    constants: ['GROUPS', 'WG', 'RING', 'SEGMENTS', 'CELLS', 'PERIODIC', 'KIND'],
    twin: record,
    tolerance: 1e-6,
  },
  {
    name: 'step/shift',
    bindings: [...read('flags', 'shifts'), ...write('m')],
    constants: ['CELLS', 'NX', 'BATCH', 'WG'],
    twin: shift,
    tolerance: 0,
  },
  {
    name: 'film/compose',
    bindings: [...read('tableau', 'clock', 'flags', 'drift'), ...write('m', 'stage_m')],
    constants: ['CELLS', 'BATCH', 'STAGES', 'WG', 'GROUPS'],
    twin: compose,
    tolerance: 1.2e-6,
  },
  {
    name: 'film/rate',
    bindings: [...read('params', 'clock', 'flags', 'stage_m', 'demag'), ...write('drift', 'sums')],
    constants: ['CELLS', 'NX', 'NY', 'BATCH', 'STAGES', 'WG', 'GROUPS', 'KIND', 'GRADIENT', 'PERIODIC_X', 'PERIODIC_Y', 'UNIAXIAL', 'CUBIC', 'REGIONS', 'MAGNETOSTATIC'],
    twin: rate,
    tolerance: 2e-6,
  },
  // Where the current needs the potential: between these two it is solved for.
  {
    name: 'film/respond',
    bindings: [...read('params', 'clock', 'flags', 'stage_m', 'demag'), ...write('drift', 'tensor', 'source')],
    constants: ['CELLS', 'NX', 'NY', 'BATCH', 'STAGES', 'WG', 'GROUPS', 'KIND', 'GRADIENT', 'PERIODIC_X', 'PERIODIC_Y', 'UNIAXIAL', 'CUBIC', 'REGIONS', 'MAGNETOSTATIC'],
    twin: respond,
    tolerance: 2e-6,
  },
  {
    name: 'film/transfer',
    bindings: [...read('params', 'clock', 'flags', 'stage_m', 'current', 'lead_state'), ...write('drift', 'sums')],
    constants: ['CELLS', 'NX', 'NY', 'BATCH', 'STAGES', 'WG', 'GROUPS', 'KIND', 'GRADIENT', 'PERIODIC_X', 'PERIODIC_Y', 'UNIAXIAL', 'CUBIC', 'REGIONS'],
    twin: transfer,
    tolerance: 2e-6,
  },
  {
    name: 'film/observe',
    bindings: [...read('params', 'clock', 'flags', 'stage_m', 'demag', 'drift', 'current'), ...write('observed')],
    constants: ['CELLS', 'NX', 'NY', 'BATCH', 'STAGES', 'WG', 'GROUPS', 'KIND', 'GRADIENT', 'PERIODIC_X', 'PERIODIC_Y', 'UNIAXIAL', 'CUBIC', 'REGIONS', 'MAGNETOSTATIC'],
    twin: observeFilm,
    tolerance: 1e-6,
  },
  // A row or column of a transform at a time: three kernels to the field.
  {
    name: 'demag/line_rows',
    bindings: [...read('demag_roots', 'stage_m', 'demag_saturation'), ...write('demag_lines')],
    constants: ['NX', 'NY', 'ROWS', 'REGIONS', 'LX', 'RADICES', 'KINDS', 'THREADS', 'LINES', 'GX'],
    twin: line_rows,
    tolerance: 1e-6,
  },
  {
    name: 'demag/line_columns',
    bindings: [...read('demag_roots', 'demag_tensor'), ...write('demag_lines')],
    constants: ['NY', 'LX', 'LY', 'FORWARD', 'LAST', 'BACKWARD', 'ROOTS', 'ROOTS_BACK', 'KINDS', 'THREADS', 'LINES'],
    twin: line_columns,
    tolerance: 1e-6,
  },
  {
    name: 'demag/line_cells',
    bindings: [...read('demag_roots', 'demag_lines'), ...write('demag')],
    constants: ['NX', 'NY', 'ROWS', 'LX', 'RADICES', 'KINDS', 'THREADS', 'LINES', 'GX'],
    twin: line_cells,
    tolerance: 1e-6,
  },
  // A pass of a transform at a time, of any length.
  {
    name: 'demag/from_cells',
    bindings: [...read('stage_m', 'demag_saturation'), ...write('lines_out')],
    constants: ['NX', 'NY', 'ROWS', 'REGIONS', 'LX', 'RADIX', 'WG', 'GX', 'ITEMS'],
    twin: from_cells,
    tolerance: 1e-6,
  },
  {
    name: 'demag/middle',
    bindings: [...read('demag_roots', 'lines_in'), ...write('lines_out')],
    constants: ['LENGTH', 'INNER', 'RADIX', 'SPAN', 'KEPT', 'ROOTS', 'INVERSE', 'WG', 'GX', 'ITEMS'],
    twin: middle,
    tolerance: 1e-6,
  },
  {
    name: 'demag/to_columns',
    bindings: [...read('lines_in'), ...write('lines_out')],
    constants: ['NY', 'ROWS', 'LX', 'LY', 'RADIX', 'WG', 'GX', 'ITEMS'],
    twin: to_columns,
    tolerance: 1e-6,
  },
  {
    name: 'demag/fold',
    bindings: [...read('demag_roots', 'demag_tensor', 'lines_in'), ...write('lines_out')],
    constants: ['LX', 'LY', 'RADIX', 'ROOTS', 'WG', 'GX', 'ITEMS'],
    twin: fold,
    tolerance: 1e-6,
  },
  {
    name: 'demag/to_rows',
    bindings: [...read('lines_in'), ...write('lines_out')],
    constants: ['NY', 'ROWS', 'LX', 'LY', 'RADIX', 'WG', 'GX', 'ITEMS'],
    twin: to_rows,
    tolerance: 1e-6,
  },
  {
    name: 'demag/to_cells',
    bindings: [...read('demag_roots', 'lines_in'), ...write('demag')],
    constants: ['NX', 'NY', 'ROWS', 'LX', 'RADIX', 'WG', 'GX', 'ITEMS'],
    twin: to_cells,
    tolerance: 1e-6,
  },
  // The potential of a conductor: src/lower/potential.ts.
  {
    name: 'potential/begin',
    bindings: [...read('flags', 'clock', 'lead_shape', 'lead_setup'), ...write('lead_state', 'potential', 'potential_history')],
    constants: ['NODES', 'BATCH', 'BANDS', 'LEADS', 'WG'],
    twin: begin,
    tolerance: 4e-7,
  },
  {
    name: 'potential/open',
    bindings: [...read('conductor', 'tensor', 'source', 'potential', 'lead_shape', 'lead_state'), ...write('solve_work', 'solve_sums')],
    constants: ['NX', 'NY', 'BATCH', 'BANDS', 'LEADS', 'WG', 'PER', 'GROUPS', 'WORK', 'ASPECT'],
    twin: open,
    tolerance: 3e-6,
  },
  {
    name: 'potential/decide',
    bindings: [...read('solve_sums', 'lead_setup'), ...write('lead_state')],
    constants: ['BATCH', 'LEADS', 'WG', 'GROUPS', 'TOLERANCE'],
    twin: decide,
    tolerance: 4e-6,
  },
  {
    name: 'potential/coarsen',
    bindings: [...read('hierarchy', 'lead_state'), ...write('solve_work')],
    constants: ['NX', 'NY', 'MX', 'MY', 'BATCH', 'BANDS', 'WG', 'WORK', 'FROM', 'TO', 'TABLES', 'SHARED', 'FINEST', 'OMEGA', 'SCALE', 'COUPLINGS', 'TRANSFERS'],
    twin: coarsen,
    tolerance: 2e-6,
  },
  {
    name: 'potential/bottom',
    bindings: [...read('hierarchy', 'lead_shape', 'lead_state'), ...write('solve_work')],
    constants: ['NX', 'NY', 'BATCH', 'BANDS', 'LEADS', 'WG', 'WORK', 'FROM', 'TO', 'TABLES', 'SHARED', 'FINEST', 'SCALE', 'INVERSE'],
    twin: bottom,
    tolerance: 1.5e-6,
  },
  {
    name: 'potential/prolong',
    bindings: [...read('hierarchy', 'lead_shape', 'lead_state'), ...write('solve_work')],
    constants: ['NX', 'NY', 'MX', 'MY', 'BATCH', 'BANDS', 'LEADS', 'WG', 'WORK', 'FROM', 'COARSE', 'TO', 'TABLES', 'SHARED', 'FINEST', 'OMEGA', 'SCALE', 'COUPLINGS', 'TRANSFERS'],
    twin: prolong,
    tolerance: 1e-6,
  },
  {
    name: 'potential/apply',
    bindings: [...read('conductor', 'tensor', 'lead_shape', 'lead_state'), ...write('solve_work', 'solve_sums')],
    constants: ['NX', 'NY', 'BATCH', 'BANDS', 'LEADS', 'WG', 'PER', 'GROUPS', 'WORK', 'ASPECT'],
    twin: apply,
    tolerance: 3e-6,
  },
  {
    name: 'potential/update',
    bindings: [...read('lead_shape', 'lead_setup', 'lead_state'), ...write('potential', 'solve_work', 'solve_sums')],
    constants: ['NX', 'NY', 'BATCH', 'BANDS', 'LEADS', 'WG', 'PER', 'GROUPS', 'WORK'],
    twin: update,
    tolerance: 2e-6,
  },
  {
    name: 'potential/currents',
    bindings: [...read('conductor', 'tensor', 'source', 'potential', 'weight', 'lead_setup'), ...write('lead_state', 'current')],
    constants: ['NX', 'NY', 'BATCH', 'BANDS', 'WG', 'ASPECT'],
    twin: currents,
    tolerance: 6e-7,
  },
];

export const kernels: ReadonlyMap<string, Kernel> = new Map(table.map((kernel) => [kernel.name, kernel]));
