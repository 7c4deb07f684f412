/**
 * The kernels of a film on the GPU against their float64 twins, one dispatch at a time, as twins.test.ts does for wires:
 * inputs that float32 holds exactly, outputs filled with a sentinel, nothing else touched.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GpuEngine } from '../../src/gpu/engine.js';
import type { ShaderTexts } from '../../src/gpu/linker.js';
import type { GpuHandle } from '../../src/gpu/platform.js';
import { shaderTexts } from '../../src/gpu/shaders.js';
import { ANISO_STRIDE, FLG, FLG_STRIDE, GAZE, PAR, PAR_BASE, slot } from '../../src/plan/layout.js';
import type { Pass } from '../../src/plan/types.js';
import { filmName, filmPlan, randomFilmContents, type FilmVariant } from '../support/films.js';
import { gpuHandle } from '../support/gpu.js';
import { gpuEngineFor, groupsOf, planeAt, sumsAt, type Contents } from '../support/plans.js';
import { stand } from '../support/standings.js';
import { Measured, SENTINEL } from '../support/twins.js';

/** Each size with each closure, twice; the rest in turn. */
const variants: FilmVariant[] = [[1, 1], [1, 5], [5, 1], [7, 3], [9, 8]].flatMap(([nx, ny], s) =>
  (['prescribed', 'local'] as const).flatMap((closure, c) =>
    [0, 1].map((k): FilmVariant => {
      const n = 2 * c + k, [uniaxial, cubic] = ([[0, 0], [2, 1], [1, 0], [0, 2]] as const)[(s + n) % 4];
      return {
        nx, ny, closure, uniaxial, cubic,
        batch: (s + k) % 2 ? 1 : 3,
        gradient: k ? 2 : 4,
        periodic: [(s + n) % 2 === 1, ((s + n) >> 1) % 2 === 1],
        method: (['dopri54', 'bs32', 'rk4'] as const)[(s + n) % 3],
        threads: [4, 8, 64][(s + n) % 3],
        dmi: (n + (s >> 1)) % 2 === 1,
        magnetostatic: (c + k + s) % 2 === 0,
        holes: s > 2 ? k === 0 || c === 0 : k === c && s > 0,
        regions: [0, 2, 3, 0][(2 * s + c + k) % 4],
      };
    })));

const only = (passes: readonly Pass[], kernel: string): Pass => passes.find((pass) => pass.kernel === kernel)!;
const all = (passes: readonly Pass[], kernel: string): Pass[] => passes.filter((pass) => pass.kernel === kernel);

// Seen on SwiftShader: compose 3.8e-7, rate 6.0e-7 (sums over a workgroup), observe 2.2e-7; the table has about three times that.
const measured = new Measured();
let handle: GpuHandle;
beforeAll(async () => {
  handle = await gpuHandle();
});
afterAll(() => {
  measured.say();
  handle.release();
});

it('the variants cover what there is, each with either closure', () => {
  const seen = (of: (v: FilmVariant) => unknown) => new Set(variants.map((v) => `${v.closure} ${JSON.stringify(of(v))}`)).size;
  expect([seen((v) => [v.nx, v.ny]), seen((v) => v.periodic), seen((v) => v.gradient), seen((v) => v.method), seen((v) => v.threads), seen((v) => v.batch), seen((v) => [v.uniaxial, v.cubic]), seen((v) => v.dmi), seen((v) => v.magnetostatic), seen((v) => v.holes), seen((v) => v.regions)])
    .toEqual([10, 8, 4, 6, 6, 4, 8, 4, 4, 4, 6]);
});

