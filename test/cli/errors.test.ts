/** Every wrong command line and every wrong scene: exit code 2, one clear line for each error, nothing written. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli, read, sceneFile, scratch, wallScene } from './support.js';

describe('the command line', () => {
  it.each<[string[], string]>([
    [['run', 'x.json'], "required option '--out <dir>' not specified"],
    [['run', '--out', 'out'], 'no scene file given'],
    [['run', 'x.json', '--out'], "option '--out <dir>' argument missing"],
    [['run', 'x.json', '--out', 'out', '--backend', 'cuda'], "option '--backend <kind>' argument 'cuda' is invalid. Allowed choices are auto, gpu, cpu."],
    [['run', 'x.json', '--out', 'out', '--resum'], "unknown option '--resum' (Did you mean --resume?)"],
    [['run', 'x.json', 'y.json', '--out', 'out'], "too many arguments for 'run'. Expected 1 argument but got 2."],
    [['run', 'x.json', '--out', 'out', '--checkpoint-every', 'often'], "option '--checkpoint-every <seconds>' argument 'often' is invalid. expected seconds >= 0."],
    [['chek', 'x.json'], "unknown command 'chek' (Did you mean check?)"],
    [['check'], 'no scene file given'],
    [['check', '/nowhere/x.json'], '/nowhere/x.json: cannot read: no such file or directory'],
    [['check', '/'], '/: cannot read: illegal operation on a directory'],
    [['info', '--jsn'], "unknown option '--jsn' (Did you mean --json?)"],
  ])('%j', async (argv, line) => {
    expect(await cli(argv)).toEqual({ code: 2, out: '', err: `${line}\n` });
  });

  it('without a command shows the help and is wrong', async () => {
    const { code, err } = await cli([]);
    expect(code).toBe(2);
    expect(err).toContain('Usage: spinmotive');
  });

  it.each([['--help'], ['help'], ['--version'], ['run', '--help']])('%s %s is right', async (...argv) => {
    const { code, out, err } = await cli(argv);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.length).toBeGreaterThan(4);
  });

  it('says all that is wrong with the settings', async () => {
    const { code, err } = await cli(['check', sceneFile(scratch()), '--set', 'material.alpha', 'material.Ms=-1', 'title']);
    expect(code).toBe(2);
    expect(err.split('\n').length).toBeGreaterThanOrEqual(2);
    expect(err).toContain('--set: expected path=value');
  });
});

/** A copy of the scene with the value at `at` replaced; `undefined` takes the key out. */
function spoiled(at: string, value: unknown): unknown {
  const scene = wallScene();
  const keys = at.split('.');
  let holder = scene as Record<string, unknown>;
  for (const key of keys.slice(0, -1)) holder = holder[key] as Record<string, unknown>;
  if (value === undefined) delete holder[keys[keys.length - 1]];
  else holder[keys[keys.length - 1]] = value;
  return scene;
}

describe('a scene', () => {
  // Path and rule are the scene layer's to word; here each error must come out as one line that starts with its path.
  it.each<[string, string, unknown, RegExp]>([
    ['missing', 'material.Ms', undefined, /material\.Ms/],
    ['missing', 'run', undefined, /run/],
    ['wrong kind', 'material.alpha', 'small', /number.*"small"/],
    ['wrong kind', 'grid.cells', 1024, /1024/],
    ['wrong kind', 'field', [1e-3, 0, 0], /object/],
    ['negative', 'material.alpha', -0.1, /0.*-0\.1/],
    ['negative', 'material.A', -1.3e-11, /-1\.3e-11 J\/m/],
    ['absurd', 'grid.cells', [1e12, 1], /1000000000000|1e12/],
    ['absurd', 'output.sampleEvery', 1e-30, /1e-30 s/],
    ['absurd', 'transport.polarization', 2, /1.*2/],
    ['unknown', 'material.colour', 'red', /colour/],
    ['misspelt', 'material.gama', 1.7e11, /did you mean.*gamma/i],
    ['not a number', 'transport.conductivity', 'NaN', /number/],
    ['not physical', 'initial.centre', [0, 0, 0], /./],
  ])('%s: %s', async (_, at, value, rule) => {
    const dir = scratch();
    const result = await cli(['run', sceneFile(dir, spoiled(at, value)), '--out', path.join(dir, 'out')]);
    expect(result).toMatchObject({ code: 2, out: '' });
    const lines = result.err.trimEnd().split('\n');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(at);
    expect(lines[0]).toMatch(rule);
    expect(readdirSync(dir)).toEqual(['scene.json']);
  });

  it('with several errors has a line for each', async () => {
    const scene = { ...wallScene(), material: { Ms: 'strong', A: -1, alpha: 0.1 }, colour: 'red' };
    const { code, err } = await cli(['check', sceneFile(scratch(), scene)]);
    expect(code).toBe(2);
    expect(err.trimEnd().split('\n').map((line) => line.split(':')[0]).sort()).toEqual(['colour', 'material.A', 'material.Ms']);
  });

  it.each<[string, string | Buffer, RegExp]>([
    ['broken JSON', '{ "grid": { "cells": [1024, 1] ', /line 1|1:\d+/],
    ['an empty file', '', /./],
    ['NaN as JSON', '{ "material": { "Ms": NaN } }', /1:\d+|line 1/],
    ['no object', '42', /42/],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe]), /cannot read: it is not UTF-8 text/],
  ])('that is %s', async (_, content, line) => {
    const dir = scratch();
    const file = path.join(dir, 'scene.json');
    writeFileSync(file, content);
    const result = await cli(['run', file, '--out', path.join(dir, 'out')]);
    expect(result).toMatchObject({ code: 2, out: '' });
    expect(result.err.trimEnd().split('\n')).toEqual([expect.stringMatching(line)]);
    expect(readdirSync(dir)).toEqual(['scene.json']);
  });

  it('that is wrong leaves an earlier run as it was', async () => {
    const dir = scratch();
    mkdirSync(path.join(dir, 'out'));
    writeFileSync(path.join(dir, 'out/table.csv'), 'an earlier run');
    expect((await cli(['run', sceneFile(dir, spoiled('material.alpha', -1)), '--out', path.join(dir, 'out')])).code).toBe(2);
    expect(read(dir, 'out/table.csv')).toBe('an earlier run');
  });
});

describe('check', () => {
  it('says ok and what the scene is', async () => {
    const { code, out, err } = await cli(['check', sceneFile(scratch())]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^ok: A wall to test with: wire of 128 cells, 256 nm; 1 ns; closure circuit; 101 samples; columns: t, mx, .*, steps, dt\n$/);
  });

  it('tells of settings without effect', async () => {
    const { code, err } = await cli(['check', sceneFile(scratch()), '--set', 'transport.j.0=1e12']);
    expect(code).toBe(0);
    expect(err).toMatch(/^note: transport\.j: not used/);
  });
});
