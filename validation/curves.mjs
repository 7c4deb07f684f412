/**
 * What the standard problems share: run a scene on the float64 engine, lay its mean magnetization beside a table of
 * another code, and write results.json and curves.svg.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { compile } from 'vega-lite';
import * as vega from 'vega';
import { Simulation } from '../dist/node.js';

/** @param folder URL of the problem's folder; reference: URL of a csv with columns t, mx, my, mz */
export async function compare(folder, reference, title) {
  const scene = JSON.parse(await readFile(new URL('scene.json', folder), 'utf8'));
  const lines = (await readFile(reference, 'utf8')).trim().split('\n').slice(1);
  const theirs = lines.map((line) => line.split(',').map(Number));
  const simulation = await Simulation.create(scene, { backend: 'cpu' });
  const table = await simulation.run();
  const { steps } = simulation.summary();
  simulation.destroy();

  const components = ['mx', 'my', 'mz'];
  const t = table.column('t');
  const ours = components.map((name) => table.column(name));
  // Their times are ours wherever both sample; compare only there.
  const row = new Map([...t].map((time, k) => [time.toExponential(6), k]));
  let largest = 0, compared = 0;
  for (const [time, ...m] of theirs) {
    const k = row.get(time.toExponential(6));
    if (k === undefined) continue;
    compared++;
    components.forEach((_, c) => (largest = Math.max(largest, Math.abs(ours[c][k] - m[c]))));
  }
  const crossing = [...t].findIndex((_, k) => ours[0][k] <= 0);
  const firstZero = crossing > 0 ? t[crossing - 1] + ((t[crossing] - t[crossing - 1]) * ours[0][crossing - 1]) / (ours[0][crossing - 1] - ours[0][crossing]) : null;
  const results = { steps, compared, largestDifference: largest, firstZeroOfMx: firstZero, final: components.map((_, c) => ours[c].at(-1)) };
  console.log(results);

  const values = [
    ...components.flatMap((name, c) => [...t].map((time, k) => ({ t: 1e9 * time, m: ours[c][k], component: name, code: 'spinmotive' }))),
    ...theirs.filter((_, k) => k % Math.ceil(theirs.length / 60) === 0).flatMap(([time, ...m]) => components.map((name, c) => ({ t: 1e9 * time, m: m[c], component: name, code: 'OOMMF 2.1a0' }))),
  ];
  const colour = { field: 'component', type: 'nominal', title: null, scale: { range: ['#0072B2', '#D55E00', '#009E73'] } };
  const x = { field: 't', type: 'quantitative', title: 'Time (ns)' }, y = { field: 'm', type: 'quantitative', title: 'Mean magnetization' };
  const spec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json', title, width: 640, height: 360, background: 'white', data: { values },
    layer: [
      { transform: [{ filter: "datum.code === 'spinmotive'" }], mark: { type: 'line', strokeWidth: 1.8 }, encoding: { x, y, color: colour } },
      { transform: [{ filter: "datum.code !== 'spinmotive'" }], mark: { type: 'point', size: 28 }, encoding: { x, y, color: colour } },
    ],
    config: { axis: { labelFontSize: 13, titleFontSize: 14 }, title: { fontSize: 15 }, legend: { labelFontSize: 13 } },
  };
  const svg = await new vega.View(vega.parse(compile(spec).spec), { renderer: 'none' }).toSVG();
  await writeFile(new URL('curves.svg', folder), svg);
  await writeFile(new URL('results.json', folder), `${JSON.stringify(results, null, 2)}\n`);
}