describe.each(variants.map((v) => [filmName(v), v] as const))('%s', (_name, v) => {
  const plan = filmPlan(v);
  const { stages } = plan.tableau;
  let gpu: GpuEngine;
  beforeAll(async () => {
    gpu = await gpuEngineFor(handle, plan);
  });
  afterAll(() => gpu.destroy());
  const fillPlane = (contents: Contents, name: string, plane: number, sim: number) => contents[name].fill(SENTINEL, planeAt(plan, plane, sim), planeAt(plan, plane, sim) + 4 * plan.cells);
  const parityOf = (contents: Contents, sim: number) => contents.flags[sim * FLG_STRIDE + FLG.PARITY];
  /** The standings of a stage: fresh ones go first, later stages belong to those that run. */
  const standFor = (contents: Contents, s: number, parity: number) => stand(contents, v.batch, parity, s === 1 ? 2 * parity + 2 : 8 - parity * (s % v.batch));

  it('compose: every stage, both parities, and the state itself at any time', async () => {
    for (const pass of [...all(plan.begin, 'film/compose'), ...all(plan.attempt, 'film/compose'), ...all(plan.look, 'film/compose')]) {
      const [s, always] = pass.args!;
      for (const parity of [0, 1]) {
        const contents = randomFilmContents(plan, v, 100 * s + parity);
        if (always) stand(contents, v.batch, parity, 1);
        else standFor(contents, s, parity);
        contents.stage_m.fill(SENTINEL);
        for (let sim = 0; sim < v.batch; sim++) if (s === stages) fillPlane(contents, 'm', 1 - parityOf(contents, sim), sim);
        await measured.agree(gpu, plan, pass, contents);
      }
    }
  });

  it('rate: every stage, both parities, only simulations whose turn it is', async () => {
    const passes = [only(plan.begin, 'film/rate'), ...all(plan.attempt, 'film/rate')];
    expect(passes.map(({ args }) => args)).toEqual(Array.from({ length: stages }, (_, i) => [i + 1]));
    for (const [i, pass] of passes.entries()) {
      const s = i + 1;
      for (const parity of [0, 1]) {
        const contents = randomFilmContents(plan, v, 100 * s + parity);
        standFor(contents, s, parity);
        for (let sim = 0; sim < v.batch; sim++) {
          const own = slot(s, stages, parityOf(contents, sim));
          fillPlane(contents, 'drift', own, sim);
          contents.sums.fill(SENTINEL, sumsAt(plan, sim, own, 1), sumsAt(plan, sim, own, groupsOf(plan) + 1));
          if (s > 2) {
            const before = slot(s - 1, stages, parityOf(contents, sim));
            contents.sums.fill(SENTINEL, sumsAt(plan, sim, before, 0), sumsAt(plan, sim, before, 1));
          }
        }
        await measured.agree(gpu, plan, pass, contents);
      }
    }
  });

  if (v.ny === 1) {
    it('rate: without polarization the current still heats, and the wall of a row still turns', async () => {
      const contents = randomFilmContents(plan, v, 7);
      const stride = PAR_BASE + ANISO_STRIDE * (v.uniaxial + v.cubic);
      for (let at = 0; at < contents.params.length; at += stride) contents.params[at + PAR.POLARIZATION] = 0;
      standFor(contents, 3, 0);
      const { twin } = await measured.agree(gpu, plan, all(plan.attempt, 'film/rate')[1], contents);
      const sums = twin.sums.subarray(sumsAt(plan, v.batch - 1, slot(3, stages, parityOf(contents, v.batch - 1)), 1));
      if (v.nx > 1) expect(sums[3]).not.toBe(0);
      if (v.closure === 'prescribed') expect(sums[1] * sums[4]).not.toBe(0);
    });
  }

  it('observe: due samples only, and a look at every simulation', async () => {
    for (const [k, pass] of [only(plan.gaze, 'film/observe'), only(plan.look, 'film/observe')].entries()) {
      expect(pass.args).toEqual([k === 0 ? GAZE.SAMPLE : GAZE.LOOK]);
      for (const parity of [0, 1]) {
        const contents = randomFilmContents(plan, v, 61 + parity);
        stand(contents, v.batch, parity, 1);
        contents.observed.fill(SENTINEL);
        await measured.agree(gpu, plan, pass, contents);
      }
    }
  });

  it('judge: the largest error of every workgroup, holes or not', async () => {
    for (const parity of [0, 1]) {
      const contents = randomFilmContents(plan, v, 31 + parity);
      stand(contents, v.batch, parity, 0);
      contents.worst.fill(SENTINEL);
      await measured.agree(gpu, plan, only(plan.attempt, 'step/judge'), contents);
    }
  });

  it('shift: every row by whole columns, holes along with it, exactly', async () => {
    for (const by of [0, 1, -1, 3, -v.nx, v.nx + 5]) {
      const contents = randomFilmContents(plan, v, 81);
      stand(contents, v.batch, by & 1, 0);
      contents.shifts.set(Array.from({ length: v.batch }, (_, sim) => (by === 0 ? 0 : by + sim) >>> 0));
      for (let sim = 0; sim < v.batch; sim++) fillPlane(contents, 'm', 1 - parityOf(contents, sim), sim);
      const { gpu: after } = await measured.agree(gpu, plan, plan.shift[0], contents);
      for (let sim = 0; sim < v.batch; sim++) {
        const shift = contents.shifts[sim] | 0, parity = parityOf(contents, sim);
        if (shift === 0) continue;
        for (let i = 0; i < 4 * plan.cells; i++) {
          const cell = i >> 2, x = cell % v.nx, from = cell - x + Math.min(Math.max(x + shift, 0), v.nx - 1);
          expect(after.m[planeAt(plan, 1 - parity, sim) + i]).toBe(contents.m[planeAt(plan, parity, sim) + 4 * from + (i & 3)]);
        }
      }
    }
  });
});

