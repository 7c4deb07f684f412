/** From a scene to a plan: reduced units by hand, what each closure needs, and a plan that is plain data and complete. */
import { describe, expect, it } from 'vitest';
import { kernels } from '../../src/kernels.js';
import { cpuTiling } from '../../src/lower/demag.js';
import { cpuConduction } from '../../src/lower/conduction.js';
import { lowerFilm } from '../../src/lower/film.js';
import { gridUnits, groundEnergies } from '../../src/lower/units.js';
import { closureKind, packSegment, wallAxis } from '../../src/lower/params.js';
import { attemptsOf, shapeKey } from '../../src/lower/steps.js';
import { lowerWire } from '../../src/lower/wire.js';
import { stableStep, TABLEAUS } from '../../src/math/tableau.js';
import { ANISO_STRIDE, CLK, CLK_STRIDE, CLOSURE, EVENT, FLG, FLG_STRIDE, materialRow, PAR, PAR_BASE, REC_STRIDE, SEG, STATE, TAB } from '../../src/plan/layout.js';
import { initialMagnetization } from '../../src/scene/initial.js';
import { parseScene } from '../../src/scene/parse.js';
import { Schedule } from '../../src/scene/schedule.js';
import type { Scene, SceneInput } from '../../src/scene/schema.js';

const MU0 = 1.25663706127e-6, HBAR = 1.054571817646e-34, E = 1.602176634e-19;
const Ms = 8e5, A = 1.3e-11, alpha = 0.05, gamma = 1.7e11;
const dx = 4e-9, dy = 1e-7, dz = 6e-9, cells = 37;

const input: SceneInput = {
  grid: { cells: [cells, 1], cellSize: [dx, dy, dz] },
  material: { Ms, A, alpha, gamma, anisotropy: [{ axis: [3, 0, 4], Ku1: 1e5, Ku2: 2e4 }, { kind: 'cubic', axes: [[0, 1, 0], [0, 0, 2]], Kc1: 3e4, Kc2: -1e4 }] },
  demag: { factors: [0.1, 0.3, 0.6] },
  initial: { kind: 'wall', left: [-1, 0, 0], centre: [0, 1, 0], right: [1, 0, 0], at: 52e-9, width: 1e-8 },
  field: { B: [0.02, -0.03, 0.05] },
  transport: { polarization: 0.5, beta: 0.2, conductivity: 4e6, closure: 'circuit', j: [2e12, 0], voltage: 3e-3, load: 7 },
  run: { duration: 1e-9, tolerance: 1e-6 },
};
const scene = (change: Partial<SceneInput> = {}) => parseScene({ ...input, ...change });
const closed = (closure: 'prescribed' | 'open' | 'circuit' | 'local') => scene({ transport: { ...input.transport!, closure } });
const lower = (scenes: readonly Scene[], threads = 8, cellsPerThread = 2, attempts = 5) => lowerWire(scenes, scenes.map((scene) => initialMagnetization(scene)), { threads, cellsPerThread }, attempts);
const close = (value: number, expected: number) => expect(Math.abs(value / expected - 1), `${value} for ${expected}`).toBeLessThan(1e-9);

const B0 = MU0 * Ms, t0 = 1 / (gamma * B0);

describe('reduced units', () => {
  it('by hand', () => {
    const units = gridUnits(scene());
    close(units.field, B0);
    close(units.time, t0);
    close(units.energy, MU0 * Ms ** 2 * dx * dy * dz);
    close(units.resistance, (cells * dx) / (4e6 * dy * dz));
    // At P = 1 the current J0 drags a texture by a cell in t0, |b J0| t0 = dx, and a cell's turn by a radian in t0 is hbar/2e over t0.
    close(((gamma * HBAR) / (2 * E * Ms)) * units.current * t0, dx);
    close(units.emf, HBAR / (2 * E * t0));
    expect([units.dx, units.area, units.length]).toEqual([dx, dy * dz, cells * dx]);
  });

  it('torque and motive force are one family: power per cell is the same in both', () => {
    const units = gridUnits(scene());
    // j s V_cell at P = 1, q = 1, one radian in t0 over one cell: b s0 pair of docs/physics.md.
    close(units.current * (units.emf / dx) * dx * dy * dz, units.energy / units.time);
  });

  it('no conductivity, no resistance', () => {
    expect(gridUnits(scene({ transport: { polarization: 0.5, closure: 'open' } })).resistance).toBeNaN();
  });
});

