/** What the vortex lab works out by itself: the spectrum of an orbit, and the estimate that it is held against. */
import { describe, expect, it, test } from 'vitest';
import { gyration, spectrum } from '../../demos/vortex/spectrum.js';
import { gyrationFrequency } from '../../demos/vortex/thiele.js';

describe('the spectrum of an orbit', () => {
  /** @param flipped seconds before which the core pointed the other way */
  const orbit = (frequency: number, duration: number, rate = 0, flipped = 0) => {
    const t = Array.from({ length: Math.round(duration / 1e-11) }, (_, k) => k * 1e-11);
    const place = (f: (angle: number) => number) => t.map((s) => 8e-8 + 2e-8 * Math.exp(-rate * s) * f(2 * Math.PI * (s < flipped ? -1 : 1) * frequency * s));
    return { t, x: place(Math.cos), y: place(Math.sin), polarity: t.map((s) => (s < flipped ? -1 : 1)), emf: [], across: [] };
  };
  const found = (trace: ReturnType<typeof orbit>) => gyration(spectrum(trace)!);

  it.each([[9.6e8, 8e-9, 0], [-9.6e8, 3e-9, 5e7], [3e8, 8e-9, 0], [1.7e9, 2e-9, 0]])('of %f Hz over %f s', (frequency, duration, rate) => {
    const { frequency: f, radius } = found(orbit(frequency, duration, rate))!;
    expect(Math.abs(f / frequency - 1)).toBeLessThan(1e-3);
    expect(Math.abs(radius / (2e-8 * Math.exp((-rate * duration) / 2)) - 1)).toBeLessThan(0.01);
  });

  it('looks back to the last flip only', () => {
    expect(Math.abs(found(orbit(9.6e8, 8e-9, 0, 5e-9))!.frequency / 9.6e8 - 1)).toBeLessThan(5e-3);
  });

  it('is none where there is too little, and has no peak where the core stands still', () => {
    expect(spectrum(orbit(9.6e8, 5e-10))).toBeNull();
    expect(found({ ...orbit(0, 3e-9) })).toBeNull();
  });
});

test('the estimate has the known limit of a flat disk, 5/9pi gamma mu0 Ms L/R', () => {
  const [gamma, Ms, R] = [1.760859e11, 8e5, 7.5e-8];
  const flat = ((5 / (9 * Math.PI)) * gamma * 4e-7 * Math.PI * Ms * 1e-3) / (2 * Math.PI);
  expect(gyrationFrequency(Ms, R, 1e-3 * R, gamma) / flat).toBeCloseTo(1, 2);
});
