/** Thousands of seeded slips in a valid scene: the answer is always a scene that can be run or lines that say what is wrong. */
import { expect, test } from 'vitest';
import { pcg4d } from '../../src/math/random.js';
import { conductorOf } from '../../src/lower/conductor.js';
import { needsPotential } from '../../src/scene/film.js';
import { initialMagnetization } from '../../src/scene/initial.js';
import { neededFiles } from '../../src/scene/files.js';
import { mask } from '../../src/scene/geometry.js';
import { parseScene, parseSceneText, SceneError } from '../../src/scene/parse.js';
import { regionIndex, regionMaterials } from '../../src/scene/regions.js';
import type { Scene } from '../../src/scene/schema.js';
import { anyScene } from '../support/anyScene.js';
import { Schedule, segmentBound } from '../../src/scene/schedule.js';
import { applySettings } from '../../src/scene/settings.js';

const valid = {
  title: 'a wire',
  grid: { cells: [8, 1], cellSize: [2e-9, 1e-7, 5e-9], periodic: [false, false] },
  material: {
    Ms: 8e5,
    A: 1.3e-11,
    alpha: 0.02,
    gamma: 1.760859e11,
    anisotropy: [
      { axis: [1, 0, 0], Ku1: 1e5, Ku2: 10 },
      { kind: 'cubic', axes: [[1, 0, 0], [0, 1, 0]], Kc1: 1e3, Kc2: 10 },
    ],
    dmi: { interfacial: 0, bulk: 0 },
    temperature: 0,
  },
  demag: { factors: [0, 0.5, 0.5] },
  initial: { kind: 'wall', left: [1, 0, 0], centre: [0, 1, 0], right: [-1, 0, 0], at: 8e-9, width: 1e-8 },
  field: { B: [1e-3, 0, 0], waveform: { kind: 'pulse', start: 1e-9, width: 1e-9, rise: 1e-10, fall: 1e-10, period: 3e-9 } },
  transport: {
    polarization: 0.6,
    beta: 0.04,
    conductivity: 4e6,
    closure: 'prescribed',
    j: [1e12, 0],
    jWaveform: { kind: 'sine', frequency: 1e9, phase: 1, offset: 0.1 },
    voltage: 0,
    voltageWaveform: { kind: 'table', t: [0, 1e-9, 2e-9], w: [0, 1, 0.5] },
    load: 0,
  },
  run: { duration: 1e-8, relaxFirst: false, relaxTolerance: 1e-6, method: 'dopri54', tolerance: 1e-5, fixedStep: null, followTexture: false, gradientOrder: 2 },
  output: { sampleEvery: 1e-10, snapshotEvery: 1e-9 },
};

const film = {
  grid: { cells: [12, 8], cellSize: [4e-9, 4e-9, 5e-9], periodic: [false, false] },
  geometry: {
    shape: 'and',
    of: [
      { shape: 'or', of: [{ shape: 'disk', diameter: 3e-8, at: [2e-8, 1.6e-8] }, { shape: 'ellipse', size: [4e-8, 2e-8], rotation: 0.3 }] },
      { shape: 'not', of: { shape: 'repeat', of: { shape: 'disk', diameter: 6e-9, at: [6e-9, 6e-9] }, period: [2e-8, 1.6e-8], count: [2, 2] } },
      { shape: 'polygon', points: [[0, 0], [4.8e-8, 0], [4.8e-8, 3.2e-8], [0, 3.2e-8]] },
    ],
  },
  regions: [
    {
      geometry: { shape: 'rectangle', size: [2e-8, 3.2e-8], rotation: 0.1 },
      material: { Ms: 6e5, A: 1e-11, alpha: 0.1, anisotropy: [{ axis: [0, 0, 1], Ku1: 1e5 }] },
      transport: { polarization: 0.4, beta: 0.1, conductivity: 2e6 },
    },
  ],
  material: { Ms: 8e5, A: 1.3e-11, alpha: 0.02, dmi: { interfacial: 1e-3, bulk: 0 } },
  demag: 'full',
  initial: { kind: 'skyrmion', at: [2.4e-8, 1.6e-8], polarity: 1, charge: 1, radius: 1e-8, width: 4e-9, helicity: 0.1 },
  transport: { polarization: 0.6, beta: 0.04, conductivity: 4e6, j: [1e12, 1e11] },
  run: { duration: 1e-9 },
};

