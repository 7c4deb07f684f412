/** What must hold of conduction: between the values of `transport`, and, where the grid is known to be sound, on the grid. */
import { alternatives, numberText, valueText } from './errors.js';
import { neededFiles, NO_FILES, type SceneFiles } from './files.js';
import { needsPotential, WITH_LEADS } from './film.js';
import { mask } from './geometry.js';
import { drivenLeads, hasDrive, islands, leadGroups, placedLeads, PROBE_REACH, probeNode } from './leads.js';
import type { Report } from './report.js';
import type { ParsedScene } from './schema.js';
import { MAX_LEADS, MAX_PROBES, type Closure, type Lead, type Transport } from './transportSchema.js';

/** Names of leads and probes become parts of the names of columns. */
const NAME = /^\w{1,40}$/;
/** Part of the currents of leads that may be missing from their sum, for the rounding of numbers written in decimals. */
const BALANCE = 1e-9;
/** Times that the conductivity of a region may differ from that of the rest. */
const MOST_CONTRAST = 1e6;
/** Spin-flip lengths in cells: shorter ones hold the bands together as well, longer ones leave them apart as well. */
const LEAST_FLIP = 1e-3;
const MOST_FLIP = 1e9;

/** Reports what can be said of conduction without the grid. */
export function checkConduction(scene: ParsedScene, report: Report, problems: string[]): void {
  const { transport, regions, grid, run } = scene;
  if (!transport) return;
  checkClosure(transport, regions, report, problems);
  checkLeadList(transport, report);
  checkNames(transport, report);
  if (!needsPotential(scene)) return;
  checkContrast(scene, transport, report);
  const why = `as the potential is solved for (closure "${transport.closure}")`;
  grid.periodic.forEach((periodic, axis) => {
    if (periodic) report(`grid.periodic.${axis}`, `false, ${why} and a ring would short its own emf, which is no potential's`, 'true');
  });
  if (run.followTexture) report('run.followTexture', `false, ${why} between leads that do not move`, 'true');
}

/** Conductivities and spin-flip lengths that single precision can hold next to those of the rest and to a cell. */
function checkContrast({ regions, grid }: ParsedScene, transport: Transport, report: Report): void {
  const dx = grid.cellSize[0];
  const parts = [{ path: 'transport', here: transport }, ...regions.map((region, k) => ({ path: `regions.${k}.transport`, here: region.transport }))];
  for (const { path, here } of parts) {
    const ratio = (here?.conductivity ?? 1) / (transport.conductivity ?? 1);
    if (here?.conductivity && !(ratio >= 1 / MOST_CONTRAST && ratio <= MOST_CONTRAST)) {
      report(`${path}.conductivity`, `${numberText(1 / MOST_CONTRAST)} to ${numberText(MOST_CONTRAST)} times transport.conductivity`, numberText(here.conductivity, 'S/m'));
    }
    const length = here?.spinFlipLength;
    if (length !== undefined && !(length >= LEAST_FLIP * dx && length <= MOST_FLIP * dx)) {
      report(`${path}.spinFlipLength`, `${numberText(LEAST_FLIP)} to ${numberText(MOST_FLIP)} times a cell's length ${numberText(dx, 'm')}`, numberText(length, 'm'));
    }
  }
}

const quotedList = (words: readonly string[]): string => alternatives(words.map((word) => valueText(word)));

