/** Which wires a workgroup integrates, and how. */
import { expect, it } from 'vitest';
import { MOST_PER } from '../../src/plan/layout.js';
import { wireTiling } from '../../src/run/host.js';

const adapter = (software: boolean, bytes: number) => ({
  software,
  workgroupSize: software ? 4 : 64,
  limits: {
    maxBufferSize: 2 ** 30, maxStorageBufferBindingSize: 2 ** 30, maxStorageBuffersPerShaderStage: 8, maxComputeWorkgroupStorageSize: bytes,
    maxComputeInvocationsPerWorkgroup: 256, maxComputeWorkgroupSizeX: 256, maxComputeWorkgroupsPerDimension: 65535,
  },
});

it.each([
  [1, 32, 1], [32, 32, 1], [33, 64, 1], [256, 256, 1], [257, 256, 2], [640, 256, 3],
])('%i cells on hardware: %i threads with %i each', (cells, threads, cellsPerThread) => {
  expect(wireTiling(adapter(false, 16384), cells, 1)).toMatchObject({ threads, cellsPerThread, attemptsOfDispatch: 64 });
});

it.each([[1, 4, 1], [32, 4, 8], [33, 8, 5], [256, 32, 8], [800, 128, 7]])('%i cells on a CPU, where barriers cost: %i threads with %i each', (cells, threads, cellsPerThread) => {
  expect(wireTiling(adapter(true, 32768), cells, 1)).toMatchObject({ threads, cellsPerThread, attemptsOfDispatch: 64 });
});

it('a wire that its memory does not hold goes over all workgroups', () => {
  const most = (software: boolean, bytes: number) => {
    let cells = 1;
    while (wireTiling(adapter(software, bytes), cells + 1, 1).attemptsOfDispatch) cells++;
    return cells;
  };
  expect(most(false, 16384)).toBe((16384 - 2048) / 16 - 256);
  expect(most(false, 32768)).toBe((32768 - 2048) / 16 - 256);
  expect(most(false, 65536)).toBe(256 * MOST_PER);
  expect(wireTiling(adapter(false, 16384), 4096, 1)).toEqual({ threads: 64, cellsPerThread: 1 });
});

it('a dispatch of a large batch takes fewer steps, but one at least', () => {
  const attempts = (batch: number) => wireTiling(adapter(false, 32768), 256, batch).attemptsOfDispatch;
  expect([1, 256, 512, 4096, 65536].map(attempts)).toEqual([64, 63, 31, 3, 1]);
});
