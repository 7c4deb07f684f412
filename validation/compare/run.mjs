/**
 * The same wall in a Gilbert form, in two bands and in Saslow's generic magnet: where what they pump differs. Needs `npm run build` first:
 *     npm run compare
 * Writes results.json, results.md and compare.svg beside itself.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { compile } from 'vega-lite';
import * as vega from 'vega';
import { Simulation } from '../../dist/node.js';
import { damping, meansOf, models, perTesla, ratio, sceneOf, startDriven, startSteady, wireOf } from './models.mjs';

const here = (name) => new URL(name, import.meta.url);
const base = JSON.parse(await readFile(here('scene.json'), 'utf8'));
const names = Object.keys(models);
/** What each panel shows. */
const pumping = ['gilbert', 'two-band', 'fields', 'fields, mapped'], damped = ['gilbert', 'two-band, short l', 'two-band', 'fields'];

async function simulate(scene) {
  const simulation = await Simulation.create(scene, { backend: 'cpu' });
  try {
    const table = await simulation.run();
    return (name) => table.column(name);
  } finally {
    simulation.destroy();
  }
}
const change = (scene, f) => {
  const s = structuredClone(scene);
  f(s);
  return s;
};

// 1. A metal: what a field makes the wall pump, open and shorted, and how fast a voltage makes it go
const wire = wireOf(base), steady = startSteady(structuredClone(base)), B = base.field.B[0], drift = 10;
const driven = change(base, (s) => {
  s.field.B = [0, 0, 0];
  s.transport.voltage = (-drift / (wire.b1 * wire.P)) * wire.area * wire.resistance;
});
const weak = [];
for (const name of names) {
  const open = meansOf(await simulate(sceneOf(steady, name, true))), short = meansOf(await simulate(sceneOf(steady, name, false))), current = meansOf(await simulate(sceneOf(startDriven(structuredClone(driven), name, drift), name, false)));
  weak.push({ model: name, open: open.V / (perTesla(base) * B), short: (-short.I * wire.resistance) / (perTesla(base) * B), velocity: current.v / drift, closed: ratio(base, name) });
  console.log(name, weak.at(-1));
}

// 2. Above the Walker field: the current in a short, over time
const fast = change(base, (s) => {
  s.field.B = [5e-3, 0, 0];
  s.run.duration = 8e-9;
  s.output.sampleEvery = 2e-11;
});
const traces = [];
for (const name of pumping) {
  const column = await simulate(sceneOf(fast, name, false));
  column('t').forEach((t, k) => traces.push({ model: models[name].label, t: t * 1e9, I: column('I')[k] * 1e9 }));
}

// 3. A conductor a thousand times better: what the pumped current does back. No hard axis, beta = 0
const strong = [];
for (const sigma of [2e8, 4e8, 8e8]) {
  const free = change(base, (s) => {
    s.material.anisotropy.pop();
    s.field.B = [2e-2, 0, 0];
    s.transport.beta = 0;
    s.transport.conductivity = sigma;
    s.run.duration = 2e-9;
  });
  for (const name of damped) {
    for (const open of [true, false]) {
      const { v, phiRate, width } = meansOf(await simulate(sceneOf(free, name, open)));
      strong.push({ model: name, sigma, circuit: open ? 'open' : 'shorted', alpha: v / (width * phiRate), closed: damping(free, name, open, width) });
      console.log(strong.at(-1));
    }
  }
}

const markdown = [
  '| model | open wire: V / ((2 P mu/e) B) | shorted: -I R / ((2 P mu/e) B) | velocity / u in a current | closed form, all three |',
  '|---|---|---|---|---|',
  ...weak.map((r) => `| ${models[r.model].label} | ${r.open.toFixed(4)} | ${r.short.toFixed(4)} | ${r.velocity.toFixed(4)} | ${r.closed.toFixed(4)} |`),
  '',
  '| model | circuit | damping of the angle at 2e8 S/m | at 4e8 S/m | at 8e8 S/m | closed form at 8e8 S/m |',
  '|---|---|---|---|---|---|',
  ...damped.flatMap((name) => ['open', 'shorted'].map((circuit) => {
    const row = strong.filter((r) => r.model === name && r.circuit === circuit);
    return `| ${models[name].label} | ${circuit} | ${row.map((r) => r.alpha.toFixed(5)).join(' | ')} | ${row.at(-1).closed.toFixed(5)} |`;
  })),
  '',
].join('\n');
await writeFile(here('results.json'), `${JSON.stringify({ weak, strong }, null, 2)}\n`);
await writeFile(here('results.md'), markdown);

const legend = { orient: 'bottom', columns: 1, labelLimit: 400, symbolType: 'stroke' };
const hues = { gilbert: '#0072B2', 'two-band, short l': '#111111', 'two-band': '#E69F00', fields: '#009E73', 'fields, mapped': '#CC79A7' };
const dashes = { gilbert: [1, 0], 'two-band': [6, 6], fields: [1, 0], 'fields, mapped': [2, 6] };
/** A channel that tells models apart, those of a panel only. */
const by = (names, values) => ({ field: 'model', type: 'nominal', title: null, legend, scale: { domain: names.map((name) => models[name].label), range: names.map((name) => values[name]) } });
const points = strong.map((r) => ({ ...r, model: models[r.model].label, sigma: r.sigma / 1e8, excess: r.alpha - wire.alpha, line: r.closed - wire.alpha }));
const lines = points.concat(points.filter((r) => r.sigma === 2).map((r) => ({ ...r, sigma: 0, line: 0 })));
const x = { field: 'sigma', type: 'quantitative', title: 'conductivity (1e8 S/m)' };
const figure = {
  $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
  config: { background: 'white' }, resolve: { scale: { color: 'independent', strokeDash: 'independent', shape: 'independent' } },
  vconcat: [
    {
      title: 'What a wall pumps into a short, above its Walker field', width: 520, height: 260, data: { values: traces }, mark: { type: 'line', strokeWidth: 2 },
      encoding: { order: { field: 't', type: 'quantitative' }, x: { field: 't', type: 'quantitative', title: 't (ns)' }, y: { field: 'I', type: 'quantitative', title: 'I (nA)', scale: { zero: false } }, color: by(pumping, hues), strokeDash: by(pumping, dashes) },
    },
    {
      title: 'What it does back: damping less alpha; lines: closed form', width: 520, height: 260,
      layer: [
        { data: { values: lines }, mark: { type: 'line', strokeWidth: 1.2 }, encoding: { x, y: { field: 'line', type: 'quantitative', title: 'damping of the angle - alpha' }, color: by(damped, hues), strokeDash: { field: 'circuit', type: 'nominal', title: null, legend: null, scale: { domain: ['open', 'shorted'], range: [[4, 3], [1, 0]] } } } },
        { data: { values: points }, mark: { type: 'point', filled: true, size: 45 }, encoding: { x, y: { field: 'excess', type: 'quantitative' }, color: by(damped, hues), shape: { field: 'circuit', type: 'nominal', title: null, legend: { orient: 'bottom', symbolType: null }, scale: { domain: ['open', 'shorted'], range: ['circle', 'square'] } } } },
      ],
    },
  ],
};
const view = new vega.View(vega.parse(compile(figure).spec), { renderer: 'none' });
await writeFile(here('compare.svg'), await view.toSVG());
console.log(markdown);
