import { describe, expect, test } from 'vitest';
import { parseScene, parseSceneText, SceneError } from '../../src/scene/parse.js';
import { sceneJsonSchema, type SceneInput } from '../../src/scene/schema.js';
import { sceneNotes } from '../../src/scene/notes.js';
import { applySettings } from '../../src/scene/settings.js';
import { GAMMA_DEFAULT } from '../../src/units.js';

const scene: SceneInput = {
  grid: { cells: [64, 1], cellSize: [2e-9, 1e-7, 5e-9] },
  material: { Ms: 8e5, A: 1.3e-11, alpha: 0.02, anisotropy: [{ axis: [2, 0, 0], Ku1: 1e5 }, { axis: [0, 0, 1], Ku1: -2e4 }] },
  initial: { kind: 'wall', left: [3, 0, 0], centre: [0, 1, 0], right: [-1, 0, 0], at: 6.4e-8 },
  transport: { polarization: 0.6, beta: 0.04, conductivity: 4e6, j: [1e12, 0] },
  run: { duration: 1e-8 },
};

/** What the scene with these settings is refused with; none if it is accepted. */
function problems(settings: string[], json: unknown = scene): readonly string[] {
  try {
    parseScene(applySettings(json, settings));
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(SceneError);
    return (error as SceneError).problems;
  }
}

describe('a valid scene', () => {
  test('has every default filled in and every direction of length 1', () => {
    expect(parseScene(scene)).toEqual({
      title: '',
      grid: { cells: [64, 1], cellSize: [2e-9, 1e-7, 5e-9], periodic: [false, false] },
      material: {
        Ms: 8e5,
        A: 1.3e-11,
        alpha: 0.02,
        gamma: GAMMA_DEFAULT,
        anisotropy: [
          { kind: 'uniaxial', axis: [1, 0, 0], Ku1: 1e5, Ku2: 0 },
          { kind: 'uniaxial', axis: [0, 0, 1], Ku1: -2e4, Ku2: 0 },
        ],
        dmi: { interfacial: 0, bulk: 0 },
        temperature: 0,
      },
      regions: [],
      demag: 'none',
      initial: { kind: 'wall', left: [1, 0, 0], centre: [0, 1, 0], right: [-1, 0, 0], at: 6.4e-8, width: Math.sqrt(1.3e-11 / 1e5) },
      field: { B: [0, 0, 0], waveform: { kind: 'constant' } },
      transport: {
        polarization: 0.6,
        beta: 0.04,
        conductivity: 4e6,
        closure: 'prescribed',
        j: [1e12, 0],
        jWaveform: { kind: 'constant' },
        voltage: 0,
        voltageWaveform: { kind: 'constant' },
        load: 0,
        loads: [],
        probes: [],
        amr: 0,
        landauLifshitz: { LQn: 0, LQN1: 0, LQN3: 0 },
      },
      run: { duration: 1e-8, relaxFirst: false, relaxTolerance: null, method: 'dopri54', tolerance: 1e-5, fixedStep: null, followTexture: false, potentialTolerance: null, gradientOrder: 4 },
      output: { sampleEvery: 1e-8 / 200, snapshotEvery: null, snapshotFormats: ['ovf'], snapshotQuantities: ['m'], ovfEncoding: 'binary 4' },
    });
  });

  test('may leave transport out', () => {
    const { transport: _, ...rest } = scene;
    expect(parseScene(rest).transport).toBeUndefined();
  });

  test('is not changed by parsing, and parses to itself to the last bit once completed', () => {
    const before = structuredClone(scene);
    const input = applySettings(scene, [
      'material.anisotropy.2={"kind":"cubic","axes":[[1,1,0.3],[-1,1,0]],"Kc1":1e4}',
      'material.anisotropy.0.axis=[0.9,0.011,0.003]',
      'initial.left=[0.9,0.011,0.003]',
      'initial.centre=[0.1,0.7,0.3]',
    ]);
    const once = parseScene(input);
    expect(scene).toEqual(before);
    expect(parseScene(JSON.parse(JSON.stringify(once)))).toEqual(once);
    const cube = once.material.anisotropy[2];
    expect(cube.kind === 'cubic' && cube.axes[0].reduce((sum, x, i) => sum + x * cube.axes[1][i], 0)).toBeCloseTo(0, 15);
  });

  test('takes every closure, start and waveform of this version', () => {
    for (const closure of ['open', 'circuit', 'local']) expect(problems([`transport.closure=${closure}`])).toEqual([]);
    for (const initial of ['{"kind":"uniform","m":[1,0,0]}', '{"kind":"random","seed":7}']) expect(problems([`initial=${initial}`])).toEqual([]);
    for (const w of [
      '{"kind":"constant"}',
      '{"kind":"sine","frequency":1e9}',
      '{"kind":"pulse","start":1e-9,"width":1e-9,"period":3e-9}',
      '{"kind":"ramp","duration":1e-9}',
      '{"kind":"table","t":[0,1e-9],"w":[0,1]}',
    ]) {
      expect(problems([`field.waveform=${w}`, `transport.jWaveform=${w}`, `transport.voltageWaveform=${w}`])).toEqual([]);
    }
  });

  test('needs no conductivity in an open circuit', () => {
    const { conductivity: _, ...transport } = scene.transport!;
    expect(problems(['transport.closure=open', 'transport.j=[0,0]'], { ...scene, transport })).toEqual([]);
    expect(problems([], { ...scene, transport })).toEqual([
      'transport.conductivity: missing; expected a number > 0, the conductivity in S/m (closure "prescribed" needs it)',
    ]);
  });
});

