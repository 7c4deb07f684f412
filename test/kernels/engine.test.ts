/** The GPU engine with small kernels and a table of its own: what it promises of a plan, and how it fails. */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { describeGpu } from '../../src/gpu/describe.js';
import { GpuEngine } from '../../src/gpu/engine.js';
import { GpuError, type GpuHandle } from '../../src/gpu/platform.js';
import type { Access, Kernel } from '../../src/kernels.js';
import type { BufferSpec, Pass } from '../../src/plan/types.js';
import { gpuHandle } from '../support/gpu.js';

function kernel(name: string, constants: string[], ...bindings: [string, Access, 'f32' | 'u32'][]): [string, Kernel] {
  return [name, { name, constants, bindings: bindings.map(([binding, access, kind]) => ({ name: binding, access, kind })), twin: () => undefined, tolerance: 0 }];
}

const table = new Map([
  kernel('t/affine', ['FACTOR'], ['x', 'read_write', 'f32']),
  kernel('t/copy', [], ['origin', 'read', 'f32'], ['unused', 'read', 'f32'], ['goal', 'read_write', 'f32']),
  kernel('t/count', [], ['x', 'read_write', 'f32'], ['hits', 'read_write', 'u32']),
  kernel('t/broken', [], ['x', 'read_write', 'f32']),
  kernel('t/worse', [], ['x', 'read_write', 'f32']),
  kernel('t/outside', [], ['x', 'read_write', 'f32']),
  kernel('t/wide', ['WG'], ['x', 'read_write', 'f32']),
  kernel('t/writes', [], ['x', 'read', 'f32']),
  kernel('t/main', [], ['x', 'read_write', 'f32']),
]);

const head = '@group(0) @binding(0) var<uniform> args: vec4u;\n';
const x = '@group(0) @binding(1) var<storage, read_write> x: array<f32>;\n';
const texts = {
  'lib/twice': 'fn twice(a: f32) -> f32 {\n  return TWO * a;\n}\n',
  'lib/wrong': 'fn wrong(a: f32) -> f32 {\n  return a + 1u;\n}\n',
  't/affine': `//#import lib/twice\noverride FACTOR: f32;\n${head}${x}@compute @workgroup_size(1)\nfn affine(@builtin(global_invocation_id) id: vec3u) { x[id.x] = twice(x[id.x]) * FACTOR + f32(args.x) - f32(args.w); }`,
  't/copy': `${head}@group(0) @binding(1) var<storage, read> origin: array<f32>;
@group(0) @binding(2) var<storage, read> unused: array<f32>;
@group(0) @binding(3) var<storage, read_write> goal: array<f32>;
@compute @workgroup_size(1) fn copy(@builtin(global_invocation_id) id: vec3u) { goal[id.x] = origin[id.x]; }`,
  't/count': `${head}${x}@group(0) @binding(2) var<storage, read_write> hits: array<u32>;
@compute @workgroup_size(1) fn count(@builtin(global_invocation_id) id: vec3u) { hits[id.x] += u32(x[id.x]); }`,
  't/broken': `//#import lib/wrong\n${head}${x}@compute @workgroup_size(1) fn broken() { x[0] = wrong(1.0); }`,
  't/worse': `${head}${x}\n@compute @workgroup_size(1) fn worse() {\n  x[0] = nothing;\n}`,
  't/outside': `${head}${x}@group(0) @binding(7) var<storage, read_write> other: array<f32>;\n@compute @workgroup_size(1) fn outside() { x[0] = 1.0; other[0] = 2.0; }`,
  't/wide': `override WG: u32;\n${head}${x}@compute @workgroup_size(WG) fn wide() { x[0] = 1.0; }`,
  't/writes': `${head}${x}@compute @workgroup_size(1) fn writes() { x[0] = 1.0; }`,
  't/main': `${head}${x}@compute @workgroup_size(1) fn other() { x[0] = 1.0; }`,
};
const prelude = 'const TWO = 2.0;\n';

