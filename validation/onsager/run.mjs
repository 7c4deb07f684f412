/**
 * Reciprocity of a moving wall, from two kinds of run that know nothing of each other. Needs `npm run build` first:
 *     node validation/onsager/run.mjs
 * Writes results.json, results.md and response.svg beside itself.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { compile } from 'vega-lite';
import * as vega from 'vega';
import { Simulation } from '../../dist/node.js';
import { closedForm, fieldScene, force, recover, responseOf, voltageScene } from './response.mjs';

const here = (name) => new URL(name, import.meta.url);
const scene = JSON.parse(await readFile(here('scene.json'), 'utf8'));

async function simulate(s) {
  const simulation = await Simulation.create(s, { backend: 'cpu' });
  try {
    const table = await simulation.run();
    const width = table.column('wall_width');
    return { mean: simulation.summary().mean, width: width[width.length - 1] };
  } finally {
    simulation.destroy();
  }
}

const materials = [
  { alpha: 0.02, beta: 0.04 },
  { alpha: 0.05, beta: 0.05 },
  { alpha: 0.1, beta: 0.2 },
  { alpha: 0.1, beta: 0.02 },
  { alpha: 0.3, beta: 0.6 },
];
const small = 0.1;

const rows = [];
for (const { alpha, beta } of materials) {
  // the angle settles in 1/(gamma alpha Kp/Ms): light damping needs a longer run
  const s = structuredClone(scene);
  s.run.duration = (scene.run.duration * 0.1) / Math.min(alpha, 0.1);
  s.output.sampleEvery = s.run.duration / 120;
  const field = fieldScene(s, alpha, beta, small), voltage = voltageScene(s, alpha, beta, small);
  const f = await simulate(field), v = await simulate(voltage);
  const L = responseOf(field, f.mean, voltage, v.mean);
  const back = recover(field, L, f.width);
  rows.push({ alpha, beta, ...L, reciprocity: L.Lcw / L.Lwc, closed: closedForm(field), recovered: back, alphaError: back.alpha / alpha - 1, betaError: back.beta / beta - 1 });
  console.log(`alpha ${alpha} beta ${beta}: L_cw/L_wc = ${(L.Lcw / L.Lwc).toFixed(5)}, alpha recovered ${back.alpha.toFixed(5)}, beta recovered ${back.beta.toFixed(5)}`);
}

// how far linear response reaches: one material, many drives
const scan = [];
const [alpha, beta] = [0.1, 0.2];
for (const fraction of [-0.4, -0.2, -0.1, 0.1, 0.2, 0.4]) {
  const field = fieldScene(scene, alpha, beta, fraction), voltage = voltageScene(scene, alpha, beta, fraction);
  const f = await simulate(field), v = await simulate(voltage);
  scan.push({ run: 'field alone', drive: force(field), response: f.mean.I });
  scan.push({ run: 'voltage alone', drive: voltage.transport.voltage, response: v.mean.wall_v });
}

const e = (x) => x.toExponential(4);
const markdown = [
  '| alpha | beta | L_ww (m/(N s)) | L_cw, field run (A/N) | L_wc, voltage run (m/(V s)) | L_cw / L_wc | closed form | alpha recovered | beta recovered |',
  '|---|---|---|---|---|---|---|---|---|',
  ...rows.map((r) => `| ${r.alpha} | ${r.beta} | ${e(r.Lww)} | ${e(r.Lcw)} | ${e(r.Lwc)} | ${r.reciprocity.toFixed(5)} | ${e(r.closed.Lwc)} | ${r.recovered.alpha.toFixed(5)} (${(100 * r.alphaError).toFixed(2)} %) | ${r.recovered.beta.toFixed(5)} (${(100 * r.betaError).toFixed(2)} %) |`),
  '',
].join('\n');
await writeFile(here('results.json'), `${JSON.stringify({ rows, scan }, null, 2)}\n`);
await writeFile(here('results.md'), markdown);

const L = closedForm(fieldScene(scene, alpha, beta, small)).Lwc;
const panel = (run, title, x, y, xScale, yScale) => {
  const points = scan.filter((p) => p.run === run).map((p) => ({ x: p.drive * xScale, y: p.response * yScale }));
  const top = Math.max(...points.map((p) => Math.abs(p.x)));
  const line = [-top, top].map((v) => ({ x: v, y: (v / xScale) * L * yScale }));
  return {
    title, width: 260, height: 220,
    layer: [
      { data: { values: line }, mark: { type: 'line', color: '#888' }, encoding: { x: { field: 'x', type: 'quantitative', title: x }, y: { field: 'y', type: 'quantitative', title: y } } },
      { data: { values: points }, mark: { type: 'point', filled: true, size: 60, color: '#1f6fb4' }, encoding: { x: { field: 'x', type: 'quantitative' }, y: { field: 'y', type: 'quantitative' } } },
    ],
  };
};
const figure = {
  $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
  title: { text: 'Points: simulated. Lines: -beta b/(alpha A R), both', fontWeight: 'normal', fontSize: 12 },
  config: { background: 'white' },
  hconcat: [
    panel('voltage alone', 'A voltage moves the wall', 'V (mV)', 'v (m/s)', 1e3, 1),
    panel('field alone', 'A moving wall makes a current', '2 A Ms B (fN)', 'I (nA)', 1e15, 1e9),
  ],
};
const view = new vega.View(vega.parse(compile(figure).spec), { renderer: 'none' });
await writeFile(here('response.svg'), await view.toSVG());
console.log(markdown);
