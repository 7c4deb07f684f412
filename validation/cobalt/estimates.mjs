/**
 * The estimates for cobalt of W. M. Saslow, "Spin Pumping of Current in Non-Uniform Conducting Magnets" (2007),
 * section VII.B, from the constants stated there. run.mjs and test/physics/cobalt.test.ts share this.
 */

/** Table 1 of the paper's Ref. 9, and the constants as the paper rounds them. `delta` is its wall dimension. */
export const cobalt = { P: 0.6, Ms: 1.45e6, sigma: 3.4e7, e: 1.6e-19, muB: 9.3e-24, gamma: 1.9e11, delta: 10e-9 };

/** Rows of the table: name, unit, the equation, what the paper prints, what its constants give. */
export function estimates(c = cobalt) {
  const xi = (c.P * c.sigma * c.muB) / (c.e ** 2 * c.Ms);
  const RST = (xi * c.e) / (c.gamma * c.delta);
  const RSP = (2 * c.e * c.Ms * xi) / (c.delta * c.sigma);
  return [
    { name: 'xi', unit: 'm^2/(J s)', equation: '(81)', paper: 5.1e15, computed: xi },
    { name: 'R_ST', unit: 'T m/V', equation: '(79)', paper: 4e-7, computed: RST },
    { name: 'H_ST at 1e4 V/m', unit: 'T', equation: '(76)', paper: 4e-3, computed: RST * 1e4 },
    { name: 'R_SP', unit: 'V/(T m)', equation: '(86)', paper: 7.0e3, computed: RSP },
    { name: 'E_SP at 0.1 T', unit: 'V/m', equation: '(85)', paper: 700, computed: RSP * 0.1 },
    { name: 'voltage at 0.1 T', unit: 'V', equation: '(87)', paper: 7.0e-6, computed: RSP * 0.1 * c.delta },
    { name: 'emf/B', unit: 'V/T', equation: '(88)', paper: 0.7e-4, computed: (2 * c.P * c.muB) / c.e },
  ];
}