describe('a wrong value', () => {
  // Each line is what a person reads: path, rule, value, unit.
  const lines: [setting: string, line: string][] = [
    ['material.alpha=-0.1', 'material.alpha: expected 0 <= alpha, got -0.1'],
    ['material.Ms=-8e5', 'material.Ms: expected 0 < Ms, got -8e5 A/m'],
    ['material.Ms=0', 'material.Ms: expected 0 < Ms, got 0 A/m'],
    ['material.Ms=null', 'material.Ms: expected a number > 0, got null'],
    ['material.alhpa=1', 'material.alhpa: unknown key; did you mean "alpha"?'],
    ['alpha=1', 'alpha: unknown key; did you mean "material.alpha"?'],
    ['flavour=1', 'flavour: unknown key; expected title, grid, geometry, regions, material, demag, initial, field, transport, run, output, changes or sweep'],
    ['changes=[{"at":1,"set":{"material.alpha":0.1}}]', 'changes.0.at: expected 0 < at < run.duration 1e-8, got 1 s'],
    ['changes=[{"at":1e-10,"set":{"material.Ms":1}}]', 'changes.0.set: expected material.alpha, field.B, field.waveform, transport.beta, transport.polarization, transport.j, transport.jWaveform, transport.voltage, transport.voltageWaveform or transport.load, got "material.Ms"'],
    ['changes=[{"at":1e-10,"set":{"material.alpha":-1}}]', 'changes.0: material.alpha: expected 0 <= alpha, got -1'],
    ['changes=[{"at":1e-10,"set":{"field.waveform.frequency":1e9}}]', 'changes.0.set: expected material.alpha, field.B, field.waveform, transport.beta, transport.polarization, transport.j, transport.jWaveform, transport.voltage, transport.voltageWaveform or transport.load, got "field.waveform.frequency"'],
    ['changes=[{"at":1e-10,"set":{"field.waveform":{"kind":"ramp","duration":-1}}}]', 'changes.0: field.waveform.duration: expected 0 < duration, got -1 s'],
    ['changes=[{"at":1e-22,"set":{"material.alpha":0.1}}]', 'changes.0.at: expected more than 5e-20 s from t = 0 and from run.duration, which are one moment with what is nearer, got 1e-22 s'],
    ['changes=[{"at":1e-10}]', 'changes.0: expected set or kicks, got neither'],
    ['changes=[{"at":1e-10,"kicks":[]}]', 'changes.0.kicks: expected an array of one or more objects, got []'],
    ['changes=[{"at":1e-10,"kicks":[{"impulse":[0,0,0],"at":[0,0],"radius":1e-8}]}]', 'changes.0.kicks.0.impulse: expected a vector that is not zero, got [0, 0, 0]'],
    ['changes=[{"at":1e-10,"kicks":[{"impulse":[0,1,0],"at":[0,0],"radius":1e-8}]}]', 'changes.0.kicks.0.impulse: expected gamma |impulse| <= 1000000 rad, got 1.760859e11 rad'],
    ['changes=[{"at":1e-10,"kicks":[{"impulse":[0,1e-12,0],"at":[0,0]}]}]', 'changes.0.kicks.0.radius: missing; expected a number > 0, R of exp(-r^2/(2 R^2)), by which the field falls off in m'],
    ['changes=[{"at":1e-10,"set":{}}]', 'changes.0.set: expected one path or more, got none'],
    ['grid.cells=many', 'grid.cells: expected an array of 2 integers, got "many"'],
    ['grid.cells=[1]', 'grid.cells: expected an array of 2 integers, got [1]'],
    ['grid.cells.0=1.5', 'grid.cells.0: expected an integer from 1 to 16777216, got 1.5'],
    ['grid.cells.0=10000000000', 'grid.cells.0: expected an integer from 1 to 16777216, got 10000000000'],
    ['grid.cellSize.2=-5e-9', 'grid.cellSize.2: expected a number > 0, got -5e-9 m'],
    ['grid.periodic=[1,false]', 'grid.periodic.0: expected true or false, got 1'],
    ['field.B.1=x', 'field.B.1: expected a number, got "x"'],
    ['transport.j.1=1e11', 'transport.j.1: expected 0 in a wire (one cell along y), got 1e11 A/m^2'],
    ['transport.polarization=2', 'transport.polarization: expected -1 <= polarization <= 1, got 2'],
    ['transport.load=-1', 'transport.load: expected 0 <= load, got -1 ohm'],
    ['run.method=rk5', 'run.method: expected "dopri54", "bs32" or "rk4", got "rk5"; did you mean "rk4"?'],
    ['run.method=rk4', 'run.fixedStep: expected a number > 0 in s, as rk4 does not adapt its step, got null'],
    ['run.fixedStep=1', 'run.fixedStep: expected 0 < fixedStep <= 1e-8, the duration, got 1 s'],
    ['run.relaxFirst=true', 'run.relaxFirst: expected false, "with-drive" or "without-drive", got true'],
    ['run.tolerance=1', 'run.tolerance: expected 1e-13 <= tolerance <= 0.1, got 1'],
    ['run.gradientOrder=3', 'run.gradientOrder: expected 2 or 4, got 3'],
    ['output.sampleEvery=1e-19', 'output.sampleEvery: expected at most 10000000 samples in the run, got 100000000000 with 1e-19 s'],
    ['output.snapshotEvery=1e-15', 'output.snapshotEvery: expected at most 999999 snapshots in the run, got 10000000 with 1e-15 s'],
    ['demag={"factors":[0,0,2]}', 'demag.factors: expected Nx + Ny + Nz = 1 within 1e-6, got [0, 0, 2], which adds up to 2'],
    ['demag={"factors":[-1,1,1]}', 'demag.factors.0: expected a number >= 0, got -1'],
    ['demag={"factor":[0,0,1]}', 'demag.factor: unknown key; did you mean "factors"?'],
    ['initial.kind=wal', 'initial.kind: expected "wall", "uniform", "random", "vortex", "antivortex", "skyrmion", "transverse-wall", "vortex-wall" or "ovf", got "wal"; did you mean "wall"?'],
    ['initial={}', 'initial.kind: missing; expected "wall", "uniform", "random", "vortex", "antivortex", "skyrmion", "transverse-wall", "vortex-wall" or "ovf", which one it is'],
    ['initial=3', 'initial: expected an object with kind "wall", "uniform", "random", "vortex", "antivortex", "skyrmion", "transverse-wall", "vortex-wall" or "ovf", got 3'],
    ['initial.at=1', 'initial.at: expected 0 <= at <= 1.28e-7, inside the wire, got 1 m'],
    ['initial.right=[2,0,0]', 'initial.right: expected another direction than left, or there is no wall, got [2, 0, 0]'],
    ['initial.left=[0,0,0]', 'initial.left: expected a vector that is not zero, got [0, 0, 0]'],
    ['initial.centre=[1,0,0]', 'initial.centre: expected a direction to turn through; this one cancels left and right on the way, got [1, 0, 0]'],
    [
      'material.anisotropy=[]',
      'initial.width: expected a width > 0 in m, as no anisotropy with Ku1 > 0 and no demagnetizing factors make left an easy axis, got none',
    ],
    ['material.anisotropy.0.Ku3=1', 'material.anisotropy.0.Ku3: unknown key; did you mean "Ku2"?'],
    ['material.anisotropy.0.kind=cubix', 'material.anisotropy.0.kind: expected "uniaxial" or "cubic", got "cubix"; did you mean "cubic"?'],
    ['material.anisotropy.2={"kind":"cubic"}', 'material.anisotropy.2.Kc1: missing; expected a number, the first-order constant in J/m^3'],
    [
      'material.anisotropy.2={"kind":"cubic","Kc1":1,"axes":[[1,0,0],[1,1,0]]}',
      'material.anisotropy.2.axes: expected two axes at right angles (cosine within 1e-6 of 0), got a cosine of 0.7071067811865475',
    ],
    ['field.waveform={"kind":"table","t":[0,1,1],"w":[1,2,3]}', 'field.waveform.t.2: expected a time > 1, the one before it, got 1 s'],
    ['field.waveform={"kind":"table","t":[0,1,2],"w":[1,2]}', 'field.waveform.w: expected as many values as t has, 3, got 2'],
    ['transport.jWaveform={"kind":"sine","frequency":-1}', 'transport.jWaveform.frequency: expected 0 < frequency, got -1 Hz'],
    [
      'transport.jWaveform={"kind":"sine","frequency":1e18}',
      'run.duration: expected at most 20000000 pieces of time between samples, snapshots and the kinks and periods of waveforms, got 480000000201',
    ],
    ['field.waveform={"kind":"pulse","start":0,"width":2e-9,"period":1e-9}', 'field.waveform.period: expected rise + width + fall = 2e-9 <= period, got 1e-9 s'],
    ['material.A=1e300', 'material.A: expected the exchange field 2 A/(Ms dx^2) to be a finite number > 0, got Infinity T'],
  ];
  test.each(lines)('%s', (setting, line) => {
    expect(problems([setting])).toEqual([line]);
  });

  test('of every path is reported, in one go', () => {
    expect(problems(['material.alpha=-1', 'run.duration=0', 'transport.beta=x'])).toEqual([
      'material.alpha: expected 0 <= alpha, got -1',
      'transport.beta: expected a number, got "x"',
      'run.duration: expected 0 < duration, got 0 s',
    ]);
  });

  test.each([NaN, Infinity, -Infinity])('%s through the library is refused', (x) => {
    expect(problems([], { ...scene, material: { ...scene.material, Ms: x } })).toEqual([`material.Ms: expected a number > 0, got ${x} A/m`]);
    expect(problems([], { ...scene, field: { B: [0, x, 0] } })).toEqual([`field.B.1: expected a number, got ${x} T`]);
  });

  test('that is missing is named with its meaning and unit', () => {
    expect(problems([], { ...scene, material: { A: 1e-11, alpha: 0 } })).toEqual([
      'material.Ms: missing; expected a number > 0, the saturation magnetization in A/m',
    ]);
    expect(problems([], {}).map((line) => line.slice(0, line.indexOf(';')))).toEqual(['grid: missing', 'material: missing', 'initial: missing', 'run: missing']);
    const misspelt = { Ms: 8e5, A: 1.3e-11, alhpa: 0.02, anisotropy: scene.material.anisotropy };
    expect(problems([], { ...scene, material: misspelt })).toEqual(['material.alhpa: unknown key; did you mean "alpha"?']);
  });

  test.each([null, 3, 'x', [], true])('%j in place of a scene is refused', (json) => {
    expect(problems([], json)).toHaveLength(1);
    expect(problems([], json)[0]).toMatch(/^scene: expected an object with grid, material, initial and run, got /);
  });

  test('that belongs to another kind says which', () => {
    expect(problems(['material.anisotropy.1={"axes":[[1,0,0],[0,1,0]],"Kc1":1}'])).toEqual([
      'material.anisotropy.1.axes: unknown key; did you mean kind "cubic"?',
      'material.anisotropy.1.Kc1: unknown key; did you mean kind "cubic"?',
    ]);
    expect(problems(['field.waveform={"kind":"constant","frequency":1e9}'])).toEqual(['field.waveform.frequency: unknown key; did you mean kind "sine"?']);
  });

  test('repeated a hundred thousand times is counted, not listed', () => {
    const t = Array.from({ length: 1e5 }, () => 'x');
    const lines = problems([], { ...scene, field: { waveform: { kind: 'table', t, w: [0, 1] } } });
    expect(lines).toHaveLength(51);
    expect(lines[50]).toBe('scene: expected no problems, got 99950 more like these');
  });
});

