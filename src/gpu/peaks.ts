/** How fast the adapter computes and moves workgroup memory at most: the yardsticks for kernels that stay on the chip. */
import type { GpuHandle } from './platform.js';
import { USAGE } from './usage.js';

/** Per second; a fused multiply-add is two operations. */
export interface Peaks {
  readonly operations: number;
  readonly workgroupBytes: number;
}

const THREADS = 64;
const GROUPS = 4096;

/** Eight independent chains of multiply-adds a thread. */
const computing = `
@group(0) @binding(0) var<storage, read_write> out: array<vec4f>;
@group(0) @binding(1) var<uniform> rounds: vec4u;
@compute @workgroup_size(64)
fn run(@builtin(global_invocation_id) id: vec3u) {
  var a = vec4f(f32(id.x), 1.0, 2.0, 3.0);
  var b = a + 4.0;
  let x = vec4f(0.999);
  for (var i = 0u; i < rounds.x; i++) {
    a = fma(a, x, b);
    b = fma(b, x, a);
    a = fma(a, x, b);
    b = fma(b, x, a);
  }
  out[id.x] = a + b;
}`;

/** Four vec4f a round read from workgroup memory, neighbours by neighbours as cells of a wire are. */
const moving = `
@group(0) @binding(0) var<storage, read_write> out: array<vec4f>;
@group(0) @binding(1) var<uniform> rounds: vec4u;
var<workgroup> tile: array<vec4f, 128>;
@compute @workgroup_size(64)
fn run(@builtin(global_invocation_id) id: vec3u, @builtin(local_invocation_index) thread: u32) {
  tile[thread] = vec4f(f32(id.x));
  tile[thread + 64u] = vec4f(1.0);
  workgroupBarrier();
  var sum = vec4f(0.0);
  for (var i = 0u; i < rounds.x; i++) {
    let at = (thread + i) % 64u;
    sum += tile[at] + tile[at + 1u] + tile[at + 2u] + tile[at + 3u];
  }
  out[id.x] = sum;
}`;

export async function gpuPeaks(handle: GpuHandle): Promise<Peaks> {
  const operations = await best(handle, computing, 4 * 4 * 2);
  const workgroupBytes = await best(handle, moving, 4 * 16);
  return { operations, workgroupBytes };
}

/** Units of work per second, `perRound` of them a thread and round. */
async function best(handle: GpuHandle, code: string, perRound: number): Promise<number> {
  const { device } = handle;
  const out = device.createBuffer({ size: 16 * THREADS * GROUPS, usage: USAGE.STORAGE });
  const rounds = device.createBuffer({ size: 16, usage: USAGE.UNIFORM | USAGE.COPY_DST });
  const layout = device.createBindGroupLayout({ entries: [{ binding: 0, visibility: 4, buffer: { type: 'storage' } }, { binding: 1, visibility: 4, buffer: { type: 'uniform' } }] });
  const pipeline = await handle.wait(device.createComputePipelineAsync({ layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }), compute: { module: device.createShaderModule({ code }), entryPoint: 'run' } }));
  const group = device.createBindGroup({ layout, entries: [{ binding: 0, resource: { buffer: out } }, { binding: 1, resource: { buffer: rounds } }] });
  const time = async (count: number): Promise<number> => {
    device.queue.writeBuffer(rounds, 0, new Uint32Array([count, 0, 0, 0]));
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, group);
    pass.dispatchWorkgroups(GROUPS);
    pass.end();
    const before = performance.now();
    device.queue.submit([encoder.finish()]);
    await handle.wait(device.queue.onSubmittedWorkDone());
    return (performance.now() - before) / 1000;
  };
  try {
    // As many rounds as take a fiftieth of a second: the launch no longer shows, and no driver minds.
    let count = 16;
    while (count < 2 ** 20 && (await time(count)) < 0.02) count *= 2;
    const times: number[] = [];
    for (let k = 0; k < 5; k++) times.push(await time(count));
    return (perRound * count * THREADS * GROUPS) / Math.min(...times);
  } finally {
    out.destroy();
    rounds.destroy();
  }
}