describe('params', () => {
  const row = (of: Scene) => {
    const { params } = lower([of]).contents;
    return { par: (key: number) => params[key], axis: (k: number) => Array.from(params.subarray(PAR_BASE + ANISO_STRIDE * k, PAR_BASE + ANISO_STRIDE * (k + 1))) };
  };

  it('material, field and anisotropy in units of mu0 Ms', () => {
    const { par, axis } = row(scene());
    close(par(PAR.EXCHANGE), (2 * A) / (Ms * dx ** 2) / B0);
    expect(par(PAR.ALPHA)).toBe(alpha);
    expect(par(PAR.TOLERANCE)).toBe(1e-6);
    [0.02, -0.03, 0.05].forEach((b, k) => close(par(PAR.FIELD_X + k), b / B0));
    // Less the smallest factor, whose field lies along m.
    [0, 0.2, 0.5].forEach((n, k) => expect(par(PAR.DEMAG_X + k)).toBeCloseTo(n, 14));
    const K0 = MU0 * Ms ** 2;
    [0.6, 0, 0.8, 1e5 / K0, 2e4 / K0, 0, 0, 0].forEach((x, k) => expect(axis(0)[k]).toBeCloseTo(x, 9));
    [0, 1, 0, 3e4 / K0, 0, 0, 1, -1e4 / K0].forEach((x, k) => expect(axis(1)[k]).toBeCloseTo(x, 9));
    [1, 0, 0].forEach((x, k) => expect(par(PAR.EASY_X + k)).toBeCloseTo(x, 14));
  });

  it('what each closure needs, and nothing else', () => {
    const b = (gamma * HBAR * 0.5) / (2 * E * Ms), s0 = (HBAR * 0.5) / (2 * E), sigma = 4e6;
    const kappa = b * sigma * s0; // docs/physics.md
    const J0 = gridUnits(scene()).current;
    const of = (closure: 'prescribed' | 'open' | 'circuit' | 'local') => {
      const { par } = row(closed(closure));
      return [PAR.DRIFT, PAR.BIAS, PAR.CHI].map(par);
    };
    const [drift, ...none] = of('prescribed');
    close(drift, 2e12 / J0);
    expect(none).toEqual([0, 0]);
    expect(of('open')).toEqual([0, 0, 0]);
    const [noDrift, bias, chi] = of('circuit');
    const R = (cells * dx) / (sigma * dy * dz);
    expect(noDrift).toBe(0);
    close(bias, 3e-3 / ((R + 7) * dy * dz) / J0);
    // kappa/(P dx (L + sigma R_load A)); the other P is in the lever.
    close(chi, kappa / (0.5 * dx * (cells * dx + sigma * 7 * dy * dz)));
    const [none1, none2, local] = of('local');
    expect([none1, none2]).toEqual([0, 0]);
    close(local, kappa / (0.5 * dx ** 2));
  });

  it('no transport, no current and no motive force', () => {
    const { par } = row(scene({ transport: undefined }));
    expect([PAR.BETA, PAR.POLARIZATION, PAR.DRIFT, PAR.BIAS, PAR.CHI].map(par)).toEqual([0, 0, 0, 0, 0]);
  });

  it('axes that a scene of the batch lacks are zero', () => {
    const bare = scene({ material: { ...input.material, anisotropy: [] } });
    const { contents, attempt } = lower([bare, scene()]);
    const stride = contents.params.length / 2;
    expect([attempt[0].constants.UNIAXIAL, attempt[0].constants.CUBIC, stride]).toEqual([1, 1, PAR_BASE + 2 * ANISO_STRIDE]);
    expect(Array.from(contents.params.subarray(PAR_BASE, stride))).toEqual(new Array(2 * ANISO_STRIDE).fill(0));
    expect(Array.from(contents.params.subarray(stride))).toEqual(Array.from(lower([scene()]).contents.params));
  });

  it('steps start at a twentieth of the fastest precession and stay where the method is stable', () => {
    const { par } = row(scene());
    const { clock } = lower([scene()]).contents;
    const stiffest = 0.05 / clock[CLK.H];
    close(par(PAR.H_MAX), stableStep(TABLEAUS.dopri54, alpha) / stiffest);
    expect(par(PAR.H_MIN)).toBeLessThan(1e-4 * clock[CLK.H]);
    // At least what alternating cells, the largest anisotropy and the whole field add up to.
    const K0 = MU0 * Ms ** 2;
    expect(stiffest).toBeGreaterThan(4 * par(PAR.EXCHANGE) + 2 * (1e5 / K0) + Math.hypot(0.02, 0.03, 0.05) / B0);
    expect(stiffest).toBeLessThan(3 * (4 * par(PAR.EXCHANGE) + 1));
    expect(clock[CLK.ERR_PREV]).toBe(1e-6);
  });
});

