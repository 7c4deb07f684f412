/** Several canvases of a page as one picture: section below section, as they are laid out, with a line of words at the end. */
import { FONT, type Theme } from './theme.js';

const EDGE = 16;
const LINE = 20;
const WORDS = `13px ${FONT}`;

/**
 * @param target takes the size of the picture, in pixels of the screen
 * @param caption side by side where there is room, else below each other
 */
export function compose(target: HTMLCanvasElement, sections: readonly HTMLElement[], caption: readonly string[], colours: Theme): void {
  const context = target.getContext('2d');
  if (!context) throw new Error('this browser gives no 2D canvas');
  const blocks = sections.map((section) => {
    const canvases = [...section.querySelectorAll('canvas')].map((canvas) => ({ canvas, box: canvas.getBoundingClientRect() })).filter(({ box }) => box.width > 0);
    const left = Math.min(...canvases.map(({ box }) => box.left));
    const top = Math.min(...canvases.map(({ box }) => box.top));
    return { canvases, left, top, width: Math.max(...canvases.map(({ box }) => box.right)) - left, height: Math.max(...canvases.map(({ box }) => box.bottom)) - top };
  });
  const inner = Math.max(...blocks.map(({ width }) => width));
  context.font = WORDS;
  const line = caption.join(' \u2013 ');
  const lines = context.measureText(line).width <= inner ? [line] : caption;

  const ratio = window.devicePixelRatio || 1;
  const width = Math.round(ratio * (inner + 2 * EDGE));
  const height = Math.round(ratio * (blocks.reduce((sum, block) => sum + block.height + EDGE, EDGE) + LINE * lines.length + EDGE));
  if (target.width !== width || target.height !== height) Object.assign(target, { width, height });
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = colours.card;
  context.fillRect(0, 0, target.width, target.height);
  let down = EDGE;
  for (const { canvases, left, top, width: own, height: tall } of blocks) {
    const right = EDGE + (inner - own) / 2;
    for (const { canvas, box } of canvases) context.drawImage(canvas, right + box.left - left, down + box.top - top, box.width, box.height);
    down += tall + EDGE;
  }
  context.fillStyle = colours.muted;
  context.font = WORDS;
  context.textBaseline = 'top';
  lines.forEach((words, k) => context.fillText(words, EDGE, down + k * LINE, inner));
}
