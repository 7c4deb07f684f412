/** What is said of scenes whose conduction makes no sense: one line a mistake, with path, rule, value and unit. */
import { describe, expect, test } from 'vitest';
import { relaxingScene } from '../../src/run/relax.js';
import { NO_FILES } from '../../src/scene/files.js';
import { isFilm, needsPotential } from '../../src/scene/film.js';
import { sceneNotes } from '../../src/scene/notes.js';
import { SceneError } from '../../src/scene/parse.js';
import { applySettings } from '../../src/scene/settings.js';
import { anyScene } from '../support/anyScene.js';

const film = {
  grid: { cells: [8, 4], cellSize: [2e-9, 2e-9, 5e-9] },
  material: { Ms: 8e5, A: 1.3e-11, alpha: 0.02 },
  initial: { kind: 'uniform', m: [1, 0, 0] },
  transport: { polarization: 0.6, conductivity: 4e6, closure: 'circuit' },
  run: { duration: 1e-9 },
};
const wire = applySettings(film, ['grid.cells.1=1']);

function problems(settings: readonly string[], json: unknown = film): readonly string[] {
  try {
    anyScene(applySettings(json, settings), NO_FILES);
    return [];
  } catch (error) {
    if (!(error instanceof SceneError)) throw error;
    return error.problems;
  }
}

const leads = (...list: object[]): string => `transport.leads=${JSON.stringify(list)}`;
const [a, b] = [{ name: 'a', edge: 'left' }, { name: 'b', edge: 'right' }];
const third = { name: 'c', edge: 'top', from: 4e-9, to: 8e-9 };
/** Bars, 4 nm wide, at the two ends. */
const bars = 'geometry={"shape":"or","of":[{"shape":"rectangle","size":[4e-9,8e-9],"at":[2e-9,4e-9]},{"shape":"rectangle","size":[4e-9,8e-9],"at":[1.4e-8,4e-9]}]}';
const twoBand = ['transport.closure=two-band', 'transport.spinFlipLength=5e-9'];

describe('accepted', () => {
  test.each<[string, string[]]>([
    ['a circuit', []],
    ['a circuit with voltage and load', ['transport.voltage=1', 'transport.load=50']],
    ['an open film, without conductivity', ['transport.closure=open', 'transport.conductivity=null']],
    ['two bands', [...twoBand, 'regions=[{"geometry":{"shape":"disk","diameter":4e-9},"transport":{"spinFlipLength":1e-9,"polarization":-0.99}}]']],
    ['two bands, isolated', [...twoBand, 'transport.leads=[]']],
    ['the Landau-Lifshitz form', ['transport.closure=landau-lifshitz', 'transport.landauLifshitz={"LQn":1e15,"LQN3":-1e-4}']],
    ['leads with voltages and a current, and one that floats', [leads({ ...a, voltage: 1, resistance: 3 }, { ...b, voltage: 0 }, { ...third, current: 1e-3 }, { name: 'd', edge: 'bottom', from: 4e-9, to: 8e-9 })]],
    ['currents that add up to 0 but for rounding', [leads({ ...a, current: 0.1 }, { ...b, current: 0.2 }, { ...third, current: -0.3 })]],
    ['a load', [leads(a, b, third), 'transport.loads=[{"between":["c","a"],"resistance":10}]']],
    ['a load between the ends that need not be named', ['transport.loads=[{"between":["left","right"],"resistance":10}]']],
    ['probes, in an open film too', ['transport.closure=open', 'transport.probes=[{"name":"p","at":[0,0]},{"name":"q","at":[1.6e-8,8e-9]}]']],
    ['magnetoresistance', ['transport.amr=-0.5']],
    ['a tolerance', ['run.potentialTolerance=1e-13']],
    ['islands joined by a lead on both', [bars, leads({ ...a, from: 0, to: 4e-9 }, { ...b, from: 0, to: 4e-9 }, { name: 'bridge', edge: 'top' })]],
    ['islands joined by a load', [bars, leads({ ...a, voltage: 1 }, { ...b, voltage: 0 }), 'transport.loads=[{"between":["b","a"],"resistance":10}]']],
    ['a circuit of a plain wire that is periodic', ['grid.cells.1=1', 'grid.periodic.0=true']],
    ['a prescribed current in a periodic film', ['transport.closure=prescribed', 'grid.periodic=[true,true]']],
  ])('%s', (_what, settings) => expect(problems(settings)).toEqual([]));
});