describe('regions', () => {
  const half = (first: number): NonNullable<SceneInput['regions']>[number]['geometry'] => ({ shape: 'rectangle', size: [10 * dx, dy], at: [(first + 5) * dx, dy / 2] });
  const regions: SceneInput['regions'] = [
    { geometry: half(0), material: { Ms: 4e5, A: 2e-11, alpha: 0.002, anisotropy: [{ axis: [0, 0, 1], Ku1: 3e5 }, { axis: [1, 0, 0], Ku1: 1e4 }] }, transport: { polarization: -0.25, beta: 0.1, conductivity: 1e6 } },
    { geometry: half(20), material: { alpha: 0.9 } },
  ];
  const local = { ...input.transport!, closure: 'local' as const };
  const mixed = (more: Partial<SceneInput> = {}) => scene({ transport: local, regions, ...more });
  const film = (scenes: readonly Scene[]) => lowerFilm(scenes, scenes.map((of) => initialMagnetization(of)), { threads: 8, cellsPerThread: 1 }, cpuTiling, 5, cpuConduction);

  it('have rows of their own behind those of all simulations, in units of the rest', () => {
    const scenes = [scene({ transport: local, regions: [regions[0], { geometry: half(20) }] }), mixed({ material: { ...input.material, Ms: 5e5 } })];
    const { contents: { params }, attempt } = film(scenes);
    const stride = PAR_BASE + 3 * ANISO_STRIDE;
    expect([attempt[1].constants.REGIONS, attempt[1].constants.UNIAXIAL, attempt[1].constants.CUBIC, params.length]).toEqual([3, 2, 1, 6 * stride]);
    expect([materialRow(0, 1, 2, 3), materialRow(1, 1, 2, 3), materialRow(0, 2, 2, 3), materialRow(0, 3, 2, 3), materialRow(1, 2, 2, 3), materialRow(1, 3, 2, 3)]).toEqual([0, 1, 2, 3, 4, 5]);
    const par = (row: number, key: number) => params[row * stride + key];
    expect([0, 1, 2, 3, 4, 5].map((row) => par(row, PAR.ALPHA))).toEqual([alpha, alpha, 0.002, alpha, 0.002, 0.9]);
    expect([0, 1, 2, 3, 4, 5].map((row) => par(row, PAR.SATURATION))).toEqual([1, 1, 0.5, 1, 0.8, 1]);
    expect([0, 1, 2, 3, 4, 5].map((row) => par(row, PAR.RESISTIVITY))).toEqual([1, 1, 4, 1, 4, 1]);
    expect([par(2, PAR.BETA), par(2, PAR.POLARIZATION)]).toEqual([0.1, -0.25]);
    for (const [row, of] of [[2, Ms], [4, 5e5]] as const) {
      close(par(row, PAR.EXCHANGE), (2 * 2e-11) / (MU0 * of ** 2 * dx ** 2));
      close(par(row, PAR_BASE + 3), 3e5 / (MU0 * of ** 2));
      // kappa/(P dx^2) of the region's own P and sigma, with the Ms of the rest: the lever has P/Ms.
      close(par(row, PAR.CHI), (((gamma * HBAR) / (2 * E * of)) * 1e6 * ((HBAR * -0.25) / (2 * E))) / dx ** 2);
    }
    const { m } = film(scenes).contents;
    expect([0, 9, 10, 19, 20, 29, 30, 36].map((cell) => m[4 * cell + 3])).toEqual([2, 2, 1, 1, 3, 3, 1, 1]);
  });

  it('set the step by the least damped and the stiffest that there is', () => {
    const step = (of: Scene) => film([of]).contents.params[PAR.H_MAX];
    const stiffest = (of: Scene) => 0.05 / film([of]).contents.clock[CLK.H];
    close(step(mixed()), stableStep(TABLEAUS.dopri54, 0.002) / stiffest(mixed()));
    // Exchange of two neighbours, 2 A/Ms, is at most that of the region with its own Ms.
    expect(stiffest(mixed())).toBeGreaterThan(stiffest(scene({ transport: local })));
    const alone = scene({ transport: local, material: { ...input.material, Ms: 4e5, A: 2e-11 } });
    expect(stiffest(mixed()) * B0).toBeLessThan(2 * stiffest(alone) * MU0 * 4e5);
    // The first lies wholly under a second that changes nothing.
    const covered = scene({ transport: local, regions: [regions[0], { geometry: half(0) }] });
    close(step(covered), step(scene({ transport: local, regions: [{ geometry: half(0) }] })));
  });

  it('must be as many in all scenes of a batch', () => {
    expect(() => film([mixed(), mixed({ regions: regions.slice(1) })])).toThrow('one shape');
    expect(() => film([mixed(), mixed({ regions: [regions[1], regions[0]] })])).not.toThrow();
  });

  it('have ground energies of their own', () => {
    const { anisotropy, demag } = groundEnergies(mixed(), [17, 10, 10]);
    close(anisotropy, -dx * dy * dz * (27 * (1e5 + 2e4) + 10 * (3e5 + 1e4)));
    close(demag, 0.5 * MU0 * dx * dy * dz * 0.1 * (27 * Ms ** 2 + 10 * 4e5 ** 2));
  });
});

