/**
 * Twin of shaders/wire/integrate.wgsl: whole wires, many attempted steps each. It is made of the twins that take a step on a grid, stage by
 * stage, each with one simulation at a time. They book into the ledger at once; what others have left unsummed is summed up where a simulation stops.
 */
import { ANISO_STRIDE, CLK, CLK_STRIDE, FLG, FLG_STRIDE, LED, LED_STRIDE, MODE, PAR_BASE, SEG_STRIDE, slot, STATE, SUMS_STRIDE } from '../../plan/layout.js';
import type { Twin } from '../../plan/types.js';
import { storeTotal } from '../lib/planes.js';
import { control } from '../step/control.js';
import { judge } from '../step/judge.js';
import { stage } from './stage.js';

export const integrate: Twin = (buffers, constants, _groups, [attempts, begins]) => {
  const { CELLS, BATCH, STAGES, SEGMENTS, UNIAXIAL, CUBIC, WG } = constants;
  const params = PAR_BASE + ANISO_STRIDE * (UNIAXIAL + CUBIC);
  const alone = { ...constants, BATCH: 1, GROUPS: 1, WG: 1, PER: CELLS };
  const plane = 4 * CELLS;
  const scratch = {
    m: new Float64Array(2 * plane), drift: new Float64Array(STAGES * plane), lever: new Float64Array(STAGES * plane),
    sums: new Float64Array(2 * STAGES * SUMS_STRIDE), worst: new Float64Array(1),
  };
  for (let sim = 0; sim < BATCH; sim++) {
    const rows = <T extends Float64Array | Uint32Array>(of: T, stride: number) => of.subarray(sim * stride, (sim + 1) * stride) as T;
    const flags = rows(buffers.kept_flags as Uint32Array, FLG_STRIDE), clock = rows(buffers.kept_clock as Float64Array, CLK_STRIDE);
    const own = {
      ...scratch, flags, clock, tableau: buffers.tableau, params: rows(buffers.kept_params, params), schedule: rows(buffers.schedule, SEGMENTS * SEG_STRIDE),
      ledger: rows(buffers.kept_ledger, LED_STRIDE),
    };
    if (begins) flags[FLG.RECORDS] = 0;
    if (begins ? flags[FLG.FRESH] === 0 : flags[FLG.STATE] !== STATE.RUN) continue;
    const m = buffers.m as Float64Array;
    const at = () => (flags[FLG.PARITY] * BATCH + sim) * plane;
    scratch.m.set(m.subarray(at(), at() + plane), flags[FLG.PARITY] * plane);

    const take = (twin: Twin, ...args: number[]) => twin(own, alone, [1, 1, 1], args);
    const rate = () => {
      if (flags[FLG.FRESH] === 1) {
        const records = flags[FLG.RECORDS];
        take(control, MODE.ARM);
        flags[FLG.RECORDS] = records;
        take(stage, 1);
        take(control, MODE.READY);
        return;
      }
      clock.copyWithin(CLK.DRIVE, CLK.NOW_FIELD, CLK.NOW_FIELD + 3);
      flags[FLG.FRESH] = 1;
      take(stage, 1);
      flags[FLG.FRESH] = 0;
      storeTotal(scratch.sums, 0, slot(1, STAGES, flags[FLG.PARITY]), STAGES, 1);
    };
    rate();
    for (let left = attempts; left > 0 && flags[FLG.STATE] === STATE.RUN; left--) {
      if (flags[FLG.FRESH] === 1) rate();
      for (let s = 2; s <= STAGES; s++) take(stage, s);
      take(judge);
      take(control, MODE.JUDGE);
    }
    m.set(scratch.m.subarray(flags[FLG.PARITY] * plane, (flags[FLG.PARITY] + 1) * plane), at());
    if (flags[FLG.STATE] !== STATE.RUN) sumUp(rows(buffers.unsummed as Float64Array, 8 * WG), own.ledger as Float64Array);
  }
};

/** Eight numbers a thread: LED_GILBERT and the three that follow, LED_FIELD_WORK and the three that follow. */
function sumUp(unsummed: Float64Array, ledger: Float64Array): void {
  unsummed.forEach((value, k) => (ledger[(k & 4 ? LED.FIELD_WORK : LED.GILBERT) + (k & 3)] += value));
  unsummed.fill(0);
}