describe('refused', () => {
  test.each<[string, string[], ...string[]]>([
    ['too many leads', [leads(...Array.from({ length: 9 }, (_, l) => ({ name: `l${l}`, edge: 'left', from: 2e-9 * l, to: 2e-9 * l })))], 'transport.leads: expected at most 8 leads, got 9'],
    ['too many probes', [`transport.probes=${JSON.stringify(Array.from({ length: 17 }, (_, p) => ({ name: `p${p}`, at: [0, 0] })))}`], 'transport.probes: expected at most 16 probes, got 17'],
    ['one lead', [leads(a)], 'transport.leads: expected two leads or more, as a circuit has; without leads closure is "open", got 1'],
    ['no lead', ['transport.leads=[]'], 'transport.leads: expected two leads or more, as a circuit has; without leads closure is "open", got 0'],
    ['one lead of two bands', [...twoBand, leads(a)], 'transport.leads: expected none for an isolated magnet, or two leads or more, got 1'],
    ['an edge and a shape', [leads({ ...a, geometry: { shape: 'disk', diameter: 1e-9 } }, b)], 'transport.leads.0: expected either an edge or a geometry, got both'],
    ['neither edge nor shape', [leads({ name: 'a' }, b)], 'transport.leads.0: expected an edge or a geometry that says where the lead is, got neither'],
    ['ends of no edge', [leads({ name: 'a', geometry: { shape: 'disk', diameter: 1e-8, at: [0, 0] }, from: 1e-9 }, b)], 'transport.leads.0.from: expected an edge along which it is measured, or nothing, got 1e-9 m'],
    ['ends the wrong way round', [leads({ ...a, from: 4e-9, to: 2e-9 }, b)], 'transport.leads.0.to: expected from = 4e-9 <= to, got 2e-9 m'],
    ['an unknown edge', [leads({ ...a, edge: 'lef' }, b)], 'transport.leads.0.edge: expected "left", "right", "bottom" or "top", got "lef"; did you mean "left"?'],
    ['two drives of one lead', [leads({ ...a, voltage: 1, current: 2e-3 }, { ...b, voltage: 0 })], 'transport.leads.0: expected either a voltage or a current, got both, 1 V and 0.002 A'],
    ['a resistance in series with nothing', [leads({ ...a, current: 1, resistance: 2 }, { ...b, voltage: 0 })], 'transport.leads.0.resistance: expected a voltage that it is in series with, or nothing, got 2 ohm'],
    ['a negative resistance', [leads({ ...a, voltage: 1, resistance: -2 }, b)], 'transport.leads.0.resistance: expected 0 <= resistance, got -2 ohm'],
    ['a voltage besides those of leads', ['transport.voltage=1', leads(a, { ...b, voltage: 0 })], 'transport.voltage: expected 0, as transport.leads.1 has a drive of its own (where one lead has, say for each what drives it), got 1 V'],
    ['a load besides drives of leads', ['transport.load=5', leads({ ...a, current: 0 }, b)], 'transport.load: expected 0, as transport.leads.0 has a drive of its own (where one lead has, say for each what drives it), got 5 ohm'],
    ['two leads of one name', [leads(a, { ...b, name: 'a' })], 'transport.leads.1.name: expected a name of its own, got "a", as transport.leads.0 has'],
    ['a probe with the name of a lead', ['transport.probes=[{"name":"left","at":[0,0]}]'], 'transport.probes.0.name: expected a name of its own, got "left", as transport.leads.0 has'],
    ['a name that no column can have', [leads({ ...a, name: 'a b' }, b)], 'transport.leads.0.name: expected one to 40 letters, digits and underscores, as it stands in the names of columns, got "a b"'],
    ['an empty name', ['transport.probes=[{"name":"","at":[0,0]}]'], 'transport.probes.0.name: expected one to 40 letters, digits and underscores, as it stands in the names of columns, got ""'],
    ['a load to no lead', ['transport.loads=[{"between":["left","rihgt"],"resistance":10}]'], 'transport.loads.0.between.1: expected the name of a lead, "left" or "right", got "rihgt"'],
    ['a load from a lead to itself', ['transport.loads=[{"between":["left","left"],"resistance":10}]'], 'transport.loads.0.between: expected two different leads, got ["left", "left"]'],
    ['a load of an isolated magnet', [...twoBand, 'transport.leads=[]', 'transport.loads=[{"between":["left","right"],"resistance":10}]'],
      'transport.loads.0.between.0: expected the name of a lead, of which there is none, got "left"', 'transport.loads.0.between.1: expected the name of a lead, of which there is none, got "right"'],
    ['a load without resistance', ['transport.loads=[{"between":["left","right"],"resistance":0}]'], 'transport.loads.0.resistance: expected 0 < resistance, got 0 ohm'],
    ['leads that overlap', [leads(a, b, { name: 'c', edge: 'top' })],
      'transport.leads.2: expected a lead that shares no corner of a cell with lead "a", got "c", which does; leave a cell between them',
      'transport.leads.2: expected a lead that shares no corner of a cell with lead "b", got "c", which does; leave a cell between them'],
    ['a lead off the magnet', [leads(a, { name: 'b', geometry: { shape: 'disk', diameter: 2e-9, at: [8e-9, 4e-9] } })], 'transport.leads.1: expected a lead that holds at least one corner of a cell on the boundary of the magnet, got none'],
    ['a lead past the edge', [leads(a, { ...b, from: 9e-9 })], 'transport.leads.1: expected a lead that holds at least one corner of a cell on the boundary of the magnet, got none'],
    ['leads on islands of their own', [bars],
      'transport.leads: expected lead "left" to be joined to another one through the magnet or a load, got none, so that no current can flow',
      'transport.leads: expected lead "right" to be joined to another one through the magnet or a load, got none, so that no current can flow'],
    ['a lead that floats alone', [bars, leads({ ...a, voltage: 1 }, { name: 'd', edge: 'bottom', to: 2e-9, from: 2e-9, voltage: 0 }, b)],
      'transport.leads.2: expected lead "b" to be joined to another one through the magnet or a load, got none, so that no current can flow'],
    ['currents that do not add up', [leads({ ...a, current: 1e-3 }, b)], 'transport.leads.0.current: expected currents into "a", "b" that add up to 0, or a voltage at one of them (0 grounds it), got a sum of 0.001 A'],
    ['currents that do not add up on one of two islands',
      [bars, leads({ name: 'a', edge: 'bottom', to: 0, voltage: 1 }, { name: 'c', edge: 'bottom', from: 4e-9, to: 4e-9, voltage: 0 }, { ...b, to: 2e-9, current: 1 }, { ...b, name: 'd', from: 6e-9, current: -1.001 })],
      'transport.leads.2.current: expected currents into "b", "d" that add up to 0, or a voltage at one of them (0 grounds it), got a sum of -0.001 A'],
    ['a probe far from the magnet', ['transport.probes=[{"name":"p","at":[8e-9,1.21e-8]}]'], 'transport.probes.0.at: expected a place at most 2 cells from the magnet, got [8e-9, 1.21e-8]'],
    ['a periodic film', ['grid.periodic=[true,false]'], 'grid.periodic.0: expected false, as the potential is solved for (closure "circuit") and a ring would short its own emf, which is no potential\'s, got true'],
    ['an open periodic film', ['grid.periodic=[false,true]', 'transport.closure=open'], 'grid.periodic.1: expected false, as the potential is solved for (closure "open") and a ring would short its own emf, which is no potential\'s, got true'],
    ['a window that moves', ['run.followTexture=true', 'initial={"kind":"transverse-wall"}'], 'run.followTexture: expected false, as the potential is solved for (closure "circuit") between leads that do not move, got true'],
    ['no conductivity', ['transport.conductivity=null'], 'transport.conductivity: missing; expected a number > 0, the conductivity in S/m (closure "circuit" needs it)'],
    ['no conductivity of two bands', [...twoBand, 'transport.conductivity=null'], 'transport.conductivity: missing; expected a number > 0, the conductivity in S/m (closure "two-band" needs it)'],
    ['a region without conductivity', ['regions=[{"geometry":{"shape":"disk","diameter":4e-9},"transport":{"conductivity":0}}]'], 'regions.0.transport.conductivity: expected 0 < conductivity, got 0 S/m'],
    ['two bands without a spin-flip length', ['transport.closure=two-band'], 'transport.spinFlipLength: missing; expected a number > 0, the spin-flip length in m (closure "two-band" needs it)'],
    ['a negative spin-flip length', ['transport.closure=two-band', 'transport.spinFlipLength=-1e-9'], 'transport.spinFlipLength: expected 0 < spinFlipLength, got -1e-9 m'],
    ['a spin-flip length of one band', ['transport.spinFlipLength=5e-9'], 'transport.spinFlipLength: expected none unless closure is "two-band", got 5e-9 m with closure "circuit"'],
    ['a spin-flip length of one band in a region', ['regions=[{"geometry":{"shape":"disk","diameter":4e-9},"transport":{"spinFlipLength":1e-9}}]'], 'regions.0.transport.spinFlipLength: expected none unless closure is "two-band", got 1e-9 m with closure "circuit"'],
    ['a band that does not conduct', [...twoBand, 'transport.polarization=-1'], 'transport.polarization: expected -1 < polarization < 1, so that both bands of "two-band" conduct, got -1'],
    ['a band that does not conduct in a region', [...twoBand, 'regions=[{"geometry":{"shape":"disk","diameter":4e-9},"transport":{"polarization":1}}]'], 'regions.0.transport.polarization: expected -1 < polarization < 1, so that both bands of "two-band" conduct, got 1'],
    ['magnetoresistance of two bands', [...twoBand, 'transport.amr=0.1'], 'transport.amr: expected 0 unless closure is "open" or "circuit", got 0.1 with closure "two-band"'],
    ['magnetoresistance that ends conduction', ['transport.amr=-1'], 'transport.amr: expected -1 < amr, got -1'],
    ['spin fluxes of a circuit', ['transport.landauLifshitz.LQN1=1'], 'transport.landauLifshitz.LQN1: expected 0 unless closure is "landau-lifshitz", got 1 m^2/(s T) with closure "circuit"'],
    ['leads of an open film', ['transport.closure=open', leads(a, b)], 'transport.leads: expected none unless closure is "circuit", "two-band" or "landau-lifshitz", got an array of 2 with closure "open"'],
    ['a tolerance out of range', ['run.potentialTolerance=0.1'], 'run.potentialTolerance: expected 1e-13 <= potentialTolerance <= 0.01, got 0.1'],
    ['a tolerance below round-off', ['run.potentialTolerance=1e-14'], 'run.potentialTolerance: expected 1e-13 <= potentialTolerance <= 0.01, got 1e-14'],
    ['a shape of a lead that makes no sense', [leads({ name: 'a', geometry: { shape: 'repeat', of: { shape: 'disk', diameter: 1e-9 }, period: [0, 1], count: [2, 1] } }, b)], 'transport.leads.0.geometry.period.0: expected a distance other than 0 between 2 copies, got 0 m'],
    ['a picture of a lead', [leads({ name: 'a', geometry: { shape: 'or', of: [{ shape: 'disk', diameter: 1e-8 }, { shape: 'not', of: { shape: 'image', file: 'a.png' } }] } }, b)],
      'transport.leads.0.geometry.of.1.of.file: expected no picture in the shape of a lead, since a run is resumed without files; a polygon can trace one, got "a.png"'],
    ['a spin-flip length beyond all numbers', ['transport.closure=two-band', 'transport.spinFlipLength=1e-300'], "transport.spinFlipLength: expected 0.001 to 1000000000 times a cell's length 2e-9 m, got 1e-300 m"],
    ['a region that conducts all too well', ['regions=[{"geometry":{"shape":"disk","diameter":4e-9},"transport":{"conductivity":5e12}}]'], 'regions.0.transport.conductivity: expected 1e-6 to 1000000 times transport.conductivity, got 5e12 S/m'],
    ['a load beyond all numbers', ['transport.loads=[{"between":["left","right"],"resistance":5e-324}]'], 'transport.loads.0.resistance: expected 1/(resistance sigma dz) to be a finite number > 0, got Infinity'],
  ])('%s', (_what, settings, ...lines) => expect(problems(settings)).toEqual(lines));

  test.each(['prescribed', 'local'])('leads, loads and probes with closure %s', (closure) => {
    const settings = [`transport.closure=${closure}`, leads(a, b), 'transport.loads=[{"between":["a","b"],"resistance":10}]', 'transport.probes=[{"name":"p","at":[0,0]}]'];
    expect(problems(settings).map((line) => line.split(':')[0])).toEqual(['transport.leads', 'transport.loads', 'transport.probes']);
  });
});