describe('a plan', () => {
  const every: [string, Scene[]][] = [
    ...(['prescribed', 'open', 'circuit', 'local'] as const).map((closure): [string, Scene[]] => [closure, [closed(closure)]]),
    ['a batch', [scene(), scene({ material: { ...input.material, alpha: 0.3 } }), scene()]],
    ['rk4 on a ring', [scene({ grid: { ...input.grid, periodic: [true, false] }, run: { duration: 1e-9, method: 'rk4', fixedStep: 1e-13, gradientOrder: 2 } })]],
  ];

  it.each(every)('%s: is plain data, and every pass has what its kernel asks for', (_name, scenes) => {
    const plan = lower(scenes);
    const passes = [...plan.begin, ...plan.attempt, ...plan.gaze, ...plan.look, ...plan.shift];
    expect(structuredClone(plan)).toEqual(plan);
    expect(JSON.parse(JSON.stringify({ passes, buffers: plan.buffers }))).toEqual({ passes, buffers: plan.buffers });
    for (const pass of passes) {
      const kernel = kernels.get(pass.kernel)!;
      expect(Object.keys(pass.constants).sort(), pass.kernel).toEqual([...kernel.constants].sort());
      Object.values(pass.constants).forEach((value) => expect(Number.isInteger(value)).toBe(true));
      for (const { name, kind } of kernel.bindings) expect(plan.buffers[name]?.kind, `${pass.kernel} ${name}`).toBe(kind);
      expect(pass.groups.every((n) => Number.isInteger(n) && n > 0)).toBe(true);
      // lib/difference and lib/finite take args.w for 0.
      expect(pass.args?.length ?? 0, pass.kernel).toBeLessThan(4);
    }
    for (const [name, data] of Object.entries(plan.contents)) expect(data.length, name).toBeLessThanOrEqual(plan.buffers[name].length);
    expect(plan.attempt.length).toBe(plan.tableau.stages + 1);
    expect(plan.attempt.slice(0, -2).map(({ args }) => args![0])).toEqual(Array.from({ length: plan.tableau.stages - 1 }, (_, i) => i + 2));
    // A wire's levers are needed only where the current comes last.
    expect(plan.buffers.lever.length).toBe(closureKind(scenes[0]) === CLOSURE.CIRCUIT ? plan.tableau.stages * scenes.length * cells * 4 : 4);
  });

  it('of wires that a workgroup integrates: no rates to keep, a dispatch for several attempts', () => {
    const scenes = [scene(), scene()];
    const plan = lowerWire(scenes, scenes.map((of) => initialMagnetization(of)), { threads: 8, cellsPerThread: 5, attemptsOfDispatch: 3 }, 5);
    expect(structuredClone(plan)).toEqual(plan);
    for (const name of ['drift', 'lever', 'sums', 'worst']) expect(plan.buffers[name]).toBeUndefined();
    for (const pass of [...plan.begin, ...plan.several.flat(), ...plan.gaze, ...plan.look, ...plan.shift]) {
      const kernel = kernels.get(pass.kernel)!;
      expect(Object.keys(pass.constants).sort(), pass.kernel).toEqual([...kernel.constants].sort());
      for (const { name, kind } of kernel.bindings) expect(plan.buffers[pass.bind?.[name] ?? name]?.kind, `${pass.kernel} ${name}`).toBe(kind);
    }
    expect(attemptsOf(plan, 8).map(({ kernel, args, groups }) => [kernel, args, groups])).toEqual([3, 3, 2].map((n) => ['wire/integrate', [n, 0], [2, 1, 1]]));
    expect(attemptsOf(plan, 1)).toEqual(plan.attempt);
  });

  it('rings of records take no more than two million numbers', () => {
    const one = scene(), start = initialMagnetization(one);
    const rows = (count: number) => lowerWire(new Array(count).fill(one), new Array(count).fill(start), { threads: 8, cellsPerThread: 2 }, 64).ring;
    expect([1, 300, 512, 4096].map(rows)).toEqual([65, 65, Math.floor(2 ** 21 / (512 * REC_STRIDE)), 5]);
  });

  it.each([[1, 1, 37], [8, 2, 3], [4, 1, 10], [64, 1, 1], [64, 16, 1]])('%i threads with %i cells: %i workgroups', (threads, per, groups) => {
    const plan = lower([scene(), scene()], threads, per);
    expect(plan.attempt[0].groups).toEqual([groups, 2, 1]);
    expect(plan.attempt[0].constants).toMatchObject({ WG: threads, PER: per, GROUPS: groups, CELLS: cells, BATCH: 2 });
    expect(plan.attempt.at(-1)!.groups).toEqual([2, 1, 1]);
    expect(plan.shift[0].groups).toEqual([Math.ceil(cells / threads), 2, 1]);
  });

  it('has a ring with room for every attempt of a chunk', () => {
    const { ring, segments, buffers } = lower([scene()], 8, 2, 5);
    expect(ring).toBe(6); // one sample each, and the one at t = 0
    expect(segments).toBe(7); // one ended by each, the one under way and the one before
    expect(buffers.records.length % (ring + 1)).toBe(0);
  });

  it('starts at a sample, with the start of every scene in plane 0', () => {
    const scenes = [scene(), scene({ initial: { kind: 'random', seed: 9 } })];
    const { contents } = lower(scenes);
    scenes.forEach((of, sim) => {
      const m = initialMagnetization(of);
      for (let i = 0; i < cells; i++) expect(Array.from(contents.m.subarray(4 * (sim * cells + i), 4 * (sim * cells + i) + 4))).toEqual([m[3 * i], m[3 * i + 1], m[3 * i + 2], 0]);
      const flags = contents.flags.subarray(sim * FLG_STRIDE, (sim + 1) * FLG_STRIDE);
      expect([flags[FLG.STATE], flags[FLG.FRESH], flags[FLG.PARITY], flags[FLG.STEPS]]).toEqual([STATE.HOLD, 1, 0, 0]);
      expect(contents.clock[sim * CLK_STRIDE + CLK.H]).toBeGreaterThan(0);
    });
    expect(contents.flags[FLG.CROSSING]).toBe(12); // between the centres of 12 and 13
    expect(contents.flags[FLG_STRIDE + FLG.CROSSING]).toBe(18); // none given: the middle
  });

  it('refuses scenes of different shape, and only those', () => {
    const others: Partial<SceneInput>[] = [
      { grid: { ...input.grid, cells: [cells + 1, 1] } },
      { grid: { ...input.grid, periodic: [true, false] } },
      { run: { ...input.run, method: 'bs32' } },
      { run: { ...input.run, gradientOrder: 2 } },
      { run: { ...input.run, fixedStep: 1e-13 } },
      { transport: { ...input.transport!, closure: 'local' } },
    ];
    for (const change of others) {
      expect(shapeKey(scene(change))).not.toBe(shapeKey(scene()));
      expect(() => lower([scene(), scene(change)])).toThrow('one shape');
    }
    const alike: Partial<SceneInput>[] = [
      { material: { ...input.material, A: 2e-11, anisotropy: [] } }, { field: { B: [0, 0, 1], waveform: { kind: 'sine', frequency: 1e9 } } }, { demag: 'none' },
      { grid: { ...input.grid, cellSize: [3e-9, 1e-9, 1e-9] } }, { run: { ...input.run, tolerance: 1e-3, duration: 2e-9 } }, { transport: { ...input.transport!, voltage: 1, beta: 0 } },
    ];
    for (const change of alike) expect(() => lower([scene(), scene(change)])).not.toThrow();
    expect(() => lower([closed('open'), closed('prescribed')])).not.toThrow();
  });

  it('the tableau as the kernels read it', () => {
    const { tableau } = lower([scene()]).contents;
    const { a, b, c, e } = TABLEAUS.dopri54;
    a.forEach((row, s) => row.forEach((x, k) => expect(tableau[TAB.A + 8 * s + k]).toBe(x)));
    b.forEach((x, s) => expect([tableau[TAB.B + s], tableau[TAB.C + s], tableau[TAB.E + s]]).toEqual([x, c[s], e[s]]));
    expect([tableau[TAB.ORDER], tableau[TAB.FIXED]]).toEqual([5, 0]); // an error of order h^5
    const rk4 = lower([scene({ run: { duration: 1e-9, method: 'rk4', fixedStep: 1e-13 } })]).contents.tableau;
    expect(rk4[TAB.FIXED]).toBe(1);
  });
});

