/**
 * A small assembler of WebAssembly, for loops over pairs of float64 (v128) in a memory that the caller brings: about four
 * times as fast as the same loop in JavaScript. Code is a list of bytes; operands stand before their instruction.
 *
 * Source: WebAssembly Core Specification 2.0, section 5 (binary format).
 */
export type Code = readonly number[];

/** A local variable, or a parameter. */
export interface Local {
  readonly index: number;
  /** Its value. */
  readonly get: Code;
}

const typeI32 = 0x7f, typeV128 = 0x7b, typeVoid = 0x40;

/** LEB128, unsigned and signed. */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)];
}

function signed(value: number): number[] {
  return value >= -64 && value < 64 ? [value & 127] : [(value & 127) | 128, ...signed(value >> 7)];
}

const vector = (opcode: number): number[] => [0xfd, ...unsigned(opcode)];
const binary = (...instruction: number[]) => (a: Code, b: Code): Code => [...a, ...b, ...instruction];

export const constant = (value: number): Code => [0x41, ...signed(value)];
export const plus = binary(0x6a), minus = binary(0x6b), product = binary(0x6c), quotient = binary(0x6e);

/** Pairs of float64, at addresses that are multiples of 8. */
export const load = (address: Code): Code => [...address, ...vector(0x00), 3, 0];
export const loadTwice = (address: Code, offset: number): Code => [...address, ...vector(0x0a), 3, ...unsigned(offset)];
export const store = (address: Code, value: Code): Code => [...address, ...value, ...vector(0x0b), 3, 0];
export const add = binary(...vector(0xf0)), sub = binary(...vector(0xf1)), mul = binary(...vector(0xf2)), xor = binary(...vector(0x51));
export const pair = (x: number, y: number): Code => [...vector(0x0c), ...new Uint8Array(Float64Array.of(x, y).buffer)];
/** (y, x) of (x, y), which is given twice over. */
export const swapped = (value: Code): Code => [...value, ...value, ...vector(0x0d), 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7];
export const either = (condition: Code, yes: Code, no: Code): Code => [...condition, 0x04, typeV128, ...yes, 0x05, ...no, 0x0b];

/** One exported function, whose parameters are i32 and which returns nothing. */
export class Procedure {
  private readonly locals: number[] = [];
  private readonly code: number[] = [];

  constructor(readonly name: string, readonly parameters: number) {}

  parameter(index: number): Local {
    return { index, get: [0x20, ...unsigned(index)] };
  }

  /** A new variable of a value. */
  number(value: Code): Local {
    return this.variable(typeI32, value);
  }

  /** A new pair of float64; its value. */
  pair(value: Code): Code {
    return this.variable(typeV128, value).get;
  }

  set(local: Local, value: Code): void {
    this.emit([...value, 0x21, ...unsigned(local.index)]);
  }

  emit(code: Code): void {
    for (const byte of code) this.code.push(byte);
  }

  /** Repeats the body, at least once, for index = start, start + step, ... below end. */
  loop(index: Local, start: Code, step: Code, end: Code, body: () => void): void {
    this.set(index, start);
    this.emit([0x03, typeVoid]);
    body();
    this.emit([...plus(index.get, step), 0x22, ...unsigned(index.index), ...end, 0x49, 0x0d, 0, 0x0b]);
  }

  unless(condition: Code, body: () => void): void {
    this.emit([...condition, 0x45, 0x04, typeVoid]);
    body();
    this.emit([0x0b]);
  }

  /** The body in the binary format. */
  get bytes(): number[] {
    const content = [...list(this.locals.map((type) => [1, type])), ...this.code, 0x0b];
    return [...unsigned(content.length), ...content];
  }

  private variable(type: number, value: Code): Local {
    const local = this.parameter(this.parameters + this.locals.length);
    this.locals.push(type);
    this.set(local, value);
    return local;
  }
}

function list(items: readonly (readonly number[])[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

const text = (value: string): number[] => list(Array.from(new TextEncoder().encode(value), (byte) => [byte]));

/** A module that exports the procedures by name and imports its memory as `host.memory`. */
export function moduleBytes(procedures: readonly Procedure[]): Uint8Array<ArrayBuffer> {
  const section = (id: number, items: readonly (readonly number[])[]) => {
    const content = list(items);
    return [id, ...unsigned(content.length), ...content];
  };
  return Uint8Array.from([
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, procedures.map(({ parameters }) => [0x60, ...list(Array.from({ length: parameters }, () => [typeI32])), 0])),
    ...section(2, [[...text('host'), ...text('memory'), 2, 0, 1]]),
    ...section(3, procedures.map((_, i) => unsigned(i))),
    ...section(7, procedures.map(({ name }, i) => [...text(name), 0, ...unsigned(i)])),
    ...section(10, procedures.map(({ bytes }) => bytes)),
  ]);
}
