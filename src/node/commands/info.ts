/** `spinmotive info`: which adapter there is, its limits, and what `--backend auto` would use and why. */
import { createRequire } from 'node:module';
import { availableParallelism, cpus } from 'node:os';
import { describeGpu, type GpuDescription } from '../../gpu/describe.js';
import type { Platform } from '../../gpu/platform.js';
import { formatSi } from '../../io/si.js';
import { packageVersion } from '../files.js';
import { alignRows } from '../terminal.js';
import type { Context } from './context.js';

type Found = GpuDescription | { readonly missing: string };

interface Info {
  readonly version: string;
  readonly node: string;
  readonly webgpu: string;
  readonly system: string;
  readonly cpu: string;
  readonly threads: number;
  /** The adapter of `--backend gpu`; a software one where there is no hardware. */
  readonly gpu: Found;
  readonly auto: { readonly kind: 'gpu' | 'cpu'; readonly reason: string };
}

export async function infoCommand(json: boolean, context: Context): Promise<void> {
  const { terminal } = context;
  const info = await gather(await context.platform());
  if (json) terminal.out(JSON.stringify(info, null, 2));
  else for (const line of infoLines(info)) terminal.out(line);
}

async function gather(platform: Platform): Promise<Info> {
  const hardware = await find(platform, 'hardware');
  const gpu = 'missing' in hardware ? await find(platform, 'any') : hardware;
  return {
    version: packageVersion(),
    node: process.version,
    webgpu: dependencyVersion('webgpu'),
    system: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    threads: availableParallelism(),
    gpu,
    auto: 'missing' in hardware ? { kind: 'cpu', reason: hardware.missing } : { kind: 'gpu', reason: `there is a hardware adapter, ${hardware.adapter}` },
  };
}

async function find(platform: Platform, want: 'hardware' | 'any'): Promise<Found> {
  const handle = await platform.requestGpu(want);
  if (typeof handle === 'string') return { missing: handle };
  const description = describeGpu(handle);
  handle.release();
  return description;
}

function infoLines({ version, node, webgpu, system, cpu, threads, gpu, auto }: Info): string[] {
  const rows = [
    ['spinmotive', version],
    ['node', `${node}, ${system}, webgpu ${webgpu}`],
    ['cpu', `${cpu}, ${threads} threads`],
    ['--backend auto', auto.kind === 'cpu' ? `float64 on the CPU: ${auto.reason}` : `WebGPU: ${auto.reason}`],
    ['--backend gpu', 'missing' in gpu ? `not to be had: ${gpu.missing}` : `${gpu.adapter}${gpu.software ? ' (software)' : ''}, ${gpu.backend}`],
    ['--backend cpu', 'float64 on the CPU'],
  ];
  if (!('missing' in gpu)) {
    for (const [name, value] of Object.entries(gpu.limits) as [string, number][]) {
      rows.push([`  ${name}`, /Size$/.test(name) && value >= 1 << 20 ? `${value} (${formatSi(value, 'B', 3)})` : String(value)]);
    }
    rows.push(['  workgroup size', String(gpu.workgroupSize)]);
  }
  return alignRows(rows);
}

function dependencyVersion(name: string): string {
  try {
    return (createRequire(import.meta.url)(`${name}/package.json`) as { version: string }).version;
  } catch {
    return 'not installed';
  }
}
