/**
 * The self-check of the magnetostatic field: the field of a few magnetized cells, by the plan on its engine and by direct
 * summation. A driver that computes wrongly, a table that was cut short or a transform of the wrong length shows at once.
 */
import type { DemagPlan } from '../lower/demag.js';
import { XX, XY, YY, ZZ } from '../math/newell.js';
import { pcg4d, randomDirection } from '../math/random.js';
import type { Engine } from '../plan/types.js';
import { RunError } from './state.js';

/** Largest error relative to the largest field: fifty times what float32 and float64 leave on any film tried. */
const allowed = { gpu: 1e-5, cpu: 1e-10 } as const;
const sources = 12;
const targets = 36;

interface Cell {
  readonly sim: number;
  readonly x: number;
  readonly y: number;
}

/**
 * Call before anything is in `stage_m`: what is not magnetized here must be zero, and is zero again afterwards. Leaves its
 * own field in `demag`. Returns the largest error relative to the largest field; throws RunError where that is too large.
 */
export async function checkDemag(engine: Engine, plan: DemagPlan): Promise<number> {
  const [nx, ny] = plan.tensor.shape.cells;
  const place = ({ sim, x, y }: Cell) => 4 * ((sim * ny + y) * nx + x);
  const chosen = someCells(plan, targets);
  const magnetized = chosen.slice(0, sources).map((cell, n) => {
    const materials = plan.saturation[cell.sim], region = n % materials.length;
    return { cell, region, direction: randomDirection(1, n), m: randomDirection(1, n).map((x) => x * materials[region]) };
  });
  for (const { cell, region, direction } of magnetized) engine.write('stage_m', [...direction, region + 1], place(cell));
  engine.run(plan.passes);
  const fields = await engine.read(chosen.map((cell) => ({ buffer: 'demag', offset: place(cell), length: 3 })));
  for (const { cell } of magnetized) engine.write('stage_m', [0, 0, 0, 0], place(cell));

  const expected = chosen.map((to) => {
    const field = [0, 0, 0];
    for (const { cell: from, m: [mx, my, mz] } of magnetized) {
      if (from.sim !== to.sim) continue;
      const n = plan.tensor.at(to.x - from.x, to.y - from.y);
      field[0] -= n[XX] * mx + n[XY] * my;
      field[1] -= n[XY] * mx + n[YY] * my;
      field[2] -= n[ZZ] * mz;
    }
    return field;
  });
  const scale = Math.max(...expected.flat().map(Math.abs));
  let worst = 0;
  chosen.forEach((cell, n) => {
    for (let k = 0; k < 3; k++) {
      const off = Math.abs(fields[n][k] - expected[n][k]) / scale;
      // Not `off > allowed`: that would let NaN pass.
      if (!(off <= allowed[engine.kind])) {
        const list = (values: ArrayLike<number>) => Array.from(values, (value) => value.toPrecision(6)).join(', ');
        throw new RunError(`the magnetostatic field fails its check: in cell ${cell.x}, ${cell.y} of simulation ${cell.sim} it is (${list(fields[n])}) mu0 Ms where direct summation gives (${list(expected[n])})`);
      }
      worst = Math.max(worst, off);
    }
  });
  return worst;
}

/** Distinct cells: the corners of the first and the last simulation, then any; at most as many as there are. */
function someCells(plan: DemagPlan, count: number): Cell[] {
  const [nx, ny] = plan.tensor.shape.cells;
  const sims = [...new Set([0, plan.batch - 1])];
  const found = new Map<string, Cell>();
  const add = (sim: number, x: number, y: number) => found.set(`${sim} ${x} ${y}`, { sim, x, y });
  for (const sim of sims) for (const x of [0, nx - 1]) for (const y of [0, ny - 1]) add(sim, x, y);
  const most = Math.min(count, nx * ny * plan.batch);
  for (let n = 0; found.size < most && n < 100 * count; n++) {
    const [a, b, c] = pcg4d(n, 7, 0, 0);
    add(c % plan.batch, a % nx, b % ny);
  }
  return [...found.values()].slice(0, count);
}