const spec = {
  x: { kind: 'f32', length: 8 },
  y: { kind: 'f32', length: 6 },
  origin: { kind: 'f32', length: 4 },
  unused: { kind: 'f32', length: 4 },
  goal: { kind: 'f32', length: 4 },
  hits: { kind: 'u32', length: 4 },
} as const satisfies Record<string, BufferSpec>;

function pass(name: string, more: Partial<Pass> = {}): Pass {
  return { kernel: `t/${name}`, constants: {}, groups: [4, 1, 1], ...more };
}

const affine = (factor: number, more: Partial<Pass> = {}): Pass => pass('affine', { constants: { FACTOR: factor }, ...more });

let handle: GpuHandle;
let engines: GpuEngine[] = [];

async function make(buffers: Record<string, BufferSpec> = spec, on = handle): Promise<GpuEngine> {
  const engine = await GpuEngine.create(on, buffers, table, prelude, texts);
  engines.push(engine);
  return engine;
}

async function numbers(engine: GpuEngine, buffer: string): Promise<number[]> {
  return [...(await engine.read([{ buffer }]))[0]];
}

beforeAll(async () => {
  handle = await gpuHandle();
});
afterEach(() => {
  for (const engine of engines) engine.destroy();
  engines = [];
  expect(handle.failure()).toBeNull();
});
afterAll(() => handle.release());

describe('a plan on the GPU', () => {
  it('starts from zero and takes args and override constants', async () => {
    const engine = await make();
    const passes = [affine(1, { args: [5] }), affine(-3, { args: [0, 0, 0, 2] })];
    await engine.prepare(passes);
    engine.run(passes);
    // 2 (2*0 + 5) (-3) - 2
    expect(await numbers(engine, 'x')).toEqual([-32, -32, -32, -32, 0, 0, 0, 0]);
  });

  it('binds a buffer under another name, and keeps a binding that the shader does not use', async () => {
    const engine = await make();
    const copy = pass('copy', { bind: { origin: 'y', goal: 'x' } });
    await engine.prepare([copy]);
    engine.write('y', [1, 2, 3, 4, 5, 6]);
    engine.write('origin', [-1, -1, -1, -1]);
    engine.run([copy]);
    expect(await numbers(engine, 'x')).toEqual([1, 2, 3, 4, 0, 0, 0, 0]);
    engine.run([pass('copy')]);
    expect(await numbers(engine, 'goal')).toEqual([-1, -1, -1, -1]);
  });

  it('repeats passes in order', async () => {
    const engine = await make();
    const passes = [affine(0.5, { args: [1], groups: [1, 1, 1] }), pass('count')];
    await engine.prepare(passes);
    engine.run(passes, 100);
    engine.run(passes, 0);
    // x runs through 1, 2, ..., 100 and every value is counted.
    expect((await numbers(engine, 'x'))[0]).toBe(100);
    expect((await numbers(engine, 'hits'))[0]).toBe(5050);
  });

  it('submits in pieces of a hundred dispatches at most, and of seventeen million threads', async () => {
    const engine = await make();
    const [small, wide] = [affine(0.5, { groups: [1, 1, 1] }), pass('wide', { constants: { WG: 64 }, groups: [1 << 15, 3, 1] })];
    await engine.prepare([small, wide]);
    const submit = vi.spyOn(handle.device.queue, 'submit').mockImplementation(() => undefined);
    try {
      const submissions = (passes: readonly Pass[], times?: number): number => {
        submit.mockClear();
        engine.run(passes, times);
        return submit.mock.calls.length;
      };
      expect(submissions(Array<Pass>(300).fill(small))).toBe(4);
      expect(submissions([small, small], 96)).toBe(2);
      // 2^15 x 3 x 64 threads: two of them fit and the third does not.
      expect(submissions([wide, small], 6)).toBe(3);
      expect(submissions([{ ...wide, groups: [1 << 15, 30, 1] }, small], 2)).toBe(4);
      expect(submissions([{ ...small, effort: 2 ** 23 }], 5)).toBe(3);
    } finally {
      submit.mockRestore();
    }
  });

  it('keeps writes, runs and reads in their order', async () => {
    const engine = await make();
    const double = affine(1);
    await engine.prepare([double]);
    engine.write('x', [1, 2, 3, 4]);
    engine.run([double]);
    const first = engine.read([{ buffer: 'x', length: 4 }]);
    engine.write('x', [10], 1);
    engine.run([double]);
    const second = engine.read([{ buffer: 'x', length: 4 }]);
    engine.write('x', [0, 0, 0, 0]);
    expect([...(await second)[0]]).toEqual([4, 20, 12, 16]);
    expect([...(await first)[0]]).toEqual([2, 4, 6, 8]);
  });

  it('converts what is written, also from part of an array', async () => {
    const engine = await make();
    engine.write('x', Float64Array.of(0.1, -1e300, Number.NaN));
    engine.write('x', Float32Array.of(9, 8, 7, 6).subarray(1, 3), 4);
    engine.write('x', []);
    engine.write('hits', Uint32Array.of(1, 4294967295));
    engine.write('hits', [7.9, 2 ** 31], 2);
    expect(await numbers(engine, 'x')).toEqual([Math.fround(0.1), -Infinity, Number.NaN, 0, 8, 7, 0, 0]);
    expect(await numbers(engine, 'hits')).toEqual([1, 4294967295, 7, 2147483648]);
  });

  it('reads ranges of several buffers at once, each as its kind', async () => {
    const engine = await make();
    engine.write('x', [0, 1, 2, 3, 4, 5, 6, 7]);
    engine.write('hits', [10, 11, 12, 13]);
    const read = await engine.read([{ buffer: 'x', offset: 5, length: 2 }, { buffer: 'hits', offset: 3 }, { buffer: 'x', length: 0 }, { buffer: 'x', offset: 1, length: 1 }]);
    expect(read).toEqual([Float32Array.of(5, 6), Uint32Array.of(13), new Float32Array(0), Float32Array.of(1)]);
    expect(await engine.read([])).toEqual([]);
  });

  it('gives each of more sets of args than it has room for its own values', async () => {
    const engine = await make();
    const fill = pass('count', { groups: [1, 1, 1] });
    const many = Array.from({ length: 300 }, (_, i) => affine(0.5, { args: [i + 1], groups: [1, 1, 1] }));
    await engine.prepare([fill, many[0]]);
    engine.run(many);
    expect((await numbers(engine, 'x'))[0]).toBe((300 * 301) / 2);
    // Twice the room of one run, in runs of one: the slots are handed out anew while earlier work may still be under way.
    engine.write('x', [0]);
    for (let i = 0; i < 1500; i += 1) engine.run([affine(0.5, { args: [i], groups: [1, 1, 1] }), fill]);
    expect((await numbers(engine, 'x'))[0]).toBe((1499 * 1500) / 2);
    engine.run([many[6]]);
    expect((await numbers(engine, 'x'))[0]).toBe((1499 * 1500) / 2 + 7);
  });
});

