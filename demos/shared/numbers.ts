/** Numbers for people: three digits, a true minus sign, no trailing zeros. */
export function numberText(value: number): string {
  const text = Math.abs(value) >= 1e6 || (value !== 0 && Math.abs(value) < 1e-4) ? value.toExponential(2) : String(Number(value.toPrecision(3)));
  return text.replaceAll('-', '\u2212');
}
