/**
 * A scene of a conducting film read by the oracle's own eyes, and a run of the library beside the oracle's. Keys of the scene
 * file as in its reference; only those that the oracle understands, anything else is an error in the test. The magnet's
 * shape and its start are the library's own: test/unit and test/kernels hold them to other things.
 */
import type { SceneInput } from '../../../src/scene/schema.js';
import type { Backend } from '../library.js';
import { ConductingFilm, type Circuit, type ConductingFilmParams } from './conductingFilm.js';
import { GAMMA } from './constants.js';
import { runFilm } from './filmRun.js';
import { PotentialGrid, type CellLaw, type Lead } from './potential.js';
import { factor, type SceneWaveform } from './scene.js';

type Vector = readonly [number, number, number];
type Own<K extends string> = { readonly [key in K]?: number };

export interface SceneLead extends Own<'from' | 'to' | 'voltage' | 'resistance' | 'current'> { readonly name: string; readonly edge: 'left' | 'right' | 'bottom' | 'top' }

export interface ConductingScene {
  readonly grid: { readonly cells: readonly [number, number]; readonly cellSize: Vector };
  readonly geometry?: SceneInput['geometry'];
  readonly material: { readonly Ms: number; readonly A: number; readonly alpha: number; readonly gamma?: number; readonly anisotropy?: readonly { readonly axis: Vector; readonly Ku1: number }[]; readonly dmi?: Own<'interfacial' | 'bulk'> };
  readonly regions?: readonly {
    readonly geometry: { readonly shape: 'rectangle'; readonly size: readonly [number, number]; readonly at: readonly [number, number] };
    readonly material?: Own<'Ms' | 'A' | 'alpha'>;
    readonly transport?: Own<'polarization' | 'beta' | 'conductivity' | 'spinFlipLength'>;
  }[];
  readonly demag?: 'none' | 'full' | { readonly factors: Vector };
  readonly initial: SceneInput['initial'];
  readonly field?: { readonly B: Vector; readonly waveform?: SceneWaveform };
  readonly transport: {
    readonly polarization: number; readonly beta?: number; readonly conductivity: number;
    readonly closure: 'prescribed' | 'local' | 'open' | 'circuit' | 'two-band' | 'landau-lifshitz';
    readonly j?: readonly [number, number]; readonly jWaveform?: SceneWaveform;
    readonly voltage?: number; readonly voltageWaveform?: SceneWaveform; readonly load?: number;
    readonly leads?: readonly SceneLead[]; readonly loads?: readonly { readonly between: readonly [string, string]; readonly resistance: number }[];
    readonly amr?: number; readonly spinFlipLength?: number; readonly landauLifshitz?: Own<'LQn' | 'LQN1' | 'LQN3'>;
  };
  readonly run: NonNullable<SceneInput['run']>;
  readonly output?: SceneInput['output'];
}

/** The nodes of a side of the magnet, its outermost line of nodes there, between two places. */
function leadNodes({ grid: { cells: [nx, ny], cellSize } }: ConductingScene, inside: ArrayLike<number>, { edge, from = -Infinity, to = Infinity }: SceneLead): number[] {
  const nodes = new Set<number>();
  for (let i = 0; i < nx * ny; i++) if (inside[i] > 0) for (const step of [0, 1, nx + 1, nx + 2]) nodes.add(i + Math.floor(i / nx) + step);
  const across = edge === 'left' || edge === 'right';
  const place = (node: number) => (across ? node % (nx + 1) : Math.floor(node / (nx + 1)));
  const along = (node: number) => (across ? Math.floor(node / (nx + 1)) * cellSize[1] : (node % (nx + 1)) * cellSize[0]);
  const places = [...nodes].map(place), outermost = edge === 'left' || edge === 'bottom' ? Math.min(...places) : Math.max(...places);
  const slack = 1e-6 * cellSize[across ? 1 : 0];
  return [...nodes].filter((node) => place(node) === outermost && along(node) >= from - slack && along(node) <= to + slack).sort((a, b) => a - b);
}

