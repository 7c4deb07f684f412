import type { WireScene } from '../../test/support/oracle/scene.js';

export interface Response { Lww: number; Lcw: number; Lwc: number }
export interface Means { wall_v: number; I: number }
export interface Wire { Ms: number; alpha: number; gamma: number; P: number; beta: number; area: number; Kp: number; width: number; resistance: number; b: number }
export function wireOf(scene: WireScene): Wire;
export function fieldScene(scene: WireScene, alpha: number, beta: number, fraction: number): WireScene;
export function voltageScene(scene: WireScene, alpha: number, beta: number, fraction: number): WireScene;
export function force(scene: WireScene): number;
export function responseOf(field: WireScene, fieldMean: Means, voltage: WireScene, voltageMean: Means): Response;
export function closedForm(scene: WireScene): Response;
export function recover(scene: WireScene, L: Response, width: number): { alpha: number; beta: number };
