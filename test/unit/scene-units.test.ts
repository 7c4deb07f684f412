import { expect, test } from 'vitest';
import * as units from '../../src/units.js';

test('constants are CODATA 2022', () => {
  // Written out from the tables, except hbar, whose table value is cut after ten digits.
  expect(Math.abs(units.hbar / 1.054571817e-34 - 1)).toBeLessThan(1e-9);
  expect(units.e).toBe(1.602176634e-19);
  expect(units.kB).toBe(1.380649e-23);
  expect(Math.abs(units.mu0 / (4e-7 * Math.PI) - 1)).toBeLessThan(2e-10);
  // muB = e hbar/(2 me), with me = 9.1093837139e-31 kg.
  expect(Math.abs(units.muB / ((units.e * units.hbar) / (2 * 9.1093837139e-31)) - 1)).toBeLessThan(1e-9);
  // The default gamma is the electron's, g = 2.00232.
  expect(Math.abs(units.muB_g(units.GAMMA_DEFAULT) / (1.00116 * units.muB) - 1)).toBeLessThan(1e-5);
});

test('transport coefficients are one family', () => {
  const [gamma, P, Ms, sigma] = [1.9e11, -0.6, 1.45e6, 3.4e7];
  const b = units.torqueCoefficient(gamma, P, Ms);
  const s0 = units.motiveCoefficient(P);
  expect(Math.abs(b / ((units.muB_g(gamma) * P) / (units.e * Ms)) - 1)).toBeLessThan(1e-15);
  expect(Math.abs((b * Ms) / (gamma * s0) - 1)).toBeLessThan(1e-15);
  expect(units.backReaction(gamma, P, Ms, sigma)).toBe(b * sigma * s0);
  expect(Math.abs(units.backReaction(gamma, P, Ms, sigma) / ((gamma * (units.hbar * P) ** 2 * sigma) / (4 * units.e ** 2 * Ms)) - 1)).toBeLessThan(1e-14);
});

test('cobalt: the torque coefficient times the conductivity over e is the 5.1e15 m^2/(J s) of the literature', () => {
  // P sigma muB/(e^2 Ms) with P 0.6, sigma 3.4e7 S/m, Ms 1.45e6 A/m (Saslow, Phys. Rev. B 76, 184434); printed to two digits.
  const gamma = (2 * units.muB) / units.hbar;
  expect(Math.abs((units.torqueCoefficient(gamma, 0.6, 1.45e6) * 3.4e7) / units.e / 5.1e15 - 1)).toBeLessThan(0.01);
});
