/** A map in small: what theory expects of the walls, in the colours of the large one, with its lines. */
import { prepare } from '../shared/theme.js';
import { REGIME_COLOURS, scaleOf } from './colours.js';
import { regimeOf, theoryOf } from './expected.js';
import { unitOf } from './scene.js';
import type { Settings } from './settings.js';
import { thresholds } from './theory.js';

/** Along a side. */
const PIXELS = 16;

/** @param canvas as it is laid out */
export function drawThumbnail(canvas: HTMLCanvasElement, settings: Settings): void {
  const { context, width, height } = prepare(canvas);
  const { drive, reach, ratio, alpha, show } = settings;
  const theory = theoryOf(settings);
  const unit = unitOf(settings);
  const points = Array.from({ length: PIXELS * PIXELS }, (_, k) => {
    const [x, y] = [((k % PIXELS) + 0.5) / PIXELS, (Math.floor(k / PIXELS) + 0.5) / PIXELS];
    const [beta, force] = [y * ratio * alpha, x * reach * unit];
    const found = theory(beta, force);
    return { x, y, value: show === 'regime' ? 0 : found[show], regime: regimeOf(settings, beta, force, found) ?? 'undecided' };
  });
  const scale = scaleOf(points.map(({ value }) => value));
  const size = [width / PIXELS, height / PIXELS];
  for (const { x, y, value, regime } of points) {
    context.fillStyle = show === 'regime' ? REGIME_COLOURS[regime] : scale.colour(value);
    // Half a pixel more, so that there are no seams.
    context.fillRect(x * width - size[0] / 2, (1 - y) * height - size[1] / 2, size[0] + 0.5, size[1] + 0.5);
  }
  context.strokeStyle = '#000000';
  context.lineWidth = 1.25;
  for (const { points: line } of thresholds(drive, reach, ratio)) {
    context.beginPath();
    for (const [x, y] of line) context.lineTo((x / reach) * width, (1 - y / ratio) * height);
    context.stroke();
  }
}