describe('which scenes are run as films', () => {
  test.each<[string, string[], film: boolean, potential: boolean]>([
    ['a wire in a circuit', [], false, false],
    ['an open wire', ['transport.closure=open'], false, false],
    ['a wire with leads', [leads(a, b)], true, true],
    ['a wire with a load besides the wire', ['transport.loads=[{"between":["left","right"],"resistance":10}]'], true, true],
    ['a wire with probes', ['transport.probes=[{"name":"p","at":[0,0]}]', 'transport.closure=open'], true, true],
    ['a wire with magnetoresistance', ['transport.amr=0.1'], true, true],
    ['a wire of two bands', twoBand, true, true],
    ['a wire in the Landau-Lifshitz form', ['transport.closure=landau-lifshitz'], true, true],
    ['a wire with a shape', ['geometry={"shape":"rectangle"}'], true, true],
    ['a wire with regions', ['regions=[{"geometry":{"shape":"rectangle"},"transport":{"conductivity":1e6}}]'], true, true],
    ['a film with a given current', ['grid.cells.1=4', 'transport.closure=prescribed'], true, false],
    ['a film of local currents', ['grid.cells.1=4', 'transport.closure=local'], true, false],
    ['an open film', ['grid.cells.1=4', 'transport.closure=open'], true, true],
  ])('%s', (_what, settings, films, potential) => {
    const scene = anyScene(applySettings(wire, settings));
    expect([isFilm(scene), needsPotential(scene)]).toEqual([films, potential]);
    // A scene that has been completed is one of the same kind.
    expect(isFilm(anyScene(JSON.parse(JSON.stringify(scene))))).toBe(films);
  });
});