/** Keys that mean something to some closures only. */
function checkClosure(transport: Transport, regions: ParsedScene['regions'], report: Report, problems: string[]): void {
  const { closure } = transport;
  const only = (path: string, closures: readonly Closure[], none: string, given: string | false): void => {
    if (given !== false && !closures.includes(closure)) report(path, `${none} unless closure is ${quotedList(closures)}`, `${given} with closure "${closure}"`);
  };
  const { leads, loads, probes, amr, spinFlipLength, landauLifshitz } = transport;
  only('transport.leads', WITH_LEADS, 'none', leads !== undefined && valueText(leads));
  only('transport.loads', WITH_LEADS, 'none', loads.length > 0 && valueText(loads));
  only('transport.probes', ['open', ...WITH_LEADS], 'none', probes.length > 0 && valueText(probes));
  only('transport.amr', ['open', 'circuit'], '0', amr !== 0 && numberText(amr));
  only('transport.spinFlipLength', ['two-band'], 'none', spinFlipLength !== undefined && numberText(spinFlipLength, 'm'));
  regions.forEach(({ transport: here }, k) => only(`regions.${k}.transport.spinFlipLength`, ['two-band'], 'none', here?.spinFlipLength !== undefined && numberText(here.spinFlipLength, 'm')));
  for (const [key, unit] of [['LQn', 'm^2/(J s)'], ['LQN1', 'm^2/(s T)'], ['LQN3', 'm^2/(s T)']] as const) {
    only(`transport.landauLifshitz.${key}`, ['landau-lifshitz'], '0', landauLifshitz[key] !== 0 && numberText(landauLifshitz[key], unit));
  }
  if (closure !== 'two-band') return;
  if (spinFlipLength === undefined) problems.push('transport.spinFlipLength: missing; expected a number > 0, the spin-flip length in m (closure "two-band" needs it)');
  const inside = (path: string, P: number | undefined): void => {
    if (P !== undefined && Math.abs(P) >= 1) report(path, '-1 < polarization < 1, so that both bands of "two-band" conduct', numberText(P));
  };
  inside('transport.polarization', transport.polarization);
  regions.forEach(({ transport: here }, k) => inside(`regions.${k}.transport.polarization`, here?.polarization));
}

function checkLeadList(transport: Transport, report: Report): void {
  const { closure, leads } = transport;
  if (!leads || !WITH_LEADS.includes(closure)) return;
  if (leads.length > MAX_LEADS) report('transport.leads', `at most ${MAX_LEADS} leads`, `${leads.length}`);
  if (closure === 'circuit' && leads.length < 2) report('transport.leads', 'two leads or more, as a circuit has; without leads closure is "open"', `${leads.length}`);
  else if (leads.length === 1) report('transport.leads', 'none for an isolated magnet, or two leads or more', '1');
  leads.forEach((lead, l) => checkLead(lead, `transport.leads.${l}`, report));
  const driven = leads.findIndex(hasDrive);
  if (driven < 0) return;
  const twice = `0, as transport.leads.${driven} has a drive of its own (where one lead has, say for each what drives it)`;
  if (transport.voltage !== 0) report('transport.voltage', twice, numberText(transport.voltage, 'V'));
  if (transport.load !== 0) report('transport.load', twice, numberText(transport.load, 'ohm'));
}

function checkLead({ edge, from, to, geometry, voltage, resistance, current }: Lead, path: string, report: Report): void {
  if (edge !== undefined && geometry !== undefined) report(path, 'either an edge or a geometry', 'both');
  if (edge === undefined && geometry === undefined) report(path, 'an edge or a geometry that says where the lead is', 'neither');
  for (const [key, value] of [['from', from], ['to', to]] as const) {
    if (value !== undefined && edge === undefined) report(`${path}.${key}`, 'an edge along which it is measured, or nothing', numberText(value, 'm'));
  }
  if (from !== undefined && to !== undefined && from > to) report(`${path}.to`, `from = ${numberText(from)} <= to`, numberText(to, 'm'));
  if (voltage !== undefined && current !== undefined) report(path, 'either a voltage or a current', `both, ${numberText(voltage, 'V')} and ${numberText(current, 'A')}`);
  if (resistance !== undefined && voltage === undefined) report(`${path}.resistance`, 'a voltage that it is in series with, or nothing', numberText(resistance, 'ohm'));
}

