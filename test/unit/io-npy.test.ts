/** NumPy files both ways, against bytes written by NumPy itself and every way a file can be wrong. */
import { describe, expect, it } from 'vitest';
import { NpyError, readNpy, writeNpy } from '../../src/io/npy.js';
import { pcg4d } from '../../src/math/random.js';

const HEAD4 = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";

/** A file put together from the format's description. */
function numpy(dictionary: string, data: Buffer, version = 1): Buffer {
  const start = version === 1 ? 10 : 12;
  const head = Buffer.from(dictionary.padEnd(64 * Math.ceil((start + dictionary.length + 1) / 64) - start - 1) + '\n', 'latin1');
  const front = Buffer.alloc(start);
  front.write('\x93NUMPY', 'latin1');
  front[6] = version;
  if (version === 1) front.writeUInt16LE(head.length, 8);
  else front.writeUInt32LE(head.length, 8);
  return Buffer.concat([front, head, data]);
}
const floats = (values: readonly number[]): Buffer => {
  const buffer = Buffer.alloc(4 * values.length);
  values.forEach((v, i) => buffer.writeFloatLE(v, 4 * i));
  return buffer;
};
const six = [1, -2.5, 3e10, 0, -0, 1.5];

describe('reader', () => {
  it.each([1, 2, 3])('reads version %i, at any place in memory', (version) => {
    const file = Buffer.concat([Buffer.from('x'), numpy(HEAD4, floats(six), version)]).subarray(1);
    const { shape, data } = readNpy(file);
    expect(shape).toEqual([2, 3]);
    expect(data).toEqual(Float32Array.from(six));
  });

  it('reads one axis, no axis, and one axis in Fortran order, which is the same', () => {
    expect(readNpy(numpy("{'descr': '<f4', 'fortran_order': False, 'shape': (6,), }", floats(six))).shape).toEqual([6]);
    expect(readNpy(numpy("{'descr': '<f4', 'fortran_order': True, 'shape': (6,), }", floats(six))).shape).toEqual([6]);
    expect(readNpy(numpy("{'descr': '<f4', 'fortran_order': False, 'shape': (), }", floats([7])))).toEqual({ shape: [], data: Float32Array.of(7) });
  });

  it.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(0), 'expected a .npy file, got something else'],
    ['an OVF file', Buffer.from('# OOMMF OVF 2.0\n'), 'expected a .npy file, got something else'],
    ['a beginning', numpy(HEAD4, floats(six)).subarray(0, 8), 'the file is cut short in its header'],
    ['half a header', numpy(HEAD4, floats(six)).subarray(0, 60), 'the file is cut short in its header'],
    ['a future version', numpy(HEAD4, floats(six)).fill(9, 6, 7), 'version: expected 1, 2 or 3, got 9'],
    ['integers', numpy(HEAD4.replace('<f4', '<i4'), floats(six)), `descr: expected '<f4' or '<f8', got "<i4"`],
    ['big-endian numbers', numpy(HEAD4.replace('<f4', '>f4'), floats(six)), `descr: expected '<f4' or '<f8', got ">f4"`],
    ['records', numpy(HEAD4.replace("'<f4'", "[('x', '<f4')]"), floats(six)), 'header has no descr that can be read'],
    ['Fortran order', numpy(HEAD4.replace('False', 'True'), floats(six)), 'fortran_order: expected False, the last axis running fastest, got True'],
    ['no shape', numpy(HEAD4.replace('shape', 'form'), floats(six)), 'header has no shape that can be read'],
    ['a shape of words', numpy(HEAD4.replace('(2, 3)', '(two, 3)'), floats(six)), 'shape: expected whole numbers, got "two, 3"'],
    ['a negative shape', numpy(HEAD4.replace('(2, 3)', '(-2, 3)'), floats(six)), 'shape: expected whole numbers, got "-2, 3"'],
    ['too little data', numpy(HEAD4, floats(six.slice(1))), 'expected 24 bytes of data for the shape (2, 3), got 20'],
    ['too much data', numpy(HEAD4, floats([...six, 1])), 'expected 24 bytes of data for the shape (2, 3), got 28'],
    ['a shape beyond memory', numpy(HEAD4.replace('(2, 3)', '(99999999999999, 999999999999999)'), floats(six)), 'for the shape (99999999999999, 999999999999999), got 24'],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => readNpy(bytes)).toThrow(NpyError);
    expect(() => readNpy(bytes)).toThrow(message);
  });

  it('reads or refuses whatever has happened to a file: 3000 slips', () => {
    const file = writeNpy({ shape: [2, 3], data: Float64Array.from(six) });
    let refused = 0;
    for (let seed = 0; seed < 3000; seed++) {
      const [a, b, c] = pcg4d(seed, 1, 2, 3);
      const slip = Buffer.from(file);
      const at = a % 140;
      slip[at] = b % 256;
      try {
        readNpy(c % 4 === 0 ? slip.subarray(0, at) : slip);
      } catch (error) {
        if (!(error instanceof NpyError)) throw new Error(`seed ${seed}: ${String(error)}`, { cause: error });
        expect(error.message).toMatch(/^[^\n]{10,200}$/);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(1000);
  });
});

describe('writer', () => {
  it.each(['float32', 'float64'])('%s comes back', (kind) => {
    for (const shape of [[6], [2, 3], [1, 2, 3], [0, 3], []]) {
      const numbers = Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i + 1));
      const data = kind === 'float32' ? Float32Array.from(numbers) : Float64Array.from(numbers);
      expect(readNpy(writeNpy({ shape, data }))).toEqual({ shape, data });
    }
  });

  it('writes what NumPy writes', () => {
    // numpy.save(..., numpy.array([[1, -2.5, 3e10], [0, -0.0, 1.5]], "<f4")) of NumPy 2.4.6.
    const theirs = Buffer.from(`k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9${'ICAg'.repeat(19)}IAoAAIA/AAAgwHaE31AAAAAAAAAAgAAAwD8=`, 'base64');
    expect(readNpy(theirs)).toEqual({ shape: [2, 3], data: Float32Array.from(six) });
    expect(Buffer.from(writeNpy({ shape: [2, 3], data: Float32Array.from(six) }))).toEqual(theirs);
    const bytes = writeNpy({ shape: [5], data: new Float64Array(5) });
    // numpy.save of zeros(5): the data begins at a multiple of 64 and the header ends in a newline.
    expect(bytes.length).toBe(128 + 40);
    expect(bytes[127]).toBe(0x0a);
  });

  it('refuses data that does not fit', () => {
    expect(() => writeNpy({ shape: [2, 2], data: new Float32Array(3) })).toThrow('an array of shape (2, 2) needs 4 numbers, got 3');
  });
});
