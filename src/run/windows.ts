/** Windows that follow walls: where the wall stands, and putting one that has strayed back in the middle. */
import { wallAxis } from '../lower/params.js';
import type { StepPlan } from '../lower/steps.js';
import type { Lane } from '../observe/lane.js';
import { stripWall } from '../observe/texture.js';
import { FLG, FLG_STRIDE, OBS } from '../plan/layout.js';
import type { BufferData, Engine } from '../plan/types.js';
import type { Scene } from '../scene/schema.js';
import { lookRow } from './places.js';

/** The column at which a wall that is followed stands; -1 without one. @param m of a film */
export function wallColumn(plan: StepPlan, sim: number, scene: Scene, records: BufferData, m: Float64Array | null): number {
  if (!scene.run.followTexture) return -1;
  if (!plan.readsTexture) return records[lookRow(plan, sim).offset + OBS.CROSSING];
  const [nx, ny] = scene.grid.cells;
  const wall = m && stripWall(m, nx, ny, wallAxis(scene));
  return wall === null ? -1 : Math.floor(wall);
}

const middleOf = ({ grid }: Scene) => Math.floor((grid.cells[0] - 1) / 2);

/** By how many columns a window has to move to the right for its wall, at this column, to be in the middle; 0 while it is near enough. */
export function strayed(scene: Scene, wall: number): number {
  const off = wall - middleOf(scene);
  return wall >= 0 && Math.abs(off) >= Math.max(4, scene.grid.cells[0] / 32) ? off : 0;
}

/** Moves the windows of a batch by so many columns each. @param flags takes what is different then, to be written */
export function moveWindows(engine: Engine, plan: StepPlan, lanes: readonly Lane[], by: readonly number[], flags: BufferData): void {
  engine.write('shifts', by.map((n) => n >>> 0));
  engine.run(plan.shift);
  by.forEach((n, sim) => {
    if (n === 0) return;
    const f = sim * FLG_STRIDE;
    flags[f + FLG.PARITY] = 1 - flags[f + FLG.PARITY];
    flags[f + FLG.FRESH] = 1;
    flags[f + FLG.CROSSING] = middleOf(lanes[sim].scene);
  });
}

/**
 * Tells the lanes of windows that have moved. Looks after, at the same drive as the look in `records` before, so that the ledger knows what came and went; a jump of the
 * drive at that moment does its work on the window as it is then.
 */
export async function tellMoved(engine: Engine, plan: StepPlan, lanes: readonly Lane[], by: readonly number[], records: BufferData): Promise<void> {
  const moved = [...by.keys()].filter((sim) => by[sim] !== 0);
  engine.run(plan.look);
  const after = await engine.read(moved.map((sim) => lookRow(plan, sim)));
  moved.forEach((sim, k) => {
    const { offset, length } = lookRow(plan, sim);
    lanes[sim].moveWindow(by[sim], records.subarray(offset, offset + length), after[k]);
  });
}
