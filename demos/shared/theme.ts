/** The page's colours, light or dark, for drawing on a canvas; and canvases that are sharp on any screen. */
export interface Theme {
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly card: string;
  readonly accent: string;
}

export function theme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const get = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return { ink: get('ink'), muted: get('muted'), line: get('line'), card: get('card'), accent: get('accent') };
}

export const FONT = '"Inter", system-ui, "Open Sans", sans-serif';

/** A cleared context in CSS pixels, with the size of the canvas as it is laid out. */
export function prepare(canvas: HTMLCanvasElement): { context: CanvasRenderingContext2D; width: number; height: number } {
  const { clientWidth: width, clientHeight: height } = canvas;
  const ratio = window.devicePixelRatio || 1;
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this browser gives no 2D canvas');
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return { context, width, height };
}