describe('what is recognised but not available', () => {
  const lines: [setting: string, line: string][] = [
    ['material.temperature=300', 'material.temperature: expected 0 K, got 300 K; the thermal field is not available in this version'],
  ];
  test.each(lines)('%s', (setting, line) => {
    expect(problems([setting])).toEqual([line]);
  });

  test('is accepted where it says nothing: zeros, one cell', () => {
    expect(problems(['material.dmi={"interfacial":0,"bulk":0}', 'material.temperature=0', 'grid.cells.1=1', 'regions=[]'])).toEqual([]);
  });
});

describe('every closure is taken', () => {
  const film = ['grid.cells.1=4', 'grid.cellSize.1=1e-8'];
  test.each<[string, string[]]>([
    ['a film', film],
    ['a shape', ['geometry={"shape":"rectangle","size":[1e-7,1e-7]}']],
    ['a region', ['regions=[{"geometry":{"shape":"rectangle","size":[1e-7,1e-7]}}]']],
    ['full magnetostatics', ['demag=full']],
    ['bulk DMI', ['material.dmi.bulk=1e-3']],
    ['interfacial DMI', ['material.dmi.interfacial=-1e-3']],
  ])('with %s', (_name, settings) => {
    for (const closure of ['prescribed', 'open', 'local', 'circuit', 'landau-lifshitz']) expect(problems([...settings, `transport.closure=${closure}`])).toEqual([]);
    expect(problems([...settings, 'transport.closure=two-band', 'transport.spinFlipLength=5e-9'])).toEqual([]);
  });
});