describe('a wrong plan is refused', () => {
  it('before anything is made, where a buffer is larger than the adapter binds', async () => {
    const small: GpuHandle = { ...handle, limits: { ...handle.limits, maxStorageBufferBindingSize: 128 * 2 ** 20 } };
    const rate = { kind: 'f32', length: 128 * 2 ** 20 } as const;
    await expect(make({ rate }, small)).rejects.toThrow('buffer rate: needs 512 MiB, this adapter binds at most 128 MiB');
    await expect(make({ rate: { kind: 'f32', length: 32 * 2 ** 20 + 1 } }, small)).rejects.toThrow('needs 128.1 MiB, this adapter binds at most 128 MiB');
    await expect(make({ rate: { kind: 'f32', length: 2 ** 40 } })).rejects.toThrow(/buffer rate: needs 4194304 MiB/);
    await expect(make({ rate: { kind: 'f32', length: 0 } })).rejects.toThrow('buffer rate: 0 is no number of elements');
  });

  it('where a dispatch is larger than the adapter allows', async () => {
    const engine = await make();
    await expect(engine.prepare([affine(1, { groups: [4, 70_000, 1] })])).rejects.toThrow('t/affine: needs 70000 workgroups in y, this adapter allows 65535');
    await engine.prepare([affine(1)]);
    expect(() => engine.run([affine(1, { groups: [1e6, 1, 1] })])).toThrow('needs 1000000 workgroups in x');
    expect(() => engine.run([affine(1, { groups: [1.5, 1, 1] })])).toThrow('1.5 workgroups in x is no count');
  });

  it('where it binds more buffers than the adapter allows', async () => {
    const engine = await make(spec, { ...handle, limits: { ...handle.limits, maxStorageBuffersPerShaderStage: 2 } });
    await expect(engine.prepare([pass('copy')])).rejects.toThrow('t/copy: binds 3 storage buffers, this adapter allows 2');
  });

  it('where a name leads nowhere', async () => {
    const engine = await make();
    await expect(engine.prepare([pass('none')])).rejects.toThrow('there is no kernel t/none');
    await expect(engine.prepare([pass('copy', { bind: { origin: 'z' } })])).rejects.toThrow('there is no buffer z');
    await expect(engine.prepare([pass('copy', { bind: { other: 'x' } })])).rejects.toThrow('t/copy: the kernel has no binding other');
    await expect(engine.prepare([pass('affine')])).rejects.toThrow('t/affine: the pass does not set FACTOR');
    await expect(engine.prepare([affine(1), pass('copy', { constants: { N: 1 } })])).rejects.toThrow('t/copy: the kernel has no constant N');
    expect(() => engine.write('z', [1])).toThrow('there is no buffer z');
    await expect(engine.read([{ buffer: 'z' }])).rejects.toThrow('there is no buffer z');
  });

  it('where kinds differ, args are too many, or a buffer that is written is bound twice', async () => {
    const engine = await make();
    await expect(engine.prepare([pass('count', { bind: { x: 'hits', hits: 'x' } })])).rejects.toThrow('t/count: binding x is f32, buffer hits is u32');
    await expect(engine.prepare([affine(1, { args: [1, 2, 3, 4, 5] })])).rejects.toThrow('t/affine: has 5 args');
    await expect(engine.prepare([pass('copy', { bind: { goal: 'origin' } })])).rejects.toThrow('t/copy: writes buffer origin, which it binds twice');
    // Read twice is nobody's harm.
    await engine.prepare([pass('copy', { bind: { unused: 'origin' } })]);
    engine.run([pass('copy', { bind: { unused: 'origin' } })]);
  });

  it('where a range is not in its buffer', async () => {
    const engine = await make();
    expect(() => engine.write('x', [1, 2], 7)).toThrow('buffer x has 8 elements: 2 from 7 on are not in it');
    expect(() => engine.write('x', [1], -1)).toThrow(RangeError);
    await expect(engine.read([{ buffer: 'x', offset: 9 }])).rejects.toThrow(RangeError);
    await expect(engine.read([{ buffer: 'x', offset: 0.5, length: 1 }])).rejects.toThrow(RangeError);
  });

  it('where it was not prepared', async () => {
    const engine = await make();
    expect(() => engine.run([affine(1)])).toThrow('t/affine was not prepared with the constants {"FACTOR":1}');
    await engine.prepare([affine(1)]);
    expect(() => engine.run([affine(1)])).not.toThrow();
    expect(() => engine.run([affine(2)])).toThrow('was not prepared');
  });
});

