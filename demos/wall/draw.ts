/** A moment of a run on the page: the wire, the curves, the comparison. */
import { element } from '../shared/page.js';
import { drawPlot, type Plot } from '../shared/plot.js';
import { theme } from '../shared/theme.js';
import { compare } from './compare.js';
import { curvesSince } from './means.js';
import type { Frame } from './run.js';
import { drawWire } from './strip.js';
import type { Theory } from './theory.js';

const PER_NS = 1e-9;
const DEGREE = Math.PI / 180;
/** Of what theory expects, the least that the axis of a curve spans which hardly changes. */
const SHARE = 0.1;
const DEGREES = [5, 15, 30, 45, 90, 180, 360, 720, 1440, 3600, 7200, 18000, 36000];

/**
 * @param from the left end of the wire that was seen last, m; null at the start
 * @returns the left end that is seen now
 */
export function draw({ scene, curves, m, since }: Frame, theory: Theory | null, from: number | null): number {
  const colours = theme();
  const latest = curvesSince(curves, since);
  const [t0, x0, phi0] = [latest.t[0] ?? since, latest.x[0] ?? curves.x.at(-1) ?? 0, latest.phi[0] ?? curves.phi.at(-1) ?? 0];
  const x = curves.t.map((t) => t / PER_NS);
  const end = scene.run.duration / PER_NS;
  const ifExpected = (f: (theory: Theory, t: number) => number) => theory && ((t: number) => f(theory, t));
  const plots: Record<string, Omit<Plot, 'x' | 'end'>> = {
    position: { title: 'Wall position', unit: 'nm', least: 1, y: scaled(curves.x, 1e-9), expected: ifExpected(({ velocity }, t) => (x0 + velocity * (t * PER_NS - t0)) / 1e-9) },
    angle: { title: 'Wall angle \u03c6', unit: 'degrees', least: 10, steps: DEGREES, y: scaled(curves.phi, DEGREE), expected: ifExpected(({ angle, turning }, t) => (angle === null ? phi0 + turning * (t * PER_NS - t0) : nearest(angle, curves.phi.at(-1) ?? 0)) / DEGREE) },
    emf: { title: 'Emf of the wall', unit: '\u00b5V', least: Math.max(1e-3, (SHARE * Math.abs(theory?.emf ?? 0)) / 1e-6), y: scaled(curves.emf, 1e-6), expected: ifExpected(({ emf }) => emf / 1e-6) },
    pumped: { title: 'Pumped current', unit: 'nA', least: Math.max(1e-3, (SHARE * Math.abs(theory?.pumped ?? 0)) / 1e-9), y: scaled(curves.pumped, 1e-9), expected: ifExpected(({ pumped }) => pumped / 1e-9) },
  };
  for (const [id, plot] of Object.entries(plots)) drawPlot(element<HTMLCanvasElement>(id), { ...plot, x, end, since: t0 / PER_NS }, colours);
  compare(latest, theory);
  const { at, centre } = scene.initial.kind === 'wall' ? scene.initial : { at: 0, centre: [0, 1, 0] };
  const wall = curves.x.at(-1) ?? at;
  const phi = curves.phi.at(-1) ?? Math.atan2(centre[2], centre[1]);
  return drawWire(element<HTMLCanvasElement>('wire'), { m, cell: scene.grid.cellSize[0], wall, phi }, from, colours);
}

/** A wall may settle at an angle or at its opposite, which are alike under a field and a current along the wire. */
const nearest = (angle: number, phi: number) => angle + Math.PI * Math.round((phi - angle) / Math.PI);

const scaled = (values: readonly number[], unit: number) => values.map((value) => value / unit);