describe('notes', () => {
  const notes = (settings: string[]) => sceneNotes(anyScene(applySettings(film, settings)));
  test('name parts of the magnet that no lead touches', () => {
    const island = '{"shape":"rectangle","size":[4e-9,4e-9],"at":[2e-9,2e-9]}, {"shape":"rectangle","size":[4e-9,4e-9],"at":[8e-9,2e-9]}';
    const three = `geometry={"shape":"or","of":[${island}, {"shape":"rectangle","size":[2e-9,2e-9],"at":[1.5e-8,7e-9]}]}`;
    const onFirst = leads({ ...a, to: 0 }, { name: 'b', edge: 'left', from: 4e-9 });
    expect(notes([three, onFirst]).at(-1)).toBe('transport.leads: 2 of the 3 separate parts of the magnet touch no lead; only eddy currents flow there');
    expect(notes([three, 'transport.closure=open'])).toEqual([]);
    expect(notes([])).toEqual([]);
  });
  test('name leads of one corner', () => {
    expect(notes([leads(a, { ...b, from: 4e-9, to: 4e-9 })])).toEqual(['transport.leads.1: lead "b" is one corner of a cell, a point contact, whose resistance depends on the size of the cells']);
  });
  test('name drives that the closure does not use', () => {
    expect(notes([...twoBand, 'transport.voltage=1', 'transport.load=2'])).toEqual([]);
    expect(notes(['transport.closure=landau-lifshitz', 'transport.voltage=1', 'transport.j=[1,0]'])).toEqual(['transport.j: not used, as closure is "landau-lifshitz"; only "prescribed" uses it']);
    expect(notes(['transport.closure=local', 'transport.voltage=1'])).toEqual(['transport.voltage: not used, as closure is "local"; only "circuit", "two-band" or "landau-lifshitz" uses it']);
  });
});

