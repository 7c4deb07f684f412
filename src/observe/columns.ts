/** The columns of a table: name, unit, what it is, and when it applies. */
import { isFilm, needsPotential } from '../scene/film.js';
import { leadNames } from '../scene/leads.js';
import type { Scene } from '../scene/schema.js';
import type { Reading } from './lane.js';

export interface Column {
  readonly name: string;
  /** SI unit; empty for a plain number. */
  readonly unit: string;
  readonly doc: string;
}

interface Definition extends Column {
  readonly when?: (scene: Scene) => boolean;
  readonly value: (reading: Reading) => number;
}

const film = (scene: Scene) => scene.grid.cells[1] > 1;
const walls = ['wall', 'transverse-wall', 'vortex-wall'];
const wall = (scene: Scene) => walls.includes(scene.initial.kind);
const wire = (scene: Scene) => wall(scene) && !film(scene);
const plainWire = (scene: Scene) => wire(scene) && !isFilm(scene);
const core = (scene: Scene) => film(scene) && !(scene.initial.kind === 'uniform' || scene.initial.kind === 'wall');
const dmi = (scene: Scene) => scene.material.dmi.interfacial !== 0 || scene.material.dmi.bulk !== 0;
const demag = (scene: Scene) => scene.demag !== 'none';
const transport = (scene: Scene) => scene.transport !== undefined;
const leads = (scene: Scene) => transport(scene) && scene.transport?.closure !== 'local';

const all: readonly Definition[] = [
  { name: 't', unit: 's', doc: 'time', value: (r) => r.t },
  { name: 'mx', unit: '', doc: 'mean of m along x over the magnet', value: (r) => r.m[0] },
  { name: 'my', unit: '', doc: 'mean of m along y', value: (r) => r.m[1] },
  { name: 'mz', unit: '', doc: 'mean of m along z', value: (r) => r.m[2] },
  { name: 'wall_x', unit: 'm', doc: 'wall position, from the left end of the window at t = 0', when: wall, value: (r) => r.wall_x },
  { name: 'wall_v', unit: 'm/s', doc: 'wall velocity at this instant', when: plainWire, value: (r) => r.wall_v },
  { name: 'wall_phi', unit: 'rad', doc: 'angle of the transverse magnetization in the wall about its axis, unwrapped', when: wire, value: (r) => r.wall_phi },
  { name: 'wall_width', unit: 'm', doc: 'wall width D of tanh(x/D)', when: wire, value: (r) => r.wall_width },
  { name: 'core_x', unit: 'm', doc: 'vortex core along x, from the grid\'s lower left corner', when: core, value: (r) => r.core_x },
  { name: 'core_y', unit: 'm', doc: 'vortex core along y', when: core, value: (r) => r.core_y },
  { name: 'core_p', unit: '', doc: 'polarity of the vortex core, the sign of mz', when: core, value: (r) => r.core_p },
  { name: 'charge', unit: '', doc: 'topological charge, lattice form', when: film, value: (r) => r.charge },
  { name: 'max_torque', unit: 'T', doc: 'largest |m x B_eff|', value: (r) => r.max_torque },
  { name: 'E_total', unit: 'J', doc: 'energy', value: (r) => r.E_total },
  { name: 'E_exchange', unit: 'J', doc: 'exchange energy', value: (r) => r.E_exchange },
  { name: 'E_anisotropy', unit: 'J', doc: 'anisotropy energy', value: (r) => r.E_anisotropy },
  { name: 'E_zeeman', unit: 'J', doc: 'energy in the applied field', value: (r) => r.E_zeeman },
  { name: 'E_demag', unit: 'J', doc: 'magnetostatic energy', when: demag, value: (r) => r.E_demag },
  { name: 'E_dmi', unit: 'J', doc: 'Dzyaloshinskii-Moriya energy', when: dmi, value: (r) => r.E_dmi },
  { name: 'Bx', unit: 'T', doc: 'applied field along x', value: (r) => r.B[0] },
  { name: 'By', unit: 'T', doc: 'applied field along y', value: (r) => r.B[1] },
  { name: 'Bz', unit: 'T', doc: 'applied field along z', value: (r) => r.B[2] },
  { name: 'jx', unit: 'A/m^2', doc: 'mean charge current density along x', when: transport, value: (r) => r.j[0] },
  { name: 'jy', unit: 'A/m^2', doc: 'mean charge current density along y', when: transport, value: (r) => r.j[1] },
  { name: 'I', unit: 'A', doc: 'current from the first lead to the second, from left to right without leads', when: transport, value: (r) => r.I },
  { name: 'V', unit: 'V', doc: 'voltage from the first lead to the second, from left to right without leads: R I - emf', when: leads, value: (r) => r.V },
  { name: 'emf', unit: 'V', doc: 'what the spin-motive force adds up to from the first lead to the second, from left to right without leads', when: transport, value: (r) => r.emf },
  { name: 'P_gilbert', unit: 'W', doc: 'Gilbert damping', value: (r) => r.P_gilbert },
  { name: 'P_joule', unit: 'W', doc: 'Joule heat in the magnet, of spin flips too', when: transport, value: (r) => r.P_joule },
  { name: 'P_cross', unit: 'W', doc: 'cross dissipation of beta, -2 beta s0 Int j.(d m . dm/dt)', when: transport, value: (r) => r.P_cross },
  { name: 'P_lambda', unit: 'W', doc: 'the same heat by its forces: that of the effective field', when: transport, value: (r) => r.P_lambda },
  { name: 'P_sigma', unit: 'W', doc: 'that of the electric field', when: transport, value: (r) => r.P_sigma },
  { name: 'P_xi', unit: 'W', doc: 'that of both fields together', when: transport, value: (r) => r.P_xi },
  { name: 'P_in', unit: 'W', doc: 'power supplied: U I of all leads, and the work of a changing field', value: (r) => r.P_in },
  { name: 'ledger', unit: '', doc: 'energy unaccounted for since the start, relative to the energy exchanged', value: (r) => r.ledger },
  { name: 'steps', unit: '', doc: 'accepted steps', value: (r) => r.steps },
  { name: 'dt', unit: 's', doc: 'current time step', value: (r) => r.dt },
];

