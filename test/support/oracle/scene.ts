/**
 * A scene object (the project's file format) read by the oracle's own eyes: what a wire of that scene is, and what its
 * start looks like. Only the keys that the oracle understands; anything else is an error in the test.
 */
import { GAMMA } from './constants.js';
import { OracleWire, type Closure, type CubicTerm, type UniaxialTerm, type Vec } from './wire.js';

export type SceneWaveform =
  | { kind: 'constant' }
  | { kind: 'sine'; frequency: number; phase?: number; offset?: number }
  | { kind: 'pulse'; start: number; width: number; rise?: number; fall?: number; period?: number }
  | { kind: 'ramp'; start?: number; duration: number; from?: number; to?: number }
  | { kind: 'table'; t: number[]; w: number[] };

export interface WireScene {
  title?: string;
  grid: { cells: [number, number]; cellSize: [number, number, number]; periodic?: [boolean, boolean] };
  material: {
    Ms: number; A: number; alpha: number; gamma?: number;
    anisotropy?: ({ kind?: 'uniaxial'; axis: [number, number, number]; Ku1: number; Ku2?: number } | { kind: 'cubic'; axes?: [[number, number, number], [number, number, number]]; Kc1: number; Kc2?: number })[];
  };
  demag?: 'none' | { factors: [number, number, number] };
  initial:
    | { kind: 'wall'; left: [number, number, number]; centre: [number, number, number]; right: [number, number, number]; at: number; width?: number }
    | { kind: 'uniform'; m: [number, number, number] }
    | { kind: 'random'; seed: number };
  field?: { B?: [number, number, number]; waveform?: SceneWaveform };
  transport?: {
    polarization: number; beta?: number; conductivity?: number; closure?: Closure;
    j?: [number, number]; jWaveform?: SceneWaveform; voltage?: number; voltageWaveform?: SceneWaveform; load?: number;
  };
  run: {
    duration: number; relaxFirst?: false | 'with-drive' | 'without-drive'; method?: 'dopri54' | 'bs32' | 'rk4';
    tolerance?: number; fixedStep?: number | null; followTexture?: boolean; gradientOrder?: 2 | 4;
  };
  output?: { sampleEvery?: number | null; snapshotEvery?: number | null };
}

/** The factor of a waveform at a time, from the words of the scene reference. */
export function factor(w: SceneWaveform | undefined, t: number): number {
  switch (w?.kind) {
    case undefined:
    case 'constant':
      return 1;
    case 'sine':
      return (w.offset ?? 0) + Math.sin(2 * Math.PI * w.frequency * t + (w.phase ?? 0));
    case 'pulse': {
      const rise = w.rise ?? 0, fall = w.fall ?? 0;
      let s = t - w.start;
      if (w.period !== undefined && s > 0) s %= w.period;
      if (s < 0) return 0;
      if (s < rise) return s / rise;
      if (s < rise + w.width) return 1;
      if (s < rise + w.width + fall) return 1 - (s - rise - w.width) / fall;
      return 0;
    }
    case 'ramp': {
      const s = Math.min(1, Math.max(0, (t - (w.start ?? 0)) / w.duration));
      return (w.from ?? 0) + s * ((w.to ?? 1) - (w.from ?? 0));
    }
    case 'table': {
      if (t <= w.t[0]) return w.w[0];
      for (let k = 1; k < w.t.length; k++) if (t <= w.t[k]) return w.w[k - 1] + ((t - w.t[k - 1]) / (w.t[k] - w.t[k - 1])) * (w.w[k] - w.w[k - 1]);
      return w.w[w.w.length - 1];
    }
  }
}

export function oracleOf(scene: WireScene): OracleWire {
  const { grid, material, transport, field, run } = scene;
  const B = field?.B ?? [0, 0, 0];
  const closure = transport?.closure ?? 'prescribed';
  return new OracleWire({
    cells: grid.cells[0], dx: grid.cellSize[0], area: grid.cellSize[1] * grid.cellSize[2], periodic: grid.periodic?.[0] ?? false,
    Ms: material.Ms, A: material.A, alpha: material.alpha, gamma: material.gamma ?? GAMMA,
    anisotropy: (material.anisotropy ?? []).map((a): UniaxialTerm | CubicTerm =>
      a.kind === 'cubic'
        ? { kind: 'cubic', axes: a.axes ?? [[1, 0, 0], [0, 1, 0]], Kc1: a.Kc1, Kc2: a.Kc2 ?? 0 }
        : { kind: 'uniaxial', axis: a.axis, Ku1: a.Ku1, Ku2: a.Ku2 ?? 0 }),
    demag: typeof scene.demag === 'object' ? scene.demag.factors : null,
    field: (t): Vec => {
      const f = factor(field?.waveform, t);
      return [B[0] * f, B[1] * f, B[2] * f];
    },
    polarization: transport?.polarization ?? 0, beta: transport?.beta ?? 0, conductivity: transport?.conductivity ?? 1e6, closure,
    current: (t) => (transport?.j?.[0] ?? 0) * factor(transport?.jWaveform, t),
    voltage: (t) => (transport?.voltage ?? 0) * factor(transport?.voltageWaveform, t),
    load: transport?.load ?? 0, gradientOrder: run.gradientOrder ?? 4,
  });
}