test('a scene that relaxes under its drive has the currents and voltages of t = 0', () => {
  const pulse = '{"kind":"ramp","start":-1e-9,"duration":4e-9}'; // 1/4 at t = 0
  const half = '{"kind":"sine","frequency":1e9,"offset":0.5}'; // 1/2
  const settings = [leads({ ...a, voltage: 8, resistance: 2 }, { ...b, voltage: 0 }, { ...third, current: 8e-3 }), `transport.jWaveform=${pulse}`, `transport.voltageWaveform=${half}`, 'run.relaxFirst=with-drive', 'run.potentialTolerance=1e-8'];
  const relaxing = anyScene(relaxingScene(anyScene(applySettings(film, settings))));
  expect(relaxing.transport?.leads).toEqual([{ ...a, voltage: 4, resistance: 2 }, { ...b, voltage: 0 }, { ...third, current: 2e-3 }]);
  expect([relaxing.transport?.jWaveform, relaxing.transport?.voltageWaveform, relaxing.run.potentialTolerance]).toEqual([{ kind: 'constant' }, { kind: 'constant' }, 1e-8]);
});

test('a scene that relaxes is damped strongly, but where the place of rest would be another', () => {
  const alphas = (settings: string[]) => {
    const { material, regions } = relaxingScene(anyScene(applySettings(film, ['run.relaxFirst=with-drive', 'regions=[{"geometry":{"shape":"disk","diameter":4e-9},"material":{"alpha":0.5}}]', ...settings])));
    return [material.alpha, regions![0].material!.alpha];
  };
  expect(alphas(['transport.voltage=1'])).toEqual([1, 1]);
  expect(alphas(['transport.closure=landau-lifshitz'])).toEqual([1, 1]);
  expect(alphas(['transport.closure=landau-lifshitz', 'transport.voltage=1'])).toEqual([0.02, 0.5]);
  expect(alphas(['transport.closure=landau-lifshitz', 'transport.voltage=1', 'run.relaxFirst=without-drive'])).toEqual([1, 1]);
  expect(alphas(['transport.closure=landau-lifshitz', leads({ ...a, current: 1e-3 }, { ...b, voltage: 0 })])).toEqual([0.02, 0.5]);
});