describe('the comparison itself', () => {
  const v: FilmVariant = { nx: 7, ny: 3, batch: 3, closure: 'local', gradient: 4, periodic: [true, false], method: 'bs32', uniaxial: 1, cubic: 0, threads: 4, dmi: true, magnetostatic: true, holes: true, regions: 2 };
  const plan = filmPlan(v);
  const slip = (file: string, right: string, wrong: string) => {
    expect(shaderTexts[file], file).toContain(right);
    return { ...shaderTexts, [file]: shaderTexts[file].replace(right, wrong) };
  };
  const rate = all(plan.attempt, 'film/rate')[1];
  const cases: [string, ShaderTexts, Pass, RegExp][] = [
    ['a row that is as long as a column', slip('lib/site', 'i32(cell / NX)', 'i32(cell / NY)'), rate, /film\/rate\(3\)/],
    // Of the nearest neighbours none would show: what a hole adds to field and gradient then lies along m.
    ['a gradient that looks over a hole', slip('lib/lattice', 'if (line.l.w == 0.0) { l2 = r; }', ''), rate, /film\/rate\(3\)/],
    ['an edge that closes', slip('lib/lattice', 'if (PERIODIC_Y == 1u)', 'if (PERIODIC_X == 1u)'), rate, /film\/rate\(3\)/],
    ['the magnetostatic field left out', slip('lib/site_field', 'if (MAGNETOSTATIC == 1u)', 'if (MAGNETOSTATIC == 2u)'), rate, /film\/rate\(3\)/],
    ['the regions of the simulation before', slip('lib/material', 'sim * (REGIONS - 1u) + u32(w)', 'u32(w)'), rate, /film\/rate\(3\)/],
    ['a bond that is all of one side', slip('lib/material', 'own * (2.0 * other / (own + other))', 'own'), rate, /film\/rate\(3\)/],
    ['a field that is not over the Ms there', slip('lib/site_field', 'local / saturation(at.row)', 'local'), rate, /film\/rate\(3\)/],
    ['a hole that is filled', slip('film/compose', 'vec4f(moved / sqrt(dot(moved, moved)), start.w)', 'vec4f(moved / sqrt(dot(moved, moved)), 0.9999)'), all(plan.attempt, 'film/compose')[1], /film\/compose\(3/],
    ['a row that runs into the next', slip('step/shift', 'i32(NX) - 1', 'i32(CELLS) - 1'), plan.shift[0], /step\/shift/],
  ];
  it.each(cases)('notices %s', async (_what, texts, pass, message) => {
    const gpu = await gpuEngineFor(handle, plan, texts);
    const contents = randomFilmContents(plan, v, 3);
    contents.shifts.fill(2);
    await expect(new Measured().agree(gpu, plan, pass, contents)).rejects.toThrow(message);
    gpu.destroy();
  });
});
