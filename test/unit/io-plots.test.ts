/** wall.svg and film.svg: what is drawn, thinning that keeps every extreme, and text that is the same each time. */
import { describe, expect, it } from 'vitest';
import { formatTableHead, formatTableRows, parseTable, type ParsedTable } from '../../src/io/csv.js';
import { drawFilm, FILM_COLUMNS, filmColumns, filmSpec } from '../../src/io/filmPlot.js';
import { thin } from '../../src/io/panels.js';
import { drawWall, PLOT_COLUMNS, wallSpec } from '../../src/io/plots.js';

/** A table of `rows` rows over 10 ns; each column is a function of the time's share of the run. */
function table(columns: Record<string, (s: number) => number>, rows = 100): ParsedTable {
  const names = ['t', ...Object.keys(columns)];
  const lines = Array.from({ length: rows }, (_, i) => [1e-8 * (i / (rows - 1)), ...Object.values(columns).map((f) => f(i / (rows - 1)))]);
  return parseTable([formatTableHead(names.map((name) => ({ name, unit: '' }))) + formatTableRows(lines, names.length)]);
}

/** Axis titles of the panels, top to bottom. */
const titles = (spec: unknown): string[] =>
  (spec as { vconcat: { encoding: { y: { axis: { title: string } } } }[] }).vconcat.map((panel) => panel.encoding.y.axis.title);

const full = {
  wall_x: (s: number) => 1e-6 + 4e-7 * s,
  wall_phi: (s: number) => 9 * Math.PI * s,
  emf: (s: number) => -2e-6 * Math.sin(9 * s),
  V: () => 1e-6,
  P_in: () => 3e-9,
  P_gilbert: (s: number) => 2e-9 * s,
  P_joule: () => 1e-9,
  P_cross: (s: number) => -1e-10 * s,
};

describe('what is drawn', () => {
  it('is position, angle, voltages and power, each with its unit', () => {
    expect(titles(wallSpec(table(full)))).toEqual(['Wall position (µm)', 'Wall angle φ (π rad)', 'Voltage (µV)', 'Power (nW)']);
  });

  it('is only what there are columns and numbers for', () => {
    const { wall_x, P_gilbert } = full;
    expect(titles(wallSpec(table({ wall_x, wall_phi: () => NaN, P_gilbert })))).toEqual(['Wall position (µm)', 'Power (nW)']);
    expect(wallSpec(table({ mx: () => 1 }))).toBeUndefined();
    expect(wallSpec(table(full, 1 + 1))).toBeDefined();
  });

  it('is the emf alone where the voltage would flatten it', () => {
    expect(titles(wallSpec(table({ ...full, V: () => 0.5 })))[2]).toBe('emf (µV)');
    expect(titles(wallSpec(table({ V: () => 0.5 })))[0]).toBe('V (mV)');
  });

  it('is what a large current leaves to the magnet, not the current\'s own heat', () => {
    const spec = wallSpec(table({ ...full, P_in: (s) => 1e-4 + 1e-10 * s, P_joule: () => 1e-4 })) as unknown as { vconcat: { data: { values: { s: string; y: number }[] } }[] };
    const lines = spec.vconcat[3].data.values;
    expect([...new Set(lines.map((point) => point.s))]).toEqual(['input − Joule', 'Gilbert', 'cross']);
    expect(lines.filter((point) => point.s === 'input − Joule').at(-1)!.y).toBeCloseTo(0.1, 6);
  });

  it('uses columns that PLOT_COLUMNS names', () => {
    expect([...PLOT_COLUMNS].sort()).toEqual(['t', ...Object.keys(full)].sort());
  });
});

