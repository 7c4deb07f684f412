/** The rows of `params` of a simulation, in reduced units, and what else of a scene the kernels are told. */
import { ANISO_STRIDE, CLOSURE, PAR, PAR_BASE, SEG_STRIDE } from '../plan/layout.js';
import { needsPotential } from '../scene/film.js';
import type { Segment } from '../scene/schedule.js';
import type { RegionMaterial } from '../scene/regions.js';
import type { CubicAnisotropy, Material, Scene, UniaxialAnisotropy } from '../scene/schema.js';
import { e, torqueCoefficient } from '../units.js';
import type { GridUnits } from './units.js';

export function closureKind(scene: Scene): number {
  const closure = scene.transport?.closure;
  if (closure === 'two-band') return CLOSURE.BANDS;
  if (closure === 'landau-lifshitz') return CLOSURE.FIELDS;
  if (needsPotential(scene)) return CLOSURE.POTENTIAL;
  if (closure === 'circuit') return CLOSURE.CIRCUIT;
  return closure === 'local' ? CLOSURE.LOCAL : CLOSURE.PRESCRIBED; // open in a wire is a prescribed current of zero
}

export const uniaxialOf = ({ anisotropy }: Material) => anisotropy.filter((a): a is UniaxialAnisotropy => a.kind === 'uniaxial');
export const cubicOf = ({ anisotropy }: Material) => anisotropy.filter((a): a is CubicAnisotropy => a.kind === 'cubic');

/** The row of what is made of `material` and `transport`: the scene's own, or a region's. `units` are the scene's own. */
export function packParams(scene: Scene, { material, transport }: RegionMaterial, units: GridUnits, uniaxial: number, cubic: number): Float64Array {
  const row = new Float64Array(PAR_BASE + ANISO_STRIDE * (uniaxial + cubic));
  row[PAR.ALPHA] = material.alpha;
  const [, dy] = scene.grid.cellSize;
  const { Ms } = scene.material;
  row[PAR.SATURATION] = material.Ms / Ms;
  row[PAR.EXCHANGE] = (2 * material.A) / (Ms * units.dx ** 2 * units.field);
  row[PAR.ASPECT] = units.dx / dy;
  row[PAR.EXCHANGE_Y] = row[PAR.EXCHANGE] * row[PAR.ASPECT] ** 2;
  row[PAR.DMI_INTERFACIAL] = material.dmi.interfacial / (units.dx * Ms * units.field);
  row[PAR.DMI_BULK] = material.dmi.bulk / (units.dx * Ms * units.field);
  if (typeof scene.demag === 'object') {
    const { factors } = scene.demag;
    row.set(factors.map((n) => n - Math.min(...factors)), PAR.DEMAG_X); // a field along m turns nothing; see groundEnergies
  }
  row.set(scene.field.B.map((b) => b / units.field), PAR.FIELD_X);
  row[PAR.TOLERANCE] = scene.run.tolerance;
  row.set(wallAxis(scene), PAR.EASY_X);
  row[PAR.RESISTIVITY] = 1;
  if (transport) {
    row[PAR.BETA] = transport.beta;
    row[PAR.POLARIZATION] = transport.polarization;
    if (transport.conductivity) row[PAR.RESISTIVITY] = (scene.transport?.conductivity ?? NaN) / transport.conductivity;
    row[PAR.CONDUCTANCE] = ((scene.transport?.conductivity ?? 0) * units.emf) / (units.dx * units.current);
    if (transport.closure === 'landau-lifshitz') {
      const { LQn, LQN3 } = transport.landauLifshitz;
      row[PAR.SPIN_FLUX] = (e * LQn) / (torqueCoefficient(material.gamma, 1, Ms) * (scene.transport?.conductivity ?? NaN));
      row[PAR.TEXTURE_DAMPING] = (2 * LQN3) / (material.gamma * units.dx ** 2);
    }
    row[PAR.AMR] = transport.amr;
    // kappa/P = b s0 sigma/P with b = P dx/(J0 t0) and s0 = P emf t0; the other P is in the lever.
    const kappa = ((transport.polarization * units.dx * units.emf) / units.current) * (transport.conductivity ?? 0);
    if (transport.closure === 'prescribed') [row[PAR.DRIFT], row[PAR.DRIFT_Y]] = transport.j.map((j) => j / units.current);
    if (transport.closure === 'local') row[PAR.CHI] = kappa / units.dx ** 2;
    if (transport.closure === 'circuit') {
      const ohms = units.resistance + transport.load;
      row[PAR.BIAS] = transport.voltage / (ohms * units.area * units.current);
      row[PAR.CHI] = (kappa / (units.dx * units.length)) * (units.resistance / ohms);
    }
  }
  const K0 = Ms * units.field;
  uniaxialOf(material).forEach(({ axis, Ku1, Ku2 }, i) => row.set([...axis, Ku1 / K0, Ku2 / K0], PAR_BASE + ANISO_STRIDE * i));
  cubicOf(material).forEach(({ axes, Kc1, Kc2 }, i) => row.set([...axes[0], Kc1 / K0, ...axes[1], Kc2 / K0], PAR_BASE + ANISO_STRIDE * (uniaxial + i)));
  return row;
}

