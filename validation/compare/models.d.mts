import type { SceneInput } from '../../src/scene/schema.js';

export interface Model { label: string; l?: number; fields?: boolean; mapped?: boolean; LQn?: number }
export interface Wire { Ms: number; alpha: number; beta: number; gamma: number; P: number; sigma: number; area: number; length: number; b1: number; D: number; Kp: number; resistance: number; kappa: number }
export interface Means { v: number; phiRate: number; width: number; V: number; I: number }
export const models: Readonly<Record<string, Model>>;
export function wireOf(scene: SceneInput): Wire;
export function sceneOf(base: SceneInput, name: string, open: boolean): SceneInput;
export function startSteady(scene: SceneInput): SceneInput;
export function startDriven(scene: SceneInput, name: string, u: number): SceneInput;
export function ratio(base: SceneInput, name: string): number;
export function perTesla(base: SceneInput): number;
export function share(x: number): number;
export function damping(base: SceneInput, name: string, open: boolean, D?: number): number;
export function meansOf(column: (name: string) => Float64Array): Means;