describe('scene text', () => {
  test('may have comments and a byte order mark, and is otherwise JSON', () => {
    const text = '\ufeff// a wire\n{ "a": [1, -2.5e-3, true, null, "// \\u00e9 /* */"], /* b\n */ "b": {} } // end';
    expect(parseSceneText(text)).toEqual({ a: [1, -2.5e-3, true, null, '// é /* */'], b: {} });
    const json = JSON.stringify(scene, null, 1);
    expect(parseSceneText(json)).toEqual(JSON.parse(json));
  });

  test.each([
    ['{\n  "a": 1,\n}', 'line 3, column 1: expected a key in double quotes, got "}"'],
    ['{"a" 1}', 'line 1, column 6: expected ":", got "1"'],
    ['{"a":01}', 'line 1, column 6: expected a number such as -1.5e-9, got 01'],
    ['{"a":1e-9m}', 'line 1, column 6: expected a number such as -1.5e-9, got 1e-9m'],
    ['{"a":NaN}', 'line 1, column 6: expected a value, got "NaN"'],
    ['[1e999]', 'line 1, column 2: expected a number below 1.8e308, got 1e999'],
    ['', 'line 1, column 1: expected a value, got the end of the file'],
    ['{"a":"x', 'line 1, column 6: expected a closing quote, got the end of the file'],
    ['// hi\n{"a":/* x */ [1,2 3]}', 'line 2, column 19: expected "," or "]", got "3"'],
    ['{"a":1,"a":2}', 'line 1, column 8: expected each key once, got "a" again'],
    ['{} x', 'line 1, column 4: expected the end of the file, got "x"'],
    ['[1 /* never closed', 'line 1, column 4: expected "*/" to close this comment, got the end of the file'],
    ['["\\q"]', 'line 1, column 2: expected a string with valid escapes, got "\\q"'],
    ['['.repeat(100000), 'line 1, column 101: expected at most 100 levels of brackets, got one more'],
  ])('slip %#: refused with its place', (text, line) => {
    expect(() => parseSceneText(text)).toThrow(new SceneError([line]));
  });
});

