/** The formulae that everybody knows, where they apply: each of them next to what the run does. */
import type { Scene } from 'spinmotive';
import { drivenCurrent, driftPerCurrent, easyComponent, type Means, type Theory } from './theory.js';

const MU_B = 9.2740100657e-24; // J/T, CODATA 2022
const E = 1.602176634e-19; // C, exact
/** rad/(s T), of a free spin: 2 muB over hbar. */
const FREE = (2 * MU_B) / 1.054571817e-34;
/** Of gamma B: how far a wall may be from turning with it for a formula that takes it to. */
const NEARLY = 0.1;

export interface ClosedForm {
  /** HTML of this file's own. */
  readonly name: string;
  /** Where it comes from, and when it holds. */
  readonly holds: string;
  readonly of: keyof Means;
  /** SI units. */
  readonly value: number;
}

/** Those that a scene is about. @param theory null where the two coordinates of a rigid wall do not describe it */
export function closedForms(scene: Scene, theory: Theory | null): ClosedForm[] {
  const { material: { alpha, anisotropy, A, gamma }, transport, field, initial } = scene;
  if (!transport || alpha === 0) return [];
  const B = field.B[easyComponent(scene)];
  const u = -driftPerCurrent(scene) * drivenCurrent(scene);
  const [easy] = anisotropy;
  const forms: ClosedForm[] = [];
  if (B !== 0 && u === 0 && theory !== null && theory.angle !== null && easy?.kind === 'uniaxial' && initial.kind === 'wall') {
    // The wall narrows as it tilts; theory has that, and this formula the width at rest.
    forms.push({ name: '<i>\u03b3DB</i>/<i>\u03b1</i>', holds: `Schryer and Walker (1974), ${walkerText(scene)}`, of: 'velocity', value: (gamma * Math.sqrt(A / easy.Ku1) * B) / alpha });
  }
  if (u !== 0 && B === 0 && (theory === null || theory.angle !== null)) {
    forms.push({ name: '<i>\u03b2u</i>/<i>\u03b1</i>', holds: `u = ${u.toPrecision(3).replace('-', '\u2212')} m/s, for a wall that keeps its shape`, of: 'velocity', value: (transport.beta * u) / alpha });
  }
  if (B !== 0 && theory !== null && Math.abs(theory.turning / (FREE * B) - 1) < NEARLY) {
    forms.push({ name: '\u22122<i>P</i>\u03bc<sub>B</sub><i>B</i>/<i>e</i>', holds: 'Yang et al. (2009), for a wall that turns with \u03b3B', of: 'emf', value: (-2 * transport.polarization * MU_B * B) / E });
  }
  return forms;
}

function walkerText({ material: { alpha, Ms, anisotropy: [, hard], dmi } }: Scene): string {
  if (hard?.kind !== 'uniaxial' || dmi.interfacial !== 0) return 'below breakdown';
  return `up to B_W = ${((1e3 * alpha * -hard.Ku1) / Ms).toPrecision(3)} mT`;
}
