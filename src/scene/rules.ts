/** What must hold between the values of a scene, checked once each value by itself is right. */
import { mu0, torqueCoefficient } from '../units.js';
import { direction, dot } from './direction.js';
import { numberText, valueText } from './errors.js';
import { defaultWallWidth, wallProfile } from './initial.js';
import { MAX_CELLS, MAX_FIXED_STEPS, MAX_PIECES, MAX_SAMPLES, MAX_SNAPSHOTS, type ParsedScene, type Vector, type Waveform } from './schema.js';
import { segmentBound } from './schedule.js';
import { waveformPeak } from './waveform.js';

/** Pulses are counted from the first; further back, counting them loses the digits of their times. */
const MOST_PERIODS_BEFORE = 1e6;

/** Adds one line: path, what was expected, what was got. */
type Report = (path: string, expected: string, got: string) => void;

/** One line per broken rule; none for a scene that makes sense. */
export function brokenRules(scene: ParsedScene): string[] {
  const problems: string[] = [];
  const report: Report = (path, expected, got) => void problems.push(`${path}: expected ${expected}, got ${got}`);
  checkGrid(scene, report);
  checkMaterial(scene, report);
  checkDemag(scene, report);
  checkInitial(scene, report);
  checkTransport(scene, report, problems);
  const before = problems.length;
  checkWaveform(scene.field.waveform, 'field.waveform', report);
  if (scene.transport) {
    checkWaveform(scene.transport.jWaveform, 'transport.jWaveform', report);
    checkWaveform(scene.transport.voltageWaveform, 'transport.voltageWaveform', report);
  }
  checkRun(scene, report, problems.length === before);
  if (problems.length === 0) checkSizes(scene, report);
  return problems;
}

function checkGrid({ grid }: ParsedScene, report: Report): void {
  const cells = grid.cells[0] * grid.cells[1];
  if (cells > MAX_CELLS) report('grid.cells', `at most ${MAX_CELLS} cells in all`, `${cells}`);
}

function nonZero(v: Vector, path: string, report: Report): boolean {
  if (direction(v)) return true;
  report(path, 'a vector that is not zero', valueText(v));
  return false;
}

function checkMaterial({ material }: ParsedScene, report: Report): void {
  material.anisotropy.forEach((term, i) => {
    const path = `material.anisotropy.${i}`;
    if (term.kind === 'uniaxial') nonZero(term.axis, `${path}.axis`, report);
    else if (term.axes.map((axis, k) => nonZero(axis, `${path}.axes.${k}`, report)).every(Boolean)) {
      const cosine = dot(direction(term.axes[0])!, direction(term.axes[1])!);
      if (Math.abs(cosine) > 1e-6) report(`${path}.axes`, 'two axes at right angles (cosine within 1e-6 of 0)', `a cosine of ${numberText(cosine)}`);
    }
  });
}

function checkDemag({ demag }: ParsedScene, report: Report): void {
  if (typeof demag !== 'object') return;
  const sum = demag.factors[0] + demag.factors[1] + demag.factors[2];
  if (!(Math.abs(sum - 1) <= 1e-6)) report('demag.factors', 'Nx + Ny + Nz = 1 within 1e-6', `${valueText(demag.factors)}, which adds up to ${numberText(sum)}`);
}