const conductor = {
  grid: { cells: [12, 8], cellSize: [4e-9, 4e-9, 5e-9] },
  geometry: { shape: 'rectangle', size: [4e-8, 3.2e-8], rotation: 0 },
  regions: [{ geometry: { shape: 'disk', diameter: 1e-8 }, transport: { conductivity: 2e6, polarization: -0.4, spinFlipLength: 2e-9 } }],
  material: { Ms: 8e5, A: 1.3e-11, alpha: 0.02 },
  initial: { kind: 'uniform', m: [1, 0, 0] },
  transport: {
    polarization: 0.6,
    conductivity: 4e6,
    closure: 'two-band',
    leads: [
      { name: 'source', edge: 'left', from: 0, to: 1.6e-8, voltage: 1e-3, resistance: 5 },
      { name: 'drain', edge: 'right', from: 8e-9, voltage: 0 },
      { name: 'tip', geometry: { shape: 'disk', diameter: 1e-8, at: [2.4e-8, 3.2e-8] }, current: 1e-4 },
    ],
    loads: [{ between: ['tip', 'drain'], resistance: 50 }],
    probes: [{ name: 'middle', at: [2.4e-8, 1.6e-8] }],
    spinFlipLength: 5e-9,
    amr: 0,
    landauLifshitz: { LQn: 0, LQN1: 0, LQN3: 0 },
  },
  run: { duration: 1e-9, potentialTolerance: 1e-8 },
};

/** What some keys of the conductor are missed for: rules between values, not the schema, ask for them. */
const MISSED: Readonly<Record<string, string>> = {
  transport: 'regions.0.transport: expected a scene with',
  'transport.closure': 'transport.leads: expected none unless closure is ',
  'transport.leads': 'transport.loads.0.between.0: expected the name of a lead, "left" or "right"',
  'transport.leads.0.edge': 'transport.leads.0: expected an edge or a geometry',
  'transport.leads.0.voltage': 'transport.leads.0.resistance: expected a voltage',
  'transport.leads.1.edge': 'transport.leads.1: expected an edge or a geometry',
  'transport.leads.2.geometry.at': 'transport.leads.2: expected a lead that holds at least one corner',
  'transport.leads.2.geometry': 'transport.leads.2: expected an edge or a geometry',
};

/** The scene of each kind that the slips start from, and how it is parsed: what is refused as not available is let through. */
const KINDS: readonly (readonly [name: string, valid: unknown, parse: (json: unknown) => Scene])[] = [
  ['wire', valid, (json) => parseScene(json)],
  ['film', film, (json) => anyScene(json)],
  ['conductor', conductor, (json) => anyScene(json)],
];

type Node = Record<string, unknown> | unknown[];

/** Numbers below `n`, drawn from a seed. */
function dice(seed: number): (n: number) => number {
  let count = 0;
  return (n) => pcg4d(count++, 0, seed, 1)[0] % n;
}

function places(node: unknown, path: string[] = []): string[][] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, child]) => [[...path, key], ...places(child, [...path, key])]);
}

