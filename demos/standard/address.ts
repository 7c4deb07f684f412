/** What the page's address sets: engine, grid, and, to see a run fail or to see less of it, another damping, duration and rest at the start. */
import type { BackendChoice, SceneInput } from 'spinmotive';
import type { Problem } from './problems.js';

export interface Address {
  readonly backend: BackendChoice;
  readonly grid: 'coarse' | 'reference';
  readonly alpha: number | null;
  /** s */
  readonly duration: number | null;
  /** Largest |dm/dt|/gamma that counts as rest, T. */
  readonly relax: number | null;
}

const BACKENDS: readonly BackendChoice[] = ['auto', 'gpu', 'cpu'];

export function readAddress(search: string): Address {
  const address = new URLSearchParams(search);
  const number = (name: string) => {
    const text = address.get(name);
    return text && Number.isFinite(Number(text)) ? Number(text) : null;
  };
  const si = (value: number | null, unit: number) => (value === null ? null : Number((value * unit).toPrecision(12)));
  return {
    backend: BACKENDS.find((choice) => choice === address.get('backend')) ?? 'auto',
    grid: address.get('grid') === 'reference' ? 'reference' : 'coarse',
    alpha: number('alpha'),
    duration: si(number('duration'), 1e-9),
    relax: si(number('relax'), 1e-3),
  };
}

/** The problem's scene with what the address alters, and that in words. */
export function alter(scene: SceneInput, { duration: whole }: Problem, { alpha, duration, relax }: Address): { scene: SceneInput; altered: string[] } {
  const altered: string[] = [];
  if (alpha !== null && alpha !== scene.material.alpha) altered.push(`α = ${alpha} instead of ${scene.material.alpha}`);
  if (duration !== null && duration !== whole) altered.push(`${ns(duration)} ns instead of ${ns(whole)} ns`);
  if (relax !== null) altered.push(`its start relaxed only to ${Number((relax / 1e-3).toPrecision(6))} mT`);
  return {
    scene: { ...scene, material: { ...scene.material, alpha: alpha ?? scene.material.alpha }, run: { ...scene.run, duration: duration ?? whole, ...(relax === null ? {} : { relaxTolerance: relax }) } },
    altered,
  };
}

const ns = (seconds: number) => Number((seconds / 1e-9).toPrecision(6));
