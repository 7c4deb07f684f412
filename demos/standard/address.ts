/** What the page's address sets: engine, grid, and, to see a run fail or to see less of it, another damping and duration. */
import type { BackendChoice, SceneInput } from 'spinmotive';
import type { Problem } from './problems.js';

export interface Address {
  readonly backend: BackendChoice;
  readonly grid: 'coarse' | 'reference';
  readonly alpha: number | null;
  /** s */
  readonly duration: number | null;
}

const BACKENDS: readonly BackendChoice[] = ['auto', 'gpu', 'cpu'];

export function readAddress(search: string): Address {
  const address = new URLSearchParams(search);
  const number = (name: string) => {
    const text = address.get(name);
    return text && Number.isFinite(Number(text)) ? Number(text) : null;
  };
  const ns = number('duration');
  return {
    backend: BACKENDS.find((choice) => choice === address.get('backend')) ?? 'auto',
    grid: address.get('grid') === 'reference' ? 'reference' : 'coarse',
    alpha: number('alpha'),
    duration: ns === null ? null : Number((ns * 1e-9).toPrecision(12)),
  };
}

/** The problem's scene with what the address alters, and that in words. */
export function alter(scene: SceneInput, { duration: whole }: Problem, { alpha, duration }: Address): { scene: SceneInput; altered: string[] } {
  const altered: string[] = [];
  if (alpha !== null && alpha !== scene.material.alpha) altered.push(`α = ${alpha} instead of ${scene.material.alpha}`);
  if (duration !== null && duration !== whole) altered.push(`${ns(duration)} ns instead of ${ns(whole)} ns`);
  return {
    scene: { ...scene, material: { ...scene.material, alpha: alpha ?? scene.material.alpha }, run: { ...scene.run, duration: duration ?? whole } },
    altered,
  };
}

const ns = (seconds: number) => Number((seconds / 1e-9).toPrecision(6));
