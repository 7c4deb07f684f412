/** The checkpoint file: every bit comes back, and no damaged file passes for a whole one. */
import { describe, expect, it } from 'vitest';
import { CheckpointError, crc32, decodeCheckpoint, encodeCheckpoint } from '../../src/io/checkpoint.js';

const checkpoint = {
  header: { time: 0.1 + 0.2, title: 'Wände ✓', nested: [1, null, { deep: true }, NaN, -Infinity, -0] },
  arrays: {
    m: new Float64Array([1 / 3, -0, NaN, Infinity, 5e-324]),
    h: new Float32Array([1.1, -2.2, 3.3]),
    count: new Uint32Array([0xffffffff, 7]),
    none: new Float64Array(0),
  },
};

it('comes back bit for bit', () => {
  const back = decodeCheckpoint(encodeCheckpoint(checkpoint));
  expect(back.header).toStrictEqual(checkpoint.header);
  expect(Object.keys(back.arrays)).toEqual(Object.keys(checkpoint.arrays));
  for (const [name, array] of Object.entries(checkpoint.arrays)) {
    expect(back.arrays[name].constructor).toBe(array.constructor);
    expect(new Uint8Array(back.arrays[name].buffer)).toEqual(new Uint8Array(array.buffer));
  }
});

it('reads from the middle of a larger buffer', () => {
  const bytes = encodeCheckpoint(checkpoint);
  const larger = new Uint8Array(bytes.length + 3);
  larger.set(bytes, 3);
  expect(decodeCheckpoint(larger.subarray(3)).header).toEqual(checkpoint.header);
});

it('has the CRC of zip and PNG', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
});

it('refuses to write what could not be read back', () => {
  // The length alone decides, before anything is copied.
  const huge = Object.defineProperty(new Float32Array(1), 'byteLength', { value: 2 ** 31 });
  expect(() => encodeCheckpoint({ header: null, arrays: { huge } })).toThrow('a checkpoint of 2.0 GiB is too large for a file');
});

describe('refuses', () => {
  it('a file cut anywhere', () => {
    const bytes = encodeCheckpoint(checkpoint);
    for (let length = 0; length < bytes.length; length++) expect(() => decodeCheckpoint(bytes.subarray(0, length))).toThrow(CheckpointError);
  });

  it('a file with any one bit turned', () => {
    const bytes = encodeCheckpoint(checkpoint);
    for (let i = 0; i < bytes.length; i++) {
      const damaged = bytes.slice();
      damaged[i] ^= 1 << i % 8;
      expect(() => decodeCheckpoint(damaged), `byte ${i}`).toThrow(CheckpointError);
    }
  });

  it('something else, and another format, in words', () => {
    expect(() => decodeCheckpoint(new TextEncoder().encode('# OOMMF OVF 2.0 and some more text'))).toThrow('not a spinmotive checkpoint');
    const later = encodeCheckpoint(checkpoint);
    later[8] = 2;
    expect(() => decodeCheckpoint(later)).toThrow('checkpoint format 2, this program reads format 1');
  });
});