function circuitOf(scene: ConductingScene, inside: ArrayLike<number>): Circuit {
  const { closure, j = [0, 0], jWaveform, voltage = 0, voltageWaveform, load = 0, leads, loads = [] } = scene.transport;
  if (closure === 'prescribed') return { kind: 'given', j: (t) => [j[0] * factor(jWaveform, t), j[1] * factor(jWaveform, t)] };
  if (closure === 'local') return { kind: 'field-free' };
  if (closure === 'open') return { kind: 'leads', leads: [] };
  const given: readonly SceneLead[] = leads ?? [{ name: 'left', edge: 'left' }, { name: 'right', edge: 'right' }];
  const driven = given.some((lead) => lead.voltage !== undefined || lead.current !== undefined);
  return {
    kind: 'leads',
    leads: given.map((lead, l): Lead => {
      const nodes = leadNodes(scene, inside, lead);
      const volts = !driven && l < 2 ? (l === 0 ? voltage : 0) : lead.voltage, ohms = !driven && l === 0 ? load : lead.resistance ?? 0;
      if (volts !== undefined) return { nodes, voltage: (t) => volts * factor(voltageWaveform, t), ...(ohms > 0 ? { resistance: ohms } : {}) };
      return lead.current === undefined ? { nodes } : { nodes, current: (t) => lead.current! * factor(jWaveform, t) };
    }),
    loads: loads.map(({ between, resistance }) => {
      const [a, b] = between.map((name) => given.findIndex((lead) => lead.name === name));
      return { between: [a, b], resistance };
    }),
  };
}

/** @param inside [cells], above 0 in the cells of the magnet */
export function conductingFilmOf(scene: ConductingScene, inside: ArrayLike<number>): ConductingFilm {
  const { grid: { cells, cellSize }, material, regions = [], demag, field, transport } = scene, [nx, ny] = cells;
  const centre = (i: number) => [((i % nx) + 0.5) * cellSize[0], (Math.floor(i / nx) + 0.5) * cellSize[1]];
  const perCell = (rest: number, pick: (region: (typeof regions)[number]) => number | undefined) =>
    Float64Array.from({ length: nx * ny }, (_, i) => regions.reduce((value, region) => {
      const { size, at } = region.geometry, [x, y] = centre(i);
      return Math.abs(x - at[0]) < size[0] / 2 && Math.abs(y - at[1]) < size[1] / 2 ? pick(region) ?? rest : value; // the later region, all of it
    }, rest));
  const B = field?.B ?? [0, 0, 0];
  const params: ConductingFilmParams = {
    cells, cellSize, inside, gamma: material.gamma ?? GAMMA,
    Ms: perCell(material.Ms, (r) => r.material?.Ms), A: perCell(material.A, (r) => r.material?.A), alpha: perCell(material.alpha, (r) => r.material?.alpha),
    uniaxial: material.anisotropy, interfacial: material.dmi?.interfacial, bulk: material.dmi?.bulk,
    factors: typeof demag === 'object' ? demag.factors : undefined, full: demag === 'full',
    field: (t) => B.map((b) => b * factor(field?.waveform, t)) as unknown as Vector, gradientOrder: scene.run.gradientOrder,
    law: transport.closure === 'two-band' ? 'two-band' : transport.closure === 'landau-lifshitz' ? 'fields' : 'one-band',
    polarization: perCell(transport.polarization, (r) => r.transport?.polarization), beta: perCell(transport.beta ?? 0, (r) => r.transport?.beta),
    conductivity: perCell(transport.conductivity, (r) => r.transport?.conductivity), amr: transport.amr,
    spinFlipLength: transport.spinFlipLength === undefined ? undefined : perCell(transport.spinFlipLength, (r) => r.transport?.spinFlipLength),
    LQn: transport.landauLifshitz?.LQn, LQN3: transport.landauLifshitz?.LQN3,
    circuit: circuitOf(scene, inside),
  };
  return new ConductingFilm(params);
}