const WRONG: readonly unknown[] = [
  ...[null, true, false, 'x', '', '\u2028"\n', [], [1], [1, 2, 3, 4], [[]], {}, { kind: 'wall' }, { kind: 'constant' }, { kind: 3 }, { __proto__: null, x: 1 }],
  ...[0, -0, -1, 1, 0.5, 1e9, -1e-9, 1e-9, 1e300, -1e300, 1e-300, 5e-324, 1.7e308, NaN, Infinity, -Infinity, 2 ** 53, 4294967296],
  ...[undefined, () => 1, Symbol('s'), 10n, new Date(0), new Float64Array(3), new Map()],
  ...[[1e300, -1e300, 1e300], [1e-320, 0, 0], [0, 0, 0], [NaN, 0, 0], Array(3)],
  { kind: 'sine', frequency: 1e-3 },
  { kind: 'ramp', duration: 1e-30, from: -1e300, to: 1e300 },
  { kind: 'pulse', start: -1e290, width: 1e-12, period: 1e-9 },
  { kind: 'pulse', start: 1e-9, width: 1e-25, period: 1e-9 },
  { kind: 'table', t: [-1e300, 1e300], w: [1e150, -1e150] },
  { kind: 'vortex', circulation: 1, polarity: 1 },
  { kind: 'antivortex', polarity: -1, angle: 1e300 },
  { kind: 'vortex-wall', circulation: 1, polarity: 1, at: [1e-300, 0] },
  { kind: 'transverse-wall', width: 5e-324 },
  { shape: 'disk', diameter: 1e-8 },
  { shape: 'rectangle' },
  { shape: 'polygon', points: [[0, 0], [1e300, 0], [0, 5e-324]] },
  { shape: 'repeat', of: { shape: 'disk', diameter: 1e300 }, period: [1e300, -1e300], count: [1e3, 1e3] },
  { shape: 'not', of: { shape: 'rectangle' } },
  ...['vortex', 'random', 'ovf', 'open', 'local', 'rk4', 'full', 'two-band', 'with-drive'],
];

function mutate(scene: unknown, roll: (n: number) => number): unknown {
  const all = places(scene);
  const path = all[roll(all.length)];
  const key = path[path.length - 1];
  const parent = path.slice(0, -1).reduce((node, step) => (node as Record<string, unknown>)[step], scene) as Node;
  const holder = parent as Record<string, unknown>;
  switch (roll(6)) {
    case 0:
      if (Array.isArray(parent)) parent.splice(Number(key), 1);
      else if (!ArrayBuffer.isView(parent)) delete parent[key];
      break;
    case 1: {
      const at = roll(key.length);
      const misspelt = [key.slice(0, at) + key.slice(at + 1), `${key}x`, key.toUpperCase(), `${key.slice(0, at)} ${key.slice(at)}`, '__proto__'][roll(5)];
      if (Array.isArray(parent)) break;
      Object.defineProperty(holder, misspelt, { value: holder[key], enumerable: true, configurable: true, writable: true });
      if (roll(2)) delete holder[key];
      break;
    }
    case 2:
      if (typeof holder[key] === 'number') holder[key] = (holder[key] as number) * [-1, 0, 1e3, 1e-3, 1e12, 1e-12, 1e200][roll(7)];
      break;
    case 3: {
      const from = all[roll(all.length)].reduce((node: unknown, step) => (node as Record<string, unknown> | undefined)?.[step], scene);
      holder[key] = structuredCloneOr(from);
      break;
    }
    default:
      holder[key] = structuredCloneOr(WRONG[roll(WRONG.length)]);
  }
  return scene;
}

function structuredCloneOr(value: unknown): unknown {
  try {
    return structuredClone(value);
  } catch {
    return value;
  }
}

const LINE = /^(scene|--set|"[^\n]*"|[\w$-]+)(\.("[^\n]*"|[\w$-]+))*: (missing; expected \S.*|unknown key; (did you mean|expected) \S.*|expected \S.*, got \S.*)$/;