/**
 * An upper bound of the field in reduced units: what sets the fastest precession, and so the first and longest step.
 * @param rows of the materials that there are
 */
export function stiffestField(scene: Scene, rows: readonly Float64Array[], uniaxial: number, cubic: number): number {
  const largest = (key: number) => Math.max(...rows.map((row) => Math.abs(row[key])));
  const magnetostatic = scene.demag === 'full' ? largest(PAR.SATURATION) : 0;
  const ofRow = (row: Float64Array): number => {
    const p = (key: number) => Math.abs(row[key]);
    // The harmonic mean of two exchange constants is neither above twice the one nor above the larger.
    const bond = (key: number) => Math.min(2 * p(key), largest(key));
    const w = p(PAR.SATURATION);
    const films = scene.grid.cells[1] > 1 ? 4 * bond(PAR.EXCHANGE_Y) + 4 * p(PAR.DMI_INTERFACIAL) + 4 * p(PAR.DMI_BULK) : 0;
    let own = films + 4 * bond(PAR.EXCHANGE) + 1.5 * (p(PAR.DRIFT) + p(PAR.BIAS));
    for (let i = 0; i < uniaxial; i++) own += 2 * p(PAR_BASE + ANISO_STRIDE * i + 3) + 4 * p(PAR_BASE + ANISO_STRIDE * i + 4);
    for (let i = uniaxial; i < uniaxial + cubic; i++) own += 4 * p(PAR_BASE + ANISO_STRIDE * i + 3) + 2 * p(PAR_BASE + ANISO_STRIDE * i + 7);
    return own / w + magnetostatic + w * Math.max(p(PAR.DEMAG_X), p(PAR.DEMAG_Y), p(PAR.DEMAG_Z)) + p(PAR.FIELD_X) + p(PAR.FIELD_Y) + p(PAR.FIELD_Z);
  };
  return Math.max(...rows.map(ofRow));
}

/** The axis along which a wall's two domains lie: that of `initial.left`, else the first easy axis, else x. */
export function wallAxis(scene: Scene): readonly [number, number, number] {
  if (scene.initial.kind === 'wall') return positive(scene.initial.left);
  const easy = uniaxialOf(scene.material).filter(({ Ku1 }) => Ku1 > 0).sort((a, b) => b.Ku1 - a.Ku1)[0];
  return positive(easy?.axis ?? [1, 0, 0]);
}

/** Of the two ends of an axis, the one whose largest component is positive. */
function positive([x, y, z]: readonly [number, number, number]): readonly [number, number, number] {
  const largest = [x, y, z].reduce((a, b) => (Math.abs(b) > Math.abs(a) * (1 + 1e-12) ? b : a));
  return largest < 0 ? [-x, -y, -z] : [x, y, z];
}

export function startOfWall(scene: Scene, units: GridUnits): number {
  const cells = scene.grid.cells[0];
  const at = scene.initial.kind === 'wall' ? scene.initial.at / units.dx : cells / 2;
  return Math.min(Math.max(Math.floor(at - 0.5), 0), cells - 1);
}

/** One row of `schedule`. Times in s become reduced; with a fixed step the segment is cut into even steps. */
export function packSegment(segment: Segment, units: GridUnits, fixedStep: number | null, events: number): Float64Array {
  const row = new Float64Array(SEG_STRIDE);
  row[0] = segment.duration / units.time;
  row[1] = fixedStep === null ? 0 : Math.max(1, Math.ceil(segment.duration / fixedStep - 1e-6));
  row[2] = events;
  row.set(segment.field, 4);
  row.set(segment.current, 10);
  row.set(segment.voltage, 16);
  return row;
}