describe('packSegment', () => {
  const units = gridUnits(scene());
  const segment = new Schedule(scene({ field: { B: [1, 0, 0], waveform: { kind: 'ramp', duration: 1e-9, from: 0.25, to: 0.75 } } })).segment(3);

  it('time in reduced units, the polynomials as they are', () => {
    const row = packSegment(segment, units, null, EVENT.SAMPLE | EVENT.LAST);
    close(row[SEG.DURATION] * t0, segment.duration);
    expect([row[SEG.STEPS], row[SEG.EVENTS]]).toEqual([0, EVENT.SAMPLE | EVENT.LAST]);
    expect(Array.from(row.subarray(SEG.FIELD, SEG.FIELD + 6))).toEqual(Array.from(segment.field));
    expect(Array.from(row.subarray(SEG.CURRENT, SEG.CURRENT + 6))).toEqual([1, 0, 0, 0, 0, 0]);
    expect(Array.from(row.subarray(SEG.VOLTAGE, SEG.VOLTAGE + 6))).toEqual(Array.from(segment.voltage));
  });

  it.each([[1, 1], [2, 1], [0.5, 2], [0.3, 4], [1 / 3, 3], [0.1, 10], [0.1 * (1 - 1e-9), 10], [0.0999, 11]])('a fixed step of %f of the segment: %i even steps', (share, steps) => {
    expect(packSegment(segment, units, share * segment.duration, 0)[SEG.STEPS]).toBe(steps);
  });
});

describe('wallAxis', () => {
  const vec = (v: readonly number[]) => v.map((x) => Math.round(x * 1e6) / 1e6 + 0); // + 0: no -0
  it.each<[string, Partial<SceneInput>, number[]]>([
    ['that of the left side', {}, [1, 0, 0]],
    ['its positive end', { initial: { kind: 'wall', left: [0, 0.6, -0.8], centre: [1, 0, 0], right: [0, -0.6, 0.8], at: 5e-8, width: 1e-8 } }, [0, -0.6, 0.8]],
    ['of the strongest easy axis', { initial: { kind: 'random', seed: 1 }, material: { ...input.material, anisotropy: [{ axis: [1, 0, 0], Ku1: 1 }, { axis: [0, -3, 4], Ku1: 5 }, { axis: [0, 0, 1], Ku1: -9 }] } }, [0, -0.6, 0.8]],
    ['x where there is none', { initial: { kind: 'random', seed: 1 }, material: { ...input.material, anisotropy: [{ axis: [0, 0, 1], Ku1: -9 }] } }, [1, 0, 0]],
  ])('%s', (_what, change, expected) => expect(vec(wallAxis(scene(change)))).toEqual(expected));
});
