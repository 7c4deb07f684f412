/** Twin of shaders/lib/halves.wgsl: two real rows in one complex transform, a + i b, and the half of each that says everything. */

/** The transform of a (part 0) or b (part 1) at k, to `to`, from that of a + i b at k (`right`) and at -k (`left`); places of real parts. */
export function part(line: Float64Array, right: number, left: number, which: number, out: Float64Array, to: number): void {
  const x = line[right], y = line[right + 1], u = line[left], v = line[left + 1];
  out[to] = 0.5 * (which === 0 ? x + u : y + v);
  out[to + 1] = 0.5 * (which === 0 ? y - v : u - x);
}

/** The transform of a + i b at k, or at -k (`mirrored`), from those of a and b at k. */
export function join(lines: Float64Array, a: number, b: number, mirrored: boolean, out: Float64Array, to: number): void {
  const sign = mirrored ? -1 : 1;
  out[to] = lines[a] - sign * lines[b + 1];
  out[to + 1] = sign * lines[a + 1] + lines[b];
}
