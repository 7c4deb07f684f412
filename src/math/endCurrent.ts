/** Where a current between the two ends of a conductor without leads goes. docs/physics.md, section 9. */
import type { Conductor, StaticConductor } from './conductor.js';
import { conjugateGradients, Cycle } from './gradients.js';
import { applyStencil, guardOf, lengthOf, stiffness } from './stencil.js';
import { addCurrents, type UnitCurrent } from './unitCurrent.js';

/**
 * A unit current from the left end of what conducts to its right end, in and out through the outermost columns of cells, evenly along them. By reciprocity
 * what it passes of a motive force is the difference of the mean potentials there. null where the ends do not hang together.
 */
export function endCurrent(conductor: Conductor, statics: StaticConductor): UnitCurrent | null {
  const [nx, ny] = conductor.cells, { nodes } = statics, row = nx + 1, guard = guardOf(nodes), count = row * (ny + 1);
  const whole = Float64Array.from({ length: nx * ny }, (_, n) => conductor.conductor[4 * n] + conductor.conductor[4 * n + 1]);
  const columns = Array.from({ length: nx }, (_, i) => i).filter((i) => Array.from({ length: ny }, (_unused, k) => whole[k * nx + i]).some((c) => c > 0));
  if (columns.length === 0) return null;
  const b = new Float64Array(lengthOf(nodes)), ends: number[] = [];
  for (const [column, node, sign] of [[columns[0], columns[0], 1], [columns.at(-1)!, columns.at(-1)! + 1, -1]]) {
    const cells = Array.from({ length: ny }, (_, k) => k).filter((k) => whole[k * nx + column] > 0);
    for (const k of cells) {
      for (const n of [k * row + node, (k + 1) * row + node]) {
        b[guard + n] += (0.5 * sign) / cells.length;
        ends.push(n);
      }
    }
  }
  if (!hangTogether(conductor.cells, whole, ends)) return null;
  const operator = stiffness([nx, ny], conductor.cellSize[0] / conductor.cellSize[1], whole);
  const cycle = new Cycle(statics.preconditioners[0]);
  const V = conjugateGradients((from, to) => applyStencil(operator, from, to), (from, to) => cycle.run(from, to), b).subarray(guard, guard + count);
  const charge = new Float64Array(2 * nx * ny);
  addCurrents(conductor, V, whole, 1, charge);
  let resistance = 0;
  for (let n = 0; n < count; n++) resistance += V[n] * b[guard + n];
  return { resistance, charge, spin: charge };
}

/** Whether nodes belong to one piece of what conducts. */
function hangTogether([nx, ny]: readonly [number, number], conductance: ArrayLike<number>, nodes: readonly number[]): boolean {
  const row = nx + 1, seen = new Uint8Array(row * (ny + 1)), reached = [nodes[0]];
  seen[nodes[0]] = 1;
  for (const node of reached) {
    const i = node % row, k = (node - i) / row;
    for (const [x, y] of [[i - 1, k - 1], [i, k - 1], [i - 1, k], [i, k]]) {
      if (x < 0 || y < 0 || x >= nx || y >= ny || !(conductance[y * nx + x] > 0)) continue;
      for (const n of [y * row + x, y * row + x + 1, (y + 1) * row + x, (y + 1) * row + x + 1]) {
        if (seen[n]) continue;
        seen[n] = 1;
        reached.push(n);
      }
    }
  }
  return nodes.every((node) => seen[node] === 1);
}
