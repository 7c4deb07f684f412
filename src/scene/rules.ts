/** What must hold between the values of a scene, checked once each value by itself is right. */
import { changeProblems } from './changes.js';
import { checkConduction, checkContacts } from './conductionRules.js';
import { direction, dot } from './direction.js';
import { numberText, valueText } from './errors.js';
import type { SceneFiles } from './files.js';
import { needsPotential } from './film.js';
import { mask } from './geometry.js';
import { checkPlaces, checkShapes } from './geometryRules.js';
import { nonZero, type Report } from './report.js';
import { MAX_CELLS, MAX_FIXED_STEPS, MAX_MAGNETOSTATIC, MAX_PIECES, MAX_SAMPLES, MAX_SNAPSHOTS, type Anisotropy, type ParsedScene, type Waveform } from './schema.js';
import { segmentBound } from './schedule.js';
import { checkSizes } from './sizeRules.js';
import { checkStart } from './startRules.js';
import { fieldProblem } from './starts/field.js';

/** Pulses are counted from the first; further back, counting them loses the digits of their times. */
const MOST_PERIODS_BEFORE = 1e6;

/** Starts with a wall across the strip. */
const WALLS: readonly string[] = ['wall', 'transverse-wall', 'vortex-wall'];

/**
 * One line per broken rule; none for a scene that makes sense. Without `files` (undefined) nothing is said of what depends on
 * the contents of files.
 */
export function brokenRules(scene: ParsedScene, files: SceneFiles | undefined): string[] {
  const problems: string[] = [];
  const report: Report = (path, expected, got) => void problems.push(`${path}: expected ${expected}, got ${got}`);
  checkGrid(scene, report);
  checkAnisotropy(scene.material.anisotropy, 'material', report);
  scene.regions.forEach(({ material }, k) => checkAnisotropy(material?.anisotropy ?? [], `regions.${k}.material`, report));
  checkShapes(scene, report);
  checkDemag(scene, report);
  checkStart(scene, report);
  checkTransport(scene, report, problems);
  checkConduction(scene, report, problems);
  const before = problems.length;
  checkWaveform(scene.field.waveform, 'field.waveform', report);
  if (scene.transport) {
    checkWaveform(scene.transport.jWaveform, 'transport.jWaveform', report);
    checkWaveform(scene.transport.voltageWaveform, 'transport.voltageWaveform', report);
  }
  checkRun(scene, report, problems.length === before);
  problems.push(...changeProblems(scene));
  if (problems.length === 0) checkSizes(scene, report);
  if (problems.length === 0) checkPlaces(scene, files, report);
  if (problems.length === 0) checkContacts(scene, files, report);
  if (problems.length === 0 && files) checkFile(scene, files, problems);
  return problems;
}

function checkGrid({ grid, demag }: ParsedScene, report: Report): void {
  const cells = grid.cells[0] * grid.cells[1];
  if (cells > MAX_CELLS) report('grid.cells', `at most ${MAX_CELLS} cells in all`, `${cells}`);
  if (demag !== 'full') return;
  grid.cells.forEach((n, axis) => {
    if (n > MAX_MAGNETOSTATIC) report(`grid.cells.${axis}`, `at most ${MAX_MAGNETOSTATIC} cells along an axis with demag "full"`, `${n}`);
  });
}

function checkAnisotropy(terms: readonly Anisotropy[], at: string, report: Report): void {
  terms.forEach((term, i) => {
    const path = `${at}.anisotropy.${i}`;
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
  const { snapshotFormats } = output;
  snapshotFormats.forEach((format, i) => {
    const path = `output.snapshotFormats.${i}`;
    if (snapshotFormats.indexOf(format) < i) report(path, 'each format once', `${valueText(format)} again`);
    else if (format === 'png' && grid.cells[1] === 1) report(path, '"ovf" or "npy" in a wire (one cell along y), of which there is no picture', '"png"');
  });
  const { snapshotQuantities } = output;
  snapshotQuantities.forEach((quantity, i) => {
    const path = `output.snapshotQuantities.${i}`;
    if (snapshotQuantities.indexOf(quantity) < i) report(path, 'each quantity once', `${valueText(quantity)} again`);
    else if (quantity !== 'm' && !needsPotential(scene)) report(path, '"m", as j and V are found cell by cell only in a film whose transport.closure is "circuit", "open", "two-band" or "landau-lifshitz"', valueText(quantity));
  });
  if (run.followTexture && !WALLS.includes(initial.kind)) report('run.followTexture', 'initial.kind "wall", "transverse-wall" or "vortex-wall" for a window that follows it', `"${initial.kind}"`);
  if (run.followTexture && grid.periodic[0]) report('run.followTexture', 'a grid that is not periodic along x', 'true');
  if (run.followTexture && (scene.geometry || scene.regions.length > 0)) report('run.followTexture', 'no geometry and no regions, as a window moves along a strip that is the same everywhere', 'true');

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

/** Reports why the file of a start cannot be used; for shapes that checkPlaces found sound. */
function checkFile(scene: ParsedScene, files: SceneFiles, problems: string[]): void {
  const { grid, initial } = scene;
  if (initial.kind !== 'ovf') return;
  const problem = fieldProblem({ grid, initial }, files, mask(scene, files));
  if (problem) problems.push(problem);
}
