/** Draws the map: pixels, axes, lines of theory with labels, and the scale of colours. */
import { numberText } from '../shared/numbers.js';
import { FONT, type Theme } from '../shared/theme.js';
import type { Scale } from './colours.js';
import { boxOf, frameOf, pixelOf, type Frame } from './frame.js';
import { levelOf, type Place } from './lattice.js';
import type { Threshold } from './theory.js';

type Pen = CanvasRenderingContext2D;

export interface Pixel {
  readonly place: Place;
  /** null where the point failed or has no such number. */
  readonly colour: string | null;
}

/** What the colours mean. */
export type Legend = { readonly kind: 'scale'; readonly scale: Scale } | { readonly kind: 'words'; readonly words: readonly (readonly [word: string, colour: string])[] };

export interface Axis {
  /** With what stands below the line of writing after it. */
  readonly title: readonly (readonly [text: string, below?: string])[];
  readonly end: number;
}

export interface MapPicture {
  readonly title: string;
  readonly unit: string;
  /** What holds for all of the map. */
  readonly note: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly pixels: readonly Pixel[];
  readonly legend: Legend;
  readonly lines: readonly Threshold[];
  readonly selected: Place | null;
}

/** On every ground: black on a white hem. */
const LINE = { ink: '#000000', hem: '#ffffff', label: 'rgba(255, 255, 255, 0.88)' };

export function drawMap(context: Pen, width: number, height: number, picture: MapPicture, colours: Theme): void {
  const frame = frameOf(width, height);
  context.textBaseline = 'alphabetic';
  context.textAlign = 'left';
  context.font = `600 14px ${FONT}`;
  context.fillStyle = colours.ink;
  context.fillText(picture.title, 12, 26);
  const after = 12 + context.measureText(picture.title).width;
  context.font = `14px ${FONT}`;
  context.fillStyle = colours.muted;
  if (picture.unit !== '') context.fillText(` (${picture.unit})`, after, 26);
  context.textAlign = 'right';
  context.fillText(picture.note, frame.left + frame.width, 26);

  drawPixels(context, frame, picture.pixels, colours);
  drawAxes(context, frame, picture, colours);
  drawLines(context, frame, picture);
  if (picture.selected) drawSelected(context, frame, picture.selected);
  drawLegend(context, frame, picture.legend, colours);
}

function drawPixels(context: Pen, frame: Frame, pixels: readonly Pixel[], colours: Theme): void {
  // Finer ones over the coarser.
  for (const { place, colour } of [...pixels].sort((a, b) => levelOf(a.place) - levelOf(b.place))) {
    const { x, y, width, height } = boxOf(frame, place);
    context.fillStyle = colour ?? colours.line;
    context.fillRect(x, y, width, height);
  }
}

function drawAxes(context: Pen, frame: Frame, { x, y }: MapPicture, colours: Theme): void {
  const { left, top, width, height } = frame;
  context.strokeStyle = context.fillStyle = colours.muted;
  context.lineWidth = 1;
  context.strokeRect(left - 0.5, top - 0.5, width + 1, height + 1);
  context.font = `12px ${FONT}`;
  context.textAlign = 'center';
  context.textBaseline = 'top';
  for (const value of ticks(x.end, width)) {
    const [px] = pixelOf(frame, value / x.end, 0);
    context.fillRect(Math.round(px) - 0.5, top + height, 1, 5);
    context.fillText(numberText(value), px, top + height + 8);
  }
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const value of ticks(y.end, height)) {
    const [, py] = pixelOf(frame, 0, value / y.end);
    context.fillRect(left - 5, Math.round(py) - 0.5, 5, 1);
    context.fillText(numberText(value), left - 8, py);
  }
  context.fillStyle = colours.ink;
  drawTitle(context, x, left + width / 2, top + height + 38);
  context.save();
  context.translate(16, top + height / 2);
  context.rotate(-Math.PI / 2);
  drawTitle(context, y, 0, 4);
  context.restore();
}

/** Halves where there is room. */
const ticks = (end: number, pixels: number): number[] => {
  const step = pixels / end > 90 ? 0.5 : 1;
  return Array.from({ length: Math.floor(end / step + 1e-9) + 1 }, (_, k) => k * step);
};