describe('a wrong shader', () => {
  it('is reported with file, line and column, all shaders at once', async () => {
    const engine = await make();
    const message = await engine.prepare([pass('broken'), affine(1), pass('worse')]).then(() => 'no error', (error: Error) => error.message);
    expect(message).toMatch(/^shaders\/lib\/wrong\.wgsl:2:\d+: error: .*$/m);
    // Line 1 args, line 2 x, line 3 empty, line 4 the function, line 5 the mistake, at its tenth character.
    expect(message).toMatch(/^shaders\/t\/worse\.wgsl:5:10: error: .*nothing/m);
    expect(message).not.toContain('affine');
  });

  it.each([
    ['outside', 'a binding that the table does not have'],
    ['writes', 'an access that the table does not grant'],
    ['main', 'an entry point of another name'],
  ])('that has %s.wgsl: %s', async (name) => {
    const engine = await make();
    await expect(engine.prepare([pass(name)])).rejects.toThrow(new RegExp(`^shaders/t/${name}\\.wgsl: error: `));
    expect(() => engine.run([pass(name)])).toThrow('was not prepared');
  });

  it('leaves the engine usable', async () => {
    const engine = await make();
    await expect(engine.prepare([pass('worse')])).rejects.toThrow();
    await engine.prepare([affine(1, { args: [3] })]);
    engine.run([affine(1, { args: [3] })]);
    expect((await numbers(engine, 'x'))[0]).toBe(3);
  });
});

