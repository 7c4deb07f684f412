/** Values each of which is possible, but whose products leave the range of a double. */
import { mu0, torqueCoefficient } from '../units.js';
import { numberText } from './errors.js';
import { WITH_LEADS } from './film.js';
import { regionMaterials } from './regions.js';
import type { Report } from './report.js';
import type { ParsedScene, Transport, Waveform } from './schema.js';
import { defaultSkyrmionWidth } from './starts/skyrmion.js';
import { defaultTransverseWidth } from './starts/strip.js';
import { defaultCoreRadius } from './starts/vortex.js';
import { defaultWallWidth } from './starts/wall.js';
import { waveformPeak } from './waveform.js';

/** Reports what would not be a finite number once it is computed. For scenes that keep every other rule. */
export function checkSizes(scene: ParsedScene, report: Report): void {
  const check = checks(report);
  const { grid, transport } = scene;
  const [dx, dy, dz] = grid.cellSize;
  check.sized('grid.cellSize', 'the volume of the grid', grid.cells[0] * dx * (grid.cells[1] * dy) * dz, 'm^3');
  regionMaterials(scene).forEach(({ material, transport: here }, k) => {
    const at = k === 0 ? '' : `regions.${k - 1}.`;
    checkSubstance({ ...scene, material, transport: here }, at, check);
    check.sized(`${at}material.Ms`, 'Ms over that of the rest', material.Ms / scene.material.Ms, '');
    if (here?.conductivity && transport?.conductivity) check.sized(`${at}transport.conductivity`, 'the conductivity of the rest over that here', transport.conductivity / here.conductivity, '');
  });
  if (transport) checkConductionSizes(scene, transport, check);
  checkStartSizes(scene, check);
}

/** Drives, and what of conduction is counted in units of the magnet's own (src/lower/conductor.ts). */
function checkConductionSizes({ grid }: ParsedScene, transport: Transport, { finite, sized }: Checks): void {
  const dz = grid.cellSize[2];
  finite('transport.voltage', 'the voltage at its peak', size([transport.voltage], transport.voltageWaveform), 'V');
  const sigma = transport.conductivity;
  if (sigma === null) return;
  const conductance = (path: string, R: number | undefined): void => {
    if (R) sized(`${path}.resistance`, '1/(resistance sigma dz)', 1 / (R * sigma * dz), '');
  };
  if (WITH_LEADS.includes(transport.closure) && transport.load > 0) sized('transport.load', '1/(load sigma dz)', 1 / (transport.load * sigma * dz), '');
  transport.loads.forEach((load, k) => conductance(`transport.loads.${k}`, load.resistance));
  transport.leads?.forEach(({ voltage, current, resistance }, l) => {
    const path = `transport.leads.${l}`;
    conductance(path, resistance);
    if (voltage !== undefined) finite(`${path}.voltage`, 'the voltage at its peak', size([voltage], transport.voltageWaveform), 'V');
    if (current !== undefined) finite(`${path}.current`, 'current/(sigma dz) at its peak', size([current], transport.jWaveform) / (sigma * dz), 'V');
  });
}

// Twice the peak, because a step between two values may be as large.
const size = (v: readonly number[], w: Waveform): number => 2 * waveformPeak(w) * Math.max(1, ...v.map(Math.abs));

/** `at` is '' for the scene's own material, `regions.N.` for a region's. */
function checkSubstance({ grid, material, field, transport }: ParsedScene, at: string, { finite, sized }: Checks): void {
  const [dx, dy, dz] = grid.cellSize;
  // A wire has no neighbours along y.
  const d = grid.cells[1] === 1 ? dx : Math.min(dx, dy);
  sized(`${at}material.A`, 'the exchange field 2 A/(Ms dx^2)', (2 * material.A) / (material.Ms * d * d), 'T');
  sized(`${at}material.Ms`, 'the energy density mu0 Ms^2', mu0 * material.Ms * material.Ms, 'J/m^3');
  material.anisotropy.forEach((term, i) => {
    const strengths = term.kind === 'uniaxial' ? { Ku1: term.Ku1, Ku2: term.Ku2 } : { Kc1: term.Kc1, Kc2: term.Kc2 };
    for (const [key, K] of Object.entries(strengths)) finite(`${at}material.anisotropy.${i}.${key}`, `the field 4 ${key}/Ms`, (4 * K) / material.Ms, 'T');
  });
  for (const [key, D] of Object.entries(material.dmi)) finite(`${at}material.dmi.${key}`, 'the field 2 D/(Ms dx)', (2 * D) / (material.Ms * d), 'T');
  sized(at === '' ? 'material.gamma' : `${at}material.Ms`, 'the rate gamma mu0 Ms', material.gamma * mu0 * material.Ms, 'rad/s');
  finite(`${at}material.alpha`, '1 + alpha^2', 1 + material.alpha * material.alpha, '');
  finite('field.B', 'the rate gamma |B| at its peak', material.gamma * size(field.B, field.waveform), 'rad/s');
  if (!transport) return;
  const j = size(transport.j, transport.jWaveform);
  const rate = (torqueCoefficient(material.gamma, 1, material.Ms) * j) / d;
  finite(at === '' ? 'transport.j' : `${at}material.Ms`, 'the rate b |j|/dx at its peak', rate, '1/s');
  finite(`${at}transport.beta`, 'beta times the rate b |j|/dx at its peak', transport.beta * rate, '1/s');
  if (!transport.conductivity) return;
  finite(at === '' ? 'transport.j' : `${at}transport.conductivity`, 'the heat j^2/sigma at its peak', (j * j) / transport.conductivity, 'W/m^3');
  finite(`${at}transport.conductivity`, 'the resistance of the wire', (grid.cells[0] * dx) / (transport.conductivity * dy * dz) + transport.load, 'ohm');
}

function checkStartSizes(scene: ParsedScene, { sized }: Checks): void {
  const { initial, grid } = scene;
  switch (initial.kind) {
    case 'wall':
      sized('initial.width', 'the width', initial.width ?? defaultWallWidth(scene, initial) ?? NaN, 'm');
      break;
    case 'transverse-wall':
      sized('initial.width', 'the width', initial.width ?? defaultTransverseWidth(grid), 'm');
      break;
    case 'vortex':
    case 'antivortex':
    case 'vortex-wall':
      sized('initial.coreRadius', 'the radius of the core', initial.coreRadius ?? defaultCoreRadius(scene), 'm');
      break;
    case 'skyrmion':
      sized('initial.width', 'radius/width', initial.radius / (initial.width ?? defaultSkyrmionWidth(scene, initial.radius)), '');
      break;
  }
}

interface Checks {
  finite(path: string, what: string, value: number, unit: string): void;
  sized(path: string, what: string, value: number, unit: string): void;
}

function checks(report: Report): Checks {
  return {
    finite(path, what, value, unit) {
      if (!Number.isFinite(value)) report(path, `${what} to be finite`, numberText(value, unit));
    },
    sized(path, what, value, unit) {
      if (!(Number.isFinite(value) && value > 0)) report(path, `${what} to be a finite number > 0`, numberText(value, unit));
    },
  };
}