function expectLines(error: unknown): void {
  if (!(error instanceof SceneError)) throw error;
  expect(error.problems.length).toBeGreaterThan(0);
  for (const line of error.problems) {
    expect(line).toMatch(LINE);
    expect(line).not.toMatch(/undefined|\[object|[\n\r\u2028\u2029]/);
    expect(line.length).toBeLessThan(400);
  }
}

/** Parses; what is accepted must also give finite drives, segments without gaps and unit vectors. Returns whether it was accepted. */
function answer(json: unknown): boolean {
  try {
    const scene = parseScene(json);
    // Plain comparisons: millions of calls of expect would take a minute.
    if (scene.grid.cells[0] * scene.grid.cells[1] <= 1000 && neededFiles(scene).length === 0) {
      const magnet = mask(scene);
      const m = initialMagnetization(scene);
      for (let i = 0; i < m.length; i += 3) {
        const length = magnet && !magnet[i / 3] ? 0 : 1;
        if (!(Math.abs(Math.hypot(m[i], m[i + 1], m[i + 2]) - length) < 1e-12)) expect.fail(`m of length other than ${length} at ${i}`);
      }
      const regions = regionIndex(scene);
      if (regions.some((region) => region >= regionMaterials(scene).length)) expect.fail('a region without a material');
      if (needsPotential(scene)) {
        const { conductor, leads, G, gV } = conductorOf(scene, regions, magnet);
        const numbers = [...conductor, ...G.flat(), ...gV, ...leads.flatMap(({ voltage, current }) => [voltage, current])];
        if (!numbers.every(Number.isFinite)) expect.fail(`a conductor that is not finite of ${JSON.stringify(scene)}`);
        if (leads.length > 0 && !leads.some(({ fixed }) => fixed) && !gV.some((g, l) => g !== 0 || G[l].reduce((a, b) => a + b, 0) > 0)) expect.fail(`no ground in ${JSON.stringify(scene)}`);
      }
    }
    if (segmentBound(scene) < 2000) {
      const schedule = new Schedule(scene);
      if (schedule.count > segmentBound(scene)) expect.fail('more segments than foretold');
      let time = 0;
      for (let k = 0; k < schedule.count; k++) {
        const { start, duration, end, field, current, voltage } = schedule.segment(k);
        if (start !== time || !(duration > 0)) expect.fail(`segment ${k} from ${start} for ${duration} after ${time}`);
        time = end;
        for (const c of [...field, ...current, ...voltage]) if (!Number.isFinite(c)) expect.fail(`coefficient ${c} in ${JSON.stringify(scene)}`);
      }
      if (time !== scene.run.duration) expect.fail(`the last segment ends at ${time}`);
    }
    expect(parseScene(scene)).toEqual(scene);
    return true;
  } catch (error) {
    expectLines(error);
    return false;
  }
}

test.each(KINDS)('the %s the slips start from is valid', (_name, valid) => {
  expect(answer(structuredClone(valid))).toBe(true);
});

test.each(KINDS)('4000 scenes of a %s with one to three slips', (_name, valid) => {
  let accepted = 0;
  for (let seed = 0; seed < 4000; seed++) {
    const roll = dice(seed);
    let scene: unknown = structuredClone(valid);
    for (let n = 1 + roll(3); n > 0; n--) scene = mutate(scene, roll);
    try {
      if (answer(scene)) accepted++;
    } catch (error) {
      throw new Error(`seed ${seed}: ${(error as Error).message}`, { cause: error });
    }
  }
  // Both answers must be common, or the test says nothing about one of them. Measured: 579 of a wire accepted, 546 of a film, 406 of a conductor.
  expect(accepted).toBeGreaterThan(300);
  expect(accepted).toBeLessThan(3600);
});

test.each(KINDS)('every key of a %s replaced by every wrong value', (_name, valid) => {
  for (const path of places(valid)) {
    for (const wrong of WRONG) {
      const scene = structuredClone(valid);
      const parent = path.slice(0, -1).reduce((node: unknown, step) => (node as Record<string, unknown>)[step], scene) as Record<string, unknown>;
      parent[path[path.length - 1]] = wrong;
      try {
        answer(scene);
      } catch (error) {
        throw new Error(`${path.join('.')} = ${typeof wrong === 'object' ? JSON.stringify(wrong) : String(wrong)}: ${(error as Error).message}`, { cause: error });
      }
    }
  }
});

test.each(KINDS)('every key of a %s deleted is either optional or named as missing', (_name, valid) => {
  for (const path of places(valid)) {
    const scene = structuredClone(valid);
    const parent = path.slice(0, -1).reduce((node: unknown, step) => (node as Record<string, unknown>)[step], scene) as Node;
    if (Array.isArray(parent)) continue;
    delete parent[path[path.length - 1]];
    try {
      parseScene(scene);
    } catch (error) {
      expectLines(error);
      // Without its kind a cubic term reads as a uniaxial one, so what it is told is the kind.
      const term = path[1] === 'anisotropy' && path[3] === 'kind';
      const line = term ? 'did you mean kind "cubic"?' : (MISSED[path.join('.')] ?? `${path.join('.')}: missing; expected `);
      expect((error as SceneError).problems.join('\n')).toContain(line);
    }
  }
});

test.each(KINDS)('every key of a %s misspelt is met with the right one', (_name, valid) => {
  for (const path of places(valid)) {
    const key = path[path.length - 1];
    const scene = structuredClone(valid);
    const parent = path.slice(0, -1).reduce((node: unknown, step) => (node as Record<string, unknown>)[step], scene) as Record<string, unknown>;
    if (Array.isArray(parent)) continue;
    const swapped = `${key.slice(0, -2)}${key[key.length - 1]}${key[key.length - 2]}`;
    const slip = swapped === key || key.length < 3 ? `${key}_` : swapped;
    parent[slip] = parent[key];
    delete parent[key];
    let problems = '';
    try {
      parseScene(scene);
    } catch (error) {
      expectLines(error);
      problems = (error as SceneError).problems.join('\n');
    }
    // A misspelt `kind` or `shape` leaves open what the object is, so that it is missing is all that can be said.
    const missing = key === 'shape' || (key === 'kind' && path[1] !== 'anisotropy');
    expect(problems).toContain(missing ? `${path.join('.')}: missing; expected "` : `did you mean "${key}"?`);
  }
});

test('2000 broken texts are answered with a line and a column', () => {
  const text = JSON.stringify(valid, null, 2);
  const bits = ['"', '{', '}', '[', ']', ',', ':', '//', '/*', '\\', '\u0000', '1', '-', 'e', '\n', 'null', '', '\ud800'];
  let broken = 0;
  for (let seed = 0; seed < 2000; seed++) {
    const roll = dice(seed);
    const at = roll(text.length);
    const slip = text.slice(0, at) + bits[roll(bits.length)] + text.slice(at + roll(3));
    let json: unknown;
    try {
      json = parseSceneText(slip);
    } catch (error) {
      if (!(error instanceof SceneError)) throw error;
      expect(error.problems).toHaveLength(1);
      expect(error.problems[0]).toMatch(/^line \d+, column \d+: expected \S.*, got \S.*$/);
      broken++;
      continue;
    }
    answer(json);
  }
  expect(broken).toBeGreaterThan(500);
});

test('2000 settings of random paths and values', () => {
  const keys = places(valid);
  for (let seed = 0; seed < 2000; seed++) {
    const roll = dice(seed);
    const path = [...keys[roll(keys.length)]];
    if (roll(3) === 0) path[roll(path.length)] = ['x', '0', '7', '', '__proto__', 'constructor', '-1', '1e3'][roll(8)];
    const value = ['1', '-1', 'x', '{}', '[]', 'null', '"', '{"kind":"random"}', '1e400', ''][roll(10)];
    try {
      answer(applySettings(structuredClone(valid), [`${path.join('.')}=${value}`]));
    } catch (error) {
      expectLines(error);
    }
  }
});