const common = (scene: Scene) => all.filter(({ when }) => when?.(scene) ?? true);

/** Where a potential is solved for: potential and current of each lead, potentials at the probes, and how well it is solved. */
function conduction(scene: Scene): Definition[] {
  if (!needsPotential(scene)) return [];
  return [
    ...leadNames(scene).flatMap((name, l): Definition[] => [
      { name: `U_${name}`, unit: 'V', doc: `potential of the lead ${name}`, value: (r) => r.leads[l].U },
      { name: `I_${name}`, unit: 'A', doc: `current into the magnet through the lead ${name}`, value: (r) => r.leads[l].I },
    ]),
    ...(scene.transport?.probes ?? []).map(({ name }, k): Definition => ({ name: `V_${name}`, unit: 'V', doc: `potential at the probe ${name}`, value: (r) => r.probes[k] })),
    { name: 'solve_tolerance', unit: '', doc: 'residual allowed in the potential, relative to the currents of all cells', value: (r) => r.tolerance },
    { name: 'solve_residual', unit: '', doc: 'largest residual of the potential since the last row', value: (r) => r.residual },
    { name: 'solve_iterations', unit: '', doc: 'most iterations of a solve for the potential since the last row', value: (r) => r.iterations },
    ...(scene.transport?.conductivity ? [{ name: 'bound', unit: '', doc: 'how much of what alpha allows the back-reaction takes where it takes most; beyond 1 the heat can be negative', value: (r: Reading) => r.bound }] : []),
  ];
}

const forScene = (scene: Scene) => [...common(scene), ...conduction(scene)];

/** The columns that a scene's table has, in order. */
export function tableColumns(scene: Scene): Column[] {
  return forScene(scene).map(({ name, unit, doc }) => ({ name, unit, doc }));
}

/** One row, in the order of `tableColumns`. */
export function tableRow(scene: Scene, reading: Reading): number[] {
  return forScene(scene).map(({ value }) => value(reading));
}
