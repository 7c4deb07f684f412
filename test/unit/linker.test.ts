/** The linker of src/gpu/linker.ts: what goes in, in which order, and that places in the module lead back to the files. */
import { describe, expect, it } from 'vitest';
import { importsOf, linkShader, shaderPath } from '../../src/gpu/linker.js';
import { shaderTexts } from '../../src/gpu/shaders.js';
import { kernels } from '../../src/kernels.js';
import { prelude } from '../../src/plan/layout.js';

const diamond = {
  'wire/top': '// top\n//#import lib/left\n//#import lib/right\nfn top() {}\n',
  'lib/left': '//#import lib/base\nfn left() {}\n',
  'lib/right': '//#import lib/base\n//#import lib/left\nfn right() {}',
  'lib/base': 'fn base() {}\n',
  'lib/unused': 'fn unused() {}\n',
};

describe('linkShader', () => {
  it('includes every file once, ahead of the file that first asks for it', () => {
    const linked = linkShader('wire/top', diamond);
    expect(linked.files).toEqual(['lib/base', 'lib/left', 'lib/right', 'wire/top']);
    for (const name of ['base', 'left', 'right', 'top']) expect(linked.code.split(`fn ${name}()`)).toHaveLength(2);
    expect(linked.code).not.toContain('unused');
  });

  it('puts the prelude first', () => {
    expect(linkShader('lib/base', diamond, 'const N = 4;').code).toBe('const N = 4;\nfn base() {}\n');
  });

  it('maps every line of the module back to the line it came from', () => {
    const prelude = 'const A = 1;\nconst B = 2;\n';
    const linked = linkShader('wire/top', diamond, prelude);
    const sources: Record<string, string> = { prelude };
    for (const [name, text] of Object.entries(diamond)) sources[shaderPath(name)] = text;
    linked.code.trimEnd().split('\n').forEach((content, index) => {
      const [file, line, column] = linked.place(index + 1, 7).split(':');
      expect(sources[file].split('\n')[Number(line) - 1]).toBe(content);
      expect(column).toBe('7');
    });
    expect(linked.place(1)).toBe('prelude:1');
  });

  it('puts the values of constants in their places, and leaves every line where it is', () => {
    const text = 'override N: u32; // of cells\noverride WG : u32 = 2u * N;\n  override A: f32;\noverride B: u32 = 8u;\noverride C: u32;\n// override D: u32;\nfn a() {}';
    const code = 'const N: u32 = 5; // of cells\nconst WG : u32 = 2u * N;\n  const A: f32 = 1e-7;\nconst B: u32 = 3;\noverride C: u32;\n// override D: u32;\nfn a() {}\n';
    expect(linkShader('wire/a', { 'wire/a': text }, '', { N: 5, A: 1e-7, B: 3, unknown: 1 }).code).toBe(code);
    expect(linkShader('wire/a', { 'wire/a': text }).code).toBe(`${text}\n`);
  });

  it('says where a missing file was asked for', () => {
    expect(() => linkShader('wire/a', { 'wire/a': 'fn a() {}\n//#import lib/b' })).toThrow('shaders/wire/a.wgsl:2: there is no shaders/lib/b.wgsl');
    expect(() => linkShader('wire/none', {})).toThrow('there is no shaders/wire/none.wgsl');
    // A name that every object has is still no file.
    expect(() => linkShader('toString', {})).toThrow('there is no shaders/toString.wgsl');
  });

  it('refuses a circle and shows the chain', () => {
    const texts = { 'wire/a': '//#import lib/b', 'lib/b': '//#import lib/c', 'lib/c': '\n//#import lib/b' };
    expect(() => linkShader('wire/a', texts)).toThrow('shaders/lib/c.wgsl:2: imports run in a circle: lib/b -> lib/c -> lib/b');
    expect(() => linkShader('lib/a', { 'lib/a': '//#import lib/a' })).toThrow('lib/a -> lib/a');
  });

  it('refuses a line that is almost an import', () => {
    for (const line of ['// #import lib/b', '//#import "lib/b"', '//#import lib/b.wgsl', '//#include lib/b', '//#import']) {
      expect(() => importsOf('lib/a', `\n${line}`), line).toThrow('shaders/lib/a.wgsl:2: an import is written //#import lib/name');
    }
    expect(importsOf('lib/a', '// the imports of this file\n  //#import lib/b  \r\n')).toEqual([{ name: 'lib/b', line: 2 }]);
  });
});

describe('the kernels of the project', () => {
  // Safari 26 gives workgroup arrays of such a length no memory, and draws or computes nothing where one is given that the shader does not use.
  it.each([...kernels.values()].map((kernel) => [kernel.name, kernel] as const))('%s leaves no override to the browser', (name, kernel) => {
    const { code } = linkShader(name, shaderTexts, prelude(), Object.fromEntries(kernel.constants.map((constant) => [constant, 2])));
    expect(code.match(/^\s*override.*/gm)).toBeNull();
    for (const constant of kernel.constants) expect(code).toMatch(new RegExp(`^const ${constant}: [uf]32 = 2;`, 'm'));
  });
});

describe('shaderTexts', () => {
  it('holds the shaders of the project, and each one links', () => {
    const names = Object.keys(shaderTexts);
    expect(names).toContain('wire/stage');
    for (const name of names) expect(linkShader(name, shaderTexts).code).toContain(shaderTexts[name].trimEnd());
  });
});
