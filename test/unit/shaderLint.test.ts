/** Every shader of the project keeps the rules of test/support/shaderLint.ts; and the rules can tell. */
import { describe, expect, it } from 'vitest';
import { shaderTexts } from '../../src/gpu/shaders.js';
import { kernels, type Kernel } from '../../src/kernels.js';
import { lintShaders } from '../support/shaderLint.js';

describe('the shaders of the project', () => {
  it('keep the rules', () => {
    expect(Object.keys(shaderTexts).length).toBeGreaterThan(5);
    expect(lintShaders(shaderTexts, kernels)).toEqual([]);
  });
});

const good = `// sin(x) and 1e-12 in a comment are nobody's business
//#import lib/f
override N: u32;
override WG: u32 = 2u * N;
@group(0) @binding(0) var<uniform> args: vec4u;
@group(0) @binding(1) var<storage, read> m: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> flags: array<atomic<u32>>;
const TINY = 1e-7; const HUGE = 1e30; const WORD = 0x1e10u;
@compute @workgroup_size(WG)
fn stage(@builtin(global_invocation_id) id: vec3u) { atomicAdd(&flags[id.x], u32(f(m[id.x].x))); }
`;
const library = 'fn f(x: f32) -> f32 { return x; }\n';
const row: Kernel = {
  name: 'wire/stage',
  bindings: [
    { name: 'm', access: 'read', kind: 'f32' },
    { name: 'flags', access: 'read_write', kind: 'u32' },
  ],
  constants: ['N'],
  twin: () => undefined,
  tolerance: 0,
};

function lint(stage: string, lib = library, kernel: Kernel = row): string[] {
  return lintShaders({ 'wire/stage': stage, 'lib/f': lib }, new Map([['wire/stage', kernel]]));
}

describe('the rules', () => {
  it('let a good shader pass', () => {
    expect(lint(good)).toEqual([]);
  });

  const broken: [string, string, string, string][] = [
    ['an entry point of another name', 'fn stage', 'fn main', ':9: the entry point is @compute stage, not @compute main'],
    ['two entry points', '@compute', '@compute @workgroup_size(1) fn one() {}\n@compute', ':10: one entry point a file, this has 2'],
    ['no entry point', '@compute @workgroup_size(WG)', '', ':1: one entry point a file, this has 0'],
    ['another order', '@binding(1)', '@binding(2)', ':6: m is at @group(0) @binding(2), its place is @group(0) @binding(1)'],
    ['another group', '@group(0) @binding(2)', '@group(1) @binding(2)', ':7: flags is at @group(1) @binding(2), its place is @group(0) @binding(2)'],
    ['another name', '> m:', '> mag:', ':6: binding 1 is mag, in the kernel table m'],
    ['another access', '<storage, read>', '<storage, read_write>', ':6: m is read_write, in the kernel table read'],
    ['another kind', 'array<vec4f>', 'array<vec4u>', ':6: m is array<vec4u>, in the kernel table f32'],
    ['a uniform where storage belongs', 'var<storage, read>', 'var<uniform>', ':6: m is in uniform, not in storage'],
    ['no args', 'var<uniform> args: vec4u', 'var<uniform> args: vec2u', ':5: the first binding is @group(0) @binding(0) var<uniform> args: vec4u'],
    ['a binding too many', 'const TINY', '@group(0) @binding(3) var<storage> more: array<f32>;\nconst TINY', ':8: more is not in the kernel table'],
    ['an override too many', 'const TINY', 'override CELLS: u32;\nconst TINY', ':8: override CELLS is not in the kernel table'],
    ['an override too few', 'override N: u32;', 'const N = 4u;', ':1: there is no override N, which the kernel table has'],
    ['a sine', '1e-7', 'sin (0.1)', ':8: sin: WGSL allows'],
    ['an arc tangent', '1e-7', 'atan2(0.1, 0.2)', ':8: atan2: WGSL allows'],
    ['a hyperbolic tangent', '1e-7', 'tanh(0.1)', ':8: tanh: WGSL allows'],
    ['a NaN that says so itself', 'atomicAdd', 'let x = f(0.0); if (x != x) { return; } atomicAdd', ':10: x != x: with fast math'],
    ['mu0', '1e-7', '1.2566e-06', ':8: 1.2566e-06: shaders work in reduced units'],
    ['gamma', '1e-7', '1.76e11', ':8: 1.76e11: shaders work in reduced units'],
    ['hbar', '1e-7', '1.05e-34f', ':8: 1.05e-34: shaders work in reduced units'],
    ['a template', '1e-7', '${x}', ':8: WGSL is never made by templates'],
    ['a preprocessor line', 'const TINY', '#ifdef X\nconst TINY', ':8: #ifdef: there is no preprocessor'],
    ['an import of nothing', 'lib/f', 'lib/g', ':2: there is no shaders/lib/g.wgsl'],
  ];
  it.each(broken)('notice %s', (_, from, to, message) => {
    expect(good).toContain(from);
    const problems = lint(good.replace(from, to));
    expect(problems.some((problem) => problem.startsWith(`shaders/wire/stage.wgsl${message}`)), problems.join('\n')).toBe(true);
  });

  it.each(['@compute @workgroup_size(1) fn f() {}', '@group(0) @binding(0) var<uniform> u: vec4f;', 'override N: u32;'])('keep %s out of lib', (text) => {
    expect(lint(good, `${library}${text}\n`)[0]).toMatch(/^shaders\/lib\/f\.wgsl:2: .* in lib, which holds functions only$/);
  });

  it('notice a row without a shader, a shader without a row, and a binding too few', () => {
    expect(lintShaders({}, new Map([['wire/stage', row]]))).toEqual(['shaders/wire/stage.wgsl:1: the kernel table has wire/stage, but there is no such file']);
    expect(lintShaders({ 'wire/stage': good, 'lib/f': library }, new Map())).toEqual(['shaders/wire/stage.wgsl:1: wire/stage is not in the kernel table']);
    const longer = { ...row, bindings: [...row.bindings, { name: 'rate', access: 'read', kind: 'f32' } as const] };
    expect(lint(good, library, longer)).toEqual(['shaders/wire/stage.wgsl:1: rate of the kernel table is not bound']);
  });
});
