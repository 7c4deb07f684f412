/** The potential in float64 against a dense solve that shares no code with it, and against what must hold exactly. */
import { describe, expect, it } from 'vitest';
import type { Conductor } from '../../src/lower/potential.js';
import { edge, fedLead, fixedLead, randomConductor, randomDrive, solveDense, type Drive, type Mask } from '../support/conduction.js';
import { distance, largest, small } from '../support/measured.js';
import { column, Potential, type Outcome } from '../support/potentials.js';

const ring: Mask = (x, y) => !(x > 2 && x < 6 && y > 2 && y < 5) && (x + 2 * y) % 13 !== 7;
/** Two parts with nothing in between; the right one touches no lead. */
const parted: Mask = (x, y) => x !== 6 && (x + y) % 11 !== 3;

async function compare(name: string, conductor: Conductor, drive: Drive, tolerance = 1e-12): Promise<Outcome> {
  const potential = Potential.of([conductor], tolerance).onCpu();
  const [outcome] = await potential.solve([drive], 80);
  expect(outcome.converged, `${name}: residual ${outcome.residual} after ${outcome.iterations}`).toBe(true);
  const exact = solveDense(conductor, drive);
  const size = Math.max(...exact.j.map((plane) => largest(plane.flat())));
  if (conductor.conductor.length > 4) expect(size).toBeGreaterThan(0.05);
  // Tolerance times the inverse of the operator.
  const sum = exact.j.length === 1 ? exact.j[0] : exact.j[0].map(([x, y], n): [number, number] => [x + exact.j[1][n][0], y + exact.j[1][n][1]]);
  small(`${name}, jx`, distance(column(outcome.current, 'X'), sum.map(([x]) => x)) / Math.max(size, 1), 1e-9);
  small(`${name}, jy`, distance(column(outcome.current, 'Y'), sum.map(([, y]) => y)) / Math.max(size, 1), 1e-9);
  if (conductor.bands === 1) {
    small(`${name}, Ex`, distance(column(outcome.current, 'GX'), exact.E.map(([x]) => x)) / Math.max(size, 1), 1e-9);
    small(`${name}, Ey`, distance(column(outcome.current, 'GY'), exact.E.map(([, y]) => y)) / Math.max(size, 1), 1e-9);
    small(`${name}, heat`, distance(column(outcome.current, 'HEAT'), exact.hidden), 1e-9);
  } else {
    small(`${name}, spin x`, distance(column(outcome.current, 'GX'), exact.j[0].map(([x], n) => x - exact.j[1][n][0])) / Math.max(size, 1), 1e-9);
    small(`${name}, spin y`, distance(column(outcome.current, 'GY'), exact.j[0].map(([, y], n) => y - exact.j[1][n][1])) / Math.max(size, 1), 1e-9);
    const heat = exact.hidden.map((value, n) => value + [0, 1].reduce((all, band) => {
      const c = conductor.conductor[4 * n + band], [x, y] = exact.j[band][n];
      return all + (c > 0 ? (x * x + y * y) / c : 0);
    }, 0));
    small(`${name}, heat`, distance(column(outcome.current, 'HEAT'), heat), 1e-9);
  }
  small(`${name}, U`, distance(outcome.U, exact.U), 1e-9);
  small(`${name}, I`, distance(outcome.I, exact.I), 1e-9);
  return outcome;
}

const cells = [9, 7] as const;
const sides = (nx: number, ny: number) => ({ left: edge([nx, ny], 'left'), right: edge([nx, ny], 'right'), top: edge([nx, ny], 'top', 0.3, 0.7), bottom: edge([nx, ny], 'bottom', 0.3, 0.7) });
const { left, right, top, bottom } = sides(...cells);
const ground = (l: number, count: number, g: number) => Array.from({ length: count }, (_, i) => Array.from({ length: count }, (_unused, k) => (i === l && k === l ? g : 0)));

describe.each([1, 2] as const)('%i bands against a dense solve', (bands) => {
  it.each([
    ['no leads', () => randomConductor(cells, bands, [])],
    ['no leads, mask', () => randomConductor(cells, bands, [], { mask: ring })],
    ['islands', () => randomConductor([13, 7], bands, [fixedLead(edge([13, 7], 'left'), 1)], { mask: parted })],
    ['two voltages', () => randomConductor(cells, bands, [fixedLead(left, 0.5), fixedLead(right, -0.5)])],
    ['a current and ground', () => randomConductor(cells, bands, [fedLead(left, 1), fixedLead(right, 0)], { aspect: 0.4 })],
    ['a voltage behind a resistance', () => randomConductor(cells, bands, [fedLead(left), fixedLead(right, 0)], { G: ground(0, 2, 0.8), gV: [0.8, 0] })],
    ['four leads, loads between', () => randomConductor(cells, bands, [fedLead(left, 1), fixedLead(right, 0), fedLead(top), fedLead(bottom, -0.4)], { mask: ring, G: [[0.3, 0, -0.3, 0], [0, 0, 0, 0], [-0.3, 0, 0.5, -0.2], [0, 0, -0.2, 0.2]], gV: [0, 0, 0.1, 0] })],
    ['cells twice as tall as long', () => randomConductor([8, 5], bands, [fixedLead(edge([8, 5], 'left'), 1), fedLead(edge([8, 5], 'top', 0.3), 0.3)], { aspect: 0.5 })],
    ['a wire of long cells', () => randomConductor([23, 1], bands, [fixedLead(edge([23, 1], 'left'), 1), fixedLead(edge([23, 1], 'right'), 0)], { aspect: 20 })],
    ['a wire of tall cells', () => randomConductor([23, 1], bands, [fixedLead(edge([23, 1], 'left'), 1), fixedLead(edge([23, 1], 'right'), 0)], { aspect: 0.02 })],
    ['a wire along y', () => randomConductor([1, 19], bands, [fixedLead(edge([1, 19], 'bottom'), 1), fedLead(edge([1, 19], 'top'), 1)], { aspect: 3 })],
    ['one cell', () => randomConductor([1, 1], bands, [fixedLead([0, 2], 1), fixedLead([1, 3], 0)])],
    ['one cell alone', () => randomConductor([1, 1], bands, [])],
  ] as const)('%s', async (name, make) => {
    const conductor = make();
    await compare(`${bands} bands, ${name}`, conductor, randomDrive(conductor));
  });
});