describe('the end', () => {
  it('may come twice, and nothing works after it', async () => {
    const engine = await make();
    await engine.prepare([affine(1)]);
    engine.destroy();
    engine.destroy();
    expect(() => engine.run([affine(1)])).toThrow('the engine has been destroyed');
    expect(() => engine.write('x', [1])).toThrow('destroyed');
    await expect(engine.read([{ buffer: 'x' }])).rejects.toThrow('destroyed');
    await expect(engine.prepare([affine(1)])).rejects.toThrow('destroyed');
  });

  it('while a read is under way is an error of that read', async () => {
    const engine = await make();
    const reading = engine.read([{ buffer: 'x' }]);
    engine.destroy();
    await expect(reading).rejects.toThrow(GpuError);
  });

  it('of the device is an error that says so', async () => {
    const own = await gpuHandle();
    const engine = await make(spec, own);
    await engine.prepare([affine(1)]);
    const reading = engine.read([{ buffer: 'x' }]).catch((error: unknown) => error);
    own.device.destroy();
    await own.device.lost;
    const error = await reading;
    expect(error).toBeInstanceOf(GpuError);
    expect((error as GpuError).message).toMatch(/lost|destroyed/);
    for (const attempt of [() => engine.run([affine(1)]), () => engine.write('x', [1])]) {
      expect(attempt).toThrow(expect.objectContaining({ name: 'GpuError', lost: true, message: expect.stringContaining('the GPU device was lost') }));
    }
    await expect(engine.read([{ buffer: 'x' }])).rejects.toMatchObject({ lost: true });
    await expect(make(spec, own)).rejects.toMatchObject({ lost: true });
    own.release();
  });

  it('by release is noticed at once', async () => {
    const own = await gpuHandle();
    const engine = await make(spec, own);
    own.release();
    own.release();
    expect(() => engine.write('x', [1])).toThrow('the GPU device has been released');
  });

  it('an error that nobody waited for is thrown by the next call', async () => {
    const own = await gpuHandle();
    const engine = await make(spec, own);
    own.device.createBuffer({ size: 16, usage: 0xffff });
    // Dawn reports at once, a browser a moment later: a read has waited for everything.
    await expect(engine.read([{ buffer: 'x' }])).rejects.toMatchObject({ name: 'GpuError', lost: false });
    expect(() => engine.run([affine(1)])).toThrow(GpuError);
    own.release();
  });
});

describe('the device', () => {
  it('has the limits of the adapter, not the defaults', () => {
    const { limits, workgroupSize } = describeGpu(handle);
    expect(limits.maxStorageBuffersPerShaderStage).toBeGreaterThanOrEqual(8);
    expect(limits.maxComputeWorkgroupsPerDimension).toBeGreaterThanOrEqual(65535);
    // The default is 128 MiB; SwiftShader and every desktop driver offer more.
    expect(limits.maxStorageBufferBindingSize).toBeGreaterThan(2 ** 27);
    expect(handle.device.limits.maxStorageBufferBindingSize).toBe(limits.maxStorageBufferBindingSize);
    expect(workgroupSize).toBe(!handle.software ? 64 : /swiftshader/i.test(handle.adapter) ? 4 : 8);
  });

  it('describes itself in plain data', () => {
    const description = describeGpu(handle);
    expect(JSON.parse(JSON.stringify(description))).toEqual(description);
    expect(description.adapter).not.toBe('');
  });
});
