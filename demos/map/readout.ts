/** The point that is looked at: its numbers next to those of theory, its curves, and the way to the wall lab. */
import { numberText } from '../shared/numbers.js';
import { element } from '../shared/page.js';
import { drawPlot } from '../shared/plot.js';
import type { Theme } from '../shared/theme.js';
import { regimeOf, theoryOf } from './expected.js';
import type { Done, Series } from './messages.js';
import { durationOf, materialOf, unitOf, wallAddress, wallScene, type Study } from './scene.js';
import { driftPerCurrent } from './theory.js';

const PER_NS = 1e-9;
const DEGREE = Math.PI / 180;
const ANGLE_STEPS = [5, 15, 30, 45, 90, 180, 360, 720, 1440, 3600, 7200, 18000, 36000];

const theoryAt = (study: Study, { beta, drive }: Done) => theoryOf(study)(beta, drive);

const reduced = (study: Study, { beta, drive }: Done) => ({ ratio: numberText(beta / study.alpha), drive: numberText(drive / unitOf(study)) });

/** For those who hear the page. */
export function spoken(study: Study, point: Done): string {
  const { ratio, drive } = reduced(study, point);
  const found = point.failure ?? `${point.regime}, ${numberText(Math.round(point.velocity ?? NaN))} metres per second`;
  return `beta over alpha ${ratio}, ${study.drive} ${drive} thresholds: ${found}`;
}

export function showNumbers(study: Study, point: Done): void {
  const theory = theoryAt(study, point);
  element('point').hidden = false;
  element('no-point').hidden = true;
  const { ratio, drive } = reduced(study, point);
  element('point-title').innerHTML = `\u03b2/\u03b1 = ${ratio}, ${study.drive === 'field' ? 'B/B<sub>W</sub>' : 'u/u<sub>c</sub>'} = ${drive}`;
  const driven = study.drive === 'field'
    ? `B = ${numberText(point.drive / 1e-3)} mT`
    : `u = ${numberText(-driftPerCurrent(materialOf(study)) * point.drive)} m/s, j = ${numberText(point.drive / 1e12)} TA/m\u00b2, in the wall lab a battery of ${numberText(wallScene(study, point.beta, point.drive).transport?.voltage ?? 0)} V`;
  element('point-drive').textContent = `\u03b2 = ${numberText(point.beta)}, ${driven}`;
  element('point-error').textContent = point.failure === null ? '' : `This run failed: ${point.failure}.`;
  element('regime-run').textContent = point.failure === null ? point.regime ?? 'unknown' : 'failed';
  element('regime-theory').textContent = regimeOf(study, point.beta, point.drive, theory) ?? 'at its threshold';
  const rows: [string, number | null, number, number, string][] = [
    ['velocity', point.velocity, theory.velocity, 1, 'm/s'],
    ['turning', point.turning, theory.turning, DEGREE / PER_NS, '\u00b0/ns'],
    ['emf', point.emf, theory.emf, 1e-6, '\u00b5V'],
  ];
  for (const [name, run, expectation, unit, text] of rows) {
    element(`${name}-run`).textContent = run === null ? '' : `${rounded(run / unit)} ${text}`;
    element(`${name}-theory`).textContent = `${rounded(expectation / unit)} ${text}`;
  }
  element<HTMLAnchorElement>('open').href = wallAddress(study, point.beta, point.drive);
}

/** What is left of a wall at rest is round-off. */
const rounded = (value: number): string => numberText(Math.abs(value) < 5e-4 ? 0 : value);

export function drawCurves(study: Study, point: Done, series: Series | null, colours: Theme): void {
  const theory = theoryAt(study, point);
  const { t, x, phi, duration } = series ?? { t: [], x: [], phi: [], duration: durationOf(study.alpha) };
  const end = duration / PER_NS;
  const times = t.map((time) => time / PER_NS);
  const [x0, phi0] = [x[0] ?? 0, phi[0] ?? 0];
  drawPlot(element<HTMLCanvasElement>('position'), {
    title: 'Wall position', unit: 'nm', x: times, y: x.map((value) => value / 1e-9), end, least: 1,
    expected: (time) => (x0 + theory.velocity * time * PER_NS) / 1e-9,
  }, colours);
  drawPlot(element<HTMLCanvasElement>('angle'), {
    title: 'Wall angle \u03c6', unit: 'degrees', x: times, y: phi.map((value) => value / DEGREE), end, least: 10, steps: ANGLE_STEPS,
    expected: (time) => (theory.angle ?? phi0 + theory.turning * time * PER_NS) / DEGREE,
  }, colours);
}