describe('the SVG', () => {
  it('has the title, the panels and a white ground, and is the same each time', async () => {
    const svg = await drawWall(table(full), 'Head & tail <of> a "wall"');
    expect(svg).toContain('Head &amp; tail &lt;of&gt; a "wall"');
    for (const text of ['Wall position (µm)', 'Voltage (µV)', 'Time (ns)', 'Gilbert']) expect(svg).toContain(text);
    expect(svg).toContain('fill="white"');
    expect(await drawWall(table(full), 'Head & tail <of> a "wall"')).toBe(svg);
  });

  it('draws gaps, constants and zeros without complaint', async () => {
    const svg = await drawWall(table({ wall_x: (s) => (s > 0.4 && s < 0.6 ? NaN : 1e-6), emf: () => 0 }));
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('of a million rows is no larger than a picture should be', async () => {
    const svg = await drawWall(table({ wall_x: (s) => Math.sin(9999 * s) }, 200_000));
    expect(svg!.length).toBeLessThan(100_000);
  });
});

describe('film.svg', () => {
  const film = {
    mx: (s: number) => s,
    my: () => 0.1,
    mz: () => 0,
    E_total: (s: number) => 1e-17 * (1 - 0.01 * s),
    core_x: (s: number) => 1e-7 + 2e-8 * Math.cos(20 * s),
    core_y: (s: number) => 1e-7 + 1e-8 * Math.sin(20 * s),
    emf: (s: number) => 1e-7 * s,
  };
  type Spec = { hconcat: [unknown, { layer: { data: { values: unknown[] }; encoding: Record<'x' | 'y', { scale: { domain: [number, number] } }> }[] }] };

  it('is mean magnetization, energy and emf, and the core\'s path in one scale along both axes', () => {
    const spec = filmSpec(table(film)) as unknown as Spec;
    expect(titles(spec.hconcat[0])).toEqual(['Mean magnetization', 'Energy (aJ)', 'emf (nV)']);
    const { x, y } = spec.hconcat[1].layer[0].encoding;
    expect(x.scale.domain[1] - x.scale.domain[0]).toBeCloseTo(y.scale.domain[1] - y.scale.domain[0], 9);
    // The path is 40 nm wide, with 8 % of that on either side.
    expect(x.scale.domain[1] - x.scale.domain[0]).toBeCloseTo(46.4, 1);
    expect(spec.hconcat[1].layer[0].data.values).toHaveLength(99);
  });

  it('is the panels alone without a core, with a wall if there is one', () => {
    const { core_x: _x, core_y: _y, ...rest } = film;
    expect(titles(filmSpec(table({ ...rest, wall_x: (s) => 1e-7 * s })))).toEqual(['Mean magnetization', 'Energy (aJ)', 'Wall position (nm)', 'emf (nV)']);
    expect(filmSpec(table({ ...rest, core_x: () => NaN, core_y: () => NaN }))).not.toHaveProperty('hconcat');
    expect(filmSpec(table(film, 1))).toBeUndefined();
  });

  it('has the current where there are leads, each lead its own from three on, and the probes', () => {
    const { core_x: _x, core_y: _y, ...rest } = film;
    const line = (s: number) => 1e-6 * s;
    const two = { ...rest, I: line, U_a: line, I_a: line, U_b: line, I_b: line };
    expect(titles(filmSpec(table({ ...rest, I: line }))).slice(3)).toEqual([]);
    expect(titles(filmSpec(table(two))).slice(3)).toEqual(['Current (µA)']);
    const lines = (spec: unknown) => (spec as { vconcat: { encoding: { color: { scale: { domain: string[] } } } }[] }).vconcat.slice(3).map(({ encoding }) => encoding.color.scale.domain);
    expect(lines(filmSpec(table(two)))).toEqual([['I']]);
    expect(lines(filmSpec(table({ ...two, I_c: line, V_p: line, V_q: line })))).toEqual([['a', 'b', 'c'], ['p', 'q']]);
    const many = Object.fromEntries(Array.from({ length: 8 }, (_, k) => [`I_${k}`, line]));
    expect(lines(filmSpec(table({ ...rest, ...many })))).toEqual([['0', '1', '2', '3']]);
    expect(filmColumns(['t', 'V', 'I_a', 'V_p', 'U_a'])).toEqual([...FILM_COLUMNS, 'I_a', 'V_p']);
  });

  it('uses columns that FILM_COLUMNS names, and draws gaps, cores at rest and long runs', async () => {
    for (const name of ['t', ...Object.keys(film)]) expect(FILM_COLUMNS).toContain(name);
    const still = await drawFilm(table({ ...film, core_x: (s) => (s > 0.4 && s < 0.6 ? NaN : 1e-7), core_y: () => 1e-7 }), 'A & B');
    expect(still).not.toMatch(/NaN|Infinity|undefined/);
    expect(still).toContain('A &amp; B');
    const long = await drawFilm(table(film, 200_000));
    expect(long!.length).toBeLessThan(600_000);
  });
});

describe('thin', () => {
  it('keeps every row of a short table', () => {
    expect(thin([1, 2, 3], [0, 0, 0], 10)).toEqual([0, 1, 2]);
  });

  it('keeps the ends and a spike of one sample, in order', () => {
    const y = new Float64Array(10_000).map((_, i) => Math.sin(i));
    y[5437] = 100;
    y[7001] = -100;
    const kept = thin(y, y, 200);
    expect(kept.length).toBeLessThanOrEqual(202);
    expect(kept).toEqual([...kept].sort((a, b) => a - b));
    expect(new Set(kept).size).toBe(kept.length);
    for (const i of [0, 5437, 7001, 9999]) expect(kept).toContain(i);
  });

  it('sees past gaps', () => {
    const y = new Float64Array(1000).fill(NaN);
    y[999] = 5;
    y[500] = 7;
    expect(thin(y, y, 10)).toEqual(expect.arrayContaining([500, 999]));
  });
});
