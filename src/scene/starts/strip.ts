/** Walls across a strip along x whose ends point at each other (head-to-head) or away (tail-to-tail). The strip is as wide as the grid. */
import type { ParsedScene } from '../schema.js';
import type { TransverseWall, VortexWall } from '../startSchema.js';
import { tilted, type Start } from './start.js';
import { coreProfile } from './vortex.js';

/** A transverse wall's width at its narrow edge and how much it gains across the strip, in widths halfway. */
const NARROW = 0.3;
const GAIN = 1.4;
/** How far from the vortex, in widths of the strip, m turns round at the two edges: 45 degrees from it. */
const DEFECTS = 0.5;

const stripWidth = ({ cells, cellSize }: ParsedScene['grid']): number => cells[1] * cellSize[1];

const headOn = (ends: TransverseWall['ends']): 1 | -1 => (ends === 'head-to-head' ? 1 : -1);

/** m: the strip's width/pi, as A. Thiaville & Y. Nakatani (Spin Dynamics in Confined Magnetic Structures III, 2006) found for thin strips. */
export const defaultTransverseWidth = (grid: ParsedScene['grid']): number => stripWidth(grid) / Math.PI;

/**
 * m turns in the plane by 2 atan exp(s), s = (x - at)/width. The wall is a V that opens towards the edge its middle points
 * to, because 45-degree sides between m along x and m along y carry no charge.
 */
export function transverseWallStart({ at, width, side, ends }: TransverseWall, grid: ParsedScene['grid']): Start {
  const across = stripWidth(grid);
  return (x, y) => {
    const fromNarrow = side > 0 ? y / across : 1 - y / across;
    const s = (x - at) / (width * (NARROW + GAIN * fromNarrow));
    return [-headOn(ends) * Math.tanh(s), side / Math.cosh(s), 0];
  };
}

/**
 * A vortex in the strip and, at either edge, half an antivortex, diagonally opposite: the angle of m is that of the
 * function of x + i y with a zero at the vortex and poles at the other two that is real on both edges, so that m lies
 * along them (O. Tchernyshyov & G.-W. Chern, Phys. Rev. Lett. 95, 197204 (2005)). The core leaves the plane as a vortex's.
 */
export function vortexWallStart({ at: [x0, y0], circulation, polarity, ends, coreRadius }: VortexWall, grid: ParsedScene['grid']): Start {
  const across = stripWidth(grid);
  // Left of a counter-clockwise vortex m points down: head-to-head, it came from the left along the top edge.
  const offset = circulation * headOn(ends) * DEFECTS * across;
  /** The angle of sinh(pi (z - z1)/(2 across)) at z = x + i y, without the sinh, which may be beyond any number. */
  const angle = (x: number, y: number, x1: number, y1: number): number => {
    const u = (Math.PI * (x - x1)) / (2 * across);
    const v = (Math.PI * (y - y1)) / (2 * across);
    return Math.atan2(Math.sin(v), Math.tanh(u) * Math.cos(v));
  };
  const turn = (x: number, y: number): number => angle(x, y, x0, y0) + angle(x, y, x0, -y0) - angle(x, y, x0 + offset, 0) - angle(x, y, x0 - offset, across);
  const start = (ends === 'head-to-head' ? Math.PI : 0) - turn(x0 + 1e3 * across, y0);
  return (x, y) => {
    const { inPlane, z } = coreProfile(Math.hypot(x - x0, y - y0), coreRadius);
    return tilted(turn(x, y) + start, inPlane, polarity * z);
  };
}