function checkNames(transport: Transport, report: Report): void {
  const { probes, loads } = transport;
  if (probes.length > MAX_PROBES) report('transport.probes', `at most ${MAX_PROBES} probes`, `${probes.length}`);
  const leads = (transport.leads ?? drivenLeads(transport)).map(({ name }) => name);
  const seen = new Map<string, string>();
  const named = [...leads.map((name, l) => [name, `transport.leads.${l}`] as const), ...probes.map(({ name }, p) => [name, `transport.probes.${p}`] as const)];
  for (const [name, path] of named) {
    if (!NAME.test(name)) report(`${path}.name`, 'one to 40 letters, digits and underscores, as it stands in the names of columns', valueText(name));
    else if (seen.has(name)) report(`${path}.name`, 'a name of its own', `${valueText(name)}, as ${seen.get(name)} has`);
    seen.set(name, path);
  }
  if (!WITH_LEADS.includes(transport.closure)) return;
  loads.forEach(({ between }, k) => {
    between.forEach((name, i) => {
      if (!leads.includes(name)) report(`transport.loads.${k}.between.${i}`, `the name of a lead, ${leads.length > 0 ? quotedList(leads) : 'of which there is none'}`, valueText(name));
    });
    if (between[0] === between[1]) report(`transport.loads.${k}.between`, 'two different leads', valueText(between));
  });
}

/**
 * Reports leads and probes that miss the magnet, leads that overlap, and leads through which no current can flow. Nothing is
 * said where a picture is missing. For scenes that keep every other rule.
 */
export function checkContacts(scene: ParsedScene, files: SceneFiles | undefined, report: Report): void {
  const { transport, grid } = scene;
  if (!transport || !needsPotential(scene)) return;
  if (neededFiles(scene).some(({ kind, file }) => kind === 'picture' && !files?.pictures.has(file))) return;
  const magnet = mask(scene, files ?? NO_FILES);
  transport.probes.forEach(({ at }, p) => {
    if (probeNode(grid, at, magnet) === undefined) report(`transport.probes.${p}.at`, `a place at most ${PROBE_REACH} cells from the magnet`, valueText(at, 'm'));
  });
  const path = (l: number): string => (transport.leads ? `transport.leads.${l}` : 'transport.leads');
  const leads = placedLeads(scene, magnet);
  const owner = new Map<number, number>();
  let sound = true;
  leads.forEach(({ name, nodes }, l) => {
    const shared = new Set(nodes.flatMap((node) => owner.get(node) ?? []));
    for (const other of shared) report(path(l), `a lead that shares no corner of a cell with lead "${leads[other].name}"`, `"${name}", which does; leave a cell between them`);
    if (nodes.length === 0) report(path(l), 'a lead that holds at least one corner of a cell on the boundary of the magnet', 'none');
    if (shared.size > 0 || nodes.length === 0) sound = false;
    for (const node of nodes) owner.set(node, l);
  });
  if (!sound) return;
  for (const group of leadGroups(leads, islands(grid, magnet), transport.loads)) {
    if (group.length === 1) {
      report(path(group[0]), `lead "${leads[group[0]].name}" to be joined to another one through the magnet or a load`, 'none, so that no current can flow');
      continue;
    }
    const drives = group.map((l) => leads[l].drive);
    if (drives.some(({ kind }) => kind === 'voltage')) continue;
    const currents = drives.map((drive) => (drive.kind === 'current' ? drive.current : 0));
    const sum = currents.reduce((a, b) => a + b, 0);
    if (Math.abs(sum) > BALANCE * currents.reduce((a, b) => a + Math.abs(b), 0)) {
      const names = group.map((l) => `"${leads[l].name}"`).join(', ');
      report(`${path(group[0])}.current`, `currents into ${names} that add up to 0, or a voltage at one of them (0 grounds it)`, `a sum of ${numberText(Number(sum.toPrecision(6)), 'A')}`);
    }
  }
}