/** g of docs/physics.md, section 9, in 1/m^2, [cells * 2]: of one ampere from the first lead to the second, or along x where there are no two. */
function weight(film: ConductingFilm): Float64Array {
  const { grid, n } = film, [, ny] = film.p.cells, [, dy, dz] = film.p.cellSize, out = new Float64Array(2 * n);
  if (!grid || grid.leads.length < 2) return out.map((_, k) => (k % 2 === 0 && film.inside[k >> 1] > 0 ? 1 / (ny * dy * dz) : 0));
  const leads = grid.leads.map(({ nodes }, l): Lead => (l === 1 ? { nodes, voltage: () => 0 } : { nodes, current: () => (l === 0 ? 1 : 0) }));
  const laws = Array.from(film.inside, (is, i): CellLaw | null => (is > 0 ? { still: [0, 0], tensor: [film.sigma[i], 0, 0, film.sigma[i]], bare: [film.sigma[i]], leak: 0 } : null));
  const { V } = new PotentialGrid(grid.cells, grid.cellSize, film.inside, leads).solve(laws, 0);
  laws.forEach((law, i) => {
    if (law) out.set(grid.meanField(V[0], i).map((e) => e * film.sigma[i]), 2 * i);
  });
  return out;
}

export interface OracleSample {
  readonly t: number;
  /** By the names of the library's table. */
  readonly columns: Readonly<Record<string, number>>;
  /** Of each lead, V and A into the magnet. */
  readonly U: Float64Array;
  readonly I: Float64Array;
  readonly m: Float64Array;
}

/** The oracle's run from a start, a sample every `every` of its steps. */
export function oracleRun(film: ConductingFilm, start: Float64Array, duration: number, samples: number, every: number): OracleSample[] {
  const out: OracleSample[] = [], g = weight(film), m = start.slice();
  const magnet = film.inside.reduce((sum, is) => sum + (is > 0 ? 1 : 0), 0);
  let step = 0;
  film.evolve(m, 0, duration, samples * every, (t, at) => {
    if (step++ % every !== 0) return;
    const { powers: p, j, motive, potential } = film.instant(at, t);
    const mean = (axis: number) => j.reduce((sum, band) => sum + band.reduce((s, x, k) => s + (k % 2 === axis ? x : 0), 0), 0) / magnet;
    const share = (i: number) => (film.bands === 2 ? film.P[i] : 1);
    const columns: Record<string, number> = {
      E_total: film.energy(at, t), jx: mean(0), jy: mean(1), emf: motive.reduce((sum, s, k) => sum + g[k] * s * share(k >> 1) * film.volume, 0),
      P_lambda: p.lambda, P_sigma: p.sigma + p.flip, P_xi: p.xi, P_gilbert: p.gilbert, P_joule: p.ohmic + p.flip, P_cross: p.cross, P_in: p.input + p.field,
    };
    if (potential && potential.U.length === 2) {
      columns.V = potential.U[0] - potential.U[1];
      columns.I = potential.I[0];
    }
    out.push({ t, columns, U: potential?.U ?? new Float64Array(0), I: potential?.I ?? new Float64Array(0), m: at.slice() });
  });
  return out;
}

export interface Comparison {
  /** Largest |difference| of m at the end. */
  readonly m: number;
  /** Of each column that both have: largest |difference| over the samples, over the largest value of the oracle's. */
  readonly columns: Readonly<Record<string, number>>;
  /** Both, sample by sample. */
  readonly oracle: readonly OracleSample[];
  readonly library: (column: string) => Float64Array;
}

/**
 * Runs a scene on an engine of the library and on the oracle from the same start. `steps` of the oracle per sample.
 * @throws where the library refuses the scene, or its table lacks one of `columns`
 */
export async function compareRun(scene: ConductingScene, backend: Backend, steps: number, columns: readonly string[]): Promise<Comparison> {
  const result = await runFilm(scene as unknown as SceneInput, backend), library = result.column; // the scene is as it stands in a file
  const inside = Float64Array.from({ length: result.initial.length / 3 }, (_, i) => (result.initial[3 * i] || result.initial[3 * i + 1] || result.initial[3 * i + 2] ? 1 : 0));
  const oracle = oracleRun(conductingFilmOf(scene, inside), result.initial, scene.run.duration, library('t').length - 1, steps);
  const compared = Object.fromEntries(columns.map((name) => {
    const theirs = library(name), ours = oracle.map((sample) => sample.columns[name]);
    if (ours[0] === undefined) throw new Error(`the oracle has no column ${name}`);
    return [name, ours.reduce((worst, x, k) => Math.max(worst, Math.abs(x - theirs[k])), 0) / Math.max(...ours.map(Math.abs))];
  }));
  return { m: oracle.at(-1)!.m.reduce((worst, x, k) => Math.max(worst, Math.abs(x - result.final[k])), 0), columns: compared, oracle, library };
}