function checkInitial(scene: ParsedScene, report: Report): void {
  const { initial, grid } = scene;
  if (initial.kind === 'uniform') nonZero(initial.m, 'initial.m', report);
  if (initial.kind !== 'wall') return;
  const length = grid.cells[0] * grid.cellSize[0];
  if (!(initial.at >= 0 && initial.at <= length)) report('initial.at', `0 <= at <= ${numberText(length)}, inside the wire`, numberText(initial.at, 'm'));

  const sides = (['left', 'centre', 'right'] as const).map((side) => nonZero(initial[side], `initial.${side}`, report));
  if (!sides.every(Boolean)) return;
  const [left, centre, right] = [initial.left, initial.centre, initial.right].map((v) => direction(v)!);
  if (dot(left, right) > 1 - 1e-12) {
    report('initial.right', 'another direction than left, or there is no wall', valueText(initial.right));
  } else if (!Array.from({ length: 2001 }, (_, k) => wallProfile({ left, centre, right }, k / 100 - 10)).every((v) => Math.hypot(...v) > 0.05)) {
    report('initial.centre', 'a direction to turn through; this one cancels left and right on the way', valueText(initial.centre));
  }
  if (initial.width === undefined && defaultWallWidth(scene, initial) === undefined) {
    report('initial.width', 'a width > 0 in m, as no anisotropy with Ku1 > 0 and no demagnetizing factors make left an easy axis', 'none');
  }
}

function checkTransport({ transport, grid }: ParsedScene, report: Report, problems: string[]): void {
  if (!transport) return;
  if (transport.conductivity === null && transport.closure !== 'open') {
    problems.push(`transport.conductivity: missing; expected a number > 0, the conductivity in S/m (closure "${transport.closure}" needs it)`);
  }
  if (grid.cells[1] === 1 && transport.j[1] !== 0) report('transport.j.1', '0 in a wire (one cell along y)', numberText(transport.j[1], 'A/m^2'));
}

function checkWaveform(w: Waveform, path: string, report: Report): void {
  if (w.kind === 'pulse' && w.period !== undefined && w.period < w.rise + w.width + w.fall) {
    report(`${path}.period`, `rise + width + fall = ${numberText(w.rise + w.width + w.fall)} <= period`, numberText(w.period, 's'));
  }
  if (w.kind === 'pulse' && w.period !== undefined && !(w.start >= -MOST_PERIODS_BEFORE * w.period)) {
    report(`${path}.start`, `at most ${numberText(MOST_PERIODS_BEFORE)} periods before t = 0`, numberText(w.start, 's'));
  }
  if (w.kind === 'sine' && !Number.isFinite((2 * Math.PI * w.frequency) ** 2)) report(`${path}.frequency`, '(2 pi frequency)^2 to be finite', numberText(w.frequency, 'Hz'));
  if (w.kind !== 'table') return;
  if (w.t.length !== w.w.length) report(`${path}.w`, `as many values as t has, ${w.t.length}`, `${w.w.length}`);
  const back = w.t.findIndex((t, i) => i > 0 && !(t > w.t[i - 1]));
  if (back > 0) report(`${path}.t.${back}`, `a time > ${numberText(w.t[back - 1])}, the one before it`, numberText(w.t[back], 's'));
}

function checkRun(scene: ParsedScene, report: Report, waveformsAreRight: boolean): void {
  const { run, output, initial, grid } = scene;
  const { duration } = run;
  if (run.method === 'rk4' && run.fixedStep === null) report('run.fixedStep', 'a number > 0 in s, as rk4 does not adapt its step', 'null');
  if (run.fixedStep !== null) {
    if (run.fixedStep > duration) report('run.fixedStep', `0 < fixedStep <= ${numberText(duration)}, the duration`, numberText(run.fixedStep, 's'));
    if (duration / run.fixedStep > MAX_FIXED_STEPS) {
      report('run.fixedStep', `at most ${numberText(MAX_FIXED_STEPS)} steps in the run`, `${numberText(duration / run.fixedStep)} with ${numberText(run.fixedStep, 's')}`);
    }
  }
  if (run.followTexture && initial.kind !== 'wall') report('run.followTexture', 'initial.kind "wall" for a window that follows it', `"${initial.kind}"`);
  if (run.followTexture && grid.periodic[0]) report('run.followTexture', 'a wire that is not periodic along x', 'true');

  const sampleEvery = output.sampleEvery ?? duration / 200;
  const most = (key: string, every: number, limit: number, what: string): boolean => {
    const count = duration / every;
    // The last place of duration/every may round up.
    if (count <= limit * (1 + 1e-9)) return true;
    report(`output.${key}`, `at most ${numberText(limit)} ${what} in the run`, `${numberText(Math.ceil(count))} with ${numberText(every, 's')}`);
    return false;
  };
  const fits = most('sampleEvery', sampleEvery, MAX_SAMPLES, 'samples');
  const snapshotsFit = output.snapshotEvery === null || most('snapshotEvery', output.snapshotEvery, MAX_SNAPSHOTS, 'snapshots');
  if (!fits || !snapshotsFit || !waveformsAreRight) return;
  const pieces = segmentBound({ ...scene, output: { sampleEvery, snapshotEvery: output.snapshotEvery } });
  if (!(pieces <= MAX_PIECES)) {
    report('run.duration', `at most ${numberText(MAX_PIECES)} pieces of time between samples, snapshots and the kinks and periods of waveforms`, numberText(Math.ceil(pieces)));
  }
}