describe('a film', () => {
  const film = ['grid.cells.1=8', 'grid.cellSize.1=2e-9'];
  test.each<[string, string[]]>([
    ['with shape, demag, DMI and a current along y', [...film, 'geometry={"shape":"disk","diameter":1.6e-8}', 'demag=full', 'material.dmi={"interfacial":1e-3}', 'transport.j.1=1e12']],
    ['with a vortex', [...film, 'initial={"kind":"vortex","circulation":1,"polarity":1}']],
    ['with a strip wall', [...film, 'initial={"kind":"transverse-wall"}']],
    ['with a file', [...film, 'initial={"kind":"ovf","file":"m.ovf"}']],
    ['in every format', [...film, 'output.snapshotFormats=["png","npy","ovf"]', 'output.ovfEncoding=text']],
    ['of the largest size', ['grid.cells=[4096,4096]', 'demag=full']],
  ])('%s is accepted', (_name, settings) => {
    expect(problems(settings)).toEqual([]);
  });

  test.each<[string, string[], string]>([
    ['too long for magnetostatics', ['grid.cells.0=4097', 'demag=full'], 'grid.cells.0: expected at most 4096 cells along an axis with demag "full", got 4097'],
    ['a picture of a wire', ['output.snapshotFormats=["ovf","png"]'], 'output.snapshotFormats.1: expected "ovf" or "npy" in a wire (one cell along y), of which there is no picture, got "png"'],
    ['a format twice', ['output.snapshotFormats=["ovf","ovf"]'], 'output.snapshotFormats.1: expected each format once, got "ovf" again'],
    ['no format', ['output.snapshotFormats=[]'], 'output.snapshotFormats: expected an array of one or more strings, got []'],
    ['a wrong encoding', ['output.ovfEncoding=binary'], 'output.ovfEncoding: expected "binary 4", "binary 8" or "text", got "binary"; did you mean "binary 4"?'],
    ['a current across a wire', ['transport.j.1=1e12'], 'transport.j.1: expected 0 in a wire (one cell along y), got 1e12 A/m^2'],
  ])('%s is refused', (_name, settings, line) => {
    expect(problems(settings)).toEqual([line]);
  });
});

