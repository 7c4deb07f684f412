/** The points of the map: a square lattice that is filled from coarse to fine, each level adding the points that no coarser one has. */

/** Points along a side, level by level; a coarser level's points are among a finer one's. */
export const SIDES = [5, 9, 17, 33, 65] as const;
export type Side = (typeof SIDES)[number];

/** Steps along a side of the finest lattice, on which every point has its place. */
const STEPS = SIDES[SIDES.length - 1] - 1;

/** On the finest lattice: columns count the drive, rows beta/alpha. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

export const keyOf = ({ row, column }: Place): number => row * (STEPS + 1) + column;

/** Of the way along a side, 0 to 1. */
export const shareOf = (step: number): number => step / STEPS;

/** Of a point of a sweep of side x side, rows first. */
export function placeOf(side: Side, index: number): Place {
  const stride = STEPS / (side - 1);
  return { row: Math.floor(index / side) * stride, column: (index % side) * stride };
}

/** The coarsest level that has the place. */
export const levelOf = ({ row, column }: Place): Side => SIDES.find((side) => [row, column].every((step) => step % (STEPS / (side - 1)) === 0)) ?? SIDES[SIDES.length - 1];

/** Points of a level that no coarser one has, as places in a sweep of side x side. */
export function newOf(side: Side): number[] {
  return Array.from({ length: side * side }, (_, index) => index).filter((index) => levelOf(placeOf(side, index)) === side);
}

/** The levels up to a finest one, coarse to fine. */
export const levelsTo = (finest: Side): Side[] => SIDES.filter((side) => side <= finest);

/**
 * The point whose colour is seen at a place that is given as shares of the sides: the nearest of the finest level, or of the finest whose nearest point is there.
 * @param has whether there is a point
 */
export function seenAt(x: number, y: number, has: (place: Place) => boolean): Place | null {
  for (const side of [...SIDES].reverse()) {
    const stride = STEPS / (side - 1);
    const nearest = (share: number) => Math.min(Math.max(Math.round(share * (side - 1)), 0), side - 1) * stride;
    const place = { row: nearest(y), column: nearest(x) };
    if (has(place)) return place;
  }
  return null;
}

/** The next point that is there in a direction; null where there is none. */
export function neighbour({ row, column }: Place, rows: number, columns: number, has: (place: Place) => boolean): Place | null {
  for (let k = 1; k <= STEPS; k++) {
    const place = { row: row + k * rows, column: column + k * columns };
    if ([place.row, place.column].some((step) => step < 0 || step > STEPS)) return null;
    if (has(place)) return place;
  }
  return null;
}