/** Values each of which is possible, but whose products leave the range of a double. */
function checkSizes(scene: ParsedScene, report: Report): void {
  const { grid, material, field, transport, initial } = scene;
  const [dx, dy, dz] = grid.cellSize;
  const finite = (path: string, what: string, value: number, unit: string): void => {
    if (!Number.isFinite(value)) report(path, `${what} to be finite`, numberText(value, unit));
  };
  const sized = (path: string, what: string, value: number, unit: string): void => {
    if (!(Number.isFinite(value) && value > 0)) report(path, `${what} to be a finite number > 0`, numberText(value, unit));
  };
  sized('grid.cellSize', 'the volume of the grid', grid.cells[0] * dx * (grid.cells[1] * dy) * dz, 'm^3');
  sized('material.A', 'the exchange field 2 A/(Ms dx^2)', (2 * material.A) / (material.Ms * dx * dx), 'T');
  sized('material.Ms', 'the energy density mu0 Ms^2', mu0 * material.Ms * material.Ms, 'J/m^3');
  material.anisotropy.forEach((term, i) => {
    const strengths = term.kind === 'uniaxial' ? { Ku1: term.Ku1, Ku2: term.Ku2 } : { Kc1: term.Kc1, Kc2: term.Kc2 };
    for (const [key, K] of Object.entries(strengths)) finite(`material.anisotropy.${i}.${key}`, `the field 4 ${key}/Ms`, (4 * K) / material.Ms, 'T');
  });
  sized('material.gamma', 'the rate gamma mu0 Ms', material.gamma * mu0 * material.Ms, 'rad/s');
  finite('material.alpha', '1 + alpha^2', 1 + material.alpha * material.alpha, '');
  // Twice the peak, because a step between two values may be as large.
  const size = (v: readonly number[], w: Waveform): number => 2 * waveformPeak(w) * Math.max(1, ...v.map(Math.abs));
  finite('field.B', 'the rate gamma |B| at its peak', material.gamma * size(field.B, field.waveform), 'rad/s');
  if (transport) {
    const j = size(transport.j, transport.jWaveform);
    finite('transport.j', 'the rate b |j|/dx at its peak', (torqueCoefficient(material.gamma, 1, material.Ms) * j) / dx, '1/s');
    finite('transport.beta', 'beta times the rate b |j|/dx at its peak', (transport.beta * torqueCoefficient(material.gamma, 1, material.Ms) * j) / dx, '1/s');
    if (transport.conductivity) finite('transport.j', 'the heat j^2/sigma at its peak', (j * j) / transport.conductivity, 'W/m^3');
    finite('transport.voltage', 'the voltage at its peak', size([transport.voltage], transport.voltageWaveform), 'V');
  }
  if (transport?.conductivity) finite('transport.conductivity', 'the resistance of the wire', (grid.cells[0] * dx) / (transport.conductivity * dy * dz) + transport.load, 'ohm');
  if (initial.kind === 'wall') sized('initial.width', 'the width', initial.width ?? defaultWallWidth(scene, initial) ?? NaN, 'm');
}