describe('settings', () => {
  test('set values by path, on a copy', () => {
    const result = applySettings(scene, ['material.alpha=0.05', 'transport.j.0=2e12', 'title=a wire', 'transport.closure = "open"', 'field.B=[0,0,1]']);
    expect(result).toMatchObject({ material: { alpha: 0.05, Ms: 8e5 }, transport: { j: [2e12, 0], closure: 'open' }, title: 'a wire', field: { B: [0, 0, 1] } });
    expect(scene.material.alpha).toBe(0.02);
  });

  test('make what the path runs through, from its default', () => {
    expect(applySettings({}, ['transport.j.0=1e12', 'output.sampleEvery=1e-12', 'material.anisotropy.0={}'])).toEqual({
      transport: { j: [1e12, 0] },
      output: { sampleEvery: 1e-12 },
      material: { anisotropy: [{}] },
    });
  });

  test('reach no prototype', () => {
    const result = applySettings({}, ['__proto__.polluted=1', 'constructor.prototype.polluted=1']);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.keys(result as object)).toEqual(['__proto__', 'constructor']);
    expect(problems(['__proto__.x=1'])[0]).toMatch(/^__proto__: unknown key; /);
  });

  test.each([
    ['material.alpha', '--set: expected path=value, such as material.alpha=0.05, got "material.alpha"'],
    ['=3', '--set: expected path=value, such as material.alpha=0.05, got "=3"'],
    ['a..b=3', '--set: expected path=value, such as material.alpha=0.05, got "a..b=3"'],
    ['material.alpha.x=1', 'material.alpha: expected an object or an array to set x in, got 0.02'],
    ['transport.j.5=1', 'transport.j.5: expected an index from 0 to 1, got "5"'],
    ['transport.j.x=1', 'transport.j.x: expected an index from 0 to 1, got "x"'],
  ])('%s is refused', (setting, line) => {
    expect(problems([setting])).toEqual([line]);
  });
});

test('notes name settings without effect', () => {
  expect(sceneNotes(parseScene(scene))).toEqual([]);
  expect(sceneNotes(parseScene(applySettings(scene, ['transport.closure=open', 'transport.load=3', 'grid.periodic.0=true'])))).toEqual([
    'transport.j: not used, as closure is "open"; only "prescribed" uses it',
    'transport.load: not used, as closure is "open"; only "circuit", "two-band" or "landau-lifshitz" uses it',
    'initial: a single wall in a wire that is periodic along x leaves a jump from right to left where the ends meet',
  ]);
});

test('the JSON Schema is plain data that says unit and meaning of every key', () => {
  const schema = sceneJsonSchema();
  expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
  const silent: string[] = [];
  const walk = (node: Record<string, unknown>, path: string): void => {
    for (const option of [...((node.oneOf ?? node.anyOf ?? []) as Record<string, unknown>[])]) walk(option, path);
    for (const [key, child] of Object.entries((node.properties ?? {}) as Record<string, Record<string, unknown>>)) {
      if (typeof child.unit !== 'string' || typeof child.doc !== 'string') silent.push(`${path}.${key}`);
      walk(child, `${path}.${key}`);
    }
    if (typeof node.items === 'object' && node.items) walk(node.items as Record<string, unknown>, path);
  };
  walk(schema, '');
  for (const [name, definition] of Object.entries((schema.$defs ?? {}) as Record<string, Record<string, unknown>>)) walk(definition, name);
  expect(silent).toEqual([]);
});