/** A title about its middle. */
function drawTitle(context: Pen, { title }: Axis, x: number, y: number): void {
  const width = title.reduce((sum, [text, below]) => sum + labelWidth(context, text, below), 0);
  let at = x - width / 2;
  for (const [text, below] of title) at += drawLabel(context, text, below, at, y);
}

const fontOf = (size: number) => `${size}px ${FONT}`;

function labelWidth(context: Pen, text: string, below = ''): number {
  context.font = fontOf(13);
  const width = context.measureText(text).width;
  context.font = fontOf(10);
  return width + context.measureText(below).width;
}

/** @returns its width */
function drawLabel(context: Pen, text: string, below = '', x: number, y: number): number {
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  context.font = fontOf(13);
  context.fillText(text, x, y);
  const width = context.measureText(text).width;
  context.font = fontOf(10);
  context.fillText(below, x + width, y + 4);
  return labelWidth(context, text, below);
}

function drawLines(context: Pen, frame: Frame, { lines, x, y }: MapPicture): void {
  const at = ([px, py]: readonly [number, number]) => pixelOf(frame, px / x.end, py / y.end);
  context.save();
  context.beginPath();
  context.rect(frame.left, frame.top, frame.width, frame.height);
  context.clip();
  context.lineCap = context.lineJoin = 'round';
  for (const [colour, thickness] of [[LINE.hem, 4.5], [LINE.ink, 2]] as const) {
    context.strokeStyle = context.fillStyle = colour;
    context.lineWidth = thickness;
    for (const { points } of lines) {
      context.beginPath();
      if (points.length === 1) context.arc(...at(points[0]), 3 + thickness, 0, 2 * Math.PI);
      points.forEach((point) => points.length > 1 && context.lineTo(...at(point)));
      if (points.length === 1) context.fill();
      else context.stroke();
    }
  }
  context.restore();
  for (const { label: [text, below], at: place } of lines) {
    const width = labelWidth(context, text, below) + 10;
    const [px, py] = at(place);
    const left = Math.min(Math.max(px + 8, frame.left + 4), frame.left + frame.width - width - 4);
    const top = Math.min(Math.max(py - 26, frame.top + 4), frame.top + frame.height - 26);
    context.fillStyle = LINE.label;
    context.beginPath();
    context.roundRect(left, top, width, 20, 5);
    context.fill();
    context.fillStyle = LINE.ink;
    drawLabel(context, text, below, left + 5, top + 14);
  }
}

function drawSelected(context: Pen, frame: Frame, place: Place): void {
  const { x, y, width, height } = boxOf(frame, place, Math.max(levelOf(place), 33));
  for (const [colour, thickness, out] of [[LINE.ink, 5, 2], [LINE.hem, 2, 2]] as const) {
    context.strokeStyle = colour;
    context.lineWidth = thickness;
    context.strokeRect(x - out, y - out, width + 2 * out, height + 2 * out);
  }
}

function drawLegend(context: Pen, { left, top, width, height }: Frame, legend: Legend, colours: Theme): void {
  const y = top + height + 58;
  context.font = fontOf(12);
  context.textBaseline = 'top';
  if (legend.kind === 'words') {
    context.textAlign = 'left';
    const room = (word: string) => context.measureText(word).width + 34;
    let at = left, line = y;
    for (const [word, colour] of legend.words) {
      if (at > left && at + room(word) - 14 > left + width) [at, line] = [left, line + 20];
      context.fillStyle = colour;
      context.fillRect(at, line, 14, 14);
      context.fillStyle = colours.ink;
      context.fillText(word, at + 20, line + 1);
      at += room(word);
    }
    return;
  }
  const { low, high, ticks: values, colour } = legend.scale;
  const at = (value: number) => left + ((value - low) / (high - low)) * width;
  for (let k = 0; k < width; k++) {
    context.fillStyle = colour(low + ((k + 0.5) / width) * (high - low));
    context.fillRect(left + k, y, 1, 14);
  }
  context.textAlign = 'center';
  context.fillStyle = colours.muted;
  for (const value of values) {
    context.fillRect(Math.round(at(value)) - 0.5, y + 14, 1, 4);
    context.fillText(numberText(Number(value.toPrecision(12))), at(value), y + 21);
  }
}
