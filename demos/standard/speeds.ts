/** This browser's throughput among others, for orientation: those measured are in bench/RESULTS.md, with the machine. */
import type { Throughput } from './throughput.js';
import { engineText } from './words.js';

export interface Speed {
  readonly what: string;
  /** 1e6 cells x evaluations per second. */
  readonly value: number;
  readonly here: boolean;
}

const OTHERS: readonly Speed[] = [
  { what: 'SwiftShader, WebGPU in software on two cores, 64 × 64', value: 0.75, here: false },
  { what: 'llvmpipe, the same, 64 × 64', value: 3.3, here: false },
  { what: 'float64 engine, Node, one thread of an AMD EPYC, 128 × 128', value: 10.3, here: false },
  { what: 'reported for another code on an RTX 4090, 2048 × 2048', value: 1228, here: false },
  { what: 'reported for another code on an H100, 2048 × 2048', value: 1980, here: false },
];

/** Slowest first. */
export function speeds(measured: readonly Throughput[]): Speed[] {
  const here = measured.map(({ backend, edge, megaCellEvaluations }) => ({ what: `here: ${engineText(backend)}, ${edge} × ${edge}`, value: megaCellEvaluations, here: true }));
  return [...OTHERS, ...here].sort((a, b) => a.value - b.value);
}

/** What must be said with the figure. */
export function caution({ backend }: Throughput): string {
  if (backend.kind === 'cpu') return `One thread in float64: ${backend.reason}.`;
  if (backend.software) return 'This adapter is software: WebGPU without a GPU. The figure says nothing of a GPU, and float64 is likely to be faster here.';
  return 'A film of 256 × 256 does not fill a large GPU: larger films reach more cells a second.';
}
