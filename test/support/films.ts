/** Plans of films of every shape for the kernel tests, and random states of them, as plans.ts has them for wires. */
import { cpuConduction } from '../../src/lower/conduction.js';
import type { DemagTiling } from '../../src/lower/demag.js';
import { lowerFilm } from '../../src/lower/film.js';
import type { StepPlan } from '../../src/lower/steps.js';
import { ANISO_STRIDE, materialRow, PAR, PAR_BASE } from '../../src/plan/layout.js';
import { initialMagnetization } from '../../src/scene/initial.js';
import { parseScene } from '../../src/scene/parse.js';
import type { Scene } from '../../src/scene/schema.js';
import { planeAt, randomContents, type Contents } from './plans.js';
import { stream } from './stream.js';

export interface FilmVariant {
  readonly nx: number;
  readonly ny: number;
  readonly batch: number;
  readonly closure: 'prescribed' | 'local' | 'open' | 'circuit' | 'two-band' | 'landau-lifshitz';
  readonly gradient: 2 | 4;
  readonly periodic: readonly [boolean, boolean];
  readonly method: 'rk4' | 'bs32' | 'dopri54';
  readonly uniaxial: number;
  readonly cubic: number;
  readonly threads: number;
  readonly dmi: boolean;
  /** With a field in `demag`, or without. */
  readonly magnetostatic: boolean;
  /** A quarter of the cells is empty, others in every simulation. */
  readonly holes: boolean;
  /** Regions beside the rest, cells of which lie here and there. */
  readonly regions: number;
}

/** A variant on one line, for the names of tests. */
export function filmName(v: FilmVariant): string {
  const ends = ['open', 'periodic in x', 'periodic in y', 'periodic'][(v.periodic[0] ? 1 : 0) + (v.periodic[1] ? 2 : 0)];
  return `${v.nx} x ${v.ny} x ${v.batch}, ${v.closure}, order ${v.gradient}, ${ends}, ${v.method}, ${v.uniaxial}+${v.cubic} axes, ${v.threads} threads${v.dmi ? ', DMI' : ''}${v.magnetostatic ? ', demag' : ''}${v.holes ? ', holes' : ''}${v.regions ? `, ${v.regions} regions` : ''}`;
}

/** The way of software adapters, and of any film. */
export const passesTiling: DemagTiling = { way: 'passes', threads: 8, workgroupBytes: 0, radices: [8, 7, 5, 4, 3, 2] };

function variantScene(v: FilmVariant, seed: number): Scene {
  return parseScene({
    grid: { cells: [v.nx, v.ny], cellSize: [4e-9, 3e-9, 2e-9], periodic: [...v.periodic] as [boolean, boolean] },
    material: {
      Ms: 8e5, A: 1.3e-11, alpha: 0.1, dmi: v.dmi ? { interfacial: 1e-3, bulk: 5e-4 } : {},
      anisotropy: [
        ...Array.from({ length: v.uniaxial }, () => ({ axis: [1, 0, 0] as [number, number, number], Ku1: 1e5 })),
        ...Array.from({ length: v.cubic }, () => ({ kind: 'cubic' as const, Kc1: 1e4 })),
      ],
    },
    regions: Array.from({ length: v.regions }, () => ({ geometry: { shape: 'rectangle' as const } })),
    demag: v.magnetostatic ? 'full' : 'none',
    initial: { kind: 'random', seed },
    transport: { polarization: 0.6, beta: 0.1, conductivity: 4e6, closure: v.closure, ...(v.closure === 'two-band' ? { spinFlipLength: 1e-8 } : {}) },
    run: { duration: 1e-9, method: v.method, fixedStep: v.method === 'rk4' ? 1e-13 : null, gradientOrder: v.gradient },
  });
}

export function filmPlan(v: FilmVariant, attempts = 6): StepPlan {
  const scenes = Array.from({ length: v.batch }, (_, sim) => variantScene(v, sim));
  return lowerFilm(scenes, scenes.map((scene) => initialMagnetization(scene)), { threads: v.threads, cellsPerThread: 1 }, passesTiling, attempts, cpuConduction);
}

/** As `randomContents`, with what a film has more: neighbours along y, holes, a magnetization of the stage and a field at it. */
export function randomFilmContents(plan: StepPlan, v: FilmVariant, seed: number): Contents {
  const contents = randomContents(plan, { ...v, closure: v.closure === 'prescribed' ? 'prescribed' : 'local', cells: v.nx * v.ny }, seed);
  const next = stream(seed + 1000);
  const between = (low: number, high: number) => Math.fround(low + (high - low) * next());
  const stride = PAR_BASE + ANISO_STRIDE * (v.uniaxial + v.cubic);
  for (let sim = 0; sim < v.batch; sim++) {
    const put = (key: number, value: number) => void (contents.params[sim * stride + key] = value);
    put(PAR.ASPECT, between(0.7, 1.4));
    put(PAR.EXCHANGE_Y, between(0.3, 0.6));
    put(PAR.DRIFT_Y, between(-1, 1));
    put(PAR.DMI_INTERFACIAL, v.dmi ? between(-0.3, 0.3) : 0);
    put(PAR.DMI_BULK, v.dmi ? between(-0.3, 0.3) : 0);
    put(PAR.SATURATION, 1);
    put(PAR.RESISTIVITY, 1);
    for (let k = 1; k <= v.regions; k++) {
      const row = contents.params.subarray(stride * materialRow(sim, k + 1, v.batch, v.regions + 1), stride * (1 + materialRow(sim, k + 1, v.batch, v.regions + 1)));
      row.set(contents.params.subarray(sim * stride, (sim + 1) * stride));
      const own: [number, number, number][] = [
        [PAR.ALPHA, 0, 0.5], [PAR.BETA, -0.3, 0.6], [PAR.POLARIZATION, -1, 1], [PAR.EXCHANGE, 0.3, 0.6], [PAR.EXCHANGE_Y, 0.3, 0.6], [PAR.CHI, 0.05, 0.2],
        [PAR.SATURATION, 0.5, 2], [PAR.RESISTIVITY, 0.5, 2],
      ];
      for (const [key, low, high] of own) row[key] = between(low, high);
      for (let i = 0; i < v.uniaxial + v.cubic; i++) row[PAR_BASE + ANISO_STRIDE * i + 3] = between(-0.5, 0.5);
    }
    for (let cell = 0; cell < plan.cells; cell++) {
      const empty = v.holes && next() < 0.25;
      const w = empty ? 0 : 1 + Math.floor(v.regions ? (v.regions + 1) * next() : 0);
      for (const plane of [0, 1]) {
        const at = planeAt(plan, plane, sim) + 4 * cell;
        contents.m[at + 3] = w;
        if (empty) contents.m.fill(0, at, at + 3);
      }
      // Another state than m: kernels that read one for the other show.
      const to = planeAt(plan, 0, sim) + 4 * cell, from = planeAt(plan, 1, sim) + 4 * ((cell * 7 + 3) % plan.cells);
      contents.stage_m[to + 3] = w;
      for (let k = 0; k < 3; k++) contents.stage_m[to + k] = empty ? 0 : contents.m[from + ((k + 1) % 3)];
      if (!empty && contents.stage_m[to] === 0 && contents.stage_m[to + 1] === 0) contents.stage_m[to] = 1;
      if (v.magnetostatic) for (let k = 0; k < 3; k++) contents.demag[to + k] = between(-1, 1);
    }
  }
  return contents;
}
