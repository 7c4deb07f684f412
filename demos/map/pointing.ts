/** Points of the map by pointer, finger and keyboard. */
import { frameOf, shareAt } from './frame.js';
import { neighbour, seenAt, type Place } from './lattice.js';

export interface Pointing {
  readonly has: (place: Place) => boolean;
  readonly selected: () => Place | null;
  /** @param spoken whether to say it aloud, for those who came by keyboard */
  readonly select: (place: Place, spoken: boolean) => void;
  /** Opens the selected point. */
  readonly open: () => void;
}

const ARROWS: Readonly<Record<string, readonly [rows: number, columns: number]>> = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };

export function pointing(canvas: HTMLCanvasElement, { has, selected, select, open }: Pointing): void {
  const under = ({ offsetX, offsetY }: MouseEvent): Place | null => {
    const share = shareAt(frameOf(canvas.clientWidth, canvas.clientHeight), offsetX, offsetY);
    return share && seenAt(...share, has);
  };
  canvas.addEventListener('pointermove', (event) => {
    const place = under(event);
    if (place) select(place, false);
  });
  canvas.addEventListener('click', (event) => {
    const place = under(event);
    if (!place) return;
    select(place, false);
    // A finger cannot hover: it looks, and the link next to the map opens.
    if ((event as PointerEvent).pointerType !== 'touch') open();
  });
  canvas.addEventListener('keydown', (event) => {
    const now = selected();
    if (event.key === 'Enter' && now) open();
    const arrow = ARROWS[event.key];
    if (!arrow) return;
    event.preventDefault();
    // The first point to be there at all is the one at the corner.
    const place = now ? neighbour(now, ...arrow, has) : (seenAt(0.5, 0.5, has) ?? seenAt(0, 0, has));
    if (place) select(place, true);
  });
}
