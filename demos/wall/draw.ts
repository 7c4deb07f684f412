/** The curves of a run, and the comparison with theory. */
import type { Scene } from 'spinmotive';
import { drawChart } from '../shared/chart.js';
import { element } from '../shared/page.js';
import { drawPlot, type Plot } from '../shared/plot.js';
import { theme } from '../shared/theme.js';
import { compare } from './compare.js';
import { curvesSince, type Curves } from './curves.js';
import { turnOver, type Theory } from './theory.js';

const PER_NS = 1e-9;
const DEGREE = Math.PI / 180;
/** Of what theory expects, the least that the axis of a curve spans which hardly changes. */
const SHARE = 0.1;
const DEGREES = [5, 15, 30, 45, 90, 180, 360, 720, 1440, 3600, 7200, 18000, 36000];

export interface Drawn {
  readonly scene: Scene;
  readonly curves: Curves;
  /** When the run was last changed, s: theory is about what came since. */
  readonly since: number;
  readonly theory: Theory | null;
}

export function draw({ scene, curves, since, theory }: Drawn): void {
  const colours = theme();
  const latest = curvesSince(curves, since);
  const [t0, x0, phi0] = [latest.t[0] ?? since, latest.x[0] ?? curves.x.at(-1) ?? 0, latest.phi[0] ?? curves.phi.at(-1) ?? 0];
  const x = curves.t.map((t) => t / PER_NS);
  const end = scene.run.duration / PER_NS;
  const ifExpected = (f: (theory: Theory, t: number) => number) => theory && ((t: number) => f(theory, t));
  const plots: Record<string, Omit<Plot, 'x' | 'end'>> = {
    position: { title: 'Wall position', unit: 'nm', least: 1, y: scaled(curves.x, 1e-9), expected: ifExpected(({ velocity }, t) => (x0 + velocity * (t * PER_NS - t0)) / 1e-9) },
    velocity: { title: 'Wall velocity', unit: 'm/s', least: Math.max(1e-3, SHARE * Math.abs(theory?.velocity ?? 0)), y: curves.v, expected: ifExpected(({ velocity }) => velocity) },
    angle: { title: 'Wall angle \u03c6', unit: 'degrees', least: 10, steps: DEGREES, y: scaled(curves.phi, DEGREE), expected: ifExpected(({ angle, turning }, t) => (angle === null ? phi0 + turning * (t * PER_NS - t0) : nearest(angle, curves.phi.at(-1) ?? 0, scene)) / DEGREE) },
    emf: { title: 'Emf of the wall', unit: '\u00b5V', least: Math.max(1e-3, (SHARE * Math.abs(theory?.emf ?? 0)) / 1e-6), y: scaled(curves.emf, 1e-6), expected: ifExpected(({ emf }) => emf / 1e-6) },
    pumped: { title: 'Pumped current', unit: 'nA', least: Math.max(1e-2, (SHARE * Math.abs(theory?.pumped ?? 0)) / 1e-9), y: scaled(curves.pumped, 1e-9), expected: ifExpected(({ pumped }) => pumped / 1e-9) },
  };
  // A strip's wall has no angle.
  element('angle-card').hidden = curves.phi.length < x.length;
  for (const [id, plot] of Object.entries(plots)) if (plot.y.length === x.length) drawPlot(element<HTMLCanvasElement>(id), { ...plot, x, end, since: t0 / PER_NS }, colours);
  drawPowers(curves, x, end);
  compare(scene, latest, theory);
}

/** What goes in, what the magnet gives of its own energy, that in the field included, and the three ways in which both go: by the balance that the ledger checks. The heat that the battery alone makes would hide the wall's: what is shown of Joule's heat and of the power supplied is without it. */
function drawPowers({ current, pumped, P_gilbert, P_joule, P_cross, P_in }: Curves, x: readonly number[], end: number): void {
  const colours = theme();
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  // R I^2 of the drive alone, by its share of the current.
  const idle = P_joule.map((heat, k) => (current[k] === 0 ? 0 : heat * ((current[k] - pumped[k]) / current[k]) ** 2));
  const lines = [
    { name: 'in', colour: colour('ink'), y: P_in.map((power, k) => power - idle[k]) },
    { name: 'magnet', colour: colours.muted, width: 5, y: P_in.map((power, k) => P_gilbert[k] + P_cross[k] + (P_joule[k] - power)) },
    { name: 'damping', colour: colour('accent'), y: P_gilbert },
    { name: 'Joule', colour: colour('second'), y: P_joule.map((power, k) => power - idle[k]) },
    { name: 'cross', colour: colour('third'), y: P_cross },
  ];
  const unit = unitOf(Math.max(0, ...lines.flatMap(({ y }) => y.slice(-400).map(Math.abs))));
  drawChart(element<HTMLCanvasElement>('powers'), {
    title: 'Power',
    unit: unit.name,
    x: { from: 0, to: end, unit: 'ns' },
    lines: lines.map((line) => ({ ...line, x, y: scaled(line.y, unit.size) })),
    least: 1e-6,
    positive: false,
    marks: [],
  }, colours);
}

const UNITS = [{ size: 1e-6, name: '\u00b5W' }, { size: 1e-9, name: 'nW' }, { size: 1e-12, name: 'pW' }, { size: 1e-15, name: 'fW' }] as const;
const unitOf = (most: number) => UNITS.find(({ size }) => most >= size) ?? UNITS[UNITS.length - 1];

/** A wall may settle at an angle or at its opposite, which are alike but for chirality. */
function nearest(angle: number, phi: number, scene: Scene): number {
  const alike = turnOver(scene);
  return angle + alike * Math.round((phi - angle) / alike);
}

const scaled = (values: readonly number[], unit: number) => values.map((value) => value / unit);
