/**
 * Saslow's estimates for cobalt, from his constants and from simulated walls. Needs `npm run build` first:
 *     node validation/cobalt/run.mjs
 * Writes results.json, results.md and emf.svg beside itself.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { compile } from 'vega-lite';
import * as vega from 'vega';
import { Simulation } from '../../dist/node.js';
import { cobalt, estimates } from './estimates.mjs';

const here = (name) => new URL(name, import.meta.url);
const base = JSON.parse(await readFile(here('scene.json'), 'utf8'));
const E = 1.602176634e-19, HBAR = 6.62607015e-34 / (2 * Math.PI);

async function simulate(scene) {
  const simulation = await Simulation.create(scene, { backend: 'cpu' });
  try {
    await simulation.run();
    return simulation.summary().mean;
  } finally {
    simulation.destroy();
  }
}

/** The base scene with some values put in by path, as `--set` does. */
function scene(changes) {
  const s = structuredClone(base);
  for (const [path, value] of Object.entries(changes)) {
    const keys = path.split('.');
    const last = keys.pop();
    keys.reduce((o, k) => o[k], s)[last] = value;
  }
  return s;
}

/** Half turns of the wall take pi/(gamma B): average over whole ones in the second half of the run. */
const turning = (B, gamma, alpha) => (8 * Math.PI * (1 + alpha * alpha)) / (gamma * B);

// 1. The paper's own case: 0.1 T, the adiabatic torque alone (beta = 0)
const gamma = base.material.gamma;
const main = await simulate(scene({ 'run.duration': turning(0.1, gamma, 0.01), 'output.sampleEvery': 1e-12 }));
const emf = Math.abs(main.emf);

// 2. The torque of 1e4 V/m, as the drift velocity it gives a wall at alpha = beta
const drift = await simulate(scene({ 'field.B': [0, 0, 0], 'transport.closure': 'prescribed', 'transport.j': [cobalt.sigma * 1e4, 0], 'transport.beta': base.material.alpha, 'run.duration': 5e-10 }));
const RST = Math.abs(drift.wall_v) / (cobalt.gamma * cobalt.delta * 1e4);

const simulated = {
  'R_ST': RST,
  'H_ST at 1e4 V/m': RST * 1e4,
  'R_SP': emf / cobalt.delta / 0.1,
  'E_SP at 0.1 T': emf / cobalt.delta,
  'voltage at 0.1 T': emf,
  'emf/B': emf / 0.1,
};
const table = estimates().map((row) => ({ ...row, simulated: simulated[row.name] ?? null }));

// 3. Where 2 P muB/e holds: emf/B against B through breakdown, three betas; hard axis mu0 Ms^2/2, that of a film
const alpha = 0.05, Kp = 1.32e6;
const BW = (alpha * Kp) / base.material.Ms;
const perTesla = (cobalt.P * HBAR * gamma) / E;
const scan = [];
for (const ratio of [0, 1, 2]) {
  for (const B of [0.4, 0.8, 1.1, 1.3, 1.6, 2, 3, 5].map((f) => f * BW)) {
    const below = B < BW;
    const period = below ? 0 : (Math.PI * (1 + alpha * alpha)) / (gamma * Math.sqrt(B * B - BW * BW));
    const phi = below ? 0.5 * Math.asin(B / BW) : 0;
    const width = Math.sqrt(base.material.A / (base.material.anisotropy[0].Ku1 + Kp * Math.sin(phi) ** 2));
    const s = scene({
      'material.alpha': alpha, 'field.B': [B, 0, 0], 'transport.beta': ratio * alpha,
      'material.anisotropy': [...base.material.anisotropy, { axis: [0, 0, 1], Ku1: -Kp }],
      'initial.centre': [0, Math.cos(phi), Math.sin(phi)], 'initial.width': width,
      'run.duration': below ? 5e-10 : 4 * period, 'output.sampleEvery': below ? 1e-12 : period / 200,
    });
    const { emf } = await simulate(s);
    const x = below ? 0 : Math.sqrt(1 - (BW / B) ** 2) / (1 + alpha * alpha);
    scan.push({ beta: `beta = ${ratio === 0 ? '0' : ratio === 1 ? 'alpha' : '2 alpha'}`, ratio, B, emf: Math.abs(emf) / B, theory: (x + ratio * (1 - x)) * perTesla });
  }
}

const show = (x) => (x === null ? '' : Math.abs(x) >= 1e4 || Math.abs(x) < 1e-2 ? x.toExponential(3) : x.toPrecision(4));
const markdown = [
  '| quantity | unit | equation | printed | from the constants | simulated |',
  '|---|---|---|---|---|---|',
  ...table.map((r) => `| ${r.name} | ${r.unit} | ${r.equation} | ${show(r.paper)} | ${show(r.computed)} | ${show(r.simulated)} |`),
  '',
].join('\n');
await writeFile(here('results.json'), `${JSON.stringify({ table, walkerField: BW, scan }, null, 2)}\n`);
await writeFile(here('results.md'), markdown);

const theory = [0, 1, 2].flatMap((ratio) => {
  const label = scan.find((p) => p.ratio === ratio).beta;
  return Array.from({ length: 201 }, (_, k) => {
    const B = (k / 200) * 5.2 * BW;
    const x = B <= BW ? 0 : Math.sqrt(1 - (BW / B) ** 2) / (1 + alpha * alpha);
    return { beta: label, B, y: (x + ratio * (1 - x)) * perTesla * 1e6 };
  });
});
const axes = { x: { field: 'B', type: 'quantitative', title: 'B (T)' }, y: { field: 'y', type: 'quantitative', title: '|emf| / B (uV/T)' }, color: { field: 'beta', type: 'nominal', title: null, sort: ['beta = 0', 'beta = alpha', 'beta = 2 alpha'] } };
const figure = {
  $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
  title: { text: 'Emf of a cobalt wall per tesla; dashed: 2 P muB/e', fontWeight: 'normal', fontSize: 12 },
  width: 480, height: 280, config: { background: 'white' },
  layer: [
    { data: { values: theory }, mark: { type: 'line', strokeWidth: 1.5 }, encoding: axes },
    { data: { values: scan.map((p) => ({ ...p, y: p.emf * 1e6 })) }, mark: { type: 'point', filled: true, size: 50 }, encoding: axes },
    { data: { values: [{ y: ((2 * cobalt.P * cobalt.muB) / cobalt.e) * 1e6 }] }, mark: { type: 'rule', strokeDash: [4, 4], color: '#666' }, encoding: { y: { field: 'y', type: 'quantitative' } } },
  ],
};
const view = new vega.View(vega.parse(compile(figure).spec), { renderer: 'none' });
await writeFile(here('emf.svg'), await view.toSVG());
console.log(markdown);
for (const p of scan) console.log(`${p.beta}  B ${p.B.toFixed(3)} T  emf/B ${(p.emf * 1e6).toFixed(2)} uV/T  theory ${(p.theory * 1e6).toFixed(2)}`);
